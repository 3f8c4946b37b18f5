"""Tree to Arb balls: the reading whose digits are proved.

A ball is a number with a bound on its error, and every operation on balls keeps that bound true.
A formula is evaluated at one precision; if both ends of the resulting ball round to one double,
that double is the correctly rounded value, and this is the proof. If not, the precision is raised
(Ziv's strategy). No formula needs care, because lost digits only mean one more round.

Two evaluators share one table of atoms. :mod:`balls` is compiled from the tree and fast, and knows
plain balls only. Where its answer is not a finite ball (a pole, an argument outside a domain, a
condition on its threshold, exp of something huge), :mod:`ranges` reads the same tree in ranges and
in the special values of IEEE arithmetic, which it also does for :func:`enclosure`.

What is claimed:

- The value is that of the formula over the real numbers, rounded once, to nearest and ties to
  even: into subnormals too, and to infinity from half an ulp above the largest number.
- Where the reals have no value, IEEE arithmetic decides: 1/0 is infinite with the sign of that
  zero, log(0) is -inf, log(-1) and (-8)**(1/3) are NaN, and the rest of the formula goes on from
  there. NaN is an answer only when the argument is certainly outside the domain.
- A zero that stands for a number too small has the sign of that number wherever the enclosure
  or the tail's leading growth shows it; any other has the sign that float64 arithmetic gives it,
  and is +0 where float64 does not arrive at a zero.
- Whatever is still open at the last precision is reported as not decided, never guessed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
from flint import arb
from numpy.typing import ArrayLike

from actviz.arrays import Float64, Mask
from actviz.formula.calculus import expand_cases
from actviz.formula.tree import Node
from actviz.readings import balls
from actviz.readings.balls import Ball
from actviz.readings.effort import check, exhausted, tried
from actviz.readings.exact import ranges, steps, tied_sums
from actviz.readings.exact.far_signs import FAR_OUT, sign_beyond
from actviz.readings.exact.together import alike, sparsely
from actviz.readings.formats import USUAL, Uniform, known
from actviz.readings.number_formats import settled

Progress = Callable[[int, int], object]

# From 1300 bits on a sum that is exactly zero is proved to be below 2**-1076; the last one leaves
# room for x**8 + 1 - x**8 at 1e308, and costs some milliseconds for an ordinary formula.
PRECISIONS: Final = (80, 160, 400, 1300, 2600, 5200, 10400)
_PATIENT: Final = 1300
_ENOUGH: Final = 2600  # where more did not help at other points, and reasoning did not either
_LOOKED: Final = 16  # points between two looks at the time
_EVERY: Final = 256  # points between two calls of a progress hook


class NotDecided(ArithmeticError):  # noqa: N818 - an open question is no error of anybody's
    """Points at which no precision up to the last one settled the answer.

    Attributes:
        points: those points.
        values: what was found at all points, NaN where nothing was; None if that is not known.
        decided: which of the values are.
    """

    exit_code = 1  # of a command: the answer is no, and nothing was wrong with the question

    def __init__(
        self, points: Float64, values: Float64 | None = None, decided: Mask | None = None
    ) -> None:
        shown = ", ".join(f"{point:.17g}" for point in points[:3])
        more = f" and {len(points) - 3} more" if len(points) > 3 else ""
        super().__init__(f"not decided at x = {shown}{more} with {PRECISIONS[-1]} bits")
        self.points, self.values, self.decided = points, values, decided


# Of each usual format: digits of the significand, the exponents of its least and largest number.
FORMATS: Final = {name: (one.digits, one.least, one.most) for name, one in USUAL.items()}


def rounder(dtype: str) -> Callable[[Ball], float]:
    """How an exact ball becomes the nearest number of a format, ties to even.

    What is too large becomes infinite in every format, so that two ends can be compared;
    :func:`number_formats.settled` puts it right for those that have no infinity.
    """
    form = known(dtype)
    if dtype == "float64":
        return float  # flint rounds to nearest, subnormals included
    if isinstance(form, Uniform):
        return _stepper(form)
    digits, least, high = form.digits, form.least, form.high

    def nearest(value: Ball) -> float:
        near = float(value)
        if not near or not math.isfinite(near):
            return near
        unit = math.ldexp(1.0, max(math.frexp(near)[1] - 1, least) - digits + 1)
        units = near / unit
        whole = round(units)
        if abs(units - whole) == 0.5 and value != near:
            # The double is a tie of the smaller format, and the value is beside it.
            whole = math.ceil(units) if value > near else math.floor(units)
        size = abs(whole) * unit
        return math.copysign(size if size <= high else math.inf, near)

    return nearest


def _stepper(form: Uniform) -> Callable[[Ball], float]:
    """The rounder of a format of equal steps, which need not be powers of 2."""
    step = Fraction(form.step)
    low, high = (end - form.zero for end in form.ends)

    def nearest(value: Ball) -> float:
        near = float(value)
        if not near or not math.isfinite(near):
            return near
        units = Fraction(near) / step
        whole = round(units)
        # Between two steps every tie is a double, so that rounding to one does not pass it.
        if abs(units - whole) == Fraction(1, 2) and value != near:
            whole = math.ceil(units) if value > near else math.floor(units)
        if not low <= whole <= high:
            return math.copysign(math.inf, whole)
        return math.copysign(float(abs(whole) * step), near)

    return nearest


# ---------------------------------------------------------------- the doors


def evaluate(
    tree: Node,
    x: ArrayLike,
    values: Mapping[str, float],
    limits: Mapping[float, float | None] | None = None,
    *,
    dtype: str = "float64",
) -> Float64:
    """The correctly rounded value of a formula at every ``x``, by proof.

    Args:
        x: doubles, of any shape.
        values: a finite double for each parameter that occurs in the formula.
        limits: the values at ``inf`` and ``-inf``, worked out elsewhere; None or missing: not
            known, and so not decided.
        dtype: the format rounded to, once, by its name (:mod:`actviz.readings.formats`).

    Returns:
        A float64 array of the shape of ``x``; every number in it is one of the format.

    Raises:
        NotDecided: with the points at which the last precision settled nothing.
    """
    rounded, decided = decide(tree, x, values, limits, dtype=dtype)
    if not decided.all():
        raise NotDecided(np.asarray(x, dtype=np.float64)[~decided], rounded, decided)
    return rounded


def decide(
    tree: Node,
    x: ArrayLike,
    values: Mapping[str, float],
    limits: Mapping[float, float | None] | None = None,
    *,
    dtype: str = "float64",
    progress: Progress | None = None,
) -> tuple[Float64, Mask]:
    """Like :func:`evaluate`, and instead of raising returns which points are decided.

    The other points hold NaN. ``progress`` is called now and then with the number of points done
    and of all points.
    """
    points = np.array(x, dtype=np.float64)
    doubles = _doubles(tree, values)
    search = _Search(tree, points.ravel().tolist(), doubles, rounder(dtype), progress)
    search.run(limits or {})
    rounded = np.array(search.found, dtype=np.float64)
    rounded[search.zeros] *= _zero_signs(tree, points.ravel()[search.zeros], doubles)
    decided = np.ones(points.size, dtype=np.bool_)
    decided[search.open] = False
    rounded = settled(rounded, known(dtype))
    return rounded.reshape(points.shape), decided.reshape(points.shape)


def _doubles(tree: Node, values: Mapping[str, float]) -> dict[str, float]:
    """The parameters that occur in the tree."""
    doubles = {word: float(values[word]) for word in sorted(tree.names - {"x"})}
    for word, value in doubles.items():
        if not math.isfinite(value):
            raise ValueError(f"parameter {word} is {value}; it must be finite")
    return doubles


def _zero_signs(tree: Node, points: Float64, values: Mapping[str, float]) -> Float64:
    """-1 where float64 arithmetic arrives at -0, else 1."""
    if not points.size:
        return points
    from actviz.readings import float64

    plain = float64.evaluate(tree, points, values)
    return np.where((plain == 0) & np.signbit(plain), -1.0, 1.0)


class _Search:
    """Points on their way to a decision, precision by precision."""

    def __init__(
        self,
        tree: Node,
        points: Sequence[float],
        values: Mapping[str, float],
        nearest: Callable[[Ball], float],
        progress: Progress | None,
    ) -> None:
        self.tree, self.points, self.values = tree, points, values
        self.nearest, self.progress = nearest, progress
        self.found = [math.nan] * len(points)
        self.zeros: list[int] = []  # exactly zero, sign to be looked up
        self.open: list[int] = []
        self.lost: set[int] = set()  # those at which balls were not finite, nor did ranges decide

    def run(self, limits: Mapping[float, float | None]) -> None:
        """Decide what can be decided; what cannot stays in ``open``."""
        finite, outside = [], []
        for at, point in enumerate(self.points):
            if math.isfinite(point):
                finite.append(at)
            elif not math.isnan(point):
                limit = limits.get(point)
                if limit is None:
                    outside.append(at)
                else:
                    self.found[at] = self.nearest(arb(limit)) if limit else limit
        self.open = finite
        for bits in PRECISIONS:
            if not self.open:
                break
            if bits == _PATIENT:
                with balls.precision(PRECISIONS[-1]):
                    self.open = [at for at in self.open if not self._on_line(at)]
            if self.open and not (bits > _ENOUGH and exhausted(self.tree)):
                with balls.precision(bits):
                    self.open = self._hopeful(bits)
        if self.open:
            with balls.precision(PRECISIONS[-1]):
                self.open = [at for at in self.open if not self._reasoned(at)]
        self.open += outside

    def _hopeful(self, bits: int) -> list[int]:
        """One precision; in a search for few of those points alone at which it decides little."""
        hopeless = self.open if bits >= _PATIENT else [at for at in self.open if at in self.lost]
        others = sorted(set(self.open).difference(hopeless))
        left = self._round(others, bits) if others else []
        return sorted(left + sparsely(hopeless, lambda some: self._round(some, bits)))

    def _reasoned(self, at: int) -> bool:
        """Whether fractions decide, or bounds that are never reached: the value, or a step."""
        if exhausted(self.tree):
            return False
        decided = self._by_reasons(at)
        if not decided:
            tried(self.tree)
        return decided

    def _on_line(self, at: int) -> bool:
        """Whether all of a tail is so near a line that its side decides."""
        value = tied_sums.far_out(self.tree, self.points[at], self.values)
        if value is not None:
            self.found[at] = self.nearest(value)
        return value is not None

    def _by_reasons(self, at: int) -> bool:
        x = self.points[at]
        value = steps.near(self.tree, x, self.values)
        if value is not None:
            self.found[at] = self.nearest(value)
            return True
        plain = steps.without(self.tree, x, self.values)
        if plain is expand_cases(self.tree):
            return False
        search = _Search(plain, [x], self.values, self.nearest, None)
        search.run({})
        self.found[at] = search.found[0]
        self.zeros += [at] * len(search.zeros)
        return not search.open

    def _round(self, pending: list[int], bits: int) -> list[int]:
        """One precision; returns the points still open."""
        patient = bits >= _PATIENT  # then ranges are asked as well
        nearest, values = self.nearest, self.found
        tired = bits > PRECISIONS[0] and exhausted(self.tree)
        left, odd, settled = list[int](), list[int](), len(self.points) - len(pending)
        for count, (at, ball) in enumerate(self._balls(pending, bits)):
            if count % _LOOKED == 0:
                check()
            if ball is None:
                continue
            low, high = ball.lower(), ball.upper()
            value = nearest(low)
            if value != nearest(high):
                # What ranges did not tell they seldom tell with some more bits.
                if tired or ((ball.is_finite() or at in self.lost) and not patient):
                    left.append(at)
                else:
                    odd.append(at)
            elif value == 0:
                # Ranges know, for example, that 1 + tanh(u) is not negative.
                known = low < 0 < high and (self._far_out(at) or self._special(at))
                if not known:
                    self._zero(at, low, high)
            else:
                values[at] = value
            if self.progress and count % _EVERY == 0:
                self.progress(settled + count - len(left) - len(odd), len(self.points))
        lost = sparsely(odd, lambda some: [at for at in some if not self._special(at)])
        self.lost.update(lost)
        return sorted(left + lost)

    def _balls(self, pending: list[int], bits: int) -> Iterator[tuple[int, Ball | None]]:
        """The points and their balls; None for those that ranges have settled together."""
        reading = balls.compiled(self.tree)
        for start in range(0, len(pending), _EVERY):
            some = pending[start : start + _EVERY]
            points = (self.points[at] for at in some)
            balls_at: dict[int, Any] = dict(zip(some, reading(points, self.values), strict=True))
            if bits == PRECISIONS[0]:
                odd = [at for at in some if self.points[at] and not balls_at[at].is_finite()]
                pairs = [(at, self.points[at]) for at in odd]  # zeros, with their signs, apart
                for at, value in alike(self.tree, pairs, self.values, self.nearest):
                    self.found[at], balls_at[at] = value, None
            yield from balls_at.items()

    def _far_out(self, at: int) -> bool:
        """Whether one sign of a whole tail is that of a zero: what ranges tell takes longer."""
        sign = self._sign_far_out(at) if abs(self.points[at]) >= FAR_OUT else 0
        if sign:
            self.found[at] = math.copysign(0.0, sign)
        return bool(sign)

    def _special(self, at: int) -> bool:
        """Whether ranges and IEEE arithmetic decide a point that balls do not."""
        value = ranges.over(self.tree, ranges.lift(self.points[at]), self.values)
        if isinstance(value, float):
            self.found[at] = value
            return True
        if value is None or self.nearest(value[0]) != self.nearest(value[1]):
            return False
        self.found[at] = self.nearest(value[0])
        if self.found[at] == 0:
            self._zero(at, *value)
        return True

    def _zero(self, at: int, low: Ball, high: Ball) -> None:
        """A value that rounds to zero; its sign is that of the true value if that is known."""
        sign = self._sign_far_out(at) if low < 0 < high else -1 if low < 0 else 1
        self.found[at] = -0.0 if sign < 0 else 0.0
        if not sign or low == high == 0:
            self.zeros.append(at)

    def _sign_far_out(self, at: int) -> int:
        """The sign that the whole tail has from a point on; 0: not known."""
        return sign_beyond(self.tree, self.values, self.points[at])


def enclosure(
    tree: Node, low: float, high: float, values: Mapping[str, float], precision: int = 100
) -> tuple[float, float]:
    """Bounds of a formula over an interval of x, rigorous and rounded outwards.

    Both branches of a ``where`` count where its condition changes inside the interval. Bounds may
    be infinite. ``(nan, nan)``: somewhere in the interval there may be no value, and nothing is
    claimed.
    """
    low, high = float(low), float(high)
    if not low <= high:
        raise ValueError(f"an interval runs upwards, not from {low} to {high}")
    with balls.precision(precision):
        x = ranges.lift(low) if low == high else (arb(low), arb(high))
        value = ranges.over(tree, x, _doubles(tree, values))
        if value is None:
            return math.nan, math.nan
        return _down(ranges.ends(value)[0]), -_down(-ranges.ends(value)[1])


def _down(value: Ball) -> float:
    near = float(value)
    return math.nextafter(near, -math.inf) if arb(near) > value else near
