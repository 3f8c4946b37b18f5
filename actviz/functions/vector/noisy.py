"""Weights of scores to which noise has been added."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass
from actviz.formula.tree import Node, name, node, substitute
from actviz.functions.vector.weights import Weights
from actviz.readings.reals import reals

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, kw_only=True, repr=False)
class NoisyWeights(Weights):
    """Weights of ``x + g``, with a g for each component drawn from the Gumbel distribution.

    Calling it leaves the noise out.
    """

    family: str = "stochastic"

    drawn: ClassVar[str] = ", g ~ Gumbel(0, 1)"
    drawn_latex: ClassVar[str] = r",\quad g \sim \mathrm{Gumbel}(0, 1)"

    def _placed(self, tree: Node, place: str) -> Node:
        return substitute(tree, {"x": node("+", name(place), name(place.replace("x", "g")))})

    def perturbed(self, vector: ArrayLike, seed: int) -> Float64:
        """The vector with its noise: -log(-log(q)) with q uniform on (0, 1)."""
        v = reals(vector)
        noise: Float64 = np.random.default_rng(seed).gumbel(size=v.shape)
        return v + noise

    def sample(self, vector: ArrayLike, seed: int) -> Float64:
        """Values with noise; the same seed and shape give the same noise."""
        return self(self.perturbed(vector, seed))
