"""OpenVINO: a model of one operation of its newest operation set, compiled for the CPU."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any, Final

import numpy as np

from actviz.lookup.names import fold
from actviz.measure.runtimes.runtime import Prepared, member

_NEEDED: Final[dict[str, dict[str, Any]]] = {
    "gelu": {"approximation_mode": "erf"}, "elu": {"alpha": 1.0},
    "hard_sigmoid": {"alpha": 0.2, "beta": 0.5}, "clamp": {"min_value": 0.0, "max_value": 6.0},
    "swish": {"beta": 1.0},
    "selu": {"alpha": 1.6732632423543772, "lambda_value": 1.0507009873554805},
}  # fmt: skip  # attributes that an operation demands, and what stands in until they are given
_OTHER_NAMES: Final = {"hardswish": "hswish", "silu": "swish"}
_TENSORS: Final = frozenset({"hard_sigmoid", "selu", "swish", "prelu"})  # given as constants


def prepare(operator: str, options: dict[str, Any], own: dict[str, Any]) -> Prepared:
    """An operation such as ``Gelu`` or ``HSwish``; options are its attributes."""
    ov = import_module("openvino")
    numbers = [int(match[1]) for word in dir(ov) if (match := re.fullmatch(r"opset(\d+)", word))]
    sets = [import_module(f"openvino.opset{number}") for number in sorted(numbers, reverse=True)]
    make = member("openvino", _OTHER_NAMES.get(fold(operator), operator), sets)
    ops = next(each for each in sets if hasattr(each, "parameter"))  # the newest may lack it
    attributes = {**_NEEDED.get(make.__name__, {}), **options}
    hints = {
        "INFERENCE_PRECISION_HINT": str(own.get("precision", "f32")),
        "EXECUTION_MODE_HINT": str(own.get("mode", "PERFORMANCE")),
    }
    if "threads" in own:
        hints["INFERENCE_NUM_THREADS"] = str(own["threads"])
    kinds = {"float16": "f16", "bfloat16": "bf16", "float32": "f32", "float64": "f64"}
    models: dict[str, Any] = {}

    def model(dtype: str) -> Any:
        kind = getattr(ov.Type, kinds[dtype])
        given = ops.parameter([-1], kind)
        extra = attributes
        if make.__name__ in _TENSORS:
            extra = {word: ops.constant(value, kind) for word, value in attributes.items()}
        return ov.Core().compile_model(ov.Model([make(given, **extra)], [given]), "CPU", hints)

    def call(x: Any) -> Any:
        dtype = str(x.dtype)
        if dtype not in models:
            models[dtype] = model(dtype)
        shaped = np.ascontiguousarray(x)
        tensor = (
            ov.Tensor(shaped.view(np.uint16), shaped.shape, ov.Type.bf16)
            if dtype == "bfloat16"
            else shaped
        )
        answer = next(iter(models[dtype](tensor).values()))
        as_bits = dtype == "bfloat16" and answer.dtype.itemsize == 2
        return answer.view(x.dtype) if as_bits else answer

    return Prepared(call, note=f"precision {hints['INFERENCE_PRECISION_HINT']}")
