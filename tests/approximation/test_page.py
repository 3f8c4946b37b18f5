"""The page on approximations tells the truth: its commands run, one after the other."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.approximation import END, START, known
from tests.process import shell
from tests.sample import WHOLE

PAGE = (Path(__file__).parents[2] / "docs" / "approximate.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^(actviz .*)$", PAGE, re.MULTILINE)


def test_every_command_runs(tmp_path: Path) -> None:
    assert len(COMMANDS) > 20
    for command in COMMANDS if WHOLE else COMMANDS[:6]:
        done = shell(command, tmp_path)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        assert done.stdout


def test_every_figure_stands_there_and_none_is_over_its_limit() -> None:
    rows = PAGE.partition(START)[2].partition(END)[0].strip().splitlines()
    assert len(rows) == len(known()) + 2
    assert "over" not in "".join(rows[2:])
    for one, row in zip(known(), rows[2:], strict=True):
        assert row.startswith(f"| {one.what}")
