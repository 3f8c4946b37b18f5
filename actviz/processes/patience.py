"""How long somebody else's code may take in this process before it is given up."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

PATIENCE: Final = 600.0  # seconds without an answer
_AGAIN: Final = 1.0  # seconds until code that caught what should end it is told once more


class _Enough(BaseException):
    """No kind of exception that code catches which goes on after mistakes."""


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Let what is done within take so many seconds of real time.

    Only Python itself can be stopped so: compiled code that never returns is not. Where there is
    no alarm (in a thread, on Windows) nothing is.

    Raises:
        TimeoutError: it took longer.
    """
    alone = threading.current_thread() is threading.main_thread()
    if not alone or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: Any) -> None:
        raise _Enough

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except _Enough:
        raise TimeoutError from None
    finally:
        signal.signal(signal.SIGALRM, before)
