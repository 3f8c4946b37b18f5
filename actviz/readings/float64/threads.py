"""Long arrays filled by several threads."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Final, TypeVar

from actviz.readings.float64.kernels import BLOCK

Found = TypeVar("Found")

_SHARE: Final = 4 * BLOCK  # elements that are worth a thread: a millisecond or more
_AT_MOST: Final = 4  # threads: so many fill what there is between processors and memory


def shared(fill: Callable[[int, int], list[Found]], size: int, share: int = 0) -> list[Found]:
    """What a function finds in an array that threads fill, in order; a share is worth a thread.

    Most of the time NumPy works without Python's lock, in calls long enough that two threads
    seldom meet at it. Each takes the next half of a share when it is done with one: a thread
    that waits for the lock, or is started late, takes fewer.
    """
    share = share or _SHARE
    threads = min(processors(), size // share, _AT_MOST)
    if threads < 2:
        return fill(0, size)
    from concurrent.futures import ThreadPoolExecutor

    step = share // 2
    begins = iter(range(0, size, step))
    parts: dict[int, list[Found]] = {}

    def work() -> None:
        for begin in begins:
            parts[begin] = fill(begin, min(begin + step, size))

    with ThreadPoolExecutor(threads - 1) as pool:
        others = [pool.submit(work) for _ in range(threads - 1)]
        work()
        for other in others:
            other.result()
    return [part for begin in sorted(parts) for part in parts[begin]]


def processors() -> int:
    """How many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
