"""Rows of plain data as text: JSON, CSV, TSV, Markdown, LaTeX, or aligned columns.

A row is a dictionary from column names to strings, numbers, booleans, None, and lists or
dictionaries of these. JSON keeps the structure and every digit; the others print a cell as text.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

from actviz.text.cleaning import one_line
from actviz.text.table_cells import in_latex, in_markdown

Row = dict[str, Any]

FORMATS: Final = ("table", "json", "csv", "tsv", "md", "latex")


def to_text(rows: Sequence[Row], kind: str, columns: Sequence[str] | None = None) -> str:
    """Rows in one of :data:`FORMATS`, ending in a newline.

    Args:
        kind: one of ``FORMATS``; ``table`` is the plain aligned form for a pipe.
        columns: the keys to print, in order; all of the first row's by default.
    """
    keys = list(columns if columns is not None else rows[0] if rows else ())
    if kind == "json":
        return json_text([{key: row[key] for key in keys} for row in rows])
    cells = [[cell(row[key], digits=kind in ("csv", "tsv")) for key in keys] for row in rows]
    shown, keys = keys, [one_line(key) for key in keys]
    if kind in ("csv", "tsv"):
        lines = [[_no_formula(word) for word in line] for line in (keys, *cells)]
        return _separated(lines, "," if kind == "csv" else "\t")
    if kind in ("md", "latex"):
        typeset = in_markdown if kind == "md" else in_latex
        cells = [
            [typeset(row[key], text) for key, text in zip(shown, line, strict=True)]
            for row, line in zip(rows, cells, strict=True)
        ]
        return _markdown(keys, cells) if kind == "md" else _latex(keys, cells)
    return aligned([keys, *cells])


def plain(value: Any) -> Any:
    """Data that JSON can hold: NaN and the infinities become the strings "nan", "inf", "-inf"."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value


def json_text(value: Any) -> str:
    """Data as indented JSON, ending in a newline."""
    import json

    return json.dumps(plain(value), indent=2, ensure_ascii=False) + "\n"


def cell(value: Any, *, digits: bool = False) -> str:
    """One value as text on one line: every digit of a number if ``digits``, else six of them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(value) if digits else short(value, getattr(value, "side", 0))
    if isinstance(value, (list, tuple)):
        return " ".join(cell(inner, digits=digits) for inner in value)
    if isinstance(value, dict):
        import json

        return json.dumps(plain(value), ensure_ascii=False)
    return one_line(str(value))


def short(value: float, side: int = 0, digits: int = 6) -> str:
    """Six significant digits, the way one would say the number.

    Args:
        side: 0: the nearest; 1: none below it, as the upper end of a bracket is told; -1: none
            above it.
        digits: for six.
    """
    if side and math.isfinite(value):
        from decimal import ROUND_CEILING, ROUND_FLOOR, Context

        rounding = ROUND_CEILING if side > 0 else ROUND_FLOOR
        value = float(Context(prec=digits, rounding=rounding).create_decimal_from_float(value))
    return f"{value + 0.0:.{digits}g}"  # + 0.0: no "-0" for a zero


def counted(number: int, word: str) -> str:
    """``1 piece``, ``2,048 pieces``."""
    return f"{number:,} {word}{'s' * (number != 1)}"


class Lower(float):
    """What something is proved not to be below: no digits that are left out make it larger."""

    side = -1


class Upper(float):
    """What something is proved not to be above: no digits that are left out make it smaller."""

    side = 1


def digits(value: float) -> str:
    """Every digit; no "-0.0" for a zero."""
    return repr(value + 0.0)


def percent(share: float) -> str:
    """A share in per cent; never 0 or 100 where it is not exactly that."""
    if 0 < share < 0.0005:
        return "<0.1 %"
    if 0.9995 <= share < 1:
        return ">99.9 %"
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def aligned(lines: Sequence[Sequence[str]]) -> str:
    """Columns of equal width, two blanks apart, the same whatever the window."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = [
        "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join(text) + "\n"


def _separated(lines: Iterable[Sequence[str]], delimiter: str) -> str:
    import csv

    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows(lines)
    return buffer.getvalue()


def _no_formula(word: str) -> str:
    """A cell that no spreadsheet takes for a formula: one that begins like it gets a quote."""
    if not word.startswith(("=", "+", "-", "@")):
        return word
    try:
        for number in word.split():
            float(number)
    except ValueError:
        return f"'{word}"
    return word


def _markdown(keys: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    lines = [[in_markdown(key, key) for key in keys], ["---"] * len(keys), *cells]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _latex(keys: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    def line(words: Sequence[str]) -> str:
        return "  " + " & ".join(words) + r" \\"

    body = "\n".join(map(line, cells))
    head = line([in_latex(key, key) for key in keys])
    return (
        f"\\begin{{tabular}}{{{'l' * len(keys)}}}\n  \\toprule\n{head}\n  \\midrule\n"
        f"{body}\n  \\bottomrule\n\\end{{tabular}}\n"
    )
