"""Functions by runtimes as a heat map: the largest error of a result that is a normal number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from actviz.figures.compose.heatmap import heatmap
from actviz.figures.scene.drawing import Drawing
from actviz.functions.elementwise import Activation
from actviz.measure.callables import Audit
from actviz.measure.headline import headline
from actviz.readings.formats import known


def harm_drawing(cells: Sequence[tuple[Activation, str, str, Audit]]) -> Drawing:
    """A square for each function in each runtime and format.

    Args:
        cells: a function, what was called, the format, and what was found of its values. What
            stands before the colon of a callable names its column.
    """
    names = list(dict.fromkeys(function.display for function, *_ in cells))
    dtypes = {dtype for *_, dtype, _ in cells}
    homes = {label.partition(":")[0] for _, label, *_ in cells}

    def column(label: str, dtype: str) -> str:
        home = label.partition(":")[0]
        if len(dtypes) == 1:
            return home
        return dtype if len(homes) == 1 else f"{home} {dtype}"

    formats = {column(label, dtype): dtype for _, label, dtype, _ in cells}
    columns = list(formats)
    harms = {
        (function.display, column(label, dtype)): _harm(audit, function)
        for function, label, dtype, audit in cells
    }
    values = [[harms.get((name, each)) for each in columns] for name in names]
    what = "Largest error of a normal result, in ulp"
    if len(dtypes) == 1:
        what += f" of {next(iter(dtypes))}"
    worst = [every_digit(formats[each]) for each in columns]
    return heatmap(names, values, what, columns=columns, worst=worst)


def every_digit(dtype: str) -> float:
    """The largest error in ulp of a 0 for a number: beyond it no digit is right."""
    form = known(dtype)
    return float(Fraction(form.high) / form.unit(Fraction(form.high)))


def _harm(audit: Audit, function: Activation) -> float:
    """The largest error among normal results; infinite where no number came for a number."""
    lost = np.isfinite(audit.x) & np.isfinite(audit.true.expected) & ~np.isfinite(audit.got)
    if (lost & audit.true.decided).any():
        return math.inf
    return headline(audit, function).largest_ulp_normal or 0.0
