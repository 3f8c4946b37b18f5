"""How networks learned: curves over the epochs, and what they made of the plane or the line."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.figures.compose.titles import is_one_function, short, sweep_labels
from actviz.figures.layout.ticks import counted, log_words, ticks, wholes
from actviz.figures.scene.contours import NEGATIVE, POSITIVE
from actviz.figures.scene.scene import (
    Axis,
    Band,
    Cloud,
    Curve,
    Field,
    Panel,
    Scene,
    Segment,
    Stroke,
)
from actviz.functions.elementwise import Activation
from actviz.networks.data import Data
from actviz.networks.training import Epoch, Run, Setup

BANDS_UP_TO: Final = 4  # functions; more bands, or those of a sweep, hide each other
POINTS: Final = 141  # each way, of a decision boundary
_LEVELS: Final = (-0.9, -0.5, 0.0, 0.5, 0.9)  # differences between the two classes' shares
_SAID: Final = "lines: the classes' shares differ by 0, 0.5, 0.9"
_SHARE: Final = 0.2  # of a band's ink
_HIGH: Final = 2.3  # inches of a panel of curves
_ROW: Final = 0.19  # of a name in the margin
_CELL: Final = (2.2, 2.2)  # inches of a boundary
_LARGE: Final = (5.2, 5.2)  # of one alone
_FLAT: Final = (2.6, 1.9)  # of a learned curve
_MARGIN: Final = 0.08  # of a range, around what is drawn
_FEW: Final = 0.8  # decades
_DEAD_FROM: Final = 0.02  # a share of dead units worth a panel
_FLOOR: Final = 1e-12  # a loss below it is drawn here: the axis is logarithmic

Range = tuple[float, float]


def curves(
    functions: Sequence[Activation],
    runs: Sequence[Run],
    data: Data,
    *,
    theme: str = "light",
) -> Scene:
    """The score, the training loss, dead units and learned parameters by epoch, one curve each.

    A curve is the mean over the seeds, its band goes from the lowest to the highest of them. A
    run that diverged is not drawn.

    Raises:
        ValueError: every run diverged.
    """
    whole = [
        [run for run in runs if run.function == place and run.diverged is None]
        for place in range(len(functions))
    ]
    drawn = [place for place, finished in enumerate(whole) if finished]
    if not drawn:
        raise ValueError("every run diverged: there is nothing to draw")
    names = [short(name) for name in sweep_labels(functions)]
    strokes = _strokes(functions)
    distinct = len({strokes[place].hue for place in drawn}) == len(drawn) <= BANDS_UP_TO
    banded = distinct and any(len(whole[place]) > 1 for place in drawn)

    def series(value: Callable[[Epoch], float]) -> list[tuple[str, Stroke, Float64]]:
        return [
            (
                names[place],
                strokes[place],
                np.array([[value(epoch) for epoch in run.epochs] for run in whole[place]]),
            )
            for place in drawn
        ]

    losses = series(lambda epoch: math.log10(max(epoch.train_loss, _FLOOR)))
    epochs = losses[0][2].shape[1] - 1
    word = "accuracy" if data.classes else "R²"
    panels = [
        _panel(f"{word} on test examples", series(lambda e: e.score), epochs, banded, settled=True),
        _logarithmic("training loss", losses, epochs, banded),
    ]
    dead = series(lambda epoch: epoch.dead)
    if max(shares.mean(axis=0).max() for _, _, shares in dead) >= _DEAD_FROM:
        panels.append(_panel("share of dead hidden units", dead, epochs, banded))
    if moving := [
        (f"{names[place]}: {name}, layer {layer + 1}", place, name, layer)
        for place in drawn
        for layer, values in enumerate(whole[place][0].last.values)
        for name in values
    ]:
        lines = [
            (
                label,
                Stroke(strokes[place].hue, layer, strokes[place].shade),
                np.array([[e.values[layer][name] for e in run.epochs] for run in whole[place]]),
            )
            for label, place, name, layer in moving
        ]
        # Bands of one hue would run into each other.
        apart = len({stroke.hue for _, stroke, _ in lines}) == len(lines)
        panels.append(_panel("learned parameters", lines, epochs, banded and apart))
    said = "epoch"
    if banded:
        said += f"   (bands: lowest to highest of {max(map(len, whole))} seeds)"
    panels[-1] = replace(panels[-1], x=wholes(epochs, said))
    who = f"{functions[0].name} learning" if is_one_function(functions) else "Learning"
    heading = f"{who} {data.name}"
    high = max(_HIGH, _ROW * max(len(panel.curves) for panel in panels) + 0.5)
    return Scene(tuple(panels), "stack", heading, None, (6.6, 1.2 + high * len(panels)), theme)


def check_boundary(data: Data) -> bool:
    """Whether the data are fitted by a curve; else two classes of the plane.

    Raises:
        ValueError: neither.
    """
    flat = data.features == 1 and not data.classes and data.outputs == 1
    if not flat and (data.features, data.classes) != (2, 2):
        raise ValueError(
            "--boundary draws two classes of points in the plane (spirals, moons, xor) or a "
            f"curve (wave); {data.name} has {data.features} features and "
            f"{data.classes or 'no'} classes"
        )
    return flat


def boundaries(
    functions: Sequence[Activation],
    runs: Sequence[Run],
    data: Data,
    setup: Setup,
    *,
    theme: str = "light",
) -> Scene:
    """What each network makes of every point: two classes of the plane, or a curve.

    The first run of each function is drawn, with the test examples and its score.

    Raises:
        ValueError: the data have neither two features and two classes, nor one feature and one
            target; or every first run diverged.
    """
    flat = check_boundary(data)
    panels = []
    for name, place in zip(sweep_labels(functions), range(len(functions)), strict=True):
        run = next(run for run in runs if run.function == place)
        if run.diverged is not None:
            continue
        network = run.network(functions[place], setup)

        heading = f"{short(name)}: {run.last.score:.2f}"
        panels.append((_line if flat else _plane)(heading, network.scores, data))
    if not panels:
        raise ValueError("every run diverged: there is nothing to draw")
    word = "R²" if flat else "accuracy"
    whose = f" of {functions[0].name}" if is_one_function(functions) else ""
    what = f"Fit{whose} to" if flat else f"Decision regions{whose} on"
    heading = f"{what} {data.name}, with {word}"
    count = len(panels)
    if count == 1 and not flat:
        return Scene(tuple(panels), "plot", heading, None, _LARGE, theme)
    columns = count if count <= 4 else math.ceil(math.sqrt(count * 1.3))
    rows = -(-count // columns)
    columns = -(-count // rows)
    cell = _FLAT if flat else _CELL
    size = max(columns * cell[0] + 0.7, 4.0), rows * (cell[1] + 0.2) + 0.8
    return Scene(tuple(panels), "grid", heading, None, size, theme, columns)


def _strokes(functions: Sequence[Activation]) -> list[Stroke]:
    """Hues and dashes that tell functions apart; shades of one hue for a sweep."""
    many = len(functions)
    if many > 1 and is_one_function(functions):
        return [Stroke(0, 0, place / (many - 1)) for place in range(many)]
    return [Stroke(place, place + place // 8 if many > 1 else 0) for place in range(many)]


def _panel(
    title: str,
    lines: Sequence[tuple[str, Stroke, Float64]],
    epochs: int,
    banded: bool,
    *,
    settled: bool = False,
) -> Panel:
    """A panel of means and bands; ``settled``: the first fifth of the epochs may lie outside."""
    start = max(epochs // 5, 1) if settled and epochs else 0
    seen = [rows if banded else rows.mean(axis=0, keepdims=True) for _, _, rows in lines]
    values = [rows[:, start:] for rows in seen]
    low, high = min(map(np.min, values)), max(map(np.max, values))
    room = _MARGIN * (high - low) or 0.5
    x = tuple(map(float, range(epochs + 1)))
    drawn = tuple(
        Curve(name, (Segment(x, tuple(rows.mean(axis=0).tolist())),), stroke)
        for name, stroke, rows in lines
    )
    bands = tuple(
        Band(x, tuple(rows.min(axis=0)), tuple(rows.max(axis=0)), stroke, _SHARE, clear=True)
        for _, stroke, rows in lines
        if banded and len(rows) > 1
    )
    span = float(low - room), float(high + room)
    return Panel(wholes(epochs), counted(span, 4), drawn, title=title, bands=bands)


def _logarithmic(
    title: str, lines: Sequence[tuple[str, Stroke, Float64]], epochs: int, banded: bool
) -> Panel:
    """The same where the values are logarithms to base 10: ticks say the numbers themselves."""
    panel = _panel(title, lines, epochs, banded)
    low, high = panel.y.low, panel.y.high
    steps = (1.0,) if high - low > 2.5 else (1.0, 3.0) if high - low > 1.2 else (1.0, 2.0, 5.0)
    if high - low < _FEW:  # too few round numbers of a logarithmic series
        numbers = list(ticks(10**low, 10**high, 4)[0])
    else:
        numbers = [
            one * 10.0**power
            for power in range(math.floor(low), math.ceil(high) + 1)
            for one in steps
            if low <= math.log10(one * 10.0**power) <= high
        ]
    # Just beside 0: that a logarithm is 0 marks nothing, so its line is as faint as the others.
    places = tuple(math.log10(number) or 1e-9 for number in numbers)
    return replace(panel, y=Axis(low, high, places, log_words(numbers)))


def _around(values: Float64) -> Range:
    low, high = float(values.min()), float(values.max())
    room = _MARGIN * (high - low) or 0.5
    return low - room, high + room


def _plane(title: str, scores: Callable[[Float64], Float64], data: Data) -> Panel:
    """The difference between the two classes' shares, with the test examples."""
    spans = [_around(np.r_[data.x[:, axis], data.x_test[:, axis]]) for axis in (0, 1)]
    across, up = (np.linspace(*span, POINTS) for span in spans)
    points = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    both = scores(data.standard(points))
    # softmax of two: the difference of the shares is tanh of half the difference of the scores.
    values = np.tanh((both[:, 1] - both[:, 0]) / 2).reshape(POINTS, POINTS)
    field = Field(
        tuple(across.tolist()),
        tuple(up.tolist()),
        tuple(map(tuple, values.tolist())),
        _LEVELS,
        ("",) * len(_LEVELS),
    )
    clouds = tuple(
        Cloud(tuple(of_class[:, 0].tolist()), tuple(of_class[:, 1].tolist()), stroke)
        for label, stroke in enumerate((NEGATIVE, POSITIVE))  # as the field around them
        for of_class in [data.x_test[data.y_test == label]]
    )
    axes = [counted(span, 4) for span in spans]
    said = replace(axes[0], label=_SAID)
    return Panel(said, axes[1], title=title, field=field, clouds=clouds)


def _line(title: str, scores: Callable[[Float64], Float64], data: Data) -> Panel:
    """The curve that was learned, with the test examples."""
    span = _around(data.x)
    x = np.linspace(*span, 401)
    y = data.meant(scores(data.standard(x[:, None])))[:, 0]
    height = _around(data.y)
    cloud = Cloud(tuple(data.x_test[:, 0].tolist()), tuple(data.y_test[:, 0].tolist()), Stroke(4))
    curve = Curve("", (Segment.through(x, y),), Stroke(0), labelled=False)
    return Panel(
        counted(span, 4, "points: test examples"),
        counted(height, 4),
        (curve,),
        title=title,
        clouds=(cloud,),
    )
