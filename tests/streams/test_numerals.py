"""Numbers as text: the quick way reads what float() reads, and nothing else."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actviz.streams import decimals, numerals, words

doubles = st.integers(0, 2**64 - 1).map(lambda n: struct.unpack("<d", struct.pack("<Q", n))[0])


@given(st.lists(doubles, min_size=1, max_size=50))
def test_what_is_written_reads_back_to_the_same_double(values: list[float]) -> None:
    text = numerals.written(np.array(values))
    back = [float(line) for line in text.decode().splitlines()]
    assert np.array_equal(back, values, equal_nan=True)
    assert np.array_equal(np.signbit(back), np.signbit(values)) or np.isnan(values).any()


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=50))
def test_what_is_written_is_the_shortest(values: list[float]) -> None:
    def digits(text: str) -> int:
        mantissa = text.lower().split("e")[0].lstrip("-").replace(".", "")
        return len(mantissa.strip("0"))

    lines = numerals.written(np.array(values)).decode().splitlines()
    assert [digits(line) for line in lines] == [digits(repr(value)) for value in values]


SIGNS_OF_NUMBERS = st.text("0123456789+-.eE", max_size=12)
SIGNS_OF_JSON = st.text('01-.e[]{}",:\\ \t\r', max_size=6)
WORDS_OF_JSON = st.sampled_from(
    [
        "1",
        "-2.5",
        "null",
        "true",
        "false",
        '"',
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        " ",
        "[1",
        "2]",
        "1,2",
    ]
)
LINES = st.one_of(SIGNS_OF_NUMBERS, SIGNS_OF_JSON, st.lists(WORDS_OF_JSON, max_size=4).map("".join))


@settings(max_examples=2000)
@given(st.lists(LINES, min_size=1, max_size=6))
def test_the_quick_way_agrees_with_float_or_declines(lines: list[str]) -> None:
    result = numerals.read(("\n".join(lines) + "\n").encode())
    if result is not None:
        assert all(map(words.is_number, lines))
        expected = [words.number(line) for line in lines]
        assert np.array_equal(result, expected)
        assert np.array_equal(np.signbit(result), np.signbit(expected))


@pytest.mark.parametrize("lines", ["1", "2.5\n-3e-7\n0", "12\n7 \n0.0", "-0.0\n1E5"])
def test_plain_numbers_go_the_quick_way(lines: str) -> None:
    assert numerals.read(f"{lines}\n".encode()) is not None


JSON_ONLY = ("null", "true", "false", '"5"', "1,2", "[1]", "{}", "[]", "1,", ",", "", " ", "NaN",
             "1\x00", "1 2", "1\t2", "\ufeff1", "0x10", "1_0", "٣", "-0", "-0 ", " -0", "-0\t\r",
             "#1")  # fmt: skip


@pytest.mark.parametrize("line", JSON_ONLY)
def test_what_json_reads_otherwise_never_goes_the_quick_way(line: str) -> None:
    for block in (f"{line}\n", f"1\n{line}\n2.5\n"):
        assert numerals.read(block.encode()) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1.0), ("+1", 1.0), (".5", 0.5), ("5.", 5.0), ("-0", -0.0), ("1e400", math.inf),
        ("-1e400", -math.inf), ("1e-400", 0.0), ("5e-324", 5e-324), ("INF", math.inf),
        ("0x1p-3", 0.125), ("0X1.8P1", 3.0), ("0x10", 16.0), ("-0x1p9999", -math.inf),
        (" 7 ", 7.0), ("9007199254740993", 9007199254740992.0),
        ("1" * 400, math.inf), ("0." + "0" * 400 + "1", 0.0),
    ],
)  # fmt: skip
def test_numbers_as_the_shell_user_types_them(text: str, value: float) -> None:
    assert words.is_number(text)
    assert words.number(text) == value
    assert math.copysign(1, words.number(text)) == math.copysign(1, value)


@pytest.mark.parametrize("text", ["", "1_000", "٣", "1e", "e5", "0x", "0xp1", "1 2", "--1", "nanx"])
def test_what_is_no_number(text: str) -> None:
    assert not words.is_number(text)
    with pytest.raises(ValueError, match="is not a number"):
        words.number(text)


@given(st.lists(doubles, min_size=1, max_size=40), st.integers(1, decimals.MOST))
def test_rounding_is_that_of_python(values: list[float], digits: int) -> None:
    text = decimals.rounded(np.array(values), digits)
    expected = [float(f"{value:.{digits - 1}e}") for value in values]
    assert np.array_equal(text, expected, equal_nan=True)


def test_rounding_near_ties_and_powers_of_ten() -> None:
    near = [float(f"{a}e{k}") for k in range(-300, 300) for a in (1, 9.9999995, 2.5, 4.5, 1.00005)]
    values = np.array([*near, *np.nextafter(near, 0), *np.nextafter(near, np.inf), 0.0, -0.0])
    for digits in range(1, decimals.MOST + 1):
        expected = [float(f"{value:.{digits - 1}e}") for value in values.tolist()]
        text = decimals.rounded(values, digits)
        assert np.array_equal(text, expected)
        assert np.array_equal(np.signbit(text), np.signbit(expected))


def test_digits_are_as_many_as_asked_for() -> None:
    values = np.array([math.pi, 1e-30 / 3, math.inf])
    assert numerals.written(values, 3) == b"3.14\n3.33e-31\ninf\n"
    assert numerals.written(values, 17) == f"{math.pi:.17g}\n{1e-30 / 3:.17g}\ninf\n".encode()


def test_tables_have_tabs() -> None:
    table = np.array([[1.0, math.nan], [-0.0, 2.5]])
    assert numerals.written(table) == b"1.0\tnan\n-0.0\t2.5\n"
    assert numerals.written(np.empty((0, 2))) == b""


@pytest.mark.parametrize(
    ("text", "values"),
    [("1.2,0.9", [1.2, 0.9]), ("[1.2, 0.9]", [1.2, 0.9]), ("[1 2]", [1, 2]), ("[3]", [3])],
)
def test_vectors_as_the_shell_user_types_them(text: str, values: list[float]) -> None:
    assert words.is_vector(text)
    assert words.vector(text) == values


def test_vectors_that_the_shell_has_split_are_whole_again() -> None:
    split = ["softmax", "[1.2,", "0.9,", "3]", "[4]", " [5", "6", "]", "7", "[8,", "9"]
    assert words.vectors_joined(split) == [
        "softmax", "[1.2, 0.9, 3]", "[4]", " [5 6 ]", "7", "[8, 9",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "[]", "1", "1 2", "[1, 2", "1, 2]", "[1, x]", "x,1"])
def test_what_is_no_vector(text: str) -> None:
    assert not words.is_vector(text)
