"""Numbers as text and back, many at a time.

The quick way reads and writes a whole block as one JSON array with orjson, five times as fast as
``float`` and ``repr``. What JSON would read and we would not goes the other way, line by line:
``null``, strings and brackets are no numbers in Python either, ``true`` and ``false`` are told by
their letters, and of ``1,2`` come more numbers than there are lines. So does what we read and JSON
would not (``+1``, ``.5``, ``inf``, ``0x1p3``). Written numbers are the shortest that read back to
the same double.
"""

from __future__ import annotations

import math
import re
import struct
from typing import TYPE_CHECKING, Final

from actviz.arrays import Float64, np

if TYPE_CHECKING:
    from numpy.typing import NDArray


_MINUS_ZERO: Final = re.compile(rb"-0\s*\n")
MOST_DIGITS: Final = 17  # more say nothing about a double


def read(block: bytes) -> Float64 | None:
    """The numbers of a block of whole lines, or None if it has to be read line by line.

    Args:
        block: lines, each ended by a newline.
    """
    import orjson

    if b"u" in block or b"a" in block:  # true and false, which are 1 and 0 in Python
        return None
    text, lines = _swapped(block, b"\n", b",")
    text[0], text[-1] = b"[]"
    try:
        numbers = orjson.loads(text.data)
        # struct takes half the time of np.fromiter, and a third of np.array's.
        points = np.frombuffer(struct.pack(f"{len(numbers)}d", *numbers))
    except (orjson.JSONDecodeError, struct.error):  # no number, or a whole one beyond all doubles
        return None
    if len(points) != lines:
        return None
    if not points.all() and _MINUS_ZERO.search(block):
        return None  # -0 was read as the integer 0, which has no sign
    return points


def _swapped(text: bytes, old: bytes, new: bytes) -> tuple[NDArray[np.uint8], int]:
    """A byte that precedes all, then the text with one sign for another, and how many there were.

    bytes.replace takes four times as long where the sign is frequent.
    """
    signs = np.frombuffer(text, np.uint8)
    shift = (signs == ord(old)).view(np.uint8)
    count = int(np.count_nonzero(shift))
    shift *= np.uint8((ord(new) - ord(old)) % 256)
    swapped = np.empty(len(text) + 1, np.uint8)
    np.add(signs, shift, out=swapped[1:])
    return swapped, count


def written(values: Float64, digits: int | None = None) -> bytes:
    """Numbers as lines; of a table, columns separated by tabs.

    Args:
        values: of shape (n,) or (n, k).
        digits: significant digits; by default the shortest that reads back to the same double.
    """
    import orjson

    if not len(values):
        return b""
    if digits is not None:
        from actviz.streams import decimals

        if digits > decimals.MOST:
            return _with_many_digits(values, digits)
        values = decimals.rounded(values, digits)
    finite = np.isfinite(values)
    if not finite.all():
        return _with_words(values, finite)
    text = orjson.dumps(np.ascontiguousarray(values), option=orjson.OPT_SERIALIZE_NUMPY)
    if values.ndim == 1:
        lines, _ = _swapped(text, b",", b"\n")
        lines[-1] = ord("\n")  # the bracket at the end
        return lines[2:].tobytes()
    return text[2:-2].replace(b"],[", b"\n").replace(b",", b"\t") + b"\n"


def _with_words(values: Float64, finite: NDArray[np.bool_]) -> bytes:
    """The same where some are not finite, which JSON cannot say."""
    rows = written(np.where(finite, values, 0.0)).split(b"\n")
    for row in np.flatnonzero(~finite.reshape(len(values), -1).all(axis=1)).tolist():
        cells = rows[row].split(b"\t")
        for at, value in enumerate(np.atleast_1d(values[row]).tolist()):
            if not math.isfinite(value):
                cells[at] = repr(value).encode()
        rows[row] = b"\t".join(cells)
    return b"\n".join(rows)


def _with_many_digits(values: Float64, digits: int) -> bytes:
    table = values.reshape(len(values), -1).tolist()
    return "".join(
        "\t".join(f"{value:.{digits}g}" for value in row) + "\n" for row in table
    ).encode()
