"""WGSL exports: whole numbers alone in the text; where wgpu is, each result is rounded once."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import numpy as np
import pytest

from actviz.cli.app import run
from actviz.export.targets import TARGETS, missing
from actviz.export.trial import tried
from actviz.export.write import program, text
from actviz.lookup.registry import get, resolve_all
from actviz.readings.languages.wgsl import wide
from tests.export.sample import failures, points

WGSL = TARGETS["wgsl"]
needs_wgpu = pytest.mark.skipif(bool(missing(WGSL)), reason="wgpu not installed")


def written(*names: str) -> str:
    code = text(WGSL, program(resolve_all(list(names)), WGSL))
    assert isinstance(code, str)
    return code


def bare(code: str) -> str:
    """The code without its comments."""
    return re.sub(r"//.*", "", code)


def test_floats_come_in_and_go_out_as_bits_and_nothing_is_computed_with_them() -> None:
    code = bare(written("gelu", "mish", "tanh", "snake", "x**2.5", "swiglu", "floor(3*x)"))
    signatures = re.findall(r"^fn (?!wide_)\w+\((?:\w+: f32(?:, )?)+\) -> f32 {$", code, re.M)
    assert len(signatures) == 2 * 6 + 3
    for line in code.splitlines():
        if "f32" in line and line not in signatures:
            assert re.search(r"^fn wide_|bitcast<[uf]32>\(", line), line
    calls = set(re.findall(r"\b([a-zA-Z]\w*)\(", code)) - set(re.findall(r"fn (\w+)\(", code))
    whole = {"select", "countLeadingZeros", "all", "min", "max", "abs", "u32", "i32"}
    assert calls <= whole | {"if", "for", "return"}
    assert re.search(r"\d\.\d|\d[fh]\b", re.sub(r"0x\w+", "", code)) is None


def test_only_what_a_function_needs_is_written() -> None:
    code = written("relu")
    assert len(code.splitlines()) < 120
    assert "wide_mul" not in code
    names = re.findall(r"^fn (\w+)\(", written("gelu", "erf", "tanh"), re.M)
    assert len(names) == len(set(names))


def test_names_that_the_language_uses_get_act_in_front() -> None:
    code = written("tanh", "abs", "step=x**2", "target=x")
    for name in ("act_tanh", "act_abs", "act_step", "act_target"):
        assert f"fn {name}(x_: f32) -> f32" in code


def test_the_suffix_tells_the_language_and_other_formats_are_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["export", "gelu", "--to", "wgsl", "--dtype", "float16"]) == 2
    told = capsys.readouterr()
    assert "wgsl takes float32" in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    "value", [1.0, -0.1, 5e-324, math.pi, 2.0**-30, Fraction(2, 3), Fraction(2**64 - 1, 2**64)]
)
def test_a_constant_has_the_digits_that_its_head_says(value: float | Fraction) -> None:
    sign, power, upper, lower = (
        int(word, 0) for word in re.findall(r"(0x[0-9a-f]+|\d+)u", wide(value))
    )
    power -= 2**32 if power >= 2**31 else 0
    assert upper >= 2**31
    told = (-1) ** sign * (upper + Fraction(lower, 2**32)) / 2**31 * Fraction(2) ** power
    exact = Fraction(value)
    assert abs(told - exact) <= abs(exact) / 2**64
    assert isinstance(value, Fraction) or told == exact


# ---------------------------------------------------------------- run


@needs_wgpu
def test_every_result_is_the_exact_one_rounded_once() -> None:
    names = ["x/3", "sqrt(abs(x))", "x*x - 1/x", "exp(x)", "log(x)", "gelu", "silu", "swiglu"]
    functions = resolve_all([*names, "sin(x)", "abs(x)**0.3", "floor(3*x)"])
    made = program(functions, WGSL)
    for one in tried(functions, made, WGSL):
        x = np.abs(one.vectors.inputs[0])
        near = (x < 1e4) | ~np.isfinite(x) if one.vectors.name == "f_6" else np.isfinite(x)
        got, expected = one.got[near], one.vectors.expected[near]
        assert np.array_equal(got, expected, equal_nan=True), one.vectors.name
        assert np.array_equal(np.signbit(got[got == 0]), np.signbit(expected[got == 0]))


@needs_wgpu
def test_nan_infinities_and_zeros_come_out_as_they_should() -> None:
    odd = ["sinh(x)", "asinh(x)", "atan(x)", "trunc(x)", "sin(x)"]
    functions = resolve_all(["gelu", "relu", "tanh", "erf", "silu", "identity", *odd])
    made = program(functions, WGSL)
    found = tried(functions, made, WGSL, x=points("float32"))
    assert failures(found) == []
    for one in found:
        at = {repr(float(x)): float(y) for x, y in zip(one.vectors.inputs[0], one.got, strict=True)}
        assert math.isnan(at.get("nan", math.nan))
        if not one.vectors.suffix:
            assert math.copysign(1, at["-0.0"]) == -1, one.vectors.name


@needs_wgpu
def test_parameters_may_stay_arguments() -> None:
    functions = resolve_all(["swish:beta=1.5"])
    made = program(functions, WGSL, arguments=["beta"])
    found = tried(functions, made, WGSL, x=np.linspace(-30, 30, 61))
    assert [one.vectors.suffix for one in found] == ["", "_d1", "_dbeta"]
    assert failures(found) == []


@needs_wgpu
@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        ("0u, 0xfffffffeu, 0xcc42299eu", "0u, 0xfffffffeu, 0xcc422000u"),  # a constant
        ("wide_add(wide_normal_cdf", "wide_sub(wide_normal_cdf"),  # a sign in the slope
        ("wide_less(x, wide_number", "wide_less(x, x) && wide_less(x, wide_number"),  # no clamp
    ],
)
def test_what_is_broken_on_purpose_is_found(whole: str, broken: str) -> None:
    functions = [get("gelu")]
    made = program(functions, WGSL)
    code = text(WGSL, made)
    assert isinstance(code, str)
    assert whole in code
    found = tried(functions, made, WGSL, code.replace(whole, broken))
    assert failures(found) != []
