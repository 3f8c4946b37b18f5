"""Functions above, and below them the histograms of what really arrived, on one axis of x."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

import numpy as np

from actviz.arrays import Float64
from actviz.figures.compose.dressing import dressed
from actviz.figures.compose.picture import compose
from actviz.figures.compose.picture_request import Range, Request
from actviz.figures.compose.titles import written
from actviz.figures.sampling.drawn_function import graph
from actviz.figures.sampling.x_range import span as chosen_span
from actviz.figures.scene.scene import Axis, Band, Panel, Remark, Scene, Stroke
from actviz.functions.elementwise import Activation
from actviz.networks.inspection import Inspection, LayerInputs
from actviz.networks.regions import Region
from actviz.networks.sketch import Sketch
from actviz.text.rows import percent

LAYERS_AT_MOST: Final = 60  # that fit into a picture of a size that can be opened
_QUANTILES: Final = (0.001, 0.999)  # the window holds all between them
_ROOM: Final = 0.03  # of the window, beyond them
_BINS: Final = (24, 160)  # of a window, at least and at most
_TALL: Final = 0.42  # of a curve's panel, that a histogram has
_MANY, _LOW = 6, 0.6  # of more layers than these, histograms are so much lower
_PLAIN, _SATURATED, _DEAD = 0.34, 0.65, 0.95  # ink: of a histogram, and of what is lost in it
_STRIP: Final = 0.13  # of the tallest bar: a function's strip below the bars
_SPIKE, _CUT = 4.0, 1.5  # times the second tallest bar: a bar taller than this is cut at that
_MASS: Final = 0.01  # of the inputs: so many that are exactly 0 stand apart
_NEEDLE: Final = 0.003  # half the width of their needle, of the window
_REST: Final = 0.05  # of the inputs, for which room is made so
_TITLE, _BARS = 0.36, 0.79  # inches that a title and a histogram add to a picture


def inputs_scene(
    functions: Sequence[Activation],
    layers: Sequence[LayerInputs],
    *,
    under: Sequence[int] | None = None,
    **options: Any,
) -> Scene:
    """The picture of functions over the inputs of some layers, as a value.

    Args:
        functions: those that the layers were inspected under, in that order.
        layers: with their sketches; each has a panel.
        under: where each layer was inspected under one of the functions only, which one.
        options: the fields of a :class:`Request`. The range of x is otherwise what the functions
            need and the layers hold, from their 0.1 to their 99.9 percentile.

    Raises:
        ValueError: there are more layers than a picture holds.
    """
    if len(layers) > LAYERS_AT_MOST:
        raise ValueError(
            f"{len(layers)} layers do not fit into a picture; it holds up to {LAYERS_AT_MOST}"
        )
    request = Request(**options)
    if request.span is None:
        own = chosen_span([graph(function) for function in functions])
        options = {**options, "span": _window(own, layers)}
    above = compose(functions, **{**options, "letters": False, "xlabel": None})
    lower = 1.0 if len(layers) <= _MANY else _LOW
    if request.size is None:
        width, height = above.size
        inches = _TITLE + _BARS * lower * (1 + _depth(len(functions) if under is None else 1))
        above = replace(above, size=(width, round(height + inches * len(layers), 2)))
    strokes = [curve.stroke for curve in above.panels[0].curves[: len(functions)]]
    curves = [replace(panel, x=replace(panel.x, label="")) for panel in above.panels]
    theirs = [strokes if under is None else [strokes[under[at]]] for at in range(len(layers))]
    below = [_panel(layer, ink, curves[0].x) for layer, ink in zip(layers, theirs, strict=True)]
    below = [replace(panel, share=lower * panel.share) for panel in below]
    below[-1] = replace(below[-1], x=replace(below[-1].x, label="x"))
    whole = replace(above, panels=(*curves, *below), layout="stack")
    return dressed(whole, replace(request, ylabel=None))


def _window(own: Range, layers: Sequence[LayerInputs]) -> Range:
    """What the functions need and the layers hold."""
    low, high = own
    for layer in layers:
        if layer.sketch is not None and layer.before.count:
            ends = [layer.sketch.quantile(share) for share in _QUANTILES]
            room = _ROOM * (max(high, ends[1]) - min(low, ends[0]))
            low = min(low, ends[0] - room) if ends[0] < own[0] else low
            high = max(high, ends[1] + room) if ends[1] > own[1] else high
    return low, high


def _panel(layer: LayerInputs, strokes: Sequence[Stroke], x: Axis) -> Panel:
    """A histogram with what is lost of it, and how much that is."""
    assert layer.sketch is not None
    inspections = layer.inspections()
    several = len(inspections) > 1
    bands: list[Band] = []
    shown, spike, zeros = layer.before.count, 0.0, 0
    if layer.before.count:
        edges = _edges(layer.sketch, layer.before.count, x)
        counts = layer.sketch.histogram(edges)
        shown = round(float(counts.sum()))
        zeros = _point_mass(layer.sketch, layer.before.count, x)
        if zeros:
            counts[_bin_of_zero(edges)] -= zeros
        # The outer bins are cut where the data end: few numbers in them are no peak.
        widths = np.full(len(counts), np.diff(edges).max())
        heights, spike = _scaled(np.maximum(counts, 0.0), widths)
        bands.append(_bars(edges, heights, edges[0], edges[-1], None, _PLAIN))
        for place, (inspection, stroke) in enumerate(zip(inspections, strokes, strict=True)):
            bottom = -_STRIP * (place + 1) if several else None
            bands += _lost(inspection, edges, heights, x, stroke, bottom)
        if zeros:
            bands.append(_needle(x, inspections[0], None if several else strokes[0]))
    depth = _depth(len(inspections))
    return Panel(
        x,
        Axis(-depth, 1.06, (0.0,), ("",)),
        bands=tuple(bands),
        title=layer.name,
        remarks=(
            *_remarks(layer, inspections, strokes, shown),
            *([Remark(f"{percent(zeros / layer.before.count)} exactly 0")] if zeros else []),
            *([Remark(f"tallest bar cut: {percent(spike / layer.before.count)}")] if spike else []),
        ),
        share=_TALL * (1 + depth),
    )


def _depth(functions: int) -> float:
    """How far a panel goes below 0, where several functions have their strips."""
    return _STRIP * functions + 0.03 if functions > 1 else 0.0


def _edges(sketch: Sketch, count: int, x: Axis) -> Float64:
    """Edges of bins of one width, one of them at 0, from where the data begin to where they end.

    The width is that of Freedman and Diaconis (1981), 2 IQR/n^(1/3), within what can be seen.
    """
    wide = x.high - x.low
    spread = sketch.quantile(0.75) - sketch.quantile(0.25)
    width = float(np.clip(2 * spread / count ** (1 / 3), wide / _BINS[1], wide / _BINS[0]))
    low, high = max(x.low, sketch.quantile(0.0)), min(x.high, sketch.quantile(1.0))
    if not high - low > 0.05 * width:  # one value alone, or nothing in the window
        low, high = max(x.low, min(low, x.high - width)), min(x.high, max(high, low + width))
        low = min(low, high - 0.5 * width)
    inner = np.arange(np.ceil(low / width), np.floor(high / width) + 1) * width
    edges: Float64 = np.unique(np.clip([low, *inner, high], low, high))
    return edges


def _point_mass(sketch: Sketch, count: int, x: Axis) -> int:
    """How many inputs are 0, where so many are that no density says it."""
    zeros = sketch.zeros
    return zeros if zeros > _MASS * count and x.low <= 0 <= x.high else 0


def _bin_of_zero(edges: Float64) -> int:
    return min(max(int(np.searchsorted(edges, 0.0, side="right")) - 1, 0), len(edges) - 2)


def _needle(x: Axis, inspection: Inspection, stroke: Stroke | None) -> Band:
    """A point mass at 0: a needle as high as the panel, in the ink of what becomes of it."""
    half = _NEEDLE * (x.high - x.low)
    where = inspection.regions
    dead = where.dead is not None and any(part.low <= 0 <= part.high for part in where.dead.parts)
    ink = stroke if dead else None
    return Band((-half, half), (0.0, 0.0), (1.0, 1.0), ink, _DEAD if dead else 0.8)


def _scaled(counts: Float64, widths: Float64) -> tuple[Float64, float]:
    """Heights of bars up to 1, and how many numbers are in a bar that is cut, if one is.

    One value that comes again and again, such as 0, would flatten all others.
    """
    density = counts / widths
    tallest = int(density.argmax())
    others = np.delete(density, tallest)
    second, rest = others.max(initial=0.0), counts.sum() - counts[tallest]
    if density[tallest] > _SPIKE * second and rest > _REST * counts.sum():
        return np.minimum(density / (_CUT * second), 1.0), float(counts[tallest])
    return density / max(density[tallest], 1e-300), 0.0


def _bars(
    edges: Float64, heights: Float64, low: float, high: float, stroke: Stroke | None, ink: float
) -> Band:
    """The part of a histogram between two abscissae, as an area in steps."""
    cuts = [low, *edges[(edges > low) & (edges < high)].tolist(), high]
    across: list[float] = []
    up: list[float] = []
    for left, right in pairwise(cuts):
        bar = min(max(int(np.searchsorted(edges, left, side="right")) - 1, 0), len(heights) - 1)
        across += [left, right]
        up += [float(heights[bar])] * 2
    return Band(tuple(across), (0.0,) * len(across), tuple(up), stroke, ink)


def _lost(
    inspection: Inspection,
    edges: Float64,
    heights: Float64,
    x: Axis,
    stroke: Stroke,
    bottom: float | None,
) -> list[Band]:
    """What is saturated or dead, in the bars themselves or, from ``bottom`` on, in a strip."""
    bands = []
    if bottom is not None:
        bands.append(_strip(x.low, x.high, bottom, stroke, 0.1))
    where = inspection.regions
    for region, ink in ((where.saturated, _SATURATED), (where.dead, _DEAD)):
        for low, high in _inside(region, x):
            if bottom is None and min(high, edges[-1]) > max(low, edges[0]):
                low, high = max(low, float(edges[0])), min(high, float(edges[-1]))
                bands.append(_bars(edges, heights, low, high, stroke, ink))
            elif bottom is not None:
                bands.append(_strip(low, high, bottom, stroke, ink))
    return bands


def _strip(low: float, high: float, bottom: float, stroke: Stroke, ink: float) -> Band:
    top = bottom + 0.7 * _STRIP
    return Band((low, high), (bottom, bottom), (top, top), stroke, ink)


def _inside(region: Region | None, x: Axis) -> list[Range]:
    """The intervals of a region, as far as they are in the picture."""
    parts = region.parts if region else ()
    ends = [(max(part.low, x.low), min(part.high, x.high)) for part in parts]
    return [(low, high) for low, high in ends if low < high]


def _remarks(
    layer: LayerInputs, inspections: Sequence[Inspection], strokes: Sequence[Stroke], shown: int
) -> list[Remark]:
    finite = layer.before.count
    says = [Remark(f"{layer.count:,} input{'s' * (layer.count != 1)}")]
    for inspection, stroke in zip(inspections, strokes, strict=True):
        shares = _shares(inspection)
        if shares:
            name = f"{written(inspection.activation)}: " if len(inspections) > 1 else ""
            says.append(Remark(name + ", ".join(shares), stroke))
    missing = layer.nan + layer.infinite
    if missing:
        says.append(Remark(f"{missing:,} not finite"))
    if finite > shown:
        says.append(Remark(f"{percent(1 - shown / finite)} beyond the picture"))
    return says


def _shares(inspection: Inspection) -> list[str]:
    """Shares in words; one that is told already is not told again."""
    says: dict[float | None, str] = {}
    for word in ("dead", "saturated", "clipped"):
        share: float | None = getattr(inspection, word)
        if share:
            says.setdefault(share, f"{percent(share)} {word}")
    if not says and inspection.saturated == 0:
        return ["0 % saturated"]
    return list(says.values())
