"""Where a formula loses digits in any steps, its series: in 1/x far out, about places nearer by.

The slope of ``x*erfcx(x)`` is a difference of numbers next to each other from 1 on. Far out it is a
power of x with a series in 1/x, worked out with thousands of bits so far from 0 that nothing is
left of what dies away faster; it need not converge. Nearer by, power series about one place after
another come to it. Exact values say how far each of them is right.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from typing import Final

from actviz.arrays import Float64, Mask, np
from actviz.dataclass import dataclass
from actviz.export import exponentials
from actviz.export.asked import Purpose, units_allowed
from actviz.export.computed import computed
from actviz.export.folding import with_whole_exponents
from actviz.export.out_of_range import instead
from actviz.formula.tree import ONE, Node, X, literal, node, number, substitute
from actviz.readings.certified.zero_expansions import beyond
from actviz.readings.certified.zero_series import Series
from actviz.readings.languages.lowering import lowered
from actviz.readings.number_formats import largest, ulp
from actviz.readings.reals import distinct

NEAREST: Final = 0.5  # nearer to 0 the series is one about 0
_TERMS: Final = 28
_PLACE: Final = 200  # binary places between 1/x and 0 where the series is worked out
_BITS: Final = 9000
# The first terms tell most that is no series: of log(x) the fifth is 2**800/5.
_FEW: Final = 5
_TOO_LARGE: Final = 1e100
_NOTHING: Final = 2.0**-120
_SMALL: Final = 2.0**-57  # what a term adds that is left out, of the first
_LENGTHS: Final = (8, 12, 16, 20, 24, _TERMS)  # one that does not converge has a best length
_READ: Final = (1e50, 1e60)  # where the power is read
_POWER: Final = 60  # the largest denominator of one
_ROOTS: Final = (1, 2, 3)
_GRID: Final = NEAREST * 1.11 ** np.arange(100)
_FAR: Final = np.array([3e4, 1e6, 1e10, 1e20, 1e30, 1e50, 1e100, 1e200, 1e300, 1e307])
GAP: Final = 1.6  # times the nearer of two points: what is good between them is so by chance
_MARGIN: Final = 1.25  # as much farther than where digits are seen to be lost
_OVER: Final = 1.06
_AROUND: Final = 24  # terms of a series about a place
_WIDEST: Final = 1000.0  # series about places are tried up to here
_WIDTHS: Final = (0.6, 0.7, 0.8, 0.87, 0.93)  # the nearer end of a series, of its farther one
_MOST: Final = 12  # series beside each other
_ALONG: Final = np.linspace(0.003, 0.997, 24)
_SAFE: Final = 0.4  # of what is promised


@dataclass(frozen=True)
class _Far:
    """``abs(x)**power * (c[0] + c[1]*t + ...)`` on one side, from an edge on.

    ``root``: t is the inverse of abs(x), or of its square or cube root.
    """

    side: int
    power: Fraction
    root: int
    coefficients: tuple[float, ...]
    edge: float = NEAREST

    def tree(self) -> Node:
        """The values as a tree in x."""
        size = X if self.side > 0 else node("neg", X)
        held = node("where", node(">", size, number(self.edge)), size, number(self.edge))
        step, terms = node("/", ONE, _raised(held, Fraction(1, self.root))), self.coefficients
        if not any(terms[1::2]):
            step, terms = node("*", step, step), terms[::2]
        *others, last = map(number, terms)
        total = reduce(lambda a, b: node("+", node("*", a, step), b), reversed(others), last)
        whole = round(self.power)
        if rest := self.power - whole:
            total = node("*", total, with_whole_exponents(_raised(held, rest)))
        for _ in range(abs(whole)):
            total = node("*" if whole > 0 else "/", total, held)
        return total

    def shortened(self) -> _Far:
        """The series with the terms that count from its edge on."""
        sizes = [abs(c) * self.edge ** (-k / self.root) for k, c in enumerate(self.coefficients)]
        last = max(k for k, size in enumerate(sizes) if size >= _SMALL * sizes[0])
        return replace(self, coefficients=self.coefficients[: last + 1])


def kept(purpose: Purpose, written: Sequence[Node], lost: Float64) -> list[Node]:
    """Trees in x as they are to be written, with series where they are right.

    Args:
        purpose: what is to be computed.
        written: the same as it is to be written, for eager and for lazy arithmetic.
        lost: inputs at which digits are lost.
    """
    result = list(written)
    for side in (-1, 1):
        sizes = np.sort(side * lost[lost * side > NEAREST])
        if not sizes.size:
            continue
        far = _far(purpose, side)
        top = math.inf
        if far is not None and far.edge < sizes[-1]:
            begin = max(far.edge, _before(sizes, far.edge))
            ends = (begin, math.inf) if side > 0 else (-math.inf, -begin)
            text = replace(far, edge=begin).shortened().tree()
            result = [instead(one, text, [ends]) for one in result]
            sizes, top = sizes[sizes < begin], far.edge
        for low, high in _clusters(sizes[sizes < _WIDEST], top):
            for ends, one in _beside(purpose, side, low, high):
                result = [instead(tree, one.tree(), [ends]) for tree in result]
    return result


def _before(sizes: Float64, edge: float) -> float:
    """Where the first lost point from an edge on is, a little nearer."""
    return float(sizes[sizes > edge][0]) / _MARGIN


def _clusters(sizes: Float64, top: float) -> Iterator[tuple[float, float]]:
    """Stretches that hold sizes in order, apart from each other and below a top."""
    if sizes.size:
        for part in np.split(sizes, np.flatnonzero(sizes[1:] > GAP * sizes[:-1]) + 1):
            high = top if top < GAP * part[-1] else float(part[-1]) * _MARGIN
            yield max(float(part[0]) / _MARGIN, NEAREST), high


def _right(purpose: Purpose, got: Float64, true: Float64) -> Mask:
    """Where results are as near as a series has to be."""
    allowed = _SAFE * units_allowed(purpose.order, purpose.dtype)
    with np.errstate(all="ignore"):
        right: Mask = np.abs(got - true) <= allowed * ulp(true, purpose.dtype)
    return right


def _far(purpose: Purpose, side: int) -> _Far | None:
    """The series on a side from as near as it is right; None where there is none."""
    expansion = _expansion(purpose, side)
    if expansion is None:
        return None
    sizes = np.concatenate([_GRID, _FAR, [largest(purpose.dtype)]])
    sizes = distinct(sizes[sizes <= largest(purpose.dtype)])
    x = side * sizes
    true, decided = purpose.decide(x)
    candidates: list[_Far] = []
    for length in _LENGTHS:
        one = replace(expansion, coefficients=expansion.coefficients[:length])
        got = computed(lowered(one.tree()), {"x": x})
        wrong = np.flatnonzero(decided & ~_right(purpose, got, true))
        first = int(wrong[-1]) + 1 if wrong.size else 0
        if first < _GRID.size:
            candidates.append(replace(one, edge=float(sizes[first])))
    return min(candidates, key=lambda one: one.edge, default=None)


def _expansion(purpose: Purpose, side: int) -> _Far | None:
    """The series itself; None where there is none."""
    tree = exponentials.joined(purpose.exactly)
    for power in _powers(purpose, side):
        for root in _ROOTS:
            far = node("/", literal(side), _raised(X, Fraction(root)))
            rest = _raised(X, root * (power - round(power)))
            whole = _raised(X, Fraction(root * round(power)))
            turned = node("*", node("*", substitute(tree, {"x": far}), rest), whole)
            few = beyond(turned, purpose.values, 2.0**-_PLACE, _FEW, _BITS // 2)
            if few is None or not max(map(abs, few)) < _TOO_LARGE:
                continue
            terms = beyond(turned, purpose.values, 2.0**-_PLACE, _TERMS, _BITS)
            if terms is not None and np.isfinite(terms).all() and abs(terms[0]) > _NOTHING:
                near = (0.0 if abs(one) < _NOTHING else one for one in terms)
                return _Far(side, power, root, tuple(near))
    return None


def _raised(tree: Node, power: Fraction) -> Node:
    if power in (0, 1):
        return tree if power else ONE
    if power == Fraction(1, 2):
        return node("sqrt", tree)
    if float(power) == power:
        return node("**", tree, literal(float(power)))
    return node("**", tree, node("/", literal(power.numerator), number(power.denominator)))


def _powers(purpose: Purpose, side: int) -> Iterator[Fraction]:
    """What powers of x a function may be far out, as two exact values tell."""
    (near, far), decided = purpose.decide(side * np.array(_READ))
    if not decided.all() or not np.isfinite([near, far]).all() or not far or not near / far > 0:
        return
    estimate = math.log(far / near) / math.log(_READ[1] / _READ[0])
    # A quotient of whole numbers, or a double such as 0.6 with a whole number.
    yield (exact_power := Fraction(estimate).limit_denominator(_POWER))
    if exact_power.denominator & (exact_power.denominator - 1):
        for whole in (math.floor(estimate), math.ceil(estimate)):
            yield whole + Fraction(float(f"{estimate - whole:.12g}"))


def _beside(
    purpose: Purpose, side: int, low: float, high: float
) -> list[tuple[tuple[float, float], Series]]:
    """Series about places that come one after another to the whole of a stretch; none if not."""
    series: list[tuple[tuple[float, float], Series]] = []
    while high > low:
        one = _about(purpose, side, high)
        if one is None or len(series) == _MOST:
            return []
        series.append(one)
        high = min(map(abs, one[0]))
    return series


def _about(purpose: Purpose, side: int, high: float) -> tuple[tuple[float, float], Series] | None:
    """A series that is right up to a size, the widest, and between which numbers it is."""
    for width in _WIDTHS:
        near = side * high * width
        ends = (min(near, side * high), max(near, side * high))
        middle = (ends[0] + ends[1]) / 2
        terms = beyond(purpose.exactly, purpose.values, middle, _AROUND, 300)
        if terms is None or not np.isfinite(terms).all() or not terms[0]:
            return None
        one = Series(middle, 0.0, 0, _OVER * (ends[1] - middle), tuple(terms))
        x = ends[0] + (ends[1] - ends[0]) * _ALONG
        true, decided = purpose.decide(x)
        with np.errstate(all="ignore"):
            got = one.at(one.steps(x))
        if (decided & _right(purpose, got, true)).all():
            return ends, one.narrowed(one.reach)
    return None
