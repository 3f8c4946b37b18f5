"""Programs timed in pairs: what counts is the ratio of neighbours, not the seconds."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

PAIRS: Final = 11
PYTHON: Final = sys.executable
# Bytecode is written and output is buffered, as for a user.
_PLAIN: Final = {
    key: value
    for key, value in os.environ.items()
    if key not in ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
}
Run = Callable[[], object]


@dataclass(frozen=True)
class Result:
    """The median ratio to a peer with its quartiles, and the median seconds."""

    name: str
    peer: str
    ratio: float
    low: float
    high: float
    seconds: float
    limit: float | None

    def cells(self) -> list[str]:
        """The result as a row of a table."""
        spread = f"{_ratio(self.low)} to {_ratio(self.high)}"
        limit = "" if self.limit is None else f"{self.limit:.3g}"
        return [
            self.name, self.peer, _ratio(self.ratio), spread, limit, f"{self.seconds:.3g} s",
        ]  # fmt: skip


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.2g}"


HEAD: Final = ["what", "against", "ratio", "quartiles", "limit", "takes"]


def program(*words: str, **environment: str) -> Run:
    """A program to be run, its output thrown away."""

    def run() -> None:
        subprocess.run(
            words, check=True, env={**_PLAIN, **environment}, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

    return run


def shell(line: str) -> Run:
    """A shell's command line to be run, with this Python's programs found first."""
    path = f"{os.path.dirname(PYTHON)}{os.pathsep}{_PLAIN['PATH']}"
    return program("bash", "-c", line, PATH=path)


def paired(
    name: str, ours: Run, peer_name: str, peer: Run, limit: float | None = None, pairs: int = PAIRS
) -> Result:
    """Ours and the peer, one after the other, so many times."""
    ours()  # once unmeasured: bytecode is written, files are in memory
    peer()
    times = [(_seconds(ours), _seconds(peer)) for _ in range(pairs)]
    ratios = [mine / theirs for mine, theirs in times]
    low, middle, high = statistics.quantiles(ratios, n=4) if pairs > 1 else ratios * 3
    return Result(
        name, peer_name, middle, low, high, statistics.median(mine for mine, _ in times), limit
    )


def _seconds(run: Run) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def markdown(results: Sequence[Result]) -> str:
    """Results as a table; what is beyond its limit is marked."""
    lines = [HEAD, ["---"] * len(HEAD)]
    for result in results:
        cells = result.cells()
        if result.limit is not None and result.ratio > result.limit:
            cells[2] += " (over)"
        lines.append(cells)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
