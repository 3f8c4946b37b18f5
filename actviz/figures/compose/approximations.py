"""An approximation as a picture: the function and what stands for it, and the error below.

The error has its sign, and the dashed lines are the proved bound on both sides of 0. Knots are
rings on the approximation and dots on the axis of errors, or, where they are close together, short
lines at the bottom. A sweep is error against size, both
axes logarithmic.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from actviz.approximation.value.as_function import size_words
from actviz.approximation.value.result import Approximation
from actviz.arrays import Float64
from actviz.figures.layout.ticks import counted, number_word, power_word, ticks
from actviz.figures.sampling.drawn_function import Piece, graph, pieces
from actviz.figures.scene.scene import Axis, Curve, Dot, Guide, Panel, Scene, Segment, Stroke
from actviz.functions.elementwise import Activation

_POINTS: Final = 1600
_SIZE: Final = (6.6, 5.4)
_BESIDE: Final = 4.0  # how much of the line is drawn beyond the inner knots of an endless range
_CLOSE: Final = 0.14  # inches between knots, from which on marks are small
_SMALL: Final = 2.6  # inches, below which labels are short: the title has the bound
_SURELY: Final = 1e-9  # of a table's step beyond a middle, from where on the next entry is taken
_MARK: Final = 0.07  # of the lower panel's height


def approximation_scene(
    activation: Activation,
    approx: Approximation,
    theme: str = "light",
    size: tuple[float, float] | None = None,
) -> Scene:
    """The function with its approximation, and their difference with its bracket."""
    low, high = _window(approx)
    x = _inputs(approx, low, high)
    crowded = _crowded(_marked(approx, low, high), (high - low) / (size or _SIZE)[0])
    parts, dots = pieces(graph(activation, approx.order), x)
    y = approx(x)
    name = activation.display + "'" * approx.order
    lines = tuple(Segment.through(part.x, part.y) for part in parts)
    curves = (
        Curve(name, lines, Stroke(0, 0), () if crowded else dots),
        Curve(
            "approximation",
            _segments(x, y, _cuts(approx)),
            Stroke(1, 1),
            () if crowded else _rings(approx, low, high),
        ),
    )
    xs = counted((low, high), _SIZE[0] * 1.4)
    seen = _room(np.concatenate([*(part.y for part in parts), y]))
    above = Panel(replace(xs, label=""), counted(seen, 6), curves, share=1.2)
    small = min(size or _SIZE) < _SMALL
    if approx.formats is not None:  # one stretch: between inputs there is nothing
        exact = activation.derivative(x, approx.order) if approx.order else activation(x)
        parts = [Piece(x, np.asarray(exact))]
    below = Panel(xs, *_errors(approx, parts, crowded=crowded, small=small))
    return Scene((above, below), "stack", _title(approx, name), None, size or _SIZE, theme)


def _window(approx: Approximation) -> tuple[float, float]:
    low, high = approx.range
    inner = [one.low for one in (approx.pieces or ())[1:]]
    if math.isinf(low):
        low = (inner[0] if inner else 0.0) - _BESIDE
    if math.isinf(high):
        high = (inner[-1] if inner else 0.0) + _BESIDE
    return (-high if approx.fold is not None else low), high


def _knots(approx: Approximation) -> list[float]:
    return _both_halves(approx, [one.low for one in (approx.pieces or ())[1:]])


def _both_halves(approx: Approximation, places: list[float]) -> list[float]:
    return places if approx.fold is None else sorted({*places, *(-one for one in places), 0.0})


def _cuts(approx: Approximation) -> list[float]:
    """Where curves are cut: not in integers, between whose inputs all steps look alike."""
    if approx.formats is not None:
        return []
    table = approx.table
    if table is None or table.interpolate:
        return _knots(approx)
    middles = [one + table.step / 2 for one in table.places[:-1]]
    return [one + _SURELY * table.step for one in _both_halves(approx, middles)]


def _beside_cuts(approx: Approximation, low: float, high: float) -> Float64:
    """Points at cuts and just left of them, where a piece ends."""
    cuts = [one for one in _cuts(approx) if low < one < high]
    back = 0.0 if approx.table is None else 2 * _SURELY * approx.table.step
    return np.array([p for one in cuts for p in (math.nextafter(one - back, low), one)])


def _segments(x: Float64, y: Float64, cuts: Sequence[float]) -> tuple[Segment, ...]:
    """A curve, cut where pieces meet."""
    edges = [0, *np.searchsorted(x, np.array(cuts), side="left").tolist(), len(x)]
    lines = []
    for a, b in pairwise(edges):
        if b - a > 1:
            lines.append(Segment.through(x[a:b], y[a:b]))
    return tuple(lines)


def _inputs(approx: Approximation, low: float, high: float) -> Float64:
    """Where the picture looks: in integers at inputs alone, since no others are approximated."""
    if approx.formats is None:
        even = np.linspace(low, high, _POINTS)
        return np.unique(np.concatenate([even, _beside_cuts(approx, low, high)]))
    given = approx.formats[0]
    x = given.numbers(given.every_integer())
    x = x[(x >= low) & (x <= high)]
    some = np.linspace(0, len(x) - 1, min(len(x), _POINTS)).round().astype(int)
    worst = [] if approx.error is None or approx.error.at is None else [approx.error.at]
    return np.unique([*x[some], *worst])


def _marked(approx: Approximation, low: float, high: float) -> list[float]:
    """Knots, or entries, of the picture."""
    knots = [one for one in _knots(approx) if low < one < high]
    return knots if approx.table is None else _both_halves(approx, approx.table.places)


def _crowded(knots: Sequence[float], inch: float) -> bool:
    """Whether rings around all of them would hide the curve."""
    return len(knots) > 1 and float(np.diff(knots).min()) < _CLOSE * inch


def _rings(approx: Approximation, low: float, high: float) -> tuple[Dot, ...]:
    knots = _marked(approx, low, high)
    if not knots:
        return ()
    values = approx(np.array(knots))
    return tuple(Dot(k, float(v), False) for k, v in zip(knots, values, strict=True))


def _room(values: Float64) -> tuple[float, float]:
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    room = 0.06 * (high - low) or 0.5
    return low - room, high + room


def _gaps(approx: Approximation, parts: Sequence[Piece]) -> tuple[Segment, ...]:
    """Function minus approximation, cut where either jumps."""
    segments: list[Segment] = []
    for index, part in enumerate(parts):
        x = part.x.copy()  # at a jump one side's value belongs to the next double on that side
        if index:
            x[0] = math.nextafter(x[0], math.inf)
        if index < len(parts) - 1:
            x[-1] = math.nextafter(x[-1], -math.inf)
        segments += _segments(x, part.y - approx(x), _cuts(approx))
    return tuple(segments)


def _errors(
    approx: Approximation, parts: Sequence[Piece], *, crowded: bool, small: bool
) -> tuple[Axis, tuple[Curve, ...], tuple[Guide, ...]]:
    """The lower panel: the axis of errors, their curve and the bracket."""
    gaps = _gaps(approx, parts)
    low, high = gaps[0].x[0], gaps[-1].x[-1]
    largest = max(float(np.nanmax(np.abs(one.y))) for one in gaps)
    bound = approx.error.upper if approx.error is not None else math.nan
    known = approx.error is not None and approx.error.measure == "absolute" and math.isfinite(bound)
    top = 1.18 * max(largest, bound if known else 0.0) or 1e-16
    power = 0 if small else math.floor(math.log10(top))
    unit = 10.0**power
    places, words = ticks(-top / unit, top / unit, 2 if small else 4)
    label = f"error, in {power_word(power)}" if power else "error"
    axis = Axis(-top, top, tuple(place * unit for place in places), words, label)
    knots = _marked(approx, low, high) if crowded else _knots(approx)
    inner = [k for k in knots if low < k < high]
    marks = tuple(Segment((k, k), (-top, -top * (1 - 2 * _MARK))) for k in inner)
    curve = Curve(
        "error",
        gaps,
        Stroke(1, 0),
        () if crowded else tuple(Dot(k, 0.0, True) for k in inner),
        labelled=False,
        sharp=False,
    )
    curves: tuple[Curve, ...] = (curve,)
    if crowded:
        curves = (curve, Curve("knots", marks, Stroke(0, 0), labelled=False))
    guides = []
    if known:
        said = f" bound {number_word(bound, side=1)}"
        guides = [
            Guide(0.0, side * bound, low, high, f"proved{'' if small else said}")
            for side in (1, -1)
        ]
    return axis, curves, tuple(guides)


def _title(approx: Approximation, name: str) -> str:
    what = size_words(approx)
    error = approx.error
    if error is None:
        return f"{name} by {what}"
    return f"{name} by {what}, {error.measure} error at most {number_word(error.upper, side=1)}"


# ---------------------------------------------------------------- sweeps


def sweep_scene(
    name: str,
    rows: Sequence[tuple[str, Sequence[tuple[int, float]]]],
    measured: str,
    theme: str,
    size: tuple[float, float] | None,
) -> Scene:
    """Error against size on logarithmic axes, a curve for each kind.

    Args:
        rows: the label of each kind, with its sizes and errors.
    """
    curves = []
    for at, (label, points) in enumerate(rows):
        kept = [(math.log2(n), math.log10(e)) for n, e in points if n > 0 and 0 < e < math.inf]
        if not kept:
            continue
        xs, ys = zip(*kept, strict=True)
        dots = tuple(Dot(x, y, True) for x, y in kept)
        curves.append(Curve(label, (Segment(xs, ys),), Stroke(at, at), dots))
    if not curves:
        raise ValueError("there is no error above 0 to draw")
    places = [x for curve in curves for x in curve.segments[0].x]
    heights = [y for curve in curves for y in curve.segments[0].y]
    low, high = min(places), max(places)
    room = 0.08 * (high - low) or 0.5
    sizes = range(math.ceil(low), math.floor(high) + 1)
    x = Axis(
        low - room, high + room, tuple(map(float, sizes)), tuple(f"{2**k}" for k in sizes), "size"
    )
    bottom, top = math.floor(min(heights)), math.ceil(max(heights))
    step = max(1, (top - bottom) // 6)
    powers = range(bottom, top + 1, step)
    y = Axis(bottom, top, tuple(map(float, powers)), tuple(f"1e{k}" for k in powers), "")
    title = f"{name}: {measured} against size"
    return Scene((Panel(x, y, tuple(curves)),), "plot", title, None, size or (6.2, 4.2), theme)
