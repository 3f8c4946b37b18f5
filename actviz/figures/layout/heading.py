"""Title and formula above a picture, the cases of a formula behind a brace."""

from __future__ import annotations

from typing import Final

from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from actviz.figures.layout.fitting import in_lines
from actviz.figures.layout.text_size import Ruler, words
from actviz.figures.layout.type_sizes import Font
from actviz.figures.scene.scene import Formula, Scene
from actviz.figures.scene.themes import Theme

_SMALLEST: Final = 0.62  # of a formula's size: one that needs less is left out
_TALLEST: Final = 0.4  # of the picture, that a formula may take
_GAP: Final = 7.0  # between title and formula
_BELOW: Final = 11.0  # between the heading and what follows
_LEADING: Final = 4.0  # between cases
_BRACE: Final = 8.0  # its width
_COLUMN: Final = 16.0  # between a value and its condition


def heading_height(scene: Scene, width: float, ruler: Ruler) -> float:
    """Points that title and formula take, with the space below them."""
    title = formula = 0.0
    if scene.title:
        lines, font = _title(scene, width, ruler)
        title = len(lines) * ruler.extent("lp", font).height
    if fitting := formula_font(scene, width, ruler):
        assert scene.formula is not None
        formula = _formula_height(scene.formula, fitting, ruler)
    gap = _GAP if title and formula else 0.0
    return title + gap + formula + _BELOW * ruler.type.scale if title or formula else 4.0


def _title(scene: Scene, width: float, ruler: Ruler) -> tuple[tuple[str, ...], Font]:
    return in_lines(scene.title, ruler.type.title, width, ruler)


def formula_font(scene: Scene, width: float, ruler: Ruler) -> Font | None:
    """The largest size at which a picture's formula fits; None where it cannot be read then."""
    formula, font = scene.formula, ruler.type.formula
    if formula is None:
        return None
    wide = _formula_width(formula, font, ruler)
    font = font.times(min(1.0, 0.99 * width / wide))
    room = _TALLEST * 72 * scene.size[1]
    font = font.times(min(1.0, room / _formula_height(formula, font, ruler)))
    return font if font.size >= _SMALLEST * ruler.type.formula.size else None


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
    extents = []
    for row in formula.rows:
        parts = [ruler.extent(f"${text}$", font) for text in row if text]
        above = max(part.height - part.descent for part in parts)
        extents.append((max(above, 0.72 * font.size), max(part.descent for part in parts)))
    return extents


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
        lines, font = _title(scene, width, ruler)
        extent = ruler.extent("lp", font)
        for line in lines:
            base = top - extent.height + extent.descent
            _write(figure, left, base, line, font, inks.ink, ruler, "title")
            top -= extent.height
        top -= _GAP
    fitted = formula_font(scene, width, ruler)
    if fitted is None or scene.formula is None:
        return
    font = fitted
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
    figure: Figure,
    x: float,
    y: float,
    text: str,
    font: Font,
    ink: str,
    ruler: Ruler,
    name: str = "formula",
) -> None:
    width, height = (72 * inches for inches in figure.get_size_inches())
    figure.text(
        x / width, y / height, ha="left", va="baseline", gid=name, **words(text, font, ruler, ink)
    )


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
