"""The key of a picture: what its lines and areas stand for, in as many rows as it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from actviz.dataclass import dataclass
from actviz.figures.layout.fitting import elided
from actviz.figures.layout.text_size import Ruler
from actviz.figures.layout.type_sizes import Font
from actviz.figures.scene import themes
from actviz.figures.scene.scene import Panel, Scene, Sign, Stroke

_AFTER_SAMPLE: Final = 5.0
_BETWEEN: Final = 15.0  # signs of a row
_LEADING: Final = 1.3  # of the height of letters
_GUIDE, _SHADOW = 22.0, 16.0  # lengths of their samples


@dataclass(frozen=True, slots=True)
class Placed:
    """A sign in a row: where its sample begins, how long that is, and where the words begin."""

    sign: Sign
    text: str
    x: float
    sample: float
    words: float
    end: float


@dataclass(frozen=True, slots=True)
class Key:
    """Rows of signs, with the height of each in points."""

    rows: tuple[tuple[Placed, ...], ...]
    font: Font
    leading: float

    @property
    def height(self) -> float:
        """Points of all rows together."""
        return self.leading * len(self.rows)

    @property
    def width(self) -> float:
        """Points of the longest row."""
        return max((row[-1].end for row in self.rows), default=0.0)


def named(scene: Scene) -> tuple[Sign, ...]:
    """A sign for each stroke of a labelled curve: the functions in the order of their inks."""
    signs: dict[Stroke, Sign] = {}
    for panel in scene.panels:
        for curve in panel.curves:
            if curve.labelled:
                signs.setdefault(curve.stroke, Sign(curve.label, curve.stroke))
    return tuple(signs.values())


def explained(panels: Sequence[Panel]) -> tuple[Sign, ...]:
    """What faint lines and shaded stretches stand for, each once."""
    guides = dict.fromkeys(g.text for panel in panels for g in panel.guides if g.text)
    signs = [Sign(text, None, "guide") for text in guides]
    if shadows := [shadow for panel in panels for shadow in panel.shadows]:
        strokes = {shadow.stroke for shadow in shadows}
        stroke = strokes.pop() if len(strokes) == 1 else None
        signs.append(Sign("slope below 0.01", stroke, "shadow"))
    return tuple(signs)


def in_rows(signs: Sequence[Sign], font: Font, width: float, ruler: Ruler) -> Key:
    """The signs in rows of a width; a text that is wider than a row loses letters."""
    lines = [sign.stroke for sign in signs if sign.kind == "line" and sign.stroke is not None]
    long = themes.sample(lines, ruler.inks.width) if lines else 0.0
    rows: list[list[Placed]] = []
    for sign in signs:
        sample = {"line": long, "guide": _GUIDE, "shadow": _SHADOW}[sign.kind]
        words = sample + _AFTER_SAMPLE
        text = elided(sign.text, font, width - words, ruler)
        wide = words + ruler.extent(text, font).width
        x = rows[-1][-1].end + _BETWEEN * ruler.type.scale if rows else 0.0
        if not rows or x + wide > width:
            rows.append([])
            x = 0.0
        rows[-1].append(Placed(sign, text, x, sample, x + words, x + wide))
    height = _LEADING * ruler.extent("lp", font).height
    return Key(tuple(map(tuple, rows)), font, height)
