"""A vector function as a page: formula, Jacobian, and both at given numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from actviz.derivations.cross_entropy import BEFORE_CROSS_ENTROPY, STEPS, cross_entropy
from actviz.functions.vector.vector_function import Step, VectorFunction
from actviz.text import rows
from actviz.text.table_cells import align, in_markdown


def as_dict(
    function: VectorFunction, vector: Sequence[float], target: int | None = None
) -> dict[str, Any]:
    """Plain data for JSON; values and Jacobian only where a vector is given.

    With a target, counted from 1, also the loss that follows and its gradient.
    """
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
    if function.name in BEFORE_CROSS_ENTROPY:
        page["cross_entropy"] = {"steps": [step._asdict() for step in STEPS]}
        if target is not None:
            loss, gradient = cross_entropy(vector, target - 1)
            page["cross_entropy"] |= {
                "target": target, "loss": loss, "gradient": gradient.tolist(),
            }  # fmt: skip
    return page


def text_page(
    function: VectorFunction,
    vector: Sequence[float],
    kind: str,
    *,
    brief: bool = False,
    target: int | None = None,
) -> str:
    """The page as text, Markdown or LaTeX; ``target``, from 1 on, is the right class."""
    notation = function.notation
    if kind == "latex":
        lines = [notation.latex, notation.slope_latex]
        if function.name in BEFORE_CROSS_ENTROPY and not brief:
            lines.append(_CROSS_ENTROPY)
        return align([f"  & {line}" for line in lines])
    mark = "`" if kind == "md" else ""
    heading = function.heading
    lines = [
        f"# {in_markdown(heading, heading)}" if kind == "md" else heading,
        "",
        f"  {mark}f_i = {notation.formula}{mark}",
        f"  {mark}df_i/dx_j = {notation.slope}{mark}",
    ]
    if brief:
        return "\n".join(lines) + "\n"
    lines += ["", "Steps" if kind == "text" else "## Steps", *_steps(notation.steps)]
    if vector:
        text = rows.to_text(_table(function, vector), "md" if kind == "md" else "table")
        lines += ["", "Values" if kind == "text" else "## Values", ""]
        lines += [line if kind == "md" else f"  {line}" for line in text.splitlines()]
    if function.name in BEFORE_CROSS_ENTROPY:
        title = "Cross-entropy after softmax"
        lines += ["", title if kind == "text" else f"## {title}", *_steps(STEPS)]
        if target is not None:
            text = rows.to_text(_loss_table(vector, target), "md" if kind == "md" else "table")
            lines += ["", *(f"  {line}" if kind == "text" else line for line in text.splitlines())]
            loss = cross_entropy(vector, target - 1)[0]
            lines += ["", f"The loss is {loss!r}."]
    return "\n".join(lines) + "\n"


# The last line of the derivation, for the fragment of LaTeX.
_CROSS_ENTROPY: Final = (
    r"\frac{\partial}{\partial x_j} \Bigl(-\sum_i y_i \log s_i\Bigr) "
    r"= -\sum_i y_i \left(\delta_{ij} - s_j\right) = s_j - y_j"
)


def _steps(steps: Sequence[Step]) -> Iterator[str]:
    for rule, before, after, note in steps:
        yield from (f"  {before}", f"  = {after}", f"      {rule}: {note}".removesuffix(": "))


def _loss_table(vector: Sequence[float], target: int) -> list[dict[str, str]]:
    gradient = cross_entropy(vector, target - 1)[1].tolist()
    return [
        {
            "j": str(index),
            "x": repr(float(x)),
            "y": "1" if index == target else "0",
            "dL/dx_j = p_j - y_j": repr(slope),
        }
        for index, (x, slope) in enumerate(zip(vector, gradient, strict=True), 1)
    ]


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
