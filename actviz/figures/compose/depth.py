"""Signal and gradient through depth: theory and simulation by layer, and the phase diagram."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeAlias

import numpy as np

from actviz.arrays import Float64
from actviz.figures.compose.titles import written
from actviz.figures.layout.ticks import counted, log_words, number_word, power_word, ticks, wholes
from actviz.figures.scene.scene import Axis, Band, Curve, Dot, Field, Panel, Scene, Segment, Stroke
from actviz.networks.depth import LayerStatistics, Study
from actviz.networks.mean_field import MeanField
from actviz.networks.phase_diagram import phases

DRAWN_AT_MOST: Final = 8
_TITLES: Final = {"he": "He", "lecun": "LeCun", "xavier": "Xavier"}
BANDS_UP_TO: Final = 4  # more hide each other
_SHARE: Final = 0.2  # of a band's ink
_RINGS: Final = 10  # of theory, on each curve
_WORTH_IT: Final = 0.01  # a share of saturated units worth a panel
_PHASE_POINTS: Final = 241  # each way
_PHASE_LEVELS: Final = (0.1, 0.25, 0.5, 0.8, 1.0, 1.25, 2.0, 4.0)
_WEIGHTS: Final = 3.0  # the largest standard deviation of a phase diagram, at least
_BEYOND: Final = 1.3  # times the edge of chaos, if that is farther out
_BIASES: Final = (0.0, 1.0)
_Shown: TypeAlias = Sequence[tuple[Study, LayerStatistics]]


def depth_scene(studies: Sequence[Study], title: str | None = None, theme: str = "light") -> Scene:
    """The signal, the gradient and the share of saturated units by layer.

    A curve is the middle one of the networks, its band goes from the lowest to the highest; rings
    are what mean-field theory says.

    Raises:
        ValueError: too many functions, or nothing that was measured.
    """
    shown = [(study, study.measured) for study in studies if study.measured is not None]
    if len(shown) > DRAWN_AT_MOST:
        raise ValueError(f"{len(shown)} functions in one picture; {DRAWN_AT_MOST} at most")
    if not shown:
        raise ValueError("nothing was simulated: there is nothing to draw")
    seeds, layers = len(shown[0][1].moment), len(shown[0][1].moment[0]) - 1
    panels = [_signal(shown, layers), _gradient(shown, layers)]
    if saturated := _shares(shown, layers):
        panels.append(saturated)
    names = {study.start for study, _ in shown}
    heading = f"{layers} layers"
    if len(names) == 1:
        name = names.pop()
        heading += f", {_TITLES.get(name, name)} initialisation"
    said = "rings: mean-field theory"
    if seeds > 1 and len(shown) <= BANDS_UP_TO:
        said += f"; bands: all {seeds} networks"
    panels[-1] = replace(panels[-1], x=wholes(layers, f"layer   ({said})"))
    size = 6.6, 1.2 + 2.3 * len(panels)
    return Scene(tuple(panels), "stack", heading if title is None else title, None, size, theme)


def _logs(values: Float64) -> Float64:
    with np.errstate(all="ignore"):
        return _clean(np.log10(values))


def _signal(shown: _Shown, layers: int) -> Panel:
    rows = [_logs(measured.moment) for _, measured in shown]
    theory = [
        _logs(np.array([math.nan, *(layer.moment for layer in study.theory)])) for study, _ in shown
    ]
    return _panel("mean square of the signal", shown, rows, theory, layers, logarithmic=True)


def _gradient(shown: _Shown, layers: int) -> Panel:
    rows = [_clean(measured.log_gradient) / math.log(10) for _, measured in shown]
    theory = []
    for study, _ in shown:
        with np.errstate(all="ignore"):
            steps = np.log10([layer.chi for layer in study.theory])
        whole = len(study.theory) == layers
        down = np.cumsum(steps[::-1])[::-1] if whole else np.array([])
        theory.append(_clean(down))
    title = "mean square of the gradient, relative to the last layer's"
    return _panel(title, shown, rows, theory, layers, logarithmic=True)


def _clean(values: Float64) -> Float64:
    return np.where(np.isfinite(values), values, np.nan)


def _shares(shown: _Shown, layers: int) -> Panel | None:
    rows = [measured.saturated for _, measured in shown]
    theory = [
        np.array([math.nan, *(layer.saturated for layer in study.theory)]) for study, _ in shown
    ]
    if not any(np.nanmax(row, initial=0.0) >= _WORTH_IT for row in rows):
        return None
    return _panel("share of saturated units", shown, rows, theory, layers, logarithmic=False)


def _panel(
    title: str,
    shown: _Shown,
    rows: Sequence[Float64],
    theory: Sequence[Float64],
    layers: int,
    *,
    logarithmic: bool,
) -> Panel:
    same = len({study.start for study, _ in shown}) == 1
    curves, bands = [], []
    for number, ((study, _), row, meant) in enumerate(zip(shown, rows, theory, strict=True)):
        stroke = Stroke(number, number if len(shown) > 1 else 0)
        known = np.isfinite(row).all(axis=0)
        x = np.flatnonzero(known)
        middle = row[:, known].mean(axis=0)
        step = max(1, layers // _RINGS)
        there = np.flatnonzero(np.isfinite(meant))
        there = there[there % step == 0]
        dots = tuple(Dot(float(at), float(meant[at]), False) for at in there)
        segments = (Segment.through(x.astype(float), middle),) if x.size > 1 else ()
        name = written(study.function) if same else study.label
        curves.append(Curve(name, segments, stroke, dots, labelled=bool(segments)))
        if len(row) > 1 and len(shown) <= BANDS_UP_TO and known.any():
            low, high = row[:, known].min(axis=0), row[:, known].max(axis=0)
            place = tuple(map(float, np.flatnonzero(known)))
            bands.append(
                Band(place, tuple(low.tolist()), tuple(high.tolist()), stroke, _SHARE, clear=True)
            )
    ys = [y for curve in curves for segment in curve.segments for y in segment.y]
    ys += [dot.y for curve in curves for dot in curve.dots]
    ys += [y for band in bands for y in (*band.low, *band.high)]
    low, high = min(ys, default=0.0), max(ys, default=1.0)
    if not logarithmic:
        low, high = 0.0, max(high, 1e-3)
    room = 0.06 * (high - low) or 0.5
    span = low - room, high + room
    axis = Axis(*span, *_decades(*span)) if logarithmic else counted(span, 4)
    return Panel(wholes(layers), axis, tuple(curves), title=title, bands=tuple(bands))


def _decades(low: float, high: float) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Ticks where the values are logarithms to base 10."""
    if high - low < 2:
        numbers = [n for n in ticks(10**low, 10**high, 4)[0] if n > 0]
        return tuple(_beside(math.log10(n)) for n in numbers), log_words(numbers)
    step = max(1, math.ceil((high - low) / 5))
    powers = [p for p in range(math.ceil(low), math.floor(high) + 1) if p % step == 0]
    short = all(abs(power) <= 3 for power in powers)  # one notation for all of them
    words = [number_word(10.0**power) if short else power_word(power) for power in powers]
    return tuple(_beside(float(p)) for p in powers), tuple(words)


def _beside(place: float) -> float:
    # That a logarithm is 0 marks nothing: the line there is as faint as the others.
    return place or 1e-9


def phase_scene(field: MeanField, title: str | None = None, theme: str = "light") -> Scene:
    """chi by the standard deviations of weights and biases: order, the edge of chaos, chaos.

    Where chi is below 1 gradients vanish with depth, above it they explode. Grey is what has no
    fixed point.
    """
    edges = [field.critical(bias).deviation or 0.0 for bias in _BIASES]
    span = 0.0, max(_WEIGHTS, math.ceil(_BEYOND * max(edges)))
    across, up = (np.linspace(*ends, _PHASE_POINTS) for ends in (span, _BIASES))
    with np.errstate(divide="ignore"):
        values = np.log(phases(field, across, up))
    far = 1.5 * max(abs(math.log(level)) for level in _PHASE_LEVELS)
    values = np.where(np.isnan(values), np.nan, np.clip(values, -far, far))
    area = Field(
        tuple(across.tolist()),
        tuple(up.tolist()),
        tuple(map(tuple, values.tolist())),
        tuple(math.log(level) for level in _PHASE_LEVELS),
        tuple(number_word(level) for level in _PHASE_LEVELS),
    )
    axes = (
        counted(span, 5, "standard deviation of weights, times √width"),
        counted(_BIASES, 5, "standard deviation of biases"),
    )
    heading = f"{written(field.function)}: gradient factor per layer, χ" if title is None else title
    grey = np.isnan(values).any()
    said = "grey: variance without bound" if grey else "above 1 it explodes"
    said = f"below 1 it vanishes; {said}"
    panel = Panel(*axes, field=area, title=said)
    return Scene((panel,), "plot", heading, None, (5.6, 5.0), theme)
