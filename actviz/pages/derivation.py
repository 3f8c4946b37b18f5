"""A derivation as a page: plain or Unicode text, Markdown, or a LaTeX fragment."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from actviz import rows
from actviz.derivation import Derivation, headings
from actviz.formula.calculus import Step
from actviz.formula.tree import Node
from actviz.readings.latex import to_latex
from actviz.readings.text import to_text


def text_page(derivation: Derivation, write: Callable[[Node], str] = to_text) -> str:
    """The page for a terminal; ``write`` turns a tree into a line of mathematics."""
    function = derivation.activation
    heading = function.display if not function.title else f"{function.display}: {function.title}"
    lines = [heading, "", *_formulas(derivation, write)]
    for order, steps in enumerate(derivation.steps, 1):
        title = "Steps" if derivation.order == 1 else f"Steps to order {order}"
        lines += ["", title, *_steps(steps, write)]
    if derivation.wrt == "x":
        lines += _joints(derivation)
    lines += ["", "Values (correctly rounded)"]
    lines += [f"  {line}" for line in _value_lines(derivation)]
    if derivation.wrt == "x":
        lines += ["", *slope_sentences(derivation)]
    return "\n".join(lines) + "\n"


def _formulas(derivation: Derivation, write: Callable[[Node], str]) -> Iterator[str]:
    titles = headings(derivation.order, derivation.wrt)
    width = max(map(len, titles))
    for title, tree in zip(titles, [derivation.formula, *derivation.results], strict=True):
        yield f"  {title:<{width}} = {write(tree)}"
    for text in derivation.in_terms_of_f:
        yield f"  {'':<{width}} = {text}   (f is the function's own value)"
    for name, value in derivation.activation.values.items():
        yield f"  with {name} = {value:g}"


def _steps(steps: list[Step], write: Callable[[Node], str]) -> Iterator[str]:
    if steps:
        yield f"  {write(steps[0].before)}"
    for step in steps:
        yield f"  = {write(step.after)}"
        yield f"      {step.rule}: {step.note}"


def _joints(derivation: Derivation) -> Iterator[str]:
    if derivation.joints:
        yield ""
        yield "Where pieces meet"
    for joint in derivation.joints:
        if joint.kind == "jump":
            yield (
                f"  at x = {joint.x:g} the value jumps from {joint.left:g} to {joint.right:g}; "
                f"it is taken as {joint.value:g}, and there is no slope"
            )
        else:
            yield (
                f"  at x = {joint.x:g} the slope is {joint.slope_left:g} from the left and "
                f"{joint.slope_right:g} from the right; it is taken as {joint.slope:g}, that of "
                "the branch which the formula's condition picks"
            )


def _value_lines(derivation: Derivation) -> list[str]:
    table = derivation.values
    keys = list(table[0])
    cells = [[repr(row[key]) for key in keys] for row in table]
    return rows.aligned([keys, *cells]).splitlines()


def slope_sentences(derivation: Derivation) -> Iterator[str]:
    """How steep the function gets, and where."""
    facts, slope = derivation.facts, derivation.slope_extremes
    for word, end in (("largest", "high"), ("smallest", "low")):
        value, at = slope[end], slope[f"{end}_at"]
        if value is None:
            yield f"The {word} slope over the whole line was not found."
        elif at is None:
            reached = (
                "grows without bound"
                if value in (float("inf"), float("-inf"))
                else (f"tends to {value!r} without reaching it")
            )
            yield f"The {word} slope {reached}."
        else:
            place = f"at x = {at:g}" if isinstance(at, float) else _stretch(at)
            yield f"The {word} slope is {value!r}, {place}."
    if facts.lipschitz is not None and facts.lipschitz < 1:
        shrunk = facts.lipschitz**10
        yield (
            f"Through 10 layers with unit weights a gradient shrinks to at most {shrunk:.2g} "
            "of itself."
        )


def _stretch(ends: tuple[float, float]) -> str:
    low, high = ends
    if low == -math.inf and high == math.inf:
        return "everywhere"
    if low == -math.inf:
        return f"everywhere below x = {high:g}"
    return f"everywhere above x = {low:g}" if high == math.inf else f"from {low:g} to {high:g}"


def latex_fragment(derivation: Derivation) -> str:
    """The derivation as an ``align*`` environment; needs amsmath."""
    lines = []
    for order, steps in enumerate(derivation.steps, 1):
        start = derivation.formula if order == 1 else derivation.results[order - 2]
        result = derivation.results[order - 1]
        before = to_latex(steps[0].before) if steps else to_latex(start)
        after = [f"  &= {to_latex(step.after)} && \\text{{{step.rule}}}" for step in steps]
        lines += [f"  & {before}", *(after or [f"  &= {to_latex(result)}"])]
    body = " \\\\\n".join(lines)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}\n"


def markdown_page(derivation: Derivation) -> str:
    """The page as Markdown with LaTeX mathematics between dollars."""
    function = derivation.activation
    titles = headings(derivation.order, derivation.wrt)
    parts = [
        f"# {function.display}: {function.title}" if function.title else f"# {function.display}"
    ]
    for title, tree in zip(titles, [derivation.formula, *derivation.results], strict=True):
        parts.append(f"$${_latex_heading(title)} = {to_latex(tree)}$$")
    for text in derivation.in_terms_of_f:
        parts.append(f"In terms of its own value f: `{text}`.")
    for order, steps in enumerate(derivation.steps, 1):
        parts.append("## Steps" if derivation.order == 1 else f"## Steps to order {order}")
        if steps:
            parts.append(f"$${to_latex(steps[0].before)}$$")
        for number, step in enumerate(steps, 1):
            parts.append(f"{number}. {step.rule}: {step.note}\n\n   $$= {to_latex(step.after)}$$")
    if derivation.wrt == "x" and derivation.joints:
        parts.append("## Where pieces meet")
        parts.append("\n".join(f"-{line[1:]}" for line in list(_joints(derivation))[2:]))
    parts.append("## Values")
    table = [{key: repr(value) for key, value in row.items()} for row in derivation.values]
    parts.append(rows.to_text(table, "md").rstrip())
    if derivation.wrt == "x":
        parts.append("\n".join(slope_sentences(derivation)))
    return "\n\n".join(parts) + "\n"


def _latex_heading(title: str) -> str:
    if title.startswith("f"):
        return title
    top, _, bottom = title.partition("/")
    return rf"\frac{{{top}}}{{{bottom}}}"
