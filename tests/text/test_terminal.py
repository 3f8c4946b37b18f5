"""What is written to stdout, byte for byte, and what the environment's words for colour mean."""

from __future__ import annotations

import io
import sys

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


def shown(monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, object]]) -> list[list[str]]:
    """The words of a table on a terminal without colours, line by line."""
    stream = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(stream, encoding="utf-8"))
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")  # laid out, without colours
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal.table(rows, "table")
    lines = stream.getvalue().decode().splitlines()
    return [line.split() for line in lines if "─" not in line]


def test_a_table_on_a_terminal_has_a_line_for_each_row(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[dict[str, object]] = [{"name": "relu", "odd_at": 1}, {"name": "[x]", "odd_at": 22}]
    heads = [["odd"], ["name", "at"]]
    assert shown(monkeypatch, rows) == [*heads, ["relu", "1"], ["[x]", "22"]]


def test_a_table_of_one_row_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, [{"name": "relu", "low": 0}]) == [["name", "low"], ["relu", "0"]]
