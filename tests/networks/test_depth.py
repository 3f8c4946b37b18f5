"""Depth: theory against mpmath, networks against theory, and what a user is told."""

from __future__ import annotations

import json
import math

import mpmath
import numpy as np
import pytest

import actviz
from actviz.figures.depth import depth_scene, phase_scene
from actviz.figures.draw import render
from actviz.networks.depth import INITS, Shape, Start, Study, collapse, simulate, studies
from actviz.networks.mean_field import MeanField, phases
from tests.cli.test_commands import actviz as run

TRUTH = {
    "relu": lambda x: max(x, 0),
    "tanh": mpmath.tanh,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "gelu": lambda x: x * mpmath.ncdf(x),
}
LECUN = Start("lecun", 1.0)


def average(value: object, q: float) -> float:
    """A mean over a normal input of variance q, by mpmath's own quadrature."""
    root = mpmath.sqrt(q)
    return float(
        mpmath.quad(lambda z: value(root * z) * mpmath.npdf(z), [-12, -4, -1, 0, 1, 4, 12])  # type: ignore[operator]
    )


@pytest.mark.parametrize("name", TRUTH)
@pytest.mark.parametrize("q", [0.01, 1.0, 7.5])
def test_averages_are_those_of_mpmath(name: str, q: float) -> None:
    field, truth = MeanField(actviz.get(name)), TRUTH[name]
    assert field.mean(q) == pytest.approx(average(truth, q), rel=1e-9, abs=1e-12)
    assert field.moment(q) == pytest.approx(average(lambda x: truth(x) ** 2, q), rel=1e-9)
    if name != "relu":
        slope = average(lambda x: mpmath.diff(truth, x) ** 2, q)
        assert field.slope_moment(q) == pytest.approx(slope, rel=1e-7)


def test_the_edge_of_chaos_of_the_classics() -> None:
    # Schoenholz et al. 2017: tanh without biases at 1; He et al. 2015: relu at sqrt(2).
    assert MeanField(actviz.get("tanh")).critical().deviation == pytest.approx(1, abs=1e-9)
    assert MeanField(actviz.get("relu")).critical().deviation == pytest.approx(2**0.5, abs=1e-12)
    assert MeanField(actviz.get("identity")).critical().deviation == pytest.approx(1)
    assert MeanField(actviz.get("binary_step")).critical().deviation is None
    for bias in (0.3, 1.0):  # q = sw^2 E[f^2] + sb^2 and sw^2 E[f'^2] = 1, by mpmath
        found = MeanField(actviz.get("tanh")).critical(bias)
        assert found.deviation is not None
        assert found.q is not None
        weights = found.deviation**2
        moment = average(lambda x: mpmath.tanh(x) ** 2, found.q)
        slope = average(lambda x: mpmath.sech(x) ** 4, found.q)
        assert weights * moment + bias**2 == pytest.approx(found.q, rel=1e-7)
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


def test_selu_keeps_mean_zero_and_variance_one() -> None:
    shape = Shape(layers=50, width=256, seeds=8)
    (study,) = studies([actviz.get("selu")], [LECUN], shape)
    assert len(study.theory) == 50
    assert all(abs(layer.mean) < 1e-7 for layer in study.theory)
    assert all(abs(layer.moment - 1) < 1e-6 for layer in study.theory)
    measured = study.measured
    assert measured is not None
    spread = measured.moment[:, 50].std(ddof=1) / math.sqrt(8)
    assert abs(measured.moment[:, 50].mean() - 1) < 4 * spread + 3 / 256
    (relu,) = studies([actviz.get("relu")], [LECUN], shape)
    assert relu.measured is not None
    assert relu.measured.moment[:, 50].mean() < 1e-12  # 2**-50 in theory


@pytest.mark.parametrize("name", ["tanh", "relu", "gelu", "sigmoid"])
def test_networks_do_what_theory_says(name: str) -> None:
    shape = Shape(layers=8, width=256, seeds=24, biases=0.2)
    (study,) = studies([actviz.get(name)], [Start("std=1.3", 1.3)], shape)
    measured = study.measured
    assert measured is not None
    down = np.cumsum([math.log(layer.chi) for layer in study.theory][::-1])[::-1]
    for layer in (1, 3, 8):
        theory = study.theory[layer - 1]
        for found, meant in (
            (measured.q[:, layer], theory.q),
            (measured.moment[:, layer], theory.moment),
            (measured.correlation[:, layer], theory.correlation),
            (np.exp(measured.log_gradient[:, layer - 1]), math.exp(down[layer - 1])),
        ):
            assert meant is not None
            error = found.std(ddof=1) / math.sqrt(shape.seeds)
            # Four standard errors, and what a finite width is worth after so many layers.
            assert abs(found.mean() - meant) < 4 * error + 2 * shape.layers / shape.width * meant


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


def test_phases_are_the_fixed_points_chi() -> None:
    field = MeanField(actviz.get("tanh"))
    weights, biases = np.array([0.8, 1.5, 2.5]), np.array([0.3, 0.9])
    found = phases(field, weights, biases)
    for row, bias in enumerate(biases.tolist()):
        for column, weight in enumerate(weights.tolist()):
            fixed = field.fixed_point(weight, bias, weight**2 + bias**2)
            assert found[row, column] == pytest.approx(fixed.chi, rel=3e-3)  # interpolated


def test_the_pictures_hold_theory_and_networks() -> None:
    shape = Shape(layers=6, width=32, seeds=3)
    found = studies([actviz.get("sigmoid"), actviz.get("relu")], [Start("he", INITS["he"])], shape)
    scene = depth_scene(found)
    assert scene.panels[0].title == "mean square of the signal"
    signal, gradient, _ = scene.panels
    named = [curve for curve in signal.curves if curve.labelled]
    assert [curve.label for curve in named] == ["sigmoid", "relu"]
    assert len(signal.curves) == 4
    assert len(signal.bands) == 2
    sigmoid = next(curve for curve in gradient.curves if curve.label == "sigmoid")
    assert sigmoid.segments[0].y[-1] == 0
    assert sigmoid.segments[0].y[0] < -4  # each layer costs about a factor of ten
    area = phase_scene(MeanField(actviz.get("relu"))).panels[0].field
    assert area is not None
    line = np.array(area.z)[:, int(np.argmin(np.abs(np.array(area.x) - 2**0.5)))]
    known = line[np.isfinite(line)]
    assert np.all(np.abs(known) < 0.1)
    assert render(scene).axes


def summary(*arguments: str) -> tuple[list[dict[str, object]], str]:
    done = run("depth", *arguments, "--width", "32", "--seeds", "2", "--format", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def test_what_a_user_is_told() -> None:
    (sigmoid, relu), notes = summary("sigmoid", "relu", "--layers", "20")
    assert notes == ""
    assert "vanishes" in str(sigmoid["verdict"])
    assert sigmoid["gradient"] == pytest.approx(0.32, abs=0.03)
    assert relu["chi"] == pytest.approx(1)
    _, notes = summary("linear", "--layers", "50")
    assert "50 layers are one matrix" in notes
    (step,), notes = summary("binary_step", "--layers", "3")
    assert "no gradient passes a single layer" in notes
    assert step["gradient"] == 0
    (_,), notes = summary("exp", "--layers", "9")
    assert "the signal overflows in layer" in notes
    rows, _ = summary("tanh", "--layers", "4", "--init", "critical", "--by-layer")
    assert [row["layer"] for row in rows] == [0, 1, 2, 3, 4]
    assert rows[-1]["gradient"] == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    {
        ("softmax",): "depth takes functions of one x",
        ("log(x)",): "has no value at -4",
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


def test_a_study_without_an_edge_has_no_networks() -> None:
    (study,) = studies([actviz.get("binary_step")], [Start("critical", None)], Shape(3, 8, seeds=1))
    assert isinstance(study, Study)
    assert study.measured is None
    assert "no gradient passes" in study.critical.why
