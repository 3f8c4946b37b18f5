"""JAX and Flax.

Targets are written as :mod:`actviz.catalogue.frameworks` says.
"""

from __future__ import annotations

from typing import Final

TABLES: Final[dict[str, dict[str, str]]] = {
    # jax.nn; its gelu is the tanh form unless approximate=False
    "jax": {
        "tanh": "tanh",
        "celu": "celu",
        "elu": "elu",
        "gelu": "gelu_tanh",
        "glu": "glu",
        "hard_sigmoid": "hard_sigmoid",
        "hard_silu": "hard_swish",
        "hard_swish": "hard_swish",
        "hard_tanh": "hard_tanh",
        "leaky_relu": "leaky_relu",
        "log_sigmoid": "log_sigmoid",
        "log_softmax": "log_softmax",
        "logsumexp": "logsumexp",
        "logmeanexp": "logmeanexp",
        "relu": "relu",
        "identity": "identity",
        "relu6": "relu6",
        "selu": "selu",
        "sigmoid": "sigmoid",
        "soft_sign": "softsign",
        "softmax": "softmax",
        "softplus": "softplus",
        "sparse_plus": "sparse_plus",
        "sparse_sigmoid": "sparse_sigmoid",
        "silu": "silu",
        "swish": "silu",
        "squareplus": "squareplus",
        "mish": "mish",
    },
    # flax.linen and flax.nnx; PReLU is a layer
    "flax": {
        "celu": "celu",
        "elu": "elu",
        "gelu": "gelu_tanh",
        "glu": "glu",
        "hard_sigmoid": "hard_sigmoid",
        "hard_silu": "hard_swish",
        "hard_swish": "hard_swish",
        "hard_tanh": "hard_tanh",
        "leaky_relu": "leaky_relu",
        "log_sigmoid": "log_sigmoid",
        "log_softmax": "log_softmax",
        "logsumexp": "logsumexp",
        "relu": "relu",
        "identity": "identity",
        "relu6": "relu6",
        "selu": "selu",
        "sigmoid": "sigmoid",
        "silu": "silu",
        "swish": "silu",
        "soft_sign": "softsign",
        "softmax": "softmax",
        "softplus": "softplus",
        "tanh": "tanh",
        "PReLU": "prelu:alpha=0.01:alpha=negative_slope_init",
    },
}
