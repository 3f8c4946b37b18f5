"""Bare numbers in and out, and arrays in files that are never held in memory as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from actviz.streams.lines import Apply
from actviz.streams.npy import head, numbers
from actviz.streams.pipes import widen
from actviz.streams.whole import whole_file
from actviz.text import terminal

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK: Final = 1 << 18  # bytes at once: they stay in the cache from reading to writing
DTYPES: Final = ("float64", "float32", "float16")


def pipe(descriptor: int, dtype: str, functions: Sequence[Apply]) -> None:
    """Little-endian numbers from a pipe to stdout; several functions give a row for each number.

    Raises:
        ValueError: the input ends in the middle of a number; what is before it has been written.
    """
    import io
    import sys

    import numpy as np

    widen(descriptor)
    widen(sys.stdout.fileno())
    kind = np.dtype(dtype).newbyteorder("<")
    source = io.FileIO(descriptor, closefd=False)
    buffer = bytearray(BLOCK)
    filled = total = 0
    while count := source.readinto(memoryview(buffer)[filled:]):
        filled += count
        total += count
        whole = filled - filled % kind.itemsize
        if whole:
            points = np.frombuffer(buffer, dtype=kind, count=whole // kind.itemsize)
            terminal.out_bytes(applied(points, functions).data)
            buffer[: filled - whole] = buffer[whole:filled]
            filled -= whole
    if filled:
        raise ValueError(
            f"the input ends after {total} bytes, {filled} byte{'s' * (filled != 1)} into a "
            f"{dtype} of {kind.itemsize}"
        )


def applied(points: NDArray[Any], functions: Sequence[Apply]) -> NDArray[Any]:
    """Results in the numbers' own format, rounded once; a last axis for several functions."""
    import numpy as np

    wide = points.astype(np.float64, copy=False)
    found = [np.asarray(function(wide)) for function in functions]
    result = found[0] if len(found) == 1 else np.stack(found, axis=-1)
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(result.astype(points.dtype, copy=False))


def file_to_file(source: Path, goal: Path, functions: Sequence[Apply]) -> None:
    """One .npy file to another of the same shape, order and format, part by part.

    Whole numbers become float64. Several functions add a last axis. The goal appears whole or not
    at all. Files are read and written, not mapped into memory: a full disk, or a source that
    shrinks meanwhile, would kill the process.

    Raises:
        ValueError: the source is no array of real numbers.
        OSError: a file cannot be read or written.
    """
    import numpy as np
    from numpy.lib import format as npy

    with source.open("rb") as raw, whole_file(goal) as file:
        told = head(raw, str(source))
        start = raw.tell()
        dtype = told.dtype if told.dtype.kind == "f" else np.dtype(np.float64)
        several = (len(functions),) if len(functions) > 1 else ()
        described = {
            "descr": npy.dtype_to_descr(dtype),
            "fortran_order": told.fortran,
            "shape": (*told.shape, *several),
        }
        npy.write_array_header_1_0(file, described)
        # Where the last axis changes slowest, one function's results come after another's.
        passes = [[function] for function in functions] if told.fortran else [functions]
        size = max(1, BLOCK // told.dtype.itemsize)
        with terminal.progress(goal.name, told.count * len(passes)) as done:
            finished = 0
            for some in passes:
                raw.seek(start)
                for points in numbers(raw, told, size, str(source)):
                    file.write(applied(points.astype(dtype, copy=False), some).data)
                    finished += len(points)
                    done(finished)
