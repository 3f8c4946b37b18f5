"""MLX: a function of mlx.nn, else of mlx.core."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from actviz.measure.runtimes.runtime import Prepared, member


def prepare(operator: str, options: dict[str, Any], own: dict[str, Any]) -> Prepared:
    """A function such as ``gelu`` or ``sigmoid``; options are its keyword arguments."""
    core = import_module("mlx.core")
    chosen = member("mlx", operator, [import_module("mlx.nn"), core])

    def plain(x: Any) -> Any:
        return chosen(x, **options)

    function = core.compile(plain) if own.get("compile") else plain

    def call(x: Any) -> Any:
        half = str(x.dtype) == "bfloat16"
        given = core.array(x.astype(np.float32)).astype(core.bfloat16) if half else core.array(x)
        answer = function(given)
        return np.array(answer.astype(core.float32)).astype(x.dtype) if half else np.array(answer)

    return Prepared(call, note=str(core.default_device()))
