"""What many runs come to: means with intervals, paired differences, layers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, median, stdev
from typing import Any, Final

from actviz.dataclass import dataclass
from actviz.networks.data import Data
from actviz.networks.mlp import Seen
from actviz.networks.training import Epoch, Run

CONFIDENCE: Final = 0.95


@dataclass(frozen=True)
class Summary:
    """All runs of one function. Means are over the seeds that did not diverge."""

    runs: int
    diverged: int
    score: float | None
    spread: float | None  # standard deviation over the seeds; None of fewer than two
    low: float | None  # of the 95 % interval of the mean score, by Student's t
    high: float | None
    loss: float | None
    epochs_to_level: float | None  # the median over all seeds; None where it was not reached
    dead: float | None
    saturated: float | None
    seconds: float  # of all runs together
    values: tuple[dict[str, float], ...]  # learned parameters of each hidden layer, their means


def summary(runs: Sequence[Run], level: float) -> Summary:
    """What the runs of one function come to."""
    whole = [run for run in runs if run.diverged is None]
    last = [run.last for run in whole]
    scores = [epoch.score for epoch in last]
    reached = median(run.reached(level) for run in runs)
    return Summary(
        len(runs),
        len(runs) - len(whole),
        fmean(scores) if last else None,
        stdev(scores) if len(last) > 1 else None,
        *interval(scores),
        fmean(epoch.test_loss for epoch in last) if last else None,
        reached if math.isfinite(reached) else None,
        fmean(epoch.dead for epoch in last) if last else None,
        fmean(epoch.saturated for epoch in last) if last else None,
        math.fsum(run.seconds for run in runs),
        tuple(
            {name: fmean(epoch.values[layer][name] for epoch in last) for name in values}
            for layer, values in enumerate(last[0].values)
        )
        if last
        else (),
    )


def interval(values: Sequence[float]) -> tuple[float | None, float | None]:
    """The 95 % interval of a mean, by Student's t; None twice of fewer than two values."""
    if len(values) < 2:
        return None, None
    half = student((1 + CONFIDENCE) / 2, len(values) - 1) * stdev(values) / math.sqrt(len(values))
    return fmean(values) - half, fmean(values) + half


def student(share: float, freedom: int) -> float:
    """The t below which a share above 1/2 of Student's distribution lies.

    Args:
        share: between 1/2 and 1.
        freedom: degrees of freedom, a whole number from 1 on.
    """
    low, high = 0.0, 1.0
    while _within(high, freedom) < 2 * share - 1:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < 2 * share - 1 else (low, middle)
    return low


def _within(t: float, freedom: int) -> float:
    """The share between -t and t: Abramowitz and Stegun (1964), 26.7.3 and 26.7.4."""
    angle = math.atan(t / math.sqrt(freedom))
    cosine = math.cos(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = 0.0 if freedom == 1 else term
    for place in range(2 + odd, freedom - 1, 2):
        term *= cosine**2 * (place - 1) / place
        total += term
    total *= math.sin(angle)
    return 2 / math.pi * (angle + total) if odd else total


# ---------------------------------------------------------------- one function against another


@dataclass(frozen=True)
class Pair:
    """How far the scores of one function are above another's, seed against same seed."""

    place: int
    against: int
    difference: float | None  # the mean; None where no seed has both
    low: float | None
    high: float | None
    seeds: int  # in which neither diverged

    def sentence(self, names: Sequence[str], unit: str) -> str:
        """What this says; ``points`` are hundredths of an accuracy, else the score is R^2."""
        head = f"{names[self.place]} against {names[self.against]}"
        if self.difference is None:
            return f"{head}: no seed in which neither diverged"
        factor, suffix = (100, " points") if unit == "accuracy" else (1, " of r2")
        short = f"{head}: {factor * self.difference:+.3g}{suffix}"
        if self.low is None or self.high is None:
            return f"{short} at one seed: no interval, so nothing is shown"
        ends = f"{factor * self.low:.3g} to {factor * self.high:.3g}"
        verdict = "no difference shown"
        if self.low > 0 or self.high < 0:
            better = self.place if self.low > 0 else self.against
            verdict = f"{names[better]} is better"
        elif self.low == self.high == 0:
            verdict = "the same at every seed"
        return f"{short}, 95 % interval {ends}: {verdict}"


def pairs(runs: Sequence[Run], functions: int) -> list[Pair]:
    """Every function against each before it."""
    scores: list[dict[int, float]] = [{} for _ in range(functions)]
    for run in runs:
        if run.diverged is None:
            scores[run.function][run.seed] = run.last.score
    comparisons = []
    for against in range(functions):
        for place in range(against + 1, functions):
            both = sorted(scores[place].keys() & scores[against].keys())
            gaps = [scores[place][seed] - scores[against][seed] for seed in both]
            mean = fmean(gaps) if gaps else None
            comparisons.append(Pair(place, against, mean, *interval(gaps), len(gaps)))
    return comparisons


# ---------------------------------------------------------------- layer by layer


@dataclass(frozen=True)
class Depth:
    """What one hidden layer meets, as means over the seeds that did not diverge."""

    layer: int  # from 1 on
    before: Seen
    after: Seen


def by_layer(runs: Sequence[Run]) -> list[Depth]:
    """The hidden layers of one function's runs, before training and at its end."""
    whole = [run for run in runs if run.diverged is None]
    if not whole:
        return []

    def mean(epochs: Sequence[Epoch], layer: int) -> Seen:
        seen = [epoch.layers[layer] for epoch in epochs]
        words = ("dead", "saturated", "gradient")
        return Seen(seen[0].units, *(fmean(getattr(one, word) for one in seen) for word in words))

    return [
        Depth(
            layer + 1,
            mean([run.epochs[0] for run in whole], layer),
            mean([run.last for run in whole], layer),
        )
        for layer in range(len(whole[0].last.layers))
    ]


# ---------------------------------------------------------------- rows


def score_word(data: Data) -> str:
    """What the score is called: of classes an accuracy, of curves r2."""
    return "accuracy" if data.classes else "r2"


def learned(values: Sequence[dict[str, float]]) -> dict[str, float]:
    """``alpha_1``: alpha of the first hidden layer."""
    return {
        f"{name}_{layer}": value
        for layer, parameters in enumerate(values, 1)
        for name, value in parameters.items()
    }


def epoch_row(name: str, seed: int, state: Epoch, data: Data) -> dict[str, Any]:
    """One epoch of one run, as a row."""
    return {
        "name": name,
        "seed": seed,
        "epoch": state.epoch,
        "train_loss": state.train_loss,
        "test_loss": state.test_loss,
        score_word(data): state.score,
        "dead": state.dead,
        "saturated": state.saturated,
        **learned(state.values),
    }
