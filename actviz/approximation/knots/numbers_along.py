"""One number for each entry of a table, of those that neighbours leave: any, or at least cost."""

from __future__ import annotations

from typing import Any

from actviz.arrays import np


def carried(
    numbers: Any, good: Any, low: Any, high: Any, aims: Any, rising: int = 0
) -> tuple[float, ...] | None:
    """One number for each entry, each where the one before leaves room; None: there are none.

    Args:
        numbers: those to choose from, upwards, a row for each entry.
        good: which of them are possible.
        low, high: what each number leaves to the next entry.
        aims: numbers to be near to, where there is a choice.
        rising: 1: never down; -1: never up.
    """
    reached = ways_through(numbers, numbers, good, low, high, rising)
    if reached is None:
        return None
    ways, row = reached
    chosen = [row[np.argmin(np.abs(row - aims[-1]))]]
    for (u, least_, most), aim in zip(reversed(ways), reversed(aims[:-1]), strict=True):
        row = u[(least_ <= chosen[-1]) & (chosen[-1] <= most)]
        chosen.append(row[np.argmin(np.abs(row - aim))])
    return tuple(one.item() for one in reversed(chosen))


def ways_through(
    numbers: Any, tops: Any, good: Any, low: Any, high: Any, rising: int
) -> tuple[list[Any], Any] | None:
    """Which numbers of each entry are reached with what they leave, and those of the last one.

    Args:
        tops: up to which each number stands for others; itself, if it stands for none.
        low, high: what all that a number stands for leave to the next entry.
    """
    ways: list[Any] = []
    reached = good[0]
    for i in range(len(numbers) - 1):
        u, top, least_, most = (one[i][reached] for one in (numbers, tops, low, high))
        if not len(u):
            return None
        if rising:
            least_ = np.maximum(least_, u) if rising > 0 else least_
            most = np.minimum(most, top) if rising < 0 else most
        ways.append((u, least_, most))
        count = len(numbers[i + 1])
        first = np.searchsorted(tops[i + 1], least_)
        last = np.searchsorted(numbers[i + 1], most, side="right")
        some = first < last
        steps = np.bincount(first[some], minlength=count + 1)
        steps -= np.bincount(last[some], minlength=count + 1)
        reached = good[i + 1] & (np.cumsum(steps)[:-1] > 0)
    row = numbers[-1][reached]
    return (ways, row) if len(row) else None


def shortest(numbers: Any, costs: Any, rising: int = 0) -> tuple[float, ...]:
    """The number of each entry for which the costs of all pairs of neighbours are least."""
    best, came = np.zeros(len(numbers[0])), []
    for k, cost in enumerate(costs):
        turned = rising * (numbers[k + 1][None, :] - numbers[k][:, None]) < 0
        ways = best[:, None] + np.where(turned, np.inf, cost)
        came.append(ways.argmin(axis=0))
        best = ways.min(axis=0)
    at = int(best.argmin())
    chosen = [numbers[-1][at]]
    for row, source in zip(reversed(numbers[:-1]), reversed(came), strict=True):
        at = int(source[at])
        chosen.append(row[at])
    return tuple(one.item() for one in reversed(chosen))
