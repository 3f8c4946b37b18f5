"""Limits in processor time."""

from __future__ import annotations

import time

import pytest

from actviz.readings.effort import OutOfTime, check, limited, share


def test_a_limit_is_kept_by_work_and_by_no_sleep() -> None:
    with limited(0.05):
        time.sleep(0.1)
        check()
        with pytest.raises(OutOfTime):
            _work()
    check()


def test_an_inner_limit_does_not_outlast_the_outer_one() -> None:
    with limited(0.02), limited(1e9), share(1.0), pytest.raises(OutOfTime):
        _work()


def _work() -> None:
    while True:
        check()


def test_the_time_of_a_thread_is_asked_only_when_it_may_be_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[float] = []

    def thread_time() -> float:
        calls.append(0.0)
        return 0.0

    monkeypatch.setattr(time, "thread_time", thread_time)
    with limited(1e9):
        for _ in range(1000):
            check()
    assert len(calls) == 2  # where the limit is set
