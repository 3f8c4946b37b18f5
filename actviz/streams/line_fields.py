"""The fields of a line of text."""

from __future__ import annotations

from typing import Final

_QUOTE: Final = '"'


def bare(cell: str) -> str:
    """A field without the quotes around it."""
    cell = cell.strip()
    quoted = len(cell) > 1 and cell[0] == cell[-1] == _QUOTE
    return cell[1:-1].replace(_QUOTE * 2, _QUOTE) if quoted else cell


def split(line: str, delimiter: str) -> list[str]:
    """The fields of a line as they are written: a delimiter between quotes parts nothing."""
    cells = line.split(delimiter)
    if _QUOTE not in line:
        return cells
    fields: list[str] = []
    inside = False
    for cell in cells:
        if inside:
            fields[-1] += delimiter + cell
        else:
            fields.append(cell)
        inside ^= cell.count(_QUOTE) % 2 == 1
    return fields
