"""A function's formula as a cell of a table: text, code in Markdown, mathematics in LaTeX."""

from __future__ import annotations

from actviz.functions.vector.vector_function import VectorFunction
from actviz.lookup.registry import Function
from actviz.readings.notation.latex import to_latex
from actviz.text.table_cells import Formula


def formula_cell(function: Function) -> Formula:
    """The formula as the entry writes it, which knows how it is set in LaTeX."""
    return Formula(function.formula, lambda: latex(function))


def latex(function: Function) -> str:
    """The formula for LaTeX's maths mode."""
    if isinstance(function, VectorFunction):
        return function.notation.latex
    return to_latex(function.tree)
