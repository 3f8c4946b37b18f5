"""The blocks of a stream, answered in order; of a long one by two processes that take turns.

Both read the same input and write the same output. Whoever has the turn to read takes a block and
passes the turn on, with what it read beyond the block's last line; then it computes, waits for the
turn to write, writes, and passes that on. So the order is kept, nothing but the rest of a line
goes from one to the other, and while one waits for its turn to write, the other computes.
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

from actviz.arrays import np
from actviz.dataclass import dataclass
from actviz.processes.shared import may_fork, wake
from actviz.streams.pipes import WholeLines
from actviz.streams.reader import Reader
from actviz.text import terminal

ALONE: Final = 4  # blocks, 10 ms of work: before that a second process costs more than it saves

_PATIENCE: Final = 0.5  # seconds until one looks after the other
_LENGTH: Final = 8  # bytes in front of a message, that say how long it is

Answer = Callable[[bytes, Reader], Iterator[bytes]]


def answered(blocks: Iterable[bytes], answer: Answer, reader: Reader) -> None:
    """Write the answer to each block.

    Args:
        blocks: whole lines, each ended by a newline.
        answer: what is written for a block; where it raises, what it gave before is written.
        reader: what deals with bad lines; it knows in the end how many there were.
    """
    for count, block in enumerate(blocks, 1):
        for piece in answer(block, reader):
            terminal.out_bytes(piece)
        if count == ALONE and isinstance(blocks, WholeLines) and _shareable(blocks):
            _share(blocks, answer, reader)
            return


def _shareable(blocks: WholeLines) -> bool:
    """Whether a second process can help: the system forks, and there is a processor for it."""
    import threading

    from actviz.readings.float64 import threads

    return (
        sys.platform == "linux"
        and threads.processors() > 1
        and may_fork()
        and threading.active_count() == 1
        and blocks.gather
        and not os.isatty(blocks.descriptor)
    )


def _share(blocks: WholeLines, answer: Answer, reader: Reader) -> None:
    import signal

    ours, theirs = os.pipe(), os.pipe()  # to this process, and to the other
    other = os.fork()
    if not other:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # the parent speaks for both
        _in_other(blocks, answer, reader, (theirs[0], ours[1]), (ours[0], theirs[1]))
    os.close(ours[1])
    os.close(theirs[0])
    try:
        problem = _Turns(blocks, answer, reader, ours[0], theirs[1], other).take(first=True)
        if problem is not None:
            raise problem
    except (EOFError, BrokenPipeError):
        raise ChildProcessError("the process that shared the work was ended") from None
    except BaseException:
        with suppress(ProcessLookupError):
            os.kill(other, signal.SIGKILL)  # it may be waiting for input that never comes
        raise
    finally:
        os.close(ours[0])
        os.close(theirs[1])
        while not _ended(other, os.WUNTRACED):
            pass


def _in_other(
    blocks: WholeLines,
    answer: Answer,
    reader: Reader,
    used: tuple[int, int],
    unused: tuple[int, int],
) -> None:
    """What the second process does; it never returns."""
    code = 1
    try:
        for end in unused:
            os.close(end)
        _Turns(blocks, answer, reader, *used).take(first=False)
        code = 0
    except (EOFError, BrokenPipeError):
        pass  # the first has ended, and said why
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)


@dataclass
class _Turns:
    """One of the two; a turn comes as a message from the other, and goes as one to it."""

    blocks: WholeLines
    answer: Answer
    reader: Reader
    inbox: int  # descriptors
    outbox: int
    other: int = 0  # the other's process, where it is a child of this one

    def __post_init__(self) -> None:
        os.set_blocking(self.outbox, False)  # a write takes what the pipe has room for

    def take(self, *, first: bool) -> Exception | None:
        """Read and write in turns until the input ends, or something is wrong: what it is."""
        reader = self.reader
        problem: Exception | None = None
        rest, count, ended = self.blocks.rest, reader.count, False
        while True:
            if not first:
                rest, count, ended = self._receive()
            self.blocks.rest, block, pieces = rest, b"", []
            # The other may have no more to write, or fail, while this one waits for input.
            to_write = None if first or ended else self._before_input()
            if not ended and not (to_write and to_write[2]):
                try:
                    block = self.blocks.take()
                except ValueError as error:
                    problem = error
                reader.count = count + _lines_in(block)
                self._send((self.blocks.rest, reader.count, not block))
            mine = Reader(reader.on_error, count)
            try:
                for piece in self.answer(block, mine) if block else ():
                    pieces.append(piece)
            except (ValueError, ArithmeticError) as error:
                problem = error
            if not first:
                received = to_write or self._receive()
                reader.bad, reader.first, portable, reader.open, reader.shown = received
                if portable is not None:
                    return _problem(portable)
            first = False
            try:
                for piece in pieces:
                    terminal.out_bytes(piece)
            except (terminal.ReaderGone, OSError) as error:
                problem = error
            reader.add(mine)
            if not ended:
                portable = problem and _portable(problem)
                self._send((reader.bad, reader.first, portable, reader.open, reader.shown))
            if problem or not block:
                return problem

    def _before_input(self) -> Any:
        """The other's message, if it comes before there is input; else nothing."""
        ready = self._ready([self.blocks.descriptor, self.inbox])
        return None if self.blocks.descriptor in ready else self._receive()

    def _ready(self, reading: list[int], writing: Sequence[int] = ()) -> list[int]:
        """Those descriptors that can be used, as soon as one can; a stopped child is woken."""
        while True:
            readable, writable, _ = select.select(reading, writing, [], _PATIENCE)
            if readable or writable:
                return readable + writable
            if self.other:
                _ended(self.other, os.WUNTRACED | os.WNOHANG)

    def _send(self, message: tuple[Any, ...]) -> None:
        import marshal

        data = marshal.dumps(message)
        data = len(data).to_bytes(_LENGTH, "little") + data
        left = memoryview(data)
        while left:
            self._ready([], [self.outbox])
            left = left[os.write(self.outbox, left) :]

    def _receive(self) -> Any:
        import marshal

        return marshal.loads(self._bytes(int.from_bytes(self._bytes(_LENGTH), "little")))

    def _bytes(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            self._ready([self.inbox])
            more = os.read(self.inbox, size - len(data))
            if not more:
                raise EOFError
            data += more
        return bytes(data)


def _ended(child: int, options: int) -> bool:
    """Whether a child has ended; one that somebody stopped, and no more than it, is woken."""
    try:
        changed, status = os.waitpid(child, options)
    except ChildProcessError:  # it has been waited for
        return True
    if changed and os.WIFSTOPPED(status):
        wake(child)
        return False
    return bool(changed)


def _lines_in(block: bytes) -> int:
    # bytes.count takes ten times as long where lines are short
    return int(np.count_nonzero(np.frombuffer(block, np.uint8) == ord("\n")))


def _portable(problem: Exception) -> tuple[int | None, str, str | None]:
    """A problem in a form that passes through a pipe."""
    if isinstance(problem, OSError):
        return problem.errno, problem.strerror or "", problem.filename
    return None, "" if isinstance(problem, terminal.ReaderGone) else str(problem), None


def _problem(portable: tuple[int | None, str, str | None]) -> Exception:
    number, text, file = portable
    if number is not None:
        return OSError(number, text, file)
    return ValueError(text) if text else terminal.ReaderGone()
