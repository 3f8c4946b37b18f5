"""Runs that are done, kept in one file, and beside it those that have begun.

So a training that was interrupted goes on, with the epoch after the last one that was kept.
"""

from __future__ import annotations

import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from actviz.dataclass import dataclass
from actviz.networks.data import Data
from actviz.networks.kept_arrays import packed, unpacked
from actviz.networks.many_runs import Job
from actviz.networks.mlp import Seen
from actviz.networks.training import Begun, Epoch, Run, Setup
from actviz.readings.notation.plain import to_text

_BETWEEN: Final = 2.0  # seconds between two writings: many quick runs, or epochs, cost one
_BROKEN: Final = (
    ValueError, KeyError, TypeError, EOFError, AttributeError, IndexError, zipfile.BadZipFile,
)  # fmt: skip
Write = Callable[[Path, bytes], object]


@dataclass
class Kept:
    """Runs by function and seed, and how their files are written."""

    request: str  # what a run must have been asked for to be of use
    functions: tuple[str, ...]
    path: Path | None = None  # None: nothing is kept on a disk
    put: Write = lambda path, content: None
    runs: dict[tuple[str, int], Run] = field(default_factory=dict)
    _written: float = field(default_factory=time.monotonic)

    def known(self, place: int, seed: int) -> Run | None:
        """The run of a function's place in the list, from a seed, if it is done."""
        run = self.runs.get((self.functions[place], seed))
        return None if run is None else replace(run, function=place)

    def take(self, run: Run) -> None:
        """Add a run."""
        self.runs[self.functions[run.function], run.seed] = run
        if time.monotonic() - self._written > _BETWEEN:
            self.write()

    def write(self) -> None:
        """Write everything; what had begun and is done now goes."""
        if self.path is None:
            return
        rows = [
            {**asdict(replace(run, weights=(), biases=())), "function": name,
             "weights": run.weights, "biases": run.biases}
            for (name, _), run in self.runs.items()
        ]  # fmt: skip
        self.put(self.path, packed({"request": self.request, "runs": rows}))
        for name, seed in self.runs:
            self._beside(self.path, name, seed).unlink(missing_ok=True)
        self._written = time.monotonic()

    def begun(self, job: Job) -> Begun | None:
        """Where a run that was stopped goes on; None where it is to start."""
        if self.path is None:
            return None
        try:
            kept = unpacked(self._beside(self.path, *self._key(job)).read_bytes())
            if kept["request"] != self._wanted(job):
                return None
            return Begun(_epochs(kept["epochs"]), kept["seconds"], kept["order"], kept["state"])
        except (*_BROKEN, OSError):
            return None

    def keep(self, job: Job, begun: Callable[[], Begun], stopped: bool) -> None:
        """Write where a run could go on, now and then and where it is being stopped."""
        if self.path is None or not (stopped or time.monotonic() - self._written > _BETWEEN):
            return
        path = self._beside(self.path, *self._key(job))
        self.put(path, packed({"request": self._wanted(job), **asdict(begun())}))
        self._written = time.monotonic()

    def _key(self, job: Job) -> tuple[str, int]:
        return self.functions[job.place], job.seed

    def _wanted(self, job: Job) -> str:
        return f"{self.request} {self._key(job)} {job.setup.rate}"

    @staticmethod
    def _beside(path: Path, name: str, seed: int) -> Path:
        """The file of one run that has begun."""
        return path.with_name(f"{path.name}.{zlib.crc32(name.encode()):08x}-{seed}.begun")


def request(data: Data, setup: Setup) -> str:
    """What all runs of one file have in common."""
    parts = (data.x, data.y, data.x_test, data.y_test)
    sums = [zlib.crc32(np.ascontiguousarray(part).data) for part in parts]
    return f"{data.name} {sums} {zlib.crc32(setup.source.encode())} {setup}"


def keys(functions: Sequence[Any]) -> tuple[str, ...]:
    """Functions, each told by its formula and its parameters."""
    return tuple(f"{to_text(one.tree)} {one.values}" for one in functions)


def read(path: Path, wanted: str, functions: Sequence[Any], put: Write) -> Kept:
    """The runs in a file, or none where there is no file yet.

    Args:
        wanted: the :func:`request` of now.
        put: writes a file, whole or not at all.

    Raises:
        ValueError: the file holds no runs, or runs of another request.
        OSError: it cannot be read.
    """
    kept = Kept(wanted, keys(functions), path, put)
    if not path.exists():
        return kept
    try:
        head = unpacked(path.read_bytes())
        for row in head["runs"]:
            run = _run(row)
            kept.runs[row["function"], run.seed] = run
    except _BROKEN:
        raise ValueError(f"{path} is not a file of runs that can be resumed") from None
    if head.get("request") != wanted:
        raise ValueError(
            f"{path} holds runs of other data or options; name another file, or remove it"
        )
    return kept


def _run(row: dict[str, Any]) -> Run:
    arrays = tuple(row["weights"]), tuple(row["biases"])
    return Run(0, row["seed"], _epochs(row["epochs"]), row["diverged"], row["seconds"], *arrays)


def _epochs(rows: Sequence[dict[str, Any]]) -> tuple[Epoch, ...]:
    return tuple(
        Epoch(**{
            **each,
            "values": tuple(each["values"]),
            "layers": tuple(Seen(**layer) for layer in each["layers"]),
        })
        for each in rows
    )  # fmt: skip
