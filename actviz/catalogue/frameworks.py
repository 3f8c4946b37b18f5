"""Names in frameworks."""
from typing import Final

FRAMEWORKS: Final[dict[str, dict[str, str]]] = {"torch": {"GELU": "gelu", "gelu": "gelu", "LeakyReLU": "leaky_relu", "Softmax": "softmax"}, "keras": {"leaky_relu": "leaky_relu:negative_slope=0.2", "LeakyReLU": "leaky_relu:negative_slope=0.3"}, "jax": {"gelu": "gelu_tanh"}, "hf": {"gelu_new": "gelu_tanh"}}
