"""Scenes one after the other, as an endless gif or webp."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from matplotlib.animation import PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from actviz.figures.engines.matplotlib_figure import settled
from actviz.figures.scene.scene import Scene

_FRAME, _REST = 60, 900  # milliseconds of a frame, and of the last one


def animation(scenes: Sequence[Scene], kind: str, dpi: float) -> bytes:
    """The bytes of a gif or webp with a frame for each scene; the last one stays a while."""
    writer = _Film(kind)
    for scene in scenes:
        with settled(scene) as figure:
            FigureCanvasAgg(figure)
            if scene is scenes[0]:
                writer.setup(figure, f"film.{kind}", dpi)
            writer.fig = figure
            writer.grab_frame(facecolor=figure.get_facecolor())
    writer.finish()
    return writer.film.getvalue()


class _Film(PillowWriter):
    """Matplotlib's writer, with one palette for all frames of a gif, and a webp without loss.

    By itself it takes a palette for each frame, which flickers and takes longer, and the webp's
    colours run along thin lines.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(fps=round(1000 / _FRAME))
        self.kind: Final = kind
        self.film: Final = BytesIO()

    def finish(self) -> None:
        """Put the file together, in memory."""
        frames: list[Image.Image] = [frame.convert("RGB") for frame in self._frames]  # type: ignore[attr-defined]
        if self.kind == "gif":  # the palette of the frame in the middle
            palette = frames[len(frames) // 2].quantize(255, dither=Image.Dither.NONE)
            frames = [one.quantize(palette=palette, dither=Image.Dither.NONE) for one in frames]
        settings: dict[str, Any] = (
            {"lossless": True} if self.kind == "webp" else {"optimize": False}
        )
        frames[0].save(
            self.film, format=self.kind, save_all=True, append_images=frames[1:], loop=0,
            duration=[*(len(frames) - 1) * [_FRAME], _REST], **settings,
        )  # fmt: skip
