"""Arrays of numbers behind a head, block by block: the formats of NumPy, safetensors, IDX.

Arrays are read in the order of the file, so that neither a large array nor a compressed one is
ever in memory as a whole.
"""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, Final

from actviz.arrays import np
from actviz.dataclass import dataclass
from actviz.files.number_kinds import VOID, Kind, kind
from actviz.files.wish import Block, Tell, Wish, chosen

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK: Final = 1 << 17  # numbers at once: as doubles they stay in the cache
_SAFE: Final = {
    "F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16",
    "F8_E4M3": "float8_e4m3fn", "F8_E5M2": "float8_e5m2", "I64": "int64", "I32": "int32",
    "I16": "int16", "I8": "int8", "U64": "uint64", "U32": "uint32", "U16": "uint16", "U8": "uint8",
    "BOOL": "uint8",
}  # fmt: skip
_E5M2: Final = re.compile(rb"'[<|]f1'")
# The third byte of an IDX file: what its numbers are, the most significant byte first.
_IDX: Final = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


@dataclass(frozen=True)
class Head:
    """What stands before the numbers; ``fortran``: the first axis changes fastest."""

    shape: tuple[int, ...]
    kind: Kind
    fortran: bool = False

    @property
    def count(self) -> int:
        """How many numbers there are; it may be more than a file can hold."""
        return math.prod(self.shape)


def npy_head(
    stream: IO[bytes],
    where: str,
    wish: Wish,
    tell: Tell = lambda text: None,
    *,
    words: bool = False,
) -> Head:
    """The head of a .npy file; afterwards the stream stands at the first number.

    ``words``: it may hold text as well.

    Raises:
        ValueError: it is no such file, or holds something else than real numbers.
    """
    try:
        shape, fortran, dtype, usual = _npy_header(stream)
    except (ValueError, EOFError, RecursionError, MemoryError) as error:
        raise ValueError(f"{where}: not a .npy file of numbers ({error})") from None
    if any(length < 0 for length in shape):
        raise ValueError(f"{where}: not a .npy file of numbers (of shape {shape})")
    number_kind = Kind(dtype)
    if usual:
        number_kind = kind(wish.binary or usual)
        if number_kind.dtype.itemsize != dtype.itemsize:
            raise ValueError(f"{where}: its numbers have {dtype.itemsize} bytes, {wish.binary} not")
        if not wish.binary:
            more = "; --binary float8_e5m2 if they are" if usual == "float8_e4m3fn" else ""
            tell(f"{where}: taken as {usual}, which .npy has no name for{more}")
    elif (dtype.kind not in "fiub" or dtype.itemsize > 8) and not (words and dtype.kind in "US"):
        raise ValueError(f"{where}: holds {dtype}; save real numbers, such as float32")
    elif wish.binary:
        raise ValueError(f"{where}: holds {dtype} by its own head; --binary is for bare numbers")
    return Head(shape, number_kind, fortran)


def _npy_header(stream: IO[bytes]) -> tuple[tuple[int, ...], bool, Any, str]:
    """Shape, order and type of a .npy file, and the format if it is one that NumPy has not.

    ml_dtypes writes float8_e5m2 as ``<f1``, which NumPy itself does not read back, and its kin as
    plain bytes.
    """
    from numpy.lib import format as npy

    version = npy.read_magic(stream)
    size = stream.read(2 if version == (1, 0) else 4)
    text = size + stream.read(int.from_bytes(size, "little"))
    plain = _E5M2.sub(b"'|V1'", text)
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, fortran, dtype = read(BytesIO(plain))
    if plain != text:
        return shape, fortran, dtype, "float8_e5m2"
    void = dtype.kind == "V" and dtype.names is None
    return shape, fortran, dtype, VOID.get(dtype.str.lstrip("|<>"), "") if void else ""


def idx_head(stream: IO[bytes], where: str) -> Head:
    """The head of an IDX file, as MNIST comes in it.

    Raises:
        ValueError: it is no such file.
    """
    start = stream.read(4)
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in _IDX or not start[3]:
        raise ValueError(f"{where}: its first four bytes are not those of an IDX file")
    sizes = stream.read(4 * start[3])
    if len(sizes) < 4 * start[3]:
        raise ValueError(f"{where}: it ends within its head")
    return Head(struct.unpack(f">{start[3]}I", sizes), Kind(np.dtype(_IDX[start[2]])))


def npy_blocks(stream: IO[bytes], where: str, wish: Wish, tell: Tell) -> Iterator[Block]:
    """The array of a .npy file."""
    yield from array(stream, npy_head(stream, where, wish, tell), where, wish)


def array(
    stream: IO[bytes], head: Head, where: str, wish: Wish, layer: int = 0, name: str = ""
) -> Iterator[Block]:
    """The numbers behind a head; of two axes and more, one counts units.

    Raises:
        ValueError: there are none, fewer than the head says, or no such axis.
    """
    if not head.count:
        raise ValueError(f"{where}: is empty, of shape {head.shape}")
    axis = unit_axis(head.shape, wish.unit_axis, where)
    shape = head.shape[::-1] if head.fortran else head.shape
    if axis is None:
        before, units, behind = head.count, 1, 1
    else:
        place = len(shape) - 1 - axis if head.fortran else axis
        before, units, behind = (
            math.prod(shape[:place]),
            shape[place],
            math.prod(shape[place + 1 :]),
        )
    known = units if axis is not None else None
    for row, start, flat in _tiles(stream, head.kind, before, units * behind, where):
        values = head.kind.doubles(flat)
        rows, long = values.shape
        done = (row + rows) / before if start + long == units * behind else row / before
        if known is None:
            yield Block(layer, name, values.reshape(-1), done=done)
        elif behind == 1:
            yield Block(layer, name, values, known, start, done)
        elif long % behind == 0 and start % behind == 0:
            apart = np.moveaxis(values.reshape(rows, -1, behind), 1, 2)
            some = apart.reshape(-1, long // behind)
            yield Block(layer, name, some, known, start // behind, done)
        else:  # rows longer than a block: unit by unit
            yield from _unit_by_unit(Block(layer, name, values[0], known, 0, done), start, behind)


def _unit_by_unit(block: Block, start: int, behind: int) -> Iterator[Block]:
    """A part of one long row as parts of its units."""
    values, at = block.values, 0
    while at < len(values):
        unit, inside = divmod(start + at, behind)
        size = min(behind - inside, len(values) - at)
        yield replace(block, values=values[at : at + size].reshape(-1, 1), first_unit=unit)
        at += size


def unit_axis(shape: tuple[int, ...], wanted: int | None, where: str) -> int | None:
    """The axis that counts units: the last of two or three, axis 1 of four; else none.

    Raises:
        ValueError: the one asked for is not there.
    """
    axes = len(shape)
    if wanted is None:
        return {2: 1, 3: 2, 4: 1}.get(axes)
    if not -axes <= wanted < axes:
        raise ValueError(f"{where}: --unit-axis {wanted} of {axes} axes; from 0 to {axes - 1}")
    return wanted % axes


def _tiles(
    stream: IO[bytes], kept: Kind, rows: int, across: int, where: str
) -> Iterator[tuple[int, int, NDArray[Any]]]:
    """Parts of a table in the order of the file: some whole rows, or a part of a long one."""
    dtype = kept.dtype
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


def bare(stream: IO[bytes], where: str, wish: Wish) -> Iterator[Block]:
    """Little-endian numbers with nothing around them.

    Raises:
        ValueError: the last is not whole, or there are none.
    """
    number_kind = kind(wish.binary or "float64")
    size, rest, total = number_kind.dtype.itemsize, b"", 0
    while piece := stream.read(BLOCK):
        data = rest + piece
        total += len(piece)
        end = len(data) - len(data) % size
        rest = data[end:]
        if end:
            yield Block(0, "", number_kind.doubles(np.frombuffer(data[:end], number_kind.dtype)))
    if rest:
        raise ValueError(
            f"{where} ends after {total} bytes, {len(rest)} byte{'s' * (len(rest) != 1)} into a "
            f"{wish.binary} of {size}"
        )
    if not total:
        raise ValueError(f"{where}: holds no numbers")


def safetensors(stream: IO[bytes], where: str, wish: Wish) -> Iterator[Block]:
    """The tensors of a safetensors file, in its order.

    Raises:
        ValueError: its head makes no sense, or names a format that is not known.
    """
    for layer, (name, head, gap) in enumerate(safetensors_heads(stream, where, wish)):
        skip(stream, gap)
        yield from array(stream, head, f"{where}, array {name}", wish, layer, name)


def safetensors_heads(stream: IO[bytes], where: str, wish: Wish) -> list[tuple[str, Head, int]]:
    """Each wanted tensor's name and head, and how many bytes stand before it and the last one.

    Raises:
        ValueError: as :func:`safetensors`.
    """
    try:
        header = json.loads(stream.read(int.from_bytes(stream.read(8), "little")))
        parts = [
            (name, one["dtype"], tuple(map(int, one["shape"])), *map(int, one["data_offsets"]))
            for name, one in header.items()
            if name != "__metadata__"
        ]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"{where}: not a safetensors file ({error})") from None
    parts.sort(key=lambda part: part[3])
    at, heads = 0, []
    for place in sorted(chosen(wish.arrays, [part[0] for part in parts], where, "array")):
        name, dtype, shape, start, end = parts[place]
        if dtype not in _SAFE:
            raise ValueError(f"{where}, array {name}: holds {dtype}, which is not read")
        head = Head(shape, kind(_SAFE[dtype]))
        if head.count * head.kind.dtype.itemsize != end - start or start < at:
            raise ValueError(f"{where}, array {name}: its shape and its bytes differ")
        heads.append((name, head, start - at))
        at = end
    return heads


def skip(stream: IO[bytes], count: int) -> None:
    """Read on over so many bytes."""
    while count > 0 and (piece := stream.read(min(count, 1 << 20))):
        count -= len(piece)
