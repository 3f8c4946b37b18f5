"""What each operation of the language is called in NumPy or among the kernels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from actviz.formula.tree import Node

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


def small_power(current: Node) -> int:
    """2, 3 or 4 if that is the exponent: x*x*x costs a twentieth of np.power(x, 3)."""
    exponent = current.args[1].value if current.op == "**" and not current.args[1].args else None
    return int(exponent) if isinstance(exponent, (int, float)) and exponent in (2, 3, 4) else 0


def kernel(current: Node) -> str:
    """What an operation is called; a power that may be the zeroth has a kernel of its own."""
    if current.op == "**" and not (current.args[1].op == "number" and current.args[1].value):
        return "kernels.power"
    return KERNELS[current.op]
