"""What frameworks return as the derivative where there is none, or where pieces meet.

For each canonical function and framework: the slope at its joints, as a formula in ``x`` and the
parameters; the call that was asked; and where the framework says so. An empty slope: the framework
states none. What Keras takes is its backend's, and what tinygrad takes may be its device's: those
rows say which, ``keras on torch``; tinygrad alone is on its CPU. Read in PyTorch 2.13, JAX 0.10,
TensorFlow 2.21, Keras 3.15.1, tinygrad 0.14, MLX 0.32.4, PaddlePaddle 3.3.1, ONNX opset 28.
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
_KERAS: Final = "Keras, src/backend/{}/nn.py"
_MLX: Final = "MLX, python/mlx/nn/layers/activations.py"
_PADDLE: Final = "PaddlePaddle, paddle/phi/kernels/funcs/activation_functor.h"
_TINY: Final = "tinygrad, mixin/elementwise.py"
_ONNX: Final = "ONNX, docs/Operators.md: values only"


def _keras(call: str, tensorflow: str, torch: str, jax: str) -> dict[str, Convention]:
    """Keras on each of its backends."""
    slopes = {"tensorflow": tensorflow, "torch": torch, "jax": jax}
    return {
        f"keras on {backend}": Convention(
            slope, f"keras.activations.{call}", _KERAS.format(backend)
        )
        for backend, slope in slopes.items()
    }


def _both(call: str, slope: str, paddle: str | None = None) -> dict[str, Convention]:
    """MLX and PaddlePaddle, which call most functions by one name."""
    return {
        "mlx": Convention(slope, f"mlx.nn.{call}", _MLX),
        "paddle": Convention(paddle or slope, f"paddle.nn.functional.{call}", _PADDLE),
    }


_NOT_STATED: Final = {"onnx": Convention("", "", _ONNX)}

CONVENTIONS: Final[dict[str, dict[str, Convention]]] = {
    "relu": {
        "torch": Convention("0", "torch.nn.functional.relu()", _TORCH),
        "jax": Convention("0", "jax.nn.relu()", f"{_JAX}, and the documentation of jax.nn.relu"),
        "tf": Convention("0", "tensorflow.nn.relu()", _TF),
        "tinygrad": Convention("0", "tinygrad.Tensor.relu()", _TINY),
        # maximum(x, 0) shares the tie between its two sides
        "jax.numpy.maximum": Convention("1/2", "jax.numpy.maximum(0)", "JAX, jax/_src/lax/lax.py"),
        **_keras("relu()", "0", "0", "0"),
        **_both("relu()", "0"),
        **_NOT_STATED,
    },
    "relu6": {
        "torch": Convention("0", "torch.nn.functional.relu6()", _TORCH),
        "jax": Convention("0", "jax.nn.relu6()", f"{_JAX}, and the documentation of jax.nn.relu6"),
        "tf": Convention("0", "tensorflow.nn.relu6()", _TF),
        # relu(x) - relu(x - 6): at 6 the second term still has slope 0
        "tinygrad": Convention("where(x > 0, 1, 0)", "tinygrad.Tensor.relu6()", _TINY),
        **_keras("relu6()", "0", "0", "0"),
        **_both("relu6()", "0"),
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
        **_keras(
            "leaky_relu(negative_slope=negative_slope)", "negative_slope", "negative_slope", "1"
        ),
        **_both("leaky_relu(negative_slope=negative_slope)", "1"),
        **_NOT_STATED,
    },
    "prelu": {"torch": Convention("alpha", "", _TORCH), **_NOT_STATED},
    "elu": {
        "torch": Convention("alpha", "torch.nn.functional.elu(alpha=alpha)", _TORCH),
        "jax": Convention("alpha", "jax.nn.elu(alpha=alpha)", _JAX),
        **_keras("elu(alpha=alpha)", "alpha", "alpha", "alpha"),
        **_both("elu(alpha=alpha)", "alpha"),
        # relu(x) - alpha relu(1 - exp(x)): both terms have slope 0 there
        "tinygrad": Convention("0", "tinygrad.Tensor.elu(alpha=alpha)", _TINY),
        **_NOT_STATED,
    },
    "selu": {
        "torch": Convention("scale*alpha", "torch.nn.functional.selu()", _TORCH),
        "jax": Convention("scale*alpha", "jax.nn.selu()", _JAX),
        "tf": Convention("scale", "tensorflow.nn.selu()", _TF),
        "tinygrad": Convention("1.0507", "tinygrad.Tensor.selu()", _TINY),
        **_keras("selu()", "scale", "scale*alpha", "scale*alpha"),
        **_both("selu()", "scale*alpha"),
        **_NOT_STATED,
    },
    "celu": {
        "torch": Convention("1", "torch.nn.functional.celu(alpha=alpha)", _TORCH),
        "jax": Convention("1", "jax.nn.celu(alpha=alpha)", _JAX),
        "tinygrad": Convention("1", "tinygrad.Tensor.celu(alpha=alpha)", _TINY),
        # max(x, 0) + alpha expm1(min(x, 0)/alpha): at 0 TensorFlow counts both terms, MLX neither
        **_keras("celu(alpha=alpha)", "2", "1", "1"),
        **_both("celu(alpha=alpha)", "0", "1"),
        **_NOT_STATED,
    },
    "hard_tanh": {
        "torch": Convention("0", "torch.nn.functional.hardtanh(min_val=low, max_val=high)", _TORCH),
        "jax": Convention("1", "jax.nn.hard_tanh()", _JAX),
        **_keras("hard_tanh()", "1", "0", "1"),
        "mlx": Convention("0", "mlx.nn.hard_tanh(min_val=low, max_val=high)", _MLX),
        "paddle": Convention("0", "paddle.nn.functional.hardtanh(min=low, max=high)", _PADDLE),
        "tinygrad": Convention("1", "tinygrad.Tensor.hardtanh(min_val=low, max_val=high)", _TINY),
        **_NOT_STATED,
    },
    "hard_sigmoid": {
        "torch": Convention("0", "torch.nn.functional.hardsigmoid()", _TORCH),
        "jax": Convention("0", "jax.nn.hard_sigmoid()", _JAX),
        **_keras("hard_sigmoid()", "0", "0", "0"),
        "paddle": Convention("0", "paddle.nn.functional.hardsigmoid()", _PADDLE),
        # a difference of two relu; in the device's arithmetic the second is cut off just above 3
        "tinygrad": Convention("where(x > 0, 1/6, 0)", "tinygrad.Tensor.hardsigmoid()", _TINY),
        "tinygrad on PYTHON": Convention("0", "tinygrad.Tensor.hardsigmoid()", _TINY),
        **_NOT_STATED,
    },
    "hard_swish": {
        "torch": Convention("where(x < 0, 0, 1)", "torch.nn.functional.hardswish()", _TORCH),
        "jax": Convention("where(x < 0, 0, 1)", "jax.nn.hard_swish()", _JAX),
        **_keras("hard_silu()", *["where(x < 0, 0, 1)"] * 3),
        **_both("hardswish()", "where(x < 0, 0, 1)"),
        # x relu6(x + 3)/6 with its relu6, whose slope at 6 is 1
        "tinygrad": Convention("where(x < 0, 0, 1.5)", "tinygrad.Tensor.hardswish()", _TINY),
        **_NOT_STATED,
    },
    "hard_shrink": {
        "torch": Convention("0", "torch.nn.functional.hardshrink(lambd=lambd)", _TORCH),
        **_keras("hard_shrink(threshold=lambd)", "0", "0", "0"),
        "mlx": Convention("0", "mlx.nn.hard_shrink(lambd=lambd)", _MLX),
        # which lets the threshold itself pass
        "paddle": Convention("1", "paddle.nn.functional.hardshrink(threshold=lambd)", _PADDLE),
        **_NOT_STATED,
    },
    "soft_shrink": {
        "torch": Convention("0", "torch.nn.functional.softshrink(lambd=lambd)", _TORCH),
        **_keras("soft_shrink(threshold=lambd)", "0", "0", "0"),
        "mlx": Convention("0", "mlx.nn.softshrink(lambd=lambd)", _MLX),
        "paddle": Convention("0", "paddle.nn.functional.softshrink(threshold=lambd)", _PADDLE),
        **_NOT_STATED,
    },
    "threshold": {
        "torch": Convention(
            "0", "torch.nn.functional.threshold(threshold=threshold, value=value)", _TORCH
        ),
        **_keras("threshold(threshold=threshold, default_value=value)", "0", "0", "0"),
    },
    "sparse_sigmoid": {
        # clip shares a tie between its two sides
        "jax": Convention("1/4", "jax.nn.sparse_sigmoid()", _JAX),
        **_keras("sparse_sigmoid()", "0", "0", "1/4"),
    },
    "abs": {
        "torch": Convention("0", "torch.abs()", "PyTorch, tools/autograd/derivatives.yaml"),
        "jax": Convention("1", "jax.numpy.abs()", "JAX, jax/_src/lax/lax.py"),
        "tf": Convention("0", "tensorflow.abs()", "TensorFlow, python/ops/math_grad.py"),
        "tinygrad": Convention("0", "tinygrad.Tensor.abs()", _TINY),
        "mlx": Convention("0", "mlx.core.abs()", "MLX, mlx/primitives.cpp"),
        "paddle": Convention("0", "paddle.abs()", "PaddlePaddle, phi/kernels/funcs"),
        **_NOT_STATED,
    },
}
