"""``-o FILE`` for tables and pages, and what a narrow window makes of them."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import pytest

from actviz.cli.app import COMMANDS, everything, run
from actviz.text import terminal

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


LINES = {
    "table relu gelu": "csv tsv json md tex txt",
    "list relu": "csv md tex txt",
    "gain relu": "csv json txt",
    "dialects gelu": "md",
    "compare relu gelu": "csv md",
    "cite gelu": "bib json txt",
    "derive relu": "md tex json txt",
    "show relu": "md tex html json txt",
    "identify x": "csv",
    "eval relu 1 -f csv": "csv",
}


@pytest.mark.parametrize("line", LINES)
def test_a_file_is_what_would_have_been_printed(line: str, capsys: Captured) -> None:
    names = {"tex": "latex", "bib": "bibtex"}
    for suffix in LINES[line].split():
        kind = names.get(suffix, suffix)
        if suffix == "txt":
            kind = "text" if line.split()[0] in ("show", "derive", "cite") else "table"
        plain = line.removesuffix(" -f csv").split()
        assert run([*plain, "-f", kind]) == 0
        printed = capsys.readouterr().out
        assert run([*line.split(), "-o", f"a.{suffix}"]) == 0
        assert capsys.readouterr().out == f"a.{suffix}\n"
        written = Path(f"a.{suffix}").read_text(encoding="utf-8")
        if kind != "text":  # a file is Unicode, whatever the terminal speaks
            assert written == printed


def test_every_command_that_prints_rows_has_it() -> None:
    for name, command in everything().commands.items():
        options = {word for one in command.params for word in one.opts}
        assert "--format" not in options or "--output" in options, name
    assert len(COMMANDS) > 15


def test_a_picture_stays_a_picture(capsys: Captured) -> None:
    assert run(["compare", "relu", "gelu", "-o", "a.png"]) == 0
    assert Path("a.png").read_bytes().startswith(b"\x89PNG")
    assert "largest" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("table relu -o a.png", "the suffix .png is not known; write .csv, .tsv, .json, .md"),
        ("table relu -o a", "a name without a suffix is not known"),
        ("table relu -o a.csv -f json", "a.csv is csv by its name and --format says json"),
        ("show relu -o a.html --no-plot", "--no-plot is for the page of a terminal"),
    ],
)
def test_a_file_of_no_such_kind_is_refused(line: str, words: str, capsys: Captured) -> None:
    assert run(line.split()) == 2
    assert words in capsys.readouterr().err
    assert not list(Path().iterdir())


def test_a_check_that_fails_writes_its_table_all_the_same(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["check", "gelu", "--max-ulp", "0.1", "-o", "a.json", "--order", "0"])
    assert ended.value.code == 1
    assert json.loads(Path("a.json").read_text())[0]["name"] == "gelu"


def test_check_ends_with_a_verdict_in_a_sentence(capsys: Captured) -> None:
    assert run(["check", "relu", "--order", "0"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("relu keeps to the promise: an error reaches 0 of what is allowed, in f")
    assert last.endswith("no wrong sign, zero, infinity or NaN.")


def test_html_is_a_page_of_its_own(capsys: Captured) -> None:
    from html.parser import HTMLParser

    class Tags(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag != "meta":
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    for name in ("elu", "swiglu", "softmax", "rrelu"):
        assert run(["show", name, "-f", "html"]) == 0
        page = capsys.readouterr().out
        tags = Tags()
        tags.feed(page)
        assert tags.open == []
        assert page.startswith("<!DOCTYPE html>")


def test_no_minus_zero_where_zero_is_meant(capsys: Captured) -> None:
    assert run(["table", "abs", "abslu", "-f", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[0]["range"] == "[0.0, inf)"
    assert "-0.0" not in "".join("".join(row.values()) for row in rows)


ROWS = [
    {"name": "relu", "range": "[0, inf)", "saturates_left": "hard, x < 0", "smooth": "C0",
     "formula": "where(x > 0, x, negative_slope*x)"},
]  # fmt: skip


@pytest.mark.parametrize("columns", [20, 30, 40, 60, 80, 200])
def test_no_word_is_broken_and_nothing_is_lost_in_a_narrow_window(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(terminal, "is_terminal", lambda: True)
    monkeypatch.setattr(terminal, "width", lambda: columns)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr(terminal, "out", written.append)
    terminal.table(ROWS, "table")
    said = " ".join(written).split()
    for cell in ROWS[0].values():
        for word in cell.split():
            assert word in said


def test_columns_left_out_are_spoken_of(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr(terminal, "is_terminal", lambda: True)
    monkeypatch.setattr(terminal, "width", lambda: 80)
    assert run(["table", "relu"]) == 0
    assert "--wide" in capsys.readouterr().err
