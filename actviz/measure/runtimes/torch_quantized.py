"""Quantised PyTorch: x in eight bits, an operator of theirs, and back.

The error is that of the whole way: the step of x, the kernel, the step of the result.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from actviz.measure.runtimes.runtime import Prepared, member


def prepare(operator: str, options: dict[str, Any], own: dict[str, Any]) -> Prepared:
    """A function such as ``sigmoid`` or ``hardswish``; options are its keyword arguments."""
    torch = import_module("torch")
    scale, zero = float(own.get("scale", 1 / 16)), int(own.get("zero_point", 128))
    if "engine" in own:
        torch.backends.quantized.engine = str(own["engine"])
    homes = [import_module("torch.ao.nn.quantized.functional"), torch, torch.nn.functional]
    if operator in ("hardswish", "elu", "celu", "leaky_relu"):  # these ask for the result's step
        options = {"scale": scale, "zero_point": zero, **options}
    function = member("torch.quantized", operator, homes)

    def call(x: Any) -> Any:
        bytes_ = torch.quantize_per_tensor(x, scale, zero, torch.quint8)
        return function(bytes_, **options).dequantize()

    engine = torch.backends.quantized.engine
    return Prepared(call, "torch", f"{engine}, scale {scale:g}")
