"""A scene in the terminal: braille dots, eight to a character, or plain ASCII.

The same scene that becomes a file; lines are drawn between its points, so corners stay sharp and
jumps stay open.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from actviz.figures.layout.ticks import MINUS, ticks
from actviz.figures.scene.scene import Axis, Curve, Panel, Scene, Segment, Stroke

_BITS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BLANK: Final = 0x2800
# Colours of the 16 that every terminal has, in the order of the hues: readable on dark and light.
_ANSI: Final = (34, 33, 32, 35, 90, 93, 36, 31)
_NEUTRAL: Final = Stroke(4)  # grey
_RESET: Final = "\x1b[0m"
_DIM: Final = "\x1b[2m"
_MARKS: Final = "*o+x#@%&=~$^"  # curves in ASCII
_SHAPES: Final = "●○▲△■□◆◇▼▽★☆"  # that tell curves apart where there are no colours
_EVERY: Final = 9  # columns between two of them
_ASCII: Final = str.maketrans({
    MINUS: "-", "′": "'", "″": "''", "‴": "'''", "∂": "d",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "λ": "lambda", "θ": "theta",
    **{low: str(digit) for digit, low in enumerate("₀₁₂₃₄₅₆₇₈₉")},
    "μ": "mu", "σ": "sigma", "τ": "tau", "κ": "kappa", "ϕ": "phi", "π": "pi",
})  # fmt: skip

Cell = tuple[str, int]  # a character and the curve it belongs to; -1 for axes, -2 for words


def to_text(scene: Scene, columns: int, lines: int, colour: bool, ascii: bool) -> str:
    """The scene as text, at most ``columns`` wide.

    Args:
        lines: of one panel, its axis included; legends and titles come on top.

    Returns:
        Text that ends with a newline.
    """
    columns, lines = max(columns, 24), max(lines, 6)
    blocks = []
    if scene.title:
        blocks.append(_bold(_clip(scene.title, columns), colour))
    left = max(len(word) for panel in scene.panels for word in (*_scale(panel, lines)[1], "")) + 1
    for panel in scene.panels:
        if panel.title and panel.title != scene.title:
            words = [panel.title, *(remark.text for remark in panel.remarks)]
            blocks.append(_clip("   ".join(words), columns))
        tall = max(round(lines * panel.share), 6)
        blocks.append(_panel(panel, left, columns, tall, colour, ascii))
    text = "\n".join(blocks) + "\n"
    return text.translate(_ASCII) if ascii else text


def _scale(panel: Panel, lines: int) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """The ticks of y and their words; none where the scale is not named."""
    if panel.y.words and not any(panel.y.words):
        return (), ()
    return _ticks(panel.y, max(2, lines // 4))


def _ticks(axis: Axis, count: int) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """As many round numbers as there is room for; those of a log scale are what they are."""
    if axis.scale != "linear":
        return axis.ticks, axis.words
    return ticks(axis.low, axis.high, count)


def _panel(panel: Panel, left: int, columns: int, lines: int, colour: bool, ascii: bool) -> str:
    """One panel; ``left`` is the room for the words of y."""
    panel = _in_lines(panel)
    places, words = _scale(panel, lines)
    wide, tall = columns - left - 1, lines - 2
    sheet: list[list[Cell]] = [[(" ", -2)] * wide for _ in range(tall)]
    _zero_lines(sheet, panel, ascii)
    for index in reversed(range(len(panel.curves))):  # the first is drawn last, on top
        if ascii:
            _ascii_curve(sheet, panel, index)
    if not ascii:
        _braille_curves(sheet, panel)
    if not ascii and not colour:
        _shapes(sheet, panel)
    rows = {_row(panel, place, tall): word for place, word in zip(places, words, strict=True)}
    edge, tick, corner, flat = ("|", "+", "+", "-") if ascii else ("│", "┤", "└", "─")
    out = []
    for number, row in enumerate(sheet):
        word = rows.get(number, "")
        line = _painted(row, panel, colour)
        out.append(f"{_dim(word.rjust(left) + (tick if word else edge), colour)}{line}".rstrip())
    out += _x_axis(panel, left, wide, corner, flat, ascii, colour)
    legend = _legend(panel, columns, colour, ascii)
    return "\n".join([*out, *legend])


def _in_lines(panel: Panel) -> Panel:
    """Areas by their lines: a field's contours, a band's edges."""
    curves = list(panel.curves)
    if panel.field:
        from actviz.figures.scene.contours import contours

        curves += [curve for curve, _ in contours(panel.field)]
    for band in panel.bands:
        for edge in (band.low, band.high):
            stroke = band.stroke or _NEUTRAL
            curves.append(Curve("", (Segment(band.x, edge),), stroke, labelled=False))
    return replace(panel, curves=tuple(curves))


def _x_axis(
    panel: Panel, left: int, wide: int, corner: str, flat: str, ascii: bool, colour: bool
) -> list[str]:
    places, words = _ticks(panel.x, max(2, wide // 10))
    rule, under = [flat] * wide, [" "] * (left + 1 + wide)
    last = -1
    for place, word in zip(places, words, strict=True):
        at = _column(panel, place, wide)
        rule[at] = "+" if ascii else "┬"
        # A minus sign hangs out to the left, so that digits stand under their tick.
        start = left + 1 + at - (len(word.lstrip(MINUS)) - 1) // 2 - int(word.startswith(MINUS))
        start = min(max(start, 0), left + 1 + wide - len(word))
        if start > last + 1 or last < 0:
            under[start : start + len(word)] = word
            last = start + len(word) - 1
    axis = " " * left + corner + "".join(rule)
    lines = [_dim(axis, colour), _dim("".join(under).rstrip(), colour)]
    if panel.x.label not in ("", "x"):
        lines.append(_dim(" " * (left + 1) + panel.x.label, colour))
    return lines


def _row(panel: Panel, y: float, tall: int) -> int:
    """The line of text in which a value stands; the same rounding as for the dots."""
    return _dot_row(panel, y, tall * 4) // 4


def _column(panel: Panel, x: float, wide: int) -> int:
    return _dot_column(panel, x, wide * 2) // 2


def _dot_row(panel: Panel, y: float, dots: int) -> int:
    share = (panel.y.high - y) / (panel.y.high - panel.y.low)
    return min(max(math.floor(share * (dots - 1) + 0.5), 0), dots - 1)


def _dot_column(panel: Panel, x: float, dots: int) -> int:
    share = (x - panel.x.low) / (panel.x.high - panel.x.low)
    return min(max(math.floor(share * (dots - 1) + 0.5), 0), dots - 1)


def _zero_lines(sheet: list[list[Cell]], panel: Panel, ascii: bool) -> None:
    tall, wide = len(sheet), len(sheet[0])
    across, up, both = ("-", "|", "+") if ascii else ("─", "│", "┼")
    if panel.y.low <= 0 <= panel.y.high and panel.y.scale != "log":
        sheet[_row(panel, 0.0, tall)] = [(across, -1)] * wide
    if panel.x.low <= 0 <= panel.x.high and panel.x.scale != "log":
        column = _column(panel, 0.0, wide)
        for row in sheet:
            row[column] = (both if row[column][0] == across else up, -1)


def _visible(panel: Panel, segment: Segment) -> Iterator[tuple[float, float, float, float]]:
    """The straight parts of a segment, cut at the lower and upper border."""
    low, high = panel.y.low, panel.y.high
    for i in range(len(segment.x) - 1):
        x0, y0, x1, y1 = segment.x[i], segment.y[i], segment.x[i + 1], segment.y[i + 1]
        if max(y0, y1) < low or min(y0, y1) > high:
            continue
        ends = []
        for x, y in ((x0, y0), (x1, y1)):
            edge = min(max(y, low), high)
            ends.append((x if y == edge else x0 + (x1 - x0) * (edge - y0) / (y1 - y0), edge))
        yield (*ends[0], *ends[1])


def _dots(panel: Panel, curve: Curve, wide: int, tall: int) -> Iterator[tuple[int, int]]:
    """Every dot of a curve on a raster, line by line and without gaps."""
    for segment in curve.segments:
        for x0, y0, x1, y1 in _visible(panel, segment):
            a, b = _dot_column(panel, x0, wide), _dot_row(panel, y0, tall)
            c, d = _dot_column(panel, x1, wide), _dot_row(panel, y1, tall)
            steps = max(abs(c - a), abs(d - b), 1)
            for step in range(steps + 1):
                yield a + _nearest((c - a) * step, steps), b + _nearest((d - b) * step, steps)
    for dot in curve.dots:
        if panel.y.low <= dot.y <= panel.y.high and dot.closed:
            yield _dot_column(panel, dot.x, wide), _dot_row(panel, dot.y, tall)


def _nearest(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)


def _braille_curves(sheet: list[list[Cell]], panel: Panel) -> None:
    tall, wide = len(sheet), len(sheet[0])
    bits: dict[tuple[int, int], int] = {}
    owner: dict[tuple[int, int], int] = {}
    for index, curve in enumerate(panel.curves):
        for x, y in _dots(panel, curve, wide * 2, tall * 4):
            cell = y // 4, x // 2
            bits[cell] = bits.get(cell, 0) | _BITS[y % 4][x % 2]
            # Where curves share a cell the earlier one keeps its colour, in every other cell.
            if cell not in owner or (owner[cell] != index and (cell[1] // 3) % 2):
                owner[cell] = index
    for (row, column), pattern in bits.items():
        sheet[row][column] = (chr(_BLANK | pattern), owner[row, column])


def _shaped(panel: Panel) -> bool:
    """Whether curves have to be told apart."""
    return sum(curve.labelled for curve in panel.curves) > 1


def _shapes(sheet: list[list[Cell]], panel: Panel) -> None:
    """Marks along each curve, in columns of its own, so that no two curves hide each other's."""
    if not _shaped(panel):
        return
    tall, wide = len(sheet), len(sheet[0])
    count = len(panel.curves)
    for index, curve in enumerate(panel.curves):
        start = round(index * _EVERY / min(count, _EVERY)) % _EVERY
        rows: dict[int, int] = {}
        for x, y in _dots(panel, curve, wide * 2, tall * 4):
            rows.setdefault(x // 2, y // 4)
        for column in range(start, wide, _EVERY):
            if column in rows:
                sign = _SHAPES[index % len(_SHAPES)]
                sheet[rows[column]][column] = (sign, index)


def _ascii_curve(sheet: list[list[Cell]], panel: Panel, index: int) -> None:
    tall, wide = len(sheet), len(sheet[0])
    sign = _MARKS[index % len(_MARKS)]
    for x, y in _dots(panel, panel.curves[index], wide * 2, tall * 4):
        sheet[y // 4][x // 2] = (sign, index)


def _painted(row: list[Cell], panel: Panel, colour: bool) -> str:
    """A line of cells, with as few changes of colour as it takes."""
    if not colour:
        return "".join(sign for sign, _ in row).rstrip()
    out, current = [], ""
    for sign, owner in row:
        ink = _DIM if owner == -1 else "" if owner < 0 else _ink(panel, owner)
        if sign != " " and ink != current:
            out.append((_RESET if current else "") + ink)
            current = ink
        out.append(sign)
    return "".join(out).rstrip() + (_RESET if current else "")


def _ink(panel: Panel, index: int) -> str:
    stroke = panel.curves[index].stroke
    hue = index if stroke.shade is not None or stroke.hue == 0 else stroke.hue
    return f"\x1b[{_ANSI[hue % len(_ANSI)]}m"


def _legend(panel: Panel, columns: int, colour: bool, ascii: bool) -> list[str]:
    """The curves' names in their colours, as many to a line as fit."""
    if not any(curve.labelled for curve in panel.curves):
        return []
    lines: list[str] = []
    length = columns
    for index, curve in enumerate(panel.curves):
        if not curve.labelled:
            continue
        sign = _MARKS[index % len(_MARKS)] if ascii else "━━"
        if not ascii and not colour and _shaped(panel):
            sign = f"━{_SHAPES[index % len(_SHAPES)]}━"
        label = curve.label.translate(_ASCII) if ascii else curve.label
        label = _clip(label, columns - len(sign) - 4)
        word = f"{sign} {label}"
        painted = f"{_ink(panel, index)}{word}{_RESET}" if colour else word
        if length + len(word) + 3 > columns:
            lines.append("  " + painted)
            length = 2 + len(word)
        else:
            lines[-1] += "   " + painted
            length += 3 + len(word)
    return lines


def _clip(text: str, columns: int) -> str:
    return text if len(text) <= columns else text[: max(columns - 3, 1)] + "..."


def _bold(text: str, colour: bool) -> str:
    return f"\x1b[1m{text}{_RESET}" if colour else text


def _dim(text: str, colour: bool) -> str:
    return f"{_DIM}{text}{_RESET}" if colour and text.strip() else text
