"""What a program is to compute, and its exact values: each is asked for once.

The same points serve several trees of one function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

from actviz.arrays import Float64, Mask, np
from actviz.dataclass import dataclass
from actviz.export import exponentials
from actviz.formula.calculus import derivative
from actviz.formula.tree import Node
from actviz.readings import exact, float64
from actviz.readings.effort import ULPS

Evaluate: TypeAlias = Callable[[Node, Float64], Float64]

NARROW: Final = 4.0  # units in the last place that are allowed in float32 and below, of every order


def units_allowed(order: int, dtype: str) -> float:
    """The units in the last place that are allowed a derivative, beside twice the condition."""
    return ULPS[min(order, 2)] if dtype == "float64" else NARROW


def in_double(tree: Node, x: Float64) -> Float64:
    """A tree in x as float64 arithmetic computes it."""
    with np.errstate(all="ignore"):
        return float64.evaluate(tree, x, {})


@dataclass(frozen=True)
class Purpose:
    """What a program that is written is to compute.

    Attributes:
        exactly: the formula or its derivative.
        values: the parameters.
        order: which derivative it is, for what is promised.
        dtype: the format of x and of results.
        evaluate: the arithmetic.
    """

    exactly: Node
    values: Mapping[str, float]
    order: int = 0
    dtype: str = "float64"
    evaluate: Evaluate = in_double

    @property
    def question(self) -> tuple[Any, ...]:
        """All that answers hang on."""
        return self.exactly, self.values, self.order, self.dtype, self.evaluate

    def decide(self, x: Float64) -> tuple[Float64, Mask]:
        """The correctly rounded values at points, and which of them are decided."""
        return decide(self.exactly, x, self.values)

    def slopes(self, x: Float64) -> tuple[Float64, Mask]:
        """The same of the slope in x."""
        return decide(derivative(self.exactly, "x"), x, self.values)

    def slopes_in_double(self, x: Float64) -> Float64:
        """The slope in x as float64 arithmetic has it."""
        return float64.evaluate(derivative(self.exactly, "x"), x, self.values)


def decide(tree: Node, x: Float64, values: Mapping[str, float]) -> tuple[Float64, Mask]:
    """The correctly rounded values at one-dimensional points, and which of them are decided."""
    given = tuple((word, values[word]) for word in sorted(tree.names - {"x"}))
    return _decided(tree, x.tobytes(), given)


@lru_cache(maxsize=64)
def _decided(
    tree: Node, points: bytes, values: tuple[tuple[str, float], ...]
) -> tuple[Float64, Mask]:
    x, given = np.frombuffer(points), dict(values)
    # No precision tells 1 - erf(x) far out, or a quotient of two that are 0 to all digits.
    joined = exponentials.joined(tree)
    safe = exponentials.defined(tree)
    answer = exact.decide(joined if safe else tree, x, given)
    left = np.flatnonzero(~answer[1])
    if left.size and not safe and joined is not tree:
        for array, more in zip(answer, exact.decide(joined, x[left], given), strict=True):
            array[left] = more
    for array in answer:
        array.flags.writeable = False
    return answer
