"""Functions of more than one number as curves of a page: the other numbers are sliders."""

from __future__ import annotations

import re
from typing import Final

from actviz.functions.elementwise import Activation
from actviz.functions.entry import Parameter
from actviz.functions.gated import INPUTS, Gate
from actviz.functions.random_functions import Stochastic

_OTHER: Final = 1.0, (-4.0, 4.0)  # where the slider of a gate's other input starts, and its ends


def axis(gate: Gate) -> str:
    """The input of a gated unit that runs along the axis: one that meets a nonlinearity."""
    return (*gate.activated, *INPUTS)[0]


def of_gate(gate: Gate) -> Activation:
    """A gated unit as a function of one input; the other is a parameter."""
    along = axis(gate)
    (beside,) = (word for word in INPUTS if word != along)
    start, ends = _OTHER
    other = Parameter(beside, start, typical=ends, meaning="the other input")
    return Activation(
        name=gate.name,
        title=gate.title,
        formula=_over(along, gate.formula),
        careful=_over(along, gate.careful),
        parameters=(other, *gate.parameters),
        values={beside: start, **gate.values},
        label=gate.label,
    )


def _over(letter: str, formula: str) -> str:
    """The formula with x for one of its letters."""
    return re.sub(rf"\b{letter}\b", "x", formula)


def of_random(function: Stochastic) -> Activation:
    """A random function for draws that are set by hand; they start in the middle."""
    reach = function.reach()
    draws = tuple(
        Parameter(draw.name, reach[draw.name][1], typical=reach[draw.name][::2], meaning=draw.words)
        for draw in function.draws
    )
    middles = {word: middle for word, (_, middle, _) in reach.items()}
    return Activation(
        name=function.name,
        title=function.title,
        formula=function.formula,
        parameters=(*draws, *function.parameters),
        values={**middles, **function.values},
        label=function.label,
    )
