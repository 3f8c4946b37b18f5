"""Stdin in blocks of whole lines, as they arrive."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from actviz.dataclass import dataclass
from actviz.text import terminal

BLOCK: Final = 1 << 18  # bytes: larger ones leave the cache
LINE_AT_MOST: Final = 1 << 24  # bytes: a vector of a million numbers; memory stays bounded
_PIPE: Final = 1 << 20  # bytes: the most that Linux gives a pipe without privileges
_SET_PIPE_SIZE: Final = 1031  # F_SETPIPE_SZ of linux/fcntl.h
_MARK: Final = b"\xef\xbb\xbf"  # a byte order mark, which some editors put in front


@contextmanager
def opened(file: str | None, waiting_for: str) -> Iterator[int]:
    """A descriptor to read from: a file's, or else stdin's.

    Where stdin is a terminal, a word on stderr says what is waited for.

    Raises:
        ValueError: there is no stdin.
    """
    if file is not None:
        with open(file, "rb", buffering=0) as stream:
            yield stream.fileno()
        return
    if sys.stdin is None or sys.stdin.closed:
        raise ValueError("there is no stdin to read from")
    if sys.stdin.isatty():
        terminal.note(f"reading {waiting_for}; Ctrl-D ends")
    yield sys.stdin.fileno()


@contextmanager
def number_blocks(
    given: Sequence[float], source: str | None, *, gather: bool = True
) -> Iterator[Iterable[bytes]]:
    """Numbers as blocks of lines: those given, or else those of a file or of stdin."""
    if given:
        yield [b"".join(f"{x!r}\n".encode() for x in given)]
        return
    with opened(source, "numbers, one per line") as descriptor:
        yield WholeLines(descriptor, gather)


def text_lines(block: bytes) -> list[str]:
    """The lines of a block; what is no UTF-8 shows as a replacement character."""
    return block[:-1].decode("utf-8", errors="replace").split("\n")


def widen(descriptor: int) -> None:
    """Let a pipe hold more, so that both its ends sleep less often."""
    try:
        import fcntl

        fcntl.fcntl(descriptor, _SET_PIPE_SIZE, _PIPE)
    except (ImportError, OSError):
        pass  # not a pipe, or not Linux


@dataclass
class WholeLines:
    """Blocks of whole lines, each ended by a newline, also the last; CRLF becomes a newline.

    What has arrived is given out at once. With ``gather``, as long as more is there already, up
    to a block is read first: many small pieces cost more than one large one. ``rest`` is what has
    been read beyond the last line given out.

    Raises:
        ValueError: a line is longer than any that could be meant.
    """

    descriptor: int
    gather: bool = True
    rest: bytes = b""
    begun: bool = False

    def __iter__(self) -> Iterator[bytes]:
        while block := self.take():
            yield block

    def take(self) -> bytes:
        """The next block; nothing at the end."""
        if not self.begun:
            widen(self.descriptor)
        while piece := _read(self.descriptor, gather=self.gather):
            end = piece.rfind(b"\n") + 1
            if end:
                block = self.rest + piece[:end]
                self.rest = piece[end:]
                return self._cleaned(block)
            self.rest += piece
            if len(self.rest) > LINE_AT_MOST:
                raise ValueError(f"a line of more than {LINE_AT_MOST >> 20} MiB is not numbers")
        last, self.rest = self._cleaned(self.rest), b""
        return last + b"\n" if last else b""

    def _cleaned(self, block: bytes) -> bytes:
        if not self.begun:  # the first lines as a whole: the mark itself may have come in pieces
            block = block.removeprefix(_MARK)
        self.begun = True
        return block.replace(b"\r\n", b"\n") if b"\r" in block else block


def _read(descriptor: int, *, gather: bool) -> bytes:
    piece = os.read(descriptor, BLOCK)
    if not gather or not piece or len(piece) == BLOCK:
        return piece
    pieces, size = [piece], len(piece)
    while size < BLOCK and _ready(descriptor):
        more = os.read(descriptor, BLOCK - size)
        if not more:
            break
        pieces.append(more)
        size += len(more)
    return b"".join(pieces)


def _ready(descriptor: int) -> bool:
    try:
        return bool(select.select([descriptor], [], [], 0)[0])
    except (OSError, ValueError):
        return False  # Windows selects sockets only
