"""Differences with steps against dense scans and enumerations by NumPy, and by hand."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest

import actviz
from actviz.facts.interval import Interval
from actviz.figures.compose.differences import comparison_scene
from actviz.figures.compose.gate_differences import gate_differences_scene
from actviz.measure import comparison
from actviz.measure.distance import difference, largest, mean_square, searched
from actviz.measure.largest import NotFound
from actviz.measure.weighing import Weighing
from tests.process import actviz as run

NUMPY = {
    "abs": np.abs, "ceil": np.ceil, "clip": np.clip, "exp": np.exp, "floor": np.floor,
    "log": np.log, "max": np.maximum, "min": np.minimum, "round": np.rint, "sign": np.sign,
    "sin": np.sin,
    "softplus": lambda x: np.logaddexp(0, x), "sqrt": np.sqrt, "tanh": np.tanh,
    "trunc": np.trunc, "where": np.where,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "gelu": lambda x: x * (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2,
}  # fmt: skip
POINTS = 1 << 18


def evaluated(text: str, x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A formula by NumPy alone, in Python's own reading of it."""
    value: np.ndarray[Any, Any] = np.asarray(eval(text, {"__builtins__": {}}, {**NUMPY, "x": x}))
    return np.asarray(value + 0 * x)


def scanned(one: str, other: str, low: float, high: float) -> float:
    """The largest magnitude of a difference at a million points, each beside the next steps."""
    x = np.linspace(low, high, POINTS)
    return float(np.max(np.abs(evaluated(one, x) - evaluated(other, x))))


# Reference, function, range; how steep the difference is at most between its steps.
SCANNED = [
    ("x", "round(x*4)/4", -4, 4, 1),
    ("tanh(x)", "round(tanh(x)*256)/256", -9, 9, 1),
    ("sigmoid(x)", "sigmoid(floor(clip(x,-8,7.984375)*64)/64)", -20, 20, 0.25),
    ("max(x,0)", "clip(round(x*16),0,255)/16", -2, 15, 1),
    ("max(x,0)", "clip(round(x*16),0,127)/16", -2, 15, 1),  # int8 ends at 7.9375
    ("x", "round(round(x*4)/2)/2", -5, 5, 1),
    ("x", "sign(x)*floor(abs(x)*8 + 0.5)/8", -3, 3, 1),
    ("x", "trunc(x*3)/3", -3, 3, 1),
    ("x**2", "ceil(x**2*10)/10", -3, 3, 6),
    ("sigmoid(x)", "floor(sigmoid(x)*1024 + 0.5)/1024", -12, 12, 0.25),
    ("tanh(x)", "where(x<-1,-1,where(x<-0.5,-0.7,where(x<0.5,0,where(x<1,0.7,1))))", -4, 4, 1),
    ("x", "2**floor(log(max(x,0.01))/log(2))", 0.02, 8, 1),
    ("exp(x)", "exp(round(x*32)/32)", -3, 3, 21),
    ("floor(x*7)/7", "round(x*5)/5", -3, 3, 0),
    ("gelu(x)", "floor(gelu(floor(x*8)/8)*8)/8", -4, 4, 1.2),  # steps of steps
    ("gelu(x)", "trunc(gelu(floor(x*8)/8)*8)/8", -4, 4, 1.2),
]


@pytest.mark.parametrize(("one", "other", "low", "high", "steep"), SCANNED)
def test_the_largest_is_that_of_a_dense_scan(
    one: str, other: str, low: float, high: float, steep: float
) -> None:
    worst = largest(actviz.get(other), actviz.get(one), over=Interval(low, high, True, True))
    seen = scanned(one, other, low, high)
    room = steep * (high - low) / POINTS  # a jump may lie between two points
    assert worst is not None
    assert seen * (1 - 1e-12) <= abs(worst.value) <= seen + 1.01 * room + 1e-15
    near = np.clip(worst.x + np.array([-1e-9, 0.0, 1e-9]), low, high)
    at = np.abs(evaluated(one, near) - evaluated(other, near))
    assert at.max() == pytest.approx(abs(worst.value), rel=1e-6)


SMOOTH = (
    "x", "tanh(x)", "sigmoid(x)", "max(x,0)", "x*sigmoid(x)", "sin(x)", "x**2/4", "abs(x)",
    # with holes, poles and ends
    "sin(x)/x", "(x**2-1)/(x-1)", "sqrt(x+1)", "log(x+2)", "1/(x-1/4)", "x*log(abs(x))",
)  # fmt: skip
SHAPES = (
    "{s}({i}*{k})/{k}", "{f} + {s}({i}*{k})/{k}", "{s}({i}*{k})/{k}*({f})",
    "({f})/({s}({i}*{k})+0.5)", "{s}({i}*{k})/({f})", "where({s}({i}*{k})>1,{f},{i})",
    "{s}({s}({i}*{k})/3+{f})",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_of_many_formulas_made_by_chance_none_is_wrong(seed: int) -> None:
    chance = random.Random(seed)
    told = 0
    for _ in range(15):
        inner, f = chance.choice(SMOOTH), chance.choice(SMOOTH)
        step, scale = (
            chance.choice(["round", "floor", "ceil", "trunc"]),
            chance.choice([3, 7.5, 64]),
        )
        text = chance.choice(SHAPES).format(s=step, i=f"({inner})", k=scale, f=f)
        low = chance.uniform(-4, 0)
        high = low + chance.uniform(0.5, 5)
        worst = largest(actviz.get(text), actviz.get(f), over=Interval(low, high, True, True))
        with np.errstate(all="ignore"):
            x = np.linspace(low, high, POINTS)
            off = np.abs(evaluated(f, x) - evaluated(text, x))
        seen = float(np.max(off[np.isfinite(off)], initial=-1.0))
        if worst is None:  # endless steps, or nowhere both
            continue
        told += 1
        assert seen * (1 - 1e-12) - 1e-15 <= abs(worst.value), text
        if math.isfinite(worst.value) and seen < 1e3:
            assert abs(worst.value) <= seen * 1.001 + 30 / POINTS, text
        elif seen < 1e3:  # a pole: the nearer the larger, or the logarithm of 0
            beside = worst.x + np.array([-1, 1]) * np.array([[1e-4], [1e-9], [1e-14]])
            with np.errstate(all="ignore"):
                near = np.nanmax(np.abs(evaluated(f, beside) - evaluated(text, beside)), axis=1)
            assert near[0] < near[1] < near[2], text
    assert told >= 8


@pytest.mark.parametrize(
    ("reference", "function", "value", "x"),
    [
        ("x", "round(x*4)/4", 1 / 8, 1 / 8),
        ("x", "floor(x)", -1.0, 0.0),
        ("x", "round(x*4096)/4096", 1 / 8192, 1 / 8192),
        ("floor(x)", "ceil(x)", 1.0, 0.0),
        ("x", "round(x*2)/2 + round(x*3)/3 - x", "scan", None),  # it repeats itself after 1
        ("sigmoid(x)", "sigmoid(round(x*64)/64)", "scan", 1 / 128),
        ("gelu", "round(gelu(x)*16)/16", 1 / 32, None),
        ("relu", "max(round(x*16)/16, 0)", 1 / 32, 1 / 32),
        ("relu", "clip(round(x*16),0,255)/16", -math.inf, math.inf),
        ("x", "floor(2*x)", math.inf, math.inf),
        ("x**2", "round(x**2)", 0.5, None),
        ("sin(x)", "round(8*sin(x))/8", 1 / 16, None),
        ("tanh", "round(tanh(x)*256)/256", 1 / 512, math.atanh(1 / 512)),
        # Steps of steps: far out the outer ones round what is whole, or a sum that repeats itself.
        ("gelu", "round(gelu(round(x*16)/16)*16)/16", "scan", None),
        ("max(x,0)", "round(gelu(round(x*16)/16)*16)/16", 7 / 32, 19 / 32),
        ("tanh(x)", "round(tanh(round(x*4)/4)*256)/256", "scan", None),
        # gelu(n) is below n, if ever so little, and floor takes the number below.
        ("gelu", "floor(gelu(floor(x*8)/8)*8)/8", "scan", 11 / 8),
        ("gelu", "trunc(gelu(trunc(x*8)/8)*8)/8", "scan", 11 / 8),
        ("gelu", "floor(gelu(-floor(-x*8)/8)*8)/8", "scan", 11 / 8),
        ("softplus(x)", "floor(softplus(floor(x*8)/8)*4)/4", "scan", 9 / 4),
        ("softplus(x)", "ceil(softplus(round(x*8)/8)*8)/8", 3 / 16, None),
        ("x/(1+abs(x))", "floor(8*floor(x*8)/(8+abs(floor(x*8))))/8", "scan", 1 / 4),
        ("x", "floor(floor(x*8)/8 + exp(-floor(x*8)**2)/2)", -1.0, None),
        ("x", "round(gelu(round(x*16)/16)*16)/16", math.inf, math.inf),
        ("x", "ceil(ceil(x*8)/8)", 1.0, 0.0),
        ("floor(x)", "round(softplus(floor(x)))", math.inf, math.inf),
        # What remains of x and what comes slowly to 1: the largest lies in no window.
        ("x", "floor(x) + tanh(x/100)", -2.0, math.inf),
        ("x", "ceil(x) + tanh(x/100)", 2.0, math.inf),
        ("x", "trunc(x) + tanh(x/100)", 1.0, math.inf),
        ("x", "round(x) + tanh(x/100)", 1.5, math.inf),
    ],
)
def test_steps_without_end(
    reference: str, function: str, value: float | str, x: float | None
) -> None:
    rough = isinstance(value, str)
    if isinstance(value, str):
        value = scanned(reference.replace("gelu", "gelu(x)"), function, -3, 3)
    result = searched(difference(actviz.get(function), actviz.get(reference)))
    assert abs(result.value) == pytest.approx(abs(value), rel=1e-3 if rough else 1e-14)
    if x is not None:
        assert abs(result.x) == pytest.approx(x, rel=1e-12)


def test_where_a_step_ends_without_a_value() -> None:
    """At log(1 + log(1 + x)) steps go on for ever towards 1/e - 1; at a root they end."""
    inner = "log1p(log1p(x))"
    one, other = actviz.get(inner), actviz.get(f"round({inner}*8)/64")
    with pytest.raises(NotFound, match="steps without end"):
        searched(difference(other, one), over=Interval(-4.0, 4.0))
    root = "sqrt(x - sqrt(2))"
    half = largest(actviz.get(root), actviz.get(f"round({root}*8)/8"), over=Interval(-4.0, 4.0))
    assert half is not None
    assert abs(half.value) == pytest.approx(1 / 16, rel=1e-12)


def test_the_end_of_a_range_belongs_to_it() -> None:
    """At 4 the step is larger than all the way up to it, by a ten-millionth of the whole."""
    one, other = actviz.get("exp(x**2 + x)"), actviz.get("-expm1(floor(x))")
    worst = largest(one, other, over=Interval(-4.0, 4.0))
    assert worst is not None
    assert worst.value == pytest.approx(float(mpmath.exp(20) + mpmath.expm1(4)), rel=1e-14)


def test_what_is_not_found_says_why() -> None:
    # 1/x beats without end against a staircase of another beat.
    tree = difference(actviz.get("round(x*pi)*sin(x*x)"), actviz.get("round(x)*cos(x*x)"))
    with pytest.raises(NotFound, match="without end"):
        searched(tree)
    (row,) = json.loads(
        run("compare", "round(x)*cos(x*x)", "round(x*pi)*sin(x*x)", "-f", "json").stdout
    )
    assert row["largest"] is None
    assert "without end" in row["note"]
    done = run("compare", "round(x)*cos(x*x)", "round(x*pi)*sin(x*x)")
    assert "without end" in done.stderr
    assert "note" not in done.stdout


def test_slopes_between_the_steps() -> None:
    one, other = actviz.get("gelu"), actviz.get("round(gelu(x)*16)/16")
    result, plain = largest(other, one, 1), largest(actviz.get("0"), one, 1)
    assert result is not None
    assert plain is not None
    assert result.value == pytest.approx(plain.value, rel=1e-12)


@pytest.mark.parametrize(
    ("one", "other", "over", "root"),
    [
        ("x", "round(x*4)/4", (-4, 4), 0.25 / math.sqrt(12)),
        ("x", "floor(clip(x,0,1)*4)/4", (0, 1), 0.25 / math.sqrt(3)),
        ("x", "2*x", (1, 2), math.sqrt(7 / 3)),
        ("x", "floor(x)", (-2, 3), 1 / math.sqrt(3)),
        ("x", "where(x == 2, 7, floor(x))", (-2, 3), 1 / math.sqrt(3)),  # one point weighs nothing
    ],
)
def test_the_mean_over_a_range(one: str, other: str, over: tuple[int, int], root: float) -> None:
    told = Weighing(Interval(*over, True, True))
    state = mean_square(actviz.get(one), actviz.get(other), 0, told)
    assert math.sqrt(state) == pytest.approx(root, rel=1e-10)


def test_the_mean_under_a_normal_law_between_steps() -> None:
    state = mean_square(actviz.get("x"), actviz.get("round(x*4)/4"))
    with mpmath.workdps(20):
        total = mpmath.mpf(0)
        for k in range(-40, 41):
            place = mpmath.mpf(k) / 4
            ends = [place - mpmath.mpf(1) / 8, place, place + mpmath.mpf(1) / 8]
            total += mpmath.quad(lambda x: (x - place) ** 2 * mpmath.npdf(x), ends)  # noqa: B023
    assert state == pytest.approx(float(total), rel=1e-10)


def test_a_table_of_16_bits() -> None:
    one, other = actviz.get("sigmoid"), actviz.get("sigmoid(floor(clip(x,-8,8)*4096)/4096)")
    x = np.linspace(-10, 10, 1 << 20) + 1e-9
    weight = np.exp(-x * x / 2)
    gap = evaluated("sigmoid(x) - sigmoid(floor(clip(x,-8,8)*4096)/4096)", x)
    seen = np.sum(weight * gap**2) / np.sum(weight)
    assert mean_square(one, other) == pytest.approx(seen, rel=1e-3)
    worst = largest(other, one)
    assert worst is not None  # it ends at 8, beyond which the table stays
    assert worst.value == pytest.approx(-1 / (1 + math.exp(8)), rel=1e-12)
    assert comparison.largest_relative(one, other) == (math.inf, -math.inf)


def test_where_one_has_no_value_no_ulps_are_counted() -> None:
    result = comparison.largest_float32_ulps(actviz.get("x"), actviz.get("log2(x)"))
    assert result is not None
    assert result.x > 0


def rows(*arguments: str, **more: Any) -> list[dict[str, Any]]:
    done = run("compare", *arguments, "-f", "json", **more)
    assert done.returncode == 0, done.stderr
    data: list[dict[str, Any]] = json.loads(done.stdout)
    return data


def test_rows_say_what_the_mean_is_over(tmp_path: Path) -> None:
    x = np.random.default_rng(1).normal(2, 3, 1000).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    file = str(tmp_path / "x.npy")
    root = math.sqrt(np.mean((np.maximum(x.astype(float), 0) - x) ** 2))
    (row,) = rows("x", "relu", "--data", file)
    assert (row["rms_over"], row["rms"]) == ("data", pytest.approx(root, rel=1e-12))
    inside = x[(x >= -1) & (x <= 2)].astype(float)
    root = math.sqrt(np.mean((np.maximum(inside, 0) - inside) ** 2))
    (row,) = rows("x", "relu", "--data", file, "--range=-1:2")
    assert row["rms"] == pytest.approx(root, rel=1e-12)
    (row,) = rows("x", "relu", "--range=-1:2")
    assert (row["rms_over"], row["rms"]) == ("uniform on [-1, 2]", pytest.approx(1 / 3))
    assert rows("x", "relu")[0]["rms_over"] == "normal"
    (row,) = rows("x", "relu", "--data", "-", stdin="-1\n3\n")
    assert row["rms"] == pytest.approx(math.sqrt(1 / 2))
    assert (row["largest"], row["at"]) == (1.0, -1.0)
    assert row["note"] == "the largest are those on [-1, 3]"
    (row,) = rows("x", "relu", "--data", "-", "--range=-9:9", stdin="-1\n3\n")
    assert (row["largest"], row["at"]) == (9.0, -9.0)
    (row,) = rows("x", "relu", "--data", "-", stdin="3\n3\n")  # no range to look over
    assert row["largest"] == "inf"
    table = rows("x", "relu", "--matrix", "--by", "rms", "--range=-1:2")
    assert table[0]["relu"] == pytest.approx(1 / 3)
    done = run("compare", "x", "relu", "--data", "-", stdin="nan\n")
    assert (done.returncode, "no finite numbers" in done.stderr) == (2, True)


def test_the_same_function_in_float32() -> None:
    (row,) = rows("hard_swish", "x*clip(x+3,0,6)*0.16666667")
    assert row["largest"] == "inf"
    assert row["largest_relative"] == pytest.approx(6 * 0.16666667 - 1, rel=1e-7)
    assert math.isfinite(row["relative_at"])
    assert abs(row["ulp_float32"]) == 1
    (row,) = rows("hard_swish", "x*clip(x+3,0,6)/6")
    assert row["ulp_float32"] == row["largest_relative"] == 0


def test_ulps_in_float32_are_those_of_an_enumeration() -> None:
    over = Interval(1.0, 1.0625, True, True)
    x = np.arange(np.float32(1.0).view(np.int32), np.float32(1.0625).view(np.int32) + 1, 64)
    x = x.astype(np.int32).view(np.float32).astype(float)
    one, other = (np.asarray(v, dtype=np.float32) for v in (np.tanh(x), np.tanh(x) + x * 1e-7))
    seen = np.max(np.abs(one.view(np.int32) - other.view(np.int32)))
    result = comparison.largest_float32_ulps(
        actviz.get("tanh"), actviz.get("tanh(x) + x*1e-7"), over
    )
    assert result is not None
    assert abs(result.value) == seen
    # A hump between the 10,000 numbers that are looked at; where it is, the real difference says.
    (row,) = rows("x", "x + 1e-5*exp(-((x - 1.5006)/3e-4)**2)")
    x = np.arange(1.49, 1.51, 2.0**-23).astype(np.float32).astype(float)
    seen = np.float32(x + 1e-5 * np.exp(-(((x - 1.5006) / 3e-4) ** 2))) - np.float32(x)
    assert row["ulp_float32"] == seen.max() * 2**23


def relative_by_mpmath(
    f: Callable[[Any], Any], g: Callable[[Any], Any], low: float, high: float
) -> float:
    with mpmath.workdps(30):
        grid = [mpmath.mpf(low) + (mpmath.mpf(high) - low) * k / 4000 for k in range(1, 4000)]
        return float(max(abs((f(x) - g(x)) / g(x)) for x in grid))


def test_the_largest_relative_difference() -> None:
    silu = actviz.get("silu")
    worst = comparison.largest_relative(
        silu, actviz.get("hard_swish"), Interval(-2.5, 8, True, True)
    )
    seen = relative_by_mpmath(
        lambda x: x * min(max(x + 3, 0), 6) / 6, lambda x: x / (1 + mpmath.exp(-x)), -2.5, 8
    )
    assert worst is not None
    assert abs(worst.value) == pytest.approx(seen, rel=1e-3)
    steps = comparison.largest_relative(actviz.get("x"), actviz.get("round(4*x)/4"))
    assert steps is not None
    assert abs(steps.value) == pytest.approx(1.0)  # 0 up to 1/8, and 1/4 just beyond it


@pytest.mark.parametrize(
    ("other", "over"), [("round(tanh(x)*256)/256", None), ("round(tanh(x)*8)/8", (-3.0, 3.0))]
)
def test_the_picture_of_steps_says_what_the_rows_say(
    other: str, over: tuple[float, float] | None
) -> None:
    reference, function = actviz.get("tanh"), actviz.get(other)
    part = Interval(*over, True, True) if over else None
    result = comparison.compared(reference, function, part).largest
    assert result is not None
    scene = comparison_scene(reference, [function], [result], slopes=True, span=over)
    (mark,) = scene.panels[1].marks
    assert (mark.x, mark.y) == (result.x, result.value)
    ys = [abs(y) for curve in scene.panels[1].curves for line in curve.segments for y in line.y]
    assert max(ys) == pytest.approx(abs(result.value), rel=1e-9)


def test_gated_units_are_compared() -> None:
    (row,) = rows("swiglu", "u*clip(u/6 + 0.5, 0, 1)*v", "--range=-4:4")
    u = np.linspace(-4, 4, 2001)
    gap = 4 * np.abs(u / (1 + np.exp(-u)) - u * np.clip(u / 6 + 0.5, 0, 1))
    assert abs(row["largest"]) == pytest.approx(gap.max(), rel=1e-5)
    assert (abs(row["at_u"]), abs(row["at_v"])) == (pytest.approx(3, abs=1e-4), 4)
    with mpmath.workdps(20):
        square = mpmath.quad(
            lambda x: (x / (1 + mpmath.exp(-x)) - x * mpmath.ncdf(x)) ** 2 * mpmath.npdf(x),
            range(-12, 13),
        )
    (row,) = rows("swiglu", "geglu")
    assert (row["rms_over"], row["rms"]) == ("normal", pytest.approx(math.sqrt(square), rel=1e-8))
    assert row["largest_over"] == "[-8, 8]"
    table = rows("swiglu", "geglu", "--matrix", "--by", "rms")
    assert table[0]["geglu"] == pytest.approx(math.sqrt(square), rel=1e-8)


def test_the_picture_of_gated_units_has_contours_of_each_difference(tmp_path: Path) -> None:
    reference, *others = (actviz.gate(name) for name in ("swiglu", "geglu", "bilinear"))
    scene = gate_differences_scene(reference, others, (-2.0, 2.0), title=None, theme="light")
    assert [panel.title for panel in scene.panels] == ["geglu − swiglu", "bilinear_glu − swiglu"]
    field = scene.panels[1].field
    assert field is not None
    u, v = np.meshgrid(field.x, field.y)
    np.testing.assert_allclose(field.z, u * v - u / (1 + np.exp(-u)) * v, atol=1e-12)
    picture = tmp_path / "apart.svg"
    done = run("compare", "swiglu", "geglu", "--range=-2:2", "-o", str(picture))
    assert (done.returncode, picture.stat().st_size > 10_000) == (0, True)


@pytest.mark.parametrize(
    ("function", "reference", "value", "x"),
    [
        ("round", "ggml:ROUND", -1.0, 0.5),  # halves go away from 0, or to the even neighbour
        ("ceil(x)", "floor(x) + 1", -1.0, 0.0),
        ("floor(x + 1)", "ceil(x)", 1.0, 0.0),
        ("round(x)", "floor(x + 0.5)", -1.0, 0.5),
        ("where(x == 2, 7, floor(x))", "floor(x)", 5.0, 2.0),
        ("round(x/2)", "round(x/2)*1", 0.0, None),
        # At the end of a cell no condition holds that holds only beyond it.
        ("where(x >= 2, 7, floor(x))", "where(x >= 2, 2, floor(x))", 5.0, 2.0),
        ("where(x > 2, 7, floor(x))", "where(x > 2, 3, floor(x))", 4.0, 2.0),
    ],
)
def test_functions_that_differ_at_single_places_differ(
    function: str, reference: str, value: float, x: float | None
) -> None:
    for ends in ["--range=-7:7"], []:
        (row,) = rows(reference, function, *ends)
        assert (row["largest"], row["at"]) == (value, x)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("swiglu", "gelu"), "swiglu takes pairs u v and gelu single numbers"),
        (("swiglu", "geglu", "--measure", "ulp"), "compared by their difference"),
        (("swiglu", "geglu", "-o", "x.xyz"), "x.xyz"),
    ],
)
def test_what_gates_do_not_take(arguments: tuple[str, ...], message: str) -> None:
    done = run("compare", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("abs(x)", "sqrt(x**2)"),
        ("x", "log(exp(x))"),
        ("x", "x**5/x**4"),
        ("c=2", "2*exp(x)/exp(x)"),
    ],
)
def test_what_overflows_on_the_way_is_no_infinite_difference(one: str, other: str) -> None:
    """float64 finds infinity/x where both are the same function."""
    worst = comparison.largest_relative(actviz.get(one), actviz.get(other))
    assert worst is not None
    assert worst.value == 0


@pytest.mark.parametrize(
    ("one", "other", "limit"),
    [
        ("gelu", "gelu_tanh", -1.0),  # x**3 beside x: it is 0 sooner
        ("silu", "gelu", -1.0),
        ("gelu", "silu", math.inf),
        ("exp(-x*x)", "3*exp(-x*x)", 2.0),
    ],
)
def test_a_quotient_of_what_is_smaller_than_doubles_has_its_limit(
    one: str, other: str, limit: float
) -> None:
    """float64 has 0/0 there, and what it has of the rest is less."""
    worst = comparison.largest_relative(actviz.get(one), actviz.get(other))
    assert worst is not None
    assert worst.value == limit
    some = comparison.largest_relative(
        actviz.get(one), actviz.get(other), Interval(-60, 1, True, True)
    )
    assert some is not None
    assert some.value == limit
    assert some.x < -5 or limit == 2


def test_what_grows_beyond_all_doubles_is_largest_towards_an_infinity() -> None:
    two = actviz.get("c=2")
    assert comparison.largest_relative(two, actviz.get("exp(x)")) == (math.inf, math.inf)
    assert comparison.largest_relative(two, actviz.get("exp(-x)")) == (math.inf, -math.inf)
    assert comparison.largest_relative(two, actviz.get("1/(x - 7)")) == (math.inf, 7)
