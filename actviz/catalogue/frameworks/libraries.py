"""The libraries themselves: what they are, which version was read, which one's numbers compared."""

from __future__ import annotations

from typing import Final, NamedTuple


class Library(NamedTuple):
    """A library whose names are known.

    ``read`` is the version whose source or manual the names are from; ``compared`` those whose
    numbers were compared with ours, by ``tests/catalogue/test_frameworks_agree.py``.
    """

    title: str
    read: str
    compared: str = ""


_MLPACK: Final = "list of files; poisson1, spline, inverse_quadratic, multi_quadratic: source"
_MATLAB: Final = "manual; geluLayer, swishLayer, softplusLayer, preluLayer, compet: name only"

LIBRARIES: Final[dict[str, Library]] = {
    "torch": Library("PyTorch", "2.15.0", "2.13.0, 2.14.1"),
    "hf": Library("Hugging Face transformers, ACT2FN", "5.23.0", "5.23.0"),
    "timm": Library("timm", "1.0.31", "1.0.31"),
    "keras": Library("Keras", "3.15.1", "3.15.1 on JAX"),
    "keras_contrib": Library("keras-contrib", "3fc5ef7"),
    "tf": Library("TensorFlow", "2.21.0", "2.21.0"),
    "tfa": Library("TensorFlow Addons", "d208d75"),
    "jax": Library("jax.nn", "0.10.2", "0.10.2"),
    "flax": Library("Flax", "0.12.8", "0.12.8"),
    "onnx": Library("ONNX", "1.23.2, opset 28", "1.23.2, reference evaluator"),
    "ggml": Library("ggml", "d99724f"),
    "onednn": Library("oneDNN", "3f27bec, manual"),
    "mlx": Library("MLX", "0.32.4", "0.32.4"),
    "tinygrad": Library("tinygrad", "0.14.0", "0.14.0"),
    "paddle": Library("PaddlePaddle", "3.3.1", "3.3.1"),
    "neat_python": Library("neat-python", "0b92b9d", "2.0.0"),
    "nnlib": Library("NNlib.jl (Flux)", "f71b71c"),
    "candle": Library("Candle", "2a13b0f"),
    "burn": Library("Burn", "2c06be3"),
    "dl4j": Library("Deeplearning4j", "9d83f7c"),
    "darknet": Library("Darknet", "f6afaab"),
    "mlpack": Library("mlpack", _MLPACK),
    "matlab": Library("MATLAB", _MATLAB),
    "wolfram": Library("Wolfram Language", "manual"),
}
