"""The command reference is what the commands say of themselves."""

from __future__ import annotations

from pathlib import Path

from actviz.cli.reference import reference


def test_the_reference_is_fresh() -> None:
    page = Path(__file__).parents[2] / "docs" / "commands.md"
    assert page.read_text(encoding="utf-8") == reference(), (
        "remake it: python -m actviz.cli.reference > docs/commands.md"
    )
