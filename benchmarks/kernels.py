"""Values in memory against a plain copy of the array, and gelu against SciPy's erfc.

Then slopes against their values, formulas whose digits are watched against the same unwatched, one
thread against two and PyTorch's, and two million exact values against the time that so many a
second take.
"""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

import actviz
from actviz.readings.effort import roughly
from benchmarks.pairs import PAIRS, Result, paired

SIZE: Final = 10**7
NAMES: Final = ("sigmoid", "tanh", "silu", "softplus", "mish", "elu", "gelu_tanh")
EXACT: Final = ("sigmoid", "tanh", "gelu", "silu", "softplus", "mish")
SLOPES: Final = ("silu", "gelu", "gelu_tanh", "mish", "softplus", "sigmoid", "tanh")
# Of these no digits are known beforehand: float64 carries a bound, and exact arithmetic fills in.
WATCHED: Final = ("elu:alpha=1.3", "swish:beta=2", "x/(1 + exp(-1.702*x))")


def limit() -> float:
    """How many copies a kernel may take: fewer where NumPy has AVX-512."""
    result: dict[str, bool] = np._core._multiarray_umath.__cpu_features__  # type: ignore[attr-defined]
    return 5.0 if result.get("AVX512F") else 10.0


def results(pairs: int = PAIRS) -> Iterator[Result]:
    """Ten million float64."""
    x = np.random.default_rng(0).normal(0, 2, SIZE)
    out = np.empty_like(x)

    def copy() -> None:
        np.copyto(out, x)

    for name in NAMES:
        function = actviz.get(name)
        ours = partial(function, x, out=out)
        yield paired(f"{name}, 10^7 float64", ours, "a copy", copy, limit(), pairs)
    if importlib.util.find_spec("scipy"):
        from scipy.special import erfc

        gelu = actviz.get("gelu")
        yield paired(
            "gelu, 10^7 float64", lambda: gelu(x, out=out), "scipy.special.erfc",
            lambda: erfc(x, out=out), 0.65, pairs,
        )  # fmt: skip
    for name in SLOPES:
        function = actviz.get(name)
        slope = partial(function.derivative, x, out=out)
        yield paired(
            f"slope of {name}", slope, "its value", partial(function, x, out=out), 1.5, pairs
        )
    for name in WATCHED:
        watched = partial(actviz.get(name), x, out=out)
        yield paired(f"{name}, watched", watched, "unwatched", partial(_rough, watched), 3.0, pairs)
    yield from _on_one_processor(x, out, pairs)
    some = x[: SIZE // 5] / 2  # standard normal
    for name in EXACT:
        function = actviz.get(name)
        for order, least in ((0, 12e6), (1, 8e6)):
            exact = partial(function.exact, some, order)
            word = f"exact {'slopes' if order else 'values'} of {name}"
            yield paired(
                word, exact, f"{least / 1e6:.0f} million/s", _clock(some.size / least), 1.0, 3
            )


def _on_one_processor(
    x: NDArray[np.float64], out: NDArray[np.float64], pairs: int
) -> Iterator[Result]:
    """One thread: gelu against PyTorch's, which loses its tail, and two threads against one."""
    gelu = actviz.get("gelu")
    own = sorted(os.sched_getaffinity(0))  # evaluation has a thread for each processor
    if len(own) > 1:
        alone = partial(_pinned, own[:1], partial(gelu, x, out=out))
        both = partial(_pinned, own[:2], partial(gelu, x, out=out))
        yield paired("gelu, two threads", both, "one", alone, 1 / 1.6, pairs)
    if importlib.util.find_spec("torch"):
        import torch

        torch.set_num_threads(1)
        alone = partial(_pinned, own[:1], partial(gelu, x, out=out))
        given = torch.from_numpy(x)
        theirs = partial(_pinned, own[:1], partial(torch.nn.functional.gelu, given))
        yield paired("gelu, one thread", alone, "PyTorch's float64", theirs, 1.5, pairs)


def _pinned(processors: list[int], work: Callable[[], object]) -> None:
    """Do some work on these processors alone."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors)
    try:
        work()
    finally:
        os.sched_setaffinity(0, before)


def _clock(seconds: float) -> Callable[[], None]:
    return partial(time.sleep, seconds)


def _rough(work: Callable[[], object]) -> None:
    with roughly():
        work()
