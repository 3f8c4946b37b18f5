"""The largest error in each binade of x as a picture, from the smallest numbers to the largest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from actviz.figures.compose.errors import CORRECT
from actviz.figures.layout.ticks import power_word, ulp_decades
from actviz.figures.scene.scene import Axis, Curve, Guide, Panel, Scene, Segment, Stroke
from actviz.measure.tally import Tally

LEAST: Final = 0.1  # ulp; what is smaller is drawn here, well below the half of a correct rounding
_SIZE: Final = (7.0, 4.2)


def binades_scene(tallies: Sequence[Tally], title: str, theme: str = "light") -> Scene:
    """A curve for each side of 0 and each order of derivative, against the exponent of ``|x|``.

    Args:
        tallies: of the orders 0, 1, ..., in one format.

    Raises:
        ValueError: no number was tried.
    """
    curves = [
        curve
        for order, tally in enumerate(tallies)
        for side, sign in enumerate(("+", "-"))
        for curve in _curve(tally, order, sign, 2 * order + side)
    ]
    x = [place for curve in curves for segment in curve.segments for place in segment.x]
    y = [size for curve in curves for segment in curve.segments for size in segment.y]
    if not x:
        raise ValueError("there is no number among the inputs tried")
    low, high = min(x), max(x)
    top = max(1.0, math.ceil(max(y) + 0.25))
    across = Axis(low, max(high, low + 1), *_powers_of_two(low, max(high, low + 1)), "|x|")
    up = Axis(math.log10(LEAST), top, *ulp_decades(top))
    correct = Guide(0.0, math.log10(0.5), across.low, across.high, CORRECT)
    panel = Panel(across, up, tuple(curves), (correct,), ())
    return Scene((panel,), "plot", title, None, _SIZE, theme)


def _curve(tally: Tally, order: int, sign: str, at: int) -> list[Curve]:
    sizes = sorted(
        (int(name[1:]), binade.largest) for name, binade in tally.binades.items() if name[0] == sign
    )
    if not sizes:
        return []
    x, y = zip(*((float(e), math.log10(max(largest, LEAST))) for e, largest in sizes), strict=True)
    label = "f" + "'" * order + (", x > 0" if sign == "+" else ", x < 0")
    return [Curve(label, (Segment(x, y),), Stroke(at, at))]


def _powers_of_two(low: float, high: float) -> tuple[tuple[float, ...], tuple[str, ...]]:
    step = max(1, math.ceil((high - low) / 8))
    first = math.ceil(low / step) * step
    places = [float(first + k * step) for k in range(int((high - first) // step) + 1)]
    return tuple(places), tuple(power_word(round(place), 2) for place in places)
