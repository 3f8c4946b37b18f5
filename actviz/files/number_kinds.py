"""The number formats of files, NumPy's and those that it does not know, as doubles and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from actviz.arrays import np
from actviz.dataclass import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What NumPy knows, by our names; the rest is held as bits.
_PLAIN: Final = {
    "float64": "<f8", "float32": "<f4", "float16": "<f2", "int64": "<i8", "int32": "<i4",
    "int16": "<i2", "int8": "i1", "uint64": "<u8", "uint32": "<u4", "uint16": "<u2", "uint8": "u1",
}  # fmt: skip
_BITS: Final = {"bfloat16": "<u2", "float8_e4m3fn": "u1", "float8_e5m2": "u1"}
KINDS: Final = (*_PLAIN, *_BITS)
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
        from actviz.readings.number_formats import from_patterns

        return from_patterns(values.view(self.dtype), self.bits_of)

    def kept(self, values: NDArray[Any]) -> NDArray[Any]:
        """Doubles rounded to the format, once, as the file holds them."""
        if not self.bits_of:
            with np.errstate(over="ignore", invalid="ignore"):
                return np.asarray(values).astype(self.dtype)
        from actviz.readings.number_formats import packed, rounded

        doubles = np.asarray(values, dtype=np.float64)
        return packed(rounded(doubles, self.bits_of), self.bits_of).astype(self.dtype)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.bits_of or str(self.dtype)


def kind(name: str) -> Kind:
    """A format by its name.

    Raises:
        ValueError: none is called so.
    """
    if name not in KINDS:
        raise ValueError(f"no number format is called {name!r}; known: {', '.join(KINDS)}")
    return Kind(np.dtype(_PLAIN.get(name) or _BITS[name]), name if name in _BITS else "")
