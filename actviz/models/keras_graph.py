"""What the layers of a functional Keras model compute one from the other, as a graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from actviz.models import operators
from actviz.models.model_graph import (
    MOST_OPERATIONS,
    Constant,
    Graph,
    ModelError,
    Operation,
    readable,
)  # fmt: skip
from actviz.models.ordering import in_order

CALLS: Final = ("keras.src.ops.", "keras.ops.")  # where calls of functions are from
# Keras's words for operators of ONNX that ONNX has others for.
_OPERATORS: Final = {
    "Subtract": "Sub", "Multiply": "Mul", "Divide": "Div", "TrueDivide": "Div", "Power": "Pow",
    "Negative": "Neg", "Maximum": "Max", "Minimum": "Min", "Absolute": "Abs", "Arctan": "Atan",
    "Arcsin": "Asin", "Arccos": "Acos", "Arcsinh": "Asinh", "Arccosh": "Acosh",
    "Arctanh": "Atanh", "GreaterEqual": "GreaterOrEqual", "LessEqual": "LessOrEqual",
    "LogicalAnd": "And", "LogicalOr": "Or", "LogicalNot": "Not", "LogicalXor": "Xor",
    "GetItem": "Slice", "Split": "Split", "Matmul": "MatMul",
}  # fmt: skip
# Layers that compute as a call does, those that only pass numbers on, and those with weights.
_MERGING: Final = ("Add", "Subtract", "Multiply", "Maximum", "Minimum")
_PASSING: Final = ("Dropout", "SpatialDropout1D", "SpatialDropout2D", "GaussianNoise", "Identity")
_WEIGHTED: Final = ("Dense", "Conv", "BatchNormalization")


def graph_of(config: Any, spec_of: Callable[[dict[str, Any]], str]) -> tuple[Graph, set[int]]:
    """The functional models inside a configuration as one graph, and its functions by ``id``.

    Args:
        spec_of: the function of one number that a layer or a call is, as a spec; empty: none.
    """
    graph = Graph()
    functions: dict[int, list[Operation]] = {}
    for number, layers in enumerate(_functional(config, 0)):
        for layer in layers:
            spec = spec_of(layer)
            kind = f"spec:{spec}" if spec else _kind(layer)
            operations = list(_calls(graph, layer, kind, f"{number}/"))
            if spec and operations:
                functions[id(layer)] = operations
            graph.operations += operations
    if len(graph.operations) > MOST_OPERATIONS:
        raise ModelError(f"more than {MOST_OPERATIONS:,} layers")
    graph.operations = in_order(graph.operations)
    return graph, _joined(graph, functions)


def _joined(graph: Graph, functions: dict[int, list[Operation]]) -> set[int]:
    """The functions that others are computed from or of; any other is known by its name alone."""
    bent = [one for one in graph.operations if operators.is_elementwise(one.kind)]
    made = {name for one in bent for name in one.outputs}
    used = {name for one in bent for name in one.inputs}
    joined = set()
    for layer, calls in functions.items():
        if any(made.intersection(one.inputs) or used.intersection(one.outputs) for one in calls):
            joined.add(layer)
        else:
            for one in calls:
                one.kind = f"keras:{one.as_written}"
    return joined


def _functional(part: Any, depth: int) -> Iterator[list[dict[str, Any]]]:
    """The layers of each functional model inside a part of a configuration."""
    if depth > 60:
        return
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    layers = part.get("layers") if isinstance(part, dict) else None
    if isinstance(layers, list) and "output_layers" in part:
        yield [one for one in layers if isinstance(one, dict)]
    for one in inner:
        yield from _functional(one, depth + 1)


def _kind(layer: dict[str, Any]) -> str:
    """The operator of ONNX that a layer is; one that is none of them has a name of its own."""
    word = str(layer.get("class_name"))
    plain = _OPERATORS.get(word, word)
    if str(layer.get("module", "")).startswith(CALLS):
        known = operators.is_elementwise(plain) or plain in operators.LOGIC
        return plain if known or word in _OPERATORS else f"keras:{word}"
    if word in _MERGING:
        return plain
    if word in _PASSING:
        return "Identity"
    return "Gemm" if any(one in word for one in _WEIGHTED) else f"keras:{word}"


def _calls(graph: Graph, layer: dict[str, Any], kind: str, model: str) -> Iterator[Operation]:
    """A layer as an operation, one for each time that it is called."""
    name = readable(str(layer.get("name")))
    config = layer.get("config")
    for nth, call in enumerate(layer.get("inbound_nodes") or ()):
        if not isinstance(call, dict):
            return  # as Keras 2 writes it
        given = list(_flat([call.get("args"), call.get("kwargs")]))
        if kind == "Clip" and isinstance(config, dict):
            given += [config.get("x_min"), config.get("x_max")]
        inputs = []
        for at, one in enumerate(given):
            history = one.get("config", {}).get("keras_history") if isinstance(one, dict) else None
            if isinstance(history, list) and len(history) == 3:
                inputs.append(readable(f"{model}{history[0]}/{history[1]}/{history[2]}"))
                shape = one["config"].get("shape")
                if isinstance(shape, list):
                    graph.shapes[inputs[-1]] = tuple("?" if n is None else n for n in shape)
            elif type(one) in (int, float) and not kind.startswith(("spec:", "keras:")):
                stored = f"{model}{name}/{nth}: {at}"
                graph.constants[stored] = Constant((), "float64", partial(list, [float(one)]))
                inputs.append(stored)
        if kind == "Gemm":
            inputs.append(f"{model}{name}/weights")
        outputs = tuple(f"{model}{name}/{nth}/{at}" for at in range(8 if kind == "Split" else 1))
        word = str(layer.get("class_name"))
        yield Operation(kind, name, tuple(inputs), outputs, as_written=readable(word))


def _flat(part: Any) -> Iterator[Any]:
    """The tensors and numbers among arguments, however they are put together."""
    if isinstance(part, dict) and "class_name" not in part:
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _flat(one)
    else:
        yield part
