"""ONNX Runtime: a model of one operator of the standard, or of a contributed domain."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import Any, Final

from actviz.measure.homes import Refused
from actviz.measure.runtimes.known_runtimes import RUNTIMES
from actviz.measure.runtimes.onnx_model import one_operator
from actviz.measure.runtimes.runtime import Prepared, pick

_INPUTS: Final = {"Clip": ("min", "max"), "PRelu": ("slope",)}  # constants, where they are given
# What {name} may stand for; any other operator is asked for as it is spelled.
_KNOWN: Final = (
    "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Ceil", "Celu", "Clip", "Cos",
    "Cosh", "Elu", "Erf", "Exp", "Floor", "Gelu", "HardSigmoid", "HardSwish", "Identity",
    "LeakyRelu", "Log", "Mish", "Neg", "Reciprocal", "Relu", "Round", "Selu", "Shrink", "Sigmoid",
    "Sign", "Sin", "Sinh", "Softplus", "Softsign", "Sqrt", "Swish", "Tan", "Tanh",
    "ThresholdedRelu", "com.microsoft.FastGelu", "com.microsoft.Gelu", "com.microsoft.QuickGelu",
)  # fmt: skip


def prepare(operator: str, options: dict[str, Any], own: dict[str, Any]) -> Prepared:
    """An operator such as ``Gelu`` or ``com.microsoft.QuickGelu``; options are its attributes."""
    runtime = import_module("onnxruntime")
    with suppress(Refused):  # of one that is not listed here it says itself whether it has it
        operator = pick("onnxruntime", operator, _KNOWN)
    domain, _, name = operator.rpartition(".")
    inputs = {word: float(options.pop(word)) for word in _INPUTS.get(name, ()) if word in options}
    settings = runtime.SessionOptions()
    settings.log_severity_level = 4
    if "threads" in own:
        settings.intra_op_num_threads = int(own["threads"])
    if "optimization" in own:
        level = f"ORT_{'' if own['optimization'] == 'DISABLE_ALL' else 'ENABLE_'}"
        levels = runtime.GraphOptimizationLevel
        chosen = getattr(levels, level + str(own["optimization"]), None)
        if chosen is None:
            raise Refused(f"optimization is {RUNTIMES['onnxruntime'].options['optimization']}")
        settings.graph_optimization_level = chosen
    sessions: dict[str, Any] = {}

    def call(x: Any) -> Any:
        dtype = str(x.dtype)
        if dtype not in sessions:
            model = one_operator(name, dtype, options, inputs, domain)
            sessions[dtype] = runtime.InferenceSession(
                model, settings, providers=["CPUExecutionProvider"]
            )
        return sessions[dtype].run(None, {"x": x})[0]

    return Prepared(call)
