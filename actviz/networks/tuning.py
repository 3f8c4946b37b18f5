"""A learning rate for each function, from the same few, by a part of the training examples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from actviz.networks.data import Data, split
from actviz.networks.many_runs import Watch, train_all
from actviz.networks.training import Setup, Trainer

FACTORS: Final = (0.1, 0.3, 1.0, 3.0)  # of the optimiser's usual rate
SEED: Final = 0  # of the runs that tune, so that a training that is resumed tunes alike


def validation(data: Data) -> Data:
    """The training examples alone; every fifth of a shuffled order judges what others teach."""
    part = split(data.name, data.x, data.y, data.classes, data.shape)
    return replace(data, x=part.x, y=part.y, x_test=part.x_test, y_test=part.y_test)


def rates(
    functions: Sequence[Any],
    data: Data,
    setup: Setup,
    *,
    trainer: Trainer | None = None,
    workers: int | None = None,
    address: str | None = None,
    progress: Callable[[int], object] = lambda done: None,
) -> list[float]:
    """The rate of each function: the one with the best score, of equal ones the least loss.

    Every function is trained with each of the rates, from one seed, for the setup's epochs. A
    function that diverges with all of them keeps the setup's rate. Examples for testing are not
    looked at.
    """
    tried = [factor * setup.rate for factor in FACTORS]
    runs = train_all(
        [function for function in functions for _ in tried],
        validation(data),
        setup,
        (SEED,),
        rates=tried * len(functions),
        trainer=trainer,
        workers=workers,
        address=address,
        watch=Watch(progress=progress),
    )
    best = []
    for place in range(len(functions)):
        own = runs[place * len(tried) : (place + 1) * len(tried)]
        whole = [at for at, run in enumerate(own) if run.diverged is None]
        worth = {at: (own[at].last.score, -own[at].last.test_loss) for at in whole}
        best.append(tried[max(whole, key=worth.__getitem__)] if whole else setup.rate)
    return best
