"""A piece of work in a fresh process of its own: what it prints is not seen, and it may die."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from actviz.processes.patience import PATIENCE
from actviz.processes.shared import ended


class Died(RuntimeError):  # noqa: N818 - what became of a process
    """The process ended or was given up before its work was done; the message says which."""


def quiet() -> None:
    """Lead this process's stdout and stderr nowhere, also for code that is not Python's."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def silence(seconds: float) -> str:
    """What is said of a process that gave no answer for so long."""
    return f"gave no answer within {seconds:g} s"


def alone(
    work: Callable[..., Iterable[Any]], *given: Any, patience: float = PATIENCE
) -> Iterator[Any]:
    """Each thing that a function of a module gives when a process of its own calls it.

    Args:
        work: gives the things one after the other.
        patience: seconds that it may take for each thing.

    Raises:
        Died: the process ended before its work was done, or took too long.
    """
    from multiprocessing import get_context

    context = get_context("spawn")
    link, far = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(far, work, given), daemon=True)
    process.start()
    far.close()
    try:
        while True:
            if not link.poll(patience):
                raise Died(silence(patience))
            more, thing = link.recv()
            if not more:
                return
            yield thing
    except EOFError:
        process.join(5)
        raise Died(f"died with exit code {process.exitcode}") from None
    finally:
        process.kill()
        ended([process])


def _work(link: Any, work: Callable[..., Iterable[Any]], given: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    quiet()
    for thing in work(*given):
        link.send((True, thing))
    link.send((False, None))
