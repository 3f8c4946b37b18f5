"""How much work an answer is worth: a deadline in processor time, and whether digits matter.

Whoever derives many things from one formula sets a limit; what works on them asks :func:`check`
every few milliseconds. Without a limit nothing is looked at. Processor time, not time on the
clock: a busy machine gives the same answers.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

# The units in the last place that are promised of values, slopes and second derivatives in float64,
# beside twice the function's own condition number.
ULPS: Final = (8.0, 12.0, 16.0)

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


class OutOfTime(Exception):  # noqa: N818 - an answer not found in time is nobody's error
    """The limit on an answer's processor time is reached."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Let what is done inside raise :class:`OutOfTime` after so much of this thread's time.

    An earlier limit outside stays in force.
    """
    outer = _deadline.get()
    own = time.thread_time() + seconds
    token = _deadline.set(own if outer is None else min(own, outer))
    try:
        yield
    finally:
        _deadline.reset(token)


def check() -> None:
    """Go on, if there is time left.

    Raises:
        OutOfTime: there is not.
    """
    deadline = _deadline.get()
    if deadline is not None and time.thread_time() > deadline:
        raise OutOfTime


def afford(seconds: float) -> None:
    """Go on, if so much more work can be done in time: what is hopeless is given up at once.

    Raises:
        OutOfTime: it cannot.
    """
    deadline = _deadline.get()
    if deadline is not None and time.thread_time() + seconds > deadline:
        raise OutOfTime


@contextmanager
def share(part: float) -> Iterator[None]:
    """Let what is done inside take a part of the time that is left; without a limit, all it needs.

    Raises:
        OutOfTime: it takes longer.
    """
    deadline = _deadline.get()
    if deadline is None:
        yield
        return
    with limited(part * (deadline - time.thread_time())):
        yield


_roughly: ContextVar[bool] = ContextVar("roughly", default=False)


@contextmanager
def roughly() -> Iterator[None]:
    """Inside, the digits that float64 happens to keep are enough: a network trains as well."""
    token = _roughly.set(True)
    try:
        yield
    finally:
        _roughly.reset(token)


def is_rough() -> bool:
    """Whether digits that cost more than float64's own are not asked for."""
    return _roughly.get()
