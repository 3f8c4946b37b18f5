"""LiteRT, once TensorFlow Lite: a flatbuffer of one operator, run with XNNPACK or without."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

import numpy as np

from actviz.measure.homes import Refused
from actviz.measure.runtimes.runtime import Prepared, pick

# Operators that have options, and the attributes of these.
_OPTIONS: Final = {
    "GELU": ("GeluOptions", ("approximate",)),
    "LEAKY_RELU": ("LeakyReluOptions", ("alpha",)),
    "ABS": ("AbsOptions", ()),
    "EXP": ("ExpOptions", ()),
    "HARD_SWISH": ("HardSwishOptions", ()),
    "SOFTMAX": ("SoftmaxOptions", ("beta",)),
    "LOG_SOFTMAX": ("LogSoftmaxOptions", ()),
}
_OTHER_NAMES: Final = {"sigmoid": "LOGISTIC"}


def prepare(operator: str, options: dict[str, Any], own: dict[str, Any]) -> Prepared:
    """A builtin operator such as ``GELU`` or ``LOGISTIC``; options are its attributes."""
    schema = import_module("ai_edge_litert.schema_py_generated")
    operator = _OTHER_NAMES.get(operator.lower(), operator)
    known = [word for word in vars(schema.BuiltinOperator) if word.isupper()]
    name = pick("litert", operator, known)
    strange = [word for word in options if word not in _OPTIONS.get(name, ("", ()))[1]]
    if strange:
        raise Refused(f"litert's {name} has no attribute {strange[0]!r}")
    runs: dict[tuple[str, int], Any] = {}

    def call(x: Any) -> Any:
        key = str(x.dtype), x.size
        if key not in runs:
            runs.clear()
            runs[key] = _interpreter(bytes(_model(schema, name, options, *key)), own)
        run = runs[key]
        run.set_tensor(run.get_input_details()[0]["index"], np.ascontiguousarray(x))
        run.invoke()
        return run.get_tensor(run.get_output_details()[0]["index"])

    return Prepared(call)


def _interpreter(model: bytes, own: dict[str, Any]) -> Any:
    tools = import_module("ai_edge_litert.interpreter")
    kinds = tools.OpResolverType
    interpreter = tools.Interpreter(
        model_content=model,
        num_threads=int(own.get("threads", 1)),
        experimental_op_resolver_type=kinds.AUTO
        if own.get("xnnpack", 1)
        else kinds.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    interpreter.allocate_tensors()
    return interpreter


def _model(schema: Any, name: str, options: dict[str, Any], dtype: str, size: int) -> Any:
    """The flatbuffer: one subgraph with one operator from tensor 0 to tensor 1."""
    kind = getattr(schema.TensorType, dtype.upper())
    tensors = []
    for word in ("x", "y"):
        tensor = schema.TensorT()
        tensor.shape, tensor.type, tensor.name, tensor.buffer = [size], kind, word, 0
        tensors.append(tensor)
    code = schema.OperatorCodeT()
    number = getattr(schema.BuiltinOperator, name)
    code.builtinCode, code.deprecatedBuiltinCode, code.version = number, min(number, 127), 1
    node = schema.OperatorT()
    node.opcodeIndex, node.inputs, node.outputs = 0, [0], [1]
    if name in _OPTIONS:
        kind_of_options = _OPTIONS[name][0]
        node.builtinOptionsType = getattr(schema.BuiltinOptions, kind_of_options)
        node.builtinOptions = getattr(schema, f"{kind_of_options}T")()
        for word, value in options.items():
            setattr(node.builtinOptions, word, value)
    graph = schema.SubGraphT()
    graph.tensors, graph.inputs, graph.outputs, graph.operators = tensors, [0], [1], [node]
    model = schema.ModelT()
    model.version, model.description = 3, "actviz"
    model.operatorCodes, model.subgraphs, model.buffers = [code], [graph], [schema.BufferT()]
    builder = import_module("flatbuffers").Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return builder.Output()
