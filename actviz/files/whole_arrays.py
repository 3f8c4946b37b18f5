"""Whole arrays of a file by name, in their own shapes and formats."""

from __future__ import annotations

import zipfile
from collections.abc import Collection
from typing import IO, TYPE_CHECKING, Any

from actviz.arrays import np
from actviz.files.array_files import Head, idx_head, npy_head, safetensors_heads, skip
from actviz.files.sources import Source
from actviz.files.wish import Wish

if TYPE_CHECKING:
    from numpy.typing import NDArray


def arrays(source: Source, wanted: Collection[str], most: int) -> dict[str, NDArray[Any]]:
    """The arrays of an open file that are wanted; one without a name is called "".

    Args:
        source: a file of the kind zip, npy, safetensors or idx.
        wanted: names of arrays; others are not read.
        most: bytes that are taken at most.

    Raises:
        ValueError: there are more bytes than that, or fewer than a head says.
    """
    stream, where = source.stream, source.where
    named = {}
    if source.kind == "zip":
        with zipfile.ZipFile(stream) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            if unpacked > most:
                raise ValueError(f"unpacked it has {unpacked} bytes; at most {most} are read")
            for name in archive.namelist():
                title = name.removesuffix(".npy")
                if title in wanted:
                    with archive.open(name) as opened:
                        head = npy_head(opened, f"array {title}", Wish(), words=True)
                        named[title] = _whole(opened, head, most)
        return named
    if source.kind == "safetensors":
        for name, head, gap in safetensors_heads(stream, where, Wish()):
            skip(stream, gap)
            named[name] = _whole(stream, head, most)
        return named
    head = idx_head(stream, where) if source.kind == "idx" else npy_head(stream, where, Wish())
    return {"": _whole(stream, head, most, alone=True)}


def _whole(stream: IO[bytes], head: Head, most: int, *, alone: bool = False) -> NDArray[Any]:
    """The array behind a head; ``alone``: the file ends with it."""
    wanted = head.count * head.kind.dtype.itemsize
    if wanted > most:
        raise ValueError(f"its head speaks of {wanted} bytes; at most {most} are read")
    body = stream.read(wanted + alone)
    if len(body) != wanted:
        more = "more" if len(body) > wanted else f"only {len(body)}"
        raise ValueError(f"its head speaks of {wanted} bytes, and there are {more}")
    values = head.kind.doubles(np.frombuffer(body, head.kind.dtype))
    return values.reshape(head.shape, order="F" if head.fortran else "C")
