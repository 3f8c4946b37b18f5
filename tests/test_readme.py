"""The README tells the truth: every block in it is run, but the two that CI runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.process import shell

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SET_UP = README.partition("## Set up")[2].partition("\n## ")[0]


def blocks(language: str, text: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


COMMANDS = [
    line
    for block in blocks("sh", README.replace(SET_UP, ""))
    for line in block.splitlines()
    if line.strip()
]

# What proves a function at every number of float32 is run where its code is run too: see
# tests/export/test_exact.py.
[PROVED] = [line for line in COMMANDS if line.startswith("actviz export") and "--exact" in line]


def test_there_are_exactly_two_set_up_commands() -> None:
    assert [len(block.splitlines()) for block in blocks("sh", SET_UP)] == [1, 1]


@pytest.mark.parametrize("command", [line for line in COMMANDS if line != PROVED])
def test_every_command_runs(command: str, tmp_path: Path) -> None:
    done = shell(command, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("block", blocks("python", README))
def test_the_library_example_runs(block: str) -> None:
    done = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_picture_and_page_is_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).is_file(), target
