"""Runs that are done, kept in one file, so that a training that was interrupted goes on.

The file is an ``.npz``: ``head``, the bytes of a JSON text, and the weights of each run. Nothing in
it is executed.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from actviz.networks.data import Data
from actviz.networks.mlp import Seen
from actviz.networks.training import Epoch, Run, Setup
from actviz.readings.notation.plain import to_text

_BETWEEN: Final = 2.0  # seconds between two writings: many quick runs cost one


@dataclass
class Kept:
    """Runs by function and seed, and how their file is written."""

    request: str  # what a run must have been asked for to be of use
    functions: tuple[str, ...]
    runs: dict[tuple[str, int], Run] = field(default_factory=dict)
    keep: Callable[[bytes], object] = lambda data: None
    _written: float = 0.0

    def known(self, place: int, seed: int) -> Run | None:
        """The run of a function's place in the list, from a seed, if it is done."""
        found = self.runs.get((self.functions[place], seed))
        return None if found is None else replace(found, function=place)

    def take(self, run: Run) -> None:
        """Add a run."""
        self.runs[self.functions[run.function], run.seed] = run
        if time.monotonic() - self._written > _BETWEEN:
            self.write()

    def write(self) -> None:
        """Hand everything on to be kept."""
        arrays: dict[str, Any] = {}
        rows = []
        for count, ((name, _), run) in enumerate(self.runs.items()):
            rows.append({
                "function": name, "seed": run.seed, "diverged": run.diverged,
                "seconds": run.seconds, "epochs": [asdict(epoch) for epoch in run.epochs],
                "layers": len(run.weights),
            })  # fmt: skip
            for word, held in (("w", run.weights), ("b", run.biases)):
                arrays |= {f"{word}_{count}_{at}": array for at, array in enumerate(held)}
        text = json.dumps({"request": self.request, "runs": rows})
        arrays["head"] = np.frombuffer(text.encode(), np.uint8)
        file = io.BytesIO()
        np.savez(file, **arrays)
        self.keep(file.getvalue())
        self._written = time.monotonic()


def request(data: Data, setup: Setup) -> str:
    """What all runs of one file have in common."""
    sums = [zlib.crc32(np.ascontiguousarray(part).data) for part in (data.x, data.y, data.x_test)]
    if setup.module:
        sums.append(zlib.crc32(Path(setup.module.rpartition(":")[0]).read_bytes()))
    return f"{data.name} {sums} {setup}"


def keys(functions: Sequence[Any]) -> tuple[str, ...]:
    """Functions, each told by its formula and its parameters."""
    return tuple(f"{to_text(one.tree)} {one.values}" for one in functions)


def read(
    path: Path, wanted: str, functions: Sequence[Any], keep: Callable[[bytes], object]
) -> Kept:
    """The runs in a file, or none where there is no file yet.

    Args:
        path: the file.
        wanted: the :func:`request` of now.
        functions: what is to be trained.
        keep: writes the file, whole or not at all.

    Raises:
        ValueError: the file holds no runs, or runs of another request.
        OSError: it cannot be read.
    """
    kept = Kept(wanted, keys(functions), {}, keep)
    if not path.exists():
        return kept
    try:
        with np.load(path, allow_pickle=False) as held:
            head = json.loads(bytes(held["head"]).decode())
            for count, row in enumerate(head["runs"]):
                run = _run(row, [
                    tuple(held[f"{word}_{count}_{at}"] for at in range(row["layers"]))
                    for word in ("w", "b")
                ])  # fmt: skip
                kept.runs[row["function"], run.seed] = run
    except (ValueError, KeyError, TypeError, EOFError, AttributeError, zipfile.BadZipFile):
        raise ValueError(f"{path} is not a file of runs that can be resumed") from None
    if head.get("request") != wanted:
        raise ValueError(
            f"{path} holds runs of other data or options; name another file, or remove it"
        )
    return kept


def _run(row: dict[str, Any], arrays: Sequence[tuple[Any, ...]]) -> Run:
    epochs = []
    for each in row["epochs"]:
        layers = tuple(Seen(**layer) for layer in each.pop("layers"))
        values = tuple(each.pop("values"))
        epochs.append(Epoch(**each, values=values, layers=layers))
    return Run(0, row["seed"], tuple(epochs), row["diverged"], row["seconds"], *arrays)
