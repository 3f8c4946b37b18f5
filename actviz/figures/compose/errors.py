"""Errors against x as a picture: how many ulps off, where, and what went worse than that.

Both axes are logarithmic: errors span twenty decades, and so do the inputs that matter. Each
curve is the skyline of its points: the largest error in each narrow column of x.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.figures.layout.ticks import MINUS, counted, number_word, ulp_decades
from actviz.figures.scene.scene import Axis, Curve, Guide, Mark, Panel, Scene, Segment, Stroke
from actviz.measure.accuracy import Measure

CORRECT: Final = "0.5 ulp: rounded correctly"
COLUMNS: Final = 300  # of the skyline: about one a point of the picture's width
LEAST: Final = 0.1  # ulp; what is smaller is drawn here, well below the half of a correct rounding
FARTHEST: Final = 1000.0  # the axis ends there, unless something is lost farther out
_SIZE: Final = (7.0, 4.2)
_CLOSEST: Final = 0.045  # share of the axis between two words below it
_MARKS: Final = 3  # catastrophes that are pointed out; more would hide the skyline


@dataclass(frozen=True)
class Errors:
    """What is drawn: points, their errors in ulp (NaN: none to tell), and what was measured."""

    label: str
    x: Float64
    ulps: Float64
    measure: Measure


def errors_scene(
    shown: Sequence[Errors], title: str, span: tuple[float, float] | None = None
) -> Scene:
    """A picture of errors against x, a curve for each function or order.

    Args:
        shown: what to draw; points without a finite error are left out.
        span: the range of x, then drawn to a linear scale.

    Raises:
        ValueError: there is no finite error in the range.
    """
    scale = _Linear(*span) if span else _Logarithmic.around(shown)
    curves = [
        _skyline(errors, Stroke(at, at), scale, len(shown) > 1) for at, errors in enumerate(shown)
    ]
    drawn = [y for curve in curves for segment in curve.segments for y in segment.y]
    if not drawn:
        raise ValueError("there is no finite error to draw in this range of x")
    top = max(1.0, math.ceil(max(drawn) + 0.25))
    axis = Axis(math.log10(LEAST), top, *ulp_decades(top))
    correct = Guide(0.0, math.log10(0.5), scale.axis.low, scale.axis.high, CORRECT)
    marks = tuple(
        mark
        for errors, curve in zip(shown, curves, strict=True)
        for mark in _marks(errors, scale, top, curve.stroke)
    )
    panel = Panel(scale.axis, axis, tuple(curves), (correct,), marks)
    return Scene((panel,), "plot", title, None, _SIZE)


class _Linear:
    """The x axis to a linear scale."""

    def __init__(self, low: float, high: float) -> None:
        self.axis = counted((low, high), round(_SIZE[0] * 1.5), "x")

    def place(self, x: Float64) -> Float64:
        """Where on the axis each x is; beyond its ends for x that are not drawn."""
        return x


class _Logarithmic:
    """The x axis to a scale that is even near 0 and logarithmic far out, on both sides."""

    def __init__(self, low: float, high: float) -> None:
        first, last = self.place(np.array([low, high])).tolist()
        gap = _CLOSEST * (last - first)
        left, right = (self._apart(_powers(end), gap) for end in (-low, high))
        places = [*(-x for x in reversed(left)), 0.0, *right]
        self.axis = Axis(
            first,
            last,
            tuple(self.place(np.array(places)).tolist()),
            tuple(
                f"{x:g}".replace("e+0", "e").replace("e+", "e").replace("-", MINUS) for x in places
            ),
            "x",
        )

    def _apart(self, powers: list[float], gap: float) -> list[float]:
        """Those of some powers that stand apart from 0 and from each other."""
        kept = [0.0]
        for x, place in zip(powers, self.place(np.array(powers)).tolist(), strict=True):
            if place - float(self.place(np.array(kept[-1]))) >= gap:
                kept.append(x)
        return kept[1:]

    @classmethod
    def around(cls, measured: Sequence[Errors]) -> _Logarithmic:
        """An axis for the points of some errors, up to where nothing new happens."""
        every = np.concatenate([errors.x for errors in measured])
        finite = every[np.isfinite(every)]
        low, high = (finite.min(), finite.max()) if finite.size else (-1.0, 1.0)
        cases = [each.example for errors in measured for each in errors.measure.catastrophes]
        lost = [case.x for case in cases if FARTHEST < abs(case.x) < math.inf]
        left, right = (max((FARTHEST, *(30 * sign * x for x in lost))) for sign in (-1, 1))
        return cls(max(-left, min(low, -1.0)), min(right, max(high, 1.0)))

    def place(self, x: Float64) -> Float64:
        """sign(x) log10(1 + |x|)."""
        place: Float64 = np.sign(x) * np.log10(1 + np.abs(x))
        return place


def _powers(end: float) -> list[float]:
    """At most five powers of ten up to an end, from 1 on."""
    last = math.floor(math.log10(end))
    return [10.0**power for power in range(0, last + 1, math.ceil((last + 1) / 5))]


def _skyline(
    errors: Errors, stroke: Stroke, scale: _Linear | _Logarithmic, labelled: bool
) -> Curve:
    """The largest error in each column; a column without a point is passed over."""
    place = scale.place(errors.x)
    low, high = scale.axis.low, scale.axis.high
    with np.errstate(invalid="ignore"):
        seen = np.isfinite(errors.ulps) & (place >= low) & (place <= high)
    place, ulps = place[seen], errors.ulps[seen]
    columns = np.minimum(((place - low) / (high - low) * COLUMNS).astype(int), COLUMNS - 1)
    tallest = np.full(COLUMNS, -1.0)
    np.maximum.at(tallest, columns, ulps)
    filled = np.flatnonzero(tallest >= 0)
    x = low + (filled + 0.5) / COLUMNS * (high - low)
    y = np.log10(np.maximum(tallest[filled], LEAST))
    segments = (Segment.through(x, y),) if filled.size else ()
    return Curve(errors.label, segments, stroke, labelled=labelled)


def _marks(errors: Errors, scale: _Linear | _Logarithmic, top: float, stroke: Stroke) -> list[Mark]:
    """The catastrophes that happen inside of the picture, where each comes nearest to 0."""
    marks = []
    for catastrophe in errors.measure.catastrophes:
        case = catastrophe.example
        place = float(scale.place(np.array(case.x)))
        if not scale.axis.low <= place <= scale.axis.high:
            continue
        height = math.log10(max(case.ulp, LEAST)) if math.isfinite(case.ulp) else top
        text = f"{_result(case.got)} at {number_word(case.x)}"
        marks.append(Mark(place, min(height, top), text, True, stroke))
    return marks[:_MARKS]


def _result(value: float) -> str:
    return "NaN" if math.isnan(value) else number_word(value).replace("inf", "∞")
