"""A derivation as a page: plain or Unicode text, Markdown, or a LaTeX fragment."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import Final

from actviz.derivations.derivation import Derivation, Identity
from actviz.derivations.products_of_slopes import power
from actviz.facts.record import Break, Place
from actviz.formula.calculus import Step
from actviz.formula.tree import Node, name
from actviz.libraries.kink_slopes import stated
from actviz.pages.table import interval_text
from actviz.readings.notation.latex import to_latex
from actviz.readings.notation.plain import to_text
from actviz.readings.notation.unicode import RAISED
from actviz.text import rows
from actviz.text.table_cells import align, in_markdown

SAME_SLOPE: Final = 1e-3  # frameworks round their constants to four digits and more
LEFT_OUT: Final = "left out: they would fill a book; the result stands above"
FEW: Final = 4  # slopes of a function of straight lines that are listed one by one


def text_page(
    derivation: Derivation, write: Callable[[Node], str] = to_text, *, brief: bool = False
) -> str:
    """The page for a terminal; ``write`` turns a tree into a line of mathematics."""
    lines = [derivation.activation.heading, "", *_formulas(derivation, write)]
    if brief:
        lines += [f"  {sentence}" for sentence in domain_sentences(derivation)]
        return "\n".join(lines) + "\n"
    for order, steps in enumerate(derivation.steps, 1):
        title = "Steps" if len(derivation.steps) == 1 else f"Steps to order {order}"
        lines += ["", title, *step_lines(steps, write)]
    if derivation.in_x and derivation.joints:
        lines += ["", _joints_title(derivation)]
        lines += [f"  {line}" for line in joint_sentences(derivation)]
    lines += ["", _values_title(derivation)]
    lines += [f"  {line}" for line in _value_lines(derivation, write)]
    lines += [f"  {line}" for line in agreement_sentences(derivation)]
    if derivation.in_x:
        lines += ["", *slope_sentences(derivation)]
        lines += ["", LAYERS_TITLE]
        lines += [
            f"  {line}" for line in rows.to_text(_layer_rows(derivation), "table").splitlines()
        ]
        lines += ["", layer_sentence(derivation)]
    return "\n".join(lines) + "\n"


def _titles(derivation: Derivation, write: Callable[[Node], str]) -> list[str]:
    if derivation.in_x or write is to_text:
        return derivation.titles
    return ["f(x)", *(_partial(title, write) for title in derivation.titles[1:])]


def _partial(title: str, write: Callable[[Node], str]) -> str:
    """``d^2f/dx dalpha`` with signs."""
    top, _, bottom = title.partition("/")
    parts = [part.partition("^") for part in bottom.split()]
    letters = " ".join(f"∂{write(name(word[1:]))}{n.translate(RAISED)}" for word, _, n in parts)
    return f"∂{top[2:-1].translate(RAISED)}f/{letters}"


def _formulas(derivation: Derivation, write: Callable[[Node], str]) -> Iterator[str]:
    titles = _titles(derivation, write)
    width = max(map(len, titles))
    for title, tree in zip(titles, [derivation.formula, *derivation.results], strict=True):
        yield f"  {title:<{width}} = {write(tree)}"
    for identity in derivation.identities:
        own = "   (f is the function's own value)" if "f" in identity.tree.names else ""
        yield f"  {'':<{width}} = {write(identity.tree)}{own}"
        if identity.losses:
            yield f"  {'':<{width}}   {warning(identity)}"
    for word, value in derivation.activation.values.items():
        yield f"  with {word} = {value:g}"


def warning(identity: Identity) -> str:
    """Where a form in terms of f loses its digits, as a sentence."""
    parts: list[str] = []
    kinds = {"start": "fewer than 6 are right", "zero": "0 in float64", "nan": "NaN in float64"}
    for outwards in (True, False):
        chosen = [loss for loss in identity.losses if loss.outwards is outwards]
        for kind, what in kinds.items():
            starts = [start for loss in chosen if (start := getattr(loss, kind)) is not None]
            if len(starts) == 2 and starts[0] == -starts[1]:
                parts.append(f"{what} {_stretch_from('|x|', abs(starts[0]), outwards)}")
            else:
                parts += [f"{what} {_stretch_from('x', start, outwards)}" for start in starts]
    return f"loses its digits: {', '.join(parts)}; the form above keeps them"


def _stretch_from(letter: str, start: float, outwards: bool) -> str:
    if outwards:
        return f"from {letter} = {start:g} on{' down' if start < 0 else ''}"
    return f"between {letter} = {start:g} and 0"


def step_lines(steps: list[Step], write: Callable[[Node], str]) -> Iterator[str]:
    """The start, and for each step what it comes to and by which rule."""
    if steps:
        yield f"  {write(steps[0].before)}"
    else:
        yield f"  {LEFT_OUT}"
    for step, line in _seen(steps, write):
        yield f"  = {line}"
        yield f"      {step.rule}: {step.note}"


def _seen(steps: list[Step], write: Callable[[Node], str]) -> Iterator[tuple[Step, str]]:
    """The steps with their lines, but for those that differ in brackets that are not written."""
    last = ""
    for step in steps:
        line = write(step.after)
        if line != last:
            yield step, line
        last = line


def _joints_title(derivation: Derivation) -> str:
    checked = " (one-sided slopes checked by difference quotients)"
    return "Where pieces meet" + (checked if derivation.joints_checked else "")


def joint_sentences(derivation: Derivation) -> Iterator[str]:
    """What happens at each joint: values, one-sided slopes, whether they agree, what is taken."""
    for joint in derivation.joints:
        at = f"at x = {joint.x:g}"
        if joint.kind == "jump":
            yield (
                f"{at} the value jumps from {joint.left:g} to {joint.right:g}; "
                f"it is taken as {joint.value:g}, and there is no slope"
            )
        elif joint.kind == "pole":
            taken = f"; it is taken as {joint.value:g}" if math.isfinite(joint.value) else ""
            yield (
                f"{at} there is a pole: from the left it tends to {joint.left:g}, "
                f"from the right to {joint.right:g}{taken}"
            )
        elif joint.slope_left == joint.slope_right and math.isinf(joint.slope):
            yield f"{at} the tangent is vertical: from both sides the slope is {joint.slope:g}"
        elif joint.kind == "kink":
            yield (
                f"{at} the slope is {joint.slope_left:g} from the left and "
                f"{joint.slope_right:g} from the right: they do not agree; it is taken as "
                f"{joint.slope:g}, {_whose(joint)}{_frameworks(derivation, joint)}"
            )
        else:
            slope = joint.slope + 0.0
            yield (
                f"{at} the slopes agree: from both sides the slope is {slope:g}; "
                f"the first to jump is the {_ORDINALS[joint.order]} derivative"
                f"{_frameworks(derivation, joint, unlike=joint.slope)}"
            )


def agreement_sentences(derivation: Derivation) -> Iterator[str]:
    """Where the cases of a derivative, as written, say something else than both sides come to."""
    for one in derivation.agreements:
        yield (
            f"at x = {one.x:g} the cases of {one.title} as written give {one.written:g}; "
            f"both sides come to {one.value:g}, and that is the derivative"
        )


_ORDINALS: Final = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh")


def _whose(joint: Break) -> str:
    if joint.slope in (joint.slope_left, joint.slope_right):
        return "that of the branch which the formula's condition picks"
    return "which is neither, a convention"


def _frameworks(derivation: Derivation, joint: Break, unlike: float | None = None) -> str:
    """Which frameworks take which slope there; only those that differ from ``unlike``."""
    slopes = [
        f"{', '.join(names)} take{'s' * (len(names) == 1)} {slope:g}"
        for slope, names in stated(derivation.activation, joint.x).items()
        if unlike is None or abs(slope - unlike) > SAME_SLOPE * abs(unlike)
    ]
    return f"; {'; '.join(slopes)}" if slopes else ""


def _values_title(derivation: Derivation) -> str:
    doubtful = derivation.unchecked
    if len(doubtful) == len(derivation.points):
        return "Values (correctly rounded)"
    check = "checked by difference quotients of the formula"
    if doubtful:
        check += f", except at x = {', '.join(f'{x:g}' for x in doubtful)}"
    return f"Values (correctly rounded; {check})"


def _value_lines(derivation: Derivation, write: Callable[[Node], str]) -> list[str]:
    table = [["x", *_titles(derivation, write)]]
    table += [[repr(value) for value in row.values()] for row in derivation.values]
    return rows.aligned(table).splitlines()


LAYERS_TITLE: Final = "Product of the slopes over many layers (unit weights, all at the same x)"


def _layer_rows(derivation: Derivation) -> list[rows.Row]:
    return [
        {
            "where": layers.where,
            "x": _place(layers.x),
            "slope": f"{layers.slope:.4g}",
            **{f"{count} layers": _two_digits(value) for count, value in layers.products.items()},
        }
        for layers in derivation.layers
    ]


def _place(x: Place | None) -> str:
    if x is None:
        return "approached"
    return f"{x:.6g}" if isinstance(x, float) else _stretch(x)


def _two_digits(value: float, side: int = 0) -> str:
    """``9.5e-7``: two digits, and no zeros in front of an exponent."""
    return re.sub(
        r"e([+-])0*", lambda sign: "e" + sign[1].replace("+", ""), rows.short(value, side, 2)
    )


def layer_sentence(derivation: Derivation) -> str:
    """What many layers do to a gradient, at most."""
    name, steepest = derivation.activation.display, derivation.facts.lipschitz
    constants = [f"{slope + 0.0:g}" for slope in derivation.constant_slopes]
    if constants and len(constants) <= FEW:
        listed = " or ".join(filter(None, [", ".join(constants[:-1]), constants[-1]]))
        return f"Each {name} layer with unit weights multiplies a gradient by {listed}."
    if derivation.nowhere:
        return "No gradient passes through a function without a value."
    if steepest is None:
        return "How much a layer can enlarge a gradient was not found."
    layers = f"After 10 {name} layers with unit weights a gradient"
    through = power(steepest, 10)
    if math.isinf(steepest):
        return "There is no bound on how much a single layer enlarges a gradient."
    if steepest < 1:
        return f"{layers} shrinks to at most {_two_digits(through, 1)} of itself."
    if steepest == 1:
        return f"{layers} is at most as large as before."
    return f"{layers} grows to at most {_two_digits(through, 1)} times itself."


def domain_sentences(derivation: Derivation) -> Iterator[str]:
    """Where there is a value at all, if not everywhere: what cancels leaves its domain."""
    facts = derivation.facts
    if not derivation.in_x or "domain" in facts.undecided:
        return
    parts = [interval_text(part, "{:g}".format) for part in facts.domain]
    if not parts:
        yield "The function has a value nowhere, so it has no slope."
    elif len(parts) > 1 or parts != ["(-inf, inf)"]:
        more = len(parts) > FEW or "domain" in facts.endless
        shown = " and ".join(parts[:FEW]) + (" and further on" if more else "")
        yield f"The function has a value only for x in {shown}; elsewhere there is no slope either."


def slope_sentences(derivation: Derivation) -> Iterator[str]:
    """Where there is a slope, how steep the function gets, and where."""
    yield from domain_sentences(derivation)
    if derivation.nowhere:
        return
    slope = derivation.slope_extremes
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
    yield from _vanishing(derivation)


def _vanishing(derivation: Derivation) -> Iterator[str]:
    """Where the slope is 0."""
    stretches = [_stretch(ends) for ends in derivation.facts.dead_intervals]
    points = sorted(derivation.flat_points, key=abs)
    nearest = [f"{x:.7g}" for x in sorted(points[:FEW])]
    if nearest:
        others = ", and elsewhere" if len(points) > FEW else ""
        stretches.append(f"at x = {', '.join(nearest)}{others}")
    if stretches:
        yield f"The slope is 0 {' and '.join(stretches)}."
        return
    ends = derivation.facts.derivative_range
    if ends is not None and 0.0 not in ends:
        yield "The slope is 0 nowhere."


def _stretch(ends: tuple[float, float]) -> str:
    low, high = ends
    if low == -math.inf and high == math.inf:
        return "everywhere"
    if low == -math.inf:
        return f"everywhere below x = {high:g}"
    return f"everywhere above x = {low:g}" if high == math.inf else f"from {low:g} to {high:g}"


def latex_fragment(derivation: Derivation, *, brief: bool = False) -> str:
    """The derivation as an ``align*`` environment; needs amsmath."""
    lines = []
    if brief:
        trees = [derivation.formula, *derivation.results]
        titles = _latex_titles(derivation)
        lines = [f"  {title} &= {to_latex(t)}" for title, t in zip(titles, trees, strict=True)]
        lines += [f"  &= {to_latex(identity.tree)}" for identity in derivation.identities]
        return align(lines)
    for order, steps in enumerate(derivation.steps, 1):
        start = derivation.formula if order == 1 else derivation.results[order - 2]
        result = derivation.results[order - 1]
        before = to_latex(steps[0].before) if steps else to_latex(start)
        after = [f"  &= {tex} && \\text{{{step.rule}}}" for step, tex in _seen(steps, to_latex)]
        lines += [f"  & {before}", *(after or [f"  &= {to_latex(result)}"])]
    return align(lines)


def markdown_page(derivation: Derivation, *, brief: bool = False) -> str:
    """The page as Markdown with LaTeX mathematics between dollars."""
    heading = derivation.activation.heading
    parts = [f"# {in_markdown(heading, heading)}"]
    trees = [derivation.formula, *derivation.results]
    for title, tree in zip(_latex_titles(derivation), trees, strict=True):
        parts.append(f"$${title} = {to_latex(tree)}$$")
    for identity in derivation.identities:
        said = f" It {warning(identity)}." if identity.losses else ""
        parts.append(f"In terms of its own value f: `{identity.text}`.{said}")
    if brief:
        return "\n\n".join(parts) + "\n"
    for order, steps in enumerate(derivation.steps, 1):
        parts.append("## Steps" if len(derivation.steps) == 1 else f"## Steps to order {order}")
        if steps:
            parts.append(f"$${to_latex(steps[0].before)}$$")
        for number, (step, tex) in enumerate(_seen(steps, to_latex), 1):
            parts.append(f"{number}. {step.rule}: {step.note}\n\n   $$= {tex}$$")
    if derivation.in_x and derivation.joints:
        parts.append(f"## {_joints_title(derivation)}")
        parts.append("\n".join(f"- {line}" for line in joint_sentences(derivation)))
    parts.append(f"## {_values_title(derivation)}")
    table = [{key: repr(value) for key, value in row.items()} for row in derivation.values]
    parts.append(rows.to_text(table, "md").rstrip())
    parts += [f"{line[0].upper()}{line[1:]}." for line in agreement_sentences(derivation)]
    if derivation.in_x:
        parts.append("\n".join(slope_sentences(derivation)))
        parts.append(f"## {LAYERS_TITLE}")
        parts.append(rows.to_text(_layer_rows(derivation), "md").rstrip())
        parts.append(layer_sentence(derivation))
    return "\n\n".join(parts) + "\n"


def _latex_titles(derivation: Derivation) -> list[str]:
    return [_latex_heading(title) for title in derivation.titles]


def _latex_heading(title: str) -> str:
    top, slash, bottom = title.partition("/")
    if not slash:
        return title
    order = top[1:-1]
    parts = [part.partition("^") for part in bottom.split()]
    letters = [
        rf"\partial {to_latex(name(word[1:]))}" + (f"^{count}" if count else "")
        for word, _, count in parts
    ]
    below = r" \, ".join(letters)
    return rf"\frac{{\partial{order} f}}{{{below}}}"
