"""docs/seeds.md: every command of it runs, in an empty folder for each block."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.process import needs_torch, shell
from tests.sample import WHOLE

FOLDER = Path(__file__).parent.parent.parent / "docs"
PAGE = (FOLDER / "seeds.md").read_text(encoding="utf-8")
LONG = "# minutes\n"  # a block that begins so is run with ACTVIZ_TESTS=whole alone
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_each_line_is_a_command() -> None:
    assert len(BLOCKS) >= 15
    for block in BLOCKS:
        lines = block.removeprefix(LONG).splitlines()
        assert lines
        assert all(line.startswith("actviz ") for line in lines), block


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"^!\[[^]]+\]\(([^)]+)\)$", PAGE, re.MULTILINE)
    assert len(pictures) >= 11
    assert all((FOLDER / picture).is_file() for picture in pictures)


@pytest.mark.parametrize("block", BLOCKS)
def test_every_command_runs(block: str, tmp_path: Path) -> None:
    if block.startswith(LONG) and not WHOLE:
        pytest.skip("takes minutes")
    for line in block.removeprefix(LONG).splitlines():
        if needs_torch(line):
            pytest.importorskip("torch")
        done = shell(line, tmp_path)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        assert done.stdout
        for picture in re.findall(r"-o (\S+\.(?:png|svg))", line):
            begins = (tmp_path / picture).read_bytes()[:5]
            assert begins in (b"\x89PNG\r", b"<?xml"), line
