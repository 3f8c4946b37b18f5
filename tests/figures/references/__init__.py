"""A few pictures as they ought to look: ``python -m tests.figures.references`` remakes them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from actviz.figures.compose.picture import compose
from actviz.figures.engines.matplotlib_figure import render
from actviz.lookup.registry import resolve_all

REFERENCES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "rectifiers": ("relu leaky=leaky_relu:negative_slope=0.1 elu softplus", {}),
    "sigmoid": ("sigmoid", {"orders": (0, 1), "panels": True, "theme": "dark"}),
    "step": ("binary_step", {"theme": "print"}),
    "grid": ("relu tanh sine softmax", {"grid": True}),
    "gate": ("swiglu", {}),
}
BLOCK: Final = 16  # pixels each way
# Mean difference of a colour, of 255, in the block that differs most: other versions of a font
# renderer stay below it, one curve or word that is missing does not.
CHANGED: Final = 8.0


def apart(one: Image.Image, other: Image.Image) -> float:
    """How different two pictures of one size are where they differ most."""
    gap = np.abs(np.asarray(one, dtype=int) - np.asarray(other, dtype=int)).mean(axis=2)
    high, wide = (size // BLOCK * BLOCK for size in gap.shape)
    blocks = gap[:high, :wide].reshape(high // BLOCK, BLOCK, wide // BLOCK, BLOCK)
    return float(blocks.mean(axis=(1, 3)).max())


def drawn(name: str, without: str = "") -> Image.Image:
    """A picture 320 pixels wide; ``without`` curve or words: one is left out."""
    specs, asked = REFERENCES[name]
    figure = render(compose(resolve_all(specs.split()), **asked))
    axes = figure.axes[0]
    if without == "words":
        max(axes.texts, key=lambda text: len(text.get_text())).remove()
    elif without == "curve":
        lines: list[Any] = [*axes.lines, *axes.collections]
        max(lines, key=lambda line: float(np.max(line.get_linewidth()))).remove()
    canvas: Any = FigureCanvasAgg(figure)
    figure.dpi = 320 / figure.get_figwidth()
    canvas.draw()
    result = Image.frombuffer("RGBA", canvas.get_width_height(), bytes(canvas.buffer_rgba()))
    return result.convert("RGB")


def remake() -> None:
    """Write all of them anew."""
    for name in REFERENCES:
        buffer = io.BytesIO()
        drawn(name).save(buffer, "png", optimize=True)
        (Path(__file__).parent / f"{name}.png").write_bytes(buffer.getvalue())
