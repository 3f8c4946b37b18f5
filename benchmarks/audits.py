"""Every input of float32 against balls and MPFR, on slices; and the memory of a whole run.

A slice has 2^22 inputs, those from 1 to 1.25 of both signs. What takes longer is measured at some
of them, evenly spaced, and its time multiplied. Balls give the value and, for the condition number,
the slope, as an audit of chosen inputs does. MPFR is asked for correctly rounded values of 24 bits,
through gmpy2. PyTorch's functions are audited; nothing is measured where it, or gmpy2, is not
installed.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import actviz
from actviz.measure.campaign import STRETCH, Campaign
from actviz.measure.every_input import Judge, Stretch
from actviz.measure.right_results import Right
from actviz.measure.tested_kernels import NamedCallable
from actviz.readings import exact
from benchmarks.pairs import PYTHON, Result, paired
from tests.usage import usage

_FIRST: Final = 0x3F800000  # the bit pattern of 1
_EACH: Final = 1 << 21  # of each sign
_PAIRS: Final = 3
_BALLS: Final = 64  # one in so many inputs is asked of balls
_MPFR: Final = 32
_MEMORY: Final = 300.0  # MiB
CALLED: Final = {
    "gelu": "torch.nn.functional:gelu", "tanh": "torch:tanh", "silu": "torch.nn.functional:silu",
    "sigmoid": "torch:sigmoid",
}  # fmt: skip


def results() -> Iterator[Result]:
    """Speed by slices, then memory."""
    if not importlib.util.find_spec("torch"):
        return
    for name in CALLED:
        yield _sampled(name, "balls alone", partial(_balls, name, _some(_BALLS)), 1 / 250, _BALLS)
    if importlib.util.find_spec("gmpy2"):
        import gmpy2

        peers: dict[str, tuple[str, Callable[[Any], Any], float]] = {
            "tanh": ("mpfr_tanh", gmpy2.tanh, 1 / 15),
            "gelu": ("mpfr_erfc", gmpy2.erfc, 1 / 60),
        }
        for name, (word, function, limit) in peers.items():
            inputs = list(map(gmpy2.mpfr, _some(_MPFR).tolist()))
            with gmpy2.context(gmpy2.get_context(), precision=24):
                yield _sampled(name, word, partial(_each, function, inputs), limit, _MPFR)
    yield _memory("gelu")


class _Slice(Campaign):
    """The inputs of the slice alone."""

    def stretches(self) -> list[Stretch]:
        return [Stretch(_FIRST + at, STRETCH) for at in range(0, _EACH, STRETCH)]


def _some(every: int) -> NDArray[np.float64]:
    """The inputs of the slice, one in so many."""
    bits = np.arange(_FIRST, _FIRST + _EACH, every, dtype=np.uint32)
    x = bits.view(np.float32).astype(np.float64)
    return np.concatenate([x, -x])


def _audit(name: str) -> None:
    judge = Judge(Right(actviz.get(name), 0, "float32"))
    _Slice(judge, NamedCallable(CALLED[name], "float32")).run()


def _balls(name: str, x: NDArray[np.float64]) -> None:
    function = actviz.get(name)
    for order in range(2):
        exact.decide(function.derivative_tree(order), x, function.values, dtype="float32")


def _each(function: Callable[[Any], Any], numbers: list[Any]) -> None:
    for number in numbers:
        function(number)


def _sampled(name: str, peer: str, run: Callable[[], None], limit: float, every: int) -> Result:
    result = paired(
        f"--all-inputs of {name}, 2^22", partial(_audit, name), peer, run, limit, _PAIRS
    )
    return replace(
        result, ratio=result.ratio / every, low=result.low / every, high=result.high / every
    )


def _memory(name: str) -> Result:
    """The most memory that a run over all inputs has at once, over what it may have."""
    used = usage(
        PYTHON, "-m", "actviz", "check", name, "--against", CALLED[name],
        "--dtype", "float32", "--all-inputs", "--format", "json",
    )  # fmt: skip
    share = used.peak / 2**20 / _MEMORY if used.code in (0, 1) else math.nan
    return Result(
        f"memory of --all-inputs of {name}, whole", f"{_MEMORY:g} MiB", share, share, share,
        used.seconds, 1.0,
    )  # fmt: skip
