"""How a command ends when something around it is broken: one line, exit code 2, no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from actviz.cli.app import run
from tests.process import PLAIN, actviz

ACTVIZ = f"'{sys.executable}' -m actviz"


def shell(line: str, folder: Path | None = None) -> tuple[int, str, str]:
    """The exit code of the program in a line of bash, stdout and stderr."""
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, env=PLAIN, capture_output=True, text=True
    )
    return done.returncode, done.stdout, done.stderr


COMMANDS = ["--version", "--help", "eval relu 1", "eval -h", "list -q", "table relu"]


@pytest.mark.parametrize("command", COMMANDS)
def test_stdout_that_is_closed_or_full_is_told_in_a_line(command: str) -> None:
    for place, reason in (">&-", "Bad file descriptor"), (">/dev/full", "No space left on device"):
        code, _, errors = shell(f"{ACTVIZ} {command} {place}")
        last = errors.splitlines()[-1]
        assert (code, last.startswith("actviz: "), last.endswith(reason)) == (2, True, True), errors
        assert "Traceback" not in errors
        assert "Exception ignored" not in errors


@pytest.mark.parametrize("command", ["--version", "--help", "list -q", "eval relu 1"])
def test_a_reader_that_has_gone_ends_it_quietly(command: str) -> None:
    code, _, errors = shell(f"set -o pipefail; {ACTVIZ} {command} | true")
    assert (code, errors) == (0, "")


def test_a_picture_is_not_written_into_what_was_closed(tmp_path: Path) -> None:
    code, _, errors = shell(f"{ACTVIZ} plot relu -o a.png <&- >&-", tmp_path)
    assert (code, errors) == (2, "actviz: stdout: Bad file descriptor\n")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_without_stderr_nothing_is_told_and_nothing_goes_elsewhere() -> None:
    assert shell(f"{ACTVIZ} eval relu 1 2>&-") == (0, "1.0\n", "")
    assert shell(f"{ACTVIZ} eval nothing_like_it 1 2>&-") == (2, "", "")
    assert shell(f"{ACTVIZ} eval rrelu -1 2>/dev/full")[:2] == (
        0,
        shell(f"{ACTVIZ} eval rrelu -1")[1],
    )


def test_without_stdin_it_says_so() -> None:
    code, out, errors = shell(f"{ACTVIZ} eval relu <&-")
    assert (code, out, errors) == (2, "", "actviz: there is no stdin to read from\n")


DEEP = "a = " + "[" * 5000 + "]" * 5000 + "\n"


@pytest.mark.parametrize(
    "words",
    [
        ("check", "deep.toml"), ("list", "--catalogue", "deep.toml"),
        ("backprop", "--network", "deep.toml"), ("gallery", "folder"),
        ("check", "gelu", "--against", "numpy:tanh", "--with", "a=" + "(" * 5000),
        ("eval", "(" * 900 + "x" + ")" * 900, "1"),
    ],
    ids=["check", "catalogue", "network", "gallery", "literal", "formula"],
)  # fmt: skip
def test_what_is_nested_beyond_reason_is_told_in_a_line(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    for file in ("deep.toml", "folder/recipes.toml"):
        (tmp_path / file).write_text(DEEP)
    done = actviz(*words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("actviz: ")
    assert len(done.stderr) < 400


@pytest.mark.parametrize("module", ["typer", "numpy", "matplotlib", "tomllib"])
def test_an_interrupt_while_importing_is_quiet(module: str, tmp_path: Path) -> None:
    (tmp_path / f"{module}.py").write_text(
        "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n"
    )
    (tmp_path / "own.toml").write_text("[a]\nformula = 'x'\n")
    words = ("list", "--catalogue", "own.toml") if module == "tomllib" else ("plot", "gelu")
    path = f"{tmp_path}:{Path(__file__).parents[2]}"
    done = actviz(*words, cwd=tmp_path, PYTHONPATH=path, PYTHONSAFEPATH="1")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.parametrize(
    "words",
    [
        ("eval", "NAME", "1"), ("eval", "torch:NAME", "1"), ("eval", "NAME:GELU", "1"),
        ("eval", "elu:NAME=1", "1"), ("eval", "elu:alpha=NAME", "1"), ("NAME",), ("plot", "--NAME"),
        ("list", "--family", "NAME"), ("table", "relu", "--columns", "NAME"),
        ("plot", "relu", "--range", "NAME"), ("plot", "relu", "--size", "NAME"),
        ("plot", "relu", "--theme", "NAME"), ("plot", "relu", "--font", "NAME"),
        ("train", "relu", "--data", "NAME"), ("dialects", "NAME"), ("cite", "NAME"),
        ("check", "gelu", "--against", "NAME"), ("check", "gelu", "--against", "numpy:NAME"),
        ("eval", "NAME(x)", "1"), ("eval", "x*NAME", "1"), ("table", "relu", "--dtype", "NAME"),
        ("plot", "relu", "-o", "a.NAME"), ("eval", "relu", "1", "--order", "NAME"),
    ],
)  # fmt: skip
def test_a_name_of_three_thousand_letters_is_not_echoed(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a" * 3000, "a b" * 1000):
        assert run([word.replace("NAME", name) for word in words]) == 2
        printed = capsys.readouterr().err
        assert printed.startswith("actviz: ")
        assert len(printed) < 1300


def test_control_characters_do_not_reach_the_terminal() -> None:
    done = actviz("eval", "\x1b[31mred\x07", "1")
    assert done.returncode == 2
    assert "\x1b" not in done.stderr
    assert "\x07" not in done.stderr


def test_a_mistake_of_the_program_is_a_line_that_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from actviz.cli.exit_codes import guarded

    def broken() -> None:
        raise KeyError("gelu")

    assert guarded(broken) == 2
    printed = capsys.readouterr().err
    assert printed.count("\n") == 1
    assert "a mistake of the program itself, KeyError: 'gelu'; please report it" in printed
    monkeypatch.setenv("ACTVIZ_TRACEBACK", "1")
    with pytest.raises(KeyError):
        guarded(broken)
