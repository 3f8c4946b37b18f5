"""The head of a .npy file, and the numbers behind it, block by block."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Head:
    """What stands before the numbers; ``fortran``: the first axis changes fastest."""

    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype[Any]

    @property
    def count(self) -> int:
        """How many numbers there are; it may be more than a file can hold."""
        return math.prod(self.shape)


def head(stream: IO[bytes], where: str) -> Head:
    """The head of a .npy file; afterwards the stream stands at the first number.

    Raises:
        ValueError: it is no such file, or holds something else than real numbers.
    """
    from numpy.lib import format as npy

    try:
        version = npy.read_magic(stream)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, fortran, dtype = read(stream)
    except (ValueError, EOFError, RecursionError, MemoryError) as error:
        raise ValueError(f"{where}: not a .npy file of numbers ({error})") from None
    if dtype.kind not in "fiub" or dtype.itemsize > 8:
        hint = " (bfloat16 has no name in this format)" if dtype.str == "|V2" else ""
        raise ValueError(f"{where}: holds {dtype}{hint}; save real numbers, such as float32")
    if any(length < 0 for length in shape):
        raise ValueError(f"{where}: not a .npy file of numbers (of shape {shape})")
    return Head(shape, fortran, dtype)


def numbers(stream: IO[bytes], told: Head, size: int, where: str) -> Iterator[NDArray[Any]]:
    """The numbers in the order of the file, ``size`` at a time.

    Raises:
        ValueError: there are fewer than the head says.
    """
    import numpy as np

    left = told.count
    while left:
        wanted = min(size, left)
        data = stream.read(wanted * told.dtype.itemsize)
        points = np.frombuffer(data, told.dtype, len(data) // told.dtype.itemsize)
        if len(points) < wanted:
            short = left - len(points)
            raise ValueError(f"{where}: ends early, {short} of {told.count} numbers short")
        yield points
        left -= wanted
