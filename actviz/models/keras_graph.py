"""What the layers of a functional Keras model compute one from the other, as a graph."""

from __future__ import annotations

import math
import re
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

_CALLS: Final = ("keras.src.ops.", "keras.ops.")  # where calls of functions are from
_OLD_CALL: Final = "TFOpLambda"  # a call as Keras 2 writes it, of a function of TensorFlow
# Keras's words for operators of ONNX that ONNX has others for.
_OPERATORS: Final = {
    "Subtract": "Sub", "Multiply": "Mul", "Divide": "Div", "TrueDivide": "Div", "Power": "Pow",
    "Negative": "Neg", "Maximum": "Max", "Minimum": "Min", "Absolute": "Abs", "Arctan": "Atan",
    "Arcsin": "Asin", "Arccos": "Acos", "Arcsinh": "Asinh", "Arccosh": "Acosh",
    "Arctanh": "Atanh", "GreaterEqual": "GreaterOrEqual", "LessEqual": "LessOrEqual",
    "LogicalAnd": "And", "LogicalOr": "Or", "LogicalNot": "Not", "LogicalXor": "Xor",
    "GetItem": "Slice", "Split": "Split", "Matmul": "MatMul", "Truediv": "Div",
    "ClipByValue": "Clip",
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


def call_of(layer: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """The function that a call is of, with what else it was given; None: it is a layer.

    In words of :mod:`keras.ops` (``leaky_relu``), or of Keras 2 those of TensorFlow.
    """
    word, config = str(layer.get("class_name")), layer.get("config")
    if not isinstance(config, dict):
        return None
    if word == _OLD_CALL:
        calls = layer.get("inbound_nodes") or [None]
        given = calls[0][-1] if isinstance(calls[0], list) and calls[0] else {}
        return str(config.get("function")), given if isinstance(given, dict) else {}
    if str(layer.get("module", "")).startswith(_CALLS):
        return re.sub(r"(?<!^)(?=[A-Z])", "_", word).lower(), config
    return None


def is_old(layer: dict[str, Any]) -> bool:
    """Whether a call is written as Keras 2 does."""
    return layer.get("class_name") == _OLD_CALL


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
    call = call_of(layer)
    if call and is_old(layer):
        word = call[0].rpartition(".")[2].title().replace("_", "")
    plain = _OPERATORS.get(word, word)
    if call:
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
        if isinstance(call, dict):
            given = list(_flat([call.get("args"), call.get("kwargs")]))
        else:
            given = list(_given_in_keras_2(call))
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
                number = float(one)
                short = (math.frexp(number)[0] * 2.0**24).is_integer()
                dtype = "float32" if short else "float64"
                graph.constants[stored] = Constant((), dtype, partial(list, [number]))
                inputs.append(stored)
        if kind == "Gemm":
            inputs.append(f"{model}{name}/weights")
        outputs = tuple(f"{model}{name}/{nth}/{at}" for at in range(8 if kind == "Split" else 1))
        called = call_of(layer)
        word = called[0] if called and is_old(layer) else str(layer.get("class_name"))
        yield Operation(kind, name, tuple(inputs), outputs, as_written=readable(word))


def _given_in_keras_2(call: Any) -> Iterator[Any]:
    """The tensors and numbers that a call was given, each tensor as Keras 3 writes it."""
    call = call if isinstance(call, list) else []
    for one in [call] if call and isinstance(call[0], str) else call:
        if not isinstance(one, list) or len(one) < 3:
            continue
        keywords = one[3].values() if len(one) > 3 and isinstance(one[3], dict) else ()
        for part in (one[:3], *keywords):
            if not isinstance(part, list):
                yield part
            elif len(part) == 3 and part[:2] == ["_CONSTANT_VALUE", -1]:
                yield part[2]
            elif len(part) == 3:
                yield {"class_name": "__keras_tensor__", "config": {"keras_history": part}}


def _flat(part: Any) -> Iterator[Any]:
    """The tensors and numbers among arguments, however they are put together."""
    if isinstance(part, dict) and "class_name" not in part:
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _flat(one)
    else:
        yield part
