"""Positive weights, divided by their sum: softmax and what differs from it in the weight alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Final

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass
from actviz.formula.calculus import derivative
from actviz.formula.collecting import collected
from actviz.formula.grammar import parse
from actviz.formula.tree import Node, name, substitute
from actviz.functions.vector.vector_function import Notation, Step, VectorFunction, others

_SYMBOLS: Final = {word: word for word in ("x_i", "x_j", "g_i", "g_j")}


@dataclass(frozen=True, kw_only=True, repr=False)
class Weights(VectorFunction):
    """Component i is ``w(x_i) / (rest + sum_j w(x_j))``.

    All texts are formulas in ``x``, the parameters and ``n``, the number of components.
    ``log_weight`` is the logarithm of the
    weight up to a constant, in which nothing overflows; ``ratio`` is w'/w as one writes it.
    """

    weight: str
    log_weight: str
    ratio: str
    rest: int = 0  # a share that goes to nobody: 1 stands for exp(0)

    drawn: ClassVar[str] = ""  # what is said of letters that are drawn, behind the formula
    drawn_latex: ClassVar[str] = ""

    def _parsed(self, text: str) -> Node:
        return parse(text, [*(parameter.name for parameter in self.parameters), "n"])

    def _evaluated(self, tree: Node, v: Float64) -> Float64:
        from actviz.readings import float64

        return float64.evaluate(tree, v, {**self.values, "n": float(v.shape[-1])})

    def _shares(self, v: Float64) -> tuple[Float64, Float64]:
        """Each component, and what goes to nobody."""
        logs = self._evaluated(self._parsed(self.log_weight), v)
        powers, top = exponentials(logs, floor=0.0 if self.rest else -np.inf)
        spare = self.rest * np.exp(-top) if self.rest else np.zeros_like(top)
        total = powers.sum(axis=-1, keepdims=True) + spare
        return powers / total, spare / total

    def steepness(self, v: Float64) -> tuple[Float64, Float64]:
        """w'/w at each component: as ``ratio`` has it, and as the slope of ``log_weight``."""
        steep = derivative(self._parsed(self.log_weight), careful=True)
        return self._evaluated(self._parsed(self.ratio), v), self._evaluated(steep, v)

    def _values(self, v: Float64) -> Float64:
        shares = self._shares(v)[0]
        if v.shape[-1] == 1 and not self.rest:
            shares[np.isinf(v)] = 1.0  # alone it has all
        return shares

    def _at_infinities(self, row: Float64, dtype: str) -> Float64:
        from actviz.readings.asymptotics.limits import value_at_infinity
        from actviz.readings.exact.exact_vectors import settled

        if row.size == 1 and not self.rest and np.isinf(row[0]):
            return np.ones(1)
        tree, values = self._parsed(self.weight), {**self.values, "n": float(row.size)}
        finite = np.isfinite(row)
        limits = [value_at_infinity(tree, 1 if x > 0 else -1, values) for x in row[~finite]]
        if np.isnan(row).any() or not set(limits) <= {0.0, math.inf}:
            super()._at_infinities(row, dtype)
        shares = np.zeros(row.shape)
        heavy = limits.count(math.inf)
        if heavy > 1 or not (heavy or self.rest or finite.any()):
            return np.full(row.shape, np.nan)  # of several none can win, as in float64
        if heavy:
            shares[np.flatnonzero(~finite)[limits.index(math.inf)]] = 1.0
        elif finite.any():
            shares[finite] = settled(self._in_balls, row[finite].tolist(), values, dtype)
        return shares

    def _in_balls(self, v: Sequence[Any], values: Mapping[str, Any]) -> Sequence[Any]:
        from actviz.readings.balls import compiled

        weights = list(compiled(self._parsed(self.weight))(v, {"n": len(v), **values}))
        total = sum(weights[1:], weights[0] + self.rest)
        return [weight / total for weight in weights]

    def _slopes(self, v: Float64) -> Float64:
        shares, spare = self._shares(v)
        ratio = self.steepness(v)[1]
        # A weight of 0 is the least there is, and there a smooth weight has slope 0.
        steep = np.where((shares == 0) & ~np.isfinite(ratio), 0.0, ratio)
        slopes = -shares[..., :, None] * (shares * steep)[..., None, :]
        count = v.shape[-1]
        # The diagonal with the others' sum instead of 1 - s_i, which would cancel.
        slopes[..., range(count), range(count)] = shares * steep * (others(shares) + spare)
        result: Float64 = slopes
        return result

    @cached_property
    def notation(self) -> Notation:
        """Formula, Jacobian and derivation, made from the weight."""
        from actviz.readings.notation.latex import to_latex
        from actviz.readings.notation.plain import to_text

        at = {place: self._at(self.weight, place) for place in ("x_i", "x_j")}
        top, each = (to_text(at[place]) for place in ("x_i", "x_j"))
        loose = at["x_i"].op in ("+", "-")
        top, each = (f"({text})" if loose else text for text in (top, each))
        total = f"sum_j {each}" if not self.rest else f"({self.rest} + sum_j {each})"
        tex = {place: to_latex(at[place], _SYMBOLS) for place in at}
        below = (f"{self.rest} + " if self.rest else "") + r"\sum_j \, " + (
            rf"\left({tex['x_j']}\right)" if loose else tex["x_j"]
        )  # fmt: skip
        slope, slope_latex = self._slope()
        counted = "n" in at["x_i"].names
        count, count_tex = (
            (", n components", r",\quad n \;\mathrm{components}") if counted else ("", "")
        )
        return Notation(
            formula=f"{top} / {total}{self.drawn}{count}",
            latex=rf"s_i = \frac{{{tex['x_i']}}}{{{below}}}{self.drawn_latex}{count_tex}",
            slope=slope,
            slope_latex=rf"\frac{{\partial s_i}}{{\partial x_j}} = {slope_latex}",
            steps=self._steps(slope),
        )

    def _at(self, text: str, place: str) -> Node:
        return self._placed(self._parsed(text), place)

    def _placed(self, tree: Node, place: str) -> Node:
        """A tree in x as one in ``x_i`` or ``x_j``."""
        return substitute(tree, {"x": name(place)})

    def _slope(self) -> tuple[str, str]:
        """``s_i*(delta_ij - s_j)`` times w'/w at x_j, as text and in LaTeX."""
        from actviz.readings.notation.latex import to_latex
        from actviz.readings.notation.plain import to_text

        text, tex = "s_i*(delta_ij - s_j)", r"s_i \left(\delta_{ij} - s_j\right)"
        if self.ratio == "1":
            return text, tex
        if self.ratio == "-1":
            return f"-{text}", f"-{tex}"
        ratio = self._at(self.ratio, "x_j")
        written = to_text(ratio)
        loose = ratio.op in ("+", "-")
        in_tex = to_latex(ratio, _SYMBOLS)
        return (
            f"{text}*({written})" if ratio.args else f"{written}*{text}",
            rf"{tex} \left({in_tex}\right)" if loose else rf"{in_tex} \, {tex}",
        )

    def _steps(self, slope: str) -> tuple[Step, ...]:
        from actviz.readings.notation.plain import to_text

        w = to_text(self._at(self.weight, "x_i"))
        steep = to_text(self._placed(collected(derivative(self._parsed(self.weight))), "x_j"))
        rest = f"{self.rest} + " if self.rest else ""
        quotient = "(delta_ij*w'(x_j)*S - w(x_i)*w'(x_j))/S**2"
        shares = "(delta_ij - s_i)*w'(x_j)/S"
        with_ratio = "(delta_ij - s_i)*s_j*w'(x_j)/w(x_j)"
        return (
            Step(
                "quotient rule",
                f"d/dx_j[w(x_i)/S] with w(x_i) = {w}, S = {rest}sum_k w(x_k)",
                quotient,
                "dS/dx_j = w'(x_j), and w(x_i) depends on x_j only if i = j",
            ),
            Step("split the fraction", quotient, shares, "w(x_i)/S is s_i"),
            Step("expand by w(x_j)", shares, with_ratio, "w(x_j)/S is s_j"),
            Step(
                "weight's slope",
                with_ratio,
                slope,
                f"w'(x_j) = {steep}, which is w(x_j) times {self._ratio_text()}; "
                "s_j*(delta_ij - s_i) is s_i*(delta_ij - s_j)",
            ),
        )

    def _ratio_text(self) -> str:
        from actviz.readings.notation.plain import to_text

        text = to_text(self._at(self.ratio, "x_j"))
        return text if self._parsed(self.ratio).op not in ("+", "-") else f"({text})"


def exponentials(logs: Float64, floor: float = float("-inf")) -> tuple[Float64, Float64]:
    """exp(logs - top), with no overflow, and the top, which is ``floor`` or more.

    A single +inf wins outright; of several, none can.
    """
    top = np.maximum(np.max(logs, axis=-1, keepdims=True), floor)
    shifted = np.where((logs == top) & np.isposinf(top), 0.0, logs - top)
    tie = np.isposinf(top) & (np.sum(logs == top, axis=-1, keepdims=True) > 1)
    return np.where(tie, np.nan, np.exp(shifted)), top
