"""Functions under test that are given whole arrays of a format, one after the other.

A callable of Python gets arrays of its own library. A command gets raw numbers on its stdin and
answers with as many on its stdout: it is started once, numbers are written while answers are read,
and its stdin is closed at the end, so that it may hold back what it likes until then.
"""

from __future__ import annotations

import shlex
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import field
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from shutil import which
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from actviz.dataclass import dataclass
from actviz.measure.callables import (
    Foreign,
    guarded,
    real,
    slope_of_jax,
    slope_of_torch,
    waiting,
)
from actviz.measure.homes import Refused, ml_type
from actviz.measure.reach import reach
from actviz.measure.tally import Patterns, of_patterns
from actviz.processes.patience import PATIENCE

Numbers = NDArray[np.floating[Any]]

_PIECE: Final = 1 << 18  # bytes given to a command at a time


class Kernel(Protocol):
    """Something that turns arrays of bit patterns into arrays of results, in order."""

    @property
    def label(self) -> str:
        """What it is called."""
        ...

    def answers(self, inputs: Iterable[Patterns]) -> Iterator[Numbers]:
        """The results for each array: numbers of the format, or the doubles that came instead."""
        ...


@dataclass(frozen=True)
class NamedCallable:
    """A callable by ``module:name``, or its automatic derivative."""

    label: str
    dtype: str
    order: int = 0
    extra: tuple[tuple[str, Any], ...] = ()
    library: str | None = None
    limit: float = field(default=PATIENCE, repr=False)  # seconds for each answer

    def answers(self, inputs: Iterable[Patterns]) -> Iterator[Numbers]:
        """Call it on each array."""
        foreign = reach(self.label, dict(self.extra), self.library, self.limit)
        foreign.check(self.dtype, self.order)
        kinds = {"numpy": _numpy, "torch": _torch, "jax": _jax, "runtime": _runtime}
        run = kinds[foreign.library]
        call = guarded(self.label, run(foreign, self.dtype, self.order))
        with one_thread() if foreign.library == "torch" else nullcontext():
            for patterns in inputs:
                with waiting(self.label, self.limit):
                    answers = np.asarray(call(patterns))
                if answers.shape != patterns.shape:
                    raise Refused(
                        f"{self.label} gave an array of shape {answers.shape} for one of "
                        f"{patterns.shape}; an elementwise function keeps the shape"
                    )
                yield answers


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep PyTorch to one thread: between two calls its others wait at full load for the judge."""
    torch = import_module("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def native(patterns: Patterns, dtype: str) -> NDArray[Any]:
    """Numbers of a format as an array of it; a bfloat16 as its 16 bits."""
    if dtype == "float32":
        return patterns.astype(np.uint32, copy=False).view(np.float32)
    bits = patterns.astype(np.uint16)
    return bits.view(np.float16) if dtype == "float16" else bits


def _read(foreign: Foreign, answers: Any) -> Numbers:
    array = real(foreign, answers)
    if array.dtype not in (np.float32, np.float64):
        array = array.astype(np.float32)
    numbers: Numbers = np.ma.filled(array, np.nan)
    return numbers


def _numpy(foreign: Foreign, dtype: str, order: int) -> Callable[[Patterns], Numbers]:
    def run(patterns: Patterns) -> Numbers:
        x = native(patterns, dtype)
        if dtype == "bfloat16":
            x = x.view(ml_type("bfloat16"))
        return _read(foreign, foreign.call(x))

    return run


def _torch(foreign: Foreign, dtype: str, order: int) -> Callable[[Patterns], Numbers]:
    torch = import_module("torch")
    kind = getattr(torch, dtype)
    if isinstance(foreign.call, torch.nn.Module):
        foreign.call.to(kind)

    def run(patterns: Patterns) -> Numbers:
        bits = native(patterns, dtype)
        given = torch.from_numpy(bits)
        if dtype == "bfloat16":
            given = given.view(torch.bfloat16)
        if order:
            answers = slope_of_torch(foreign.call, given.requires_grad_(), order)
        else:
            with torch.no_grad():
                answers = foreign.call(given)
        answers = answers.detach()
        if answers.dtype not in (torch.float32, torch.float64) and not answers.is_complex():
            answers = answers.to(torch.float32)
        return _read(foreign, answers.numpy())

    return run


def _jax(foreign: Foreign, dtype: str, order: int) -> Callable[[Patterns], Numbers]:
    jax = import_module("jax")
    function = slope_of_jax(foreign.call, order)

    def run(patterns: Patterns) -> Numbers:
        x = native(patterns, dtype)
        if dtype == "bfloat16":
            x = x.view(ml_type("bfloat16"))
        return _read(foreign, function(jax.numpy.asarray(x)))

    return run


def _runtime(foreign: Foreign, dtype: str, order: int) -> Callable[[Patterns], Numbers]:
    def run(patterns: Patterns) -> Numbers:
        outcome = foreign.call(of_patterns(patterns, dtype), dtype, order, "whole")
        return _read(foreign, outcome.values)

    return run


# ---------------------------------------------------------------- commands


@dataclass(frozen=True)
class Command:
    """A program that reads numbers of a format from its stdin and writes as many to its stdout."""

    label: str  # the command with its arguments, as a shell splits it
    dtype: str
    limit: float | None = field(default=None, repr=False)  # seconds for the answer to each array

    def answers(self, inputs: Iterable[Patterns]) -> Iterator[Numbers]:
        """Feed it from a thread; read what belongs to each array in its turn.

        Raises:
            Refused: it cannot be started, answered too little or too much, took too long, or
                failed.
        """
        try:
            process = subprocess.Popen(
                shlex.split(self.label), stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise Refused(f"{self.label}: cannot be started: {why}") from None
        feed = _Feed(process.stdin, inputs, self.dtype)
        try:
            yield from self._read(process, feed)
        finally:
            feed.stop()
            if process.poll() is None:
                process.kill()
            process.wait()
            for end in (process.stdin, process.stdout):
                with suppress(OSError):
                    end.close()  # type: ignore[union-attr]

    def _read(self, process: subprocess.Popen[bytes], feed: _Feed) -> Iterator[Numbers]:
        width, answered = 4 if self.dtype == "float32" else 2, 0
        source: Any = process.stdout
        feed.start()
        while (count := feed.next_size()) is not None:
            with nullcontext() if self.limit is None else waiting(self.label, self.limit):
                data = source.read(count * width)
            answered += len(data) // width
            if len(data) < count * width:
                feed.stop()
                raise Refused(
                    f"{self.label} gave {answered} numbers and then no more, "
                    f"{_ending(process)}; it owes one for each that it is given"
                )
            yield self._numbers(data)
        feed.join()
        if source.read(1):
            raise Refused(f"{self.label} gave more than the {answered} numbers that it owes")
        if process.wait():
            raise Refused(f"{self.label} answered everything, {_ending(process)}")

    def _numbers(self, data: bytes) -> Numbers:
        if self.dtype == "float32":
            return np.frombuffer(data, dtype="<f4")
        bits = np.frombuffer(data, dtype="<u2").astype(np.int64)
        with np.errstate(invalid="ignore"):
            return of_patterns(bits, self.dtype).astype(np.float32)


def _ending(process: subprocess.Popen[bytes]) -> str:
    """How a process ended, which has closed its stdout."""
    try:
        code = process.wait(5)
    except subprocess.TimeoutExpired:
        return "and closed its stdout"
    return f"and was ended by signal {-code}" if code < 0 else f"and ended with exit code {code}"


def contents(kernel: Kernel) -> list[str]:
    """What tells the files that a command names, the program among them, from older ones.

    Nothing where they cannot be read, as those of a callable of Python.
    """
    if not isinstance(kernel, Command):
        return []
    with suppress(OSError, ValueError):  # what cannot be started says so when it is
        program, *words = shlex.split(kernel.label)
        files = [Path(word) for word in (which(program) or program, *words)]
        return [sha256(file.read_bytes()).hexdigest() for file in files if file.is_file()]
    return []


class _Feed:
    """Writes arrays to a pipe from a thread of its own, which closes it at the end."""

    def __init__(self, pipe: Any, inputs: Iterable[Patterns], dtype: str) -> None:
        self.pipe, self.dtype = pipe, dtype
        self.inputs = iter(inputs)
        self.sizes: list[int] = []
        self.ready = threading.Condition()
        self.ended = self.stopped = False
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self.thread.start()

    def join(self) -> None:
        self.thread.join()

    def stop(self) -> None:
        self.stopped = True

    def next_size(self) -> int | None:
        """How many numbers the next array has, as soon as it is being written; None: no more."""
        with self.ready:
            self.ready.wait_for(lambda: self.sizes or self.ended)
            if self.error is not None:
                raise self.error
            return self.sizes.pop(0) if self.sizes else None

    def _run(self) -> None:
        try:
            for patterns in self.inputs:
                with self.ready:
                    self.sizes.append(patterns.size)
                    self.ready.notify()
                data = memoryview(native(patterns, self.dtype).tobytes())
                for at in range(0, len(data), _PIECE):
                    if self.stopped:
                        return
                    self.pipe.write(data[at : at + _PIECE])
                self.pipe.flush()
        except (BrokenPipeError, ValueError):
            pass  # the reader tells what became of the process
        except BaseException as error:
            self.error = error
        finally:
            with suppress(OSError, ValueError):
                self.pipe.close()
            with self.ready:
                self.ended = True
                self.ready.notify()
