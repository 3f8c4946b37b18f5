"""Functions applied to numbers on their way from file to file, in constant memory."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from actviz.arrays import np
from actviz.files.array_files import npy_head
from actviz.files.number_kinds import Kind
from actviz.files.wish import Wish
from actviz.streams.pipes import widen
from actviz.streams.text_lines import Apply
from actviz.streams.whole import whole_file
from actviz.text import terminal

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK: Final = 1 << 19  # bytes at once: they stay in the cache from reading to writing


def pipe(
    stream: IO[bytes],
    kept: Kind,
    functions: Sequence[Apply],
    write: Callable[[Any], object] = terminal.out_bytes,
    where: str = "the input",
) -> None:
    """Bare little-endian numbers in and out; several functions give a row for each number.

    Raises:
        ValueError: the input ends in the middle of a number; what is before it has been written.
    """
    _keep_freed_memory()
    buffer = bytearray(BLOCK)
    filled = total = 0
    size = kept.dtype.itemsize
    while count := stream.readinto(memoryview(buffer)[filled:]):  # type: ignore[attr-defined]
        filled += count
        total += count
        whole = filled - filled % size
        if whole:
            points = np.frombuffer(buffer, dtype=kept.dtype, count=whole // size)
            write(applied(points, kept, functions).data)
            buffer[: filled - whole] = buffer[whole:filled]
            filled -= whole
    if filled:
        raise ValueError(
            f"{where} ends after {total} bytes, {filled} byte{'s' * (filled != 1)} into a "
            f"{kept.name} of {size}"
        )


def stdin_to_stdout(descriptor: int, kept: Kind, functions: Sequence[Apply]) -> None:
    """A pipe of bare numbers answered as it arrives; as :func:`pipe`."""
    widen(descriptor)
    widen(sys.stdout.fileno())
    pipe(io.FileIO(descriptor, closefd=False), kept, functions)


def _keep_freed_memory() -> None:
    """Have the C library keep what arrays of a block leave, for the next ones.

    glibc gives freed memory of that size back to the system, which has to clear it anew for each
    block, until a larger piece has been freed.
    """
    np.empty(8 * BLOCK, np.uint8)


def applied(points: NDArray[Any], kept: Kind, functions: Sequence[Apply]) -> NDArray[Any]:
    """Results in the numbers' own format, rounded once; a last axis for several functions."""
    wide = kept.doubles(points).astype(np.float64, copy=False)
    results = [np.asarray(function(wide)) for function in functions]
    result = results[0] if len(results) == 1 else np.stack(results, axis=-1)
    return np.ascontiguousarray(kept.kept(result))


def npy_to_npy(source: Path, goal: Path, functions: Sequence[Apply], wish: Wish) -> None:
    """One .npy file to another of the same shape, order and format, part by part.

    Whole numbers become float64. Several functions add a last axis. The goal appears whole or not
    at all. Files are read and written, not mapped into memory: a full disk, or a source that
    shrinks meanwhile, would kill the process.

    Raises:
        ValueError: the source is no array of real numbers.
        OSError: a file cannot be read or written.
    """
    from numpy.lib import format as npy

    _keep_freed_memory()
    with source.open("rb") as raw, whole_file(goal) as file:
        head = npy_head(raw, str(source), wish)
        start = raw.tell()
        real = head.kind.bits_of or head.kind.dtype.kind == "f"
        kept = head.kind if real else Kind(np.dtype(np.float64))
        several = (len(functions),) if len(functions) > 1 else ()
        described = {
            "descr": void(kept) or npy.dtype_to_descr(kept.dtype),
            "fortran_order": head.fortran,
            "shape": (*head.shape, *several),
        }
        npy.write_array_header_1_0(file, described)
        # Where the last axis changes slowest, one function's results come after another's.
        passes = [[function] for function in functions] if head.fortran else [functions]
        size = max(1, BLOCK // head.kind.dtype.itemsize)
        with terminal.progress(goal.name, head.count * len(passes)) as done:
            finished = 0
            for some in passes:
                raw.seek(start)
                left = head.count
                while left:
                    points = _points(raw, head.kind, min(size, left), left, head.count, str(source))
                    doubles = points if real else points.astype(np.float64)
                    file.write(applied(doubles, kept, some).data)
                    left -= len(points)
                    finished += len(points)
                    done(finished)


def _points(
    raw: IO[bytes], kept: Kind, wanted: int, left: int, count: int, where: str
) -> NDArray[Any]:
    data = raw.read(wanted * kept.dtype.itemsize)
    points = np.frombuffer(data, kept.dtype, len(data) // kept.dtype.itemsize)
    if len(points) < wanted:
        short = left - len(points)
        raise ValueError(f"{where}: ends early, {short} of {count} numbers short")
    return points


def void(kept: Kind) -> str:
    """The type that a .npy file names for what NumPy has no name for; as ml_dtypes writes it."""
    return f"<V{kept.dtype.itemsize}" if kept.bits_of else ""
