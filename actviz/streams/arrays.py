"""Bare numbers in and out, and arrays in files that are never held in memory as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from actviz.streams.lines import Apply
from actviz.streams.pipes import widen
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
    """One .npy file to another of the same shape and format, part by part.

    Several functions add a last axis. The goal appears whole or not at all.

    Raises:
        ValueError: the source is no array of real numbers.
    """
    import numpy as np

    points = opened(source)
    several = (len(functions),) if len(functions) > 1 else ()
    with TemporaryDirectory(dir=goal.parent, prefix=f".{goal.name}.") as folder:
        part = Path(folder) / goal.name  # a neighbour that then takes the name
        result = np.lib.format.open_memmap(
            part, mode="w+", dtype=points.dtype, shape=(*points.shape, *several)
        )
        flat, rows = points.reshape(-1), result.reshape(-1, *several)
        step = max(1, BLOCK // points.dtype.itemsize)
        with terminal.progress(goal.name, points.size) as done:
            for start in range(0, points.size, step):
                rows[start : start + step] = applied(flat[start : start + step], functions)
                done(min(start + step, points.size))
        result.flush()
        del result, rows
        part.replace(goal)


def opened(source: Path) -> NDArray[Any]:
    """A .npy file as an array that is read where it is needed.

    Raises:
        ValueError: it is none, or holds something else than real numbers.
    """
    import numpy as np

    try:
        points: NDArray[Any] = np.load(source, mmap_mode="r", allow_pickle=False)
    except (ValueError, EOFError) as error:
        raise ValueError(f"{source}: not a .npy file of numbers ({error})") from None
    if points.dtype.kind in "iub":
        return points.astype(np.float64)
    if points.dtype.kind != "f" or points.dtype.itemsize > 8:
        raise ValueError(f"{source}: holds {points.dtype}, not float64, float32 or float16")
    return np.ascontiguousarray(points) if not points.flags.c_contiguous else points
