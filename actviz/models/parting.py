"""A graph with what others melted together taken apart again, so that it reads as it was meant.

A layer with an activation inside becomes the layer and the activation: what follows may belong to
it, as the Log behind a fused Sigmoid. A Gemm that repeats a product only to add something to it,
as tf2onnx writes x + 0.044715*x**3 where x is itself a product, becomes that addition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from actviz.models import operators, quantised_operators
from actviz.models.model_graph import Constant, Graph, Operation
from actviz.models.ordering import in_order

FUSED: Final = "fused into"  # an attribute of ours: the word of the file that named the activation
# Attributes of fused layers that name an activation.
_WORDS: Final = ("activation", "fused_activation_function")
_PARAMETERS: Final = {  # activation_params, in order, as ONNX's operators call them
    "LeakyRelu": ("alpha",), "HardSigmoid": ("alpha", "beta"), "Clip": ("min", "max"),
    "Elu": ("alpha",), "ThresholdedRelu": ("alpha",),
}  # fmt: skip


def parted(graph: Graph, outer: Mapping[str, Constant]) -> Graph:
    """The same graph with fused layers and repeated products taken apart.

    What its nodes hold as constants, and what its whole numbers mean, is noted on the way;
    ``outer`` are the constants of the graphs around it.
    """
    for one in graph.operations:
        if one.kind == "Constant" and one.outputs:
            _stored(graph, one)
    constants = {**outer, **graph.constants} if outer else graph.constants
    products = {
        one.inputs: one.outputs[0] for one in graph.operations if one.kind == "MatMul"
    }  # fmt: skip
    operations: list[Operation] = []
    for written in graph.operations:
        for one in quantised_operators.meant(written):
            quantised_operators.noted(graph, one, constants)
            operations += _repeated(graph, one, products) or _fused(one)
    if operations == graph.operations:
        return graph
    return replace(graph, operations=in_order(operations))


def _stored(graph: Graph, one: Operation) -> None:
    """The content of a node that is a constant."""
    given = one.attributes
    constant = given.get("value")
    if isinstance(constant, Constant):
        graph.constants[one.outputs[0]] = constant
        return
    for word in ("value_float", "value_int", "value_floats", "value_ints"):
        if word in given:
            numbers = given[word] if isinstance(given[word], list) else [given[word]]
            numbers = [float(number) for number in numbers if isinstance(number, (int, float))]
            shape = (len(numbers),) if word.endswith("s") else ()
            kind = "float32" if "float" in word else "int64"
            graph.constants[one.outputs[0]] = Constant(shape, kind, partial(list, numbers))


def _fused(one: Operation) -> Iterator[Operation]:
    """A layer and the activation in it; the operation itself if it has none that is known."""
    for word in _WORDS:
        kind = one.attributes.get(word)
        if not isinstance(kind, str) or not one.outputs or not operators.is_elementwise(kind):
            continue
        before = f"{one.outputs[0]} before {kind}"
        attributes = {w: content for w, content in one.attributes.items() if w != word}
        yield replace(one, outputs=(before, *one.outputs[1:]), attributes=attributes)
        yield Operation(
            kind, one.spoken, (before,), one.outputs[:1],
            {**_settings(kind, one.attributes), FUSED: word}, as_written=one.word,
        )  # fmt: skip
        return
    yield one


def _settings(kind: str, attributes: dict[str, Any]) -> dict[str, Any]:
    """The numbers of a fused activation, under the words of its own operator."""
    numbers = attributes.get("activation_params")
    settings: dict[str, Any] = {}
    if isinstance(numbers, list):
        settings = dict(zip(_PARAMETERS.get(kind, ()), numbers, strict=False))
    for word in ("alpha", "beta"):
        if f"activation_{word}" in attributes:
            settings[word] = attributes[f"activation_{word}"]
    return settings


def _repeated(
    graph: Graph, one: Operation, products: dict[tuple[str, ...], str]
) -> list[Operation]:
    """What a Gemm adds to a product that is in the graph already; empty: it is no such Gemm."""
    if one.kind != "Gemm" or len(one.inputs) != 3 or one.inputs[:2] not in products:
        return []
    given = one.attributes
    if given.get("alpha", 1.0) != 1.0 or given.get("transA") or given.get("transB"):
        return []
    added = one.inputs[2]
    stored = graph.constants.get(added)
    if stored is not None and stored.uniform() is None:
        return []  # a bias: this is a layer of its own
    beta = float(given.get("beta", 1.0))
    if beta == 1.0:
        return [replace(one, kind="Add", inputs=(products[one.inputs[:2]], added), attributes={})]
    scaled, factor = f"{one.outputs[0]} scaled", f"{one.outputs[0]} beta"
    graph.constants[factor] = Constant((), "float32", lambda: [beta])
    return [
        replace(one, kind="Mul", inputs=(added, factor), outputs=(scaled,), attributes={}),
        replace(one, kind="Add", inputs=(products[one.inputs[:2]], scaled), attributes={}),
    ]
