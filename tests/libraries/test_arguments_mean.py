"""Arguments mean to the libraries, where they are installed, what actviz says they do."""

from __future__ import annotations

from typing import Final

import pytest

from actviz.libraries.verify import LIBRARIES, Asked, verified
from actviz.processes.alone import alone

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


@pytest.mark.long
@pytest.mark.parametrize(
    "library",
    [each for each in LIBRARIES if each.word in WITH_ARGUMENTS and each.place in ("", "torch")],
    ids=lambda each: each.label,
)
def test_arguments_mean_what_is_stated(library: Asked) -> None:
    if not library.installed:
        pytest.skip("not installed")
    spellings = WITH_ARGUMENTS[library.word]
    words = frozenset(f"{library.word}:{word}" for word in spellings)
    # Keras has one backend in a process; the others may share what is imported already.
    rows = [*(alone(verified, library, words) if library.place else verified(library, words))]
    assert {row["name"] for row in rows} == {*spellings}
    assert {row["name"]: row["found"] for row in rows if row["same"] is not True} == {}
