"""Keras: a function of keras.activations, else of keras.ops, on a backend that is told."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from actviz.measure.runtimes.runtime import Prepared, member


def prepare(operator: str, options: dict[str, Any], own: dict[str, Any]) -> Prepared:
    """A function such as ``gelu``; options are its keyword arguments."""
    if "backend" in own:
        os.environ["KERAS_BACKEND"] = str(own["backend"])
    keras = import_module("keras")
    backend = keras.backend.backend()
    if backend == "jax":
        import_module("jax").config.update("jax_enable_x64", True)  # else float64 is float32
    function = member("keras", operator, [keras.activations, keras.ops])

    def call(x: Any) -> Any:
        given = keras.ops.convert_to_tensor(x, dtype=str(x.dtype))
        return keras.ops.convert_to_numpy(function(given, **options))

    home = import_module(backend)
    return Prepared(call, note=f"{backend} {home.__version__}")
