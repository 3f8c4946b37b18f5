"""A piece of work in a fresh process of its own: what it prints is not seen, and it may die."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from actviz.processes.shared import ended


class Died(RuntimeError):  # noqa: N818 - what became of a process
    """The process ended before its work was done; the message has its exit code."""


def quiet() -> None:
    """Lead this process's stdout and stderr nowhere, also for code that is not Python's."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def alone(work: Callable[..., Any], *given: Any) -> Any:
    """What a function of a module gives when a process of its own calls it.

    Raises:
        Died: the process ended without an answer.
    """
    from multiprocessing import get_context

    context = get_context("spawn")
    link, far = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(far, work, given), daemon=True)
    process.start()
    far.close()
    try:
        return link.recv()
    except EOFError:
        process.join(5)
        raise Died(f"died with exit code {process.exitcode}") from None
    finally:
        process.terminate()
        ended([process])


def _work(link: Any, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    quiet()
    link.send(work(*given))
