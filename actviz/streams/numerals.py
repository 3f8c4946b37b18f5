"""Numbers as text and back, many at a time.

The quick way reads and writes a whole block as one JSON array with orjson, five times as fast as
``float`` and ``repr``. What JSON would read and we would not (``null``, ``true``, ``1,2``, strings)
never reaches it; what we read and JSON would not (``+1``, ``.5``, ``inf``, ``0x1p3``) goes the
other way, line by line. Written numbers are the shortest that read back to the same double.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from actviz.streams.decimals import MOST as _SHORTEST
from actviz.streams.decimals import rounded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# Newlines become commas, and all that no plain number holds becomes what JSON refuses.
_TO_JSON: Final = bytes(
    sign if sign in b"0123456789+-.eE" else ord(",") if sign == ord("\n") else ord("!")
    for sign in range(256)
)
MOST_DIGITS: Final = 17  # more say nothing about a double


def read(block: bytes) -> Floats | None:
    """The numbers of a block of whole lines, or None if it has to be read line by line.

    Args:
        block: lines, each ended by a newline.
    """
    import numpy as np
    import orjson

    try:
        found = orjson.loads(b"[" + block[:-1].translate(_TO_JSON) + b"]")
        points = np.fromiter(found, dtype=np.float64, count=len(found))
    except (orjson.JSONDecodeError, OverflowError):
        return None
    if not len(points):
        return None  # an empty line is no number, though [] is an array
    if not points.all() and b"-0\n" in block:
        return None  # -0 was read as the integer 0, which has no sign
    return points


def written(values: Floats, digits: int | None = None) -> bytes:
    """Numbers as lines; of a table, columns separated by tabs.

    Args:
        values: of shape (n,) or (n, k).
        digits: significant digits; by default the shortest that reads back to the same double.
    """
    import numpy as np
    import orjson

    if not len(values):
        return b""
    if digits is not None and digits > _SHORTEST:
        return _with_many_digits(values, digits)
    if digits is not None:
        values = rounded(values, digits)
    finite = np.isfinite(values)
    if not finite.all():
        return _with_words(values, finite)
    text = orjson.dumps(np.ascontiguousarray(values), option=orjson.OPT_SERIALIZE_NUMPY)
    if values.ndim == 1:
        return text[1:-1].replace(b",", b"\n") + b"\n"
    return text[2:-2].replace(b"],[", b"\n").replace(b",", b"\t") + b"\n"


def _with_words(values: Floats, finite: NDArray[np.bool_]) -> bytes:
    """The same where some are not finite, which JSON cannot say."""
    import numpy as np

    rows = written(np.where(finite, values, 0.0)).split(b"\n")
    for row in np.flatnonzero(~finite.reshape(len(values), -1).all(axis=1)).tolist():
        cells = rows[row].split(b"\t")
        for at, value in enumerate(np.atleast_1d(values[row]).tolist()):
            if not math.isfinite(value):
                cells[at] = repr(value).encode()
        rows[row] = b"\t".join(cells)
    return b"\n".join(rows)


def _with_many_digits(values: Floats, digits: int) -> bytes:
    table = values.reshape(len(values), -1).tolist()
    return "".join(
        "\t".join(f"{value:.{digits}g}" for value in row) + "\n" for row in table
    ).encode()
