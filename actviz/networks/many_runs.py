"""Many runs: one after the other, shared among processes, or by the workers of a Dask cluster.

A run depends on nothing but its function, its seed and the setup: the same numbers come out to the
bit on one kind of machine, whoever makes it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from functools import partial
from typing import Any, Final

from actviz.dataclass import dataclass
from actviz.functions.elementwise import Activation
from actviz.networks import initial
from actviz.networks.data import Data
from actviz.networks.training import Begun, Epoch, Report, Run, Setup, Trainer, train
from actviz.processes import cluster
from actviz.processes.shared import may_fork, shared


@dataclass(frozen=True)
class Job:
    """One run that is to be made."""

    place: int  # of the function in the list
    function: Activation
    setup: Setup
    seed: int
    trainer: Trainer | None = None

    def run(self, data: Data, report: Report, begun: Begun | None = None) -> Run:
        """Train, from where a run that was stopped had got to."""
        trainer = self.trainer or train
        return trainer(self.place, self.function, data, self.setup, self.seed, report, begun)


@dataclass(frozen=True)
class Watch:
    """What is told while runs are made, and what of them is there already.

    Args:
        progress: called now and then with the number of epochs done.
        tell: called with a function's place, a seed and the state, for each epoch as it ends, in
            the process that trains; of a cluster, here.
        known: a run of a function's place and a seed that need not be made again.
        take: called with each run that was made.
        begun: where a run that was stopped goes on; asked in the process that trains.
        keep: called there after each epoch with what makes it go on from there, and whether it is
            being stopped.
    """

    progress: Callable[[int], object] = lambda done: None
    tell: Callable[[int, int, Epoch], object] = lambda place, seed, epoch: None
    known: Callable[[int, int], Run | None] = lambda place, seed: None
    take: Callable[[Run], object] = lambda run: None
    begun: Callable[[Job], Begun | None] = lambda job: None
    keep: Callable[[Job, Callable[[], Begun], bool], object] = lambda job, begun, stopped: None


_UNWATCHED: Final = Watch()


def train_all(
    functions: Sequence[Activation],
    data: Data,
    setup: Setup,
    seeds: Sequence[int],
    *,
    rates: Sequence[float] | None = None,
    trainer: Trainer | None = None,
    workers: int | None = None,
    address: str | None = None,
    watch: Watch = _UNWATCHED,
) -> list[Run]:
    """Every function from every seed, in that order.

    Args:
        seeds: one run of each function for each.
        rates: the learning rate of each function; the setup's by default.
        trainer: what trains one network; :func:`train` by default.
        workers: processes that share the runs; as many as there are processors by default.
        address: of a Dask cluster that makes the runs instead.

    Raises:
        SpecError: the setup wants a function's gain, and it has none.
        ChildProcessError: a process was ended from outside.
    """
    for function in functions if trainer is None else ():  # told before anything is trained
        initial.deviations(setup.init, function, (data.features, *setup.hidden, data.outputs))
    setups = [replace(setup, rate=rates[p] if rates else setup.rate) for p in range(len(functions))]
    pairs = [(place, seed) for place in range(len(functions)) for seed in seeds]
    runs = {pair: watch.known(*pair) for pair in pairs}
    jobs = [
        Job(place, functions[place], setups[place], seed, trainer)
        for place, seed in pairs
        if runs[place, seed] is None
    ]
    workers = min(workers or os.cpu_count() or 1, len(jobs))
    if address is not None:
        finished = _far_away(jobs, data, address, watch)
    elif workers <= 1 or not may_fork():
        finished = _one_by_one(jobs, data, watch)
    else:
        finished = _shared(jobs, data, workers, watch)
    for run in finished:
        runs[run.function, run.seed] = run
        watch.take(run)
    return [run for run in runs.values() if run is not None]


def _one_by_one(jobs: Sequence[Job], data: Data, watch: Watch) -> Iterator[Run]:
    done = 0
    for count, job in enumerate(jobs, 1):

        def report(epoch: Epoch, begun: Any, job: Job = job) -> None:
            nonlocal done
            watch.tell(job.place, job.seed, epoch)
            if begun:
                watch.keep(job, begun, False)
            if epoch.epoch > 0:
                done += 1
                watch.progress(done)

        yield job.run(data, report, watch.begun(job))
        done = count * job.setup.epochs  # one that diverged did fewer


def _far_away(jobs: Sequence[Job], data: Data, address: str, watch: Watch) -> Iterator[Run]:
    """The jobs on the workers of a Dask cluster: what they tell twice, if one has ended, once."""
    seen: set[tuple[int, int, int]] = set()

    def heard(message: tuple[int, int, Epoch]) -> None:
        place, seed, epoch = message
        if (place, seed, epoch.epoch) not in seen:
            seen.add((place, seed, epoch.epoch))
            watch.tell(place, seed, epoch)
            watch.progress(sum(at > 0 for _, _, at in seen))

    for _, run in cluster.shared(address, _run_far_away, data, jobs, heard):
        for epoch in run.reported:
            heard((run.function, run.seed, epoch))
        yield run


def _run_far_away(data: Data, job: Job) -> Run:
    return job.run(data, lambda epoch, begun: cluster.post((job.place, job.seed, epoch)))


class _Stopped(Exception):  # noqa: N818 - not an error: nobody waits for the run
    """The parent has given up."""


def _shared(jobs: Sequence[Job], data: Data, workers: int, watch: Watch) -> Iterator[Run]:
    """The jobs on some processes, which a fork gives the functions and the data for nothing."""
    import multiprocessing

    context: Any = multiprocessing.get_context("fork")
    family = _Family(watch, context.Value("L", 0), context.Event())
    return shared(
        partial(family.run, data),
        jobs,
        start="fork",
        processes=workers,
        meanwhile=lambda: watch.progress(family.done.value),
        patience=0.1,
        give_up=family.stop.set,
    )


@dataclass(frozen=True)
class _Family:
    """What the processes that share the runs have in common."""

    watch: Watch
    done: Any  # how many epochs
    stop: Any  # set where nobody waits for the runs any more
    parent: int = field(default_factory=os.getpid)

    def run(self, data: Data, job: Job) -> Run:
        """Train, in one of them."""
        begun = self.watch.begun(job)
        self._count(len(begun.epochs) - 1 if begun else 0)
        return job.run(data, partial(self._report, job), begun)

    def _report(self, job: Job, epoch: Epoch, begun: Callable[[], Begun] | None) -> None:
        if os.getppid() != self.parent:  # it was killed: nobody reads what is sent
            os._exit(1)
        self.watch.tell(job.place, job.seed, epoch)
        self._count(int(epoch.epoch > 0))
        stopped = self.stop.is_set()
        if begun:
            self.watch.keep(job, begun, stopped)
        if stopped:
            raise _Stopped

    def _count(self, epochs: int) -> None:
        with self.done.get_lock():
            self.done.value += epochs
