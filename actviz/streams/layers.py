"""Files of pre-activations, layer by layer and block by block: .npy, .npz, .csv and its kin, stdin.

Arrays are read in the order of the file, so that neither a large array nor a compressed one is
ever in memory as a whole.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from actviz.streams.columns import columns
from actviz.streams.npy import head
from actviz.streams.pipes import opened

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK: Final = 1 << 17  # numbers at once: as doubles they stay in the cache
DELIMITERS: Final = {".csv": ",", ".tsv": "\t", ".txt": ","}
SUFFIXES: Final = (".npy", ".npz", *DELIMITERS)


@dataclass(frozen=True)
class Block:
    """Some numbers of one layer of a file.

    ``layer`` counts the layers of the file. ``name`` is what the file calls it, empty where it
    has a single layer without a name. Where ``units`` are known, ``values`` has the shape (part
    of the batch, part of the units), and its first column is the unit ``first_unit``. ``done`` is
    the share of the layer that has been read, where that is known.
    """

    layer: int
    name: str
    values: NDArray[Any]
    units: int | None = None
    first_unit: int = 0
    done: float = 0.0


def blocks(file: str) -> Iterator[Block]:
    """The numbers of a file, or of stdin for ``-``; what is known of one is known before the rest.

    Raises:
        ValueError: the file's kind is not known, it is broken, a layer holds no numbers or other
            things than real numbers; the message names file and layer.
        OSError: it cannot be read.
    """
    suffix = Path(file).suffix.lower()
    if file == "-" or suffix in DELIMITERS:
        name = "stdin" if file == "-" else file
        source = None if file == "-" else file
        with opened(source, "numbers, a line for each example") as descriptor:
            for index, title, values in columns(descriptor, name, DELIMITERS.get(suffix, ",")):
                yield Block(index, title, values)
    elif suffix == ".npy":
        with open(file, "rb") as stream:
            yield from _array(stream, file, 0, "")
    elif suffix == ".npz":
        yield from _archive(file)
    else:
        found = f"the suffix {suffix}" if suffix else "a name without a suffix"
        raise ValueError(f"{file}: {found} is not known; inputs come from {', '.join(SUFFIXES)}")


def _archive(file: str) -> Iterator[Block]:
    with _told(file, "a .npz file"), zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if name.endswith(".npy")]
        if not names:
            raise ValueError(f"{file}: holds no arrays")
        for index, name in enumerate(names):
            title = name.removesuffix(".npy")
            with archive.open(name) as stream:
                yield from _array(stream, f"{file}, array {title}", index, title)


@contextmanager
def _told(where: str, what: str) -> Iterator[None]:
    """What a broken file is told as."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise ValueError(f"{where}: not {what} that can be read ({error})") from None


def _array(stream: IO[bytes], where: str, layer: int, name: str) -> Iterator[Block]:
    """The array of a .npy file; two axes are batch and units."""
    told = head(stream, where)
    shape, fortran, dtype, count = told.shape, told.fortran, told.dtype, told.count
    if not count:
        raise ValueError(f"{where}: is empty, of shape {shape}")
    rows, across = (count, 1) if len(shape) != 2 else (shape[::-1] if fortran else shape)
    for row, column, values in _tiles(stream, dtype, rows, across, where):
        done = (row + len(values)) / rows
        if len(shape) != 2:
            yield Block(layer, name, values.reshape(-1), done=done)
        elif fortran:  # it is written unit by unit
            yield Block(layer, name, values.T, shape[1], row, done)
        else:
            yield Block(layer, name, values, shape[1], column, done)


def _tiles(
    stream: IO[bytes], dtype: np.dtype[Any], rows: int, across: int, where: str
) -> Iterator[tuple[int, int, NDArray[Any]]]:
    """Parts of a table in the order of the file: some whole rows, or a part of a long one."""
    import numpy as np

    high, wide = max(1, BLOCK // across), min(across, BLOCK)
    for row in range(0, rows, high):
        for column in range(0, across, wide):
            size = min(high, rows - row), min(wide, across - column)
            wanted = size[0] * size[1] * dtype.itemsize
            data = stream.read(wanted)
            if len(data) < wanted:
                missing = (rows - row) * across - column - len(data) // dtype.itemsize
                raise ValueError(f"{where}: ends early, {missing} of {rows * across} numbers short")
            yield row, column, np.frombuffer(data, dtype=dtype).reshape(size)
