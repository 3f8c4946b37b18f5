"""What a picture and its curves are called when nobody says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from actviz.figures.layout.ticks import MINUS, number_word
from actviz.formula.tree import walk
from actviz.functions.kinds import is_elementwise, is_gate, is_vector
from actviz.lookup.registry import Function
from actviz.readings.notation.typeset import GREEK
from actviz.readings.notation.unicode import HEADS, RAISED, to_unicode

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation

_NAMED_UP_TO: Final = 6  # functions that a title lists
_LONGEST: Final = 46  # characters of a title that lists

_LABEL: Final = 34  # characters of a label beside a curve

_DERIVATIVES: Final = {
    (0, 1): " and its derivative",
    (0, 1, 2): " and its first two derivatives",
    (1,): ": derivative",
    (2,): ": second derivative",
}

_SIGNS: Final = {**GREEK, **HEADS}

_PARTIAL: Final = {(0, 1): " and its partial derivatives", (1,): ": partial derivatives"}


def default_title(
    functions: Sequence[Function], orders: Sequence[int], grid: bool, samples: Sequence[str] = ()
) -> str:
    """``relu and gelu``, ``sigmoid and its derivative``, ``elu for different alpha``."""
    orders = tuple(orders)
    words = list(dict.fromkeys([*(written(function) for function in functions), *samples]))
    swept = swept_parameters(functions) if not samples else []
    if len(words) == 1 and not functions:
        return words[0]
    if len(words) == 1:
        first = functions[0]
        name = first.label or (_whole(first) if orders == (0,) else "") or written(first)
        name = name if len(name) <= _LONGEST else ""
        derivatives = _PARTIAL if is_gate(first) else _DERIVATIVES
        return name + (derivatives.get(orders, "") if name else "")
    if swept:
        return f"{functions[0].name} for different {' and '.join(map(greek, swept))}"
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    if len(words) > _NAMED_UP_TO or len(listed) > _LONGEST:
        listed = f"{len(words)} activation functions"
    several = {(0, 1): " with derivatives", (1,): ": derivatives", (2,): ": second derivatives"}
    return listed + several.get(orders, "" if orders == (0,) else " with derivatives")


def _whole(function: Function) -> str:
    """The title of an entry, with what is not as usual: ``Softmax with a temperature (β = 2)``."""
    changed = changes(function)
    return f"{function.title} ({changed})" if function.title and changed else function.title


def swept_parameters(functions: Sequence[Function]) -> list[str]:
    """The parameters in which several bindings of the same function differ; else none."""
    bound = [function for function in functions if is_elementwise(function)]
    if len(bound) < 2 or len(bound) < len(functions) or len({f.formula for f in bound}) > 1:
        return []
    return [word for word in bound[0].values if len({f.values[word] for f in bound}) > 1]


def sweep_labels(functions: Sequence[Activation]) -> list[str]:
    """A name for each curve; the members of a sweep are named by what differs."""
    swept = swept_parameters(functions)
    if not swept or any(function.label for function in functions):
        return [written(function) for function in functions]
    return [
        ", ".join(f"{greek(word)} = {number_word(f.values[word])}" for word in swept)
        for f in functions
    ]


def written(function: Function) -> str:
    """What a function is called on paper: ``elu (α = 0.5)``, ``x³``; a label is what it is."""
    if function.label:
        return function.display
    if not is_vector(function) and is_typed(function):
        heads = set(re.findall(r"[A-Za-z_]\w*(?=\()", function.name))
        # What the language writes out, tan(x) as sin(x)/cos(x), stays as it was typed.
        known = {part.op for part in walk(function.tree)}
        return to_unicode(function.tree) if heads <= known else as_typed(function.name)
    changed = changes(function)
    called = function.spelling or function.name
    return f"{called} ({changed})" if changed else called


def is_one_function(functions: Sequence[Activation]) -> bool:
    """Whether one formula says all: one function, or a sweep of it."""
    return len({function.formula for function in functions}) == 1


def is_typed(function: Function) -> bool:
    """Whether a formula has no name but itself."""
    return not (function.label or re.search(r"^\w+$|#|^[^?]*:", function.name))


def changes(function: Function) -> str:
    """``α = 0.5``: the parameters that are not at their defaults."""
    return ", ".join(
        f"{greek(p.name)} = {number_word(function.values[p.name])}"
        for p in function.parameters
        if function.values[p.name] != p.default
    )


def as_typed(formula: str) -> str:
    """A formula in the words of whoever typed it, with the signs of mathematics: ``x·relu(x)²``."""
    text = re.sub(r"\*\*\s*(-?\d+)(?![\d.])", lambda match: match[1].translate(RAISED), formula)
    text = re.sub(r"\s*\*\s*", "·", text.replace("**", "^"))
    text = re.sub(r"(?<![\de][eE])(?<=[^\s(,+\-·/^])\s*([+-])\s*(?=\S)", r" \1 ", text)
    text = re.sub(r"[A-Za-z_]\w*", lambda match: _SIGNS.get(match[0], match[0]), text)
    return re.sub(r",\s*", ", ", text).replace("-", MINUS)


def short(label: str) -> str:
    """A label that leaves room for the curve: one line, elided in the middle when it is long."""
    label = " ".join(label.split())
    return label if len(label) <= _LABEL else f"{label[: _LABEL - 9]}…{label[-8:]}"


def greek(word: str) -> str:
    """A parameter's name as it is written on paper: ``alpha`` is α."""
    return GREEK.get(word, "λ" if word == "lambd" else word)
