"""What a page is told: its curves, and each function with its code and its sliders."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from actviz.figures.compose.titles import greek, short, sweep_labels, swept_parameters
from actviz.figures.page.inks import hue, hues
from actviz.figures.scene import themes
from actviz.figures.scene.scene import Panel, Scene
from actviz.formula.grammar import parse_condition
from actviz.formula.tree import Node, literal, name, node
from actviz.functions.elementwise import Activation
from actviz.functions.entry import Parameter, holds
from actviz.readings.joined import joined
from actviz.readings.languages import javascript
from actviz.readings.notation.unicode import to_unicode


class _Code(str):
    """JavaScript among data."""


def text(value: Any) -> str:
    """Data as JavaScript; text cannot end the script it stands in."""
    if isinstance(value, _Code):
        return value
    if isinstance(value, dict):
        return "{" + ",\n".join(f"{key}: {text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(text, value))}]"
    return json.dumps(value, ensure_ascii=False, allow_nan=False).replace("<", r"\u003c")


def data(
    functions: Sequence[Activation], scene: Scene, orders: Sequence[int], letter: str = "x"
) -> dict[str, Any]:
    """All that the page's script is told: curves, functions, their code and their sliders."""
    labels = [short(label) for label in sweep_labels(functions)]
    several = len({function.formula for function in functions}) > 1
    swept = swept_parameters(functions)
    return {
        **_picture(scene.panels[0], len(functions), orders, letter),
        "functions": [
            _function(function, label, max(*orders, 1), swept, several)
            for function, label in zip(functions, labels, strict=True)
        ],
    }


def _picture(panel: Panel, count: int, orders: Sequence[int], letter: str) -> dict[str, Any]:
    """The axes and curves of a picture of so many functions or components."""
    low, high = panel.x.low, panel.x.high
    # As compose arranges them: all functions, then all their derivatives.
    places = [(index, order) for order in dict.fromkeys(orders) for index in range(count)]
    inks = hues(panel)
    return {
        "letter": letter,
        "x": (low, high),
        "y": (panel.y.low, panel.y.high),
        "start": 1.0 if low < 1 < high else (low + high) / 2,
        "guides": [(line.slope, line.offset, line.low, line.high) for line in panel.guides],
        "curves": [
            {
                "of": index,
                "order": order,
                "hue": inks.index(hue(curve.stroke)),
                "dash": [round(2.1 * length, 2) for length in themes.dash(curve.stroke)],
            }
            for (index, order), curve in zip(places, panel.curves, strict=True)
        ],
    }


_DIGITS, _SAMPLED_DIGITS = 6, 3  # that a page tells of a formula, and of samples


def component_data(shown: Scene, known: Scene, orders: Sequence[int]) -> dict[str, Any]:
    """What a page is told of a vector function: its components at samples of one score.

    Args:
        known: one with the components and then their slopes.
    """
    panel, every = shown.panels[0], known.panels[0].curves
    count = len(every) // 2
    tables = [
        [[list(part.x), [float(f"{y:.6g}") for y in part.y]] for part in curve.segments]
        for curve in every
    ]
    return {
        **_picture(panel, count, orders, "x"),
        "known": (panel.x.low, panel.x.high),
        "tables": tables,
        "functions": [
            {
                "name": curve.label,
                "label": curve.label,
                "digits": _SAMPLED_DIGITS,
                "fixed": True,
                "formula": "",
                "swept": [],
                "parameters": [],
                "domain": [],
                "values": [_Code(f"x => along(PAGE.tables[{at}], x)") for at in (i, i + count)],
                "sides": [
                    _Code(f"x => [stretchOf(PAGE.tables[{at}], x)]") for at in (i, i + count)
                ],
            }
            for i, curve in enumerate(every[:count])
        ],
    }


def _function(
    function: Activation, label: str, top: int, swept: Sequence[str], several: bool
) -> dict[str, Any]:
    letters = [parameter.name for parameter in function.parameters]
    trees = [function.derivative_tree(order, careful=True) for order in range(1, top + 1)]
    cut = [
        javascript.to_javascript(slope(function, order), letters, function.careful_tree)
        for order in range(1, top + 1)
    ]
    domain = {
        words.strip(): javascript.to_javascript(parse_condition(words, letters), letters)
        for parameter in function.parameters
        for words in filter(None, parameter.domain.split(","))
    }
    return {
        "name": short(function.spelling or function.name),
        "label": label,
        "digits": _DIGITS,
        "fixed": bool(function.label),
        "formula": to_unicode(function.tree) if several else "",
        "swept": [letters.index(word) for word in swept],
        "parameters": [slider(parameter, function) for parameter in function.parameters],
        "domain": [(words, _Code(code)) for words, code in domain.items()],
        "values": [
            _Code(code) for code in (javascript.to_javascript(function.quick_tree, letters), *cut)
        ],
        "sides": [
            _Code(javascript.to_sides(tree, letters)) for tree in (function.careful_tree, *trees)
        ],
    }


def slope(function: Activation, order: int) -> Node:
    """A derivative for any position of the sliders, right at every joint where they start."""
    free = function.derivative_tree(order, careful=True)
    tree = joined(function.tree, free, function.values, order)
    if tree is not free:
        for word, value in function.values.items():
            tree = node("where", node("==", name(word), literal(value)), tree, free)
    return tree


def slider(parameter: Parameter, function: Activation) -> dict[str, Any]:
    """A parameter with the round ends and step of its slider, inside of its domain."""
    value = function.values[parameter.name]
    reach = max(1.0, abs(value))
    low, high = parameter.typical or (value - reach, value + reach)
    low, high = min(low, value), max(high, value)
    step = 1.0 if parameter.whole else _round_step((high - low) / 100)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    alone = [
        condition
        for words in filter(None, parameter.domain.split(","))
        for condition in [parse_condition(words, list(function.values))]
        if condition.names == {parameter.name}
    ]

    def allowed(index: int) -> bool:
        at = {parameter.name: _decimal(index, step)}
        return all(holds(condition, at) for condition in alone)

    while first < last and not allowed(first):
        first += 1
    while first < last and not allowed(last):
        last -= 1
    return {
        "sign": greek(parameter.name),
        "meaning": parameter.meaning,
        "value": value,
        "default": float(parameter.default),
        "low": _decimal(first, step),
        "high": _decimal(last, step),
        "step": step,
        "whole": parameter.whole,
    }


def _round_step(rough: float) -> float:
    """1, 2 or 5 times a power of ten, about as large."""
    decade = math.floor(math.log10(rough or 0.01))
    digit = min((1, 2, 5, 10), key=lambda digit: abs(digit - rough / 10.0**decade))
    return float(f"{digit}e{decade}")


def _decimal(index: int, step: float) -> float:
    return float(f"{index * step:.12g}")
