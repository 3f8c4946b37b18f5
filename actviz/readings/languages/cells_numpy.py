"""NumPy of tables of polynomials: functions of arrays of float32."""

from __future__ import annotations

import base64
import struct
from collections.abc import Sequence
from textwrap import wrap
from typing import Final

from actviz.readings.languages.cells import LEAD, PLACE, Table
from actviz.readings.languages.numpy import RESERVED as RESERVED
from actviz.readings.languages.numpy import documented

_HELPERS: Final = f"""\
def _table(terms, entries, rows):
    columns = np.frombuffer(base64.b64decode(rows), dtype="<f8").reshape(-1, 1 + terms).T.copy()
    return np.frombuffer(base64.b64decode(entries), dtype="<u4"), columns


def _values(x, table, parity, points):
    entries, (centres, *columns) = table
    x = np.asarray(x, dtype=np.float32)
    given = x.ravel()
    result = np.empty(given.shape, dtype=np.float32)
    for start in range(0, given.size, 16384):
        part = given[start : start + 16384]
        size = np.abs(part) if parity else part
        bits = size.view(np.uint32)
        entry = entries[bits >> {LEAD}]
        row = (entry >> {PLACE}) + ((bits & {(1 << LEAD) - 1:#x}) >> (entry & {(1 << PLACE) - 1}))
        row = row.astype(np.intp)
        for pattern, own in points:
            row[bits == pattern] = own
        with np.errstate(all="ignore"):
            s = np.clip(size.astype(np.float64) - centres[row], -(2.0**128), 2.0**128)
            y = columns[-1][row]
            for column in columns[-2::-1]:
                y *= s
                y += column[row]
            near = y.astype(np.float32)
        if parity < 0:
            near[np.signbit(part)] *= -1
        result[start : start + 16384] = near
    return result.reshape(x.shape)[()]"""


def render(tables: Sequence[Table], head: tuple[str, ...]) -> str:
    """The functions as the text of a module."""
    said = "\n".join(f"# {line}".rstrip() for line in head)
    parts = [f"{said}\n\nimport base64\n\nimport numpy as np", _HELPERS, *map(_function, tables)]
    return "\n\n\n".join(parts) + "\n"


def _function(table: Table) -> str:
    name = f"{table.name}{table.suffix}"
    packed = [
        struct.pack(f"<{len(table.entries)}I", *table.entries),
        b"".join(struct.pack(f"<{1 + table.terms}d", *row) for row in table.whole_rows),
    ]
    texts = "".join(f'    b"""\n{_encoded(data)}\n""",\n' for data in packed)
    points = f"{list(table.points)!r}"
    lines = [
        f"_{name}_table = _table(\n    {table.terms},\n{texts})\n\n",
        f"def {name}(x):",
        *documented(table.says),
        f"    return _values(x, _{name}_table, {table.parity}, {points})",
    ]
    return "\n".join(lines)


def _encoded(data: bytes) -> str:
    return "\n".join(wrap(base64.b64encode(data).decode(), 96))
