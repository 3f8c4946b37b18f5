"""A gated unit as a page: formula, partial derivatives with their steps, values at pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from actviz.formula.collecting import collected, written_steps
from actviz.formula.tree import Node, name
from actviz.functions.gated import INPUTS, Gate
from actviz.pages.derivation import step_lines
from actviz.readings.notation.latex import to_latex
from actviz.readings.notation.plain import step_in_text, to_text
from actviz.text import rows
from actviz.text.table_cells import align, in_markdown

Pair = tuple[float, float]


def as_dict(gate: Gate, letters: Sequence[str] = INPUTS, pairs: Sequence[Pair] = ()) -> Any:
    """Plain data for JSON; the partial derivatives in ``letters``."""
    return {
        "name": gate.name,
        "formula": to_text(gate.tree),
        "parameters": dict(gate.values),
        "activated": list(gate.activated),
        "derivative": {letter: to_text(collected(gate.partial_tree(letter))) for letter in letters},
        "steps": {
            letter: [step_in_text(step) for step in written_steps(gate.tree, letter)]
            for letter in letters
        },
        "values": [_values(gate, letters, pair) for pair in pairs],
    }


def _values(gate: Gate, letters: Sequence[str], pair: Pair) -> dict[str, Any]:
    """Exact values and slopes at u and v."""
    return {
        "u": pair[0],
        "v": pair[1],
        "f": gate.exact(*pair),
        **{f"df/d{letter}": gate.exact(*pair, wrt=letter, order=1) for letter in letters},
    }


def text_page(
    gate: Gate,
    letters: Sequence[str] = INPUTS,
    pairs: Sequence[Pair] = (),
    kind: str = "text",
    *,
    brief: bool = False,
    write: Callable[[Node], str] = to_text,
) -> str:
    """The page as text, Markdown or LaTeX; ``write`` turns a tree into a line of mathematics."""
    if kind == "latex":
        return _latex(gate, letters)
    md = kind == "md"
    mark, head = ("`", "## ") if md else ("", "")
    heading = gate.heading
    lines = [
        f"# {in_markdown(heading, heading)}" if md else heading,
        "",
        f"  {mark}f(u, v) = {write(gate.tree)}{mark}",
        *(f"  {mark}df/d{c} = {write(collected(gate.partial_tree(c)))}{mark}" for c in letters),
    ]
    if not brief:
        for letter in letters:
            lines += ["", f"{head}Steps in {letter}"]
            lines += step_lines(written_steps(gate.tree, letter), write)
    if pairs:
        values = [
            {word: repr(value) for word, value in _values(gate, letters, pair).items()}
            for pair in pairs
        ]
        table = rows.to_text(values, "md" if md else "table").splitlines()
        lines += ["", f"{head}Exact values", "", *(line if md else f"  {line}" for line in table)]
    return "\n".join(lines) + "\n"


def _latex(gate: Gate, letters: Sequence[str]) -> str:
    lines = [f"f(u, v) &= {to_latex(gate.tree)}"]
    lines += [
        rf"\frac{{\partial f}}{{\partial {to_latex(name(letter))}}} &= "
        f"{to_latex(collected(gate.partial_tree(letter)))}"
        for letter in letters
    ]
    return align([f"  {line}" for line in lines])
