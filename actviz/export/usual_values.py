"""Values of the parameters that stay arguments, and what trees come to at them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from actviz.arrays import Float64, np
from actviz.export.computed import together
from actviz.formula.tree import Node
from actviz.functions.elementwise import Activation
from actviz.functions.entry import Parameter, Values
from actviz.readings.languages.lowering import lowered

_ASIDE: Final = 0.0314  # of the way to another number
DRAWN: Final = 1  # of those that are drawn, where each takes long
_DRAWS: Final = 8
_RATIO: Final = 0.6180339887498949  # steps that fill a range evenly, however many
_APART: Final = 0.7548776662466927


def usual_values(function: Activation, arguments: Sequence[str]) -> Iterator[Values]:
    """The parameters as they are bound, and each argument at other ends that are typical of it."""
    yield Values(function.values)
    for parameter, ends in _ends(function, arguments):
        for end in ends:
            yield Values({**function.values, parameter.name: end})


def uneven_values(function: Activation, arguments: Sequence[str]) -> Values:
    """The parameters as they are bound, and all arguments beside that, with all digits.

    What is bound is round, as typical ends are: of ``0.5*x`` nothing is lost.
    """
    values = dict(function.values)
    for parameter, ends in _ends(function, arguments):
        if not parameter.whole:
            aside = values[parameter.name] + _ASIDE * (ends[-1] - values[parameter.name])
            values[parameter.name] = _to_the_last_digit(aside)
    return Values(values)


def drawn_values(function: Activation, arguments: Sequence[str]) -> Iterator[Values]:
    """The parameters as they are bound, and the arguments anywhere between typical ends."""
    for draw in range(1, _DRAWS + 1):
        values = dict(function.values)
        for at, parameter in enumerate(function.parameters):
            if parameter.name in arguments and parameter.typical and not parameter.whole:
                low, high = parameter.typical
                share = (draw * _RATIO + at * _APART) % 1.0
                values[parameter.name] = _to_the_last_digit(low + share * (high - low))
        yield Values(values)


def _to_the_last_digit(value: float) -> float:
    """A number beside another, of which the next larger exponent takes a digit."""
    return value if int(math.frexp(value)[0] * 2**53) % 2 else math.nextafter(value, math.inf)


def _ends(
    function: Activation, arguments: Sequence[str]
) -> Iterator[tuple[Parameter, list[float]]]:
    """Arguments, with the typical ends that they are not bound to."""
    for parameter in function.parameters:
        ends = dict.fromkeys(map(float, parameter.typical or ()))
        ends.pop(function.values[parameter.name], None)
        if parameter.name in arguments and ends:
            yield parameter, list(ends)


def values_at(tree: Node, x: Float64, usual: Sequence[Mapping[str, float]]) -> Float64:
    """A tree in x and parameters at points, a row for the values of parameters, all at once."""
    return all_at((tree,), x, usual)[0]


def all_at(
    trees: Sequence[Node], x: Float64, usual: Sequence[Mapping[str, float]]
) -> list[Float64]:
    """The same of several trees."""
    letters = {word: np.array([[each[word]] for each in usual]) for word in usual[0]}
    values = together(tuple(map(lowered, trees)), {**letters, "x": x})
    return [rows + np.zeros((len(usual), x.size)) for rows in values]
