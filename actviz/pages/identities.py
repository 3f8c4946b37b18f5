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


def layers_page(chain: LinearLayers, kind: str, numbers: str) -> str:
    """The proof that linear layers collapse, as ``text``, ``md`` or ``latex``.

    ``numbers`` is a sentence on what was measured of such layers.
    """
    title = f"{chain.layers} layers of {chain.activation.display} are one layer"
    s, o = f"{chain.slope:g}", f"{chain.offset:g}"
    setting = f"h_k = f(W_k h_(k-1) + b_k), h_0 = x, f(z) = s z + o with s = {s}, o = {o}"
    end = f"So {chain.layers} layers are one layer W x + b, with"
    if kind == "text":
        lines = [title, "", f"  {setting}", "", "Steps"]
        for line in chain.proof:
            lines += [f"  {line.text}", f"      {line.why}"]
        lines += ["", end, *(f"  {line.text}" for line in chain.result), "", numbers]
        return "\n".join(lines) + "\n"
    set_ = r"h_k = f(W_k h_{k-1} + b_k),\quad h_0 = x,\quad f(z) = s z + o"
    set_ += rf",\quad s = {s},\ o = {o}"
    displayed = _displayed(kind)
    parts = [_heading(title, kind), displayed(set_)]
    parts += [part for line in chain.proof for part in (displayed(line.latex), f"({line.why})")]
    parts += [end, *(displayed(line.latex) for line in chain.result), numbers]
    return "\n\n".join(parts) + "\n"


def _displayed(kind: str) -> Callable[[str], str]:
    return lambda text: f"$$\n{text}\n$$" if kind == "md" else f"\\[\n  {text}\n\\]"


def _heading(title: str, kind: str) -> str:
    shown = title.replace("_", r"\_")
    return f"# {in_markdown(title, title)}" if kind == "md" else rf"\subsection*{{{shown}}}"


def same_page(same: SameFunction, kind: str, write: Write) -> str:
    """Whether two formulas are one function, as ``text``, ``md`` or ``latex``."""
    one, other = same.one.display, same.other.display
    if kind == "text":
        lines = [f"{one} and {other}: {_verdict(same)}", ""]
        lines += [f"  {text}" for text in _sides(same, write)]
        steps = list(_steps(same, write))
        lines += ["", "Steps", *steps] if steps else []
        return "\n".join([*lines, "", *_ends(same)]) + "\n"
    displayed = _displayed(kind)
    parts = [_heading(f"{same.one.name} and {same.other.name}: {_verdict(same)}", kind)]
    if kind == "md":
        parts[0] = f"# `{one}` and `{other}`: {_verdict(same)}"
    parts += [displayed(text) for text in _sides(same, to_latex)]
    for name, step in same.steps:
        parts += [displayed(f"{name}(x) = {to_latex(step.after)}"), f"({step.rule}: {step.note})"]
    if len(same.stretches) > 1:
        for stretch in same.stretches:
            where = _where(stretch.low, stretch.high)
            parts.append(displayed(rf"f(x) = g(x) = {to_latex(stretch.form)} \quad ({where})"))
    return "\n\n".join([*parts, *_ends(same)]) + "\n"


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
