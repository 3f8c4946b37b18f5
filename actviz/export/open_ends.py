"""Far out, while parameters stay arguments: what hangs on them is decided by the program.

An infinity counts as a number so large that its cube is one still, and what overflows on the way to
nothing has reached its limit long before. What has grown or died away so far out is infinite or 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from itertools import islice
from typing import Any, Final, NamedTuple

from actviz.arrays import Float64, np
from actviz.export import open_range
from actviz.export.answered import answered
from actviz.export.computed import computed
from actviz.export.usual_values import (
    DRAWN,
    drawn_values,
    uneven_values,
    usual_values,
    values_at,
)
from actviz.export.written_tails import LARGEST, with_held_waves
from actviz.formula.tree import (
    ZERO,
    Node,
    X,
    literal,
    name,
    node,
    number,
    of_parts,
    rebuild,
    substitute,
    walk,
)
from actviz.functions.elementwise import Activation
from actviz.functions.entry import Values
from actviz.readings.asymptotics.limits import value_at_infinity

_FAR: Final = 1e30
_INFINITE: Final = 1e100
_GROWN: Final = 1e20
_LOGARITHM: Final = 100.0  # smaller than half of that of what counts as infinite
_NOTHING: Final = 1e-50  # what overflows on the way to less is nothing
_EXPONENT: Final = 340.0
_ASKED: Final = 2  # infinities whose limits are asked, each of which takes long
_SLOW: Final = frozenset(("**", "log", "log1p", "asinh"))
_EXPONENTIALS: Final = ("exp", "scaled_exp", "expm1", "sinh", "cosh")
_SIZES: Final = (
    *(12.0, 40.0, 130.0, 360.0, 713.0, 760.0, 9e2, 1e4, 1e10, 1e20, 1e31),
    *(1e38, 1e51, 1e60, 7e76, 1e80),  # where powers have left the doubles
)
_ROUGH: Final = 1e-9  # what two texts may differ by, so that neither is wrong
_SIDE: Final = np.array([*_SIZES, 1e110, 1e160, 1e240, 1e300, LARGEST])
_PLACES: Final = np.concatenate([-_SIDE, _SIDE])
_INFINITIES: Final = np.array([-np.inf, np.inf])
_BEYOND: Final = np.concatenate([_PLACES, [-_INFINITE, _INFINITE]])  # what counts as infinite last


def with_ends(
    function: Activation,
    exactly: Node,
    tree: Node,
    plain: Node,
    arguments: Sequence[str],
    order: int,
    dtype: str,
    scale: bool,
) -> Node:
    """A tree in x and arguments, for all x.

    Args:
        function: with the parameters that are usual.
        exactly: the formula or its derivative.
        tree: the same as it is to be written.
        plain: the same in fewer steps, which are enough for what is reached far out.
        arguments: the parameters that are arguments.
        order: which derivative it is.
        dtype: the format of x and of results.
        scale: whether numbers may have a power of two beside them.
    """
    if "x" not in tree.names:
        return tree
    usual, drawn = tuple(usual_values(function, arguments)), drawn_values(function, arguments)
    usual += (uneven_values(function, arguments), *islice(drawn, DRAWN))
    fixed = {w: literal(v) for w, v in function.values.items() if w not in arguments}
    tree, plain, defined = (
        with_held_waves(one, partial(values_at, x=_PLACES, usual=usual))
        for one in (tree, plain, substitute(exactly, fixed))
    )
    ends = _ends(function, exactly)
    whole = _with_limits(tree, plain, usual, ends, bool(order))
    others = list(dict.fromkeys((plain, defined))) if scale else []
    mended = open_range.mended(exactly, tree, whole, others, usual, order, dtype)
    if mended is not None:
        wide, far = mended
        whole = _with_limits(wide, plain, usual, ends, bool(order) and not far)
    whole = _of_infinity(exactly, whole, plain, (*usual, *drawn))
    return _grown_at_nothing(whole, [{**usual[0], word: 0.0} for word in arguments])


def _grown_at_nothing(whole: Node, values: Sequence[Mapping[str, float]]) -> Node:
    """A tree that is infinite at an infinity where it grows only if an argument is 0.

    ``x/sqrt(1 + a*x**2)`` is x there. As much as is reached then is reached by nothing else.
    """
    sizes = np.abs(values_at(whole, _INFINITIES, values))
    grown = sizes[np.isfinite(sizes) & (sizes > _GROWN)]
    if not grown.size:
        return whole
    end = _Limits(float(grown.min()) / 2, shrinks=False, unknown=()).applied(whole, always=True)
    return node("where", _AT_INFINITY, end, whole)


@answered()
def _ends(function: Activation, exactly: Node) -> tuple[float | None, ...]:
    """The limits of a formula, at the parameters that are usual."""
    limits = function.limits(exactly, _INFINITIES)
    return tuple(limits.get(side) for side in _INFINITIES.tolist())


@answered()
def _of_infinity(exactly: Node, whole: Node, plain: Node, usual: Sequence[Values]) -> Node:
    """A tree that has at an infinity what the formula gives for it, where that alone is right.

    What grows or dies away as slowly as ``x**(a - 1)`` next to 1 is a number still far out.
    """
    if _SLOW.isdisjoint([one.op for one in walk(plain)]):
        return whole
    own = values_at(plain, _INFINITIES, usual)
    if np.isnan(own).all():
        return whole
    apart = ~np.isclose(values_at(whole, _INFINITIES, usual), own, _ROUGH, 0.0) & ~np.isnan(own)
    if not apart.any():
        return whole
    places = np.argwhere(apart)
    for row, side in places[:: len(places) // _ASKED + 1].tolist():
        if value_at_infinity(exactly, (-1, 1)[side], usual[row]) != own[row, side]:
            return whole
    return node("where", _AT_INFINITY, node("where", node("==", plain, plain), plain, whole), whole)


def _with_limits(
    tree: Node,
    plain: Node,
    usual: tuple[Values, ...],
    ends: tuple[float | None, ...],
    doubtful: bool,
) -> Node:
    """A tree that has its limits at infinities, and numbers far out.

    Args:
        tree: in x and parameters.
        plain: the same in fewer steps.
        usual: values of parameters.
        ends: the limits for the first of them.
        doubtful: whether what has not grown far out may be wrong though it is a number.
    """
    found, both, held = _reached(tree, plain, usual, ends, doubtful)
    limits, far, near = _Limits(*found), name("far"), name("near")
    whole = limits.applied(far)
    meant = {"far": substitute(tree, {"x": _held(LARGEST, _INFINITE)})}
    if both:
        low = node("<", node("abs", near), number(_NOTHING))
        small = node("where", node("<", node("abs", near), number(_GROWN)), near, far)
        if (end := limits.applied(near, always=True)) is not near:
            small = node("where", _AT_INFINITY, end, small)
        settled = node("where", low, node("*", ZERO, near), small)
        whole = node("where", node("==", far, far), whole, settled)
        plain = rebuild(plain, _with_small_powers) if held else plain
        meant["near"] = substitute(plain, {"x": _held(_FAR, _FAR)})
    return substitute(limits.without(whole), meant)


@answered()
@lru_cache(maxsize=64)  # one formula may do for several formats
def _reached(
    tree: Node,
    plain: Node,
    usual: tuple[Values, ...],
    ends: tuple[float | None, ...],
    doubtful: bool,
) -> tuple[tuple[Any, ...], bool, bool]:
    """Limits of what is reached, whether x nearer by tells more, and with small powers alone."""
    far, near, held = name("far"), name("near"), False
    values, reached = {"x": _BEYOND, "far": _values(tree, usual, math.inf)}, far
    if doubtful or np.isnan(values["far"][:, :-2]).any():
        reached = _instead(far, near)
        values["near"] = _values(plain, usual, _FAR)
        if np.isnan(computed(reached, values)[:, :-2]).any():
            held = True
            values["near"] = _values(rebuild(plain, _with_small_powers), usual, _FAR)
    limits = _Limits.of(np.abs(computed(reached, values)[:, -2:]), ends)
    return tuple(limits), reached is not far, held


@lru_cache(maxsize=16)
def _values(tree: Node, usual: tuple[Values, ...], edge: float) -> Float64:
    """A tree at all places, and at those that count as infinite, x held within an edge."""
    return values_at(tree, np.clip(_BEYOND, -edge, edge), usual)


_INFINITY: Final = number(math.inf)
_AT_INFINITY: Final = node("==", node("abs", X), _INFINITY)


def _instead(far: Node, near: Node) -> Node:
    """What is reached far out where what overflows is NaN."""
    low = node("<", node("abs", near), number(_NOTHING))
    settled = node("where", low, node("*", ZERO, near), near)
    return node("where", node("==", far, far), far, settled)


def _with_small_powers(current: Node, args: tuple[Node, ...]) -> Node:
    """A step of a formula whose exponentials are no larger than a number that has a square."""
    if current.op in _EXPONENTIALS:
        *rest, power = args
        most = number(_EXPONENT)
        return node(current.op, *rest, node("where", node(">", power, most), most, power))
    return of_parts(current, args)


class _Limits(NamedTuple):
    """What becomes of what is reached far out at an infinity."""

    grown: float | None  # from where on it is infinite
    shrinks: bool
    unknown: Sequence[float]  # infinities at which there is none

    @staticmethod
    def of(sizes: Float64, ends: Sequence[float | None]) -> _Limits:
        """Those of a formula.

        Args:
            sizes: what is reached for parameters that are usual, on the left and on the right.
            ends: the limits for the first of them.
        """
        usual = zip(sizes[0], ends, strict=True)
        infinite = [float(size) for size, limit in usual if limit and math.isinf(limit)]
        grown = None
        if infinite or (sizes > _GROWN).any():  # a logarithm less than a power
            grown = min([_GROWN, *(size / 2 for size in infinite if size > _LOGARITHM)])
        sides = zip((-math.inf, math.inf), ends, strict=True)
        # A wave has none, whatever the arguments.
        unknown = [side for side, limit in sides if limit is not None and math.isnan(limit)]
        return _Limits(grown, bool(((sizes > 0) & (sizes < 1 / _GROWN)).any()), unknown)

    def applied(self, reached: Node, *, always: bool = False) -> Node:
        """What is reached, at an infinity or always as it is there.

        The number is asked first and the infinity then, so that a program computes it once.
        """
        result = reached

        def instead(op: str, of: Node, edge: Node, end: Node) -> None:
            nonlocal result
            there = end if always else node("where", _AT_INFINITY, end, reached)
            result = node("where", node(op, of, edge), there, result)

        if self.shrinks:
            instead("<", node("abs", reached), number(1 / _GROWN), node("*", ZERO, reached))
        if self.grown is not None:
            instead("<", reached, literal(-self.grown), node("neg", _INFINITY))
            instead(">", reached, number(self.grown), _INFINITY)
        return result

    def without(self, tree: Node) -> Node:
        """A tree that is NaN where there is no limit."""
        for side in self.unknown:
            tree = node("where", node("==", X, literal(side)), number(math.nan), tree)
        return tree


def _held(edge: float, beyond: float) -> Node:
    """x between two edges; what lies outside counts as other numbers."""
    inner = node("where", node("<", X, number(-edge)), number(-beyond), X)
    return node("where", node(">", X, number(edge)), number(beyond), inner)
