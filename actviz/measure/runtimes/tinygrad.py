"""tinygrad: a method of its Tensor."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any, Final

import numpy as np

from actviz.measure.runtimes.runtime import Prepared, Runtime, member, taken

ABOUT: Final = Runtime(
    "tinygrad",
    "tinygrad",
    ("float16", "float32", "float64"),
    {"device": "CPU, or PYTHON for its emulator"},
)


def prepare(operator: str, options: dict[str, Any]) -> Prepared:
    """A method such as ``gelu``; options are its keyword arguments."""
    own = taken(options, ABOUT)
    if "device" in own:
        os.environ["DEV"] = str(own["device"])
    runtime = import_module("tinygrad")
    method = member("tinygrad", operator, [runtime.Tensor])

    def call(x: Any) -> Any:
        return method(runtime.Tensor(np.ascontiguousarray(x)), **options).numpy()

    return Prepared(call, note=f"device {runtime.Device.DEFAULT}")
