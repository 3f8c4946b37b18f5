"""Exported softmax and log_softmax, run in each language, against mpmath."""

from __future__ import annotations

from functools import cache
from math import inf, isnan, nan
from pathlib import Path
from shutil import which
from typing import Any, Final

import mpmath
import numpy as np
import pytest

from actviz.lookup.registry import vector
from tests.export.rows_run import KINDS, RUN, Calls, Row, code
from tests.export.test_export import there

LANGUAGES: Final = [
    ("python", "float64"), ("numpy", "float64"), ("numpy", "float32"), ("torch", "float64"),
    ("torch", "float32"), ("jax", "float32"), ("jax", "float64"), ("c", "float64"),
    ("c", "float32"), ("rust", "float64"), ("rust", "float32"), ("js", "float64"),
    ("js", "float32"), ("cuda", "float64"), ("cuda", "float32"),
    ("onnx", "float64"), ("onnx", "float32"), ("keras", "float64"), ("keras", "float32"),
    ("triton", "float64"), ("triton", "float32"), ("wgsl", "float32"),
]  # fmt: skip
DIGITS: Final[dict[str, Any]] = {"float64": np.float64, "float32": np.float32}


def tried_here(word: str) -> None:
    """The test is skipped where its tools are not installed; CUDA's text is run on the host."""
    if word != "cuda":
        there(word)
    elif not which("g++"):
        pytest.skip("g++ not installed")


# ---------------------------------------------------------------- what is right


def finite(dtype: str) -> list[tuple[list[float], list[float]]]:
    """Rows of finite numbers with gradients, all numbers of the format."""
    rng = np.random.default_rng(3)
    largest = float(np.finfo(DIGITS[dtype]).max)
    xs: list[Any] = [
        rng.normal(size=1), rng.normal(size=2), 3 * rng.normal(size=17), 30 * rng.normal(size=9),
        rng.normal(size=1000), np.full(10, 0.1), np.full(4, -1e30), [0, 800, -800, 801, 801],
        [1e-30, -1e-30, 0], [1000, 1001, 999.5], [-5000, -5001], [20, 0, 1, -3], [0, 50, 49, 2],
        [0, -700, -730, -744], [0, -90, -100, -103], [largest, -largest, 1], [-0.0, 0.0],
    ]  # fmt: skip
    pairs = []
    for at, x in enumerate(xs):
        g = np.eye(len(x))[np.argmax(x)] if at % 3 == 2 else rng.normal(size=len(x))
        pairs.append([np.asarray(row, dtype=dtype).astype(float).tolist() for row in (x, g)])
    return [(x, g) for x, g in pairs]


def true(name: str, x: Row, g: Row | None) -> tuple[list[Any], list[Any]]:
    """The exact results, and how much each moves when every number moves by its own size."""
    top = max(x)
    powers = [mpmath.exp(mpmath.mpf(v) - top) for v in x]
    total = mpmath.fsum(powers)
    y = [p / total for p in powers]
    if name == "softmax":
        return y, [v * (1 + abs(a - top)) for v, a in zip(y, x, strict=True)]
    if name == "log_softmax":
        first = x.index(top)
        rest = mpmath.fsum(p for place, p in enumerate(powers) if place != first)
        values = [mpmath.mpf(a) - top - mpmath.log1p(rest) for a in x]
        return values, [abs(v) for v in values]
    assert g is not None
    g = [mpmath.mpf(v) for v in g]
    if name == "softmax_d1":
        lead = g[x.index(top)]
        g = [v - lead for v in g]
        mean = mpmath.fdot(g, y)
        size = mpmath.fsum(abs(u) * v * (1 + top - a) for u, v, a in zip(g, y, x, strict=True))
        return (
            [u * (v - mean) for u, v in zip(y, g, strict=True)],
            [u * (abs(v) + size) * (1 + top - a) for u, v, a in zip(y, g, x, strict=True)],
        )
    at = x.index(top)
    sums = [mpmath.fsum(g)] * len(x)
    d = [v - u * s for u, v, s in zip(y, g, sums, strict=True)]
    sizes = [
        abs(v) + u * mpmath.fsum(map(abs, g)) * (1 + top - a)
        for u, v, a in zip(y, g, x, strict=True)
    ]
    others = mpmath.fsum(abs(v) for place, v in enumerate(g) if place != at)
    spread = mpmath.fsum(p * (1 - a + top) for p, a in zip(powers, x, strict=True)) - 1
    rest = mpmath.fsum(p for place, p in enumerate(powers) if place != at)
    d[at] = g[at] * rest / total - y[at] * (sums[at] - g[at])
    sizes[at] = abs(g[at]) * spread / total + y[at] * others
    return d, sizes


def off(dtype: str, got: Row, exact: Row, sizes: Row, least: float) -> float:
    """The largest error in units in the last place of what may count."""
    form = np.finfo(DIGITS[dtype])
    worst = 0.0
    for value, expected, size in zip(got, exact, sizes, strict=True):
        if abs(expected) > form.max:
            assert value == (inf if expected > 0 else -inf)
            continue
        unit = max(
            float(form.eps) * max(float(abs(expected)), float(size) * 2.0**-26)
            if dtype == "float32"
            else float(form.eps) * float(size),
            float(form.smallest_subnormal),
            least,
        )
        worst = max(worst, abs(float(mpmath.mpf(float(value)) - expected)) / unit)
    return worst


@cache
def answers(dtype: str) -> list[tuple[str, Row, Row | None, list[Any], list[Any]]]:
    """Every function at every row, with its exact results and their sizes."""
    with mpmath.workdps(50):
        return [
            (kind, x, g, *true(kind, x, g))
            for x, slope in finite(dtype)
            for kind in KINDS
            for g in (slope if kind.endswith("d1") else None,)
        ]


@pytest.mark.parametrize(("word", "dtype"), LANGUAGES)
def test_values_and_products_are_the_exact_ones(word: str, dtype: str, tmp_path: Path) -> None:
    tried_here(word)
    # XLA takes the subnormal numbers of float64 for 0.
    flushed = float(np.finfo(np.float64).tiny) if (word, dtype) == ("jax", "float64") else 0.0
    # Each length is compiled by itself in JAX; Mesa's software renderer ends long loops.
    lengths = {"jax": (3, 4), "wgsl": range(256)}.get(word, range(1001))
    tried = [one for one in answers(dtype) if len(one[1]) in lengths]
    calls: Calls = [(name, x, g) for name, x, g, *_ in tried]
    got = RUN[word](code(word, dtype), calls, dtype, tmp_path)
    with mpmath.workdps(50):
        for (name, x, _, exact, sizes), result in zip(tried, got, strict=True):
            assert off(dtype, result, exact, sizes, flushed) <= 4, (name, x[:5], result[:5])


@pytest.mark.parametrize(("word", "dtype"), [one for one in LANGUAGES if one != ("jax", "float64")])
def test_rows_with_infinities_nan_and_nothing(word: str, dtype: str, tmp_path: Path) -> None:
    tried_here(word)
    xs: list[Row] = [
        [1, 2, inf], [inf, -inf], [-inf, 1], [1, inf, inf], [-inf, -inf], [inf], [-inf], [nan],
        [1, nan, inf], [nan, 1], [-inf, nan], [1, 1, -inf],
    ]  # fmt: skip
    calls: Calls = [(kind, x, None) for x in xs for kind in ("softmax", "log_softmax")]
    slopes: Calls = [(f"{name}_d1", x, [1.5] * len(x)) for name, x, _ in calls]
    empty: Calls = [("softmax", [], None), ("log_softmax", [], None)]
    empty += [("softmax_d1", [], []), ("log_softmax_d1", [], [])]
    got = RUN[word](code(word, dtype), calls + slopes + empty, dtype, tmp_path)
    for at, (name, x, _) in enumerate(calls):
        expected = vector(name)(x).astype(dtype)
        np.testing.assert_allclose(got[at], expected, rtol=2e-7, err_msg=f"{name} {x}")
        slope = got[at + len(calls)]
        assert [isnan(v) for v in slope] == [isnan(v) for v in expected], (name, x, slope)
    assert [len(one) for one in got[-4:]] == [0] * 4
