"""Differences where functions have values in a part of the range, against scans by NumPy."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

import actviz
from actviz.facts.interval import Interval
from actviz.figures.compose.differences import comparison_scene
from actviz.measure.distance import largest, mean_square
from actviz.measure.largest import NotFound
from actviz.measure.weighing import Weighing
from tests.measure.test_staircases import evaluated
from tests.process import actviz as run

FIVE = Interval(-5.0, 5.0, True, True)
# Some steps, and cases whose arguments have no value for some x, or not for one.
PARTIAL = [
    ("x", "clip(sqrt(x), 0.5, 5)*0.1 + floor(x)*0"),
    ("x", "ceil(x)*0 + max(log(x), 1)"),
    ("x", "clip(sqrt(x), -2, 3) + trunc(x*4)/4"),
    ("sin(x)", "sign(log(x))*x + floor(x*2)/2"),
    ("tanh(x)", "min(log(x**2 - 1), 2)*clip(round(x), -2, 2)"),
    ("tanh(x)", "clip(sin(x)/x, -2, 1)*clip(floor(x), -2, 2)"),
    ("sign(x)", "ceil(abs(sqrt(x + 2))*2)/2"),
    ("x", "floor(x)*0 + abs(sqrt(4 - x**2))"),
    ("tanh(x)", "where(sqrt(x) > 0.5, x, 2) + ceil(x*2)/2"),
    ("tanh(x)", "where(log(x + 1) != 0.5, x, 2) + ceil(x*2)/2"),
    ("sign(x)", "floor(x)*0 + log(x - 0.5)*sqrt(4 - x)"),
]


@pytest.mark.parametrize(("one", "other"), PARTIAL)
def test_steps_count_where_there_are_values(one: str, other: str) -> None:
    x = np.linspace(-5, 5, (1 << 18) + 1)
    x = np.unique(np.r_[x, x + 1e-9, x - 1e-9])
    x = x[(np.abs(x) <= 5)]
    with np.errstate(all="ignore"):
        apart = np.abs(evaluated(other, x) - evaluated(one, x))
    seen = float(np.max(apart[np.isfinite(apart)]))
    worst = largest(actviz.get(other), actviz.get(one), over=FIVE)
    assert worst is not None
    if math.isinf(worst.value):  # it grows towards the end of a domain
        assert worst.x == -0.5 or seen > 8
        return
    assert seen * (1 - 1e-12) <= abs(worst.value) <= seen + 1e-3
    assert np.isfinite(apart[np.abs(x - worst.x) < 1e-4]).any()


@pytest.mark.long
@pytest.mark.parametrize("other", ["clip(sqrt(x), -2, 3) + trunc(x*4)/4", "max(log(x), -2)"])
def test_a_picture_ends_where_the_domain_does(other: str) -> None:
    scene = comparison_scene(
        actviz.get("x"), [actviz.get(other)], [None], slopes=True, span=(-5.0, 5.0)
    )
    for panel in scene.panels[1:]:
        xs = [x for curve in panel.curves for line in curve.segments for x in line.x]
        assert -1e-9 <= min(xs) < 0.3


def test_slopes_have_no_mean_where_there_are_no_values() -> None:
    (row,) = json.loads(run("compare", "x", "max(log(x), -2)", "--range=-5:5", "-f", "json").stdout)
    assert row["rms"] is row["slope_rms"] is None
    data = Weighing(data=np.array([-1.0, 2.0]))
    for order in (0, 1):
        with pytest.raises(NotFound, match="no value"):
            mean_square(actviz.get("max(log(x), -2)"), actviz.get("x"), order, data)
    # A hole is no part of the range: x/x + x less x is 1.
    holed = mean_square(actviz.get("x/x + x"), actviz.get("x"), 0, Weighing(FIVE))
    assert holed == pytest.approx(1.0)


def test_an_empty_relative_difference_has_its_note() -> None:
    # Kinks without end: neither difference is decided, and each says so.
    for other in ("min(pi, x*cos(x))", "log(x - 1) + log(-x)"):
        (row,) = json.loads(run("compare", "c=-2", other, "-f", "json").stdout)
        assert row["largest_relative"] is None
        assert "largest_relative: it is not found" in row["note"]
