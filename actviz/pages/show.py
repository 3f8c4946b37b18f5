"""One function as a page: what it is, what follows from its formula, and how it is used."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from actviz.facts import TOLERANCE
from actviz.figures.compose.picture import compose
from actviz.figures.engines.braille import to_text as to_braille
from actviz.formula.collecting import collected
from actviz.formula.grammar import parse
from actviz.functions.elementwise import Activation
from actviz.functions.gated import INPUTS, Gate
from actviz.functions.random_functions import Stochastic
from actviz.functions.vector.vector_function import VectorFunction
from actviz.lookup.citations import in_a_line
from actviz.lookup.index import SINGLE_SOURCE
from actviz.lookup.registry import Function, frameworks_of, resolve
from actviz.measure.distance import largest
from actviz.pages.dialects import details, names_in, other_meanings
from actviz.pages.table import full_row, short_row
from actviz.readings.effort import OutOfTime, share
from actviz.readings.notation.plain import to_text
from actviz.readings.notation.unicode import to_unicode
from actviz.text.rows import short

Pairs: TypeAlias = list[tuple[str, str]]  # a label, which may be empty, and what it labels

PLOT_LINES: Final = 14
_PROSE: Final = (
    ("problem", "problem"),
    ("solution", "solution"),
    ("used for", "uses"),
    ("strengths", "strengths"),
    ("weaknesses", "weaknesses"),
    ("remedy", "remedy"),
    ("note", "note"),
)
SAME: Final = 1e-14  # a difference that is rounding: the same function in other words


def text_page(function: Function, columns: int, *, plot: bool, colour: bool, unicode: bool) -> str:
    """The page as text of at most ``columns`` columns."""
    blocks = [[function.heading], textwrap.wrap(function.summary, columns)]
    blocks.append(list(_formulas(function, unicode=unicode)))
    facts = [list(_labelled(block, columns)) for block in blocks_of(function)]
    if plot:
        try:
            with share(0.9):
                scene = compose([function])
            drawing = to_braille(scene, min(columns, 72), PLOT_LINES, colour, not unicode)
            blocks.append(drawing.rstrip("\n").split("\n"))
        except OutOfTime:
            blocks.append(["(no picture: it takes too long)"])
    blocks += facts
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def blocks_of(function: Function) -> list[Pairs]:
    """What is said of a function, in blocks of labels and texts; none is empty."""
    prose = [(label, getattr(function, field)) for label, field in _PROSE]
    prose += [("evidence", SINGLE_SOURCE)] if function.single_source else []
    near = [("near relatives" * (not place), text) for place, text in enumerate(near_by(function))]
    blocks = [list(_facts(function)), prose, near, _names(function)]
    kept = [[(label, text) for label, text in block if text] for block in blocks]
    return [block for block in kept if block]


def _formulas(function: Function, *, unicode: bool) -> Iterator[str]:
    write = to_unicode if unicode else to_text
    if isinstance(function, VectorFunction):
        yield f"  f_i = {function.formula}"
        yield f"  df_i/dx_j = {function.notation.slope}"
    elif isinstance(function, Gate):
        yield f"  f(u, v) = {write(function.tree)}"
        yield f"  df/du   = {write(collected(function.partial_tree('u')))}"
        yield f"  df/dv   = {write(collected(function.partial_tree('v')))}"
    elif isinstance(function, Stochastic):
        yield f"  f(x) = {write(function.tree)}"
        yield f"         {', '.join(draw.tilde for draw in function.draws)}"
        yield f"  f(x) = {write(function.evaluation.tree)}   in evaluation mode"
    else:
        yield f"  f(x)  = {write(function.tree)}"
        yield f"  f'(x) = {write(collected(function.derivative_tree()))}"
        letters = ["f", *function.values]
        for text in function.identities:
            known = write(parse(text, letters))
            yield f"        = {known}   (f is the function's own value)"
    yield from _parameters(function)


def _parameters(function: Function) -> Iterator[str]:
    for parameter in function.parameters:
        domain = f", {parameter.domain}" if parameter.domain else ""
        trained = ", trainable" if parameter.trainable else ""
        value = function.values[parameter.name]
        default = f", default {parameter.default:g}" if value != parameter.default else ""
        yield f"  {parameter.name} = {value:g}{default}{domain}{trained}: {parameter.meaning}"


def _facts(function: Function) -> list[tuple[str, str]]:
    with share(0.6):
        facts = short_row(function, TOLERANCE)
    lines = [(key.replace("_", " "), facts[key]) for key in facts if key not in ("name", "formula")]
    if isinstance(function, Gate):
        halves = [("in a split vector", f"{who}: {which}") for who, which in function.halves]
        return [("activated", _activated(function)), *halves]
    if isinstance(function, Stochastic):
        return [*_moments(function), *((f"{key}, evaluation", text) for key, text in lines if text)]
    return lines


def _activated(gate: Gate) -> str:
    linear = [word for word in INPUTS if word not in gate.activated]
    passes = f"; linear in {' and in '.join(linear)}" if linear else ""
    return (" and ".join(gate.activated) or "neither input") + passes


def _moments(function: Stochastic) -> Iterator[tuple[str, str]]:
    """Mean and standard deviation at some numbers."""
    for x in (-2.0, -0.5, 0.5, 2.0):
        mean, deviation = function.mean(x), function.deviation(x)
        yield f"at x = {x:g}", f"mean {mean:.6g}, standard deviation {deviation:.6g}"


def _names(function: Function) -> list[tuple[str, str]]:
    lines = [("also called", ", ".join(function.aliases))]
    lines += [(f"in {framework}", text) for framework, text in names_in(function)]
    lines.append(("the name also means", other_meanings(function)))
    lines += [("paper", in_a_line(key)) for key in function.references]
    return lines


def near_by(function: Function) -> Iterator[str]:
    """Its near relatives, each with the largest difference from it and where that is."""
    for spec in function.relatives:
        other = resolve(spec)[0]
        if not isinstance(function, Activation) or not isinstance(other, Activation):
            yield spec
            continue
        difference = largest(other, function)
        if difference is None:
            yield f"{spec}: how far it differs was not found"
        elif math.isinf(difference.value):
            yield f"{spec} differs without bound"
        elif abs(difference.value) < SAME:
            whole = function.facts().domain == other.facts().domain
            yield f"{spec} is the same function" + ("" if whole else " where both have a value")
        else:
            place = "far out" if math.isinf(difference.x) else f"at x = {difference.x:.6g}"
            yield f"{spec} differs by at most {short(abs(difference.value), 1, 5)}, {place}"


def _labelled(pairs: list[tuple[str, str]], columns: int) -> Iterator[str]:
    shown = [(label, text) for label, text in pairs if text]  # a label may be left empty
    width = min(max((len(label) for label, _ in shown), default=0) + 2, max(columns - 20, 2))
    for label, text in shown:
        if len(label) >= width:  # a narrow window: the label has a line of its own
            yield label
            label = ""
        room = max(columns - width, 20)
        wrapped = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)
        for number, line in enumerate(wrapped):
            yield f"{label if number == 0 else '':<{width}}{line}"


def as_dict(function: Function) -> dict[str, Any]:
    """Everything on the page as plain data."""
    page: dict[str, Any] = {
        "name": function.name,
        "title": function.title,
        "family": function.family,
        "year": function.year,
        "aliases": list(function.aliases),
        "summary": function.summary,
        "formula": function.formula,
        "single_source": function.single_source,
        "relatives": list(near_by(function)),
    }
    page |= _derivatives(function)
    page["parameters"] = [
        {
            "name": parameter.name,
            "value": function.values[parameter.name],
            "default": parameter.default,
            "domain": parameter.domain,
            "meaning": parameter.meaning,
            "trainable": parameter.trainable,
        }
        for parameter in function.parameters
    ]
    page |= {field: getattr(function, field) for _, field in _PROSE}
    page["frameworks"] = frameworks_of(function.name)
    page["dialects"] = details(function)
    page["references"] = [in_a_line(key) for key in function.references]
    page["facts"] = full_row(function, TOLERANCE)
    return page


def _derivatives(function: Function) -> dict[str, Any]:
    """What differs between the kinds."""
    if isinstance(function, VectorFunction):
        return {"derivative": function.notation.slope}
    if isinstance(function, Gate):
        return {
            "derivative": {
                word: to_text(collected(function.partial_tree(word))) for word in INPUTS
            },
            "activated": list(function.activated),
            "halves": dict(function.halves),
        }
    if isinstance(function, Stochastic):
        return {
            "derivative": to_text(collected(function.along_a_draw.derivative_tree())),
            "draws": [draw.tilde for draw in function.draws],
            "evaluation": function.deterministic,
        }
    return {
        "derivative": to_text(collected(function.derivative_tree())),
        "in_terms_of_f": list(function.identities),
    }
