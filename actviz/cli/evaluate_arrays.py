"""Results of ``actviz eval`` as one array: a .npy file, or bare numbers."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from actviz.arrays import np
from actviz.text import terminal

# What ml_dtypes calls its formats in a .npy file, so that nobody takes them for whole numbers.
UNNAMED: Final = {"bfloat16": "V2", "float8_e4m3fn": "V1", "float8_e5m2": "V1"}


def array_kind(file: str | None) -> str:
    """The kind of array file that a name asks for: ``npy``, also for stdout, or ``bin``."""
    if file is None or file == "-":
        return "npy"
    suffix = Path(file).suffix
    if suffix not in (".npy", ".bin"):
        raise ValueError(f"{file}: an array is written to a .npy or a .bin file")
    return suffix.lstrip(".")


def write_array(
    runs: Sequence[Any], columns: Sequence[Callable[[Any], Any]], file: str, kind: str, dtype: str
) -> None:
    """Write all results as one array, whole or not at all, and print the file's name."""
    parts = [np.stack([column(run) for column in columns], axis=-1) for run in runs]
    values = np.concatenate(parts) if parts else np.empty((0, len(columns)))
    values = values[:, 0] if len(columns) == 1 else values
    if dtype != "float64":
        from actviz.readings.number_formats import packed

        values = packed(values, dtype)
    values = values.astype(values.dtype.newbyteorder("<"))
    if dtype in UNNAMED:
        values = values.view(UNNAMED[dtype])
    data = _file_of(values, kind)
    if file == "-":
        if sys.stdout.isatty():
            raise ValueError("stdout is a terminal; send the array on: -o - > values.npy")
        terminal.out_bytes(data)
        return
    from actviz.streams.whole import write_whole

    path = Path(file)
    write_whole(path, data)
    terminal.out(f"{path}\n")


def _file_of(values: Any, kind: str) -> bytes:
    if kind == "bin":
        return bytes(values.tobytes())
    buffer = io.BytesIO()
    np.save(buffer, values)
    return buffer.getvalue()
