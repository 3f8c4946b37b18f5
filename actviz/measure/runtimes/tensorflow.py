"""TensorFlow: a function of tf.nn, else of tf.math."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

from actviz.measure.runtimes.runtime import Prepared, member


def prepare(operator: str, options: dict[str, Any], own: dict[str, Any]) -> Prepared:
    """A function such as ``gelu``; options are its keyword arguments."""
    if "onednn" in own:
        os.environ["TF_ENABLE_ONEDNN_OPTS"] = str(own["onednn"])
    tf = import_module("tensorflow")
    if "threads" in own:
        tf.config.threading.set_intra_op_parallelism_threads(int(own["threads"]))
    chosen = member("tensorflow", operator, [tf.nn, tf.math])

    def plain(x: Any) -> Any:
        return chosen(x, **options)

    function = tf.function(plain, jit_compile=True) if own.get("xla") else plain

    def call(x: Any) -> Any:
        return function(tf.constant(x)).numpy()

    return Prepared(call, note="XLA" if own.get("xla") else "")
