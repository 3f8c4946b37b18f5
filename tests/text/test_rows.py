"""Rows as text: each format holds what it should, and reads back."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actviz.text.rows import (
    FORMATS,
    Lower,
    Row,
    Upper,
    aligned,
    cell,
    counted,
    digits,
    percent,
    plain,
    short,
    to_text,
)
from tests.process import actviz as run

ROWS: list[Row] = [
    {"name": "relu", "low": 0.0, "high": float("inf"), "odd": False, "at": None},
    {"name": 'a|b,"c"', "low": 1 / 3, "high": float("nan"), "odd": True, "at": [1.0, -2.5]},
]


def test_json_is_written_as_python_writes_it_by_two_blanks() -> None:
    assert to_text([{"name": "relu", "low": 0.0}], "json") == (
        '[\n  {\n    "name": "relu",\n    "low": 0.0\n  }\n]\n'
    )


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


@given(st.floats(-1e300, 1e300).filter(lambda value: not 0 < abs(value) < 1e-300))
def test_ends_of_a_bracket_are_rounded_outwards(value: float) -> None:
    assert Decimal(short(value, -1)) <= Decimal(value) <= Decimal(short(value, 1))
    assert Decimal(short(value, 1)) - Decimal(short(value, -1)) <= abs(Decimal(value)) / 99999
    assert (cell(Lower(value)), cell(Upper(value))) == (short(value, -1), short(value, 1))
    assert cell(Upper(value), digits=True) == repr(value)
    assert json.dumps([Lower(value)]) == json.dumps([value])


def test_ends_without_end_and_counted_things() -> None:
    assert [short(v, side) for v in (math.inf, 0.0) for side in (-1, 1)] == ["inf", "inf", "0", "0"]
    assert [counted(n, "piece") for n in (0, 1, 4096)] == ["0 pieces", "1 piece", "4,096 pieces"]


def test_a_zero_has_no_sign_and_digits_are_kept_where_asked() -> None:
    assert [digits(v) for v in (-0.0, 0.1 + 0.2, 1e22)] == ["0.0", "0.30000000000000004", "1e+22"]
    assert cell([1 / 3, None, True]) == "0.333333  yes"
    assert cell([1 / 3, False], digits=True) == "0.3333333333333333 no"
    assert cell({"β": math.inf}) == '{"β": "inf"}'


def test_a_share_is_0_or_100_per_cent_only_where_it_is() -> None:
    shares = [0.0, 1e-9, 0.000499, 0.0005, 0.001, 0.125, 0.5, 0.9994, 0.9995, 1 - 1e-9, 1.0]
    assert [percent(share) for share in shares] == [
        "0 %", "<0.1 %", "<0.1 %", "0.1 %", "0.1 %", "12.5 %", "50 %", "99.9 %", ">99.9 %",
        ">99.9 %", "100 %",
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


# What a title of somebody else's catalogue may hold.
HOSTILE = {
    '=HYPERLINK("http://x","y")': '\'=HYPERLINK("http://x","y")',
    "+1+cmd|' /C calc'!A0": "'+1+cmd|' /C calc'!A0",
    "-2+3": "'-2+3",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1+1": "'=1+1",
    "\r\n=1+1": "'=1+1",
    "-2.5": "-2.5",
    "-inf": "-inf",
    "-1.0 2.5": "-1.0 2.5",
    "1=1": "1=1",
    "two\nlines\r\n  of\x0b\x0c\x85\u2028text": "two lines of text",
    "a\x1b[31mred": "a [31mred",
}


@pytest.mark.parametrize(("kind", "delimiter"), [("csv", ","), ("tsv", "\t")])
@pytest.mark.parametrize("word", HOSTILE)
def test_no_cell_starts_a_formula_of_a_spreadsheet_or_a_new_line(
    kind: str, delimiter: str, word: str
) -> None:
    text = to_text([{word: word, "n": -2.5, "list": [word]}], kind)
    assert text.count("\n") == 2
    head, line = csv.reader(io.StringIO(text), delimiter=delimiter)
    assert (head[0], line) == (HOSTILE[word], [HOSTILE[word], "-2.5", HOSTILE[word]])


def test_markdown_holds_no_tags_and_keeps_its_columns() -> None:
    words = ["<script>alert(1)</script>", "</td>", "<!-- x", "<http://x.y>", "x < 0", "a\nb | c",
             "\\|", "\\\\|", "end\\"]  # fmt: skip
    lines = to_text([{"a": word, "b": "second"} for word in words], "md").splitlines()[2:]
    assert len(lines) == len(words)
    for line in lines:
        assert not re.search(r"<[A-Za-z/!?]", line)
        # As GFM splits a row: a backslash takes the sign after it along, a bar alone ends a cell.
        cells = re.findall(r"(?:\\.|[^|\\])+", line)
        assert len(cells) == 2, line
    assert "x < 0" in lines[4]


@pytest.mark.parametrize("name", ["evil", "gate"])
@pytest.mark.parametrize("words", [("derive", "md"), ("show", "md"), ("show", "html")])
def test_no_heading_starts_a_tag(tmp_path: Path, words: tuple[str, str], name: str) -> None:
    (tmp_path / "own.toml").write_text(
        '[evil]\nformula = "max(x, 0)"\ntitle = "<script>|x"\n'
        '[gate]\nkind = "gated"\nformula = "u*sigmoid(v)"\ntitle = "<script>|x"\n'
    )
    command, kind = words
    done = run(command, name, "--catalogue", "own.toml", "--format", kind, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "&lt;script" in done.stdout
    assert "<script" not in done.stdout


def test_titles_of_a_catalogue_go_through_all_of_it(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        '[evil]\nformula = "x"\ntitle = "=1+1\\n<b>|x"\nsummary = """\n  two\n  lines\n"""\n'
    )
    for kind, wanted in (("csv", "'=1+1 <b>|x"), ("md", "=1+1 &lt;b>\\|x"), ("tsv", "'=1+1")):
        done = run(
            "table", "evil", "--catalogue", "own.toml", "--columns", "name,title,summary",
            "--format", kind, cwd=tmp_path,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert wanted in done.stdout
        assert "two lines" in done.stdout
        assert len(done.stdout.splitlines()) == (3 if kind == "md" else 2)
