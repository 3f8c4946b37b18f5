"""Commands say what they said, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.said import KEPT, SURROUNDINGS, cases, prepare, said

CASES = [
    pytest.param(command, text, id=command)
    for file in sorted(KEPT.glob("*.txt"))
    for command, text in cases(file)
]


@pytest.mark.parametrize(("command", "text"), CASES)
def test_a_command_says_what_it_said(
    command: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for word, value in SURROUNDINGS.items():
        monkeypatch.setenv(word, value)
    prepare(tmp_path)
    now = said(command, tmp_path)
    assert now == text, "if that is meant: python -m tests.cli.said --remake"
