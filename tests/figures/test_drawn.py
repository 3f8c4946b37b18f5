"""Pictures hold what they held: places, widths, dashes, inks and letters of all that is drawn."""

from __future__ import annotations

import pytest

from tests.figures.drawn import COMMANDS, KEPT, line, same_matplotlib

LINES = KEPT.read_text(encoding="utf-8").splitlines()


def test_every_command_has_its_line() -> None:
    assert [told.split(" | ")[0] for told in LINES] == list(COMMANDS)


@pytest.mark.skipif(not same_matplotlib(), reason="another Matplotlib drew the gallery")
@pytest.mark.parametrize("kept", LINES, ids=COMMANDS)
def test_a_picture_holds_what_it_held(kept: str) -> None:
    command = kept.split(" | ")[0]
    assert line(command) == kept, "if that is meant: python -m tests.figures.drawn --remake"
