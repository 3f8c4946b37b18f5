"""What frameworks return as the derivative where there is none, or where pieces meet.

For each canonical function and framework: the slope at its joints, as a formula in ``x`` and the
parameters; the call that was asked; and where the framework says so. An empty slope: the framework
states none. Read in PyTorch 2.13, JAX 0.10, TensorFlow 2.21 with its Keras, tinygrad 0.14, ONNX
opset 28.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Convention:
    """One framework's slope at the joints of one function."""

    slope: str
    call: str  # with keywords by our parameters: "torch.nn.functional.hardtanh(min_val=low, ...)"
    source: str


_TORCH: Final = "PyTorch, aten/src/ATen/native/cpu/Activation.cpp"
_JAX: Final = "JAX, jax/_src/nn/functions.py"
_TF: Final = "TensorFlow, core/kernels/relu_op_functor.h"
_KERAS: Final = "Keras, src/backend/tensorflow/nn.py"
_TINY: Final = "tinygrad, mixin/elementwise.py"
_ONNX: Final = "ONNX, docs/Operators.md: values only"

_NOT_STATED: Final = {"onnx": Convention("", "", _ONNX)}

CONVENTIONS: Final[dict[str, dict[str, Convention]]] = {
    "relu": {
        "torch": Convention("0", "torch.nn.functional.relu()", _TORCH),
        "jax": Convention("0", "jax.nn.relu()", f"{_JAX}, and the documentation of jax.nn.relu"),
        "tf": Convention("0", "tensorflow.nn.relu()", _TF),
        "tinygrad": Convention("0", "tinygrad.Tensor.relu()", _TINY),
        **_NOT_STATED,
    },
    "relu6": {
        "torch": Convention("0", "torch.nn.functional.relu6()", _TORCH),
        "jax": Convention("0", "jax.nn.relu6()", f"{_JAX}, and the documentation of jax.nn.relu6"),
        "tf": Convention("0", "tensorflow.nn.relu6()", _TF),
        # relu(x) - relu(x - 6): at 6 the second term still has slope 0
        "tinygrad": Convention("where(x > 0, 1, 0)", "tinygrad.Tensor.relu6()", _TINY),
    },
    "leaky_relu": {
        "torch": Convention(
            "negative_slope",
            "torch.nn.functional.leaky_relu(negative_slope=negative_slope)",
            _TORCH,
        ),
        "jax": Convention("1", "jax.nn.leaky_relu(negative_slope=negative_slope)", _JAX),
        "tf": Convention("negative_slope", "tensorflow.nn.leaky_relu(alpha=negative_slope)", _TF),
        "tinygrad": Convention("1", "tinygrad.Tensor.leaky_relu(neg_slope=negative_slope)", _TINY),
        **_NOT_STATED,
    },
    "prelu": {
        "torch": Convention("alpha", "", _TORCH),
        **_NOT_STATED,
    },
    "elu": {
        "torch": Convention("alpha", "torch.nn.functional.elu(alpha=alpha)", _TORCH),
        "jax": Convention("alpha", "jax.nn.elu(alpha=alpha)", _JAX),
        "keras": Convention("alpha", "tensorflow.keras.activations.elu(alpha=alpha)", _KERAS),
        # relu(x) - alpha relu(1 - exp(x)): both terms have slope 0 there
        "tinygrad": Convention("0", "tinygrad.Tensor.elu(alpha=alpha)", _TINY),
        **_NOT_STATED,
    },
    "selu": {
        "torch": Convention("scale*alpha", "torch.nn.functional.selu()", _TORCH),
        "jax": Convention("scale*alpha", "jax.nn.selu()", _JAX),
        "tf": Convention("scale", "tensorflow.nn.selu()", _TF),
        "tinygrad": Convention("1.0507", "tinygrad.Tensor.selu()", _TINY),
        **_NOT_STATED,
    },
    "celu": {
        "torch": Convention("1", "torch.nn.functional.celu(alpha=alpha)", _TORCH),
        "jax": Convention("1", "jax.nn.celu(alpha=alpha)", _JAX),
        "tinygrad": Convention("1", "tinygrad.Tensor.celu(alpha=alpha)", _TINY),
        **_NOT_STATED,
    },
    "hard_tanh": {
        "torch": Convention("0", "torch.nn.functional.hardtanh(min_val=low, max_val=high)", _TORCH),
        "jax": Convention("1", "jax.nn.hard_tanh()", _JAX),
        "keras": Convention("1", "tensorflow.keras.activations.hard_tanh()", _KERAS),
        "tinygrad": Convention("1", "tinygrad.Tensor.hardtanh(min_val=low, max_val=high)", _TINY),
        **_NOT_STATED,
    },
    "hard_sigmoid": {
        "torch": Convention("0", "torch.nn.functional.hardsigmoid()", _TORCH),
        "jax": Convention("0", "jax.nn.hard_sigmoid()", _JAX),
        "keras": Convention("0", "tensorflow.keras.activations.hard_sigmoid()", _KERAS),
        "tinygrad": Convention("0", "tinygrad.Tensor.hardsigmoid()", _TINY),
        **_NOT_STATED,
    },
    "hard_swish": {
        "torch": Convention("where(x < 0, 0, 1)", "torch.nn.functional.hardswish()", _TORCH),
        "jax": Convention("where(x < 0, 0, 1)", "jax.nn.hard_swish()", _JAX),
        "keras": Convention(
            "where(x < 0, 0, 1)", "tensorflow.keras.activations.hard_silu()", _KERAS
        ),
        # x relu6(x + 3)/6 with its relu6, whose slope at 6 is 1
        "tinygrad": Convention("where(x < 0, 0, 1.5)", "tinygrad.Tensor.hardswish()", _TINY),
        **_NOT_STATED,
    },
    "hard_shrink": {
        "torch": Convention("0", "torch.nn.functional.hardshrink(lambd=lambd)", _TORCH),
        "keras": Convention(
            "0", "tensorflow.keras.activations.hard_shrink(threshold=lambd)", _KERAS
        ),
        **_NOT_STATED,
    },
    "soft_shrink": {
        "torch": Convention("0", "torch.nn.functional.softshrink(lambd=lambd)", _TORCH),
        "keras": Convention(
            "0", "tensorflow.keras.activations.soft_shrink(threshold=lambd)", _KERAS
        ),
        **_NOT_STATED,
    },
    "threshold": {
        "torch": Convention(
            "0", "torch.nn.functional.threshold(threshold=threshold, value=value)", _TORCH
        ),
    },
    "sparse_sigmoid": {
        # clip shares a tie between its two sides
        "jax": Convention("1/4", "jax.nn.sparse_sigmoid()", _JAX),
    },
    "abs": {
        "torch": Convention("0", "torch.abs()", "PyTorch, tools/autograd/derivatives.yaml"),
        "jax": Convention("1", "jax.numpy.abs()", "JAX, jax/_src/lax/lax.py"),
        "tf": Convention("0", "tensorflow.abs()", "TensorFlow, python/ops/math_grad.py"),
        "tinygrad": Convention("0", "tinygrad.Tensor.abs()", _TINY),
        **_NOT_STATED,
    },
}
