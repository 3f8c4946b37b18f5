"""Formulas in x and arguments that are one of a single number, times powers of the arguments.

The slope of ``alpha*expm1(x/alpha)`` in alpha is ``expm1(t) - t*exp(t)`` of ``t = x/alpha``. That
is written as any formula in x is, with a series where its terms cancel, and taken at t. Whether it
is so is read off the tree, as dimensions are: terms of a sum have the same, exponents have none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache, partial
from typing import Final

from actviz.arrays import Float64, Mask, np
from actviz.dataclass import dataclass
from actviz.export import lost_digits
from actviz.export.asked import decide, units_allowed
from actviz.export.beside_zeros import ZEROS
from actviz.export.folding import folded
from actviz.export.written_tails import LARGEST
from actviz.formula.calculus import derivative
from actviz.formula.constants import constant_value
from actviz.formula.grammar import MAX_LENGTH
from actviz.formula.tidying import tidied, tidy
from actviz.formula.tree import (
    COMPARISONS,
    ONE,
    ZERO,
    Node,
    X,
    has_outside,
    node,
    number,
    replaced,
    substitute,
    walk,
    written_size,
)
from actviz.functions.elementwise import Activation
from actviz.readings import float64
from actviz.readings.languages.lowering import lowered
from actviz.readings.notation.plain import to_text
from actviz.readings.program_sides import sided

_EVERY: Final = 3  # of the points at which formulas in x alone are tried
_FAR: Final = 1e30  # beyond, what is written for arguments takes care of itself
_AWAY: Final = np.exp2(np.arange(-50.0, 0.0))  # from a zero: which points lose most is chance
SHARE: Final = 0.5  # of what is promised
_MOST: Final = 6  # the highest power of an argument that is written
_ALIKE: Final = ("+", "-", "where", "max", "min", "clip", "hypot", *COMPARISONS)
_ABOVE_0: Final = ("where", "max", "min", "clip", "hypot", "abs", "sign", *COMPARISONS)

Dimension = Mapping[Node, Fraction]  # of x and letters: parts without x, but products of such


@dataclass(frozen=True)
class Reduced:
    """``factor*(of one number)`` at ``inner``, as long as conditions hold on the arguments."""

    trees: tuple[Node, ...]  # in x alone
    inner: Node
    factor: Node
    conditions: tuple[Node, ...]
    place: Node = X  # the part that the number is, with a factor

    def whole(self, written: Node) -> Node:
        """What is written in x alone, as a formula in x and the arguments."""
        value = substitute(written, {"x": self.inner})
        return value if self.factor is ONE else node("*", self.factor, value)


@lru_cache(maxsize=256)  # slopes share their sums
def reduced(trees: tuple[Node, ...], known: tuple[Node, ...]) -> Reduced | None:
    """The same formula in several forms, each as one of a single number; None if it is not.

    Args:
        trees: in x and letters.
        known: conditions on letters that always hold.
    """
    for place in (X, *_places(trees)):
        turned = [replaced(tree, {place: X}) for tree in trees] if place is not X else trees
        if (form := _reduced_at(place, turned, known)) is not None:
            return form
    return None


def _reduced_at(place: Node, trees: Sequence[Node], known: Collection[Node]) -> Reduced | None:
    """The same with a part as x."""
    system = _Dimensions()
    try:
        dimensions = [system.of(tree) for tree in trees]
    except _NoneError:
        return None
    if (scale := system.scale()) is None:
        return None
    none = Fraction(0)
    powers = [_sum({**one, X: none}, scale, one.get(X, none)) for one in dimensions]
    if any(one != powers[0] for one in powers):
        return None
    power = powers[0]
    if any(
        abs(each) > _MOST or each.denominator > 1 for each in (*scale.values(), *power.values())
    ):
        return None
    alone = tuple(tidy(replaced(tree, dict.fromkeys(system.letters, ONE))) for tree in trees)
    if any(tree.names - {"x"} for tree in alone):
        return None
    inner = _product(place, {letter: -each for letter, each in scale.items()})
    conditions = system.conditions(trees, scale, known)
    return Reduced(alone, inner, _product(ONE, power), conditions, place)


def kept(
    one: Reduced,
    written: Node,
    order: int,
    dtype: str,
    write: Callable[[Activation], list[Node]],
    used: Mask | None = None,
) -> list[Node] | None:
    """What is to be written, for eager and for lazy arithmetic; None if that is not found out.

    It is what is written already where that keeps its digits.

    Args:
        one: the formula, first as it is defined, then as it is computed.
        written: what is written where conditions do not hold.
        order: which derivative it is, for what is promised.
        dtype: the format of results.
        write: writes a function of x alone.
        used: at which of the points it counts, if its x is that of the whole.
    """
    from actviz.lookup.registry import get

    defined, computed_by = one.trees[0], one.trees[-1]
    if max(map(written_size, (defined, computed_by))) > MAX_LENGTH // 2:  # x and a sign at least
        return None  # parts that trees share are written out in a text
    formula, careful = to_text(defined), to_text(computed_by)
    if max(map(len, (formula, careful))) > MAX_LENGTH:
        return None
    plain = folded(sided(computed_by, equal=not order))
    own = used if one.inner is X else None
    x = points_and_beside_zeros(partial(lost_digits.of_x, lowered(plain)), own)
    x = x[np.abs(x) < _FAR]
    if not x.size:
        return [written] * 2
    slope, base = float64.evaluate(derivative(defined, "x"), x, {}), units_allowed(order, dtype)

    def lost(values: Float64, true: Float64) -> bool:
        allowed = SHARE * lost_digits.allowed_beside(x, slope, true, base)
        return not lost_digits.near(values, true, allowed, dtype).all()

    before = lost_digits.of_x(lowered(plain), x)
    true, decided = decide(defined, x, {})
    if not lost(before, np.where(decided, true, before)):
        return [written] * 2
    mended = write(replace(get(formula), careful=careful))
    if not lost(before, lost_digits.of_x(lowered(mended[-1]), x)):
        return [written] * 2
    trees = [one.whole(tree) for tree in mended]
    conditions = [*one.conditions]
    # What is infinite there may be a number times the factor.
    if not np.isfinite(lost_digits.of_x(lowered(mended[-1]), np.array([-np.inf, np.inf]))).all():
        conditions.append(node("<=", node("abs", one.inner), number(LARGEST)))
    for condition in conditions:
        trees = [node("where", condition, tree, written) for tree in trees]
    return trees


@cache
def points() -> Float64:
    """Those of formulas in x alone, every few of them."""
    return lost_digits.points(np.zeros(0))[::_EVERY]


def points_and_beside_zeros(
    evaluate: Callable[[Float64], Float64], used: Mask | None = None
) -> Float64:
    """The points at which a function counts, all by default, and those beside its zeros."""
    every, beside = points(), lost_digits.beside_zeros(evaluate, ZEROS, _AWAY)
    if used is None:
        return np.concatenate([every, beside])
    return np.concatenate([every[used], beside[used[np.searchsorted(every, beside)]]])


class _NoneError(Exception):
    """A formula that has no dimension."""


class _Dimensions:
    """What dimensions parts have, and what must be alike for that."""

    def __init__(self) -> None:
        self.letters: dict[Node, None] = {}
        self._rules: set[tuple[tuple[Node, Fraction], ...]] = set()
        self._above_0 = False

    def of(self, tree: Node) -> Dimension:
        """That of a formula.

        Raises:
            _NoneError: there is something in it that has none.
        """
        known: dict[Node, Dimension | None] = {}
        for part in walk(tree):
            known[part] = self._one(part, [known[arg] for arg in part.args])
        return known[tree] or {}

    def scale(self) -> Dimension | None:
        """The dimension of x by letters, if that is all there is to the rules; None if not."""
        scales = set()
        for rule in map(dict, self._rules):
            if not (of_x := rule.pop(X, None)):
                return None
            scales.add(_sorted({letter: -each / of_x for letter, each in rule.items()}))
        return dict(scales.pop()) if len(scales) == 1 else None

    def conditions(
        self, trees: Sequence[Node], scale: Dimension, known: Collection[Node]
    ) -> tuple[Node, ...]:
        """What must hold of the letters, those aside that are in others alone.

        A factor in front of all may be 0.
        """
        op = ">" if self._above_0 else "!="
        open_parts, letters = list(trees), dict[Node, None]()
        seen = set[Node]()
        while open_parts:
            part = open_parts.pop()
            if part in self.letters:
                letters[part] = None
            elif part not in seen:
                seen.add(part)
                open_parts += part.args
        needed = (node(op, letter, ZERO) for letter in letters if self._above_0 or letter in scale)
        return tuple(one for one in needed if not _follows(one, known))

    def _one(self, part: Node, args: list[Dimension | None]) -> Dimension | None:
        """The dimension of a part; None of 0, which may have any."""
        if not part.names:
            return None if part is ZERO else {}
        if "x" not in part.names and part.op in COMPARISONS:
            raise _NoneError
        if "x" not in part.names and not _is_product(part):
            self.letters[part] = None
            return {part: Fraction(1)}
        self._above_0 |= part.op in _ABOVE_0 and any(args)
        match part.op, args:
            case "name", _:
                return {X: Fraction(1)}
            case "where", [_, a, b]:
                return self._alike([a, b])
            case op, _ if op in _ALIKE:
                return self._alike(args)
            case "*", [a, b]:
                return None if a is None or b is None else _sum(a, b, Fraction(1))
            case "/", [a, b]:
                return None if a is None else _sum(a, b or {}, Fraction(-1))
            case (("neg" | "abs"), [a]):
                return a
            case "sign", _:
                return {}
            case "scaled_exp", [a, b]:
                self._nothing(b)
                return a
            case (("sqrt" | "**"), [a, *_]):
                power = Fraction(1, 2) if part.op == "sqrt" else constant_value(part.args[1])
                if power is not None:
                    self._above_0 |= bool(a) and power.denominator > 1
                    return _sum({}, a or {}, power)
        for arg in args:
            self._nothing(arg)
        return {}

    def _alike(self, args: Sequence[Dimension | None]) -> Dimension | None:
        known = [arg for arg in args if arg is not None]
        for other in known[1:]:
            self._nothing(_sum(known[0], other, Fraction(-1)))
        return known[0] if known else None

    def _nothing(self, dimension: Dimension | None) -> None:
        if not dimension:
            return
        if X not in dimension:
            raise _NoneError
        self._rules.add(_sorted({one: each / dimension[X] for one, each in dimension.items()}))


def _is_product(part: Node) -> bool:
    if part.op == "**":
        return constant_value(part.args[1]) is not None
    return part.op in ("*", "/", "neg")


def _places(trees: Sequence[Node]) -> Iterator[Node]:
    """Parts such as ``x - b`` without which there is no x in any of the formulas."""
    for part in walk(trees[0]):
        if part in trees or not {"x"} < part.names or part.op in COMPARISONS:
            continue
        if not any(has_outside(tree, X, part) for tree in trees):
            yield part


def _follows(condition: Node, known: Collection[Node]) -> bool:
    """Whether a letter is above 0 by what is known of it."""
    letter = condition.args[0]
    for one in known:
        left, right = one.args
        least = constant_value(right)
        if left is letter and one.op in (">", ">=") and least is not None:
            return least > 0 or (least == 0 and one.op == ">")
        if letter.op == "-" and one.op == "<" and (right, left) == letter.args:
            return True
        if letter.op == "log" and left is letter.args[0] and one.op == ">" and right is ONE:
            return True
    return False


def _sum(a: Dimension, b: Dimension, factor: Fraction) -> dict[Node, Fraction]:
    total = {one: a.get(one, Fraction(0)) + factor * b.get(one, Fraction(0)) for one in {**a, **b}}
    return {one: each for one, each in total.items() if each}


def _sorted(dimension: Dimension) -> tuple[tuple[Node, Fraction], ...]:
    return tuple(sorted(dimension.items(), key=repr))  # in the same order in every process


def _product(start: Node, powers: Mapping[Node, Fraction]) -> Node:
    """A product with powers, what is multiplied first."""
    product = start
    for letter, power in sorted(powers.items(), key=lambda item: -item[1]):
        for _ in range(abs(int(power))):
            product = tidied("*" if power > 0 else "/", product, letter)
    return product
