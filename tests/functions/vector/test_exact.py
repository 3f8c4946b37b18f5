"""Exact values of functions of a vector, and how vectors are typed."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import mpmath as mp
import numpy as np
import pytest

import actviz
from actviz.functions.vector.vector_function import VectorFunction
from tests.functions.vector.definitions import DEFINITIONS
from tests.functions.vector.test_values import FUNCTIONS, NAMES, variants
from tests.process import actviz as run

WHOLE = ("k", "interleaved")  # parameters that are counts


def true_values(function: VectorFunction, v: list[float]) -> list[Any]:
    """The components by mpmath, with 70 digits."""
    values = {
        word: int(value) if word in WHOLE else mp.mpf(value)
        for word, value in function.values.items()
    }
    return DEFINITIONS[function.name]([mp.mpf(x) for x in v], **values)


@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_exact_values_are_the_nearest_doubles(function: VectorFunction) -> None:
    generator = np.random.default_rng(7)
    for variant in variants(function):
        for scale in (0.3, 20.0):
            v = generator.normal(scale=scale, size=4)
            with mp.workdps(70):
                expected = [float(value) for value in true_values(variant, v.tolist())]
            assert variant.exact(v).tolist() == expected, (variant.display, v.tolist())


def test_where_float64_loses_digits_exact_values_keep_them() -> None:
    v = [800.0, 0.0, -3.0]
    with mp.workdps(800):
        expected = [float(mp.exp(x) / mp.fsum(map(mp.exp, v))) for x in v]
    assert actviz.vector("softmax").exact(v).tolist() == expected
    with mp.workdps(100):
        tiny = float(mp.log(mp.cosh(mp.mpf(1e-30))))
    assert actviz.vector("logmeanexp").exact([1e-30, -1e-30])[0] == tiny


def test_of_a_tie_the_even_one() -> None:
    v = [0.5, 0.25, 3 * 2.0**-55]
    points = [Fraction(x) for x in v]
    tau = (sum(points) - 1) / 3
    expected = [float(x - tau) for x in points]
    assert actviz.vector("sparsemax").exact(v).tolist() == expected


def test_at_rate_1_the_largest_share_what_there_is() -> None:
    sharpest = actviz.vector("r_softmax:r=1")
    assert sharpest.exact([1.0, 3.0, 3.0]).tolist() == [0, 0.5, 0.5]
    assert sharpest.exact([3.0, 1.0, 2.0, 2.0]).tolist() == [1, 0, 0, 0]


def test_many_vectors_at_once_and_other_formats() -> None:
    v = np.array([[[1.2, 0.9], [0.0, -4.0]]])
    function = actviz.vector("softmax")
    values = function.exact(v, dtype="float16")
    assert values.shape == (1, 2, 2)
    with mp.workdps(30):
        true = 1 / (1 + mp.exp(mp.mpf(0.9) - mp.mpf(1.2)))
        assert values[0, 0, 0] == float(np.float16(float(true)))
    with pytest.raises(ValueError, match="finite"):
        function.exact([1.0, np.nan])
    with pytest.raises(ValueError, match="multiple of 2"):
        actviz.vector("maxout").exact([1.0, 2.0, 3.0])


@pytest.mark.parametrize(
    "words",
    [
        ("1.2", "0.9"),
        ("1.2,0.9",),
        ("[1.2, 0.9]",),
        ("[1.2,", "0.9]"),
        ("[1.2 0.9]",),
        (" 1.2, 0.9 ",),
    ],
)
def test_a_vector_may_be_typed_as_one(words: tuple[str, ...]) -> None:
    with mp.workdps(30):
        share = float(1 / (1 + mp.exp(mp.mpf(0.9) - mp.mpf(1.2))))
    done = run("eval", "softmax", *words, "--exact")
    assert (done.returncode, done.stderr) == (0, "")
    assert float(done.stdout.split()[0]) == share


def test_several_vectors_digits_and_stdin() -> None:
    done = run("eval", "softmax", "-1.2,0.9", "[0,0]", "--digits", "3")
    assert done.stdout == "0.109 0.891\n0.5 0.5\n"
    done = run("eval", "softmax", "--digits", "3", stdin="[-1.2, 0.9]\n0 0\n0,0\n")
    assert done.stdout == "0.109 0.891\n0.5 0.5\n0.5 0.5\n"
    done = run("eval", "log_softmax", "0,0", "--exact", "--dtype", "float32", "-f", "json")
    assert json.loads(done.stdout)[0]["log_softmax"] == float(np.float32(-np.log(2)))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("softmax", "1,x"), "unexpected ','"),
        (("softmax", "[1,2"), "unexpected '['"),
        (("softmax", "1", "2,3"), "not both"),
        (("gelu", "1,2"), "gelu takes numbers one by one: write 1.0 2.0"),
        (("softmax", "1,nan", "--exact"), "finite"),
        (("softmax", "1,2", "-d"), "its slopes: actviz derive softmax"),
    ],
)
def test_what_is_no_vector(words: tuple[str, ...], message: str) -> None:
    done = run("eval", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


INF = np.inf


@pytest.mark.parametrize(
    ("name", "vector", "expected"),
    [
        ("softmax", [INF, 1], [1, 0]),
        ("softmax", [-INF, 0, 0], [0, 1 / 2, 1 / 2]),
        ("softmax", [INF, INF], [np.nan, np.nan]),
        ("softmax", [-INF, -INF], [np.nan, np.nan]),
        ("softmin", [-INF, 3, INF], [1, 0, 0]),
        ("quiet_softmax", [-INF, -INF], [0, 0]),
        ("quiet_softmax", [-INF, 0], [0, 1 / 2]),
        ("taylor_softmax", [-INF, 0], [1, 0]),  # 1 + x + x**2/2 grows on both sides
        ("sqmax", [INF, -INF], [np.nan, np.nan]),
        ("radbasn", [INF, 2, 2], [0, 1 / 2, 1 / 2]),
    ],
)
def test_limits_at_infinities(name: str, vector: list[float], expected: list[float]) -> None:
    function = actviz.vector(name)
    np.testing.assert_array_equal(function.exact(vector), expected)
    np.testing.assert_allclose(function(vector), expected, rtol=1e-15)


def test_a_component_at_minus_infinity_leaves_the_others_their_shares() -> None:
    with mp.workdps(30):
        share = float(1 / (1 + mp.exp(mp.mpf(0.9) - mp.mpf(1.2))))
        weights = [mp.mpf(3) ** (mp.mpf(0.43) * v) for v in (1, 2)]  # ssmax counts all three
        counted = float(weights[0] / mp.fsum(weights))
    assert actviz.vector("softmax").exact([1.2, -INF, 0.9])[0] == share
    scale = actviz.vector("ssmax")
    assert scale.exact([1.0, -INF, 2.0])[0] == counted
    done = run("eval", "softmax", "1,inf", "--exact")
    assert (done.returncode, done.stdout) == (0, "0.0 1.0\n")
