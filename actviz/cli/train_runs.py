"""The runs of ``actviz train``: those that are kept, those that are made, and their log."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actviz.cli.train_engine import Engine, workers
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.networks.data import Data
    from actviz.networks.training import Epoch, Run, Setup


def trained(
    functions: Sequence[Any],
    data: Data,
    setup: Setup,
    engine: Engine,
    seeds: Sequence[int],
    log: str | None,
    resume: str | None,
    cluster: str | None,
) -> tuple[list[Run], bool]:
    """The runs, and whether Ctrl-C ended them early: what is done by then is kept."""
    from actviz.networks import kept_runs
    from actviz.networks.many_runs import Watch, train_all
    from actviz.streams.whole import write_whole

    kept = kept_runs.Kept("", kept_runs.keys(functions))
    if resume is not None:
        file = Path(resume)
        wanted = kept_runs.request(data, setup)
        kept = kept_runs.read(file, wanted, functions, write_whole)
        kept.write()  # a file that cannot be written is told now
    chosen = _tuned(functions, data, setup, engine, cluster) if setup.tuned else None
    everything = len(functions) * len(seeds)
    before = sum(kept.known(p, s) is not None for p in range(len(functions)) for s in seeds)
    if before:
        terminal.note(f"{resume}: {before} of {everything} runs are done already")
    interrupted = False
    with ExitStack() as stack:
        tell = stack.enter_context(_log_lines(log, functions, data, resume is not None))
        done = stack.enter_context(
            terminal.progress("training", (everything - before) * setup.epochs)
        )
        try:
            train_all(
                functions,
                data,
                setup,
                seeds,
                rates=chosen,
                trainer=engine.trainer,
                workers=workers(engine),
                address=cluster,
                watch=Watch(done, tell, kept.known, kept.take, kept.begun, kept.keep),
            )
        except KeyboardInterrupt:
            interrupted = True
        finally:
            if resume is not None:
                kept.write()
    places = [(place, seed) for place in range(len(functions)) for seed in seeds]
    runs = [run for pair in places if (run := kept.known(*pair)) is not None]
    if interrupted:
        where = (
            f"kept in {resume}, and beside it what others had begun"
            if resume and not cluster
            else f"kept in {resume}"
            if resume
            else "not kept: --resume FILE would"
        )
        terminal.note(f"interrupted: {len(runs)} of {everything} runs are done, {where}")
    return runs, interrupted


def _tuned(
    functions: Sequence[Any], data: Data, setup: Setup, engine: Engine, cluster: str | None
) -> list[float]:
    """A learning rate for each function, and a word on how it was found."""
    from actviz.networks import tuning

    count = len(tuning.FACTORS)
    with terminal.progress("tuning", len(functions) * count * setup.epochs) as done:
        rates = tuning.rates(
            functions,
            data,
            setup,
            trainer=engine.trainer,
            workers=workers(engine),
            address=cluster,
            progress=done,
        )
    named = ", ".join(f"{f.display} {rate:g}" for f, rate in zip(functions, rates, strict=True))
    tried = ", ".join(f"{factor * setup.rate:g}" for factor in tuning.FACTORS)
    terminal.note(
        f"rates: {named}; each the best of {tried} on every fifth training example, trained on the "
        f"others for {setup.epochs} epochs"
    )
    return rates


@contextmanager
def _log_lines(
    file: str | None, functions: Sequence[Any], data: Data, further: bool
) -> Iterator[Callable[[int, int, Epoch], object]]:
    """What writes an epoch as a line of JSON, in whichever process it ends; nothing without a file.

    Args:
        further: write behind what the file holds, as a run that is resumed does.
    """
    if file is None:
        yield lambda place, seed, epoch: None
        return
    from actviz.networks.outcomes import epoch_row
    from actviz.text.rows import plain

    kind = os.O_APPEND if further else os.O_APPEND | os.O_TRUNC
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | kind, 0o666)

    def tell(place: int, seed: int, epoch: Epoch) -> None:
        row = epoch_row(functions[place].display, seed, epoch, data)
        line = json.dumps({key: plain(value) for key, value in row.items()}, ensure_ascii=False)
        os.write(handle, f"{line}\n".encode())  # one call: lines of processes do not mix

    try:
        yield tell
    finally:
        os.close(handle)
