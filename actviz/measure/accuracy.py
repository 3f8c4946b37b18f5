"""How far results are from the truth, in units in the last place of their format.

The truth is the exact value, proved to the last digit of a double. An error is
|computed - true| / ulp(true): at most 0.5 where the result is correctly rounded to float32 or a
smaller format. In float64 the truth is itself a rounded number, so that a correct result counts
as 0 and every other figure may be half an ulp off.

The promise of the fast arithmetic is mixed stability: within 8, 12, 16 ulp for f, f', f'', plus
twice the condition number |x g'(x)/g(x)|; that is, the right answer for an input within an ulp or
two. Worse than any number of ulp are catastrophes: NaN, an infinity, a zero or a wrong sign where
the truth is something else and the allowance does not reach.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from actviz.arrays import Float64, Mask, identical
from actviz.dataclass import dataclass
from actviz.facts.breaks import breaks
from actviz.facts.record import Facts
from actviz.functions.elementwise import Activation
from actviz.measure.true_values import Progress, Truth, exact_slope, truth
from actviz.readings import effort
from actviz.readings.formats import Uniform, known
from actviz.readings.number_formats import every_number, largest, rounded, small, ulp
from actviz.readings.reals import distinct

ALLOWED: Final = (8.0, 12.0, 16.0)  # ulp for f, f', f''; 4 more for each further order
CONDITION: Final = 2.0  # how often the condition number counts: an input off by two ulp
QUICK: Final = 1  # points in each binade of the quick sample: a second for most functions
FULL: Final = 10  # of the long run: about 60,000 points for each function
_NEAR: Final = 64  # the exponents of 2 between which each binade is always tried
_FINDING: Final = 0.08  # of the time for all, to find where something happens
_SEED: Final = 20260101  # a fixed draw: the same points on every run


@dataclass(frozen=True, slots=True)
class Case:
    """One input: what should come out (rounded to the format), what came, and how far off."""

    x: float
    expected: float
    got: float
    ulp: float
    allowed: float  # ulps that the promise allows there


@dataclass(frozen=True, slots=True)
class Catastrophe:
    """A kind of failure beyond digits: at how many points, and the plainest."""

    kind: str
    count: int
    example: Case


@dataclass(frozen=True, slots=True)
class Measure:
    """What was found of one function and one order of derivative."""

    order: int
    dtype: str
    tried: int  # points at which there was something to compare with
    undecided: int  # points at which exact arithmetic met its cap
    misrounded: int  # points at which the result is not the correctly rounded one
    worst: Case | None  # the largest error of a finite result, unless there is none
    net: float  # the largest error left when an input two ulp off is forgiven
    excess: float  # the largest error over its allowance; at most 1 keeps the promise
    excess_case: Case | None
    catastrophes: tuple[Catastrophe, ...]

    @property
    def max_ulp(self) -> float:
        """The largest error of a finite result."""
        return self.worst.ulp if self.worst else 0.0

    @property
    def catastrophic(self) -> int:
        """At how many points something worse than lost digits happened."""
        return sum(one.count for one in self.catastrophes)

    @property
    def kept(self) -> bool:
        """Whether the promise holds at every point tried."""
        return self.excess <= 1 and not self.catastrophes


# ---------------------------------------------------------------- where a function is tried


def points(
    activation: Activation,
    density: int = QUICK,
    dtype: str = "float64",
    each: int = 1,
    facts: Facts | None = None,
    happening: Iterable[float] | None = None,
) -> Float64:
    """Where a function is tried: the whole line, and wherever something happens.

    Args:
        density: points in each binade; everything else grows with it.
        dtype: the format whose numbers the points are; of a 16-bit one they are all its numbers,
            whatever the density, in the order of their bit patterns.
        each: beyond 2**-64 and 2**64, where little happens for long, only the first of so many
            binades is tried.
        happening: where something happens, instead of what the facts tell.

    Returns:
        Distinct numbers with both infinities and NaN.
    """
    if small(dtype):
        return every_number(dtype)
    chance = np.random.default_rng(_SEED)
    form = known(dtype)
    if isinstance(form, Uniform):  # of more than 16 bits
        even = chance.uniform(form.low, form.high, 2000 * density)
        with effort.share(_FINDING):
            near = [neighbours(place, dtype) for place in places(activation)]
        return distinct(rounded(np.concatenate([even, [0.0, form.low, form.high], *near]), dtype))
    digits, least, most = form.digits, form.least, form.most
    binades = np.arange(least - digits + 1, most + 1)
    kept = (np.abs(binades) <= _NEAR) | (np.arange(binades.size) % each == 0)
    sizes = np.ldexp(1.0 + chance.random((density, binades.size)), binades)[:, kept].ravel()
    top, tiny = largest(dtype), math.ldexp(1.0, int(binades[0]))
    parts = [
        sizes,
        -sizes,
        chance.uniform(-40, 40, 500 * density),  # where most functions do what they do
        chance.uniform(-760, 760, 500 * density),  # as far as exp reaches in float64
        np.array([0.0, -0.0, top, -top, tiny, -tiny, 1.0, -1.0]),
    ]
    for sign in (-1, 1):
        parts.append(sign * 10 ** chance.uniform(-20, 3, 250 * density))
    with effort.share(_FINDING):
        around = places(activation, facts) if happening is None else happening
        parts += [neighbours(place, dtype) for place in around]
    numbers = distinct(rounded(np.concatenate(parts), dtype))
    return np.concatenate([numbers[np.isfinite(numbers)], [-np.inf, np.inf, np.nan]])


def places(activation: Activation, facts: Facts | None = None) -> list[float]:
    """Joints of the formula, and zeros of the function and of its first two derivatives."""
    facts = facts or activation.facts()
    ends = [x for zero in facts.zeros for x in (zero if isinstance(zero, tuple) else (zero,))]
    turns = [extremum.x for extremum in facts.extrema]
    spots = {*joints(activation), *ends, *turns, *facts.inflections}
    return sorted(x for x in spots if math.isfinite(x))


def joints(activation: Activation) -> dict[float, int]:
    """Where the formula's pieces meet, and the first derivative that jumps there."""
    if activation.corners is not None:  # of a long approximation: any of them may be a jump
        return dict.fromkeys(activation.corners.tolist(), 0)
    all_breaks = breaks(activation.bound_tree, -math.inf, math.inf)
    return {joint.x: joint.order for joint in all_breaks}


def neighbours(place: float, dtype: str) -> Float64:
    """A place and points around it: 1 to 12 ulp away, and at relative distances 1e-15 to 0.1."""
    step = float(ulp(np.array(place), dtype))
    near = np.array([0, 1, 2, 3, 5, 8, 12]) * step
    far = abs(place or 1.0) * 10.0 ** np.arange(-15, 0)
    away = np.concatenate([near, far])
    return np.concatenate([place - away, place + away])


def comparable(activation: Activation, x: Float64, order: int) -> Mask:
    """All points but those where the derivative jumps: what it is there is a convention."""
    if order == 0:
        return np.ones(x.shape, dtype=np.bool_)
    jumping = [place for place, first in joints(activation).items() if first <= order]
    kept: Mask = ~np.isin(x, jumping)
    return kept


# ---------------------------------------------------------------- the comparison with the truth


def compare(
    x: Float64, got: Float64, true: Truth, slope: Float64, order: int = 0, dtype: str = "float64"
) -> Measure:
    """Compare results with the truth.

    Args:
        slope: the next derivative, for the condition number; NaN where it is not known.
        order: which derivative ``got`` is; it sets the allowance.
        dtype: the format whose ulp counts.
    """
    undecided = int((~true.decided).sum())
    x, got, slope = x[true.decided], got[true.decided], slope[true.decided]
    true = true.at(true.decided)
    expected = true.expected
    error = errors(got, true, dtype)
    allowance = _allowance(x, true.values, slope, order, dtype)
    lost = _lost(x, got, true, error <= allowance, allowance, dtype)

    def case(at: np.intp) -> Case:
        return Case(*(float(each[at]) for each in (x, expected, got, error, allowance)))

    # A wrong infinity is a catastrophe and no number of ulp.
    infinite = np.isinf(got) | np.isinf(expected)
    measured = np.isfinite(error) & ~(infinite & np.logical_or.reduce(list(lost.values())))
    sizes = np.where(measured, error, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        excess = np.where(measured, error / allowance, 0.0)
    return Measure(
        order=order,
        dtype=dtype,
        tried=int(x.size),
        undecided=undecided,
        misrounded=int((~identical(got, expected)).sum()),
        worst=case(np.argmax(sizes)) if sizes.any() else None,
        net=float((sizes - (allowance - base(order))).max(initial=0.0)),
        excess=float(excess.max(initial=0.0)),
        excess_case=case(np.argmax(excess)) if excess.any() else None,
        catastrophes=tuple(
            Catastrophe(kind, int(where.sum()), case(_nearest_zero(x, where)))
            for kind, where in lost.items()
            if where.any()
        ),
    )


def errors(got: Float64, true: Truth, dtype: str) -> Float64:
    """The error of each result in ulps of a format; NaN where one of the two is NaN.

    An infinity stands for the first number too large, one ulp beyond the largest.
    A format that saturates is not to blame for what it cannot hold: its ends stand for that.
    """
    form, values = known(dtype), true.values
    if form.overflow == "largest":
        values = np.clip(values, form.low, form.high)
    quarter = np.where(np.abs(values) > 1, 0.25, 1.0)  # of 2**1024, which is no double itself
    with np.errstate(all="ignore"):
        edge = form.last_binade * quarter * 2
        ours = np.where(np.isinf(got), np.copysign(edge, got), got * quarter)
        sure = np.where(np.isinf(true.expected), np.copysign(edge, true.expected), values * quarter)
        off: Float64 = np.abs(ours - sure) / (_ulp_within(values, dtype) * quarter)
    if form.overflow == "nan":
        off = np.where(np.isnan(true.expected), np.nan, off)
    return off


def excesses(x: Float64, got: Float64, true: Truth, slope: Float64, order: int = 0) -> Float64:
    """The error of each result over what the promise allows; infinite for a catastrophe."""
    error = errors(got, true, "float64")
    allowance = _allowance(x, true.values, slope, order, "float64")
    lost = _lost(x, got, true, error <= allowance, allowance, "float64")
    with np.errstate(invalid="ignore", divide="ignore"):
        excess = np.where(np.isfinite(error), error / allowance, 0.0)
    return np.where(np.logical_or.reduce(list(lost.values())), np.inf, excess)


def _nearest_zero(x: Float64, where: Mask) -> np.intp:
    """The place in ``x`` of the plainest of some points: NaN and infinities come last."""
    sizes = np.where(where, np.abs(x), np.inf)
    return np.nanargmin(sizes) if np.isfinite(sizes).any() else np.argmax(where)


def _ulp_within(values: Float64, dtype: str) -> Float64:
    """The ulp of each value; of one too large for the format, that of the largest number."""
    return ulp(np.clip(values, -largest(dtype), largest(dtype)), dtype)


def base(order: int) -> float:
    """The ulps that the promise allows where the condition number is 0."""
    return ALLOWED[min(order, 2)] + 4 * max(order - 2, 0)


def _allowance(x: Float64, values: Float64, slope: Float64, order: int, dtype: str) -> Float64:
    """How many ulps the promise allows at each point."""
    # At a zero, what an error of the input costs is counted in ulps of the zero.
    size = np.where(values == 0, known(dtype).least_normal, np.abs(values))
    with np.errstate(all="ignore"):
        product = x * slope
        condition = np.abs(np.where(np.isfinite(product), product / size, x * (slope / size)))
    # Of an unknown or overflown slope nothing is demanded but that there is no catastrophe.
    condition = np.where(np.isnan(condition), np.inf, condition)
    condition = np.where((x == 0) | np.isinf(x), 0.0, condition)
    with np.errstate(over="ignore"):
        allowance: Float64 = base(order) + CONDITION * condition
    return allowance


def _lost(
    x: Float64, got: Float64, true: Truth, allowed: Mask, allowance: Float64, dtype: str
) -> dict[str, Mask]:
    """Where each kind of catastrophe happens."""
    values, expected = true.values, true.expected
    a_number, last_binade = ~np.isnan(expected), known(dtype).last_binade
    too_large = ~a_number & ~np.isnan(values)  # of a format that has NaN for that
    both_finite = np.isfinite(got) & np.isfinite(expected)
    both_infinite = np.isinf(got) & np.isinf(expected)
    # Next to the largest number a result may fall on the other side of it.
    spilt = (np.abs(values) >= last_binade) & allowed
    short = (np.abs(got) >= last_binade) & (np.sign(got) == np.sign(expected)) & np.isfinite(x)
    # An allowance that reaches down to 0 covers a lost or a wrong sign.
    with np.errstate(invalid="ignore", over="ignore"):
        certain = (values != 0) & (np.abs(values) > allowance * _ulp_within(values, dtype))
    opposite = np.sign(got) * np.sign(expected) < 0
    return {
        "nan": np.isnan(got) & a_number,
        "lost NaN": ~np.isnan(got) & ~a_number & ~too_large,
        "overflow": np.isinf(got) & np.isfinite(expected) & ~spilt,
        "no overflow": (np.isfinite(got) & np.isinf(expected) & ~short)
        | (too_large & ~np.isnan(got)),
        "zero": (got == 0) & certain & both_finite,
        "sign": opposite & ((certain & both_finite) | both_infinite),
    }


# ---------------------------------------------------------------- the fast arithmetic


def measures(
    activation: Activation, density: int = QUICK, highest: int = 2, progress: Progress | None = None
) -> Iterator[Measure]:
    """Measure the fast arithmetic in a function and its derivatives, one order after the other."""
    yield from measured_at(activation, points(activation, density), highest, progress)


def measured_at(
    activation: Activation, x: Float64, highest: int = 2, progress: Progress | None = None
) -> Iterator[Measure]:
    """The same at points of one's own."""

    def part(number: int) -> Progress | None:
        """How far all is while one of the orders is worked out, and one more for slopes."""
        if progress is None:
            return None
        return lambda done, total: progress(number * total + done, (highest + 2) * total)

    here = truth(activation, x, progress=part(0))
    for order in range(highest + 1):
        # Where the next order is measured too, its truth serves as the slope of this one.
        more = part(order + 1)
        after = truth(activation, x, order + 1, progress=more) if order < highest else None
        slope = after.values if after else exact_slope(activation, x, order, more)
        fast = activation.derivative(x, order) if order else activation(x)
        kept = comparable(activation, x, order)
        yield compare(x[kept], np.asarray(fast)[kept], here.at(kept), slope[kept], order)
        if after:
            here = after
