"""Rows as text: each format holds what it should, and reads back."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actviz.text.rows import FORMATS, Row, aligned, plain, short, to_text

ROWS: list[Row] = [
    {"name": "relu", "low": 0.0, "high": float("inf"), "odd": False, "at": None},
    {"name": 'a|b,"c"', "low": 1 / 3, "high": float("nan"), "odd": True, "at": [1.0, -2.5]},
]


def test_json_has_every_digit_and_no_nan() -> None:
    data = json.loads(to_text(ROWS, "json"), parse_constant=lambda word: pytest.fail(word))
    assert data[0] == {"name": "relu", "low": 0.0, "high": "inf", "odd": False, "at": None}
    assert data[1]["low"] == 1 / 3
    assert data[1]["high"] == "nan"
    assert data[1]["at"] == [1.0, -2.5]


@pytest.mark.parametrize(("kind", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_separated_values_read_back(kind: str, delimiter: str) -> None:
    lines = list(csv.reader(io.StringIO(to_text(ROWS, kind)), delimiter=delimiter))
    assert lines[0] == ["name", "low", "high", "odd", "at"]
    assert lines[1] == ["relu", "0.0", "inf", "no", ""]
    assert lines[2] == ['a|b,"c"', "0.3333333333333333", "nan", "yes", "1.0 -2.5"]


def test_markdown_escapes_its_bars() -> None:
    lines = to_text(ROWS, "md").splitlines()
    assert lines[1] == "| --- | --- | --- | --- | --- |"
    assert lines[3].startswith('| a\\|b,"c" | 0.333333 |')


def test_latex_is_a_booktabs_table_with_its_signs_escaped() -> None:
    text = to_text([{"a_b": "50% & more", "c": "{0, 1}"}], "latex")
    assert "  a\\_b & c \\\\" in text
    assert "  50\\% \\& more & \\{0, 1\\} \\\\" in text
    assert text.startswith("\\begin{tabular}{ll}\n  \\toprule\n")
    assert text.endswith("\\bottomrule\n\\end{tabular}\n")


def test_columns_can_be_chosen_and_nothing_is_nothing() -> None:
    assert to_text(ROWS, "csv", ["odd", "name"]).splitlines()[0] == "odd,name"
    assert json.loads(to_text([], "json")) == []
    assert to_text([], "csv", ["a"]) == "a\n"


def test_aligned_columns_do_not_depend_on_the_window() -> None:
    assert aligned([["a", "bb"], ["ccc", "d"]]) == "a    bb\nccc  d\n"


def test_numbers_are_said_shortly() -> None:
    assert [short(v) for v in (0.1 + 0.2, -0.0, 1e-10, 123456789.0)] == [
        "0.3", "0", "1e-10", "1.23457e+08",
    ]  # fmt: skip


@given(st.lists(st.dictionaries(st.just("v"), st.floats(), min_size=1), min_size=1))
def test_every_float_survives_csv(rows: list[Row]) -> None:
    back = [float(line) for line in to_text(rows, "csv").split()[1:]]
    assert [repr(v) for v in back] == [repr(row["v"]) for row in rows]


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_ends_its_last_line(kind: str) -> None:
    assert to_text(ROWS, kind).endswith("\n")


def test_plain_reaches_inside() -> None:
    assert plain({"a": [float("-inf"), {"b": (1.0, float("nan"))}]}) == {
        "a": ["-inf", {"b": [1.0, "nan"]}]
    }
