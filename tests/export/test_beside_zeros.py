"""Exported float64 code keeps the digits that its input has beside zeros, as mpmath computes."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import mpmath
import numpy as np
import pytest

from actviz.arrays import Float64
from actviz.export.beside_zeros import GRID
from actviz.export.targets import TARGETS, missing
from actviz.export.trial import TrialResult, run, tried
from actviz.export.trial_vectors import Vectors
from actviz.export.write import program
from actviz.lookup.registry import get
from actviz.readings.certified.zero_series import places
from actviz.readings.effort import ULPS
from tests.export.sample import failures, planned_once

mp = mpmath.mp.clone()
mp.dps = 60


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


def _dsilu(x: Any) -> Any:
    return _sigmoid(x) * (1 + x * (1 - _sigmoid(x)))


def _pflu(x: Any) -> Any:
    return x * (1 + x / mp.sqrt(1 + x * x)) / 2


def _sau(x: Any) -> Any:
    part = mp.mpf(0.15)
    smooth = mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)
    return x * (part + (1 - part) * mp.erfc(-x / mp.sqrt(2)) / 2) + (1 - part) * smooth


def _fsa(x: Any) -> Any:
    return mp.sin(x) + mp.sin(2 * x) / 2


# A name, which derivative, the formula by its definition, and about where that has a zero; how
# often it is zero there.
CASES: Final[list[tuple[str, int, Callable[[Any], Any], float, int]]] = [
    ("dsilu", 0, _dsilu, -1.278, 1),
    ("sau", 0, _sau, -0.747, 1),
    ("gln", 0, lambda x: (mp.sin(x) + mp.tanh(x)) / 2, 4.694, 1),
    ("gln", 0, lambda x: (mp.sin(x) + mp.tanh(x)) / 2, -4.73, 1),
    ("fsa", 0, _fsa, 3.1416, 3),
    ("fsa", 0, _fsa, -9.4248, 3),
    ("pflu", 1, _pflu, -0.786, 1),
    ("pflu", 2, _pflu, -1.4142, 1),
    ("tsrelu", 1, lambda x: x * mp.tanh(_sigmoid(x)), -1.3088, 1),
    ("snake", 1, lambda x: x + mp.sin(x) ** 2, -0.7854, 2),
    ("snake", 1, lambda x: x + mp.sin(x) ** 2, 2.3562, 2),
    ("aranda_ordaz", 2, lambda x: 1 - (1 + 2 * mp.exp(x)) ** mp.mpf(-0.5), 0.0, 1),
]


def _softplus(x: Any) -> Any:
    return mp.log(1 + mp.exp(x))


def _vectors(
    name: str, order: int, formula: Callable[[Any], Any], about: float, times: int
) -> Vectors:
    """Doubles on both sides of a zero, some of them the nearest."""

    def derived(x: Any, more: int) -> Any:
        return mp.diff(formula, x, more) if more else formula(x)

    with mp.workdps(80):
        zero = mp.findroot(lambda x: derived(x, order + times - 1), about)
        near = float(zero) if abs(zero) > 1e-30 else 0.0
        away = [10.0**-e for e in np.arange(1.0, 15.0, 0.5)] + [0.03, 0.07, 0.15]
        side = [math.nextafter(near, end) for end in (-math.inf, math.inf)] if near else []
        x = np.array([near + sign * step for step in away for sign in (1, -1)] + side)
        true = [derived(mp.mpf(float(at)), order) for at in x]
        slope = [derived(mp.mpf(float(at)), order + 1) for at in x]
        condition = [
            abs(mp.mpf(float(at)) * b / a) for at, a, b in zip(x, true, slope, strict=True)
        ]
    values = np.array(list(map(float, true)))
    base = ULPS[order]
    allowed = base + 2 * np.array(list(map(float, condition)))
    suffix = f"_d{order}" if order else ""
    return Vectors(name, suffix, order, (x,), values, values, allowed, base, "float64")


@cache
def _tables() -> list[Vectors]:
    return [_vectors(*case) for case in CASES]


@pytest.mark.long
@pytest.mark.parametrize("word", ["c", "numpy", "js", "rust"])
def test_beside_zeros_the_digits_of_the_input_are_kept(word: str) -> None:
    target = TARGETS[word]
    if lacking := missing(target):
        pytest.skip(f"{', '.join(lacking)} not installed")
    names = list(dict.fromkeys(case[0] for case in CASES))
    with planned_once():
        exported = program([get(name) for name in names], target, order=2, dtype="float64")
    tables = _tables()
    got = run(exported, target, tables, [""] * len(names), None, "float64")
    assert failures([TrialResult(*pair) for pair in zip(tables, got, strict=True)]) == []


def test_many_inputs_beside_a_zero_keep_them_all() -> None:
    target = TARGETS["c"]
    if lacking := missing(target):
        pytest.skip(f"{', '.join(lacking)} not installed")
    away = np.exp2(np.random.default_rng(7).uniform(-50, -3, 1000))
    for name, zero in (("gelu", -0.751791524692691), ("silu", -1.2784645427610738)):
        exported = program([get(name)], target)
        x = np.concatenate([zero - away, zero + away])
        assert failures(tried([get(name)], exported, target, x=x)) == []


NARROW: Final[dict[str, Callable[[Any], Any]]] = {
    "x - sin(x)": lambda x: x - mp.sin(x),
    "tanh(x) - x": lambda x: mp.tanh(x) - x,
    "exp(x) - 1 - x - x**2/2": lambda x: mp.expm1(x) - x - x * x / 2,
}


@pytest.mark.parametrize("word", ["c", "numpy", "onnx"])
def test_narrow_formats_keep_digits_beside_zeros_of_terms_that_cancel_in_float64(word: str) -> None:
    target = TARGETS[word]
    if lacking := missing(target):
        pytest.skip(f"{', '.join(lacking)} not installed")
    sizes = np.float32(10.0) ** np.arange(-12, 0.1, 0.7, dtype=np.float32)
    x = np.concatenate([-sizes, sizes]).astype(np.float64)
    with planned_once():
        exported = program([get(text) for text in NARROW], target, dtype="float32")
    tables = []
    for unit, formula in zip(exported.units, NARROW.values(), strict=True):
        for order, output in enumerate(unit.outputs):
            with mp.workdps(120):
                listed = [mp.taylor(formula, mp.mpf(at), order + 1) for at in x.tolist()]
                true = np.array([float(mp.factorial(order) * one[order]) for one in listed])
                slope = [mp.factorial(order + 1) * one[order + 1] for one in listed]
                steep = np.array(list(map(float, slope)))
            expected = true.astype(np.float32).astype(np.float64)
            allowed = 4 + 2 * np.abs(x * steep / true)
            parts = (unit.name, output.suffix, order, (x,), expected, true, allowed, 4.0)
            tables.append(Vectors(*parts, "float32"))
    got = run(exported, target, tables, [""] * len(exported.units), None, "float32")
    assert failures([TrialResult(*pair) for pair in zip(tables, got, strict=True)]) == []


def test_zeros_that_are_not_wanted_are_not_narrowed() -> None:
    sizes = []

    def evaluate(x: Float64) -> Float64:
        sizes.append(x.size)
        y: Float64 = np.sin(40 * x) * np.cos(x) ** 2 + 1e-3  # some zeros are touched alone
        return y

    every = places(evaluate, GRID)
    all_points, sizes[:] = sum(sizes), []
    for most in (1, 5, 12, 100, 1000):
        sizes.clear()
        assert places(evaluate, GRID, most) == every[:most]
    assert most > len(every)
    sizes.clear()
    places(evaluate, GRID, 12)
    assert sum(sizes) < all_points / 2
