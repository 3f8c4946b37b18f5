"""One forward pass, one backward pass and one step of a small network, number by number.

With inputs a, weights W and biases b a unit has the pre-activation z = W a + b and the activation
f(z). The loss L is half the squared error, summed over the outputs. Backward, each gradient is a
product: dL/dz = dL/da f'(z), dL/dW = dL/dz times the input, dL/db = dL/dz, and dL/da of the layer
before sums dL/dz W over the units that the activation goes to.

Sums and products are exact in the decimals that the numbers are written as, and rounded to a
double at the end, as one would by hand: 0.1*3 - 0.3 is 0 here, and sits on relu's kink.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from actviz.dataclass import dataclass
from actviz.facts.breaks import breaks
from actviz.facts.record import Break
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import elementwise
from actviz.networks.network import Layer, Network, Row


@dataclass(frozen=True)
class Passage:
    """What happens in one layer, forward and backward, unit by unit."""

    layer: Layer
    function: Activation | None  # None: the activation is the pre-activation itself
    inputs: Row
    z: Row
    outputs: Row
    slopes: Row  # f'(z); 1 where there is no function
    kinks: tuple[Break | None, ...]  # the kink that a pre-activation sits on
    by_output: Row  # dL/da
    by_z: Row  # dL/dz, which is dL/db too
    by_weight: tuple[Row, ...]  # dL/dW, of the shape of the weights


@dataclass(frozen=True)
class Worked:
    """A network with one function in its hidden layers, worked through."""

    function: Activation
    network: Network
    passages: tuple[Passage, ...]
    loss: float
    by_input: Row  # dL/dx
    rate: float
    after: Network  # after one step against the gradient
    outputs_after: Row
    loss_after: float

    @property
    def outputs(self) -> Row:
        """What the network says, before the step."""
        return self.passages[-1].outputs


def worked(network: Network, function: Activation, rate: float) -> Worked:
    """Everything about one function in a network.

    Raises:
        ValueError: a value or a slope that is needed does not exist, or overflows.
    """
    functions = _functions(network, function)
    forward = _forward(network, functions)
    loss = _loss(forward[-1][1], network.targets)
    by_output = tuple(
        _double(_exact(y) - _exact(t), "a gradient")
        for y, t in zip(forward[-1][1], network.targets, strict=True)
    )
    passages: list[Passage] = []
    for index in range(len(network.layers) - 1, -1, -1):
        inputs = forward[index - 1][1] if index else network.inputs
        passage = _backward(
            index, network.layers[index], functions[index], inputs, *forward[index], by_output
        )
        passages.insert(0, passage)
        by_output = tuple(
            _dot(passage.by_z, [row[i] for row in passage.layer.weights])
            for i in range(len(inputs))
        )
    after = replace(network, layers=tuple(_stepped(passage, rate) for passage in passages))
    outputs_after = _forward(after, functions)[-1][1]
    return Worked(
        function, network, tuple(passages), loss, by_output, rate, after, outputs_after,
        _loss(outputs_after, network.targets),
    )  # fmt: skip


def called(worked: Worked, function: Activation) -> str:
    """What a formula calls a function: f for the one asked about, its name for another."""
    word = function.display
    plain = re.fullmatch(r"[^\W\d]\w*", word) is not None
    return "f" if function is worked.function or not plain else word


def _functions(network: Network, function: Activation) -> list[Activation | None]:
    functions: list[Activation | None] = []
    for index, layer in enumerate(network.layers, 1):
        if layer.activation:
            functions.append(elementwise([layer.activation], f"layer {index}")[0])
        else:
            functions.append(function if index < len(network.layers) else None)
    return functions


def _forward(network: Network, functions: Sequence[Activation | None]) -> list[tuple[Row, Row]]:
    """Pre-activations and activations of each layer."""
    rows: list[tuple[Row, Row]] = []
    inputs = network.inputs
    for index, (layer, function) in enumerate(zip(network.layers, functions, strict=True), 1):
        z = tuple(
            _dot(row, inputs, bias) for row, bias in zip(layer.weights, layer.biases, strict=True)
        )
        outputs = (
            z
            if function is None
            else tuple(
                _value(function, value, f"z{index}[{unit}]") for unit, value in enumerate(z, 1)
            )
        )
        rows.append((z, outputs))
        inputs = outputs
    return rows


def _value(function: Activation, z: float, name: str) -> float:
    value = float(function(z))
    if math.isfinite(value):
        return value
    said = "has no value" if math.isnan(value) else "is infinite"
    raise ValueError(
        f"{function.display} {said} at {name} = {z:g}; other weights or inputs will do"
    )


def _backward(
    index: int, layer: Layer, function: Activation | None, inputs: Row, z: Row, outputs: Row,
    by_output: Row,
) -> Passage:  # fmt: skip
    slopes = [1.0] * len(z)
    kinks: list[Break | None] = [None] * len(z)
    if function is not None:
        names = [f"z{index + 1}[{unit}]" for unit in range(1, len(z) + 1)]
        sides = [_slope(function, value, name) for value, name in zip(z, names, strict=True)]
        slopes, kinks = [side[0] for side in sides], [side[1] for side in sides]
    by_z = tuple(_dot([one], [slope]) for one, slope in zip(by_output, slopes, strict=True))
    by_weight = tuple(tuple(_dot([delta], [value]) for value in inputs) for delta in by_z)
    return Passage(
        layer, function, inputs, z, outputs, tuple(slopes), tuple(kinks), by_output, by_z, by_weight
    )


def _slope(function: Activation, z: float, name: str) -> tuple[float, Break | None]:
    """The slope that is taken, and the kink that z sits on."""
    joint = next(iter(breaks(function.bound_tree, z, z)), None)
    if joint is not None and joint.order == 0:
        what = "has a pole" if joint.kind == "pole" else "jumps"
        raise ValueError(
            f"{function.display} {what} at {name} = {z:g} and has no derivative there; another "
            "--input or other weights will do, or a function without jumps, such as sigmoid"
        )
    slope = float(function.derivative(z))
    if not math.isfinite(slope):
        raise ValueError(
            f"{function.display} has no finite slope at {name} = {z:g}; another --input or other "
            "weights will do"
        )
    return slope, joint if joint is not None and joint.kind == "kink" else None


def _stepped(passage: Passage, rate: float) -> Layer:
    layer = passage.layer
    return replace(
        layer,
        weights=tuple(
            tuple(_moved(value, rate, slope) for value, slope in zip(row, slopes, strict=True))
            for row, slopes in zip(layer.weights, passage.by_weight, strict=True)
        ),
        biases=tuple(
            _moved(value, rate, slope)
            for value, slope in zip(layer.biases, passage.by_z, strict=True)
        ),
    )


def _moved(value: float, rate: float, slope: float) -> float:
    return _double(_exact(value) - _exact(rate) * _exact(slope), "a new weight")


def _loss(outputs: Row, targets: Row) -> float:
    errors = (_exact(y) - _exact(t) for y, t in zip(outputs, targets, strict=True))
    return _double(sum((error**2 for error in errors), Fraction()) / 2, "the loss")


def _dot(one: Iterable[float], other: Iterable[float], offset: float = 0.0) -> float:
    products = (_exact(a) * _exact(b) for a, b in zip(one, other, strict=True))
    return _double(sum(products, _exact(offset)), "a sum")


def _exact(value: float) -> Fraction:
    """The decimal that a double is written as: 0.1 is a tenth."""
    return Fraction(repr(value))


def _double(value: Fraction, what: str) -> float:
    try:
        return float(value)
    except OverflowError:
        raise ValueError(f"{what} is beyond the largest double; take smaller numbers") from None
