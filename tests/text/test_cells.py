"""Cells in Markdown and LaTeX: what CommonMark and TeX make of them is what was meant."""

from __future__ import annotations

import re

import pytest

from actviz.text.rows import to_text
from actviz.text.table_cells import Formula, code, in_latex, in_markdown


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (Formula("x*Phi(x)*2"), "`x*Phi(x)*2`"),
        (Formula("a|b"), r"`a\|b`"),
        (Formula("x*y", tail=" ~"), "`x*y` ~"),
        ("x * tanh(x)", "`x * tanh(x)`"),  # a formula as a name
        ("leaky_relu", "leaky_relu"),
        ("relu *", r"relu \*"),  # a mark
        ("[0, inf) ~", "[0, inf) ~"),
        ("a <b>", "a &lt;b>"),
        (Formula(""), ""),
    ],
)
def test_a_formula_is_a_code_span(cell: str, shown: str) -> None:
    assert in_markdown(cell, str(cell)) == shown


@pytest.mark.parametrize("text", ["a`b", "``", "`a", "x*y*z"])
def test_a_code_span_holds_whatever_it_is_given(text: str) -> None:
    span = code(text)
    ticks = re.match("`+", span)
    assert ticks is not None
    inner = span[len(ticks[0]) : -len(ticks[0])]
    assert ticks[0] not in re.findall("`+", inner)  # CommonMark: no run of the same length inside
    assert inner.strip(" ") == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-0.5", "$-0.5$"),
        ("inf", r"$\infty$"),
        ("-inf", r"$-\infty$"),
        ("[-0.169971, inf)", r"$[-0.169971, \infty)$"),
        ("soft, x < -3.06743", "soft, $x < -3.06743$"),
        ("1e-10", r"$1 \cdot 10^{-10}$"),
        ("6.02e+23", r"$6.02 \cdot 10^{23}$"),
        ("0.25", "0.25"),
        ("so-called 3-bit, inf-norm", "so-called 3-bit, inf-norm"),
        ("50 % & _", r"50 \% \& \_"),
        ("x * tanh(x)", r"\texttt{x * tanh(x)}"),
    ],
)
def test_numbers_are_set_as_mathematics(text: str, shown: str) -> None:
    assert in_latex(text, text) == shown


def test_formulas_are_typeset() -> None:
    rows = [{"formula": Formula("x/2", lambda: r"\frac{x}{2}"), "plain": Formula("a_b*c")}]
    text = to_text(rows, "latex")
    assert r"  $\frac{x}{2}$ & \texttt{a\_b*c} \\" in text


def test_every_formula_of_the_catalogue_is_code_in_markdown_and_mathematics_in_latex() -> None:
    from actviz.lookup.registry import everything
    from actviz.pages.formula_cells import formula_cell

    for function in everything()[::7]:
        cell = formula_cell(function)
        span = in_markdown(cell, str(cell))
        assert span.startswith("`")
        assert span.endswith("`")
        assert re.fullmatch(r"\$[^$]+\$", in_latex(cell, str(cell)))
