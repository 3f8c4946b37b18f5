"""Formulas in a component and in something that the whole vector says: mean, spread, neighbours.

In a network these are statistics of a batch or a convolution over an image. Here the vector
stands for what they are taken over: the values of one unit in a batch, or one row of pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import isinf
from typing import Any

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass
from actviz.formula.calculus import derivative
from actviz.formula.collecting import collected
from actviz.formula.grammar import parse
from actviz.formula.tree import Node, substitute
from actviz.functions.vector.vector_function import Notation, Step, VectorFunction

Values = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that the whole vector says, by a letter of the formula.

    ``compute`` gives one number for each component, or one for all; ``slopes`` its derivatives
    by each input, with an axis more.
    """

    letter: str
    means: str
    latex: str
    slope: str  # d letter / dx_j, as text
    slope_latex: str
    compute: Callable[[Float64, Values], Float64]
    slopes: Callable[[Float64, Values], Float64]


@dataclass(frozen=True, kw_only=True, repr=False)
class Context(VectorFunction):
    """``text`` is a formula in ``x``, the quantities' letters and the parameters."""

    text: str
    quantities: tuple[Quantity, ...]

    @cached_property
    def tree(self) -> Node:
        """The formula, read."""
        letters = [quantity.letter for quantity in self.quantities]
        return parse(self.text, [*letters, *(parameter.name for parameter in self.parameters)])

    def _evaluated(self, tree: Node, v: Float64, known: Mapping[str, Float64]) -> Float64:
        """A tree at every component; a number for each in the place of a parameter."""
        from actviz.readings import float64

        spread = {letter: np.broadcast_to(array, v.shape) for letter, array in known.items()}
        return float64.evaluate(tree, v, {**self.values, **spread})

    def _known(self, v: Float64) -> dict[str, Float64]:
        return {quantity.letter: quantity.compute(v, self.values) for quantity in self.quantities}

    def _values(self, v: Float64) -> Float64:
        values = self._evaluated(self.tree, v, self._known(v))
        if not np.isfinite(v).all():
            rows, goal = (array.reshape(-1, v.shape[-1]) for array in (v, values))
            for at in np.flatnonzero(np.isinf(rows).any(axis=-1) & ~np.isnan(rows).any(axis=-1)):
                limits = self._tends(rows[at], "float64")
                known = [at_end is not None for at_end in limits]
                goal[at, known] = [at_end for at_end in limits if at_end is not None]
            values = goal.reshape(v.shape)
        return values

    def _at_infinities(self, row: Float64, dtype: str) -> list[float]:
        limits = [None] if np.isnan(row).any() else self._tends(row, dtype)
        known = [limit for limit in limits if limit is not None]
        if len(known) < len(row):
            raise ValueError(f"what {self.name} tends to at such a vector is not known")
        return known

    def _tends(self, row: Float64, dtype: str) -> list[float | None]:
        """The limit of each component; NaN where there is none, None where it is not known."""
        from actviz.functions.vector.symbols import Symbol
        from actviz.functions.vector.tending import letter, limit

        symbols = np.empty(row.size, dtype=object)
        symbols[:] = [
            Symbol(letter(at, x) if isinf(x) else Fraction(x)) for at, x in enumerate(row.tolist())
        ]
        values: dict[str, Any] = {word: Fraction(value) for word, value in self.values.items()}
        known = {
            q.letter: np.broadcast_to(q.compute(symbols, values), row.size) for q in self.quantities
        }
        places = [
            {"x": x.tree, **{word: many[at].tree for word, many in known.items()}}
            for at, x in enumerate(symbols)
        ]
        return [limit(substitute(self.tree, place), self.values, dtype) for place in places]

    def _in_balls(self, v: Sequence[Any], values: Mapping[str, Any]) -> Sequence[Any]:
        from actviz.readings.balls import compiled

        balls = np.empty(len(v), dtype=object)
        balls[:] = v
        known = {q.letter: q.compute(balls, values) for q in self.quantities}
        spread = {letter: np.broadcast_to(many, len(v)) for letter, many in known.items()}
        read = compiled(self.tree)
        enclosures: list[Any] = []
        for place, x in enumerate(v):
            here = {letter: many[place] for letter, many in spread.items()}
            enclosures += read([x], {**values, **here})
        return enclosures

    def _slopes(self, v: Float64) -> Float64:
        known = self._known(v)
        slopes = self._partial("x", v, known)[..., :, None] * np.eye(v.shape[-1])
        for quantity in self.quantities:
            partial = self._partial(quantity.letter, v, known)
            slopes = slopes + partial[..., :, None] * quantity.slopes(v, self.values)
        return slopes

    def _partial(self, letter: str, v: Float64, known: Mapping[str, Float64]) -> Float64:
        """The formula's derivative in x or a quantity at every component, right at its joints."""
        from actviz.readings import varying

        fast = derivative(self.tree, letter, careful=True)
        slopes = self._evaluated(fast, v, known)
        letters = {word: np.broadcast_to(many, v.shape) for word, many in {"x": v, **known}.items()}
        varying.mend(self.tree, fast, letters, slopes, self.values, 1, letter)
        return slopes

    @cached_property
    def notation(self) -> Notation:
        """The formula with what its letters mean, and the chain rule through them."""
        from actviz.readings.notation.latex import to_latex, to_mathtext
        from actviz.readings.notation.plain import to_text

        letters = ["x", *(quantity.letter for quantity in self.quantities)]
        partials = {letter: collected(derivative(self.tree, letter)) for letter in letters}
        inner = ["delta_ij", *(quantity.slope for quantity in self.quantities)]
        inner_tex = [r"\delta_{ij}", *(quantity.slope_latex for quantity in self.quantities)]
        slope = " + ".join(f"{by}*df/d{c}" for by, c in zip(inner, letters, strict=True))
        slope_tex = " + ".join(
            rf"{by} \frac{{\partial f}}{{\partial {c}}}"
            for by, c in zip(inner_tex, letters, strict=True)
        )
        means = ", ".join(f"{q.letter} = {q.means}" for q in self.quantities)
        tex_means = r",\quad ".join(f"{q.letter} = {q.latex}" for q in self.quantities)
        chain = " + ".join(f"d{c}/dx_j*df/d{c}" for c in letters)
        known = "; ".join(f"d{q.letter}/dx_j = {q.slope}" for q in self.quantities)
        return Notation(
            formula=f"{to_text(self.tree)}, {means}",
            latex=rf"f = {to_latex(self.tree)},\quad {tex_means}",
            mathtext=rf"f = {to_mathtext(self.tree)},\quad {tex_means}",
            slope=slope,
            slope_latex=rf"\frac{{\partial f_i}}{{\partial x_j}} = {slope_tex}",
            steps=(
                Step("chain rule", f"d/dx_j[f({', '.join(letters)})]", chain, "at x = x_i"),
                Step(
                    "slopes of the letters",
                    chain,
                    slope,
                    f"x_i changes with x_j only if i = j; {known}",
                ),
                *(
                    Step("partial derivative", f"df/d{c}", to_text(tree), "")
                    for c, tree in partials.items()
                ),
            ),
        )


# --- mean and variance


def _mean(v: Float64, _: Values) -> Float64:
    mean: Float64 = v.mean(axis=-1, keepdims=True)
    return mean


def _mean_slopes(v: Float64, _: Values) -> Float64:
    return np.full((1, v.shape[-1]), 1 / v.shape[-1])


def _variance(v: Float64, values: Values) -> Float64:
    spread: Float64 = ((v - _mean(v, values)) ** 2).mean(axis=-1, keepdims=True)
    return spread


def _variance_slopes(v: Float64, values: Values) -> Float64:
    slopes: Float64 = 2 * (v - _mean(v, values))[..., None, :] / v.shape[-1]
    return slopes


MEAN = Quantity(
    "m", "mean of all x_j", r"\frac{1}{n} \sum_j x_j", "1/n", r"\frac{1}{n}", _mean, _mean_slopes
)
VARIANCE = Quantity(
    "v",
    "mean of all (x_j - m)**2",
    r"\frac{1}{n} \sum_j (x_j - m)^2",
    "2*(x_j - m)/n",
    r"\frac{2}{n} (x_j - m)",
    _variance,
    _variance_slopes,
)


# --- sizes of powers


@dataclass(frozen=True)
class _Size:
    """The root of the mean square of the components' powers, kept away from 0 by ``epsilon``."""

    power: int

    def __call__(self, v: Float64, values: Values) -> Float64:
        root: Float64 = np.sqrt(
            np.mean(v ** (2 * self.power), axis=-1, keepdims=True) + values["epsilon"]
        )
        return root


@dataclass(frozen=True)
class _SizeSlopes:
    """Its derivatives by each component."""

    power: int

    def __call__(self, v: Float64, values: Values) -> Float64:
        size = _Size(self.power)(v, values)
        slopes: Float64 = self.power * v ** (2 * self.power - 1) / (v.shape[-1] * size)
        return slopes[..., None, :]


def _size(power: int) -> Quantity:
    letter = f"r{power}"
    below = f"n*{letter}"
    top = "x_j" if power == 1 else f"{power}*x_j**{2 * power - 1}"
    tex = "x_j" if power == 1 else rf"{power} \, x_j^{2 * power - 1}"
    return Quantity(
        letter,
        f"sqrt(mean of all x_j**{2 * power} + epsilon)",
        rf"\sqrt{{\frac{{1}}{{n}} \sum_j x_j^{2 * power} + \epsilon}}",
        f"{top}/({below})",
        rf"\frac{{{tex}}}{{n \, r_{power}}}",
        _Size(power),
        _SizeSlopes(power),
    )


SIZES = tuple(map(_size, (1, 2, 3)))


# --- neighbours


def _taps(count: int, values: Values) -> Float64:
    """The matrix of a kernel of three taps, with zeros beyond both ends."""
    ones: np.ndarray[tuple[int], np.dtype[np.float64]] = np.ones(max(count - 1, 0))
    return (
        values["centre"] * np.eye(count)
        + values["left"] * np.diag(ones, -1)
        + values["right"] * np.diag(ones, 1)
    )


def _neighbours(v: Float64, values: Values) -> Float64:
    padded = np.pad(v, [(0, 0)] * (v.ndim - 1) + [(1, 1)])
    means: Float64 = (
        values["left"] * padded[..., :-2] + values["centre"] * v + values["right"] * padded[..., 2:]
    )
    return means


def _neighbour_slopes(v: Float64, values: Values) -> Float64:
    return _taps(v.shape[-1], values)


NEIGHBOURS = Quantity(
    "t",
    "left*x_(i-1) + centre*x_i + right*x_(i+1)",
    r"a \, x_{i-1} + b \, x_i + c \, x_{i+1}",
    "(left, centre, right at j = i-1, i, i+1, else 0)",
    r"(a, b, c \;\mathrm{for}\; j = i-1, i, i+1)",
    _neighbours,
    _neighbour_slopes,
)

# By the names that a catalogue gives them.
QUANTITIES = {
    "mean": MEAN,
    "variance": VARIANCE,
    "neighbours": NEIGHBOURS,
    **{f"size_{number}": size for number, size in enumerate(SIZES, 1)},
}
