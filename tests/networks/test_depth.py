"""Depth: theory against mpmath, networks against theory, and what a user is told."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace

import mpmath
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

import actviz
from actviz.cli.depth import _starts
from actviz.figures.compose.depth import depth_scene, phase_scene
from actviz.figures.engines.matplotlib_figure import render
from actviz.networks.depth import (
    INITS,
    LayerStatistics,
    Shape,
    Start,
    Study,
    collapse,
    simulate,
    studies,
)
from actviz.networks.mean_field import FixedPoint, MeanField
from actviz.networks.phase_diagram import phases
from tests.process import actviz as run
from tests.sample import WHOLE, some

Floats = NDArray[np.float64]

TRUTH = {
    "relu": lambda x: max(x, 0),
    "tanh": mpmath.tanh,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "gelu": lambda x: x * mpmath.ncdf(x),
}
CASES = [(name, q) for name in TRUTH for q in (0.01, 1.0, 7.5)]
LECUN = Start("lecun", 1.0)


def average(value: object, q: float) -> float:
    """A mean over a normal input of variance q, by mpmath's own quadrature."""
    root = mpmath.sqrt(q)
    return float(
        mpmath.quad(lambda z: value(root * z) * mpmath.npdf(z), [-12, -4, -1, 0, 1, 4, 12])  # type: ignore[operator]
    )


@pytest.mark.parametrize(("name", "q"), some(CASES))
def test_averages_are_those_of_mpmath(name: str, q: float) -> None:
    field, truth = MeanField(actviz.get(name)), TRUTH[name]
    assert field.mean(q) == pytest.approx(average(truth, q), rel=1e-9, abs=1e-12)
    assert field.moment(q) == pytest.approx(average(lambda x: truth(x) ** 2, q), rel=1e-9)
    if name != "relu":
        slope = average(lambda x: mpmath.diff(truth, x) ** 2, q)
        assert field.slope_moment(q) == pytest.approx(slope, rel=1e-7)


def test_digits_that_an_average_hangs_on_are_asked_for() -> None:
    """Of exp(x) - 1 - x float64 has five near 1e-5: its series, moment by moment, has all."""
    q = 1e-10
    moment = MeanField(actviz.get("exp(x) - 1 - x")).moment(q)
    assert moment == pytest.approx(3 / 4 * q**2 + (15 / 36 + 15 / 24) * q**3, rel=1e-13)


def test_the_edge_of_chaos_of_the_classics() -> None:
    # Schoenholz et al. 2017: tanh without biases at 1; He et al. 2015: relu at sqrt(2).
    assert MeanField(actviz.get("tanh")).critical().deviation == pytest.approx(1, abs=1e-9)
    assert MeanField(actviz.get("relu")).critical().deviation == pytest.approx(2**0.5, abs=1e-12)
    assert MeanField(actviz.get("identity")).critical().deviation == pytest.approx(1)
    assert MeanField(actviz.get("binary_step")).critical().deviation is None
    for bias in (0.3, 1.0):  # q = sw^2 E[f^2] + sb^2 and sw^2 E[f'^2] = 1, by mpmath
        result = MeanField(actviz.get("tanh")).critical(bias)
        assert result.deviation is not None
        assert result.q is not None
        weights = result.deviation**2
        moment = average(lambda x: mpmath.tanh(x) ** 2, result.q)
        slope = average(lambda x: mpmath.sech(x) ** 4, result.q)
        assert weights * moment + bias**2 == pytest.approx(result.q, rel=1e-7)
        assert weights * slope == pytest.approx(1, rel=1e-7)


@pytest.mark.parametrize("deviation", [0.7, 1.0, 2.0])
def test_relu_multiplies_by_half_the_variance_of_the_weights(deviation: float) -> None:
    field = MeanField(actviz.get("relu"))
    assert field.chi(3.0, deviation) == pytest.approx(deviation**2 / 2)
    assert field.next_variance(3.0, deviation, 0.5) == pytest.approx(1.5 * deviation**2 + 0.25)


def test_the_correlation_map_of_relu_is_the_arc_cosine_kernel() -> None:
    # Cho and Saul 2009: (sqrt(1 - c^2) + c (pi - acos c)) / pi.
    field = MeanField(actviz.get("relu"))
    for c in (-0.9, -0.2, 0.0, 0.5, 0.99):
        kernel = (math.sqrt(1 - c * c) + c * (math.pi - math.acos(c))) / math.pi
        assert field.next_correlation(c, 1.0, 2**0.5, 0.0) == pytest.approx(kernel, abs=1e-8)


@pytest.mark.long
def test_correlations_of_lines_are_those_of_their_inputs() -> None:
    # f = 2x + 1 has E[f f'] = 4 q c + 1, and sign (2/pi) asin c; a wave of lines is no line.
    line, sign, wave = (MeanField(actviz.get(w)) for w in ("2*x + 1", "sign(x)", "abs(x-round(x))"))
    for q in (1e-2, 1.0, 1e6):
        for c in (-0.9, 0.0, 0.5, 0.99):
            assert line.next_correlation(c, q, 1.0, 0.0) == pytest.approx(
                (4 * q * c + 1) / (4 * q + 1)
            )
            assert sign.next_correlation(c, q, 1.0, 0.0) == pytest.approx(
                2 * math.asin(c) / math.pi
            )
    result = wave.next_correlation(0.0, 100.0, 1.0, 0.0)  # its mean square is 1/12, its mean 1/4
    assert result == pytest.approx(0.75, rel=1e-2)


def at_infinite_width(
    names: Sequence[str], start: Start, shape: Shape
) -> list[tuple[Study, dict[str, tuple[Floats, Floats]]]]:
    """What networks of a width and of twice that width say of endless width, with standard errors.

    Corrections fall as 1/width (Yaida 2020), so twice the one less the other is free of them.
    """
    functions = [actviz.get(name) for name in names]
    wide = replace(shape, width=2 * shape.width, seed=shape.seed + 1)
    told = []
    for one, two in zip(*(studies(functions, [start], s) for s in (shape, wide)), strict=True):
        by_name = {}
        for what in ("q", "moment", "mean", "saturated", "correlation", "log_gradient"):
            parts = [getattr(study.measured, what) for study in (one, two)]
            if what == "log_gradient":
                parts = [np.exp(part) for part in parts]
            means = [part.mean(axis=0) for part in parts]
            errors = [part.std(axis=0, ddof=1) / math.sqrt(shape.seeds) for part in parts]
            by_name[what] = 2 * means[1] - means[0], np.hypot(2 * errors[1], errors[0])
        told.append((two, by_name))
    return told


# Of 200 comparisons of 40 seeds, Student's t goes beyond this in one run of a thousand.
ERRORS = 5.4


@pytest.mark.long
def test_selu_keeps_mean_zero_and_variance_one() -> None:
    shape = Shape(layers=20, width=64, seeds=40)
    (selu, result), (relu, _) = at_infinite_width(["selu", "relu"], LECUN, shape)
    assert len(selu.theory) == 20
    assert all(abs(layer.mean) < 1e-7 for layer in selu.theory)
    assert all(abs(layer.moment - 1) < 1e-6 for layer in selu.theory)
    for what, meant in (("mean", 0.0), ("moment", 1.0)):
        middle, error = result[what]
        assert abs(middle[20] - meant) < ERRORS * error[20]
        assert error[20] < 0.1  # else nothing would have been said
    assert relu.measured is not None
    assert relu.measured.moment[:, 20].mean() < 1e-5  # 2**-20 in theory


@pytest.mark.long
@pytest.mark.parametrize("deviation", [1.3, 0.8])
def test_networks_do_what_theory_says(deviation: float) -> None:
    names = ["tanh", "relu", "gelu", "sigmoid"]
    shape = Shape(layers=6, width=96, seeds=40 if WHOLE else 12, biases=0.2)
    for study, got in at_infinite_width(names, Start("std", deviation), shape):
        for layer in (1, 3, 6):
            theory = study.theory[layer - 1]
            assert study.expected is not None
            for what, place, meant in (
                ("q", layer, theory.q),
                ("moment", layer, theory.moment),
                ("mean", layer, theory.mean),
                ("saturated", layer, theory.saturated),
                ("correlation", layer, theory.correlation),
                ("log_gradient", layer - 1, study.expected[layer - 1] ** 2),
            ):
                assert meant is not None
                middle, error = (part[place] for part in got[what])
                # A share may be told to half of a twenty-thousandth.
                slack = 5e-5 if what == "saturated" else 0.0
                assert abs(middle - meant) <= ERRORS * error + slack, (study.label, what, layer)


def test_the_gradient_told_is_that_of_the_middle_network() -> None:
    logs = np.log(np.array([[4.0, 1.0], [9.0, 1.0], [1e30, 1.0]]))
    none = np.zeros_like(logs)
    measured = LayerStatistics(none, none, none, none, none, none, none, logs)
    assert measured.gradient.tolist() == pytest.approx([3.0, 1.0])


@pytest.mark.parametrize(
    ("name", "biases", "weights", "low", "high"),
    [("silu", 0.55514317, 1.98800468, 14.0, 15.0), ("gelu", 0.17292239, 1.98305826, 3.0, 4.0)],
)
def test_the_half_stable_points_of_the_literature(
    name: str, biases: float, weights: float, low: float, high: float
) -> None:
    # Roberts, Yaida and Hanin 2022, section 5.3: both slopes of the maps are 1 there.
    field = MeanField(actviz.get(name))

    def chi(q: float) -> float:
        result = field.chi(q, math.sqrt(weights))
        assert result is not None
        return result

    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if chi(middle) < 1 else (low, middle)
    gap, near = (
        (field.next_variance(q, math.sqrt(weights), math.sqrt(biases)) or 0) - q
        for q in (low, low * 1.001)
    )
    assert abs(gap) < 3e-8 * low  # the digits that are printed
    assert abs(near - gap) < 1e-5 * 0.001 * low  # the slope of the variance map
    if name == "silu":
        assert low == pytest.approx(14.32017362, rel=1e-6)


def test_a_variance_that_falls_out_of_sight_is_not_said_to_grow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    field = MeanField(actviz.get("tanh"))
    whole = field.moment
    monkeypatch.setattr(field, "moment", lambda q: whole(q) if q > 1e-3 else None)
    result = field.fixed_point(0.5, 0.0, 0.25)
    assert result.q is None
    assert "is not found where q is 0.00079" in result.why


def test_the_same_seed_gives_the_same_bits() -> None:
    shape = Shape(layers=5, width=32, seeds=3, seed=7)
    one, two = (simulate([(actviz.get("mish"), 1.2)], shape)[0] for _ in range(2))
    assert one.q.tobytes() == two.q.tobytes()
    assert one.log_gradient.tobytes() == two.log_gradient.tobytes()
    other = simulate([(actviz.get("mish"), 1.2)], Shape(layers=5, width=32, seeds=3, seed=8))[0]
    assert other.q.tobytes() != one.q.tobytes()


def test_straight_lines_collapse_and_bends_do_not() -> None:
    shape = Shape(layers=50, width=64, seeds=1, biases=0.1)
    line = collapse(actviz.get("2*x + 1"), 0.5, shape)
    assert line.error < 1e-12
    assert line.directions < 16
    assert collapse(actviz.get("tanh"), 1.0, shape).error > 0.01


@pytest.mark.parametrize(
    "name", some(["tanh", "relu", "gelu", "sigmoid", "gaussian", "exp"], every=3)
)
def test_phases_are_the_fixed_points_chi(name: str) -> None:
    field = MeanField(actviz.get(name))
    weights, biases = np.array([0.05, 0.8, 1.2, 2.5]), np.array([0.0, 0.05, 0.9])
    stages = phases(field, weights, biases)
    for row, bias in enumerate(biases.tolist()):
        for column, weight in enumerate(weights.tolist()):
            fixed = field.fixed_point(weight, bias, weight**2 + bias**2)
            bound = fixed.q is not None and fixed.q < math.inf
            meant = fixed.chi if bound else math.nan
            assert stages[row, column] == pytest.approx(meant, rel=1e-4, nan_ok=True)


def test_the_pictures_hold_theory_and_networks() -> None:
    shape = Shape(layers=6, width=32, seeds=3)
    study = studies([actviz.get("sigmoid"), actviz.get("relu")], [Start("he", INITS["he"])], shape)
    scene = depth_scene(study)
    assert scene.panels[0].title == "mean square of the signal"
    signal, gradient, _ = scene.panels
    named = [curve for curve in signal.curves if curve.labelled]
    assert [curve.label for curve in named] == ["sigmoid", "relu"]
    rings = {dot.x: dot.y for dot in named[0].dots}
    assert rings[3.0] == pytest.approx(math.log10(study[0].theory[2].moment))
    assert len(signal.bands) == 2
    sigmoid = next(curve for curve in gradient.curves if curve.label == "sigmoid")
    assert sigmoid.segments[0].y[-1] == 0
    assert sigmoid.segments[0].y[0] < -4  # each layer costs about a factor of ten
    assert render(scene).axes


def test_a_curve_that_broke_off_is_not_named_where_it_is_not() -> None:
    shape = Shape(layers=6, width=16, seeds=2)
    study = studies([actviz.get("exp"), actviz.get("tanh")], [Start("he", INITS["he"])], shape)
    signal, gradient, *_ = depth_scene(study).panels
    assert [curve.labelled for curve in signal.curves] == [True, True]
    assert [curve.labelled for curve in gradient.curves] == [False, True]


@pytest.mark.long
def test_the_phase_diagram_holds_the_edge_and_what_has_no_bound() -> None:
    fields = [MeanField(actviz.get(name)) for name in ("tanh", "relu")]
    scenes = [phase_scene(field) for field in fields]
    tanh, relu = (scene.panels[0] for scene in scenes)
    assert tanh.field is not None
    assert relu.field is not None
    line, edge = np.array(tanh.field.x), np.array(tanh.field.z)
    # The edge of chaos without biases and with biases of 1: mpmath agrees, see above.
    for row, meant in ((0, 1.0), (-1, fields[0].critical(1.0).deviation)):
        assert np.interp(0, edge[row], line) == pytest.approx(meant, abs=line[1])
    assert "above 1 it explodes" in tanh.title
    unbounded = np.isnan(np.array(relu.field.z))
    assert np.array_equal(
        unbounded[1:], np.broadcast_to(np.array(relu.field.x) >= 2**0.5, unbounded[1:].shape)
    )
    assert "grey" in relu.title
    assert "grey" not in tanh.title


def summary(*arguments: str) -> tuple[list[dict[str, object]], str]:
    done = run("depth", *arguments, "--width", "32", "--seeds", "2", "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


@pytest.mark.long
def test_what_a_user_is_told() -> None:
    (sigmoid, relu), notes = summary("sigmoid", "relu", "--layers", "20")
    assert notes == ""
    assert "vanishes" in str(sigmoid["verdict"])
    assert sigmoid["gradient"] == pytest.approx(0.32, abs=0.03)
    assert relu["chi"] == pytest.approx(1)
    (_, gelu), notes = summary("linear", "gelu", "--layers", "50", "--init", "lecun")
    assert "linear, lecun: 50 layers are one matrix" in notes
    assert str(gelu["verdict"]).startswith("signal dies, gradient vanishes")
    (step,), notes = summary("binary_step", "--layers", "3")
    assert "no gradient passes a single layer" in notes
    assert step["gradient"] == 0
    (broke,), _ = summary("exp", "--layers", "9")
    assert "the signal overflows in layer" in str(broke["verdict"])
    rows, _ = summary("tanh", "--layers", "4", "--init", "critical", "--by-layer")
    assert [row["layer"] for row in rows] == [0, 1, 2, 3, 4]
    assert rows[-1]["gradient"] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    {
        ("softmax",): "depth takes functions of one x",
        ("log(x)",): "has no value at -2",
        ("sqrt(x*x - 0.01)",): "has no value at 0,",
        ("sqrt(abs(abs(x) - 2) - 0.5)", "--phase"): "has no value at -2,",
        ("relu", "--init", "hee"): "--init 'hee' is none of he, lecun, xavier",
        ("relu", "--init", "std=0"): "--init 'std=0'",
        ("relu", "--init", "std=nan"): "--init 'std=nan'",
        ("relu", "--init", ""): "--init ''",
        ("relu", "tanh", "--phase"): "--phase is of one function",
        ("relu", "--width", "4096", "--layers", "1000"): "at most 100,000,000 are kept",
        ("relu", "-o", "x.gif"): "gif",
    }.items(),
)
def test_nonsense_is_refused(arguments: tuple[str, ...], message: str) -> None:
    done = run("depth", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@given(
    st.text(st.sampled_from("he,lcuniraxvtd=.+-0159 \u0663%"), max_size=12) | st.text(max_size=12)
)
@example("std=1e-320")
@example("std=inf")
@example("He, LeCun")
def test_any_word_for_init_is_understood_or_refused(text: str) -> None:
    try:
        result = _starts(text)
    except ValueError as error:
        assert "--init" in str(error)
        assert "an example: --init he,std=1.2" in str(error)
    else:
        assert len(result) == text.count(",") + 1
        for start in result:
            assert start.name == "critical" or 0 < (start.deviation or 0) < 1e6


def test_a_study_without_an_edge_has_no_networks() -> None:
    (study,) = studies([actviz.get("binary_step")], [Start("critical", None)], Shape(3, 8, seeds=1))
    assert isinstance(study, Study)
    assert study.measured is None
    assert "no gradient passes" in study.critical.why


@pytest.mark.parametrize("biases", [0.0, 0.3, 2.0])
@pytest.mark.parametrize("weights", [0.6, 1.0, 1.7])
def test_layers_of_straight_lines_are_known(weights: float, biases: float) -> None:
    field = MeanField(actviz.get("0.7*x"))
    for correlation in (-0.8, 0.0, 0.9):
        q = weights**2 + biases**2
        together = weights**2 * correlation + biases**2
        layers = field.layers(weights, biases, 9, correlation, 0.5)
        assert len(layers) == 9
        for layer in layers:
            assert (layer.q, layer.correlation) == pytest.approx((q, together / q), rel=1e-9)
            assert (layer.moment, layer.chi) == pytest.approx((0.49 * q, 0.49 * weights**2))
            assert layer.mean == pytest.approx(0, abs=1e-12)
            assert (layer.saturated, layer.dead) == (0, 0)
            q, together = (0.49 * weights**2 * one + biases**2 for one in (q, together))
    assert field.layers(weights, biases, 1, 0.0, 0.71)[0].saturated == 1


def test_gradients_change_by_a_factor_of_e_within_a_depth_scale() -> None:
    for chi in (1e-9, 0.5, 0.99, 1.01, 40.0):
        scale = FixedPoint(1.0, chi).depth_scale
        assert scale is not None
        assert chi**scale == pytest.approx(math.e if chi > 1 else 1 / math.e)
    assert FixedPoint(1.0, 0.0).depth_scale == 0.0  # gone after one layer
    assert FixedPoint(1.0, 1.0).depth_scale == math.inf
    assert FixedPoint(math.inf, None).depth_scale is None


def test_phases_of_relu_change_at_the_root_of_2() -> None:
    weights, biases = np.array([0.3, 1.0, 1.41, 1.42, 1.6, 1.9, 5.0]), np.array([0.0, 0.2, 3.0])
    stages = phases(MeanField(actviz.get("relu")), weights, biases)
    known = np.where(weights < math.sqrt(2), weights**2 / 2, np.nan)
    assert stages == pytest.approx(np.broadcast_to(known, stages.shape), rel=1e-9, nan_ok=True)
