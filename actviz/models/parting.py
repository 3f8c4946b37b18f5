"""A graph with what others melted together taken apart again, so that it reads as it was meant.

A layer with an activation inside becomes the layer and the activation: what follows may belong to
it, as the Log behind a fused Sigmoid. A Gemm that repeats a product only to add something to it,
as tf2onnx writes x + 0.044715*x**3 where x is itself a product, becomes that addition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from actviz.models import operators
from actviz.models.graph import Constant, Graph, Operation, Quantised
from actviz.models.ordering import in_order

FUSED: Final = "fused into"  # an attribute of ours: the word of the file that named the activation
# Attributes of fused layers that name an activation.
_WORDS: Final = ("activation", "fused_activation_function")
_PARAMETERS: Final = {  # activation_params, in order, as ONNX's operators call them
    "LeakyRelu": ("alpha",), "HardSigmoid": ("alpha", "beta"), "Clip": ("min", "max"),
    "Elu": ("alpha",), "ThresholdedRelu": ("alpha",),
}  # fmt: skip
_ENDS: Final = {"uint8": (0, 255), "int8": (-128, 127), "uint16": (0, 65535),
                "int16": (-32768, 32767)}  # fmt: skip


def parted(graph: Graph) -> Graph:
    """The same graph with fused layers and repeated products taken apart.

    What its whole numbers mean, as its quantising operators say, is noted on the way.
    """
    products = {
        one.inputs: one.outputs[0] for one in graph.operations if one.kind == "MatMul"
    }  # fmt: skip
    found: list[Operation] = []
    for one in graph.operations:
        if one.kind in operators.QUANTISING and one.outputs:
            _noted(graph, one)
        found += _repeated(graph, one, products) or _fused(one)
    if found == graph.operations:
        return graph
    return replace(graph, operations=in_order(found))


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
    found: dict[str, Any] = {}
    if isinstance(numbers, list):
        found = dict(zip(_PARAMETERS.get(kind, ()), numbers, strict=False))
    for word in ("alpha", "beta"):
        if f"activation_{word}" in attributes:
            found[word] = attributes[f"activation_{word}"]
    return found


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


# ---------------------------------------------------------------- whole numbers


def _noted(graph: Graph, one: Operation) -> None:
    """What the numbers before and behind a quantising operator mean."""
    meant = quantised(graph, *one.inputs[1:3])
    if meant is not None:
        for tensor in (one.inputs[0], one.outputs[0]):
            graph.quantised.setdefault(tensor, meant)


def quantised(graph: Graph, scale: str, zero: str = "") -> Quantised | None:
    """What a stored scale and zero point say; None: they are not stored, or not one number."""
    step = graph.constants[scale].uniform() if scale in graph.constants else None
    if step is None:
        return None
    if not zero:
        return Quantised(step, 0, *_ENDS["uint8"])
    stored = graph.constants.get(zero)
    number = stored.uniform() if stored is not None else None
    if stored is None or number is None or stored.dtype not in _ENDS:
        return None
    return Quantised(step, int(number), *_ENDS[stored.dtype])
