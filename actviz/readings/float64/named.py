"""What each operation of the language is called in NumPy or among the kernels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_HOMES: Final = {
    "np": "exp expm1 log log1p sqrt hypot sin cos sinh cosh tanh abs sign floor ceil trunc",
    "kernels": "scaled_exp sech sinc dsinc sigmoid softplus clip where",
    "normal": "erf erfc erfcx Phi phi",
}
# Each takes ``out``.
KERNELS: Final[Mapping[str, str]] = {
    **{word: f"{home}.{word}" for home, words in _HOMES.items() for word in words.split()},
    "atan": "np.arctan",
    "asinh": "np.arcsinh",
    "max": "kernels.maximum",
    "min": "kernels.minimum",
    "round": "np.rint",
    "neg": "np.negative",
    "+": "np.add",
    "-": "np.subtract",
    "*": "np.multiply",
    "/": "np.divide",
    "**": "np.power",
    "<": "np.less",
    "<=": "np.less_equal",
    ">": "np.greater",
    ">=": "np.greater_equal",
    "==": "np.equal",
    "!=": "np.not_equal",
}
