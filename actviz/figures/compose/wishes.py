"""What people write about a picture, as the fields of a request: sizes, ranges, annotations, looks.

The command and the library share it: each takes the words of the command line, and values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from actviz.figures.scene.themes import Theme

Range = tuple[float, float]

_PER_INCH: Final = {"in": 1.0, "cm": 2.54, "mm": 25.4}
# Widths of most journals' columns and pages, with the type and the pens that they ask for.
PAPERS: Final = {"column": (85 / 25.4, 62 / 25.4), "page": (178 / 25.4, 80 / 25.4)}
JOURNAL_TYPE, JOURNAL_PEN = 7.0, 1.2  # points
_SIZE: Final = re.compile(r"\s*([0-9.]+)\s*(?:x|×)\s*([0-9.]+)\s*(in|cm|mm)?\s*")
_NOTE: Final = re.compile(r"\s*x\s*=\s*([^:]+?)\s*:(.+)", re.DOTALL)


def size(wish: str | Range | None, option: str = "--size") -> Range | None:
    """``6x4``, ``15x10cm``, ``85x60mm``, ``column`` or ``page`` as inches.

    Raises:
        ValueError: not two positive numbers of a sensible size; the message names the option.
    """
    if wish is None:
        return None
    if isinstance(wish, str):
        if wish.strip() in PAPERS:
            return PAPERS[wish.strip()]
        match = _SIZE.fullmatch(wish)
        sides = (_number(match[1]), _number(match[2])) if match else (None, None)
        if match is None or sides[0] is None or sides[1] is None:
            raise ValueError(
                f"{option} {wish!r} is not WIDTHxHEIGHT; examples: 6x4, 15x10cm, 85x60mm, column"
            )
        unit = _PER_INCH[match[3] or "in"]
        wide, high = sides[0] / unit, sides[1] / unit
    else:
        wide, high = _pair(wish, option)
    if not (1 <= wide <= 100 and 1 <= high <= 100):
        written = repr(wish) if isinstance(wish, str) else f"{wide:g}x{high:g}"
        raise ValueError(f"{option} {written} is out of reach; from 1 to 100 inches each way")
    return wide, high


def _pair(wish: Any, option: str) -> Range:
    try:
        first, second = map(float, wish)
    except (TypeError, ValueError):
        raise ValueError(f"{option} {wish!r} is not two numbers") from None
    return first, second


def limits(wish: str | Range | None, option: str = "--ylim") -> Range | None:
    """``LOW:HIGH`` as two numbers.

    Raises:
        ValueError: not two finite numbers in order; the message names the option.
    """
    if wish is None:
        return None
    if not isinstance(wish, str):
        wish = "{:.17g}:{:.17g}".format(*_pair(wish, option))
    low, colon, high = wish.partition(":")
    ends = _number(low), _number(high)
    if not colon or ends[0] is None or ends[1] is None:
        raise ValueError(f"{option} {wish.strip()!r} is not LOW:HIGH; an example: {option}=-1:2")
    if not ends[0] < ends[1]:
        raise ValueError(f"{option} {wish.strip()!r} has no room; the low end comes first")
    return ends[0], ends[1]


def notes(
    wishes: str | Iterable[str | tuple[float, str]] | None, option: str = "--annotate"
) -> tuple[tuple[float, str], ...]:
    """``x=1.5:text`` as abscissa and text.

    Raises:
        ValueError: one that is not so.
    """
    placed = []
    for wish in [wishes] if isinstance(wishes, str) else wishes or ():
        if not isinstance(wish, str):
            try:
                at, text = wish
                placed.append((float(at), str(text)))
            except (TypeError, ValueError):
                raise ValueError(f"{option} {wish!r} is not a number and a text") from None
            continue
        match = _NOTE.fullmatch(wish)
        x = _number(match[1]) if match else None
        if match is None or x is None or not match[2].strip():
            raise ValueError(f"{option} {wish!r} is not x=NUMBER:TEXT; as in x=1.5:here")
        placed.append((x, match[2].strip()))
    return tuple(placed)


def look(
    theme: str | Theme,
    *,
    style: str | None = None,
    font: str | None = None,
    font_size: float | None = None,
    linewidth: float | None = None,
    size: str | Range | None = None,
) -> str | Theme:
    """A theme with what a style sheet, a font and sizes change; paper for journals brings both.

    Raises:
        ValueError: an unknown theme, style sheet or font, or a size that is none.
    """
    from actviz.figures.scene import themes

    if isinstance(size, str) and size.strip() in PAPERS:
        font_size = JOURNAL_TYPE if font_size is None else font_size
        linewidth = JOURNAL_PEN if linewidth is None else linewidth
    changes: dict[str, Any] = {}
    for option, field, points in (
        ("font size", "size", font_size), ("line width", "width", linewidth)
    ):  # fmt: skip
        if points is None:
            continue
        if not (math.isfinite(points) and 0.1 <= points <= 100):
            raise ValueError(f"a {option} of {points:g} points is out of reach; from 0.1 to 100")
        changes[field] = float(points)
    if style is None and font is None and not changes:
        return theme
    base = themes.theme(theme)
    if style is not None or font is not None:
        from actviz.figures.scene import style_sheets

        base = style_sheets.sheet(style, base) if style is not None else base
        base = style_sheets.font(font, base) if font is not None else base
    if "size" in changes:
        changes["sizes"] = ()
    return replace(base, **changes)


def _number(text: str) -> float | None:
    """A finite number, or constant arithmetic such as ``pi/2``; or None."""
    from actviz.lookup.specs import constant

    try:
        value = float(text.replace("\u2212", "-"))
    except ValueError:
        try:
            value = constant(text)
        except ValueError:
            return None
    return value if math.isfinite(value) and "_" not in text else None
