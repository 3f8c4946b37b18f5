"""NumPy of tables of polynomials: functions of arrays of float32."""

from __future__ import annotations

import base64
import struct
from collections.abc import Sequence
from textwrap import wrap

from actviz.readings.languages.cells import LEAD, PLACE, Table
from actviz.readings.languages.marked_texts import filled, whole
from actviz.readings.languages.numpy import RESERVED as RESERVED
from actviz.readings.languages.numpy import documented


def render(tables: Sequence[Table], head: tuple[str, ...]) -> str:
    """The functions as the text of a module."""
    said = "\n".join(f"# {line}".rstrip() for line in head)
    words = {
        "lead": LEAD,
        "place": PLACE,
        "rest": f"{(1 << LEAD) - 1:#x}",
        "shift": (1 << PLACE) - 1,
    }
    helpers = filled(whole(__file__, "cells_numpy.txt").rstrip("\n"), **words)
    parts = [f"{said}\n\nimport base64\n\nimport numpy as np", helpers, *map(_function, tables)]
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
