"""What a request comes to for one function: range, values, weights, formats."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from actviz.approximation.curves.holding import Held
from actviz.approximation.curves.segments import Scale
from actviz.approximation.error.error_proof import weight_of
from actviz.approximation.error.outer_lines import Line, end_of, furthest, off_without_end
from actviz.approximation.knots.squares import Density, uniform
from actviz.approximation.request import Request
from actviz.approximation.target.target import MOST_BITS, Target, fold_of
from actviz.approximation.value.result import Fold
from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.facts.breaks import STEPS_AT_MOST
from actviz.readings import balls
from actviz.readings.formats import Floating, Uniform, fixed, known

BINS = 400  # of a density of real inputs, over the range
DEVIATIONS = 12.0  # of a normal density: what is beyond weighs less than 4e-33
_NARROW = 200.0  # deviations: how wide a range is at most over which such a density is integrated
_LITTLE = 1e-30  # of the largest density
_FAR = 1024.0  # where a function is near the line that it approaches, if it approaches one


@dataclass
class Setting:
    """What a request comes to, whatever the size of the approximation."""

    request: Request

    @cached_property
    def span(self) -> tuple[float, float]:
        """The range; infinite for the whole line."""
        request = self.request
        span = request.span
        if span is None:
            span = (self.given.low, self.given.high) if self.given else (-math.inf, math.inf)
        if request.span is None and self.given and request.interpolate:
            span = (
                span[0],
                span[1] + float(self.given.scale),
            )  # the last entry is beyond all inputs
        if self.given is not None:  # the inputs that are within
            scale = float(self.given.scale)
            ends = math.ceil(span[0] / scale - 1e-9), math.floor(span[1] / scale + 1e-9)
            if ends[0] >= ends[1]:
                few = f"one number, {ends[0] * scale:g}," if ends[0] == ends[1] else "no number"
                raise ValueError(
                    f"--range {span[0]:g}:{span[1]:g} holds {few} of {self.given.name}, the format "
                    "of inputs; take a wider range or finer inputs"
                )
            span = (ends[0] * scale, ends[1] * scale)
        if self.given and not (
            self.given.low <= span[0] and span[1] <= self.given.high + float(self.given.scale)
        ):
            raise ValueError(
                f"--range {span[0]:g}:{span[1]:g} is not within {self.given.name}, which has "
                f"{self.given.low:g} to {self.given.high:g}"
            )
        if self.fold is not None:
            if request.span is None and self.given:
                span = (-min(-span[0], span[1]), min(-span[0], span[1]))
            if span[0] != -span[1]:
                reach = max(-span[0], span[1])
                raise ValueError(f"--fold needs a range such as {-reach:g}:{reach:g}")
            span = (0.0, span[1])
        return span

    @cached_property
    def in_reals(self) -> Setting:
        """The same range and function without formats."""
        low, high = self.span
        span = (-high if self.fold is not None else low, high)
        measure = "absolute" if self.request.measure == "ulp" else self.request.measure
        return Setting(replace(self.request, span=span, fixed=None, held=None, measure=measure))

    @cached_property
    def given(self) -> Uniform | None:
        """The format of inputs, where arithmetic is in integers."""
        return fixed(self.request.fixed[0]) if self.request.fixed else None

    @cached_property
    def held(self) -> Held | None:
        """The format of coefficients, where it is known before they are."""
        return Held(self.held_name) if self.held_name else None

    @property
    def held_name(self) -> str | None:
        """In integers it is that of results if nothing else is said and they can have it."""
        request = self.request
        if request.held is None and request.fixed is not None:
            out = fixed(request.fixed[1])
            return out.name if request.kind == "table" or out.fraction_bits is not None else None
        return request.held

    @property
    def by_size(self) -> bool:
        """Whether an error counts the more the smaller the function is: a unit of Qm.n is one."""
        measure = self.request.measure
        floating = isinstance(known(self.held_name or "float64"), Floating)
        return measure == "relative" or (measure == "ulp" and floating)

    @cached_property
    def fold(self) -> Fold | None:
        """How the function is folded, if that is asked for."""
        if not self.request.fold:
            return None
        fold = fold_of(self.request.activation, self.request.order)
        if fold is None:
            name = self.request.activation.display
            raise ValueError(f"{name} is no line and an odd or even part: it cannot be folded")
        return fold

    @cached_property
    def target(self) -> Target:
        """The function on the finite range, or on one that holds all of the whole line's bends."""
        low, high = self.span
        request = self.request
        left = -_FAR if math.isinf(low) else low
        right = _FAR if math.isinf(high) else high
        wide = Target(request.activation, request.order, left, right, self.fold)
        if math.isfinite(low) and math.isfinite(high):
            target = wide
        else:
            ends = self.line_ends
            near = self._small + self.floor * (1 + 2.0**-20)
            close = [
                end if line is None else furthest(wide, line, side, near)[0]
                for line, side, end in zip(ends, (-1, 1), (low, high), strict=True)
            ]
            if request.exact and wide.knots:  # all of them are within, whatever is a line there
                kinks = (wide.knots[0] - 1, wide.knots[-1] + 1)
                close = [max(low, min(close[0], kinks[0])), min(high, max(close[1], kinks[1]))]
            target = replace(wide, low=min(close), high=max(close))
        self._check_values(target)
        self._check_density()
        return target

    @property
    def _small(self) -> float:
        """How near the function is to its lines from where on nothing else is looked at."""
        return 2.0**-60 if self.by_size else 2.0**-40

    @cached_property
    def line_ends(self) -> tuple[Any, Any]:
        """The lines of the first and the last piece where the range is endless."""
        left = self._line_end(-1) if self.span[0] == -math.inf else None
        right = self._line_end(1) if self.span[1] == math.inf else None
        return left, right

    @cached_property
    def without_end(self) -> str | None:
        """Why the outer lines are off without end; None: they are not."""
        return off_without_end(self.target, self.line_ends, self.held_name or "float64")

    def _line_end(self, side: int) -> Line:
        """The line that the function approaches on a side, by numbers of the format.

        Raises:
            ValueError: no line is near enough for the error that is asked for, and why.
        """
        request, word = self.request, "right" if side > 0 else "left"
        wide = Target(request.activation, request.order, -_FAR, _FAR, self.fold)
        try:
            line = exact = end_of(wide, side, "asymptote")
        except ValueError as error:
            raise ValueError(f"{error}; give --range LOW:HIGH") from error
        if self.held is not None:
            for c in exact:
                self.held.check(c, f"a coefficient of the line on the {word}")
            line = tuple(float(c) for c in self.held.nearest(np.array(exact)))
            if line[1:] != exact[1:]:
                raise ValueError(
                    f"{self.held.name} does not hold {exact[1]:g}, the slope of {wide.name} far "
                    f"out on the {word}, and any other is off without end; give --range LOW:HIGH"
                )
            self.floor = max(self.floor, abs(line[0] - exact[0]))
        if self.by_size and not any(exact) and wide.on(side * np.geomspace(4, 32, 16)).any():
            raise ValueError(
                f"{wide.name} falls to 0 on the {word}, where every line is off by as much as the "
                f"function itself, or more: no {request.measure} error is kept there; give --range "
                "LOW:HIGH, or --error absolute"
            )
        return line

    floor = 0.0  # what numbers of the format are off at infinity

    def _check_values(self, target: Target) -> None:
        if target.unlisted:
            raise ValueError(
                f"{target.name} takes more than {STEPS_AT_MOST} steps around {target.low:g} to "
                f"{target.high:g}, each of which would be looked at; give a shorter --range"
            )
        x = np.linspace(target.low, target.high, 1025)
        values = target.on(x)
        if not np.isfinite(values).all():
            at = float(x[~np.isfinite(values)][0])
            raise ValueError(
                f"{target.name} has no finite value at x = {at:.6g}, inside of the range"
            )
        if self.request.fixed is not None:
            for value in (values.min(), values.max()):
                Held(self.request.fixed[1]).check(float(value), f"a value of {target.name}")
        if self.by_size and self.request.fixed is None:
            at_zero = target.low <= 0 <= target.high and float(target.on(np.zeros(1))[0]) == 0
            signs = np.sign(values)
            changes = np.flatnonzero(signs[:-1] * signs[1:] < 0)
            lost = [float(x[k]) for k in changes if not (at_zero and x[k] <= 0 <= x[k + 1])]
            lost += [float(one) for one in x[(values == 0) & (x != 0)][:1]]
            if lost:
                raise ValueError(
                    f"{target.name} is 0 near x = {lost[0]:.4g}: no {self.request.measure} error "
                    "is bounded there; take another range"
                )
            self.rooted = at_zero
            if at_zero and target.rough_zero:
                raise ValueError(
                    f"{target.name} is 0 at 0 and not smooth on each side there: no "
                    f"{self.request.measure} error is proved; take a range without 0"
                )
            often = max(target.zeros) if at_zero else 0
            if often > 1 and self.request.kind not in ("polynomial", "rational"):
                raise ValueError(
                    f"{target.name} is 0 like x**{often} at 0: only a polynomial or a rational "
                    f"keeps its {self.request.measure} error there; take another range"
                )
        if self.request.zero:
            if not target.low <= 0 <= target.high:
                raise ValueError("--zero-at-zero needs a range with 0 in it")
            value = float(replace(target, fold=None).on(np.zeros(1))[0])
            if value:
                raise ValueError(f"--zero-at-zero: {target.name} is {value:.6g} at 0")
            self.rooted = True
        if self.request.joins and self.fold is not None and self.fold.part == "odd":
            if float(target.on(np.zeros(1), 0.0)[0]):
                raise ValueError(f"--continuous: {target.name} jumps at 0")
            self.rooted = True  # else the two halves would not meet
        if self.request.side and self.fold is not None and self.fold.part == "odd":
            word = "above" if self.request.side > 0 else "below"
            raise ValueError(
                f"--{word}: the two halves of an odd part are on different sides of {target.name}; "
                "leave out --fold"
            )
        if self.request.exact and not target.knots:
            raise ValueError(f"--exact-at-kinks: {target.name} has no kink inside the range")
        jump = next((one.x for one in target.breaks if not one.order), None)
        if self.request.exact and self.request.joins and jump is not None:
            raise ValueError(
                f"--exact-at-kinks: {target.name} jumps at {jump:g}, where pieces cannot join"
            )
        if self.request.monotone:
            whole = values
            if self.fold is not None:
                both = np.linspace(-target.high, target.high, 1025)
                whole = replace(target, fold=None).on(both)
            steps = np.diff(whole)
            if (steps < 0).any() and (steps > 0).any():
                raise ValueError(f"--monotone: {target.name} rises and falls on this range")
            self.slopes = self._slopes(float(whole[-1] - whole[0]))

    def _slopes(self, rise: float) -> tuple[float, float]:
        """Between which slopes pieces rise, or fall, as the function does."""
        line = self.fold.line[1] if self.fold is not None else 0.0
        if self.fold is not None and self.fold.part == "even":
            return -abs(line), abs(line)  # one half rises by it as the other falls
        return (-line, math.inf) if rise >= 0 else (-math.inf, -line)

    @property
    def rising(self) -> int:
        """1 or -1 where values between entries or knots are to rise or to fall alone."""
        if not self.request.monotone:
            return 0
        first, last = self.target.on(np.array([self.target.low, self.target.high]))
        return 1 if last >= first else -1

    slopes = (-math.inf, math.inf)  # that pieces may have
    rooted = False  # pieces are to be 0 at 0

    @property
    def free_root(self) -> bool:
        """Whether pieces are 0 at 0 since no error that counts by size is bounded otherwise."""
        return self.through_root and self.scale is not None and self.by_size

    @property
    def through_root(self) -> bool:
        """Whether a piece with 0 inside of it may be 0 there."""
        jumps = any(one.x == 0 and not one.order for one in self.target.breaks)
        return self.rooted and self.fold is None and not jumps

    @cached_property
    def roots(self) -> int:
        """How often an approximation is 0 at 0; more than once where a relative error asks it."""
        if not self.rooted or self.request.fixed or not self.by_size:
            return int(self.rooted)
        return max(*self.target.zeros, 1)

    @cached_property
    def scale(self) -> Scale | None:
        """The weight of an error, as a function of x and f(x); None: one."""
        if self.request.measure in ("absolute", "mse") or self.request.fixed:
            return None
        weight = weight_of(self.request.measure, self.held_name)
        assert weight is not None

        short = self.short_of_powers if self.request.measure == "ulp" else np.zeros(0)

        def scale(x: Float64, f: Float64) -> Float64:
            sizes = np.abs(f)
            size = weight(np.where(np.isin(f, short), np.nextafter(sizes, 0.0), sizes))
            least = float(size[(size > 0) & (f != 0)].min(initial=1.0))  # an ulp of 0 is none of f
            return 1 / np.maximum(size, max(least, 1e-300))

        return scale

    @cached_property
    def short_of_powers(self) -> Float64:
        """Powers of two that values round to which do not reach them, as tanh does not reach 1."""
        x = np.linspace(self.target.low, self.target.high, 1025)
        f = self.target.on(x)
        flat = (f[1:] == f[:-1]) & (np.abs(np.frexp(f[1:])[0]) == 0.5)
        exact = {
            float(value): self.target.decided(float(at))
            for at, value in zip(x[1:][flat], f[1:][flat], strict=True)
        }
        with balls.precision(MOST_BITS):
            return np.array([value for value, ball in exact.items() if abs(ball) < abs(value)])

    @cached_property
    def density(self) -> Density:
        """How much an input counts for the mean squared error.

        Where none ever come it is a little, so that the nearest is the nearest to the function.
        """
        given, (low, high) = self.request.density, (self.target.low, self.target.high)
        if isinstance(given, str):
            return uniform
        if isinstance(given, tuple):
            means = (given[0], -given[0]) if self.fold is not None else given[:1]
            peak = float(_bells(np.clip(means, low, high), means, given[1]).max())
            return lambda x: _bells(x, means, given[1]) + _LITTLE * peak
        places = np.abs(given) if self.fold is not None else given
        counts, edges = np.histogram(places, bins=BINS, range=(low, high))
        heights = counts / max(len(given), 1) / np.diff(edges)
        heights += _LITTLE * heights.max()
        return lambda x: heights[np.clip(np.searchsorted(edges, x, side="right") - 1, 0, BINS - 1)]

    def _check_density(self) -> None:
        """Refuse one that says of no input of the range how much it counts."""
        request, (low, high) = self.request, self.span
        if isinstance(request.density, str):
            return
        low = -high if self.fold is not None else low
        if not isinstance(request.density, tuple):
            if not ((request.density >= low) & (request.density <= high)).any():
                raise ValueError(f"--density: none of its numbers is from {low:g} to {high:g}")
            return
        mean, deviation = request.density
        reach = DEVIATIONS * deviation
        if mean + reach <= low or high <= mean - reach:
            raise ValueError(
                f"--density normal:{mean:g},{deviation:g} has no weight from {low:g} to {high:g}"
            )
        searched = request.measure == "mse" and request.kind in ("pieces", "table")
        if searched and _NARROW * deviation < high - low < math.inf:
            raise ValueError(
                f"--density normal:{mean:g},{deviation:g} is narrow beside the range; take one of "
                f"{_NARROW:g} deviations or less"
            )


def _bells(x: Any, means: Sequence[float], deviation: float) -> Any:
    """Normal densities, added up."""
    total = sum(np.exp(-0.5 * ((x - mean) / deviation) ** 2) for mean in means)
    return total / deviation / 2.5066282746310002
