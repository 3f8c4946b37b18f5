"""The page of one function in Markdown, LaTeX and HTML: the same blocks, marked up."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from actviz.dataclass import dataclass
from actviz.formula.collecting import collected
from actviz.functions.elementwise import Activation
from actviz.functions.gated import INPUTS, Gate
from actviz.functions.random_functions import Stochastic
from actviz.functions.vector.vector_function import VectorFunction
from actviz.lookup.registry import Function
from actviz.pages.show import Pairs, blocks_of
from actviz.readings.notation.latex import to_latex
from actviz.readings.notation.unicode import to_unicode
from actviz.text.table_cells import align, in_latex, in_markdown


@dataclass(frozen=True)
class _Line:
    """A formula: what it is of, and how it is written in LaTeX and in Unicode."""

    latex: str
    unicode: str


def page(function: Function, kind: str) -> str:
    """The page as ``md``, ``latex`` (a fragment, for amsmath and booktabs) or ``html``."""
    write = {"md": _markdown, "latex": _latex, "html": _html}[kind]
    return write(function.heading, function.summary, _formulas(function), blocks_of(function))


def _formulas(function: Function) -> list[_Line]:
    if isinstance(function, VectorFunction):
        notation = function.notation
        return [
            _Line(notation.latex, f"f_i = {function.formula}"),
            _Line(notation.slope_latex, f"df_i/dx_j = {notation.slope}"),
        ]
    if isinstance(function, Gate):
        trees = [("f(u, v)", function.tree)]
        trees += [
            (rf"\frac{{\partial f}}{{\partial {word}}}", collected(function.partial_tree(word)))
            for word in INPUTS
        ]
        names = ["f(u, v)", *(f"df/d{word}" for word in INPUTS)]
    elif isinstance(function, Stochastic):
        trees = [("f(x)", function.tree), (r"\bar f(x)", function.evaluation.tree)]
        names = ["f(x)", "f(x), evaluation mode"]
    else:
        assert isinstance(function, Activation)
        trees = [("f(x)", function.tree), ("f'(x)", collected(function.derivative_tree()))]
        names = ["f(x)", "f'(x)"]
    return [
        _Line(f"{head} = {to_latex(tree)}", f"{name} = {to_unicode(tree)}")
        for (head, tree), name in zip(trees, names, strict=True)
    ]


def _markdown(title: str, summary: str, formulas: Sequence[_Line], blocks: Sequence[Pairs]) -> str:
    parts = [f"# {in_markdown(title, title)}"]
    parts += [in_markdown(summary, summary)] if summary else []
    parts += [f"$$\n{line.latex}\n$$" for line in formulas]
    for block in blocks:
        rows = [f"| {in_markdown(a, a)} | {in_markdown(b, b)} |" for a, b in block]
        parts.append("\n".join(["|  |  |", "| --- | --- |", *rows]))
    return "\n\n".join(parts) + "\n"


def _latex(title: str, summary: str, formulas: Sequence[_Line], blocks: Sequence[Pairs]) -> str:
    parts = [rf"\subsection*{{{in_latex(title, title)}}}"]
    parts += [in_latex(summary, summary)] if summary else []
    parts.append(align([f"  {line.latex.replace(' = ', ' &= ', 1)}" for line in formulas]).rstrip())
    for block in blocks:
        rows = "\n".join(rf"  {in_latex(a, a)} & {in_latex(b, b)} \\" for a, b in block)
        parts.append(
            "\\begin{tabular}{lp{0.7\\linewidth}}\n  \\toprule\n"
            f"{rows}\n  \\bottomrule\n\\end{{tabular}}"
        )
    return "\n\n".join(parts) + "\n"


_STYLE = (
    "body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}"
    "th{text-align:left;vertical-align:top;padding-right:1rem;font-weight:600}"
    ".formula{font:1.1rem/1.6 serif}"
)


def _html(title: str, summary: str, formulas: Sequence[_Line], blocks: Sequence[Pairs]) -> str:
    parts = [f"<h1>{escape(title)}</h1>"]
    parts += [f"<p>{escape(summary)}</p>"] if summary else []
    parts += [f'<p class="formula">{escape(line.unicode)}</p>' for line in formulas]
    for block in blocks:
        rows = "".join(f"<tr><th>{escape(a)}</th><td>{escape(b)}</td></tr>\n" for a, b in block)
        parts.append(f"<table>\n{rows}</table>")
    body = "\n".join(parts)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n"
        "</body>\n</html>\n"
    )
