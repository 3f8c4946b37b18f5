"""Values of the parameters that stay arguments, and what trees come to at them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from actviz.arrays import Float64, np
from actviz.export.computed import together
from actviz.formula.tree import Node
from actviz.functions.elementwise import Activation
from actviz.readings.languages.lowering import lowered


def usual_values(function: Activation, arguments: Sequence[str]) -> Iterator[dict[str, float]]:
    """The parameters as they are bound, and each argument at other ends that are typical of it."""
    yield dict(function.values)
    for parameter in function.parameters:
        if parameter.name in arguments:
            for end in map(float, dict.fromkeys(parameter.typical or ())):
                if end != function.values[parameter.name]:
                    yield {**function.values, parameter.name: end}


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
