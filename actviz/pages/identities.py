"""Proofs of identities as pages: layers that collapse, and two formulas that are one function."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from actviz.derivations.linear_layers import LinearLayers
from actviz.derivations.same_function import SameFunction
from actviz.formula.tree import Node
from actviz.readings.notation.latex import to_latex
from actviz.text.table_cells import in_markdown

Write = Callable[[Node], str]


def layers_page(found: LinearLayers, kind: str, numbers: str) -> str:
    """The proof that linear layers collapse, as ``text``, ``md`` or ``latex``.

    ``numbers`` is a sentence on what was measured of such layers.
    """
    title = f"{found.layers} layers of {found.activation.display} are one layer"
    s, o = f"{found.slope:g}", f"{found.offset:g}"
    setting = f"h_k = f(W_k h_(k-1) + b_k), h_0 = x, f(z) = s z + o with s = {s}, o = {o}"
    end = f"So {found.layers} layers are one layer W x + b, with"
    if kind == "text":
        lines = [title, "", f"  {setting}", "", "Steps"]
        for line in found.proof:
            lines += [f"  {line.text}", f"      {line.why}"]
        lines += ["", end, *(f"  {line.text}" for line in found.result), "", numbers]
        return "\n".join(lines) + "\n"
    set_ = r"h_k = f(W_k h_{k-1} + b_k),\quad h_0 = x,\quad f(z) = s z + o"
    set_ += rf",\quad s = {s},\ o = {o}"
    displayed = _displayed(kind)
    parts = [_heading(title, kind), displayed(set_)]
    parts += [part for line in found.proof for part in (displayed(line.latex), f"({line.why})")]
    parts += [end, *(displayed(line.latex) for line in found.result), numbers]
    return "\n\n".join(parts) + "\n"


def _displayed(kind: str) -> Callable[[str], str]:
    return lambda text: f"$$\n{text}\n$$" if kind == "md" else f"\\[\n  {text}\n\\]"


def _heading(title: str, kind: str) -> str:
    shown = title.replace("_", r"\_")
    return f"# {in_markdown(title, title)}" if kind == "md" else rf"\subsection*{{{shown}}}"


def same_page(found: SameFunction, kind: str, write: Write) -> str:
    """Whether two formulas are one function, as ``text``, ``md`` or ``latex``."""
    one, other = found.one.display, found.other.display
    if kind == "text":
        lines = [f"{one} and {other}: {_verdict(found)}", ""]
        lines += [f"  {text}" for text in _sides(found, write)]
        steps = list(_steps(found, write))
        lines += ["", "Steps", *steps] if steps else []
        return "\n".join([*lines, "", *_ends(found)]) + "\n"
    displayed = _displayed(kind)
    parts = [_heading(f"{found.one.name} and {found.other.name}: {_verdict(found)}", kind)]
    if kind == "md":
        parts[0] = f"# `{one}` and `{other}`: {_verdict(found)}"
    parts += [displayed(text) for text in _sides(found, to_latex)]
    for name, step in found.steps:
        parts += [displayed(f"{name}(x) = {to_latex(step.after)}"), f"({step.rule}: {step.note})"]
    if len(found.stretches) > 1:
        for stretch in found.stretches:
            where = _where(stretch.low, stretch.high)
            parts.append(displayed(rf"f(x) = g(x) = {to_latex(stretch.form)} \quad ({where})"))
    return "\n\n".join([*parts, *_ends(found)]) + "\n"


def _verdict(answer: SameFunction) -> str:
    if answer.proved:
        return "the same function, proved"
    return "different functions" if answer.differs_at else "not decided"


def _sides(answer: SameFunction, write: Write) -> Iterator[str]:
    yield f"f(x) = {write(answer.one.bound_tree)}"
    yield f"g(x) = {write(answer.other.bound_tree)}"


def _steps(answer: SameFunction, write: Write) -> Iterator[str]:
    for name, step in answer.steps:
        yield f"  {name}(x) = {write(step.after)}"
        yield f"      {step.rule}: {step.note}"
    if len(answer.stretches) > 1:
        for stretch in answer.stretches:
            where = _where(stretch.low, stretch.high)
            yield f"  {where}: f(x) = g(x) = {write(stretch.form)}"


def _where(low: Fraction | None, high: Fraction | None) -> str:
    """A stretch of the line as a condition."""
    left, right = (None if end is None else f"{float(end):g}" for end in (low, high))
    if left is None:
        return "x any" if right is None else f"x < {right}"
    return f"x > {left}" if right is None else f"{left} < x < {right}"


def _ends(answer: SameFunction) -> Iterator[str]:
    """What follows, in sentences."""
    if answer.proved:
        where = "everywhere" if answer.same_domain else "wherever both have a value"
        how = "" if answer.steps or answer.stretches else ", by exact algebra whose steps are many"
        yield f"So f(x) = g(x) {where}{how}."
    elif answer.differs_at:
        x, f, g = answer.differs_at
        yield f"At x = {x:g} they differ: f(x) = {f!r}, g(x) = {g!r}, both correctly rounded."
    else:
        yield "No proof was found, and no point at which they differ."
