"""NumPy, imported when something of it is first asked for, and names for its arrays.

What lists names or shows help imports much that computes, and must not wait for NumPy.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

TYPE_CHECKING = False  # importing typing would take as long as the interpreter does to start
if TYPE_CHECKING:
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray

    Float64 = NDArray[np.float64]
    Mask = NDArray[np.bool_]
    Places = NDArray[np.intp]
else:
    np = ModuleType("numpy")
    Float64 = Mask = Places = object

__all__ = ["Float64", "Mask", "Places", "identical", "np"]


def _found(word: str) -> Any:
    """Something of NumPy, which is at hand from then on."""
    value = getattr(import_module("numpy"), word)
    setattr(np, word, value)
    return value


def identical(one: Any, other: Any) -> Mask:
    """Where two arrays hold the same number, or both NaN."""
    same: Mask = (one == other) | (np.isnan(one) & np.isnan(other))
    return same


np.__getattr__ = _found  # type: ignore[method-assign]
