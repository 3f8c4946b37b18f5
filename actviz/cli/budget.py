"""What a formula that somebody typed may cost a command: two seconds, and then it says so."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from actviz.readings.effort import OutOfTime, limited

if TYPE_CHECKING:
    from actviz.lookup.registry import Function

SECONDS: Final = 1.5  # of processor time for each function, beside half a second for the start
DRAWN: Final = 1.0  # the same where Matplotlib draws afterwards
FRAME: Final = 0.5  # the same for each frame of a film
PAIR: Final = 0.7  # the same for each of two that are compared
NAMED: Final = 2.5  # the same for one that is held against every function known
CHECKED: Final = 20.0  # the same for one that is held to exact values at thousands of points
FILED: Final = 20.0  # the same for an approximation in a file, which may have hundreds of pieces
MADE: Final = 60.0  # the same for a table or a polynomial, whose error is proved
_OTHERWISE: Final = "ACTVIZ_SECONDS"


@contextmanager
def bounded(functions: Sequence[Function], each: float = SECONDS) -> Iterator[None]:
    """Let a command end where a typed formula among its functions takes too long.

    Functions of the catalogue have the time they need, whatever the machine.

    Args:
        each: seconds for each of them.
    """
    if not any(function.family == "own" for function in functions):
        yield
        return
    filed = [hasattr(function, "record") for function in functions]
    seconds = seconds_for(sum(max(each, FILED) if file else each for file in filed))
    try:
        with limited(seconds):
            yield
    except OutOfTime:
        raise ValueError(
            f"this formula takes more than {seconds:g} s of work; {longer(seconds)}"
        ) from None


def seconds_for(usual: float) -> float:
    """The seconds that a typed formula may take: those of the environment, else the usual ones."""
    given = os.environ.get(_OTHERWISE, "")
    try:
        return float(given) if given else usual
    except ValueError:
        raise ValueError(f"{_OTHERWISE} is {given!r}; it is to be a number of seconds") from None


def longer(seconds: float) -> str:
    """What to do where so many are not enough."""
    time, more = ("a minute", 60) if seconds < 30 else ("ten minutes", 600)
    return f"to let it have {time}, set {_OTHERWISE}={more} in the environment"
