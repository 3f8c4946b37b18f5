"""The engine: a scene becomes a Matplotlib figure, or a file.

No pyplot, no current figure. Matplotlib has one table of settings for the whole process, and its
readers of fonts and formulas are for one thread at a time: pictures are drawn one after another,
and each setting that had to be changed for one is put back. The same scene gives the same bytes,
in another process and on another day.
"""

from __future__ import annotations

import io
import logging
import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Final

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from actviz.figures.engines.drawn_shapes import draw_shapes
from actviz.figures.engines.full_panels import draw_panels
from actviz.figures.engines.small_panels import draw_grid
from actviz.figures.layout.text_size import MATPLOTLIB, Ruler
from actviz.figures.layout.type_sizes import paper_scale
from actviz.figures.scene import themes
from actviz.figures.scene.drawing import Drawing
from actviz.figures.scene.scene import Scene
from actviz.streams.whole import write_whole

Picture = Scene | Drawing

KINDS: Final = ("png", "svg", "pdf", "eps", "pgf", "tex", "jpg", "webp")
PIXELS: Final = ("png", "jpg", "webp")
DPI: Final = 200
MOST_PIXELS: Final = 64 * 10**6  # of a png: twelve bytes each while it is drawn and packed

# Everything that a user's own settings could change in these pictures, and salted svg ids.
_SETTINGS: Final[dict[str, Any]] = {
    "axes.unicode_minus": True,
    "agg.path.chunksize": 5000,  # a curve that swings at every point takes seconds as one path
    "axes.axisbelow": True,
    "figure.dpi": 100.0,
    "font.family": ["DejaVu Sans"],
    "lines.scale_dashes": True,
    "path.effects": [],
    "path.simplify": True,
    "path.simplify_threshold": 1 / 9,
    "path.sketch": None,
    "path.snap": True,
    "ps.fonttype": 42,
    "ps.useafm": False,
    "ps.usedistiller": None,
    "pdf.compression": 6,
    "pdf.fonttype": 42,
    "pdf.use14corefonts": False,
    "savefig.bbox": None,
    "savefig.transparent": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "actviz",
    "text.antialiased": True,
    "text.hinting": "none",
    "text.usetex": False,
    "text.parse_math": True,
}


def render(scene: Picture) -> Figure:
    """A scene as a Matplotlib figure, to be looked into or drawn by any canvas."""
    with settled(scene) as figure:
        return figure


@contextmanager
def settled(scene: Picture) -> Iterator[Figure]:
    """A scene as a figure, to be drawn while Matplotlib's settings are those of our pictures."""
    with _in_force(_SETTINGS):
        yield _figure(scene)


def save(
    scene: Picture,
    target: Path | BinaryIO,
    kind: str,
    dpi: float = DPI,
    *,
    transparent: bool = False,
    svg_text: bool = False,
) -> None:
    """Write a scene as one of ``KINDS``.

    Args:
        target: a path, written whole or not at all, or an open binary file.
        kind: what to write, whatever the path's suffix.
        dpi: pixels per inch of a png, jpg or webp.
        svg_text: letters of an svg stay text, in fonts of whoever looks at it.

    Raises:
        ValueError: an unknown kind, one that is never transparent, or more than ``MOST_PIXELS``.
        OSError: the file cannot be written.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of picture; known: {', '.join(KINDS)}")
    if transparent and kind in ("jpg", "eps"):
        raise ValueError(f"a {kind} is never transparent; write png, webp, svg or pdf")
    data = to_bytes(scene, kind, dpi, transparent=transparent, svg_text=svg_text)
    if not isinstance(target, Path):
        target.write(data)
        return
    write_whole(target, data)


def to_bytes(
    scene: Picture,
    kind: str,
    dpi: float = DPI,
    *,
    transparent: bool = False,
    svg_text: bool = False,
) -> bytes:
    """The file that :func:`save` writes."""
    if kind in PIXELS:
        _refuse_too_large(scene, dpi)
    buffer = io.BytesIO()
    settings = _SETTINGS | {"svg.fonttype": "none"} if svg_text else _SETTINGS
    with _in_force(settings):
        figure = _figure(scene)
        if transparent:
            figure.patch.set_facecolor("none")
        if kind in PIXELS:
            _pixels(figure, buffer, kind, dpi, transparent)
        elif kind in ("pgf", "tex"):
            from actviz.figures.engines.pgf import write_pgf, write_tex

            (write_pgf if kind == "pgf" else write_tex)(figure, buffer)
        elif kind == "eps":
            _eps(figure, buffer)
        elif kind == "svg":
            from matplotlib.backends.backend_svg import FigureCanvasSVG

            metadata = {"Date": None, "Creator": None, "Format": None, "Type": None}
            canvas: Any = FigureCanvasSVG(figure)
            canvas.print_svg(buffer, metadata=metadata)
        else:
            from matplotlib.backends.backend_pdf import FigureCanvasPdf

            metadata = {"CreationDate": None, "Creator": None, "Producer": None}
            figure.dpi = 72
            canvas = FigureCanvasPdf(figure)
            with _quiet("fontTools"):  # it has an opinion on the fonts' time stamps
                canvas.print_pdf(buffer, metadata=metadata)
    return buffer.getvalue()


@contextmanager
def _quiet(library: str) -> Iterator[None]:
    """Nothing below an error from a library's log, for a while."""
    logger = logging.getLogger(library)
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


@contextmanager
def _in_force(settings: Mapping[str, Any]) -> Iterator[None]:
    """Matplotlib with these settings for a while, and in no other thread of ours meanwhile.

    Only what differs is changed, and put back unless somebody else has changed it since.
    """
    table: Any = mpl.rcParams
    with MATPLOTLIB:
        known = {word: value for word, value in settings.items() if word in table}
        before = {word: table[word] for word in known if table[word] != known[word]}
        try:
            for word in before:
                table[word] = known[word]
            yield
        finally:
            for word, value in before.items():
                if table[word] == known[word]:
                    table[word] = value


def _inches(scene: Picture) -> tuple[float, float]:
    return (scene.width / 72, scene.height / 72) if isinstance(scene, Drawing) else scene.size


def usual_dpi(scene: Picture, kind: str) -> float:
    """Dots per inch where none are asked for: fewer where there would be too many pixels."""
    if kind not in PIXELS:
        return DPI
    wide, high = _inches(scene)
    return min(DPI, math.floor(math.sqrt(MOST_PIXELS / (wide * high))))


def _refuse_too_large(scene: Picture, dpi: float) -> None:
    wide, high = (round(inches * dpi) for inches in _inches(scene))
    if wide * high > MOST_PIXELS:
        raise ValueError(
            f"a png of {wide} x {high} pixels is too large; at most {MOST_PIXELS // 10**6} million "
            "are drawn: make it smaller, or with fewer dots per inch, or an svg or pdf"
        )


def _figure(scene: Picture) -> Figure:
    inks = themes.theme(scene.theme)
    figure = Figure(figsize=_inches(scene), dpi=100, facecolor=inks.paper, edgecolor="none")
    if isinstance(scene, Scene):
        pens = paper_scale(scene.size) if inks.size is None else 1.0
        inks = replace(inks, width=inks.width * pens)
    ruler = Ruler(inks, _inches(scene))
    if isinstance(scene, Drawing):
        draw_shapes(figure, scene, inks, ruler)
    elif scene.layout == "grid":
        draw_grid(figure, scene, inks, ruler)
    else:
        draw_panels(figure, scene, inks, ruler)
    return figure


def _pixels(figure: Figure, buffer: BinaryIO, kind: str, dpi: float, transparent: bool) -> None:
    """RGB without alpha unless asked: quicker to compress and smaller."""
    from PIL import Image

    figure.dpi = dpi
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    size = canvas.get_width_height()
    image = Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    if not transparent:
        image = image.convert("RGB")
    settings: dict[str, dict[str, Any]] = {
        "png": {"format": "png", "dpi": (dpi, dpi)},
        "jpg": {"format": "jpeg", "dpi": (dpi, dpi), "quality": 95, "subsampling": 0},
        "webp": {"format": "webp", "lossless": True},
    }
    image.save(buffer, **settings[kind])


def _eps(figure: Figure, buffer: BinaryIO) -> None:
    """Encapsulated PostScript, without the day on which it was made."""
    from matplotlib.backends.backend_ps import FigureCanvasPS

    figure.dpi = 72
    canvas: Any = FigureCanvasPS(figure)
    raw = io.BytesIO()
    with _quiet("matplotlib.backends.backend_ps"), _quiet("fontTools"):
        canvas.print_eps(raw, metadata={"Creator": "actviz"})
    buffer.write(re.sub(rb"%%CreationDate:[^\n]*\n", b"", raw.getvalue()))
