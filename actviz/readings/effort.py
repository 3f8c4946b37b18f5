"""How much work an answer is worth: a deadline in processor time, and whether digits matter.

Whoever derives many things from one formula sets a limit; what works on them asks :func:`check`
every few milliseconds. Without a limit nothing is looked at. Processor time, not time on the
clock: a busy machine gives the same answers.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Final, TypeVar

Value = TypeVar("Value")

# The units in the last place that are promised of values, slopes and second derivatives in float64,
# beside twice the function's own condition number.
ULPS: Final = (8.0, 12.0, 16.0)
_LOOSE: Final = 2.0**20  # times as many are a fortieth of a unit of float32
_NEAR: Final = 2.0**8  # times as many are 2**-42 of a value: formulas of any length keep that


class _Deadline:
    """A point in this thread's time.

    That is a call into the system, ten times as slow as a look at the clock, which never runs
    slower: before ``due`` on the clock the time cannot be up.
    """

    def __init__(self, at: float) -> None:
        self.at = at
        self.due = time.perf_counter() + self.left()

    def left(self) -> float:
        return self.at - time.thread_time()

    def passed(self) -> bool:
        now = time.perf_counter()
        if now < self.due:
            return False
        left = self.left()
        self.due = now + left
        return left < 0


_deadline: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def _set(variable: ContextVar[Value], value: Value) -> Iterator[None]:
    token = variable.set(value)
    try:
        yield
    finally:
        variable.reset(token)


class OutOfTime(Exception):  # noqa: N818 - an answer not found in time is nobody's error
    """The limit on an answer's processor time is reached."""


def limited(seconds: float) -> AbstractContextManager[None]:
    """Let what is done inside raise :class:`OutOfTime` after so much of this thread's time.

    An earlier limit outside stays in force.
    """
    outer = _deadline.get()
    own = time.thread_time() + seconds
    return _set(_deadline, _Deadline(own if outer is None else min(own, outer.at)))


def check() -> None:
    """Go on, if there is time left.

    Raises:
        OutOfTime: there is not.
    """
    deadline = _deadline.get()
    if deadline is not None and deadline.passed():
        raise OutOfTime


def afford(seconds: float) -> None:
    """Go on, if so much more work can be done in time: what is hopeless is given up at once.

    Raises:
        OutOfTime: it cannot.
    """
    deadline = _deadline.get()
    if deadline is not None and deadline.left() < seconds:
        raise OutOfTime


def share(part: float) -> AbstractContextManager[None]:
    """Let what is done inside take a part of the time that is left; without a limit, all it needs.

    Raises:
        OutOfTime: it takes longer.
    """
    deadline = _deadline.get()
    return nullcontext() if deadline is None else limited(part * deadline.left())


_roughly: ContextVar[bool] = ContextVar("roughly", default=False)


def roughly() -> AbstractContextManager[None]:
    """Inside, the digits that float64 happens to keep are enough: a network trains as well."""
    return _set(_roughly, True)


def is_rough() -> bool:
    """Whether digits that cost more than float64's own are not asked for."""
    return _roughly.get()


_TRIES: Final = 3  # at reasoning about a formula, after which it is not asked at other points
_tries: ContextVar[Counter[Hashable] | None] = ContextVar("tries", default=None)


def briefly() -> AbstractContextManager[None]:
    """Inside, reasoning that takes long is tried at a few points of a formula, not at every one.

    For searches, to which a point is worth little: what digits decide is decided all the same.
    """
    return _set(_tries, Counter())


def is_brief() -> bool:
    """Whether points are asked for a search, to which each is worth little."""
    return _tries.get() is not None


def patiently() -> AbstractContextManager[None]:
    """Inside, reasoning is tried at every point all the same: for what is kept."""
    return _set(_tries, None)


def exhausted(what: Hashable) -> bool:
    """Whether reasoning about something has been tried often enough."""
    tries = _tries.get()
    return tries is not None and tries[what] >= _TRIES


def tried(what: Hashable) -> None:
    """Count a try."""
    tries = _tries.get()
    if tries is not None:
        tries[what] += 1


_spare: ContextVar[float] = ContextVar("spare", default=1.0)


def loosely() -> AbstractContextManager[None]:
    """Inside, the digits of float32 and a few more are enough, and are vouched for all the same."""
    return _set(_spare, _LOOSE)


def nearly() -> AbstractContextManager[None]:
    """Inside, some more bits than promised may be lost, not those of an error that is looked for.

    Exact arithmetic is asked where digits cancel, and no more where rounding alone may add up.
    """
    return _set(_spare, _NEAR)


_enough: ContextVar[float] = ContextVar("enough", default=0.0)


def near_enough(off: float) -> AbstractContextManager[None]:
    """Inside, values that are known to be off by no more than this have digits enough."""
    return _set(_enough, off)


def enough() -> float:
    """How far off values may be in any case."""
    return _enough.get()


def promised(order: int) -> float:
    """The units in the last place that values of a derivative may be off, beside the condition."""
    return ULPS[order] * _spare.get()
