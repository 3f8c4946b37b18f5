"""tinygrad: a method of its Tensor."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import numpy as np

from actviz.measure.runtimes.runtime import Prepared, member


def prepare(operator: str, options: dict[str, Any], own: dict[str, Any]) -> Prepared:
    """A method such as ``gelu``; options are its keyword arguments."""
    if "device" in own:
        os.environ["DEV"] = str(own["device"])
    runtime = import_module("tinygrad")
    method = member("tinygrad", operator, [runtime.Tensor])

    def call(x: Any) -> Any:
        return method(runtime.Tensor(np.ascontiguousarray(x)), **options).numpy()

    return Prepared(call, note=f"device {runtime.Device.DEFAULT}")
