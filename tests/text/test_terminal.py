"""What is written to stdout, byte for byte, and what the environment's words for colour mean."""

from __future__ import annotations

import io
import sys
import time

import pytest

from actviz.text import standard, terminal
from actviz.text.rows import to_text


@pytest.mark.parametrize(
    ("encoding", "written"),
    [("utf-8", b"2\xc2\xb7\xce\xb2"), ("latin-1", b"2\xb7?"), ("ascii", b"2??")],
)
def test_text_is_written_in_the_encoding_of_stdout(
    monkeypatch: pytest.MonkeyPatch, encoding: str, written: bytes
) -> None:
    stream = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(stream, encoding=encoding))
    standard.out("2·β")
    assert stream.getvalue() == written


def test_json_keeps_the_letters_of_mathematics() -> None:
    assert '"β·x"' in to_text([{"formula": "β·x"}], "json")


@pytest.mark.parametrize(
    ("environment", "forced", "colour"),
    [
        ({}, False, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"CLICOLOR_FORCE": "1"}, True, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"FORCE_COLOR": ""}, False, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True, False),
        ({"NO_COLOR": "1"}, False, False),
    ],
)
def test_the_words_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], forced: bool, colour: bool
) -> None:
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO()))  # no terminal
    assert terminal.forced() is forced
    assert terminal.wants_colour() is colour


def test_a_terminal_has_colour_unless_it_is_dumb_or_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "stdout", Screen(io.BytesIO()))
    monkeypatch.setenv("TERM", "xterm")
    assert terminal.wants_colour()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not terminal.wants_colour()
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not terminal.wants_colour()


def drawn(
    monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, object]], wide: int = 80, **words: str
) -> str:
    """A table on a terminal of some width, laid out without colours unless told."""
    stream = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(stream, encoding="utf-8"))
    settings = {"FORCE_COLOR": "1", "TERM": "dumb", "COLUMNS": str(wide), **words}
    for word, value in settings.items():
        monkeypatch.setenv(word, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal.table(rows, "table")
    return stream.getvalue().decode()


def shown(monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, object]]) -> list[list[str]]:
    """The words of a table on a terminal without colours, line by line."""
    lines = drawn(monkeypatch, rows).splitlines()
    return [line.split() for line in lines if "─" not in line]


def test_a_table_on_a_terminal_has_a_line_for_each_row(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[dict[str, object]] = [{"name": "relu", "odd_at": 1}, {"name": "[x]", "odd_at": 22}]
    heads = [["odd"], ["name", "at"]]
    assert shown(monkeypatch, rows) == [*heads, ["relu", "1"], ["[x]", "22"]]


def test_a_table_of_one_row_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, [{"name": "relu", "low": 0}]) == [["name", "low"], ["relu", "0"]]


ROWS: list[dict[str, object]] = [
    {"name": "relu", "range_low": "0 or more", "at": 1.5},
    {"name": "hard_swish", "range_low": "x", "at": None},
]


def test_columns_stand_two_blanks_apart_and_closer_where_that_is_too_wide(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def words(blanks: str) -> list[str]:
        return [
            f"name      {blanks}range low{blanks}at",
            f"relu      {blanks}0 or more{blanks}1.5",
            f"hard_swish{blanks}x",
        ]

    for wide, blanks in ((80, "  "), (26, "  "), (25, " "), (24, " ")):
        lines = drawn(monkeypatch, ROWS, wide).splitlines()
        assert [line.rstrip() for line in lines if "─" not in line] == words(blanks), wide


def test_a_heading_wider_than_all_below_it_takes_two_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[dict[str, object]] = [{"name": "relu", "ab_cd": "12345", "ef_gh": "1234"}]
    lines = drawn(monkeypatch, rows).splitlines()
    assert [line.split() for line in lines if "─" not in line] == [
        ["ef"], ["name", "ab", "cd", "gh"], ["relu", "12345", "1234"],
    ]  # fmt: skip
    assert drawn(monkeypatch, [{"name": "relu", "ab_cd": ""}]).split()[:3] == ["ab", "name", "cd"]


def test_names_are_bold_on_a_terminal_with_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    text = drawn(monkeypatch, ROWS, TERM="xterm-256color")
    assert "\x1b[1;36mrelu" in text
    assert "\x1b[1;36m0 or" not in text


def test_where_words_would_break_each_cell_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [ROWS[0] | {"at": "long words that need several lines"}, ROWS[1]]
    words = ("long words", "that need", "several", "lines")
    assert drawn(monkeypatch, rows, 22) == (
        "name       relu\n"
        "range low  0 or more\n"
        + "".join(f"{'at' if n == 0 else '':11}{word}\n" for n, word in enumerate(words))
        + "\nname       hard_swish\n"
        "range low  x\n"
    )
    rows = [{"name": "relu", "a_long_heading_of_all": "many words here"}]
    assert drawn(monkeypatch, rows, 10) == (
        "name    relu\na long heading of all  many\n        words\n        here\n"
    )


def test_a_table_that_just_fits_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[dict[str, object]] = [{"name": "relu", "why": "short words", "at": "there"}]
    assert "─" in drawn(monkeypatch, rows, 4 + 1 + 5 + 1 + 5)
    assert "─" not in drawn(monkeypatch, rows, 4 + 1 + 5 + 1 + 5 - 1)


def test_no_window_makes_no_line_break(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    page = terminal.console()
    page.print("word " * 400)
    assert page.file.getvalue().count("\n") == 1  # type: ignore[attr-defined]


def test_what_is_held_back_for_a_file_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert (terminal.is_terminal(), terminal.speaks_unicode()) == (True, False)
    with standard.held() as parts:
        assert (terminal.is_terminal(), terminal.speaks_unicode()) == (False, True)
        assert not terminal.wants_colour()
        standard.out("β")
    assert parts == ["β".encode()]
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="UTF-8"))
    assert terminal.speaks_unicode()


def test_the_end_of_the_program_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        terminal.fail("no such thing")
    assert end.value.code == 2
    assert capsys.readouterr() == ("", "actviz: no such thing\n")


def test_progress_without_a_terminal_is_a_line_every_half_minute(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(standard.quiet, "wanted", False)
    with terminal.progress("inputs", 10) as done:
        for seconds, count, title in (
            (29, 1, None), (30, 2, None), (59, 3, None), (60, 4, "more is told"), (90, 10, None),
        ):  # fmt: skip
            now[0] = 1000.0 + seconds
            done(count, title)
    assert capsys.readouterr() == ("", "inputs: 2 of 10\nmore is told\n")
    monkeypatch.setattr(standard.quiet, "wanted", True)
    with terminal.progress("inputs", 10) as done:
        now[0] += 1000
        done(5)
    assert capsys.readouterr() == ("", "")
