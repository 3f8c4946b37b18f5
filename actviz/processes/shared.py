"""Work on many things, shared among processes.

A process that somebody stopped (Ctrl-Z sends that signal, and so do debuggers and job queues) does
not stand in the way of the others: it is told to go on. One that was killed is told as an error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final, Literal, TypeVar

Given = TypeVar("Given")
Found = TypeVar("Found")

_THREADED: Final = frozenset({"jax", "tensorflow"})  # their threads, and locks, run from the start
PATIENCE: Final = 1.0  # seconds until one looks after the others


def may_fork() -> bool:
    """Whether this process may be copied: the system can, and no library runs threads of its own.

    A copy has one thread, and the locks of all. NumPy's and PyTorch's libraries see to theirs.
    """
    return hasattr(os, "fork") and _THREADED.isdisjoint(sys.modules)


def shared(
    work: Callable[[Given], Found],
    given: Sequence[Given],
    *,
    start: Literal["fork", "spawn"],
    processes: int | None = None,
    prepare: Callable[..., object] | None = None,
    prepared_with: tuple[Any, ...] = (),
    meanwhile: Callable[[], object] = lambda: None,
    patience: float = PATIENCE,
    give_up: Callable[[], object] = lambda: None,
) -> Iterator[Found]:
    """What a function finds of each, in order.

    Args:
        start: ``"fork"``: each process is a copy of this one, which has ``work`` and ``given``
            without their being sent, and must have no second thread (see :func:`may_fork`);
            ``"spawn"``: a fresh one, to which both are sent, so that ``work`` must be a function of
            a module.
        processes: how many; as many as there are processors by default.
        prepare: called first in each process, with ``prepared_with``.
        meanwhile: called every ``patience`` seconds while this process waits.
        patience: seconds between two looks at the others.
        give_up: called before the others are waited for, where not all was asked for or found.

    Raises:
        ChildProcessError: a process was ended from outside.
    """
    from concurrent.futures import ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import active_children, get_context

    strangers = set(active_children())
    inherited = (work, given) if start == "fork" else None
    context: Any = get_context(start)
    pool = ProcessPoolExecutor(
        processes,
        mp_context=context,
        initializer=_begin,
        initargs=(context.Value("L", 0), inherited, prepare, prepared_with),
    )
    try:
        futures = (
            [pool.submit(_work_at, place) for place in range(len(given))]
            if inherited
            else [pool.submit(work, one) for one in given]
        )
        for future in futures:
            while not future.done():
                wait([future], patience)
                meanwhile()
                go_on(set(active_children()) - strangers)
            yield future.result()
    except BrokenProcessPool:
        raise ChildProcessError(
            "a process that shared the work was ended from outside, perhaps for want of memory"
        ) from None
    except BaseException:
        give_up()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        ended(set(active_children()) - strangers)


def ended(children: Iterable[Any]) -> None:
    """Wait until processes have ended, which a stopped one would not do by itself."""
    for child in children:
        while child.is_alive():
            wake(child.pid)
            child.join(0.05)


def go_on(children: Iterable[Any]) -> None:
    """Wake those of some processes that somebody stopped."""
    for child in children:
        wake(child.pid)


def wake(process: int | None) -> None:
    """Let a process go on that somebody stopped; to another this is nothing."""
    import signal

    if process and hasattr(signal, "SIGCONT"):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGCONT)


_INHERITED: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []
_WHICH: list[int] = [0]


def which_process() -> int:
    """The number of this process among those that share the work; 0 for one that does not."""
    return _WHICH[-1]


def _begin(
    begun: Any,
    inherited: tuple[Callable[[Any], Any], Sequence[Any]] | None,
    prepare: Callable[..., object] | None,
    prepared_with: tuple[Any, ...],
) -> None:
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    Thread(target=_end_with_parent, daemon=True).start()
    with begun.get_lock():
        _WHICH[:] = [begun.value]
        begun.value += 1
    if inherited:
        _INHERITED[:] = [inherited]
    if prepare:
        prepare(*prepared_with)


def _end_with_parent() -> None:
    """End when the process that started this one has been killed: nobody waits for the work."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work_at(place: int) -> Any:
    ((work, given),) = _INHERITED
    return work(given[place])
