"""A vector function as a page: formula, Jacobian, and both at given numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actviz import rows
from actviz.vectors import VectorFunction


def as_dict(function: VectorFunction, vector: Sequence[float]) -> dict[str, Any]:
    """Plain data for JSON; values and Jacobian only where a vector is given."""
    page: dict[str, Any] = {
        "name": function.name,
        "formula": function.formula,
        "derivative": function.slope,
        "steps": [
            {"rule": step[0], "before": step[1], "after": step[2], "note": step[3]}
            for step in function.steps
        ],
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
    if kind == "latex":
        body = f"  & {function.latex} \\\\\n  & {function.slope_latex}\n"
        return f"\\begin{{align*}}\n{body}\\end{{align*}}\n"
    mark = "`" if kind == "md" else ""
    head = "# " if kind == "md" else ""
    lines = [
        f"{head}{function.display}: {function.title}",
        "",
        f"  {mark}f_i = {function.formula}{mark}",
        f"  {mark}df_i/dx_j = {function.slope}{mark}",
    ]
    if brief:
        return "\n".join(lines) + "\n"
    lines += ["", "Steps" if kind == "text" else "## Steps"]
    for rule, before, after, note in function.steps:
        lines += [f"  {before}", f"  = {after}", f"      {rule}: {note}"]
    if vector:
        values, slopes = function(vector), function.jacobian(vector)
        table = [
            {
                "i": index,
                "x": repr(float(x)),
                "f": repr(float(value)),
                **{f"df/dx_{j}": repr(float(s)) for j, s in enumerate(line, 1)},
                "row sum": f"{float(line.sum()):.1g}",
            }
            for index, (x, value, line) in enumerate(zip(vector, values, slopes, strict=True), 1)
        ]
        lines += ["", "Values" if kind == "text" else "## Values", ""]
        text = rows.to_text(table, "md" if kind == "md" else "table")
        lines += [line if kind == "md" else f"  {line}" for line in text.splitlines()]
    return "\n".join(lines) + "\n"
