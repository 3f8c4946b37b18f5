"""Exported formulas whose steps leave the doubles where the result is an ordinary number."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

import mpmath
import pytest

from actviz.export.targets import TARGETS, missing
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import resolve_all
from tests.export.sample import failures, in_python, measured

mp = mpmath.mp.clone()
mp.dps = 50

_TOP: Final = sys.float_info.max

# A formula, the same in mpmath, and inputs at which a step of it is no double.
CASES: Final[list[tuple[str, Callable[[Any], Any], tuple[float, ...]]]] = [
    ("6/expm1(x)", lambda x: 6 / mp.expm1(x), (709.9, 710.5, 715.0, 740.0)),
    ("x/sinh(x)", lambda x: x / mp.sinh(x), (710.5, 715.0, -744.0, 740.0)),
    ("asinh((1.5*x)**3)", lambda x: mp.asinh((1.5 * x) ** 3), (2e102, -1e160, 1e250, -_TOP)),
    ("log1p(abs(x*x))", lambda x: mp.log1p(x * x), (1.4e154, -1e200, _TOP)),
    ("x**5/(1 + x**4)", lambda x: x**5 / (1 + x**4), (1e70, -1e90, 1e300)),
    ("sqrt(x*x*x*x + 1)/x", lambda x: mp.sqrt(x**4 + 1) / x, (1e80, -1e120, 1e300, 1e-200)),
]


@pytest.mark.parametrize(("formula", "true", "places"), CASES)
def test_ordinary_results_are_had_though_steps_leave_the_doubles(
    formula: str, true: Callable[[Any], Any], places: tuple[float, ...]
) -> None:
    functions = in_python(formula, 1)
    for x in places:
        exact = mp.mpf(x)
        value, slope = float(true(exact)), float(mp.diff(true, exact, h=exact * mp.mpf(10) ** -20))
        loose = 1e-14 * (1 + abs(x * slope / value))
        assert functions["f"](x) == pytest.approx(value, rel=loose, abs=1e-322), x
        assert functions["f_d1"](x) == pytest.approx(slope, rel=2 * loose, abs=1e-322), x


@pytest.mark.parametrize(
    "word", ["c", "numpy", "js", "rust", "torch", "keras", "onnx", "triton", "cuda"]
)
def test_languages_agree_with_exact_values(word: str) -> None:
    target = TARGETS[word]
    if lacking := missing(target):
        pytest.skip(f"{', '.join(lacking)} not installed")
    formulas = [case[0] for case in CASES if case[0] != "x/sinh(x)"]  # whose slope cancels at 0
    if word == "onnx":  # whose runtime's Where takes the sign from a zero: not at -0.0
        formulas.remove("6/expm1(x)")
    formulas += ["abs(x)**0.3/sqrt(1 + x*x)", "floor(3*x)/(1 + x*x)"]
    functions = [one for one in resolve_all(formulas) if isinstance(one, Activation)]
    found = [one for one in measured(functions, target, "float64") if one.vectors.order < 2]
    assert failures(found) == []
