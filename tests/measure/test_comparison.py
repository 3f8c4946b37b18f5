"""Comparisons: distances against mpmath, a matrix that is one of distances, ulps by counting."""

from __future__ import annotations

import json
import math
from itertools import permutations
from pathlib import Path

import mpmath
import numpy as np
import pytest

import actviz
from actviz.facts.interval import Interval
from actviz.figures.compose.differences import comparison_scene
from actviz.functions.elementwise import Activation
from actviz.measure import comparison
from tests.process import actviz as run

TRUTH = {
    "gelu": lambda x: x * mpmath.ncdf(x),
    "gelu_tanh": lambda x: (
        x / 2 * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (x + mpmath.mpf(0.044715) * x**3)))
    ),
    "quick_gelu": lambda x: x / (1 + mpmath.exp(-mpmath.mpf(1.702) * x)),
    "silu": lambda x: x / (1 + mpmath.exp(-x)),
    "hard_swish": lambda x: x * min(max(x + 3, 0), 6) / 6,
}


def by_mpmath(one: str, other: str, order: int = 0) -> tuple[float, float]:
    """The largest difference and its |x|, refined from a grid by golden section."""

    def gap(x: float) -> mpmath.mpf:
        if order == 0:
            return abs(TRUTH[one](x) - TRUTH[other](x))
        return abs(mpmath.diff(TRUTH[one], x) - mpmath.diff(TRUTH[other], x))

    x = max((float(x) for x in np.linspace(0, 8, 801)), key=gap)
    low, high = x - 0.01, x + 0.01
    for _ in range(60):
        third = (high - low) / 3
        low, high = (
            (low + third, high) if gap(low + third) < gap(high - third) else (low, high - third)
        )
    return float(gap(low)), low


@pytest.mark.parametrize(
    ("reference", "other", "order"),
    [
        ("gelu", "gelu_tanh", 0),
        ("gelu", "quick_gelu", 0),
        ("gelu", "gelu_tanh", 1),
        ("gelu", "silu", 0),
        ("silu", "hard_swish", 0),
    ],
)
def test_the_largest_is_the_true_one(reference: str, other: str, order: int) -> None:
    comparisons = comparison.compared(actviz.get(reference), actviz.get(other))
    told = comparisons.slope_largest if order else comparisons.largest
    value, x = by_mpmath(other, reference, order)
    assert told is not None
    assert abs(told.value) == pytest.approx(value, rel=1e-9)
    assert abs(told.x) == pytest.approx(x, abs=1e-5)


def test_the_numbers_that_everybody_asks_for() -> None:
    done = run("compare", "gelu", "gelu_tanh", "quick_gelu")
    first, second = (line.split() for line in done.stdout.splitlines()[1:])
    assert first[:3] == ["gelu_tanh", "0.000473236", "±2.69894"]
    assert second[:3] == ["quick_gelu", "-0.0203349", "±2.2704"]
    (row,) = json.loads(
        run("compare", "torch:Hardsigmoid", "onnx:HardSigmoid", "-f", "json").stdout
    )
    assert (round(row["largest"], 4), row["at"]) == (0.0833, 2.5)
    # E of the squared difference, by mpmath's own quadrature.
    square = mpmath.quad(
        lambda x: (TRUTH["quick_gelu"](x) - TRUTH["gelu"](x)) ** 2 * mpmath.npdf(x), [-12, 0, 12]
    )
    (told,) = json.loads(run("compare", "gelu", "quick_gelu", "-f", "json").stdout)
    assert told["rms"] == pytest.approx(math.sqrt(square), rel=1e-9)


def test_where_it_grows_for_ever_and_where_it_is_nothing() -> None:
    comparisons = comparison.compared(actviz.get("relu"), actviz.get("selu"))
    assert comparisons.largest == (math.inf, math.inf)
    within = comparison.compared(
        actviz.get("relu"), actviz.get("selu"), Interval(0.0, 2.0, True, True)
    )
    assert within.largest is not None
    assert within.largest.value == pytest.approx(2 * (1.0507009873554805 - 1))
    assert within.largest.x == 2
    (same,) = json.loads(run("compare", "relu", "max(x, 0)", "--format", "json").stdout)
    assert same == {"function": "max(x, 0)", "largest": 0, "at": None, "rms": 0,
                    "rms_over": "normal", "slope_largest": 0, "slope_at": None, "slope_rms": 0,
                    "largest_relative": 0, "relative_at": None, "ulp_float32": 0, "ulp_at": None,
                    "note": None}  # fmt: skip


@pytest.mark.parametrize(
    ("reference", "other", "value", "x"),
    [
        ("relu", "leaky_relu", -math.inf, 0.0),  # -0.01 x beside 0
        ("relu", "x*where(x > 0, 1, 0)", 0.0, 0.0),  # 0 beside 0 is no difference
        ("relu", "2*relu", 1.0, 0.0),
        ("hard_swish", "swish", -math.inf, -3.0),
    ],
)
def test_relative_to_a_reference_that_is_0_for_a_while(
    reference: str, other: str, value: float, x: float
) -> None:
    other = other.replace("2*relu", "2*max(x, 0)")
    worst = comparison.largest_relative(actviz.get(reference), actviz.get(other))
    assert worst == (value, x)


@pytest.mark.parametrize(
    ("reference", "other", "low", "high", "x"),
    [
        ("hard_shrink", "gish", -3.0, -0.5, -0.5),  # 0 at the end of the range alone
        ("talu", "xielu", 0.0, 1.0, 0.0),
        ("sign(x)**2", "where(x > 3, sign(x)**2, 2)", -5.0, 5.0, 0.0),
        ("x", "where(x > 0, x, 1/9)", 0.0, 1.0, 0.0),
        ("where(3*x == 1, 0, 1)", "x + 2", -1.0, 1.0, 1 / 3),
        ("sin(x)", "x", 1.0, 4.0, math.pi),  # 0 between two doubles
        ("1 + sin(x)", "x**2", -2.0, 2.0, -math.pi / 2),  # and no change of sign
        ("x**3", "x**3 + 0.01*clip(x/x, 0, 2)", -1.0, 1.0, 0.0),  # at a hole
        ("sqrt(abs(x))", "softplus(clip(x/x, -0.5, 0.5))", -1.0, 1.0, 0.0),
        ("round(x)", "x", -3.0, -0.5, -0.5),
        ("x*trunc(x)", "sinh(x)", 0.0, 1.0, 0.5),
        ("relu", "max(log(x + 4), -3)", -5.0, 5.0, 0.0),
        ("c=0", "max(log(x - 1), -3)", -5.0, 5.0, 1.0),  # not at -5, where there is no value
    ],
)
def test_relative_to_a_reference_that_is_0_at_a_place(
    reference: str, other: str, low: float, high: float, x: float
) -> None:
    over = Interval(low, high, True, True)
    worst = comparison.largest_relative(actviz.get(reference), actviz.get(other), over)
    assert worst is not None
    assert math.isinf(worst.value)
    assert worst.x == pytest.approx(x, rel=1e-15)


def test_relative_to_a_zero_that_both_have_is_finite() -> None:
    for shape in ("x**3 - x - 1", "(x**3 - 2)**2", "sin(x)", "x*(x - 1/3)"):
        worst = comparison.largest_relative(
            actviz.get(shape), actviz.get(f"1.001*({shape})"), Interval(-4.0, 4.0, True, True)
        )
        assert worst is not None
        assert worst.value == pytest.approx(0.001, rel=1e-3), shape


def test_a_matrix_holds_distances() -> None:
    names = ("sigmoid", "tanh", "softsign", "hard_sigmoid", "hard_tanh", "arctan", "gaussian")
    functions = [actviz.get(name) for name in names]
    for distance in (comparison.farthest, comparison.root_mean_square):
        result = comparison.matrix(functions, distance)
        size = range(len(names))
        table = {(row, column): result[row][column] for row in size for column in size}
        assert all(table[row, row] == 0 for row in size)
        assert all(table[row, column] == table[column, row] for row, column in table)
        for one, two, three in permutations(size, 3):
            ways = table[one, two], table[one, three], table[three, two]
            assert None not in ways
            assert ways[0] <= (ways[1] + ways[2]) * (1 + 1e-12)  # type: ignore[operator]


def test_ulps_are_steps_between_neighbouring_numbers() -> None:
    one, other = actviz.get("x"), actviz.get("x*(1 + 2**-20)")
    x = np.array([1.0, 1.5, 1.9, -3.0, 1024.0, 0.0])
    result = comparison.ulps(one, other, x, "float32")
    ours, theirs = (x * (1 + 2.0**-20)).astype(np.float32), x.astype(np.float32)
    # Within a binade the bit patterns of floats count the steps.
    steps = ours.view(np.int32).astype(int) - theirs.view(np.int32).astype(int)
    assert result.tolist() == [8, 12, 15, -12, 8, 0]
    assert np.abs(result).tolist() == np.abs(steps).tolist()


def test_in_16_bits_every_number_is_tried() -> None:
    over = Interval(-2.5, -0.5, True, True)
    x = comparison.tried("bfloat16", over)
    assert len(x) == 2 * 128 + 32 + 1  # two binades of 128 numbers and a quarter of a third
    one, other = actviz.get("gelu"), actviz.get("gelu_tanh")
    steps = []
    for at in x.tolist():
        with mpmath.workdps(60):
            values = [TRUTH[name](mpmath.mpf(at)) for name in ("gelu_tanh", "gelu")]
        with mpmath.workprec(8):  # the digits of a bfloat16
            ours, theirs = (+value for value in values)
        exponent = math.frexp(float(theirs))[1]
        steps.append(float((ours - theirs) * mpmath.mpf(2) ** (8 - exponent)))
    assert comparison.ulps(one, other, x, "bfloat16").tolist() == steps
    result = comparison.largest_ulps(one, other, "bfloat16", over)
    most = max(map(abs, steps))
    near = [at for at, step in zip(x.tolist(), steps, strict=True) if abs(step) == most]
    assert result is not None
    assert (abs(result.value), result.x) == (most, max(near))


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_ulps_count_at_numbers_of_the_format(dtype: str) -> None:
    x = comparison.tried(dtype)
    kind = np.dtype(dtype)
    assert np.array_equal(x, x.astype(kind).astype(float))
    assert (len(x) == 2**16 - 2 * 1024 - 1) == (dtype == "float16")  # all finite ones, 0 once


def test_ulps_where_nothing_compares_and_beside_0() -> None:
    log, mirrored = actviz.get("log(x - 1)"), actviz.get("log(-x - 1)")
    assert comparison.largest_ulps(log, mirrored, "bfloat16") is None
    relu, tiny = (
        actviz.get("relu"),
        actviz.get("max(0, x) + 9.183549615799121e-41*where(x < 0, 1, 0)"),
    )
    # 2**-133 is the smallest bfloat16
    assert comparison.ulps(relu, tiny, np.array([-1.0]), "bfloat16").tolist() == [1.0]


def test_the_picture_says_what_the_rows_say() -> None:
    reference, others = actviz.get("gelu"), [actviz.get("gelu_tanh"), actviz.get("quick_gelu")]
    listed = [comparison.compared(reference, one).largest for one in others]
    scene = comparison_scene(reference, others, listed, slopes=True)
    above, gaps, slopes = scene.panels
    labels = [curve.label for curve in above.curves]
    assert labels == ["gelu (under gelu_tanh)", "gelu_tanh", "quick_gelu"]  # to the eye, it is
    assert [curve.stroke for curve in gaps.curves] == [curve.stroke for curve in above.curves[1:]]
    assert [(mark.x, mark.y) for mark in gaps.marks] == [
        (one.x, one.value) for one in listed if one
    ]
    assert {panel.x.low for panel in scene.panels} == {above.x.low}
    for mark in gaps.marks:  # nothing of the picture is higher or lower
        ys = [y for curve in gaps.curves if curve.stroke == mark.stroke
              for segment in curve.segments for y in segment.y]  # fmt: skip
        assert max(map(abs, ys)) <= abs(mark.y) * (1 + 1e-9)
    assert slopes.title == "f′ − gelu′"


@pytest.mark.parametrize(
    ("arguments", "message"),
    {
        ("gelu",): "compare needs two functions or more",
        ("gelu", "softmax"): "softmax is a function of a whole vector",
        ("gelu", "relu", "--matrix", "--measure", "ulp"): "--matrix is of differences",
        ("relu", "relu", "--matrix"): "a function is named twice",
        ("gelu", "relu", "--matrix", "--size", "3x3"): "leave them out with --matrix",
        ("gelu", "relu", "--matrix", "-d"): "leave them out with --matrix",
        ("gelu", "relu", "--dtype", "float16"): "--dtype is the format of --measure ulp",
        ("gelu", "relu", "-o", "x.gif"): "gif",
    }.items(),
)
def test_what_cannot_be_compared_is_refused(arguments: tuple[str, ...], message: str) -> None:
    done = run("compare", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_a_heat_map_holds_every_number() -> None:
    from actviz.figures.compose.heatmap import heatmap
    from actviz.figures.scene.drawing import Square

    drawn = heatmap(["a", "b", "c"], [[0, 1, 0.01], [1, 0, math.inf], [0.01, math.inf, 0]], "t")
    squares = [shape for shape in drawn.shapes if isinstance(shape, Square)]
    assert [square.word for square in squares] == ["", "1", "0.01", "1", "", "∞", "0.01", "∞", ""]
    same, far, near = (square.share for square in squares[:3])
    assert same == 0
    assert near is not None
    assert far is not None
    assert 0 < near < far <= 1  # larger is stronger
    assert [square.share is None for square in squares] == [*[False] * 5, True, False, True, False]
    assert {"a", "b", "c", "t"} <= set(drawn.words)


def test_a_heat_map_of_harm_tells_the_worst_from_what_is_not_there() -> None:
    from actviz.figures.compose.harm import every_digit
    from actviz.figures.compose.heatmap import heatmap
    from actviz.figures.scene.drawing import Square

    assert (every_digit("float32"), every_digit("float16")) == (2**24 - 1, 2**11 - 1)
    values: list[list[float | None]] = [[1.0, 1e3, 2e3], [math.inf, 5e4, None]]
    drawn = heatmap(["a", "b"], values, "t", columns=["x", "y", "z"], worst=[1e3, 1e3, 2e3])
    squares = [shape for shape in drawn.shapes if isinstance(shape, Square)]
    assert [square.word for square in squares] == ["1", "1e3", "2e3", "∞", "5e4", "–"]
    weakest, *strongest, missing = (square.share for square in squares)
    assert len(set(strongest)) == 1
    assert strongest[0] is not None
    assert weakest is not None
    assert weakest < strongest[0]
    assert missing is None


def test_float32_is_tried_on_both_sides_of_a_joint() -> None:
    # Off by a share of exp(-1e7*distance), on one side of 1 only: most at the nearest float32.
    line = Activation(name="line", formula="x")
    below = Activation(name="below", formula="where(x < 1, x*(1 + exp((x - 1)*1e7)), x)")
    above = Activation(name="above", formula="where(x > 1, x*(1 + exp((1 - x)*1e7)), x)")
    for function, other in ((below, 0.0), (above, 2.0)):
        result = comparison.largest_float32_ulps(line, function)
        assert result is not None
        assert result.x == float(np.nextafter(np.float32(1), np.float32(other)))


def test_the_ends_of_a_range_belong_to_it_for_data_too(tmp_path: Path) -> None:
    """relu and identity are 3 apart at -3, 1 at -1, and the same where x >= 0."""
    data = tmp_path / "x.txt"
    data.write_text("-3\n-1\n1\n2\nnan\n")
    for over, rms in (("-3:2", math.sqrt(10 / 4)), ("-1:1", math.sqrt(1 / 2)), ("-3:-1", 5**0.5)):
        words = ("relu", "identity", "--data", str(data), f"--range={over}", "--format", "json")
        (row,) = json.loads(run("compare", *words).stdout)
        assert row["rms"] == pytest.approx(rms, rel=1e-12)


def test_each_step_of_a_difference_is_a_line_and_thousands_are_a_band() -> None:
    identity = actviz.get("identity")
    few, many = actviz.get("round(x*4)/4"), actviz.get("round(x*2000)/2000")
    for one, step in ((few, 0.25), (many, 0.0005)):
        listed = [comparison.compared(identity, one, Interval(-2, 2, True, True)).largest]
        (curve,) = (
            comparison_scene(identity, [one], listed, slopes=False, span=(-2.0, 2.0))
            .panels[1]
            .curves
        )
        ends = [abs(y) for line in curve.segments for y in (line.y[0], line.y[-1])]
        assert max(ends) == pytest.approx(step / 2)
        if one is many:
            assert len(curve.segments) == 1
            ys = curve.segments[0].y
            assert (min(ys), max(ys)) == pytest.approx((-step / 2, step / 2))
            assert len(ys) < 4000
            continue
        assert len(curve.segments) == 17
        for index, line in enumerate(curve.segments, -8):
            low, high = max(index / 4 - step / 2, -2), min(index / 4 + step / 2, 2)
            assert (line.x[0], line.x[-1]) == pytest.approx((low, high))
            assert (line.y[0], line.y[-1]) == pytest.approx((index / 4 - low, index / 4 - high))
