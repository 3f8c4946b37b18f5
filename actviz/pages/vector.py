"""A vector function as a page: formula, Jacobian, and both at given numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actviz import rows
from actviz.vectors import VectorFunction


def as_dict(function: VectorFunction, vector: Sequence[float]) -> dict[str, Any]:
    """Plain data for JSON; values and Jacobian only where a vector is given."""
    notation = function.notation
    page: dict[str, Any] = {
        "name": function.name,
        "formula": notation.formula,
        "parameters": dict(function.values),
        "derivative": notation.slope,
        "steps": [step._asdict() for step in notation.steps],
    }
    if vector:
        page["x"] = list(vector)
        page["values"] = function(vector).tolist()
        page["jacobian"] = function.jacobian(vector).tolist()
    return page


def text_page(
    function: VectorFunction, vector: Sequence[float], kind: str, *, brief: bool = False
) -> str:
    """The page as text, Markdown or LaTeX."""
    notation = function.notation
    if kind == "latex":
        body = f"  & {notation.latex} \\\\\n  & {notation.slope_latex}\n"
        return f"\\begin{{align*}}\n{body}\\end{{align*}}\n"
    mark = "`" if kind == "md" else ""
    head = "# " if kind == "md" else ""
    lines = [
        f"{head}{function.display}: {function.title}",
        "",
        f"  {mark}f_i = {notation.formula}{mark}",
        f"  {mark}df_i/dx_j = {notation.slope}{mark}",
    ]
    if brief:
        return "\n".join(lines) + "\n"
    lines += ["", "Steps" if kind == "text" else "## Steps"]
    for rule, before, after, note in notation.steps:
        lines += [f"  {before}", f"  = {after}", f"      {rule}: {note}".removesuffix(": ")]
    if vector:
        text = rows.to_text(_table(function, vector), "md" if kind == "md" else "table")
        lines += ["", "Values" if kind == "text" else "## Values", ""]
        lines += [line if kind == "md" else f"  {line}" for line in text.splitlines()]
    return "\n".join(lines) + "\n"


def _table(function: VectorFunction, vector: Sequence[float]) -> list[dict[str, str]]:
    """A row for each component: its value and its slopes by every input."""
    values, slopes = function(vector), function.jacobian(vector)
    inputs = list(map(repr, map(float, vector)))
    same = len(values) == len(inputs)
    return [
        {
            "i": str(index),
            **({"x": inputs[index - 1]} if same else {}),
            "f": repr(float(value)),
            **{f"df/dx_{j}": repr(float(slope)) for j, slope in enumerate(line, 1)},
            "row sum": f"{float(line.sum()):.1g}",
        }
        for index, (value, line) in enumerate(zip(values, slopes, strict=True), 1)
    ]
