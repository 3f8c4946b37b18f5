"""Title and formula above a picture, the cases of a formula behind a brace."""

from __future__ import annotations

from typing import Final

from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from actviz.figures.layout.text_size import Font, Ruler, words
from actviz.figures.scene.scene import Formula, Scene
from actviz.figures.scene.themes import Theme

TITLE: Final = Font(14.5, bold=True)
_FORMULA: Final = 13.0
_SMALLEST: Final = 8.5
_GAP: Final = 7.0  # between title and formula
_BELOW: Final = 11.0  # between the heading and what follows
_LEADING: Final = 4.0  # between cases
_BRACE: Final = 8.0  # its width
_COLUMN: Final = 16.0  # between a value and its condition


def heading_height(scene: Scene, width: float, ruler: Ruler) -> float:
    """Points that title and formula take, with the space below them."""
    title = formula = 0.0
    if scene.title:
        title = ruler.extent(scene.title, _title_font(scene.title, width, ruler)).height
    if scene.formula:
        formula = _formula_height(scene.formula, formula_font(scene.formula, width, ruler), ruler)
    gap = _GAP if title and formula else 0.0
    return title + gap + formula + _BELOW if title or formula else 4.0


def _title_font(title: str, width: float, ruler: Ruler) -> Font:
    """The largest size at which a title fits."""
    wide = ruler.extent(title, TITLE).width
    return TITLE if wide <= width else Font(max(7.0, TITLE.size * width / wide * 0.99), bold=True)


def formula_font(formula: Formula, width: float, ruler: Ruler) -> Font:
    """The largest size at which a formula fits, within reason."""
    wide = _formula_width(formula, Font(_FORMULA, maths=True), ruler)
    size = _FORMULA if wide <= width else max(_SMALLEST, _FORMULA * width / wide * 0.99)
    return Font(size, maths=True)


def _formula_width(formula: Formula, font: Font, ruler: Ruler) -> float:
    if len(formula.rows) == 1:
        return ruler.extent(_one_line(formula), font).width
    head = ruler.extent(f"${formula.head}$", font).width
    return head + _BRACE + 10 + sum(_columns(formula, font, ruler)) + _COLUMN


def _columns(formula: Formula, font: Font, ruler: Ruler) -> tuple[float, float]:
    values = max(ruler.extent(f"${value}$", font).width for value, _ in formula.rows)
    return values, max(ruler.extent(f"${condition}$", font).width for _, condition in formula.rows)


def _one_line(formula: Formula) -> str:
    return f"${formula.head} {formula.rows[0][0]}$"


def _row_extents(formula: Formula, font: Font, ruler: Ruler) -> list[tuple[float, float]]:
    """Height and depth of each case, of its higher and its deeper half."""
    found = []
    for row in formula.rows:
        parts = [ruler.extent(f"${text}$", font) for text in row if text]
        above = max(part.height - part.descent for part in parts)
        found.append((max(above, 0.72 * font.size), max(part.descent for part in parts)))
    return found


def _formula_height(formula: Formula, font: Font, ruler: Ruler) -> float:
    if len(formula.rows) == 1:
        return ruler.extent(_one_line(formula), font).height
    rows = _row_extents(formula, font, ruler)
    return sum(above + below for above, below in rows) + _LEADING * (len(rows) - 1)


def draw_heading(
    figure: Figure, scene: Scene, left: float, top: float, width: float, inks: Theme, ruler: Ruler
) -> None:
    """Write title and formula, from ``top`` down, flush with the axes."""
    if scene.title:
        font = _title_font(scene.title, width, ruler)
        extent = ruler.extent(scene.title, font)
        base = top - extent.height + extent.descent
        _write(figure, left, base, scene.title, font, inks.ink, ruler)
        top -= extent.height + _GAP
    if scene.formula is None:
        return
    font = formula_font(scene.formula, width, ruler)
    if len(scene.formula.rows) == 1:
        text = _one_line(scene.formula)
        extent = ruler.extent(text, font)
        _write(figure, left, top - extent.height + extent.descent, text, font, inks.quiet, ruler)
        return
    _draw_cases(figure, scene.formula, font, left, top, inks, ruler)


def _draw_cases(
    figure: Figure, formula: Formula, font: Font, left: float, top: float, inks: Theme, ruler: Ruler
) -> None:
    height = _formula_height(formula, font, ruler)
    head = ruler.extent(f"${formula.head}$", font)
    middle = top - height / 2
    _write(figure, left, middle - 0.25 * font.size, f"${formula.head}$", font, inks.quiet, ruler)
    brace = left + head.width + 5
    _draw_brace(figure, brace, top + 1, height + 2, inks)
    x = brace + _BRACE + 5
    column = x + _columns(formula, font, ruler)[0] + _COLUMN
    for (value, condition), (above, below) in zip(
        formula.rows, _row_extents(formula, font, ruler), strict=True
    ):
        _write(figure, x, top - above, f"${value}$", font, inks.quiet, ruler)
        _write(figure, column, top - above, f"${condition}$", font, inks.quiet, ruler)
        top -= above + below + _LEADING


def _write(
    figure: Figure, x: float, y: float, text: str, font: Font, ink: str, ruler: Ruler
) -> None:
    width, height = (72 * inches for inches in figure.get_size_inches())
    figure.text(x / width, y / height, ha="left", va="baseline", **words(text, font, ruler, ink))


def _draw_brace(figure: Figure, x: float, top: float, height: float, inks: Theme) -> None:
    """A curly brace of any height: two mirrored halves of two bends each."""
    wide, tall = (72 * inches for inches in figure.get_size_inches())
    bend = min(0.22 * height, 9.0)
    spine, middle, bottom = x + _BRACE / 2, top - height / 2, top - height
    points = [
        (x + _BRACE, top), (spine, top), (spine, top - bend), (spine, middle + bend),
        (spine, middle), (x, middle), (spine, middle), (spine, middle - bend),
        (spine, bottom + bend), (spine, bottom), (x + _BRACE, bottom),
    ]  # fmt: skip
    codes = [
        Path.MOVETO, Path.CURVE3, Path.CURVE3, Path.LINETO, Path.CURVE3, Path.CURVE3,
        Path.CURVE3, Path.CURVE3, Path.LINETO, Path.CURVE3, Path.CURVE3,
    ]  # fmt: skip
    path = Path([(a / wide, b / tall) for a, b in points], codes)
    figure.add_artist(
        PathPatch(
            path, facecolor="none", edgecolor=inks.quiet, linewidth=1.1,
            transform=figure.transFigure, joinstyle="round", capstyle="round",
        )
    )  # fmt: skip
