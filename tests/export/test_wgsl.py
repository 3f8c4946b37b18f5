"""WGSL exports: whole numbers alone in the text; where wgpu is, each result is rounded once."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from actviz.cli.app import run
from actviz.export import softmax_files
from actviz.export.targets import TARGETS, missing
from actviz.export.trial import tried
from actviz.export.write import program, text
from actviz.lookup.registry import get, resolve_all
from actviz.readings.languages.program import Program
from actviz.readings.languages.wgsl_numbers import SHORT, WIDE, Numbers
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
    signatures = re.findall(
        r"^fn (?!wide_|short_)\w+\((?:\w+: f32(?:, )?)+\) -> f32 {$", code, re.M
    )
    assert len(signatures) == 2 * 6 + 3
    for line in code.splitlines():
        if "f32" in line and line not in signatures:
            assert re.search(r"^fn (wide|short)_|bitcast<[uf]32>\(", line), line
    calls = set(re.findall(r"\b([a-zA-Z]\w*)\(", code)) - set(re.findall(r"fn (\w+)\(", code))
    whole = {"select", "countLeadingZeros", "all", "min", "max", "abs", "u32", "i32"}
    assert calls <= whole | {"if", "for", "return"}
    assert re.search(r"\d\.\d|\d[fh]\b", re.sub(r"0x\w+", "", code)) is None


def test_rows_are_computed_in_whole_numbers_too() -> None:
    functions = resolve_all(["softmax", "log_softmax"])
    code = softmax_files.in_rows(functions, WGSL, order=1, stem=None, dtype=None, version="0")
    assert isinstance(code, str)
    for line in bare(code).splitlines():
        if "f32" in line:
            assert re.search(r"^fn wide_|bitcast<[uf]32>\(|^@group.*array<f32>;$", line), line
    assert re.search(r"\d\.\d|\d[fh]\b", re.sub(r"0x\w+", "", bare(code))) is None


def test_only_what_a_function_needs_is_written() -> None:
    code = written("relu")
    assert len(code.splitlines()) < 120
    assert "_mul" not in code
    assert "wide_" not in code
    names = re.findall(r"^fn (\w+)\(", written("gelu", "erf", "tanh"), re.M)
    assert len(names) == len(set(names))


def test_names_that_the_language_uses_get_act_in_front() -> None:
    code = written("tanh", "abs", "step=x**2", "target=x", "short_mul=x**2")
    for name in ("act_tanh", "act_abs", "act_step", "act_target", "act_short_mul"):
        assert f"fn {name}(x_: f32) -> f32" in code


def test_the_suffix_tells_the_language_and_other_formats_are_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["export", "gelu", "--to", "wgsl", "--dtype", "float16"]) == 2
    output = capsys.readouterr()
    assert "wgsl takes float32" in output.err
    assert output.err.count("\n") == 1


@pytest.mark.parametrize("kind", [WIDE, SHORT])
@pytest.mark.parametrize(
    "value", [1.0, -0.1, 5e-324, math.pi, 2.0**-30, Fraction(2, 3), Fraction(2**64 - 1, 2**64)]
)
def test_a_constant_has_the_digits_that_its_head_says(
    value: float | Fraction, kind: Numbers
) -> None:
    words = re.findall(r"\b(0x[0-9a-f]+|\d+)u", kind.constant(value))
    sign, power, upper, *lower = (int(word, 0) for word in words)
    power -= 2**32 if power >= 2**31 else 0
    assert upper >= 2**31
    assert len(lower) == kind.digits // 32 - 1
    read = (-1) ** sign * (upper + Fraction(sum(lower), 2**32)) / 2**31 * Fraction(2) ** power
    exact = Fraction(value)
    assert abs(read - exact) <= abs(exact) / 2**kind.digits
    assert kind is SHORT or isinstance(value, Fraction) or read == exact


def test_digits_are_as_many_as_the_promise_needs() -> None:
    names = ["gelu", "silu", "relu", "erf"]
    names += ["snake", "floor(3*x)", "(1 + x) - x", "(1e6 + sin(x)) - 1e6"]
    exported = program(resolve_all(names), WGSL)
    short = [{one.suffix for one in unit.outputs if one.single} for unit in exported.units]
    assert short[:4] == [{"", "_d1"}] * 4
    assert [("" in suffixes) for suffixes in short[4:]] == [False, False, True, False]


# ---------------------------------------------------------------- run


def without_short(exported: Program) -> Program:
    """The same program with numbers of 64 digits alone."""
    units = [
        replace(unit, outputs=tuple(replace(one, single=None) for one in unit.outputs))
        for unit in exported.units
    ]
    return replace(exported, units=units)


@needs_wgpu
def test_every_result_of_64_digits_is_the_exact_one_rounded_once() -> None:
    names = ["x/3", "sqrt(abs(x))", "exp(x)", "log(x)", "abs(x)**0.3", "floor(3*x)"]
    functions = resolve_all([*names, "silu", "sin(x)"])
    exported = without_short(program(functions, WGSL, order=0))
    *result, silu, sine = tried(functions, exported, WGSL)
    for one in result:
        assert np.array_equal(one.got, one.vectors.expected, equal_nan=True), one.vectors.name
    # Of a subnormal x, x/2 + x**2/4 is nearer to a tie than 64 digits tell.
    other = np.flatnonzero(silu.got != silu.vectors.expected)
    x = silu.vectors.inputs[0][other]
    assert np.all(np.isnan(x) | (np.abs(x) < 2.0**-126))
    assert silu.worst <= 0.5 + 2.0**-50
    near = np.abs(sine.vectors.inputs[0]) < 1e4
    assert np.array_equal(sine.got[near], sine.vectors.expected[near])


@needs_wgpu
def test_results_of_32_digits_are_nearly_so() -> None:
    functions = resolve_all(["x/3", "sqrt(abs(x))", "exp(x)", "log(x)", "silu", "swiglu"])
    exported = program(functions, WGSL, order=0)
    assert all(one.single for unit in exported.units for one in unit.outputs)
    for one in tried(functions, exported, WGSL):
        assert one.worst < 0.52, one.vectors.name
        assert one.wrong == 0


@needs_wgpu
def test_nan_infinities_and_zeros_come_out_as_they_should() -> None:
    odd = ["sinh(x)", "asinh(x)", "atan(x)", "trunc(x)", "sin(x)"]
    functions = resolve_all(["gelu", "relu", "tanh", "erf", "silu", "identity", *odd])
    exported = program(functions, WGSL, order=0)
    trial = tried(functions, exported, WGSL, x=points("float32"))
    assert failures(trial) == []
    for one in trial:
        at = {repr(float(x)): float(y) for x, y in zip(one.vectors.inputs[0], one.got, strict=True)}
        assert math.isnan(at.get("nan", math.nan))
        if not one.vectors.suffix:
            assert math.copysign(1, at["-0.0"]) == -1, one.vectors.name


@needs_wgpu
def test_parameters_may_stay_arguments() -> None:
    functions = resolve_all(["elu:alpha=1.5"])
    exported = program(functions, WGSL, arguments=["alpha"])
    trial = tried(functions, exported, WGSL, x=np.linspace(-30, 30, 61))
    assert [one.vectors.suffix for one in trial] == ["", "_d1", "_dalpha"]
    assert failures(trial) == []


@needs_wgpu
@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        ("0u, 0xfffffffeu, 0xcc42299fu", "0u, 0xfffffffeu, 0xcc422000u"),  # a constant
        ("short_add(short_normal_cdf", "short_sub(short_normal_cdf"),  # a sign in the slope
        ("short_less(x, short_number", "false && short_less(x, short_number"),  # no clamp
    ],
)
def test_what_is_broken_on_purpose_is_found(whole: str, broken: str) -> None:
    functions = [get("gelu")]
    exported = program(functions, WGSL)
    code = text(WGSL, exported)
    assert isinstance(code, str)
    assert whole in code
    trial = tried(functions, exported, WGSL, code.replace(whole, broken))
    assert failures(trial) != []
