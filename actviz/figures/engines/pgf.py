"""Figures as PGF, for LaTeX to draw with the document's own fonts; no TeX is run.

Matplotlib's own renderer writes, and cuts lines where TeX has no coordinates any more. Texts are
placed by their anchors: TeX's letters have widths of their own. Every picture needs
``\\usepackage{pgf}`` and goes in by ``\\input``.
"""

from __future__ import annotations

import io
from typing import Any, BinaryIO, Final

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_pgf import RendererPgf
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from actviz.readings.notation.typeset import GREEK

_HIGHEST: Final = 8000.0  # points: half of what TeX holds, for areas, which cannot be cut
_ANCHORS: Final = {"left": "left", "right": "right", "center": ""}
_LINES: Final = {
    "baseline": "base", "bottom": "bottom", "top": "top", "center": "", "center_baseline": "",
}  # fmt: skip
_SIGNS: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
        "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
        "−": "$-$", "′": "$'$", "″": "$''$", "‴": "$'''$", "∞": r"$\infty$", "√": r"$\surd$",
        **{sign: rf"$\{word}$" for word, sign in GREEK.items()}, "±": r"$\pm$",
        "≤": r"$\le$", "≥": r"$\ge$", "·": r"$\cdot$", "…": r"\ldots{}",
        "ˣ": "$^x$", "⁽": "$^($", "⁾": "$^)$", "∂": r"$\partial$", "≠": r"$\ne$",
        "⌊": r"$\lfloor$", "⌋": r"$\rfloor$", "⌈": r"$\lceil$", "⌉": r"$\rceil$",
        "×": r"$\times$", "φ": r"$\varphi$", "<": "$<$", ">": "$>$", "–": "--",
        **{sign: f"$_{digit}$" for digit, sign in enumerate("₀₁₂₃₄₅₆₇₈₉")},
        **{sign: f"$^{digit}$" for digit, sign in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}, "⁻": "$^-$",
    }
)  # fmt: skip

# Mathtext has it, LaTeX only with amsmath, which a picture needs for nothing else.
_FRACTION: Final = "\\providecommand\\dfrac[2]{{\\displaystyle\\frac{#1}{#2}}}%\n"


def write_pgf(figure: Figure, file: BinaryIO) -> None:
    """Write a figure as a pgfpicture, in ASCII wherever TeX has a command for a sign."""
    figure.dpi = 72
    width, height = figure.get_size_inches()
    drawn = io.StringIO()
    renderer: Any = _Pgf
    figure.draw(renderer(figure, drawn))
    file.write(
        f"\\begingroup\n\\makeatletter\n{_FRACTION}\\begin{{pgfpicture}}\n"
        f"\\pgfpathrectangle{{\\pgfpointorigin}}{{\\pgfqpoint{{{width:f}in}}{{{height:f}in}}}}\n"
        f"\\pgfusepath{{use as bounding box}}\n{drawn.getvalue()}"
        "\\end{pgfpicture}\n\\makeatother\n\\endgroup\n".encode()
    )


def write_tex(figure: Figure, file: BinaryIO) -> None:
    """Write a figure as a document that LaTeX compiles by itself, cut to the picture."""
    head = "\\documentclass{standalone}\n\\usepackage{pgf}\n\\begin{document}\n"
    file.write(head.encode())
    write_pgf(figure, file)
    file.write(b"\\end{document}\n")


class _Pgf(RendererPgf):
    """Matplotlib's renderer, which would run TeX to measure texts, and lays them out by that."""

    draw_markers = RendererBase.draw_markers  # one by one, as areas whose place is within reach

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> Any:
        ruler: Any = RendererAgg
        return ruler(1, 1, 72).get_text_width_height_descent(s, prop, ismath)

    def draw_path(self, gc: Any, path: Path, transform: Any, rgbFace: Any = None) -> None:  # noqa: N803
        if rgbFace is not None:
            path = transform.transform_path(path)
            near = np.clip(path.vertices, -_HIGHEST, _HIGHEST)
            path, transform = Path(near, path.codes), IdentityTransform()
        theirs: Any = super()
        theirs.draw_path(gc, path, transform, rgbFace)

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float,
        ismath: Any = False, mtext: Any = None,
    ) -> None:  # fmt: skip
        anchors = ["left", "base"]
        if mtext is not None:
            x, y = mtext.get_transform().transform(mtext.get_unitless_position())
            across, up = mtext.get_horizontalalignment(), mtext.get_verticalalignment()
            anchors = [word for word in (_ANCHORS[across], _LINES[up]) if word]
        size = float(prop.get_size_in_points())
        name = str(prop.get_name() if prop.get_file() is None else prop.get_file())
        bold = "\\bfseries" if "Bold" in name or name.endswith("Bol.ttf") else ""
        slope = "\\itshape" if "Oblique" in name or "Italic" in name else ""
        # Mathtext is a part of LaTeX but for its names of fonts.
        words = s.replace("\\mathdefault", "\\mathrm") if ismath else s.translate(_SIGNS)
        turned = [f"rotate={angle:g}"] if angle else []
        where = ",".join([*anchors, f"x={x / 72:f}in", f"y={y / 72:f}in", *turned])
        font = f"\\fontsize{{{size:.2f}}}{{{1.2 * size:.2f}}}\\selectfont{bold}{slope}"
        red, green, blue, _ = gc.get_rgb()
        self.fh.write("\\begin{pgfscope}\n")
        theirs: Any = self
        theirs._print_pgf_clip(gc)
        self.fh.write(
            f"\\definecolor{{textcolor}}{{rgb}}{{{red:f},{green:f},{blue:f}}}\n"
            f"\\pgftext[{where}]{{\\color{{textcolor}}{font} {words}}}\n\\end{{pgfscope}}\n"
        )

    def draw_image(self, *_: Any) -> None:
        raise ValueError("a picture made of pixels cannot be written as pgf; take pdf or png")
