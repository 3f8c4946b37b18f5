"""The distributions of random draws: their nodes for integrals, their quantiles, their samples.

Every draw is ``shift + scale*z`` with a standard z: uniform on [0, 1], or normal, or normal cut
off on both sides. Its arguments may be arrays: a distribution for each.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass

NODES: Final = 96  # Gauss-Legendre; of a normal density between -12 and 12 it leaves 1e-15
REACH: Final = 12.0  # standard deviations; beyond lies less than 1e-32 of a normal distribution
DISTRIBUTIONS: Final = {
    "uniform": "from {0} to {1}",
    "normal": "with mean {0} and standard deviation {1}",
    "truncated_normal": "with mean {0} and standard deviation {1}, cut off at {2} and {3}",
}


@dataclass(frozen=True, slots=True)
class Draw:
    """A random letter of a formula; the arguments are formulas in parameters and earlier draws."""

    name: str
    distribution: str
    arguments: tuple[str, ...]

    @property
    def words(self) -> str:
        """``r is uniform from lower to upper``."""
        word = self.distribution.replace("_", " ")
        return f"{self.name} is {word} {DISTRIBUTIONS[self.distribution].format(*self.arguments)}"

    @property
    def tilde(self) -> str:
        """``r ~ uniform(lower, upper)``."""
        return f"{self.name} ~ {self.distribution}({', '.join(self.arguments)})"


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution with numbers for its arguments."""

    shift: Float64
    scale: Float64
    low: Float64  # where the standard draw begins and ends
    high: Float64
    flat: bool  # uniform, else normal

    def cumulative(self, values: Float64) -> Float64:
        """The probability of a draw up to each value."""
        from actviz.readings.float64 import normal

        with np.errstate(divide="ignore", invalid="ignore"):
            z = (values - self.shift) / self.scale
        z = np.clip(np.where(np.isnan(z), 0.0, z), self.low, self.high)
        if self.flat:
            return z
        below = normal.Phi(self.low)
        shares: Float64 = (normal.Phi(z) - below) / (normal.Phi(self.high) - below)
        return shares

    def nodes(self, kinks: list[Float64]) -> tuple[Float64, Float64]:
        """Values of the draw and their weights, in a last axis; pieces end at the kinks.

        A function that is smooth between the kinks has the weighted sum for its mean.
        """
        at, weights = _legendre()
        low, high = np.maximum(self.low, -REACH), np.minimum(self.high, REACH)
        with np.errstate(all="ignore"):
            inner = [
                np.clip(np.nan_to_num((k - self.shift) / self.scale), low, high) for k in kinks
            ]
        edges = np.stack(np.broadcast_arrays(low, *inner, high), axis=-1)
        edges = np.sort(edges, axis=-1)
        half = (edges[..., 1:] - edges[..., :-1])[..., None] / 2
        z = edges[..., :-1, None] + half * (1 + at)
        shares = half * weights
        if not self.flat:
            shares = shares * np.exp(-z * z / 2)
        shares = shares / shares.sum(axis=(-1, -2), keepdims=True)
        z, shares = (part.reshape(*part.shape[:-2], -1) for part in (z, shares))
        return self.shift[..., None] + self.scale[..., None] * z, shares

    def sample(self, generator: np.random.Generator, shape: tuple[int, ...]) -> Float64:
        """Independent draws; the n-th depends on the n-th number of the generator alone."""
        if self.flat:
            return np.asarray(self.shift + self.scale * generator.random(shape))
        if np.all(np.isinf(self.low) & np.isinf(self.high)):
            return np.asarray(self.shift + self.scale * generator.standard_normal(shape))
        from statistics import NormalDist

        from actviz.readings.float64 import normal

        low, high = normal.Phi(self.low), normal.Phi(self.high)
        shares = np.clip(low + generator.random(shape) * (high - low), 2.0**-53, 1 - 2.0**-53)
        z = np.vectorize(NormalDist().inv_cdf, otypes=[float])(shares)
        return np.asarray(self.shift + self.scale * np.clip(z, self.low, self.high))


@lru_cache(maxsize=1)
def _legendre() -> tuple[Float64, Float64]:
    at, weights = np.polynomial.legendre.leggauss(NODES)
    return at, weights


def distribution(kind: str, arguments: list[Float64]) -> Distribution:
    """A distribution by its name."""
    first, second, *ends = np.broadcast_arrays(*arguments)
    if kind == "uniform":
        return Distribution(
            first, second - first, np.zeros_like(first), np.ones_like(first), flat=True
        )
    if not ends:
        ends = [np.full_like(first, -np.inf), np.full_like(first, np.inf)]
    with np.errstate(all="ignore"):
        low, high = ((end - first) / second for end in ends)
    return Distribution(first, second, low, high, flat=False)
