"""``approx.json`` wherever a NAME stands: values, exact values, slopes, distances, pictures."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import partial
from pathlib import Path
from statistics import NormalDist
from typing import Any

import mpmath as mp
import numpy as np
import pytest

import actviz
from actviz.approximation.value.as_function import Approximated, function_of
from actviz.approximation.value.result import Approximation, Fold, Piece, Table
from actviz.facts.interval import Interval
from actviz.measure import comparison, distance
from actviz.networks.gain import gain
from actviz.networks.mean_field import MeanField
from actviz.readings.number_formats import every_number, rounded
from tests.process import actviz as run

SCALE = float(np.float32(0.05))


def lines(count: int, high: float = 4.0) -> Approximation:
    """Chords of gelu on even pieces, the identity and 0 beyond."""
    gelu = actviz.get("gelu")
    knots = np.linspace(-high, high, count + 1)
    y = np.asarray(gelu(knots))
    rise = np.diff(y) / np.diff(knots)
    first = y[:-1] - rise * knots[:-1]
    pieces = zip(
        knots[:-1].tolist(), knots[1:].tolist(), first.tolist(), rise.tolist(), strict=True
    )
    return Approximation(
        "gelu", 0, "pieces", (-high, high), "limit", ((0.0,), (0.0, 1.0)),
        pieces=tuple(Piece(a, b, (c, d)) for a, b, c, d in pieces),
    )  # fmt: skip


def table(count: int, *, interpolate: bool, fixed: bool = False) -> Approximation:
    """Entries of tanh over [-4, 4]."""
    x = np.linspace(-4, 4, count)
    y = rounded(np.tanh(x), "Q1.15")
    return Approximation(
        "tanh", 0, "table", (-4.0, 4.0), "clamp", coefficients_format="Q1.15",
        table=Table(-4.0, 8 / (count - 1), tuple(y.tolist()), interpolate),
        input_format="Q4.12" if fixed else None, output_format="Q1.15" if fixed else None,
    )  # fmt: skip


FOLDED = Approximation(
    "gelu", 0, "polynomial", (0.0, 3.0), "limit", ((0.0,), (0.0, 0.5)),
    fold=Fold("even", (0.0, 0.5)), polynomial=(0.0, 0.01, 0.4, -0.08),
)  # fmt: skip
ODD = Approximation(
    "tanh", 0, "polynomial", (0.0, 2.0), "clamp", fold=Fold("odd", (0.0, 0.0)),
    polynomial=(0.0, 0.99, -0.1, -0.06),
)  # fmt: skip
RATIONAL = Approximation(
    "tanh", 0, "rational", (-3.0, 3.0), "clamp", numerator=(0.0, 27.0, 0.0, 1.0),
    denominator=(27.0, 0.0, 9.0),
)  # fmt: skip
THROUGH_ZERO = Approximation(
    "tanh", 0, "pieces", (-1.0, 1.0), "clamp",
    pieces=(Piece(-1.0, 0.5, (0.0, 1.0, 0.0, -0.25)), Piece(0.5, 1.0, (0.125, 0.75))),
)  # fmt: skip
POLYNOMIAL = Approximation("tanh", 0, "polynomial", (-1.0, 1.0), "clamp", polynomial=(0.0, 0.75))
REAL = {
    "through zero": THROUGH_ZERO, "polynomial": POLYNOMIAL, "pieces": lines(16),
    "many pieces": lines(80), "nearest": table(17, interpolate=False),
    "lines of a table": table(17, interpolate=True), "folded": FOLDED, "odd": ODD,
    "rational": RATIONAL, "long table": table(97, interpolate=True),
}  # fmt: skip


@pytest.mark.parametrize("kind", REAL)
def test_the_formula_has_the_operations_of_the_record_in_their_order(kind: str) -> None:
    record = REAL[kind]
    function = function_of(record)
    x = np.concatenate([np.linspace(-5, 5, 2001), [-4.0, 4.0, 3.0, -3.0, -0.0, np.nan]])
    from actviz.readings import float64

    by_tree = float64.evaluate(function.tree, x, {})
    known = ~np.isnan(x)
    assert np.array_equal(by_tree[known], record(x)[known])
    assert np.array_equal(np.signbit(by_tree[known]), np.signbit(record(x)[known]))
    assert np.array_equal(np.asarray(function(x)), record(x), equal_nan=True)


def test_exact_values_are_those_of_the_pieces_in_rational_arithmetic() -> None:
    for record in (lines(16), lines(80)):
        function = function_of(record)
        assert record.pieces is not None
        for piece in record.pieces[::7]:
            for x in (piece.low, piece.low + 0.01):
                a, b = map(Fraction, piece.coefficients)
                assert function.exact(x) == float(a + b * Fraction(x))
            inside = piece.low + 0.01
            assert function.exact(inside, 1) == function.derivative(inside) == piece.coefficients[1]


def test_the_value_at_an_infinity_is_the_limit() -> None:
    flat = Piece(-np.inf, 0.0, (0.25, 0.0)), Piece(0.0, np.inf, (0.25, 0.5))
    function = function_of(Approximation("softplus", 0, "pieces", (-np.inf, np.inf), pieces=flat))
    ends = np.array([-np.inf, np.inf, np.nan, 2.0])
    assert np.array_equal(function(ends), [0.25, np.inf, np.nan, 1.25], equal_nan=True)


def test_slopes_of_many_pieces_are_those_of_the_formula() -> None:
    for name in ("many pieces", "long table"):
        function = function_of(REAL[name])
        x = np.linspace(-4.7, 4.7, 101)
        assert function.long
        exact = np.asarray(function.exact(x, 1))
        assert np.asarray(function.derivative(x)) == pytest.approx(exact, rel=1e-12, abs=1e-15)


def test_a_double_beside_an_entry_is_on_its_own_line() -> None:
    one = table(513, interpolate=True, fixed=True)
    function = function_of(one)
    assert one.table is not None
    values, step = one.table.values, one.table.step
    for k in (1, 2, 100, 257, 500):
        at = one.table.start + k * step  # exact: a multiple of 2^-6
        before = float(np.nextafter(at, -np.inf))
        rises = [Fraction(values[i + 1]) - Fraction(values[i]) for i in (k - 1, k)]
        expected = [float(rise / Fraction(step)) for rise in rises]
        for x, slope in zip((before, at), expected, strict=True):
            assert function.derivative(x) == slope
            assert function.exact(x, 1) == slope


def test_the_last_line_of_a_table_goes_on_to_the_end_of_the_range() -> None:
    """The last entry is at -10 + 255*step, a little beside 0."""
    values = tuple(k / 64 for k in range(256))
    one = Table(-10.0, 10 / 255, values, True)
    function = function_of(Approximation("relu", 0, "table", (-10.0, 0.0), table=one))
    assert function.long
    assert Fraction(10 / 255) * 255 != 10
    x = np.array([-1e-9, -1e-300, 0.0, 5e-324])
    slope = 255 / 640
    assert np.asarray(function.derivative(x)) == pytest.approx([slope, slope, slope, 0], rel=1e-15)
    assert np.asarray(function.exact(x, 1)) == pytest.approx([slope, slope, slope, 0], rel=1e-15)


def test_exact_values_of_a_long_fold_are_those_of_the_formula() -> None:
    half = lines(160, 8.0).pieces or ()
    pieces = tuple(piece for piece in half if piece.low >= 0)
    for part in ("odd", "even"):
        function = function_of(Approximation(
            "gelu", 0, "pieces", (0.0, 8.0), "clamp", fold=Fold(part, (0.25, 0.5)), pieces=pieces,
        ))  # fmt: skip
        assert function.long
        for x in (-9.0, -3.35, 2.125, 7.9, 12.0):
            k = min(int(abs(x) / 0.1 + 1e-9), 79)
            a, b = map(Fraction, pieces[k].coefficients)
            sign = -1 if part == "odd" and x < 0 else 1
            value = sign * (a + b * min(abs(Fraction(x)), Fraction(8)))
            assert function.exact(x) == float(Fraction(0.25) + Fraction(x) / 2 + value)
            turn = 1 if part == "odd" or x > 0 else -1
            slope = Fraction(1, 2) + (turn * b if abs(x) < 8 else 0)
            assert function.exact(x, 1) == float(slope)


@pytest.mark.parametrize("deviation", [0.3, 1.0, 2.5])
def test_averages_of_a_staircase_are_the_sum_over_its_steps(deviation: float) -> None:
    function = function_of(table(513, interpolate=True, fixed=True))
    field = MeanField(function)
    x = (np.arange(-32768, 32768)) / 4096
    f = np.asarray(function(x))
    edges = [NormalDist(0, deviation).cdf(v) for v in ((x[1:] + x[:-1]) / 2).tolist()]
    share = np.diff([0.0, *edges, 1.0])
    assert field.moment(deviation**2) == pytest.approx(float((share * f * f).sum()), rel=1e-12)
    rises = np.diff(np.array(function.record.table.values if function.record.table else ())) * 64
    ends = [NormalDist(0, deviation).cdf(-4 + k / 64) for k in range(513)]
    slopes = float((np.diff(ends) * rises**2).sum())
    assert field.slope_moment(deviation**2) == pytest.approx(slopes, rel=1e-9)


def test_averages_over_the_bends_of_a_table_are_those_of_a_fine_grid() -> None:
    """Judged by sums over even points, a thousand to a unit, of NumPy's own interpolation."""
    x = np.linspace(-9, 9, 3001)
    weight = np.exp(-x * x / 2) * (x[1] - x[0]) / np.sqrt(2 * np.pi)
    for one in (table(33, interpolate=True), table(257, interpolate=True)):
        assert one.table is not None
        f = partial(np.interp, xp=one.table.places, fp=one.table.values)
        function = function_of(one)
        square = gain(function).second_moment
        assert square == pytest.approx((weight @ f(x) ** 2) ** -0.5, rel=1e-6)
        for c in (0.3, 0.999):
            met = f(c * x[:, None] + np.sqrt(1 - c * c) * x)
            judged = weight @ (f(x) * (met @ weight)) / (weight @ f(x) ** 2)
            assert MeanField(function).next_correlation(c, 1.0, 1.0, 0.0) == pytest.approx(
                judged, rel=3e-5
            )


def test_a_table_of_hundreds_of_entries_is_no_typed_formula(tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    path.write_text(table(513, interpolate=True).to_json())
    for words in (("gain",), ("check",), ("depth", "--seeds", "1")):
        done = run(words[0], str(path), *words[1:], ACTVIZ_SECONDS="")
        assert (done.returncode, done.stderr.count("actviz:")) == (0, 0), done.stderr


def test_in_integers_values_are_the_bits_and_slopes_those_before_rounding() -> None:
    record = table(257, interpolate=True, fixed=True)
    function = function_of(record)
    x = every_number("Q4.12")[::31]
    assert record.table is not None
    step, values = Fraction(8, 256), [Fraction(v) for v in record.table.values]
    for at, got in zip(x.tolist(), np.asarray(function(x)).tolist(), strict=True):
        place = (min(max(Fraction(at), Fraction(-4)), Fraction(4)) + 4) / step
        i = min(int(place), 255)
        true = values[i] + (values[i + 1] - values[i]) * (place - i)
        assert got == float(Fraction((true * 2**15 + Fraction(1, 2)).__floor__(), 2**15))
    assert np.array_equal(np.asarray(function.exact(x)), np.asarray(function(x)))
    near = np.asarray(function.derivative(np.array([0.1, 1.0])))
    assert near == pytest.approx(1 - np.tanh([0.1, 1.0]) ** 2, abs=0.02)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "p16.json").write_text(lines(16).to_json())
    (tmp_path / "t257.json").write_text(table(257, interpolate=True, fixed=True).to_json())
    q = np.arange(-128, 128)
    name = "int8:0.05:3"
    y = rounded(np.asarray(actviz.get("gelu")((q - 3) * SCALE)), name)
    int8 = Approximation(
        "gelu", 0, "table", (-131 * SCALE, 124 * SCALE), "clamp", coefficients_format=name,
        input_format=name, output_format=name,
        table=Table(-131 * SCALE, SCALE, tuple(y.tolist()), False),
    )  # fmt: skip
    (tmp_path / "int8.json").write_text(int8.to_json())
    return tmp_path


def rows(folder: Path, *words: str) -> list[dict[str, Any]]:
    done = run(*words, "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    data: list[dict[str, Any]] = json.loads(done.stdout)
    return data


def test_commands_take_the_file_as_a_name(folder: Path) -> None:
    done = run("eval", "p16.json", "mine=int8.json", "0.5", "-1", "--format", "json", cwd=folder)
    first, second = json.loads(done.stdout)
    assert first["p16"] == lines(16)(0.5)
    # gelu(-1) = -0.1587 is nearest to -3 steps of 0.05.
    assert second["mine"] == -3 * SCALE
    done = run("eval", "t257.json", "nan", "inf", cwd=folder)
    assert done.stdout.split() == ["nan", str(float(rounded(np.tanh(np.array(4.0)), "Q1.15")))]
    (row,) = rows(folder, "table", "p16.json")
    assert len(row["kinks"]) == 15
    (row,) = rows(folder, "check", "p16.json", "--order", "0")
    assert row["catastrophic"] == 0
    done = run("plot", "gelu", "p16.json", "int8.json", "-o", "x.png", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "x.png\n")
    done = run("compare", "gelu", "p16.json", "t257.json", "-o", "y.png", cwd=folder)
    assert (done.returncode, "at the 65536 inputs" in done.stderr) == (0, True)


def test_the_largest_difference_is_at_an_input_that_there_is(folder: Path) -> None:
    (row,) = rows(folder, "compare", "gelu", "int8.json")
    x = [mp.mpf(SCALE) * (q - 3) for q in range(-128, 128)]
    true = [v * mp.ncdf(v) for v in x]
    step = mp.mpf(SCALE)
    near = [mp.nint(y / step) for y in true]
    gaps = [abs(min(max(n, -131), 124) * step - y) for n, y in zip(near, true, strict=True)]
    assert abs(row["largest"]) == pytest.approx(float(max(gaps)), rel=1e-12)
    assert row["note"] == "at the 256 inputs that there are"


def test_many_pieces_are_compared_as_few_are() -> None:
    gelu, few, many = actviz.get("gelu"), function_of(lines(24)), function_of(lines(25))
    over = Interval(-4.0, 4.0, True, True)
    for function in (few, many):
        assert isinstance(function, Approximated)
    comparisons = comparison.compared(gelu, many, over)
    tree = distance.difference(many, gelu)
    assert comparisons.largest is not None
    assert comparisons.largest.value == pytest.approx(distance.searched(tree, over=over).value)
    assert comparisons.mean_square == pytest.approx(distance.mean_square(many, gelu), rel=1e-8)
    assert comparisons.slope_largest is not None
    assert abs(comparisons.slope_largest.value) == pytest.approx(
        abs(distance.searched(tree, 1, over=over).value), rel=1e-6
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "none.json: No such file"),
        ("{}", "bad.json: not an approximation"),
        ("[1, 2", "bad.json:"),
        (lines(2).to_json().replace('"pieces"', '"spline"', 1), "bad.json:"),
    ],
)
def test_a_file_that_holds_no_approximation_is_refused(
    text: str | None, said: str, tmp_path: Path
) -> None:
    if text is not None:
        (tmp_path / "bad.json").write_text(text)
    done = run("eval", "bad.json" if text else "none.json", "1", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
