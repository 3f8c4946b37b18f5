"""Figures as PGF, for LaTeX to draw with the document's own fonts; no TeX is run.

Lengths are points. Paths are cut near the page, so that no coordinate is too large for TeX, whose
largest dimension is 16384 points. Texts are placed by their anchors: TeX's letters have widths of
their own. Every picture needs ``\\usepackage{pgf}`` and goes in by ``\\input``.
"""

from __future__ import annotations

import math
from typing import Any, BinaryIO, Final

from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from actviz.readings.notation.typeset import GREEK

_FAR: Final = 200.0  # points beyond the page at which paths are cut
_HIGHEST: Final = 8000.0  # half of what TeX holds, for areas, which cannot be cut
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


def write_pgf(figure: Figure, file: BinaryIO) -> None:
    """Write a figure as a pgfpicture, in ASCII wherever TeX has a command for a sign."""
    figure.dpi = 72
    width, height = (72 * inches for inches in figure.get_size_inches())
    renderer = _Pgf(width, height)
    figure.draw(renderer)
    file.write(renderer.text().encode())


def write_tex(figure: Figure, file: BinaryIO) -> None:
    """Write a figure as a document that LaTeX compiles by itself, cut to the picture."""
    head = "\\documentclass{standalone}\n\\usepackage{pgf}\n\\begin{document}\n"
    file.write(head.encode())
    write_pgf(figure, file)
    file.write(b"\\end{document}\n")


class _Pgf(RendererBase):
    """Matplotlib's drawing calls as PGF's."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height
        self.lines: list[str] = []
        from matplotlib.backends.backend_agg import RendererAgg

        measure: Any = RendererAgg
        self._ruler = measure(1, 1, 72)

    def text(self) -> str:
        """The whole picture."""
        box = f"\\pgfpathrectangle{{\\pgfpointorigin}}{{{_point(self.width, self.height)}}}"
        return "\n".join(
            [
                "\\begingroup",
                "\\begin{pgfpicture}",
                box,
                "\\pgfusepath{use as bounding box}",
                *self.lines,
                "\\end{pgfpicture}",
                "\\endgroup",
                "",
            ]
        )

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:
        return points  # a pixel is a point

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> Any:
        return self._ruler.get_text_width_height_descent(s, prop, ismath)

    def draw_path(self, gc: Any, path: Path, transform: Any, rgbFace: Any = None) -> None:  # noqa: N803
        fill = rgbFace is not None and len(rgbFace) and (len(rgbFace) < 4 or rgbFace[3] > 0)
        stroke = gc.get_linewidth() > 0 and gc.get_rgb()[3] > 0
        if not (fill or stroke):
            return
        self._scope(gc)
        if fill:
            self._colour("fill", rgbFace, gc)
        if stroke:
            self._colour("stroke", gc.get_rgb(), gc)
            self._pen(gc)
        self._path(path, transform, filled=bool(fill))
        kinds = [word for word, wanted in (("stroke", stroke), ("fill", fill)) if wanted]
        self.lines += [f"\\pgfusepath{{{','.join(kinds)}}}", "\\end{pgfscope}"]

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
        self._scope(gc)
        self._colour("text", gc.get_rgb(), gc)
        where = ",".join(
            [*anchors, f"at={_point(x, y)}", *([f"rotate={angle:g}"] if angle else [])]
        )
        font = f"\\fontsize{{{size:.2f}}}{{{1.2 * size:.2f}}}\\selectfont{bold}{slope}"
        colour = "\\color{pgftext}"
        self.lines += [f"\\pgftext[{where}]{{{colour}{font} {words}}}", "\\end{pgfscope}"]

    def draw_image(self, *_: Any) -> None:
        raise ValueError("a picture made of pixels cannot be written as pgf; take pdf or png")

    def _scope(self, gc: Any) -> None:
        self.lines.append("\\begin{pgfscope}")
        area = gc.get_clip_rectangle()
        if area is not None:
            (x, y), (right, top) = area.get_points()
            corner, size = _point(x, y), _point(right - x, top - y)
            self.lines.append(f"\\pgfpathrectangle{{{corner}}}{{{size}}}\\pgfusepath{{clip}}")
        path, transform = gc.get_clip_path()
        if path is not None:
            self._path(path, transform, filled=True)
            self.lines.append("\\pgfusepath{clip}")

    def _colour(self, what: str, colour: Any, gc: Any) -> None:
        red, green, blue, alpha = to_rgba(colour)
        if gc.get_forced_alpha():
            alpha = gc.get_alpha()
        name = f"pgf{what}"
        self.lines.append(f"\\definecolor{{{name}}}{{rgb}}{{{red:.4f},{green:.4f},{blue:.4f}}}")
        if what != "text":
            self.lines.append(f"\\pgfset{what}color{{{name}}}")
        if alpha is not None and alpha < 1 and what != "text":
            self.lines.append(f"\\pgfset{what}opacity{{{alpha:.4f}}}")

    def _pen(self, gc: Any) -> None:
        cap = {"butt": "butt", "round": "round", "projecting": "rect"}[gc.get_capstyle()]
        joint = {"miter": "miter", "round": "round", "bevel": "bevel"}[gc.get_joinstyle()]
        self.lines += [
            f"\\pgfsetlinewidth{{{gc.get_linewidth():.3f}bp}}",
            f"\\pgfset{cap}cap\\pgfset{joint}join",
        ]
        offset, lengths = gc.get_dashes()
        if lengths is not None:
            told = "".join(f"{{{length:.3f}bp}}" for length in lengths)
            self.lines.append(f"\\pgfsetdash{{{told}}}{{{offset:.3f}bp}}")

    def _path(self, path: Path, transform: Any, *, filled: bool) -> None:
        page = (-_FAR, -_FAR, self.width + _FAR, self.height + _FAR)
        moved = transform if transform is not None else Affine2D()
        codes: Any = path.codes
        lines = codes is None or codes.max() <= Path.LINETO  # no curve is simplified
        for points, code in path.iter_segments(
            moved, remove_nans=True, clip=None if filled else page, simplify=lines and not filled
        ):
            pairs = [
                _point(_near(points[k]), _near(points[k + 1])) for k in range(0, len(points), 2)
            ]
            if code == Path.MOVETO:
                self.lines.append(f"\\pgfpathmoveto{{{pairs[0]}}}")
            elif code == Path.LINETO:
                self.lines.append(f"\\pgfpathlineto{{{pairs[0]}}}")
            elif code == Path.CURVE3:
                self.lines.append(f"\\pgfpathquadraticcurveto{{{pairs[0]}}}{{{pairs[1]}}}")
            elif code == Path.CURVE4:
                self.lines.append("\\pgfpathcurveto" + "".join(f"{{{pair}}}" for pair in pairs))
            elif code == Path.CLOSEPOLY:
                self.lines.append("\\pgfpathclose")


def _near(value: float) -> float:
    return min(max(float(value), -_HIGHEST), _HIGHEST) if math.isfinite(value) else 0.0


def _point(x: float, y: float) -> str:
    return f"\\pgfqpoint{{{x:.3f}bp}}{{{y:.3f}bp}}"
