"""The lists of :mod:`tests.watchers`: no file of tests is forgotten, and none is gone."""

from __future__ import annotations

from tests.watchers import ROOMS, TESTS, WATCHED_BY

NAMED = {name for names in WATCHED_BY.values() for name in names.split()}
# Of what commands cost and of their pages: they say so of any change that makes what a user reads
# or waits for another, and take long.
OTHERS = {"cli/test_cost.py", "cli/test_reference.py"}


def test_every_file_of_tests_in_a_room_watches_over_something() -> None:
    files = {
        path.relative_to(TESTS).as_posix()
        for room in ROOMS
        for path in (TESTS / room).rglob("test_*.py")
    }
    watching = {name for name in files if any(name.startswith(word) for word in NAMED)}
    assert files - watching == OTHERS
    assert all((TESTS / name).exists() for name in NAMED)
