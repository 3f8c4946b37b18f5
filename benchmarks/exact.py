"""Exact, fast and mpmath side by side: points per second in one run, and their ratios.

    python benchmarks/exact.py

All three evaluate the same functions at the same points. mpmath works with 50 digits and formulas
as one would type them, without the proof that its digits are right.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

import mpmath as mp
import numpy as np

import actviz
from actviz.text import rows

POINTS: Final = 20_000
FEW: Final = 1_000  # for mpmath, which takes its time
REPEATS: Final = 3  # the best of these counts: other work on the machine only adds

FORMULAS: Final[dict[str, Callable[[Any], Any]]] = {
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "tanh": mp.tanh,
    "softplus": lambda x: mp.log1p(mp.exp(x)),
    "elu": lambda x: x if x > 0 else mp.expm1(x),
    "silu": lambda x: x / (1 + mp.exp(-x)),
    "gelu": lambda x: x * mp.ncdf(x),
    "mish": lambda x: x * mp.tanh(mp.log1p(mp.exp(x))),
}


def speed(work: Callable[[], object], points: int) -> float:
    """Points per second, the best of some runs."""
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return points / best


def row(name: str) -> dict[str, Any]:
    """One function, evaluated in three ways."""
    x = np.random.default_rng(1).uniform(-20, 20, POINTS)
    few = x[:FEW].tolist()
    function, formula = actviz.get(name), FORMULAS[name]
    fast = speed(lambda: function(x), POINTS)
    exact = speed(lambda: function.exact(x), POINTS)
    slope = speed(lambda: function.exact(x, 1), POINTS)
    with mp.workdps(50):
        reference = speed(lambda: [formula(mp.mpf(value)) for value in few], FEW)
    return {
        "function": name,
        "fast, M/s": round(fast / 1e6, 1),
        "exact, k/s": round(exact / 1e3),
        "exact slope, k/s": round(slope / 1e3),
        "mpmath, k/s": round(reference / 1e3, 1),
        "exact : fast": f"1 : {fast / exact:.0f}",
        "mpmath : exact": f"1 : {exact / reference:.1f}",
    }


def table() -> str:
    """All functions as a Markdown table."""
    return rows.to_text([row(name) for name in FORMULAS], "md")


if __name__ == "__main__":
    print(table(), end="")
