"""Archives of arrays: NumPy's .npz, and Parquet and Arrow where pyarrow is installed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from actviz.files.array_files import array, npy_head
from actviz.files.sources import DAMAGED
from actviz.files.wish import Block, Tell, Wish, chosen


def npz(stream: IO[bytes], where: str, wish: Wish, tell: Tell) -> Iterator[Block]:
    """Each array of an archive is a layer; those of text are left out with a word.

    Raises:
        ValueError: it is broken, or holds no numbers.
    """
    with _readable(where), zipfile.ZipFile(stream) as archive:
        names = [name for name in archive.namelist() if name.endswith(".npy")]
        if not names:
            raise ValueError(f"{where}: holds no arrays")
        titles = [name.removesuffix(".npy") for name in names]
        texts = []
        layer = 0
        for place in chosen(wish.arrays, titles, where, "array"):
            inside = f"{where}, array {titles[place]}"
            if not wish.arrays and len(names) > 1 and _is_text(archive, names[place]):
                texts.append(titles[place])
                continue
            with archive.open(names[place]) as opened:
                head = npy_head(opened, inside, wish, tell)
                yield from array(opened, head, inside, wish, layer, titles[place])
            layer += 1
        if not layer:
            raise ValueError(f"{where}: holds no numbers, but text: {', '.join(texts)}")
        if texts:
            tell(f"{where}: text left out: {', '.join(texts)}")


def _is_text(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether an array holds strings."""
    from numpy.lib import format as npy

    try:
        with archive.open(name) as stream:
            version = npy.read_magic(stream)
            read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
            return bool(read(stream)[2].kind in "US")
    except ValueError:
        return False


@contextmanager
def _readable(where: str) -> Iterator[None]:
    """A broken file is one line that names it."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise ValueError(f"{where}: {DAMAGED} ({error}); copy it again") from None


def arrow(stream: IO[bytes], kind: str, where: str, wish: Wish, tell: Tell) -> Iterator[Block]:
    """Each column of numbers of a Parquet or Arrow file is a layer.

    Raises:
        ValueError: pyarrow is not installed, the file is broken, or no column holds numbers.
    """
    table = _table(stream, kind, where)
    names: list[str] = list(table.column_names)
    wanted = chosen((*wish.fields, *wish.arrays), names, where, "column")
    texts = []
    layer = 0
    for place in wanted:
        column = table.column(place)
        if not _numeric(column.type):
            texts.append(names[place])
            continue
        for chunk in column.chunks:
            values = chunk.to_numpy(zero_copy_only=False)
            yield Block(layer, names[place], values.astype("float64"))
        layer += 1
    if not layer:
        raise ValueError(f"{where}: no column holds numbers")
    if texts:
        tell(f"{where}: text left out: {', '.join(texts)}")


def _table(stream: IO[bytes], kind: str, where: str) -> Any:
    try:
        import pyarrow
        from pyarrow import ipc, parquet
    except ImportError:
        title = kind.capitalize()
        raise ValueError(
            f"{where}: {title} is read with pyarrow; install it: pip install 'actviz[files]'"
        ) from None
    data = io.BytesIO(stream.read())
    try:
        return parquet.read_table(data) if kind == "parquet" else ipc.open_file(data).read_all()
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(f"{where}: not a {kind} file that can be read ({reason})") from None


def _numeric(dtype: Any) -> bool:
    from pyarrow import types

    return bool(types.is_integer(dtype) or types.is_floating(dtype) or types.is_boolean(dtype))
