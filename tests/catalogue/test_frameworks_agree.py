"""The libraries themselves, where they are installed, compute what actviz says they do."""

from __future__ import annotations

import math
import os
from typing import Any, Final

import numpy as np
import pytest

from actviz.catalogue import frameworks
from actviz.functions.elementwise import Activation
from actviz.functions.vector.vector_function import VectorFunction
from actviz.libraries import asking
from actviz.libraries.verify import CANCELS, MISTAKEN, arguments_of, disagreement
from actviz.lookup.registry import resolve

# Before anyone imports them: torch brings its own softplus, and this device needs no compiler.
os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("DEV", "PYTHON")

pytestmark = pytest.mark.filterwarnings("ignore")  # libraries warn of this and that

VECTORS: Final = {"softmax", "softmin", "log_softmax", "sparsemax", "hardmax"}
VECTOR: Final = np.array([0.5, -1.25, 3.0, 2.75, 0.0])

# Names that the library takes with arguments.
WITH_ARGUMENTS: Final = {
    "torch": (
        "ELU:alpha=0.5", "CELU:alpha=2", "LeakyReLU:negative_slope=0.2", "GELU:approximate=tanh",
        "GELU:approximate=none", "Hardtanh:min_val=-2:max_val=0.5", "Hardshrink:lambd=1.25",
        "Softshrink:lambd=1.25", "Softplus:beta=2:threshold=4", "Threshold:threshold=1:value=-3",
        "PReLU:init=0.5", "prelu:weight=-0.5", "softplus:beta=0.5", "gelu:approximate=tanh",
        "hardtanh:min_val=0:max_val=6", "leaky_relu:negative_slope=0.3", "celu:alpha=0.5",
    ),
    "hf": ("gelu_10:min=-0.125:max=3",),
    "timm": ("prelu:init=0.125", "StarReLU:scale_value=2:bias_value=0.5"),
    "keras": (
        "relu:negative_slope=0.25", "relu:max_value=6", "relu:threshold=1", "elu:alpha=0.5",
        "relu:negative_slope=0.25:threshold=1.5", "relu:max_value=3:threshold=1",
        "relu:negative_slope=0.5:max_value=3:threshold=1.5", "ReLU:max_value=2",
        "ReLU:negative_slope=0.5:max_value=3:threshold=1.5", "ReLU:negative_slope=0.25",
        "leaky_relu:negative_slope=0.5", "LeakyReLU:negative_slope=0.5", "ELU:alpha=2",
        "gelu:approximate=True", "gelu:approximate=False",
        "squareplus:b=1", "celu:alpha=2", "hard_shrink:threshold=1.5", "soft_shrink:threshold=1.5",
        "threshold:threshold=1:default_value=-2",
    ),
    "jax": (
        "gelu:approximate=False", "gelu:approximate=True", "elu:alpha=0.5", "celu:alpha=2",
        "leaky_relu:negative_slope=0.3", "squareplus:b=1",
    ),
    "flax": ("gelu:approximate=False", "PReLU:negative_slope_init=0.125", "elu:alpha=2"),
    "tf": ("gelu:approximate=True", "leaky_relu:alpha=0.5", "silu:beta=2", "swish:beta=0.5"),
    "onnx": (
        "Celu:alpha=2", "Elu:alpha=0.5", "LeakyRelu:alpha=0.25", "HardSigmoid:alpha=0.5:beta=0.25",
        "Selu:alpha=1:gamma=2", "Shrink:lambd=1.5:bias=1", "Swish:alpha=2", "Gelu:approximate=tanh",
        "ThresholdedRelu:alpha=2", "Clip:min=-1:max=6", "Clip:min=0", "PRelu:slope=0.5",
    ),
    "mlx": (
        "CELU:alpha=2", "ELU:alpha=0.5", "LeakyReLU:negative_slope=0.25", "HardShrink:lambd=1.5",
        "Softshrink:lambd=1.5", "Step:threshold=1", "GELU:approx=fast", "GELU:approx=tanh",
        "GELU:approx=precise", "hard_tanh:min_val=0:max_val=6", "PReLU:init=0.5",
    ),
    "tinygrad": (
        "clamp:min_=-2", "clamp:max_=3", "clip:min_=0:max_=6", "elu:alpha=0.5", "celu:alpha=2",
        "leaky_relu:neg_slope=0.25", "hardsigmoid:alpha=0.25:beta=0.25", "softplus:beta=2",
        "selu:alpha=1:gamma=2", "hardtanh:min_val=0:max_val=6",
    ),
    "paddle": (
        "softplus:beta=2:threshold=4", "Softplus:beta=2", "hardshrink:threshold=1.5",
        "softshrink:threshold=1.5", "thresholded_relu:threshold=2:value=-1",
        "gelu:approximate=True", "hardsigmoid:slope=0.25:offset=0.25", "hardtanh:min=0:max=6",
        "celu:alpha=2",
        "elu:alpha=0.5", "leaky_relu:negative_slope=0.25", "paddle.stanh:scale_a=1:scale_b=2",
        "selu:scale=2:alpha=1", "PReLU:init=0.5",
    ),
}  # fmt: skip

# Computed in float32: mlx by nature, tinygrad because its inverse functions have no more digits,
# the others because some constants, or with keras some values, are float32 numbers even where the
# input is of float64.
SINGLE: Final = {"keras", "mlx", "onnx", "paddle", "tf", "tinygrad"}


@pytest.mark.parametrize("framework", WITH_ARGUMENTS | {"neat_python": ()})
def test_the_library_agrees(framework: str) -> None:
    call = getattr(asking, framework)
    dtype = np.float32 if framework in SINGLE else np.float64
    told, compared = [], 0
    for spelling in (*frameworks()[framework], *WITH_ARGUMENTS.get(framework, ())):
        word, *parts = spelling.split(":")
        if word.startswith("RNN."):
            continue
        ours = resolve(f"{framework}:{spelling}")[0]
        given = arguments_of(parts)

        def theirs(x: Any, word: str = word, given: dict[str, Any] = given) -> Any:
            return call(word, x, **given)

        try:
            if isinstance(ours, Activation):
                cancels = CANCELS.get(f"{framework}:{word}", np.zeros_like)
                wrong = disagreement(ours, theirs, dtype, cancels)
            elif isinstance(ours, VectorFunction) and ours.name in VECTORS:
                result = theirs(VECTOR.astype(dtype))
                close = np.allclose(result, ours(VECTOR), rtol=8 * np.finfo(dtype).eps, atol=0)
                wrong = "" if close else f"{result!r} instead of {ours(VECTOR)!r}"
            else:
                continue
        except ImportError as missing:
            pytest.skip(str(missing))
        compared += 1
        if f"{framework}:{word}" in MISTAKEN:
            shows = dtype == np.float32  # some are right in double precision
            wrong = "" if wrong or not shows else "agrees now; it is no mistake any more"
        if wrong:
            told.append(f"{framework}:{spelling}: {wrong}")
    assert not told, "\n".join(told)
    assert compared >= 12


def test_a_disagreement_is_seen() -> None:
    gelu = resolve("gelu")[0]
    assert isinstance(gelu, Activation)

    def nearly(x: Any) -> Any:
        return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2))) * (1 + 1e-12)

    assert disagreement(gelu, nearly, np.float64)
    assert not disagreement(gelu, gelu, np.float64)
