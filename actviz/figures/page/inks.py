"""The colours of a page: a theme's inks as variables of its style sheet."""

from __future__ import annotations

from typing import Final

from actviz.figures.scene import themes
from actviz.figures.scene.scene import Panel, Scene, Stroke

_PLAIN: Final = ("paper", "ink", "quiet", "zero", "grid", "guide")
_SANS: Final = "DejaVu Sans, system-ui, Verdana, sans-serif"
_SERIF: Final = "STIX Two Text, Times New Roman, serif"
_MATHS: Final = "STIX Two Math, Cambria Math, Latin Modern Math, DejaVu Serif, serif"
_WIDER: Final = 1.05  # pixels of a curve for a point on paper


def hue(stroke: Stroke) -> Stroke:
    """A stroke's ink, without its dashes."""
    return Stroke(stroke.hue if stroke.shade is None else 0, 0, stroke.shade)


def hues(panel: Panel) -> list[Stroke]:
    """The inks of a panel's curves, each once."""
    return list(dict.fromkeys(hue(curve.stroke) for curve in panel.curves))


def inks(scene: Scene, theme: str | None) -> str:
    """The colours as variables of the style sheet: those of a theme, or as the reader prefers."""
    if theme:
        scheme = "dark" if theme == "dark" else "light"
        return f":root {{ color-scheme: {scheme}; }}\n{_variables(scene, theme)}"
    dark = _variables(scene, "dark")
    return (
        f":root {{ color-scheme: light dark; }}\n{_variables(scene, 'light')}"
        f"@media screen and (prefers-color-scheme: dark) {{\n{dark}}}\n"
    )


def _variables(scene: Scene, name: str) -> str:
    theme = themes.theme(name)
    variables = {
        **{word: getattr(theme, word) for word in _PLAIN},
        "width": f"{_WIDER * theme.width:.3g}px",
        "font": _SERIF if theme.maths == "stix" else _SANS,
        "maths": _MATHS,
    }
    root = " ".join(f"--{word}: {value};" for word, value in variables.items())
    rules = "".join(
        f".c{index} {{ --hue: {themes.colour(stroke, theme)}; "
        f"--text: {themes.text_ink(stroke, theme)}; }}\n"
        for index, stroke in enumerate(hues(scene.panels[0]))
    )
    return f":root {{ {root} }}\n{rules}"
