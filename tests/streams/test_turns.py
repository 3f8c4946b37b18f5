"""A long stream is answered by two processes in turns, and nobody can tell but by the clock."""

from __future__ import annotations

import errno
import marshal
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from actviz.streams import pipes, turns
from actviz.text import terminal

LINES = 240_000  # beyond the blocks that one process answers alone, and many more blocks
SHARED = sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
needs_two = pytest.mark.skipif(not SHARED, reason="there is one processor, or no fork")


@pytest.fixture(scope="module")
def numbers() -> list[bytes]:
    x = np.random.default_rng(5).normal(0, 5, LINES)
    return [repr(v).encode() for v in x.tolist()]


def evaluated(*arguments: str, stdin: bytes) -> tuple[int, bytes, str]:
    command = [sys.executable, "-m", "actviz", "eval", *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True)
    return done.returncode, done.stdout, done.stderr.decode()


def values(text: bytes) -> list[float]:
    return [float(word) for word in text.split()]


def test_the_stream_is_long_enough(numbers: list[bytes]) -> None:
    assert sum(map(len, numbers)) > 1.5 * turns.ALONE * pipes.BLOCK


ANSWERS = """
import os
from collections.abc import Iterator
from actviz.streams import pipes, turns
from actviz.streams.reader import Reader

def answer(block: bytes, reader: Reader) -> Iterator[bytes]:
    yield f"{os.getpid()} {reader.count} ".encode() + block.partition(b"\\n")[0] + b"\\n"

turns.answered(pipes.WholeLines(0), answer, Reader())
"""


@needs_two
def test_two_processes_share_the_blocks_and_count_the_lines(numbers: list[bytes]) -> None:
    text = b"\n".join(numbers)
    done = subprocess.run([sys.executable, "-c", ANSWERS], input=text, capture_output=True)
    assert done.stderr == b""
    rows = [line.split() for line in done.stdout.splitlines()]
    # Alone the reader counts for itself, and this answer reads nothing; then it is told.
    shared = rows[turns.ALONE :]
    assert len({pid for pid, _, _ in shared}) == 2
    at = numbers.index(rows[turns.ALONE][2])
    assert all(numbers[at + int(count)] == first for _, count, first in shared)
    assert int(shared[-1][1]) > 0


@pytest.mark.parametrize(
    "arguments",
    [("gelu",), ("gelu", "--keep", "--digits", "6"), ("relu", "sigmoid"), ("elu", "--derivative")],
)
def test_the_answers_are_those_of_short_streams(
    numbers: list[bytes], arguments: tuple[str, ...]
) -> None:
    code, result, err = evaluated(*arguments, stdin=b"\r\n".join(numbers))  # no newline at the end
    assert (code, err) == (0, "")
    short = [
        evaluated(*arguments, stdin=b"\n".join(numbers[start : start + LINES // 4]))[1]
        for start in range(0, LINES, LINES // 4)
    ]
    assert result == b"".join(short)


@pytest.mark.long
def test_a_field_of_a_long_table(numbers: list[bytes]) -> None:
    rows = [b"id,x,note", *(b'%d,%b,"a,b"' % pair for pair in enumerate(numbers))]
    code, result, err = evaluated("relu", "--field", "x", stdin=b"\n".join(rows))
    assert (code, err) == (0, "")
    lines = result.splitlines()
    assert lines[0] == rows[0]
    for at in range(0, LINES, 997):
        assert lines[at + 1] == b'%d,%r,"a,b"' % (at, max(float(numbers[at]), 0.0))
    assert len(lines) == LINES + 1


@pytest.mark.parametrize("at", [200_000, 207_001, 214_002, 221_003, LINES - 1])
def test_a_bad_line_far_on(numbers: list[bytes], at: int) -> None:
    text = b"\n".join([*numbers[:at], b"null", *numbers[at:]])
    code, out, err = evaluated("identity", stdin=text)
    assert (code, err) == (2, f"actviz: line {at + 1}: 'null' is not a number\n")
    assert values(out) == values(b"\n".join(numbers[:at]))


def test_bad_lines_are_counted_in_both(numbers: list[bytes]) -> None:
    text = b"\n".join(line for x in numbers for line in (x, b"bad"))
    code, out, err = evaluated("identity", "--on-error", "skip", stdin=text)
    assert (code, values(out)) == (0, values(b"\n".join(numbers)))
    assert err == f"actviz: {LINES} lines left out; the first: line 2: 'bad' is not a number\n"


def test_a_line_without_an_end(numbers: list[bytes]) -> None:
    text = b"\n".join(numbers) + b"\n" + b"1" * (pipes.LINE_AT_MOST + pipes.BLOCK + 1)
    code, out, err = evaluated("identity", stdin=text)
    assert (code, err) == (2, "actviz: a line of more than 16 MiB is not numbers\n")
    assert values(out) == values(b"\n".join(numbers))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk(numbers: list[bytes]) -> None:
    command = [sys.executable, "-m", "actviz", "eval", "gelu"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command, input=b"\n".join(numbers), stdout=full, stderr=subprocess.PIPE
        )
    assert (done.returncode, done.stderr) == (2, b"actviz: stdout: No space left on device\n")


@pytest.mark.parametrize(
    "problem",
    [
        OSError(errno.ENOSPC, "No space left on device", "y.txt"),
        OSError(errno.EIO, "Input/output error", "stdout"),
        FileNotFoundError(errno.ENOENT, "No such file", None),
        ValueError("line 3: 'a' is not a number"),
        terminal.ReaderGone(),
    ],
)
def test_a_problem_of_the_other_is_told_as_if_it_were_ones_own(problem: Exception) -> None:
    told = turns._problem(marshal.loads(marshal.dumps(turns._portable(problem))))
    assert isinstance(told, type(problem))
    assert str(told) == str(problem)


@contextmanager
def waiting(numbers: list[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Both processes have answered all, and wait for more."""
    command = [sys.executable, "-m", "actviz", "eval", "identity"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        feed = threading.Thread(target=process.stdin.write, args=(b"\n".join([*numbers, b""]),))
        feed.start()
        for _ in numbers:
            process.stdout.readline()
        feed.join()
        process.stdin.flush()
        yield process


def others_of(process: subprocess.Popen[bytes]) -> list[int]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(word) for word in children.read_text().split()]


def gone(pid: int) -> bool:
    for _ in range(200):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.02)
    return False


@needs_two
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_both(numbers: list[bytes], sent: signal.Signals) -> None:
    with waiting(numbers) as process:
        (other,) = others_of(process)
        process.send_signal(sent)
        process.wait(timeout=20)  # although there is no end of input
        _, err = process.communicate()
    assert (process.returncode, err) == (130 if sent is signal.SIGINT else -sent, b"")
    assert gone(other)


@needs_two
@pytest.mark.parametrize("more", [0, 1], ids=["one has the turn", "the other has"])
@pytest.mark.parametrize("bad", [True, False])
def test_neither_waits_for_input_when_there_is_nothing_left_to_do(
    numbers: list[bytes], more: int, bad: bool
) -> None:
    with waiting(numbers) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(more):
            process.stdin.write(b"2\n")
            process.stdin.flush()
            assert process.stdout.readline() == b"2.0\n"
        if not bad:
            process.stdout.close()
        process.stdin.write(b"bad\n" if bad else b"3\n")
        process.stdin.flush()
        assert process.wait(timeout=20) == (2 if bad else 0)
        assert process.stderr is not None
        message = f"actviz: line {LINES + more + 1}: 'bad' is not a number\n"
        assert process.stderr.read().decode() == (message if bad else "")


@needs_two
def test_if_one_is_ended_the_other_says_so(numbers: list[bytes]) -> None:
    with waiting(numbers) as process:
        (other,) = others_of(process)
        os.kill(other, signal.SIGKILL)
        _, err = process.communicate(b"1\n" * 9)
    assert (process.returncode, err) == (2, b"actviz: the process that shared the work was ended\n")


@needs_two
@pytest.mark.parametrize("more", [0, 1], ids=["one has the turn", "the other has"])
def test_one_that_somebody_stopped_goes_on(numbers: list[bytes], more: int) -> None:
    with waiting(numbers) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(more):
            process.stdin.write(b"2\n")
            process.stdin.flush()
            assert process.stdout.readline() == b"2.0\n"
        (other,) = others_of(process)
        os.kill(other, signal.SIGSTOP)
        out, err = process.communicate(b"3\n" * 9, timeout=20)
    assert (process.returncode, out, err) == (0, b"3.0\n" * 9, b"")
    assert gone(other)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"1,2\n", "--field 1 takes the first column"),
        (b'{"x": 1}\n', "JSON?"),
        (b"\x93NUMPY\x01\x00v\x00{'descr': '<f8'}\n", "a .npy array? --input FILE reads it"),
        (b"\x1f\x8b\x08\x00\n", "packed by gzip? --input FILE reads it"),
        (b"three\n", "'three' is not a number\n"),
    ],
)
def test_what_is_no_line_of_numbers_is_told_how_it_is_read(given: bytes, said: str) -> None:
    words = [sys.executable, "-m", "actviz", "eval", "relu"]
    done = subprocess.run(words, input=given, capture_output=True)
    assert done.returncode == 2
    assert said in done.stderr.decode()
