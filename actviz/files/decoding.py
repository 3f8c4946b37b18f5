"""Bytes of text as blocks of whole lines of UTF-8, whatever they were written in."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import IO, Any, Final

from actviz.streams.pipes import LINE_AT_MOST

BLOCK: Final = 1 << 18  # bytes of text at once
_MARKS: Final = (
    (codecs.BOM_UTF8, ""), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip


def is_utf16(start: bytes) -> bool:
    """Whether a text that begins so is UTF-16."""
    return bool(_encoding(start)[1])


def _encoding(start: bytes) -> tuple[int, str]:
    """How many bytes a mark takes, and the encoding; none for UTF-8."""
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return len(mark), encoding
    every_second = len(start) >= 4 and start[0] and start[2] and not start[1] and not start[3]
    return 0, "utf-16-le" if every_second else ""


class Lines:
    """Blocks of whole lines of UTF-8, each ended by a newline, also the last.

    ``remark`` is what the text was written in, where that was not UTF-8.

    Raises:
        ValueError: a line is longer than any that could be meant.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.start = stream.read(4)
        mark, encoding = _encoding(self.start)
        self.start = self.start[mark:]
        self.remark = "UTF-16" if encoding else ""
        self._decoder: Any = codecs.getincrementaldecoder(encoding)("replace") if encoding else None

    def __iter__(self) -> Iterator[bytes]:
        start, rest = self.start, b""
        while True:
            read = getattr(self.stream, "read1", self.stream.read)
            piece = read(BLOCK)
            ended = not piece
            piece, start = start + piece, b""
            if self._decoder is not None:
                piece = self._decoder.decode(piece, ended).encode("utf-8", "replace")
            piece = rest + piece
            end = len(piece) if ended else piece.rfind(b"\n") + 1
            whole, rest = piece[:end], piece[end:]
            if len(rest) > LINE_AT_MOST:
                raise ValueError(f"a line of more than {LINE_AT_MOST >> 20} MiB is not numbers")
            if whole:
                whole = whole.replace(b"\r\n", b"\n") if b"\r" in whole else whole
                yield whole if whole.endswith(b"\n") else whole + b"\n"
            if ended:
                return
