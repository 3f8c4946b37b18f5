"""Pictures of approximations: chords of a parabola, whose errors are known by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from actviz.approximation.value.result import Approximation, Bracket, Fold, Piece, Table
from actviz.arrays import Float64
from actviz.figures.compose.approximations import approximation_scene, sweep_scene
from actviz.figures.scene.scene import Curve, Panel, Stroke
from actviz.lookup.registry import elementwise

PARABOLA, RAMP = elementwise(["x**2", "max(x, 0)"], "plot")


def chords(knots: list[float], error: float | None = None) -> Approximation:
    pieces = tuple(Piece(a, b, (-a * b, a + b)) for a, b in pairwise(knots))
    bracket = None if error is None else Bracket("absolute", error, error, knots[0])
    return Approximation(
        "x", 0, "pieces", (knots[0], knots[-1]), "clamp", pieces=pieces, error=bracket
    )


def panels(got: Approximation, **options: object) -> tuple[Panel, Panel]:
    above, below = approximation_scene(PARABOLA, got, **options).panels  # type: ignore[arg-type]
    return above, below


def points(curve: Curve) -> tuple[Float64, Float64]:
    x, y = (
        np.concatenate([line.x for line in curve.segments]),
        [line.y for line in curve.segments],
    )
    return x, np.concatenate(y)


def test_both_curves_and_their_difference_are_drawn_piece_by_piece() -> None:
    knots = [-1.0, 0.5, 2.0, 3.0]
    scene = approximation_scene(PARABOLA, chords(knots, 0.5625), theme="dark", size=(5.0, 4.0))
    above, below = scene.panels
    exact, made = above.curves
    (error,) = below.curves
    assert (exact.label, made.label, error.label) == ("x**2", "approximation", "error")
    assert (exact.stroke, made.stroke, error.stroke) == (Stroke(0, 0), Stroke(1, 1), Stroke(1, 0))
    assert (exact.labelled, made.labelled, error.labelled) == (True, True, False)
    x, y = points(exact)
    assert y == pytest.approx(x**2)
    for curve in (made, error):
        assert [line.x[0] for line in curve.segments] == knots[:-1]
        assert [line.x[-1] for line in curve.segments] == pytest.approx(knots[1:])
    x, y = points(made)
    assert y == pytest.approx(np.interp(x, knots, np.square(knots)))
    x, y = points(error)
    assert y == pytest.approx(x**2 - np.interp(x, knots, np.square(knots)))
    # Rings stand at the inner knots; dots on the axis of errors.
    assert [(dot.x, dot.y, dot.closed) for dot in made.dots] == [(0.5, 0.25, False), (2, 4, False)]
    assert [(dot.x, dot.y, dot.closed) for dot in error.dots] == [(0.5, 0, True), (2, 0, True)]
    assert [guide.offset for guide in below.guides] == [0.5625, -0.5625]
    assert {(guide.slope, guide.low, guide.high) for guide in below.guides} == {(0, -1, 3)}
    assert {guide.text for guide in below.guides} == {"proved bound 0.5625"}
    assert scene.title == "x**2 by 3 pieces, absolute error at most 0.5625"
    assert (scene.theme, scene.size) == ("dark", (5.0, 4.0))
    assert (above.x.low, above.x.high, below.x.low, below.x.high) == (-1, 3, -1, 3)
    assert above.y.low < 0 < 9 < above.y.high < 10
    assert below.y.low == -below.y.high < -0.5625 > -1
    assert (above.share, below.share) == (1.2, 1.0)


def test_the_axis_of_errors_says_its_power_of_ten() -> None:
    for size, power in ((0.02, "10⁻⁴"), (0.002, "10⁻⁶")):
        knots = np.arange(0, 9 * size, size).tolist()
        _, below = panels(chords(knots, size**2 / 4))
        assert below.y.label == f"error, in {power}" or below.y.label == "error, in 10⁻⁵"
        unit = float("1e-" + below.y.label[-1].translate(str.maketrans("⁴⁵⁶⁷", "4567")))
        assert below.y.ticks == pytest.approx(
            [unit * float(word.replace("−", "-")) for word in below.y.words]
        )
        assert 1 <= below.y.high / unit < 10
    _, below = panels(chords(knots), size=(2.0, 2.0))  # small: one panel's worth of words
    assert below.y.label == "error"
    assert below.guides == ()


def test_knots_close_together_are_short_lines_at_the_bottom() -> None:
    knots = np.linspace(-2, 2, 81).tolist()
    above, below = panels(chords(knots))
    assert above.curves[1].dots == ()
    error, marks = below.curves
    assert error.dots == ()
    assert [line.x for line in marks.segments] == [(knot, knot) for knot in knots[1:-1]]
    assert {line.y[0] for line in marks.segments} == {below.y.low}
    tops = {line.y[1] for line in marks.segments}
    assert len(tops) == 1
    assert below.y.low < tops.pop() < 0.8 * below.y.low
    above, _ = panels(chords(knots[::8]))
    assert len(above.curves[1].dots) == 9


def test_the_window_holds_both_halves_of_a_fold_and_some_of_what_has_no_end() -> None:
    lines = (
        Piece(-math.inf, -1.0, (0.0,)),
        Piece(-1.0, 2.0, (0.25, 0.25)),
        Piece(2.0, math.inf, (0.0, 1.0)),
    )
    endless = Approximation("x", 0, "pieces", (-math.inf, math.inf), pieces=lines)
    above, _ = approximation_scene(RAMP, endless).panels
    assert (above.x.low, above.x.high) == (-5.0, 6.0)
    half = replace(chords([0.0, 1.0, 3.0]), fold=Fold("even", (0.0, 0.0)))
    above, below = panels(half)
    assert (above.x.low, above.x.high) == (-3.0, 3.0)
    assert [dot.x for dot in above.curves[1].dots] == [-1.0, 0.0, 1.0]
    gaps = points(below.curves[0])[1]
    assert np.abs(gaps).max() == pytest.approx(1.0, rel=1e-4)
    assert len(below.curves[0].segments) == 4


def test_a_jump_is_no_line_neither_of_the_function_nor_of_the_error() -> None:
    (step,) = elementwise(["where(x > 0.3, 5, 1)"], "plot")
    flat = Approximation("x", 0, "pieces", (-1.0, 1.0), "clamp",
                         pieces=(Piece(-1.0, 0.3, (1.0,)), Piece(0.3, 1.0, (4.5,))))  # fmt: skip
    above, below = approximation_scene(step, flat).panels
    exact, (error,) = above.curves[0], below.curves
    assert [{*line.y} for line in exact.segments] == [{1.0}, {5.0}]
    assert [(line.x[0], line.x[-1]) for line in exact.segments] == [(-1.0, 0.3), (0.3, 1.0)]
    assert {(dot.y, dot.closed) for dot in exact.dots} == {(1.0, True), (5.0, False)}
    assert [{*line.y} for line in error.segments] == [{0.0}, {0.5}]


@pytest.mark.parametrize("step", [0.5, 0.1])
def test_a_table_is_drawn_as_steps_without_risers(step: float) -> None:
    places = [-1 + i * step for i in range(5)]
    table = Table(-1.0, step, tuple(place**2 for place in places), False)
    result = Approximation("x", 0, "table", (-1.0, places[-1]), "clamp", table=table)
    above, below = approximation_scene(PARABOLA, result).panels
    steps = above.curves[1].segments
    assert [{*line.y} for line in steps] == [{value} for value in table.values]
    ends = [-1 + (i + 0.5) * step for i in range(4)]
    assert [line.x[0] for line in steps[1:]] == pytest.approx(ends)
    assert [line.x[-1] for line in steps[:-1]] == pytest.approx(ends)
    assert len(below.curves[0].segments) == 5
    half = replace(table, start=0.0, values=table.values[2:])
    folded = replace(result, range=(0.0, 2 * step), table=half, fold=Fold("even", (0.0, 0.0)))
    above, _ = approximation_scene(PARABOLA, folded).panels
    assert all(len({*line.y}) == 1 for line in above.curves[1].segments)
    entries = [-2 * step, -step, 0.0, step, 2 * step]
    assert [dot.x for dot in above.curves[1].dots] == entries  # its rings stand on both sides


def test_without_a_bound_the_errors_themselves_say_how_high_the_picture_is() -> None:
    for size in (0.1, 1.0, 20.0):
        _, below = panels(chords([0.0, size]))
        assert below.guides == ()
        assert below.y.high == pytest.approx(1.18 * size**2 / 4, rel=1e-4)
    alone = Approximation("x", 0, "pieces", (-math.inf, math.inf),
                          pieces=(Piece(-math.inf, math.inf, (0.0, 1.0)),))  # fmt: skip
    above, below = panels(alone)
    assert (above.x.low, above.x.high) == (-4.0, 4.0)
    assert above.curves[1].dots == below.curves[0].dots == ()


def test_in_integers_the_inputs_are_drawn_and_no_other() -> None:
    table = Table(-2.0, 0.5, (4.0, 2.25, 1.0, 0.25, 0.0, 0.25, 1.0, 2.25), False)
    result = Approximation(
        "x", 0, "table", (-2.0, 1.5), "clamp", table=table, coefficients_format="Q4.4",
        input_format="Q2.4", output_format="Q4.4",
    )  # fmt: skip
    above, below = panels(result)
    x, y = points(above.curves[1])
    assert np.array_equal(x, np.arange(-32, 25) / 16)
    assert len(above.curves[1].segments) == 1
    assert [dot.x for dot in above.curves[1].dots] == np.arange(-2, 2, 0.5).tolist()
    assert y == pytest.approx(np.clip(np.floor(2 * x + 0.5) / 2, -2, 1.5) ** 2)
    x, gaps = points(below.curves[0])
    assert gaps == pytest.approx(x**2 - y)


def test_a_sweep_has_logarithms_of_sizes_and_errors() -> None:
    rows = [("lines", [(4, 1e-2), (8, 2.5e-3), (64, 4e-5)]), ("nothing", [(4, 0.0), (0, 1.0)]),
            ("curves", [(2, 0.5), (16, 1e-8)])]  # fmt: skip
    scene = sweep_scene("gelu", rows, "largest error", "print", None)
    (panel,) = scene.panels
    assert [curve.label for curve in panel.curves] == ["lines", "curves"]
    for curve, row in zip(panel.curves, (rows[0][1], rows[2][1]), strict=True):
        x, y = points(curve)
        assert list(zip(2**x, 10**y, strict=True)) == [pytest.approx(one) for one in row]
        assert [(dot.x, dot.y) for dot in curve.dots] == list(zip(x, y, strict=True))
        assert all(dot.closed for dot in curve.dots)
    assert panel.x.ticks == (1, 2, 3, 4, 5, 6)
    assert panel.x.words == ("2", "4", "8", "16", "32", "64")
    assert panel.x.low < 1 < 6 < panel.x.high
    assert [float(word) for word in panel.y.words] == pytest.approx([10**t for t in panel.y.ticks])
    assert (panel.y.low, panel.y.high) == (-8, 0)
    assert scene.title == "gelu: largest error against size"
    with pytest.raises(ValueError, match="no error above 0"):
        sweep_scene("gelu", rows[1:2], "largest error", "light", None)
