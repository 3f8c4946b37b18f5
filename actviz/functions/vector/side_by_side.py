"""Elementwise formulas side by side: one after the other, or taking turns."""

from __future__ import annotations

from functools import cached_property
from math import inf

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass
from actviz.formula.calculus import derivative
from actviz.formula.collecting import collected, written_steps
from actviz.formula.grammar import parse
from actviz.formula.tree import Node
from actviz.functions.vector.vector_function import Notation, Step, VectorFunction


@dataclass(frozen=True, kw_only=True, repr=False)
class Pieces(VectorFunction):
    """Formulas in ``x`` and the parameters, applied to the components of a vector.

    Concatenated, each formula gives a block as long as the input. With ``turns`` component 1 gets
    the first formula, component 2 the second, and so on from the start again.
    """

    pieces: tuple[str, ...]
    turns: bool = False

    @cached_property
    def trees(self) -> tuple[Node, ...]:
        """The formulas, read."""
        words = [parameter.name for parameter in self.parameters]
        return tuple(parse(text, words) for text in self.pieces)

    def _placed(self, blocks: list[Float64], v: Float64) -> Float64:
        if not self.turns:
            return np.concatenate(blocks, axis=-1)
        turn = np.arange(v.shape[-1]) % len(blocks)
        return np.choose(turn, blocks)

    def _values(self, v: Float64) -> Float64:
        from actviz.readings import float64

        blocks = [float64.evaluate(tree, v, self.values) for tree in self.trees]
        for tree, block in zip(self.trees, blocks, strict=True):
            for infinity, limit in self._limits(tree, v).items():
                block[v == infinity] = block[v == infinity] if limit is None else limit
        return self._placed(blocks, v)

    def _exactly(self, row: Float64, dtype: str) -> Float64:
        from actviz.readings import exact

        blocks = [
            exact.evaluate(tree, row, self.values, self._limits(tree, row), dtype=dtype)
            for tree in self.trees
        ]
        return self._placed(blocks, row)

    def _at_infinities(self, row: Float64, dtype: str) -> Float64 | list[float]:
        return (
            super()._at_infinities(row, dtype) if np.isnan(row).any() else self._exactly(row, dtype)
        )

    def _limits(self, tree: Node, v: Float64) -> dict[float, float | None]:
        """What a formula tends to at the infinities in a vector; None: not decided."""
        from actviz.readings.asymptotics.limits import value_at_infinity

        ends = [end for end in (-inf, inf) if (v == end).any()]
        return {end: value_at_infinity(tree, 1 if end > 0 else -1, self.values) for end in ends}

    def _slopes(self, v: Float64) -> Float64:
        slopes = self._placed([self._slope(tree, v) for tree in self.trees], v)
        count = v.shape[-1]
        jacobian = np.zeros((*slopes.shape, count))
        rows = np.arange(slopes.shape[-1])
        jacobian[..., rows, rows % count] = slopes
        return jacobian

    def _slope(self, tree: Node, v: Float64) -> Float64:
        """One formula's derivative at every component, right at its joints."""
        from actviz.readings import float64, slopes

        fast = derivative(tree, careful=True)
        slope = float64.evaluate(fast, v, self.values)
        slopes.mend(tree, fast, v, slope, self.values, 1)
        return slope

    @cached_property
    def notation(self) -> Notation:
        """The formulas and their derivatives."""
        from actviz.readings.notation.latex import to_latex, to_mathtext
        from actviz.readings.notation.plain import step_in_text, to_text

        slopes = [collected(derivative(tree)) for tree in self.trees]
        texts = [to_text(tree) for tree in self.trees]
        tex = r",\; ".join(map(to_latex, self.trees))
        words = ", ".join(map(to_text, slopes))
        slope_tex = r",\; ".join(map(to_latex, slopes))
        if self.turns:
            head, tex_head = "turns", r"\mathrm{turns}"
        else:
            head, tex_head = "concat", r"\mathrm{concat}"
        return Notation(
            formula=f"{head}({', '.join(texts)})",
            latex=rf"f(x) = {tex_head}\left({tex}\right)",
            mathtext=rf"f(x) = {tex_head}({', '.join(map(to_mathtext, self.trees))})",
            slope=f"{head}({words}) of the one input that the component belongs to, else 0",
            slope_latex=rf"\frac{{\partial f}}{{\partial x}} = {tex_head}\left({slope_tex}\right)",
            steps=tuple(
                Step(**step_in_text(step)) for tree in self.trees for step in written_steps(tree)
            ),
        )
