"""Random functions: a formula in x and in numbers that are drawn anew for every x.

The formula and the distributions of its draws are the only statement. Mean, standard deviation and
quantiles at an x are integrals over the draws, worked out by Gauss-Legendre quadrature between
the draws at which the formula bends. What is used without drawing is a second formula, the
evaluation mode.
"""

from __future__ import annotations

from functools import cached_property
from numbers import Integral
from typing import TYPE_CHECKING, Final

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass
from actviz.formula.calculus import derivative, expand_cases, tidied
from actviz.formula.grammar import parse
from actviz.formula.tree import COMPARISONS, ZERO, Node, node, substitute, walk
from actviz.functions.distributions import Distribution, Draw, distribution
from actviz.functions.elementwise import Activation
from actviz.functions.entry import Entry, Parameter, SpecError
from actviz.readings.reals import reals

if TYPE_CHECKING:  # importing an entry must not import NumPy
    from numpy.typing import ArrayLike


BLOCK: Final = 64  # points whose integrals are worked out at once


@dataclass(frozen=True, kw_only=True, repr=False)
class Stochastic(Entry):
    """A random function of x with its parameters bound.

    Calling it gives the evaluation mode. At every x the formula rises or falls with its last
    draw, on which alone it depends; earlier draws are arguments of the last one's distribution.
    """

    kind_in_words = "a random function"
    door = "stochastic"

    family: str = "stochastic"
    formula: str
    draws: tuple[Draw, ...]
    deterministic: str  # the formula of the evaluation mode

    def __post_init__(self) -> None:
        super().__post_init__()
        _ = self.kinks, self.evaluation  # read now, so that a mistake in a formula is told now

    @cached_property
    def tree(self) -> Node:
        """The formula as a tree in ``x``, the draws and the parameters."""
        words = [draw.name for draw in self.draws]
        return parse(self.formula, [*words, *(parameter.name for parameter in self.parameters)])

    @cached_property
    def evaluation(self) -> Activation:
        """The function of x that is used where nothing is drawn, with all that follows from it."""
        return Activation(
            name=self.name,
            title=self.title,
            formula=self.deterministic,
            parameters=self.parameters,
            values=self.values,
            label=f"{self.display}, evaluation mode",
        )

    @cached_property
    def kinks(self) -> tuple[Node, ...]:
        """The values of the last draw at which the formula changes its case, as trees.

        Raises:
            SpecError: a condition is not linear in the draw.
        """
        word = self.draws[-1].name
        places = []
        for part in walk(expand_cases(self.tree, word)):
            if part.op in COMPARISONS and word in part.names:
                gap = tidied("-", *part.args)
                slope = derivative(gap, word)
                if derivative(slope, word) is not ZERO:
                    raise SpecError(f"{self.name}: a condition that is not linear in {word}")
                places.append(node("neg", node("/", substitute(gap, {word: ZERO}), slope)))
        return tuple(dict.fromkeys(places))

    def __call__(self, x: ArrayLike) -> Float64 | float:
        """Values of the evaluation mode in float64."""
        return self.evaluation(x)

    def reach(self) -> dict[str, tuple[float, float, float]]:
        """For each draw where most of it lies, and its middle: low, middle, high.

        The draws before it are taken at their middles; of a normal draw it is two standard
        deviations each way.
        """
        known: dict[str, Float64] = {}
        ranges = {}
        for draw in self.draws:
            spread = self._distribution(draw, known)
            ends = (0.0, 0.5, 1.0) if spread.flat else (-2.0, 0.0, 2.0)
            low, middle, high = (
                float(spread.shift + spread.scale * np.clip(z, spread.low, spread.high))
                for z in ends
            )
            known[draw.name] = np.asarray(middle)
            ranges[draw.name] = low, middle, high
        return ranges

    def generators(self, seed: int) -> list[np.random.Generator]:
        """A source of chance for each draw: the same seed, the same numbers one after another.

        Raises:
            ValueError: the seed is no whole number from 0 on.
        """
        if not isinstance(seed, Integral) or seed < 0:
            raise ValueError(f"seed is a whole number from 0 on, not {seed!r}")
        return [
            np.random.default_rng(part)
            for part in np.random.SeedSequence(seed).spawn(len(self.draws))
        ]

    def sample(
        self, x: ArrayLike, seed: int | list[np.random.Generator], *, order: int = 0
    ) -> Float64 | float:
        """Values, each with draws of its own.

        Args:
            x: numbers of any shape.
            seed: the same seed gives the same draws, in the order of the numbers; or what
                :meth:`generators` gave, to go on drawing.
            order: 1 for the slopes in x along the same draws (the pathwise gradient), and so on.

        Returns:
            A float for a number, else a float64 array of the same shape.
        """

        points = reals(x)
        sources = seed if isinstance(seed, list) else self.generators(seed)
        known: dict[str, Float64] = {}
        for draw, source in zip(self.draws, sources, strict=True):
            known[draw.name] = self._distribution(draw, known).sample(source, points.shape)
        values = self._evaluated(self._slope(order), points, known)
        if order:
            self._mend(values, points, known, order)
        return float(values) if points.ndim == 0 else values

    def _mend(self, slopes: Float64, x: Float64, known: dict[str, Float64], order: int) -> None:
        """Put slopes right where the formula of a draw has a joint and the function has none."""
        from actviz.readings import varying

        letters = {"x": x, **known}
        varying.mend(self.tree, self._slope(order), letters, slopes, self.values, order)

    @cached_property
    def along_a_draw(self) -> Activation:
        """The function of x that a held draw gives: its last draw a parameter, at the median.

        Its slope in x is the pathwise gradient, which training follows.
        """
        last = self.draws[-1]
        held = Parameter(last.name, self._draw_at(0.5), meaning=f"the draw: {last.words}")
        words = self.tree.names
        return Activation(
            name=self.name,
            title=self.title,
            formula=self.formula,
            parameters=(*(p for p in self.parameters if p.name in words), held),
            values={word: value for word, value in self.values.items() if word in words},
            label=f"{self.display}, along a draw",
        )

    def mean(self, x: ArrayLike) -> Float64 | float:
        """The expected value at every x."""
        return self._integrals(x)[0]

    def deviation(self, x: ArrayLike) -> Float64 | float:
        """The standard deviation at every x."""
        return self._integrals(x)[1]

    def quantile(self, x: ArrayLike, share: float) -> Float64 | float:
        """The value that is not exceeded with this probability, at every x.

        Raises:
            ValueError: the share is not between 0 and 1.
        """
        if not 0 < share < 1:
            raise ValueError(f"a quantile's share lies between 0 and 1, not at {share:g}")
        points = reals(x)
        word = self.draws[-1].name
        ends = [
            self._evaluated(self.tree, points, {word: np.array(self._draw_at(part))})
            for part in (share, 1 - share)
        ]
        # Where the formula falls with its draw, the draw's upper end gives the lower value.
        values = np.minimum(*ends) if share <= 0.5 else np.maximum(*ends)
        return float(values) if points.ndim == 0 else values

    def _slope(self, order: int) -> Node:
        return derivative(self.tree, "x", order, careful=True) if order else self.tree

    def _distribution(self, draw: Draw, known: dict[str, Float64]) -> Distribution:
        """A draw's distribution, given the parameters and the draws before it."""
        from actviz.readings import float64

        words = [*self.values, *(earlier.name for earlier in self.draws)]
        shape = np.broadcast_shapes(*(array.shape for array in known.values()))
        blank = np.zeros(shape)
        return distribution(
            draw.distribution,
            [
                float64.evaluate(parse(text, words), blank, {**self.values, **known})
                for text in draw.arguments
            ],
        )

    def _evaluated(self, tree: Node, x: Float64, known: dict[str, Float64]) -> Float64:
        from actviz.readings import float64

        shape = np.broadcast_shapes(x.shape, *(array.shape for array in known.values()))
        spread = {word: np.broadcast_to(array, shape) for word, array in known.items()}
        return float64.evaluate(tree, np.broadcast_to(x, shape), {**self.values, **spread})

    @cached_property
    def _outer(self) -> tuple[dict[str, Float64], Float64]:
        """Nodes of all draws but the last, which do not depend on x, and their weights."""
        known: dict[str, Float64] = {}
        weights = np.ones(1)
        for draw in self.draws[:-1]:
            values, shares = self._distribution(draw, known).nodes([])
            known = {word: np.repeat(array, values.shape[-1]) for word, array in known.items()}
            known[draw.name] = values.ravel()
            weights = (weights[:, None] * shares).ravel()
        return known, weights

    def _integrals(self, x: ArrayLike) -> tuple[Float64 | float, Float64 | float]:
        """Mean and standard deviation."""
        points = reals(x)
        flat = points.ravel()
        parts = [self._moments(flat[at : at + BLOCK]) for at in range(0, flat.size, BLOCK)]
        means, deviations = (
            np.concatenate([part[i] for part in parts] or [flat]).reshape(points.shape)
            for i in (0, 1)
        )
        return (float(means), float(deviations)) if points.ndim == 0 else (means, deviations)

    def _moments(self, x: Float64) -> tuple[Float64, Float64]:
        outer, weights = self._outer
        last = self.draws[-1]
        here = x[:, None]
        bends = [self._evaluated(tree, here, outer) for tree in self.kinks]
        values, shares = self._distribution(last, outer).nodes(bends)
        # Axes: points, outer draws, the last draw.
        known = {word: array[None, :, None] for word, array in outer.items()}
        known[last.name] = values if values.ndim == 3 else values.reshape(1, -1, values.shape[-1])
        shares = shares if shares.ndim == 3 else shares.reshape(1, -1, shares.shape[-1])
        shares = shares * weights[None, :, None]
        at_draws = self._evaluated(self.tree, x[:, None, None], known)
        with np.errstate(invalid="ignore"):  # at a pole
            means = (at_draws * shares).sum(axis=(1, 2))
            spreads = ((at_draws - means[:, None, None]) ** 2 * shares).sum(axis=(1, 2))
        return means, np.sqrt(spreads)

    def _draw_at(self, share: float) -> float:
        """The quantile of the last draw, by bisection to the last digit."""
        outer, weights = self._outer
        last = self._distribution(self.draws[-1], outer)

        def below(value: float) -> float:
            return float((last.cumulative(np.array(value)) * weights).sum())

        low, high = -1.0, 1.0
        while below(low) > share:
            low *= 2
        while below(high) < share:
            high *= 2
        while True:
            middle = low + (high - low) / 2
            if middle in (low, high):
                return middle
            low, high = (middle, high) if below(middle) < share else (low, middle)
