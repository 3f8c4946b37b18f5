"""Sums in formulas in x and arguments, each so written that it keeps its digits.

Which of them need it is seen at values of the arguments that are usual, beside zeros as well:
there terms cancel, and what is lost is seen nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Final

from actviz.arrays import Float64, Mask, np
from actviz.export import lost_digits
from actviz.export.answered import answered
from actviz.export.asked import decide, units_allowed
from actviz.export.computed import together
from actviz.export.one_number import SHARE, points, points_and_beside_zeros
from actviz.formula.calculus import derivative
from actviz.formula.tree import COMPARISONS, Node, name, node, number, of_parts, walk
from actviz.readings import float64
from actviz.readings.languages.carried_errors import compensated
from actviz.readings.languages.lowering import lowered
from actviz.readings.program_sides import sided

_FEW: Final = 24
_SMALL: Final = 1e-290


def _careful(
    one: Node, _: object, __: object, order: int, *___: object, **____: object
) -> Iterator[Node]:
    """A sum, and the same with the errors of its steps if those are known."""
    yield one
    with suppress(KeyError):
        yield compensated(one if order else sided(one))


@answered(_careful)
def with_rests(
    one: Node,
    values: Mapping[str, float],
    used: Mask,
    order: int,
    dtype: str,
    matters: Callable[[Float64], bool],
    *,
    always: bool = False,
) -> tuple[Node, bool] | None:
    """A sum of several numbers with the errors of its steps, if that mends it at usual values.

    Args:
        one: the sum.
        values: those of the arguments.
        used: at which of the points it counts.
        order: of the derivative that it is a part of, for what is promised.
        dtype: the format of results.
        matters: whether the whole is off too at points at which the sum is.
        always: whether that is asked wherever the sum is off, not beside its zeros alone.

    Returns:
        Whether that mends all of it as well; else what is in it may be mended better.
    """
    _, *known = _careful(one, values, used, order)
    if not known:
        return None
    careful = known[0]
    base = units_allowed(order, dtype)
    x, before, after, slope = _both(one, careful, values, used.tobytes())
    allowed = SHARE * lost_digits.allowed_beside(x, slope, after, base)
    off = ~lost_digits.near(before, after, allowed, dtype)
    if not off.any():
        return None
    always |= not off[: np.count_nonzero(used)].any()
    true, decided = decide(one, x[off], values)
    with np.errstate(all="ignore"):
        nearer = decided & (np.abs(after[off] - true) <= np.abs(before[off] - true))
    ordinary = np.abs(x[off]) >= _SMALL
    if not (nearer & ordinary).any() or not (nearer | ~ordinary).all():
        return None
    if (always or not nearer.all()) and not matters(x[off][ordinary]):
        return None
    if not nearer.all():  # errors of steps next to subnormal numbers are none themselves
        careful = node("where", node("<", node("abs", one), number(_SMALL)), one, careful)
    enough = (~decided | lost_digits.near(after[off], true, allowed[off], dtype)) | ~ordinary
    return careful, bool(enough.all())


def are_off(
    exactly: Node, tree: Node, values: Mapping[str, float], order: int, dtype: str, x: Float64
) -> bool:
    """Whether a formula in x and arguments is off at some of the points, of which a few are asked.

    Args:
        exactly: the formula or its derivative.
        tree: the same as it is computed.
        values: those of the arguments.
        order: which derivative it is, for what is promised.
        dtype: the format of results.
        x: the points.
    """
    some = x[:: x.size // _FEW + 1]
    true, decided = decide(exactly, some, values)
    slope = float64.evaluate(derivative(exactly, "x"), some, values)
    base = units_allowed(order, dtype)
    allowed = lost_digits.allowed_beside(some, slope, true, base)
    (got,) = _computed((tree,), some, values)
    return bool((decided & ~lost_digits.near(got, true, allowed, dtype)).any())


def _computed(trees: Sequence[Node], x: Float64, values: Mapping[str, float]) -> list[Float64]:
    letters = {word: np.array(value) for word, value in values.items()}
    results = together(tuple(map(lowered, trees)), {**letters, "x": x})
    return [one + np.zeros(x.size) for one in results]


@lru_cache(maxsize=64)
def _both(one: Node, careful: Node, values: Mapping[str, float], used: bytes) -> list[Float64]:
    """Points, beside zeros too, a sum and the same with errors there, and its slope."""
    x = points_and_beside_zeros(
        lambda at: _computed((one,), at, values)[0], np.frombuffer(used, np.bool_)
    )
    return [
        x,
        *_computed((one, careful), x, values),
        float64.evaluate(derivative(one, "x"), x, values),
    ]


def with_parts(
    tree: Node, keep: Callable[[Node, Mask], tuple[list[Node], bool] | None]
) -> tuple[Node, list[dict[str, Node]]]:
    """A formula with names for sums in it that are written otherwise, and what they stand for.

    Args:
        tree: in x and letters.
        keep: what is to be written for a sum that is used at some points, for eager and for lazy
            arithmetic, and whether nothing in it needs to be looked at for that; None if nothing is
            known of the whole.
    """
    used = _used(tree)
    known: dict[Node, Node] = {}
    meant: list[dict[str, Node]] = [{}, {}]

    def visit(part: Node) -> Node:
        if part not in known:
            known[part] = visited(part)
        return known[part]

    def visited(part: Node) -> Node:
        if "x" not in part.names or part.op in COMPARISONS or not part.args:
            return part
        if part.op in ("+", "-") and (whole := keep(part, used[part])):
            texts, enough = whole
            if all(text is part for text in texts):
                return part
            if not enough and (inside := of_parts(part, tuple(map(visit, part.args)))) is not part:
                return inside
            word = f"part_{len(meant[0])}"
            for names, text in zip(meant, texts, strict=True):
                names[word] = text
            return name(word)
        return node(part.op, *map(visit, part.args))

    return visit(tree), meant


def _used(tree: Node) -> dict[Node, Mask]:
    """At which points each part of a formula counts, as far as conditions in x alone tell."""
    x, order = points(), list(walk(tree))
    masks = {part: np.zeros(x.size, dtype=np.bool_) for part in order}
    masks[tree][:] = True
    for part in reversed(order):
        here = [masks[part]] * len(part.args)
        if part.op == "where" and not part.args[0].names - {"x"}:
            holds = lost_digits.of_x(lowered(part.args[0]), x) != 0
            here = [masks[part], masks[part] & holds, masks[part] & ~holds]
        for arg, some in zip(part.args, here, strict=True):
            masks[arg] |= some
    return masks
