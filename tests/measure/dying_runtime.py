"""A runtime as bad as one can be: for tests of the process that asks them."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import numpy as np

from actviz.measure.homes import Refused
from actviz.measure.runtimes.runtime import Prepared


def prepare(operator: str, options: dict[str, Any], own: dict[str, Any]) -> Prepared:
    if operator == "missing":
        raise Refused("dying has no operator 'missing'")
    if operator == "early":
        os._exit(3)

    def call(x: Any) -> Any:
        print("noise that must not reach anybody's stdout", flush=True)
        sys.stderr.write("nor stderr\n")
        if operator == "late":
            os.kill(os.getpid(), 11)
        if operator == "hanging":
            time.sleep(600)
        if operator == "raising":
            raise RuntimeError("no kernel\nfor this")
        return np.tanh(x) * options.get("by", 1)

    return Prepared(call, note="on purpose")
