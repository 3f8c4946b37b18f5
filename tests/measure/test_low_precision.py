"""Formats of 8 and 4 bits wherever a format is asked for: by hand, and against ml_dtypes."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import ml_dtypes
import mpmath as mp
import numpy as np
import pytest

import actviz
from actviz.facts import saturation_in
from actviz.figures.compose.picture import compose
from actviz.figures.sampling.staircase import staircase
from tests.process import actviz as run
from tests.process import shell

TINY = ("float8_e4m3fn", "float8_e5m2", "float4_e2m1fn")

KERNELS = """
import numpy as np

def clamped(x):
    '''exp that saturates instead of giving NaN, as some processors do.'''
    kind = x.dtype
    return np.minimum(np.exp(x.astype(np.float64)), 448).astype(kind)

def relu6(q):
    '''On int8 of scale 1/16 and zero -3; one answer is a step too high.'''
    y = np.clip(q, -3, 6*16 - 3)
    y[q == 5] += 1
    return y
"""


def numbers(dtype: str) -> np.ndarray:
    """Every number of a format, in the order of bit patterns, by ml_dtypes."""
    kind = np.dtype(getattr(ml_dtypes, dtype))
    count = 16 if dtype.startswith("float4") else 256
    result: np.ndarray = np.arange(count, dtype=np.uint8).view(kind).astype(np.float64)
    return result


def nearest(value: mp.mpf, dtype: str) -> float:
    """By looking at all of them; of two as near, the one with the even pattern."""
    every = numbers(dtype)
    finite = np.flatnonzero(np.isfinite(every) & (every >= 0))
    gaps = [abs(abs(value) - mp.mpf(every[at])) for at in finite]
    at = min(range(len(gaps)), key=lambda k: (gaps[k], finite[k] % 2))
    return math.copysign(every[finite[at]], value)


def rows(*words: str, code: int = 0, **options: Any) -> list[dict[str, Any]]:
    done = run(*words, "--format", "json", **options)
    assert done.returncode == code, done.stderr
    data: list[dict[str, Any]] = json.loads(done.stdout)
    return data


def test_where_sigmoid_and_relu_saturate_is_what_is_known_by_hand() -> None:
    sigmoid, relu = rows("table", "sigmoid", "relu", "--dtype", ",".join((*TINY, "int8:1/16:0")))
    # Half a step below 1, a step being 1/16 and 1/8 there.
    assert float(sigmoid["float8_e4m3fn_value_right"]) == pytest.approx(math.log(31), rel=1e-15)
    assert float(sigmoid["float8_e5m2_value_right"]) == pytest.approx(math.log(15), rel=1e-15)
    # Half the least number, 2**-10 and 2**-17.
    assert float(sigmoid["float8_e4m3fn_value_left"]) == pytest.approx(-math.log(1023), rel=1e-15)
    assert float(sigmoid["float8_e5m2_value_left"]) == pytest.approx(-math.log(2**17 - 1))
    assert float(relu["float8_e4m3fn_overflow_right"]) == 464
    assert float(relu["float8_e5m2_overflow_right"]) == 61440
    assert relu["float4_e2m1fn_overflow_right"] is None
    assert float(relu["float4_e2m1fn_value_right"]) == 5
    assert float(relu["int8:1/16:0_value_right"]) == (127 - 0.5) / 16
    assert saturation_in(actviz.get("exp(x)"), "float8_e4m3fn").overflow_right == pytest.approx(
        math.log(464)
    )


@pytest.mark.parametrize("dtype", TINY)
def test_exact_values_at_every_input_are_the_nearest_numbers(dtype: str, tmp_path: Path) -> None:
    file = tmp_path / "y.npy"
    done = run("eval", "tanh", "--exact", "--dtype", dtype, "--all-inputs", "-o", str(file))
    assert done.returncode == 0, done.stderr
    kept = np.load(file)
    result = kept.view(np.uint8).view(getattr(ml_dtypes, dtype)).astype(np.float64)
    for x, y in zip(numbers(dtype).tolist(), result.tolist(), strict=True):
        if math.isfinite(x):
            assert y == nearest(mp.tanh(x), dtype)
        elif dtype != "float4_e2m1fn":
            assert math.isnan(y) if math.isnan(x) else y == math.copysign(1, x)


def test_ulps_between_two_functions_are_counted_at_all_inputs() -> None:
    (row,) = rows("compare", "gelu", "relu", "--measure", "ulp", "--dtype", "float8_e4m3fn")
    worst = 0.0
    for x in numbers("float8_e4m3fn").tolist():
        if math.isnan(x):
            continue
        gelu = nearest(mp.mpf(x) * mp.ncdf(x), "float8_e4m3fn")
        exponent = max(math.frexp(gelu)[1] - 1, -6) if gelu else -6
        worst = max(worst, abs(max(x, 0.0) - gelu) / 2.0 ** (exponent - 3))
    assert abs(row["ulps"]) == worst > 1


def test_callables_take_the_numbers_of_a_format_and_its_integers(tmp_path: Path) -> None:
    (tmp_path / "kernels.py").write_text(KERNELS)
    e4m3 = ("--dtype", "float8_e4m3fn")
    (fine,) = rows("check", "tanh", "--against", "numpy:tanh", *e4m3)
    assert (fine["tried"], fine["misrounded"]) == (256, 0)
    (result,) = rows("check", "exp(x)", "--against", "kernels:clamped", *e4m3, cwd=tmp_path, code=1)
    (lost,) = [row for row in result["findings"] if row["finding"].startswith("wrong")]
    # 464 is where NaN begins: log(464) = 6.14.
    inputs = numbers("float8_e4m3fn")
    assert lost["finding"] == "wrong: no overflow"
    assert lost["points"] == np.count_nonzero(inputs > math.log(464))
    assert (lost["x"], lost["got"]) == (6.5, 448)
    int8 = ("--dtype", "int8:1/16:-3")
    (result,) = rows("check", "relu6", "--against", "kernels:relu6", *int8, cwd=tmp_path)
    assert (result["tried"], result["misrounded"]) == (256, 1)
    assert (result["largest_ulp"], result["at"]) == (1, 8 / 16)
    done = run("check", "tanh", "--against", "numpy:tanh", *int8)
    assert (done.returncode, "takes integers of 8 bits" in done.stderr) == (2, True)


def test_pairs_from_another_program_are_numbers_of_the_format(tmp_path: Path) -> None:
    pairs = "0 1\n1 2.718281828\n2 7.389\n3 20.0855\n-2 0.13533\n"
    line = f"printf '{pairs}' | actviz check 'exp(x)' --against - --dtype Q4.4 --format json"
    done = shell(line, tmp_path)
    (row,) = json.loads(done.stdout)
    # exp(3) is beyond the largest number, 7.9375: the largest is right.
    assert (row["tried"], row["misrounded"]) == (5, 0)
    assert row["largest_ulp"] == pytest.approx(abs(mp.exp(1) - 43 / 16) * 16)


def test_the_staircase_of_a_format_jumps_where_its_value_changes() -> None:
    result = staircase(actviz.get("sigmoid"), 0, "float8_e4m3fn", (-2.0, 6.0))
    every = numbers("float8_e4m3fn")
    sizes = np.unique(every[(every >= 0) & (every <= 1)])
    middles = ((sizes[1:] + sizes[:-1]) / 2).tolist()
    places = [float(mp.log(m / (1 - mp.mpf(m)))) for m in middles]
    places = [place for place in places if -2 < place < 6]
    assert [jump.x for jump in result.known] == pytest.approx(places, abs=1e-14)
    assert [(one.left, one.right) for one in result.known][-1] == (0.9375, 1.0)
    assert places[-1] == pytest.approx(math.log(31))
    # A jump of the function itself, over many steps, is one jump.
    (jump,) = staircase(actviz.get("binary_step"), 0, "float8_e4m3fn", (-1.0, 1.0)).known
    assert (jump.x, jump.left, jump.right) == (0.0, 0.0, 1.0)
    # Steps that lie closer together than the points that are looked at.
    steep = staircase(actviz.get("tanh(5000*x)"), 0, "float4_e2m1fn", (-3.0, 3.0)).known
    ends = [math.atanh(share) / 5000 for share in (-0.75, -0.25, 0.25, 0.75)]
    assert [one.x for one in steep] == pytest.approx(ends, rel=1e-12)


def test_a_picture_of_steps_has_a_level_stretch_for_each() -> None:
    scene = compose([actviz.get("tanh")], dtypes=["float4_e2m1fn"], span=(-3.0, 3.0))
    plain, steps = scene.panels[0].curves
    assert (plain.label, steps.label) == ("tanh", "float4_e2m1fn")
    assert [set(one.y) for one in steps.segments] == [{-1.0}, {-0.5}, {0.0}, {0.5}, {1.0}]
    ends = [one.x[-1] for one in steps.segments][:-1]
    assert ends == pytest.approx([-math.atanh(0.75), -math.atanh(0.25), math.atanh(0.25),
                                  math.atanh(0.75)])  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["table", "relu", "--dtype", "float9"], "known: float64"),
        (["check", "relu", "--against", "numpy:abs", "--dtype", "int8"], "int8:SCALE:ZERO"),
        (["compare", "relu", "gelu", "--measure", "ulp", "--dtype", "Q0.3"], "m is 1 or more"),
        (["eval", "relu", "1", "--exact", "--dtype", "int8:-1:0"], "a positive number"),
        (["plot", "relu", "--dtype", "float8"], "known: float64"),
        (["plot", "relu", "gelu", "--grid", "--dtype", "float8_e5m2"], "share one panel"),
        (["eval", "relu", "--exact", "--dtype", "Q16.16", "--all-inputs"], "16 bits or fewer"),
        (["check", "relu", "--against", "numpy:abs", "--all-inputs", "--dtype", "float8_e5m2"],
         "tried on all its inputs too"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_one_line(words: list[str], said: str) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
