"""Every function of a vector: values and Jacobian against mpmath."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mpmath as mp
import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import actviz
from actviz.functions.vector.context import MEAN, Context
from actviz.functions.vector.vector_function import VectorFunction, less_shared
from actviz.functions.vector.weights import Weights
from actviz.lookup.registry import everything
from tests.functions.vector.definitions import DEFINITIONS, sparsemax

FUNCTIONS = [function for function in everything() if isinstance(function, VectorFunction)]
NAMES = [function.name for function in FUNCTIONS]


def variants(function: VectorFunction) -> Iterator[VectorFunction]:
    """The function at its defaults, and with each parameter elsewhere."""
    yield function
    for parameter in function.parameters:
        for value in parameter.typical or ((1.0,) if parameter.name == "interleaved" else ()):
            yield function.with_values(**{parameter.name: value})


def points() -> list[np.ndarray]:
    generator = np.random.default_rng(5)
    return [generator.normal(scale=scale, size=4) for scale in (0.3, 1.0, 3.0, 30.0)]


def defined(function: VectorFunction, v: np.ndarray) -> list[Any]:
    values = {word: mp.mpf(value) for word, value in function.values.items()}
    return DEFINITIONS[function.name]([mp.mpf(float(x)) for x in v], **values)


def test_every_function_has_a_definition() -> None:
    assert set(NAMES) == set(DEFINITIONS)


@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_values_are_those_of_the_definition(function: VectorFunction) -> None:
    for variant in variants(function):
        for v in points():
            with mp.workdps(80):
                expected = defined(variant, v)
            result = variant(v)
            assert result.shape == (len(expected),)
            size = np.abs(v).max() if not isinstance(function, Weights) else 0.0
            for one, true in zip(result.tolist(), expected, strict=True):
                allowed = abs(true) * 1e-13 + size * 1e-15 + mp.mpf(2) ** -1070
                assert abs(mp.mpf(one) - true) <= allowed, (variant.display, v)


def true_jacobian(function: VectorFunction, v: np.ndarray) -> list[list[Any]]:
    """Central differences with 100 digits and a step of 1e-30: an error of about 1e-60."""
    with mp.workdps(100):
        h = mp.mpf(10) ** -30
        values = {word: mp.mpf(value) for word, value in function.values.items()}
        columns = []
        for j in range(len(v)):
            ends = []
            for sign in (1, -1):
                moved = [mp.mpf(float(x)) for x in v]
                moved[j] += sign * h
                ends.append(DEFINITIONS[function.name](moved, **values))
            columns.append([(a - b) / (2 * h) for a, b in zip(*ends, strict=True)])
        return [list(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_jacobians_are_those_of_the_definition(function: VectorFunction) -> None:
    for variant in variants(function):
        for v in points():
            expected = true_jacobian(variant, v)
            result = variant.jacobian(v)
            assert result.shape == (len(expected), len(v))
            # Weights and softmax's relatives keep the digits of every entry; sums over the vector
            # keep those of the largest.
            close = isinstance(function, Weights) or function.name == "log_softmax"
            size = 0.0 if close else max(1.0, float(max(abs(e) for row in expected for e in row)))
            for row, true_row in zip(result.tolist(), expected, strict=True):
                for one, true in zip(row, true_row, strict=True):
                    allowed = abs(true) * 1e-12 + size * 2e-15 + mp.mpf(10) ** -40
                    assert abs(mp.mpf(one) - true) <= allowed, (variant.display, v, one, true)


@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_components_stay_in_their_range_and_come_near_its_ends(function: VectorFunction) -> None:
    drawn = np.random.default_rng(1).normal(size=(4000, 4))
    ends = function.range
    # Not so far out that an open end is rounded to.
    assert all(value in ends for value in np.unique(function(drawn)).tolist())
    values = function(3 * drawn)
    if function.sum is not None:
        assert np.abs(values.sum(axis=-1) - function.sum).max() < 1e-14
        assert np.abs(function.jacobian(points()[1]).sum(axis=-2)).max() < 1e-15
    if np.isfinite([ends.low, ends.high]).all():
        reach = ends.high - ends.low
        assert values.min() < ends.low + 0.05 * reach
        assert values.max() > ends.high - 0.1 * reach


@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_all_axes_but_the_last_are_kept(function: VectorFunction) -> None:
    v = np.random.default_rng(2).normal(size=(2, 3, 4))
    values, slopes = function(v), function.jacobian(v)
    assert slopes.shape == (*values.shape, 4)
    for at in np.ndindex(2, 3):
        assert values[at].tolist() == function(v[at]).tolist()
        assert slopes[at].tolist() == function.jacobian(v[at]).tolist()


@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_what_depends_on_a_nan_is_nan(function: VectorFunction) -> None:
    v = np.array([0.5, np.nan, 2.0, 1.0])
    moved = v.copy()
    values = function(v)
    for value in (0.25, -30.0):
        moved[1] = value
        steady = function(moved) == function(np.where(np.isnan(v), 0.75, v))
        # Where the value moves with the second component there must be a NaN.
        assert np.isnan(values[~steady]).all()
    assert np.isnan(values).any()


@pytest.mark.parametrize(
    "function", [f for f in FUNCTIONS if isinstance(f, Weights)], ids=lambda f: f.name
)
def test_the_ratio_is_the_weight_s_slope_by_the_weight(function: Weights) -> None:
    words = [*(parameter.name for parameter in function.parameters), "n"]
    from actviz.formula.calculus import derivative
    from actviz.formula.grammar import parse
    from tests.judge import mp_value

    weight, ratio, logs = (
        parse(text, words) for text in (function.weight, function.ratio, function.log_weight)
    )
    for x in (-2.3, -0.4, 0.7, 1.9):
        values = {**function.values, "n": 5.0, "x": x}
        slope = mp_value(derivative(weight), values) / mp_value(weight, values)
        assert mp.almosteq(slope, mp_value(ratio, values), 1e-40)
        # The logarithm may leave out a constant.
        gap = mp.log(mp_value(weight, values)) - mp_value(logs, values)
        elsewhere = {**values, "x": 0.1}
        same = mp.log(mp_value(weight, elsewhere)) - mp_value(logs, elsewhere)
        assert mp.almosteq(gap, same, 1e-40)


def test_a_small_share_leaves_its_digits_in_the_slopes() -> None:
    slopes = less_shared(np.array([1.0, 1e-20]))
    assert slopes.tolist() == [[1e-20, -1e-20], [-1e-20, 1e-20]]


SCORES = arrays(np.float64, st.integers(1, 6), elements=st.floats(-40, 40))


@given(SCORES)
def test_sparsemax_is_the_nearest_point_of_the_simplex(v: np.ndarray) -> None:
    with mp.workdps(60):
        expected = [float(x) for x in sparsemax([mp.mpf(float(x)) for x in v])]
    assert actviz.vector("sparsemax")(v) == pytest.approx(expected, abs=1e-14)


@given(SCORES)
def test_entmax_is_one_family(v: np.ndarray) -> None:
    entmax = actviz.vector("alpha_entmax")
    for alpha, name in ((1.0, "softmax"), (1.5, "entmax15"), (2.0, "sparsemax")):
        expected = actviz.vector(name)(v)
        assert entmax.with_values(alpha=alpha)(v) == pytest.approx(expected, abs=1e-13)
    # Near alpha = 1 it comes near to softmax, with the difference that the family has there.
    near = entmax.with_values(alpha=1 + 1e-9)(v)
    assert near == pytest.approx(actviz.vector("softmax")(v), abs=1e-6)


@given(SCORES)
def test_softmax_and_its_logarithms_agree_with_scipy(v: np.ndarray) -> None:
    assert actviz.vector("softmax")(v) == pytest.approx(scipy.special.softmax(v), rel=1e-12)
    logs = scipy.special.log_softmax(v)
    assert actviz.vector("log_softmax")(v) == pytest.approx(logs, rel=1e-12, abs=1e-15)
    total = scipy.special.logsumexp(v)
    assert actviz.vector("logsumexp")(v)[0] == pytest.approx(total, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize(("name", "counted"), [("ssmax", True), ("softmax", False)])
def test_a_weight_that_counts_the_components_says_what_n_is(name: str, counted: bool) -> None:
    notation = actviz.vector(name).notation
    assert ("n components" in notation.formula) is counted
    assert (r"n \;\mathrm{components}" in notation.latex) is counted


def test_ties_and_edges() -> None:
    vector = actviz.vector
    assert vector("hardmax")([1.0, 3.0, 3.0]).tolist() == [0, 1, 0]
    assert vector("kwta")([1.0, 3.0, 3.0, 2.0]).tolist() == [0, 3, 3, 0]
    assert vector("kwta:k=3")([1.0, 3.0, 3.0, 2.0]).tolist() == [0, 3, 3, 2]
    assert vector("kwta:k=4")([1.0, -3.0, 3.0, 2.0]).tolist() == [1, -3, 3, 2]
    assert vector("kwta:k=4").jacobian([1.0, -3.0, 3.0, 2.0]).tolist() == np.eye(4).tolist()
    assert vector("maxout")([1.0, 1.0]).tolist() == [1]
    assert vector("maxout").jacobian([1.0, 1.0]).tolist() == [[1, 0]]
    assert vector("maxout:interleaved=1")([1.0, 2.0, 3.0, 0.0]).tolist() == [3, 2]
    assert vector("oplu").jacobian([1.0, 2.0]).tolist() == [[0, 1], [1, 0]]
    assert vector("squash")([0.0, 0.0]).tolist() == [0, 0]
    assert vector("squash").jacobian([0.0, 0.0]).tolist() == [[0, 0], [0, 0]]
    assert vector("squash")([1e200, 0.0]).tolist() == [1, 0]
    assert vector("sqmax").jacobian([-4.0, 1.0])[0].tolist() == [0, 0]
    assert vector("sparsemax")([1000.0, 0.0]).tolist() == [1, 0]
    assert vector("quiet_softmax")([-1000.0, -1000.0]).tolist() == [0, 0]
    assert vector("logsumexp")([1000.0, 1000.0])[0] == 1000 + np.log(2)
    assert vector("logmeanexp")([1e-9, -1e-9, 3e-9])[0] == pytest.approx(1e-9, rel=1e-8)
    assert vector("logsumexp")([np.inf, np.inf])[0] == np.inf
    # A component that is its own filtered neighbourhood passes with slope 1.
    assert vector("scaa:left=0:right=0:centre=1").jacobian([2.0]).tolist() == [[1]]


@pytest.mark.parametrize(
    ("spec", "length", "message"),
    [
        ("maxout:k=3", 4, "a multiple of 3: not 4"),
        ("oplu", 3, "an even number of components, not 3"),
        ("kwta:k=5", 4, "5 components or more, not 4"),
    ],
)
def test_lengths_that_do_not_fit(spec: str, length: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        actviz.vector(spec)(np.arange(float(length)))
    with pytest.raises(ValueError, match=message):
        actviz.vector(spec).jacobian(np.arange(float(length)))


@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_every_function_is_written_and_derived(function: VectorFunction) -> None:
    notation = function.notation
    assert notation.formula
    assert notation.slope
    assert notation.steps
    assert all(step.rule and step.before and step.after for step in notation.steps)


def test_gumbel_noise_chooses_as_softmax_says() -> None:
    from actviz.functions.vector.noisy import NoisyWeights

    gumbel = actviz.vector("gumbel_softmax:tau=0.1")
    assert isinstance(gumbel, NoisyWeights)
    assert gumbel.formula == ("exp((x_i + g_i)/tau) / sum_j exp((x_j + g_j)/tau), g ~ Gumbel(0, 1)")
    scores = np.array([0.5, -1.0, 2.0])
    drawn = gumbel.sample(np.tile(scores, (40_000, 1)), seed=3)
    shares = np.bincount(drawn.argmax(axis=-1), minlength=3) / len(drawn)
    assert shares == pytest.approx(scipy.special.softmax(scores), abs=0.01)  # 4 standard errors
    assert gumbel.sample(scores, 3).tolist() == gumbel.sample(scores, 3).tolist()
    assert gumbel.sample(scores, 3).tolist() != gumbel.sample(scores, 4).tolist()


@pytest.mark.parametrize(
    ("text", "v", "slope"),
    [
        ("where(x == m, 1, expm1(x - m)/(x - m))", [2.0, 2.0, 2.0], 1 / 2),  # u/2 + 1, u = x - m
        ("log1p(exp(-abs(x - m))) + max(x - m, 0)", [-1.0, -1.0, -1.0], 1 / 2),  # softplus(u)
        ("max(x - m, 0) + min(x - m, 0)", [1.0, 2.0, 3.0], 1.0),  # u
    ],
)
def test_joints_in_what_the_vector_says(text: str, v: list[float], slope: float) -> None:
    function = Context(name="tied", title="Tied", text=text, quantities=(MEAN,))
    expected = slope * (np.eye(3) - 1 / 3)  # by the chain rule, at every component
    np.testing.assert_allclose(function.jacobian(v), expected, rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("alpha", [1.25, 2.0, 3.0, 4.0])
@pytest.mark.parametrize("equals", [2, 4, 8])
def test_equals_share_alike_exactly(alpha: float, equals: int) -> None:
    """Where the threshold is a double itself, no ball tells on which side of it one is."""
    result = actviz.vector(f"alpha_entmax:alpha={alpha}").exact([0.5] * equals + [-9.5])
    assert result.tolist() == [1 / equals] * equals + [0.0]
