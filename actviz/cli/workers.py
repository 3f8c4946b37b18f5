"""Work on many things, shared among the processors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Final, TypeVar

Given = TypeVar("Given")
Found = TypeVar("Found")

_PATIENCE: Final = 1.0  # seconds until one looks after the others
FEW: Final = 8  # starting processes costs more than so many save


def shared(
    work: Callable[[Given], Found], given: Sequence[Given], catalogues: Sequence[str] = ()
) -> Iterator[Found]:
    """What a function finds of each, in order.

    Args:
        work: a function of a module, so that it can be sent to another process.
        given: what it works on.
        catalogues: the files that other processes are to read before.
    """
    if len(given) < FEW:
        yield from map(work, given)
        return
    from concurrent.futures import ProcessPoolExecutor, wait
    from multiprocessing import get_context

    # Fresh processes: a copy of this one would copy the progress bar's thread in mid-step.
    pool = ProcessPoolExecutor(
        mp_context=get_context("spawn"), initializer=_prepared, initargs=(tuple(catalogues),)
    )
    try:
        for future in [pool.submit(work, one) for one in given]:
            while not future.done():
                wait([future], _PATIENCE)
                _wake()
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _wake() -> None:
    """Let processes go on that somebody stopped; to others this is nothing."""
    import os
    import signal
    from multiprocessing import active_children

    if hasattr(signal, "SIGCONT"):
        for child in active_children():
            with suppress(ProcessLookupError):
                os.kill(child.pid or 0, signal.SIGCONT)


def _prepared(catalogues: Sequence[str]) -> None:
    """Make a new process ready: this one deals with interrupts, and knows the same names."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from actviz.lookup.registry import use_catalogue

    for file in catalogues:
        use_catalogue(file)
