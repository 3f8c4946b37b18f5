"""PaddlePaddle: a function of paddle.nn.functional, else of paddle."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from actviz.measure.runtimes.runtime import Prepared, member


def prepare(operator: str, options: dict[str, Any], own: dict[str, Any]) -> Prepared:
    """A function such as ``gelu``; options are its keyword arguments."""
    paddle = import_module("paddle")
    paddle.set_device("cpu")
    function = member("paddle", operator, [paddle.nn.functional, paddle])

    def call(x: Any) -> Any:
        return function(paddle.to_tensor(np.ascontiguousarray(x)), **options).numpy()

    return Prepared(call)
