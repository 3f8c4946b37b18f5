"""The set-up's run of the tests and CI's run of the rest have every case, together and once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sample import EVERY, FEW, chosen, thinned

TESTS = Path(__file__).parent


@pytest.mark.parametrize("cases", range(1, 14))
def test_every_case_is_in_one_of_the_two_runs(cases: int) -> None:
    first = [chosen(case, cases, thin=False, mode="") for case in range(cases)]
    rest = [chosen(case, cases, thin=False, mode="rest") for case in range(cases)]
    assert [a != b for a, b in zip(first, rest, strict=True)] == [True] * cases
    assert first.count(True) == (cases if cases < FEW else -(-cases // EVERY))
    assert not chosen(0, cases, thin=True, long=True, mode="")
    assert chosen(0, cases, thin=True, long=True, mode="rest")
    assert all(
        chosen(case, cases, thin=True, mode=mode) for case in range(cases) for mode in ("", "rest")
    )


def test_tests_that_take_a_part_of_the_entries_are_known() -> None:
    result = thinned(TESTS / "facts" / "test_kept.py")
    assert "test_kept_facts_can_be_derived_and_proved_again" in result
    assert not thinned(TESTS / "test_rooms.py")
