"""Keras and TensorFlow.

Targets are written as :mod:`actviz.catalogue.frameworks` says.
"""

from __future__ import annotations

from typing import Final

TABLES: Final[dict[str, dict[str, str]]] = {
    # Keras 3: keras.activations, then keras.layers; the two disagree on leaky_relu
    "keras": {
        "celu": "celu",
        "elu": "elu",
        "exponential": "exponential",
        "gelu": "gelu",
        "glu": "glu",
        "hard_shrink": "hard_shrink:lambd=threshold",
        "hard_sigmoid": "hard_sigmoid",
        "hard_silu": "hard_swish",
        "hard_swish": "hard_swish",
        "hard_tanh": "hard_tanh",
        "leaky_relu": "leaky_relu:negative_slope=0.2",
        "linear": "identity",
        "log_sigmoid": "log_sigmoid",
        "log_softmax": "log_softmax",
        "mish": "mish",
        "relu": "relu",
        "relu6": "relu6",
        "selu": "selu",
        "sigmoid": "sigmoid",
        "silu": "silu",
        "swish": "silu",
        "soft_shrink": "soft_shrink:lambd=threshold",
        "softmax": "softmax",
        "softplus": "softplus",
        "softsign": "softsign",
        "sparse_plus": "sparse_plus",
        "sparse_sigmoid": "sparse_sigmoid",
        "sparsemax": "sparsemax",
        "squareplus": "squareplus",
        "tanh": "tanh",
        "tanh_shrink": "tanh_shrink",
        "threshold": "threshold:value=default_value",
        "ELU": "elu",
        "LeakyReLU": "leaky_relu:negative_slope=0.3",
        "PReLU": "prelu:alpha=0",
        "ReLU": "relu",
        "Softmax": "softmax",
        "ThresholdedReLU": "thresholded_relu",
    },
    # keras-contrib
    "keras_contrib": {
        "squash": "squash:c=0.5",
        "PELU": "pelu",
        "SReLU": "srelu",
        "SineReLU": "sine_relu:a=epsilon",
        "Swish": "swish",
    },
    # tf.nn and tf.math; silu and swish take beta here
    "tf": {
        "crelu": "crelu",
        "elu": "elu",
        "gelu": "gelu",
        "leaky_relu": "leaky_relu:negative_slope=0.2",
        "log_softmax": "log_softmax",
        "relu": "relu",
        "relu6": "relu6",
        "selu": "selu",
        "sigmoid": "sigmoid",
        "silu": "swish",
        "swish": "swish",
        "softmax": "softmax",
        "softplus": "softplus",
        "softsign": "softsign",
        "tanh": "tanh",
        "math.log_sigmoid": "log_sigmoid",
    },
    # TensorFlow Addons, which are no longer maintained
    "tfa": {
        "gelu": "gelu_tanh",
        "hardshrink": "hard_shrink_two_sided",
        "lisht": "lisht",
        "mish": "mish",
        "rrelu": "rrelu",
        "snake": "snake",
        "softshrink": "soft_shrink_two_sided",
        "sparsemax": "sparsemax",
        "tanhshrink": "tanh_shrink",
        "layers.GELU": "gelu_tanh",
        "layers.Maxout": "maxout:interleaved=1",
        "layers.Sparsemax": "sparsemax",
        "layers.TLU": "tlu",
    },
}
