"""The record of an approximation: its JSON, its refusals, and what it computes."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from math import floor, inf
from typing import Any

import numpy as np
import pytest

from actviz.approximation.value.result import Approximation, Bracket, Fold, Piece, Table, read

LINES = Approximation(
    function="gelu",
    order=0,
    kind="pieces",
    range=(-1.0, 1.5),
    outside="asymptote",
    ends=((0.0,), (0.0, 1.0)),
    coefficients_format="Q2.6",
    pieces=(Piece(-1.0, 0.25, (0.5, -0.75)), Piece(0.25, 1.5, (-1.0, 1.984375))),
    error=Bracket("absolute", 0.25, 0.25000001, 0.25),
)
CUBIC = Approximation(
    function="tanh",
    order=0,
    kind="pieces",
    range=(0.0, 4.0),
    outside="clamp",
    fold=Fold("odd", (0.5, 0.0)),
    coefficients_format="Q2.10",
    input_format="Q4.4",
    output_format="Q3.5",
    pieces=(Piece(0.0, 1.0, (0.0, 1.0, 0.125, -0.328125)), Piece(1.0, 4.0, (0.75, 0.0625))),
)
TABLE = Approximation(
    function="sigmoid",
    order=0,
    kind="table",
    range=(-8.0, 8.0),
    outside="clamp",
    coefficients_format="Q1.15",
    input_format="Q4.12",
    output_format="Q1.15",
    table=Table(-8.0, 0.03125, tuple(round(i * 60) / 2**15 for i in range(513)), True),
)


@pytest.mark.parametrize("one", [LINES, CUBIC, TABLE])
def test_json_holds_all(one: Approximation) -> None:
    assert read(one.to_json(), "approx.json") == one
    assert set(json.loads(one.to_json())) == {*Approximation.__dataclass_fields__}


def test_endless_ranges_and_slopes_are_written_and_read() -> None:
    pieces = (Piece(-inf, 0.0, (0.0,)), Piece(0.0, inf, (0.0, 1.0)))
    slopes = (Piece(-inf, 0.0, (0.0,)), Piece(0.0, inf, (1.0,)))
    slope = Approximation("relu", 1, "pieces", (-inf, inf), pieces=slopes)
    one = Approximation("relu", 0, "pieces", (-inf, inf), pieces=pieces, slope=slope)
    text = one.to_json()
    assert '["-inf", "inf"]' in text
    assert read(text, "f") == one


def test_values_in_float64() -> None:
    x = np.array([-2.0, -1.0, 0.0, 0.25, 1.5, 3.0, np.nan])
    expected = [0.0, 0.5 + 0.75, 0.5, -1 + 1.984375 / 4, -1 + 1.984375 * 1.5, 3.0, np.nan]
    np.testing.assert_array_equal(LINES(x), expected)
    nearest = Approximation("x", 0, "table", (0.0, 2.0), table=Table(0.0, 1.0, (5.0, 6, 8), False))
    np.testing.assert_array_equal(nearest([-3, 0.49, 0.5, 1.5, 9]), [5, 5, 6, 8, 8])
    between = replace(nearest, table=Table(0.0, 1.0, (5.0, 6, 8), True))
    np.testing.assert_array_equal(between([-3, 0.25, 1.5, 9]), [5, 5.25, 7, 8])
    rational = Approximation(
        "x", 0, "rational", (0.0, 2.0), numerator=(1.0, 2.0), denominator=(1.0, 0.0, 1.0)
    )
    np.testing.assert_array_equal(rational([2.0, 5.0]), [1.0, 1.0])


def _half_up(value: Fraction, step: Fraction) -> Fraction:
    return floor(value / step + Fraction(1, 2)) * step


def _by_hand(one: Approximation, x: Fraction) -> Fraction:
    """The module's docstring, in fractions."""
    u = abs(x)
    clamped = min(u, Fraction(4))
    row = [
        Fraction(c)
        for c in next(p for p in one.pieces or () if clamped < p.high or p.high == 4).coefficients
    ]
    total = row[-1]
    for k in reversed(range(len(row) - 1)):
        if k < len(row) - 2:
            total = _half_up(total, Fraction(1, 2**10))
        total = total * clamped + row[k]
    total = Fraction(1, 2) + (-total if x < 0 else total)
    return min(max(_half_up(total, Fraction(1, 32)), Fraction(-4)), Fraction(127, 32))


def test_integers_are_what_is_written() -> None:
    numbers = np.arange(-128, 128)
    result = CUBIC.on_integers(numbers)
    for x, y in zip(numbers, result, strict=True):
        assert Fraction(int(y), 32) == _by_hand(CUBIC, Fraction(int(x), 16))
    np.testing.assert_array_equal(CUBIC(numbers / 16), result / 32)


def test_a_table_between_entries_is_the_usual_integer_code() -> None:
    values = [int(v * 2**15) for v in (TABLE.table or Table(0, 1, (), False)).values]
    x = np.arange(-(2**15), 2**15, 37)
    for given, got in zip(x, TABLE.on_integers(x), strict=True):
        offset = int(given) + 2**15
        i, part = min(offset >> 7, 511), offset & 127 if offset >> 7 < 512 else 128
        assert got == (values[i] * 128 + (values[i + 1] - values[i]) * part + 64) >> 7


def test_an_affine_table_is_its_integers() -> None:
    name, scale = "int8:0.05:3", float(np.float32(0.05))  # a scale is a float32
    values = tuple(((i % 100) - 50 - 3) * scale for i in range(256))
    one = Approximation(
        "tanh", 0, "table", ((-128 - 3) * scale, (127 - 3) * scale), outside="clamp",
        coefficients_format=name, input_format=name, output_format=name,
        table=Table((-128 - 3) * scale, scale, values, False),
    )  # fmt: skip
    np.testing.assert_array_equal(
        one.on_integers(np.arange(-128, 128)), [(i % 100) - 50 for i in range(256)]
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "spline"}, "none of pieces"),
        ({"polynomial": [1.0]}, "has polynomial"),
        ({"pieces": None}, "lacks pieces"),
        ({"range": [1.0, 1.0]}, "upwards"),
        ({"range": [1.0]}, "range: a list"),
        ({"pieces": [{"low": -1, "high": 1, "coefficients": [1.0]}]}, "end at 1.0"),
        ({"pieces": [{"low": -1, "coefficients": [1.0]}]}, "pieces: 'high' is lacking"),
        ({"outside": "clamp"}, "ends: they go with"),
        ({"coefficients_format": "Q2.5"}, "no number of Q2.5"),
        ({"coefficients_format": "Q0.5"}, "Qm.n"),
        ({"input_format": "Q2.6"}, "go together"),
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"order": "x"}, "order"),
    ],
)
def test_what_contradicts_itself_is_refused(change: dict[str, Any], words: str) -> None:
    text = json.dumps(LINES.as_dict() | change)
    with pytest.raises(ValueError, match=words) as caught:
        read(text, "mine.json")
    assert str(caught.value).startswith("mine.json: ")
    assert "\n" not in str(caught.value)
