"""The tests do not fail because a machine is busy."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import settings

TESTS = Path(__file__).parent


def test_no_example_has_a_deadline_whatever_the_test() -> None:
    assert settings().deadline is None
    assert settings(max_examples=3).deadline is None
    for path in TESTS.rglob("*.py"):
        if path.name not in ("conftest.py", Path(__file__).name):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"deadline|HealthCheck|load_profile", text), path
