"""Work in a process of its own: what it prints is not seen, and it may die."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

import pytest

from actviz.processes.alone import Died, alone, silence


def loud(count: int) -> Iterator[int]:
    """Speaks as Python does and as a library below it does."""
    for number in range(count):
        print("out", flush=True)
        print("err", file=sys.stderr, flush=True)
        os.write(1, b"out\n")
        os.write(2, b"err\n")
        yield number * number


def dying() -> Iterator[int]:
    yield 1
    os._exit(7)


def test_what_it_prints_is_not_seen(capfd: pytest.CaptureFixture[str]) -> None:
    assert list(alone(loud, 3)) == [0, 1, 4]
    assert capfd.readouterr() == ("", "")


def test_its_death_is_told() -> None:
    result = alone(dying)
    assert next(result) == 1
    with pytest.raises(Died, match="died with exit code 7"):
        next(result)


def endless() -> Iterator[int]:
    time.sleep(60)
    yield 1


def test_one_that_says_nothing_for_too_long_is_given_up() -> None:
    with pytest.raises(Died, match=r"gave no answer within 0.05 s"):
        next(alone(endless, patience=0.05))
    assert silence(600.0) == "gave no answer within 600 s"
