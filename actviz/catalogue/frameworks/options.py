"""Arguments of a library's function that lead to another function, and those without a default.

``approximate=tanh`` is an argument with its value; ``max_value`` stands for whatever value is given
to it; ``min_,max_`` for both given together. Of several that are met the last one counts.
"""

from __future__ import annotations

from typing import Final

_TANH: Final = {"approximate=none": "gelu", "approximate=tanh": "gelu_tanh"}
_TRUE: Final = {
    "approximate=False": "gelu",
    "approximate=True": "gelu_tanh",
    "approximate=0": "gelu",
    "approximate=1": "gelu_tanh",
}
_CLAMP: Final = {
    "min_": "clamp_below:low=min_",
    "max_": "clamp_above:high=max_",
    "min_,max_": "hard_tanh:low=min_:high=max_",
}
_RELU: Final = {
    "negative_slope": "relu_sloped",
    "threshold": "relu_sloped",
    "max_value": "relu_capped",
}

OPTIONS: Final[dict[str, dict[str, dict[str, str]]]] = {
    "torch": {"GELU": _TANH, "gelu": _TANH},
    "keras": {"gelu": _TRUE, "relu": _RELU, "ReLU": _RELU},
    "tf": {"gelu": _TRUE},
    "tfa": {"gelu": _TRUE, "layers.GELU": _TRUE},
    "jax": {"gelu": _TRUE},
    "flax": {"gelu": _TRUE},
    "onnx": {"Gelu": _TANH},
    "mlx": {
        "GELU": {
            "approx=none": "gelu",
            "approx=precise": "gelu_tanh",
            "approx=tanh": "gelu_tanh",
            "approx=fast": "quick_gelu",
        }
    },
    "paddle": {
        "GELU": {**_TRUE, **_TANH},
        "gelu": {**_TRUE, **_TANH},
        "ThresholdedReLU": {"value": "threshold:threshold=1"},
        "thresholded_relu": {"value": "threshold:threshold=1"},
        "thresholded_relu_": {"value": "threshold:threshold=1"},
    },
    "tinygrad": {"clamp": _CLAMP, "clip": _CLAMP},
    "dl4j": {"GELU": {"precise=false": "quick_gelu", "precise=true": "gelu_tanh_wrong_cube"}},
    "matlab": {"geluLayer": {"Approximation=none": "gelu", "Approximation=tanh": "gelu_tanh"}},
}

# Names of which a library demands a number: our default stands in for it until it is given, and is
# not to be taken for the library's.
DEMANDED: Final[dict[str, frozenset[str]]] = {
    "torch": frozenset({"Threshold", "threshold", "threshold_", "prelu"}),
    "keras": frozenset({"threshold"}),
    "onnx": frozenset({"PRelu", "RNN.Affine", "RNN.ScaledTanh"}),
    "ggml": frozenset({"OP.CLAMP", "OP.LEAKY_RELU", "XIELU"}),
    "onednn": frozenset(
        {"clip", "clip_v2", "elu", "hardsigmoid", "hardswish", "linear", "soft_relu", "swish"}
    ),
    "mlx": frozenset({"prelu"}),
    "tinygrad": frozenset({"clamp", "clip"}),
    "paddle": frozenset({"prelu", "Maxout", "maxout"}),
    "tfa": frozenset({"layers.Maxout"}),
    "candle": frozenset({"Elu", "LeakyRelu", "PReLU"}),
    "matlab": frozenset({"clippedReluLayer"}),
}
