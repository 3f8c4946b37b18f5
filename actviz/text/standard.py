"""Stdout and stderr, written at once and whole, whatever is at their other end.

It imports next to nothing: ``actviz --version`` needs it.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager

TYPE_CHECKING = False  # importing typing would take as long as the interpreter does to start
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class quiet:  # noqa: N801 - one flag for the whole program
    """Whether notes and progress are left out: ``--quiet``."""

    wanted = False


class _Held:
    """What is written while it is held back from stdout; None: it is not."""

    parts: list[bytes] | None = None


def held_back() -> bool:
    """Whether what is written goes to a file instead of stdout."""
    return _Held.parts is not None


@contextmanager
def held() -> Iterator[list[bytes]]:
    """Hold back what is written to stdout meanwhile, for a file."""
    before, _Held.parts = _Held.parts, []
    try:
        yield _Held.parts
    finally:
        _Held.parts = before


class ReaderGone(Exception):  # noqa: N818 - not an error: the reader had enough
    """The reader of stdout has closed it; there is nobody left to write to."""


def repair() -> None:
    """Put something in the place of streams that were closed before the start (``>&-``).

    Otherwise the next file that is opened would become stdout. What stands in for stdout cannot
    be written, so that a command which has something to say fails as on any broken device.
    """
    for number, word in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, word) is not None:
            continue
        try:
            os.fstat(number)
        except OSError:
            # What is lacking below this number has been put back before: this one comes next.
            os.open(os.devnull, os.O_WRONLY if word == "stderr" else os.O_RDONLY)
        if word != "stdin":
            stream = open(number, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
            setattr(sys, word, stream)


def out(text: str) -> None:
    """Write text to stdout, at once and whole."""
    encoding = "utf-8" if held_back() else sys.stdout.encoding or "utf-8"
    out_bytes(text.encode(encoding, errors="replace"))


def out_bytes(data: bytes | memoryview) -> None:
    """Write bytes to stdout, at once and whole.

    Raises:
        ReaderGone: whoever read it has gone.
        OSError: it cannot be written; the error names stdout.
    """
    if _Held.parts is not None:
        _Held.parts.append(bytes(data))
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        silence(sys.stdout)
        if isinstance(error, BrokenPipeError):
            raise ReaderGone from None
        raise OSError(error.errno, error.strerror, "stdout") from None


def finish() -> None:
    """Write what is still held back for stdout; as :func:`out_bytes`."""
    out_bytes(b"")


def silence(stream: Any) -> None:
    """Point a stream at nothing, so that the interpreter's last flush cannot fail."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)


def error(text: str) -> None:
    """Write a line to stderr, if there is one: what went wrong."""
    if sys.stderr is None:
        return
    try:
        print(text, file=sys.stderr, flush=True)
    except (OSError, ValueError):
        silence(sys.stderr)


def note(text: str) -> None:
    """Write a line to stderr that tells more than was asked; nothing with ``--quiet``."""
    if not quiet.wanted:
        error(text)
