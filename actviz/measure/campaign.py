"""A run over all inputs of a format: shared out to processes, and resumed where it stopped."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from actviz.dataclass import dataclass
from actviz.measure.every_input import Judge, Stretch
from actviz.measure.tally import Tally, of_patterns
from actviz.measure.tested_kernels import Kernel, contents
from actviz.processes.cluster import shared as far_shared
from actviz.processes.shared import ended, go_on
from actviz.readings.exact import FORMATS

Report = Callable[[int, int], object]  # inputs done, and all of them

STRETCH: Final = 1 << 19  # bit patterns of each sign handled at a time
_BLOCK: Final = 16  # stretches that a worker of a cluster is given at a time
_SAVED: Final = 16  # stretches between two saves of a run that may be resumed


@dataclass(frozen=True)
class Campaign:
    """What is to be judged, and where."""

    judge: Judge
    kernel: Kernel
    window: tuple[float, float] | None = None  # a range of x; None: every bit pattern

    def stretches(self) -> list[Stretch]:
        """All the inputs, in the order in which they are tried."""
        return list(stretches(self.judge.right.dtype, self.window))

    def request(self) -> str:
        """What a saved run must have been asked for to be resumed by this one."""
        right = self.judge.right
        tree = right.activation.bound_tree
        limit = self.judge.limit
        whole = (tree, self.kernel, right.order, right.dtype, self.window, limit)
        return repr((*whole, contents(self.kernel)))

    def run(
        self,
        jobs: int = 1,
        log: Log | None = None,
        report: Report = lambda done, total: None,
        cluster: str | None = None,
    ) -> Tally:
        """Judge the results at all inputs.

        Args:
            log: what a stopped run has found, which goes on and is written now and then.
            report: called with the inputs done and all of them.
            cluster: the address of a Dask cluster that does the work instead.

        Raises:
            Refused: the kernel does not do what it should.
            ValueError: there is no such cluster.
        """
        every = self.stretches()
        log = log or Log(self.request(), self.judge.tally())
        open_ = [at for at in range(len(every)) if at not in log.done]
        total = sum(each.count * len(each.negative) for each in every)
        report(log.tally.tried, total)
        if cluster is not None:
            shares = _far_away(self, open_, cluster)
        else:
            shares = _shared(self, open_, jobs) if jobs > 1 else judged(self, open_)
        try:
            for count, (at, part) in enumerate(shares, 1):
                log.take(at, part)
                report(log.tally.tried, total)
                if count % _SAVED == 0:
                    log.write()
        finally:
            log.write()
        tally = log.tally
        self.judge.finish(tally)
        return tally


def judged(campaign: Campaign, chosen: Iterable[int]) -> Iterator[tuple[int, Tally]]:
    """The tallies of some stretches, told by their numbers, from one kernel started once."""
    every, dtype = campaign.stretches(), campaign.judge.right.dtype
    pending: list[int] = []

    def inputs() -> Iterator[Any]:
        for at in chosen:
            pending.append(at)
            yield from every[at].inputs(dtype)

    answers = campaign.kernel.answers(inputs())
    got: list[Any] = []
    for answer in answers:
        got.append(answer)
        stretch = every[pending[0]]
        if len(got) == len(stretch.negative):
            yield pending.pop(0), campaign.judge.judge(stretch, got)
            got = []


def _far_away(campaign: Campaign, chosen: list[int], cluster: str) -> Iterator[tuple[int, Tally]]:
    """The same from the workers of a Dask cluster, in whatever order they come."""
    blocks = [chosen[at : at + _BLOCK] for at in range(0, len(chosen), _BLOCK)]
    for _, tallies in far_shared(cluster, _block, campaign, blocks):
        yield from tallies


def _block(campaign: Campaign, chosen: list[int]) -> list[tuple[int, Tally]]:
    return list(judged(campaign, chosen))


def _shared(campaign: Campaign, chosen: list[int], jobs: int) -> Iterator[tuple[int, Tally]]:
    """The same from several processes, in whatever order they come.

    Fresh processes: a copy of this one would copy its threads in mid-step.
    """
    from multiprocessing import get_context

    context = get_context("spawn")
    tasks, results = context.Queue(), context.Queue()
    for at in chosen:
        tasks.put(at)
    workers = [
        context.Process(target=_work, args=(campaign, tasks, results), daemon=True)
        for _ in range(min(jobs, max(len(chosen), 1)))
    ]
    for worker in workers:
        tasks.put(None)
        worker.start()
    try:
        yield from _gathered(workers, results, len(chosen))
    finally:
        for worker in workers:
            worker.terminate()
        ended(workers)


def _gathered(workers: list[Any], results: Any, due: int) -> Iterator[tuple[int, Tally]]:
    from queue import Empty

    while due:
        try:
            answer = results.get(timeout=1.0)
        except Empty:
            if not any(worker.is_alive() for worker in workers):
                raise RuntimeError("the processes ended before their work was done") from None
            go_on(workers)
            continue
        if isinstance(answer, Exception):
            raise answer
        yield answer
        due -= 1


def _work(campaign: Campaign, tasks: Any, results: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    try:
        for at, tally in judged(campaign, iter(tasks.get, None)):
            results.put((at, tally))
    except Exception as error:
        results.put(error)


# ---------------------------------------------------------------- the inputs


def stretches(dtype: str, window: tuple[float, float] | None = None) -> Iterator[Stretch]:
    """All bit patterns of a format, or those of the numbers in a range, both signs together."""
    if window is None:
        sides = [(0, 1 << (31 if dtype == "float32" else 15))] * 2
    else:
        low, high = window
        sides = [_patterns(low, high, dtype), _patterns(-high, -low, dtype)]
    ends = sorted({end for side in sides for end in side})
    for start, stop in pairwise(ends):
        negative = tuple(
            sign for sign, (first, last) in enumerate(sides) if first <= start and stop <= last
        )
        at = start
        while negative and at < stop:
            count = min(STRETCH - at % STRETCH, stop - at)
            yield Stretch(at, count, tuple(map(bool, negative)))
            at += count


def _patterns(low: float, high: float, dtype: str) -> tuple[int, int]:
    """The patterns of the numbers from max(low, 0) to high; an empty range if there are none."""
    if high < 0:
        return 0, 0
    least = max(low, 0.0)
    return _bisected(lambda x: x >= least, dtype), _bisected(lambda x: x > high, dtype)


def _bisected(holds: Callable[[float], bool], dtype: str) -> int:
    digits, least, most = FORMATS[dtype]
    low, high = 0, (most - least + 2) << (digits - 1)  # infinity
    while low < high:
        middle = (low + high) // 2
        if holds(float(of_patterns(np.array([middle]), dtype)[0])):
            high = middle
        else:
            low = middle + 1
    return low


def inputs_of(dtype: str) -> int:
    """How many bit patterns a format has."""
    return 1 << {"float64": 64, "float32": 32}.get(dtype, 16)


# ---------------------------------------------------------------- resuming


@dataclass
class Log:
    """What a run has found so far, and how it is kept."""

    request: str  # what was asked for
    tally: Tally
    done: set[int] = field(default_factory=set)  # the numbers of the stretches
    keep: Callable[[bytes], object] = lambda data: None

    @classmethod
    def read(cls, path: Path, campaign: Campaign, keep: Callable[[bytes], object]) -> Log:
        """A run's file, or the beginning of one that is not there yet.

        Raises:
            ValueError: the file is not one of this run.
        """
        request = campaign.request()
        if not path.exists():
            return cls(request, campaign.judge.tally(), set(), keep)
        try:
            saved = json.loads(path.read_text(encoding="utf-8"))
            same = saved["request"] == request
            tally, done = Tally.from_json(saved["tally"]), set(saved["done"])
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"{path} is not the file of a run that can be resumed") from None
        if not same:
            raise ValueError(
                f"{path} belongs to a run over something else, or the program has changed since; "
                "name another file, or remove it"
            )
        return cls(request, tally, done, keep)

    def take(self, at: int, tally: Tally) -> None:
        """Add the tally of one stretch."""
        self.tally.add(tally)
        self.done.add(at)

    def write(self) -> None:
        """Hand everything on to be kept."""
        kept = {"request": self.request, "done": sorted(self.done), "tally": self.tally.to_json()}
        self.keep(json.dumps(kept).encode())
