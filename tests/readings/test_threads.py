"""Very long arrays are shared out among threads: every bit is the same."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import actviz
from actviz.readings import float64


@pytest.mark.parametrize("name", ["gelu", "elu", "x**3/exp(x)"])
@pytest.mark.parametrize("order", [0, 1])
def test_threads_change_nothing(name: str, order: int, monkeypatch: pytest.MonkeyPatch) -> None:
    function = actviz.get(name)
    x = np.random.default_rng(1).normal(0, 30, (1 << 20) + 77)
    x[::100_003] = np.inf  # places that exact arithmetic mends
    x[1::100_003] = -np.inf
    x[2::100_003] = np.nan
    found = []
    for threads in ("1", "2", "3"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        found.append(np.asarray(function.derivative(x) if order else function(x)))
    assert found[0].tobytes() == found[1].tobytes() == found[2].tobytes()


def test_long_arrays_are_shared_out_and_short_ones_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: set[int] = set()
    whole: list[int] = []

    def work_off(first: int, end: int) -> None:
        seen.add(threading.get_ident())
        whole.extend((first, end))

    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    float64._shared_out(work_off, 1 << 20)
    assert sorted(whole) == [0, 1 << 19, 1 << 19, 1 << 20]  # a thread for each half a million
    assert threading.get_ident() not in seen
    seen.clear()
    float64._shared_out(work_off, (1 << 19) - 1)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    float64._shared_out(work_off, 1 << 22)
    assert seen == {threading.get_ident()}
