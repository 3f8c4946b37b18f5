"""A function of float32 as a table: for every few inputs a polynomial in double.

The leading bits of an input (its exponent and the first two of its fraction, and its sign where
the function has no symmetry) pick an entry, which holds the first of some rows and how many of the
bits that are left do not count; those that do pick the row. A row is a number near its inputs and
the coefficients of a polynomial in what x is away from it. Its value, rounded to float32, is the
result. What x is away from the centre is held between -2**128 and 2**128, so that an infinity has
the result of the last row. A single input may have a row to itself.
"""

from __future__ import annotations

from typing import Final

from actviz.dataclass import dataclass

LEAD: Final = 21  # bits of an input behind those that pick its entry
PLACE: Final = 5  # bits of an entry that hold a shift, below the number of the first row
LARGEST_SIZE: Final = 65536  # bytes that a table may take


@dataclass(frozen=True)
class Table:
    """One function, or one of its slopes, of float32.

    Attributes:
        name: what it is called.
        suffix: ``""``, or ``_d1`` for the slope.
        says: formula, parameters, source: lines of a comment.
        parity: 1, -1: even, odd, and the table is of |x|; 0: neither.
        entries: one for each pattern of leading bits.
        centres: a number for each row.
        rows: for each row the coefficients of 1, s, s**2, ...; all of one length.
        points: bit patterns of single inputs (of |x| in a table of it), and their rows.
    """

    name: str
    suffix: str
    says: tuple[str, ...]
    parity: int
    entries: tuple[int, ...]
    centres: tuple[float, ...]
    rows: tuple[tuple[float, ...], ...]
    points: tuple[tuple[int, int], ...] = ()

    @property
    def terms(self) -> int:
        """Coefficients of a row."""
        return len(self.rows[0])

    @property
    def whole_rows(self) -> list[tuple[float, ...]]:
        """Each row with its centre in front, as it is written: one place to look up for all."""
        return [(centre, *row) for centre, row in zip(self.centres, self.rows, strict=True)]

    @property
    def size(self) -> int:
        """Bytes of the table."""
        return size(len(self.entries), len(self.rows), self.terms)


def size(entries: int, rows: int, terms: int) -> int:
    """Bytes of a table of so many entries and rows."""
    return 4 * entries + 8 * (1 + terms) * rows
