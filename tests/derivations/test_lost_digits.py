"""Where a form loses its digits for good: the last run of marks, with a few lucky points in it."""

from __future__ import annotations

import pytest

from actviz.derivations.lost_digits import _tail


@pytest.mark.parametrize(
    ("marks", "lucky", "first"),
    [
        ("", 0, None),
        ("...", 2, None),
        ("xxx", 0, 0),
        (".x.xx", 0, 3),
        (".x.xx", 1, 1),
        ("x..xx", 1, 3),
        ("x..xx", 2, 0),
        ("x.x.x", 1, 0),  # each gap by itself
        ("xx.", 0, None),  # the run must reach the end, but for lucky points
        ("xx.", 1, 0),
    ],
)
def test_the_last_run(marks: str, lucky: int, first: int | None) -> None:
    assert _tail([mark == "x" for mark in marks], lucky) == first
