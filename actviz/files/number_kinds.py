"""The number formats of files, NumPy's and those that it does not know, as doubles and back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What NumPy knows, by our names; the rest is held as bits.
_PLAIN: Final = {
    "float64": "<f8", "float32": "<f4", "float16": "<f2", "int64": "<i8", "int32": "<i4",
    "int16": "<i2", "int8": "i1", "uint64": "<u8", "uint32": "<u4", "uint16": "<u2", "uint8": "u1",
}  # fmt: skip
_BITS: Final = {"bfloat16": "<u2", "float8_e4m3fn": "u1", "float8_e5m2": "u1"}
KINDS: Final = (*_PLAIN, *_BITS)
FLOATS: Final = ("float64", "float32", "float16", *_BITS)
# What ml_dtypes's numbers are called in a .npy file, which keeps no more than their width.
VOID: Final = {"V2": "bfloat16", "V1": "float8_e4m3fn"}


@dataclass(frozen=True)
class Kind:
    """How numbers are kept: their type in NumPy, and the format that it stands for, if another."""

    dtype: np.dtype[Any]
    bits_of: str = ""  # bfloat16 and its kin, which NumPy has no name for

    def doubles(self, values: NDArray[Any]) -> NDArray[Any]:
        """The numbers behind what the file holds; what NumPy knows stays as it is."""
        if not self.bits_of:
            return values
        doubles: NDArray[Any] = _table(self.bits_of)[values.view(self.dtype)]
        return doubles

    def kept(self, values: NDArray[Any]) -> NDArray[Any]:
        """Doubles rounded to the format, once, as the file holds them."""
        import numpy as np

        if not self.bits_of:
            with np.errstate(over="ignore", invalid="ignore"):
                return np.asarray(values).astype(self.dtype)
        return _nearest_bits(np.asarray(values, dtype=np.float64), self.bits_of).astype(self.dtype)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.bits_of or str(self.dtype)


def kind(name: str) -> Kind:
    """A format by its name.

    Raises:
        ValueError: none is called so.
    """
    import numpy as np

    if name not in KINDS:
        raise ValueError(f"no number format is called {name!r}; known: {', '.join(KINDS)}")
    return Kind(np.dtype(_PLAIN.get(name) or _BITS[name]), name if name in _BITS else "")


@cache
def _table(name: str) -> NDArray[np.float64]:
    """The number behind every bit pattern of a format."""
    import numpy as np

    if name == "bfloat16":
        upper = np.arange(1 << 16, dtype=np.uint32) << 16
        with np.errstate(invalid="ignore"):  # some NaNs are signalling ones
            return upper.view(np.float32).astype(np.float64)
    bits = np.arange(1 << 8, dtype=np.uint16)
    if name == "float8_e5m2":  # the upper half of a float16
        with np.errstate(invalid="ignore"):
            return (bits << 8).view(np.float16).astype(np.float64)
    exponent, fraction = (bits >> 3) & 15, bits & 7
    size = np.where(exponent > 0, np.ldexp(8.0 + fraction, exponent.astype(int) - 10), 0.0)
    size = np.where(exponent > 0, size, np.ldexp(1.0 * fraction, -9))
    size[(bits & 127) == 127] = np.nan  # it has no infinity
    return np.where(bits & 128, -size, size)


def _nearest_bits(values: NDArray[np.float64], name: str) -> NDArray[Any]:
    """The bit patterns of the nearest numbers of a format, ties to the even pattern."""
    import numpy as np

    table = _table(name)
    half = len(table) // 2
    sizes = np.where(np.isnan(table[:half]), np.inf, table[:half])
    count = int(np.searchsorted(sizes, np.inf))  # the finite ones, in order
    finite = sizes[:count]
    size = np.abs(values)
    above = np.clip(np.searchsorted(finite, size), 1, count - 1)
    low, high = finite[above - 1], finite[above]
    nearer = np.where(size - low == high - size, above % 2 == 0, size - low > high - size)
    bits = np.where(nearer, above, above - 1)
    beyond = size >= finite[-1] + (finite[-1] - finite[-2]) / 2
    bits = np.where(beyond, count, bits)  # the infinity, or the NaN of a format without one
    missing = half - 1
    bits = np.where(np.isnan(values), missing, bits)
    return np.asarray(bits + np.where(np.signbit(values), half, 0))
