"""Which ranges a picture shows: of y all that is calm, and of what explodes what matters."""

from __future__ import annotations

import math

import numpy as np
import pytest

from actviz.arrays import Float64
from actviz.figures.compose.binades import LEAST, binades_scene
from actviz.figures.compose.picture import compose
from actviz.figures.layout.ticks import round_up
from actviz.figures.sampling.drawn_function import Piece, graph
from actviz.figures.sampling.x_range import DEFAULT, span
from actviz.figures.sampling.y_range import window
from actviz.figures.scene.scene import Dot
from actviz.lookup.registry import elementwise
from actviz.measure.tally import Binade, Tally

X = np.linspace(-4, 4, 2001)
SPAN = (-4.0, 4.0)
PARABOLA, EXPLODING = X**2, np.exp(3 * (X - 1))


def shown(*curves: Float64, dots: tuple[Dot, ...] = (), mixed: bool = False) -> tuple[float, float]:
    return window([([Piece(X, y)], dots) for y in curves], SPAN, mixed=mixed)


def holds(got: tuple[float, float], *values: float) -> bool:
    return all(got[0] < value < got[1] for value in values)


def test_calm_curves_are_shown_whole_with_a_little_room() -> None:
    for curves in (
        [np.tanh(X)],
        [X],
        [PARABOLA],
        [PARABOLA + 50],
        [1e306 * X],
        [np.sin(5 * X), 0.1 * X],
    ):
        low, high = min(map(np.min, curves)), max(map(np.max, curves))
        room = 0.06 * (high - low)
        assert shown(*curves) == pytest.approx((low - room, high + room))


@pytest.mark.parametrize("scale", ["log", "symlog"])
def test_on_a_logarithmic_axis_a_steep_curve_is_whole_though_a_calm_one_stands_beside_it(
    scale: str,
) -> None:
    functions = elementwise(["tanh", "exp(x*abs(x))", "1/x**2"], "plot")
    panel = compose(functions, span=(-6.0, 6.0), yscale=scale).panels[0]
    highest = 36 * math.log10(math.e) + (scale == "symlog")
    assert highest < panel.y.high < highest + 3  # and 1/x**2, which has a pole, is cut


def test_constants_stand_in_air_above_0_or_below() -> None:
    assert shown(np.zeros_like(X)) == (-1.0, 1.0)
    assert shown(np.full_like(X, 5.0)) == pytest.approx((-0.5, 7.0))
    assert shown(np.full_like(X, -5.0)) == pytest.approx((-7.0, 0.5))
    assert shown(np.full_like(X, 5.0), np.full_like(X, -5.0)) == pytest.approx((-5.6, 5.6))


def test_of_what_explodes_the_middle_is_seen_and_not_the_end() -> None:
    low, high = shown(EXPLODING)
    middle = float(np.quantile(EXPLODING[abs(X) <= 2], 0.83))  # near a pole that explodes too
    assert low < 0 < 2 * middle < high < 3 * middle < EXPLODING.max()


def test_turns_levels_edges_and_dots_are_seen_wherever_they_are() -> None:
    # Beside an end, far from what the middle goes through; the curve explodes at the other end.
    dip = -300 * np.exp(-40 * (X + 3) ** 2)
    assert holds(shown(EXPLODING + dip), -300)
    assert shown(EXPLODING)[0] > -100
    at_rest = np.where(X < -2.5, 300 * np.tanh(9 * (-2.5 - X)), 0)
    assert holds(shown(EXPLODING + at_rest), 300)
    edge = np.where(X < -3, np.nan, 300 * np.exp(-3 * (X + 3)))
    assert holds(shown(EXPLODING, dots=(Dot(-3.5, 400.0, True),)), 400)
    assert holds(shown(EXPLODING + edge), 300)


def test_a_curve_that_explodes_does_not_flatten_the_others() -> None:
    low, high = shown(np.tanh(X), EXPLODING)
    assert holds((low, high), -1, 1)
    assert high < 2.5
    alone = shown(np.tanh(X))
    assert shown(np.full_like(X, 0.5), EXPLODING)[1] > 5  # beside constants it is what is seen
    assert shown(np.tanh(X), 1.2 * np.tanh(X)) == pytest.approx(tuple(1.2 * y for y in alone))


def test_beside_lines_a_parabola_explodes_if_it_is_another_function() -> None:
    assert shown(0.1 * X, PARABOLA)[1] == pytest.approx(16, rel=0.1)
    assert shown(0.1 * X, PARABOLA, mixed=True)[1] < 12


def test_a_run_to_a_pole_is_cut_and_one_to_a_logarithm_s_is_not() -> None:
    with np.errstate(divide="ignore", invalid="ignore"):
        pole, slow = 1 / X, np.where(X > 0, np.log(X), np.nan)
        gap = np.where(X == 0, np.nan, np.log(np.abs(X)))
    assert holds(shown(pole), -0.5, 0.5)
    assert shown(pole)[1] < 20 < np.nanmax(pole[np.isfinite(pole)])
    assert shown(slow)[0] < np.log(0.1)
    # A double pole in the middle: where samples crowd beside it no more is seen of its run.
    beside = np.geomspace(1e-6, 4, 3000)
    for x in (X + 1e-9, np.r_[-beside[::-1], beside]):
        sides = [Piece(x[side], 1 / x[side] ** 2) for side in (x < 0, x > 0)]
        assert 5 < window([(sides, ())], SPAN)[1] < 50
    assert shown(gap)[0] < np.log(0.1)


@pytest.mark.parametrize("shift", [-300.0, -20.0, 0.0, 3.0, 1000.0])
def test_x_begins_at_the_edge_of_a_domain_and_goes_on_for_a_round_width(shift: float) -> None:
    for formula, mirrored in (("sqrt(x - {})", "sqrt(-{} - x)"), ("log(x - {})", "log(-{} - x)")):
        (right, left) = (
            span([graph(elementwise([text.format(f"({shift})")], "plot")[0])])
            for text in (formula, mirrored)
        )
        width = right[1] - shift
        assert width >= DEFAULT
        assert round_up(width) == pytest.approx(width)
        assert right[0] == pytest.approx(shift - 0.04 * width)  # room to see it
        assert left == pytest.approx((-right[1], -right[0]))


def test_x_holds_a_bounded_domain_and_is_symmetric_without_one() -> None:
    for low, high in ((-2.0, 6.0), (10.0, 11.0)):
        (one,) = elementwise([f"sqrt((x - {low})*({high} - x))"], "plot")
        assert span([graph(one)]) == pytest.approx(
            (low - 0.04 * (high - low), high + 0.04 * (high - low))
        )
    for text in ("tanh(x)", "x", "tanh(x/20)", "relu(x - 30)", "sin(9*x)"):
        low, high = span([graph(elementwise([text], "plot")[0])])
        assert low == -high
        assert round_up(high) == pytest.approx(high)
    assert span([graph(elementwise(["relu(x - 30)"], "plot")[0])])[1] > 30


def test_errors_by_binade_stand_on_a_scale_that_holds_them() -> None:
    by_name = {"+0": 0.5, "+1": 0.02, "-3": 700.0, "-2": 1.5}
    for factor in (1.0, 0.001, 1e6):
        binades = {name: Binade(10, 1, size * factor) for name, size in by_name.items()}
        (panel,) = binades_scene([Tally("float32", binades=binades)], "title").panels
        assert [curve.label for curve in panel.curves] == ["f, x > 0", "f, x < 0"]
        right, left = (curve.segments[0] for curve in panel.curves)
        assert (right.x, left.x) == ((0.0, 1.0), (2.0, 3.0))
        sizes = [max(LEAST, size * factor) for size in (0.5, 0.02, 1.5, 700.0)]
        assert 10 ** np.array([*right.y, *left.y]) == pytest.approx(sizes)
        most = float(np.log10(max(sizes)))
        assert panel.y.low == pytest.approx(np.log10(LEAST))
        assert panel.y.high >= max(1.0, most)
        assert panel.y.high < max(1.0, most + 1.25) + 1e-9
        assert (panel.x.low, panel.x.high) == (0.0, 3.0)
        assert panel.x.ticks == (0.0, 1.0, 2.0, 3.0)
        assert panel.x.words == ("2⁰", "2¹", "2²", "2³")
        (guide,) = panel.guides
        assert 10**guide.offset == pytest.approx(0.5)
