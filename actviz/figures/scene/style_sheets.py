"""Looks of a user's own: Matplotlib's style sheets and fonts, as themes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl

from actviz.figures.scene import themes
from actviz.figures.scene.themes import Theme


def sheet(name: str, base: Theme) -> Theme:
    """A theme with the paper, inks, hues and pens of a style sheet, a name or a file.

    Raises:
        ValueError: there is none of that name, or the file is none.
    """
    from matplotlib import style as sheets

    known = ["default", "classic", *sheets.available]
    if name not in known and not Path(name).is_file():
        raise ValueError(f"no style sheet is called {name!r}; {_near(name, known)}")
    try:
        own: Any = (
            sheets.library.get(name, mpl.RcParams())  # "default" changes nothing
            if name in known
            else mpl.rc_params_from_file(name, use_default_template=False)
        )
        settings: dict[Any, Any] = {**mpl.rcParamsDefault, **own}
    except (OSError, ValueError) as error:
        raise ValueError(f"{name}: not a style sheet: {error}") from None
    paper = _hex(settings["axes.facecolor"])
    hues = tuple(_hex(colour) for colour in settings["axes.prop_cycle"].by_key().get("color", ()))
    ink, quiet = _hex(settings["text.color"]), _hex(settings["xtick.color"])
    edge = _hex(settings["axes.edgecolor"])
    changed = replace(
        base,
        paper=paper,
        ink=_seen(ink, paper, base),
        quiet=_seen(quiet, paper, base),
        zero=edge if _apart(edge, paper) > 0.1 else themes.mixed(paper, ink, 0.4),
        grid=_faint(_hex(settings["grid.color"]), paper, float(settings["grid.alpha"])),
        guide=themes.mixed(paper, quiet, 0.6),
        hues=hues or base.hues,
        width=float(settings["lines.linewidth"]),
        **_sizes(own, settings),
    )
    return _lettered(changed, own)


# Kinds of text in a picture, by what a style sheet calls their sizes.
_SIZES: Final = {
    "axes.titlesize": ("title", "label"),
    "axes.labelsize": ("axis", "small_axis"),
    "xtick.labelsize": ("tick", "small_tick"),
    "legend.fontsize": ("key",),
}


def _sizes(own: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """What a sheet says of sizes and of the grid; what it is silent about stays as it is."""
    changes: dict[str, Any] = {}
    size = float(settings["font.size"])
    if "font.size" in own:
        changes["size"] = size
    words = {"xx-small": 0.579, "x-small": 0.694, "small": 0.833, "medium": 1.0, "large": 1.2,
             "x-large": 1.44, "xx-large": 1.728, "larger": 1.2, "smaller": 0.833}  # fmt: skip
    changes["sizes"] = tuple(
        (kind, words[own[word]] * size if isinstance(own[word], str) else float(own[word]))
        for word, kinds in _SIZES.items()
        if own.get(word) is not None
        for kind in kinds
    )
    if "axes.grid" in own:
        changes["lined"] = bool(own["axes.grid"])
    if "figure.figsize" in own:
        wide, high = own["figure.figsize"]
        changes["sheet"] = (float(wide), float(high))
    return changes


def _lettered(theme: Theme, own: Mapping[str, Any]) -> Theme:
    """The theme in the first family of a sheet that is installed."""
    families = own.get("font.family", ())
    for family in [families] if isinstance(families, str) else families:
        for name in own.get(f"font.{family}", (family,)):
            if family not in ("monospace", "sans-serif", "serif") or f"font.{family}" in own:
                try:
                    return font(str(name), theme)
                except ValueError:
                    continue
    return theme


def font(family: str, base: Theme) -> Theme:
    """A theme in the letters of a font family that Matplotlib finds.

    Raises:
        ValueError: no such family is installed.
    """
    from matplotlib.font_manager import FontProperties, fontManager

    families: Sequence[str] = sorted({entry.name for entry in fontManager.ttflist})
    known = {name.lower(): name for name in families}
    if family.lower() not in known:
        raise ValueError(f"no font is called {family!r}; {_near(family, families)}")
    name = known[family.lower()]
    looks: list[dict[str, Any]] = [{}, {"weight": "bold"}, {"style": "italic"}]
    regular, bold, italic = (
        str(fontManager.findfont(FontProperties(family=name, **look))) for look in looks
    )
    return replace(base, fonts=(regular, bold, italic))


def _near(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, known, n=3, cutoff=0.5)
    return f"did you mean {' or '.join(close)}?" if close else f"known: {', '.join(known)}"


def _hex(colour: Any) -> str:
    from matplotlib.colors import to_hex

    return to_hex(colour)


def _apart(one: str, other: str) -> float:
    pairs = ((int(one[k : k + 2], 16), int(other[k : k + 2], 16)) for k in (1, 3, 5))
    return max(abs(a - b) for a, b in pairs) / 255


def _seen(ink: str, paper: str, base: Theme) -> str:
    """An ink that can be read on the paper: a sheet may set text for the figure's border alone."""
    if _apart(ink, paper) <= 0.35:
        ink = max((base.ink, base.paper), key=lambda other: _apart(other, paper))
    return themes.legible(ink, paper)


def _faint(grid: str, paper: str, alpha: float) -> str:
    drawn = themes.mixed(paper, grid, min(max(alpha, 0.0), 1.0))
    # Sheets without a visible grid get one that is hardly seen: it is what numbers are read by.
    return drawn if 0.02 < _apart(drawn, paper) < 0.35 else themes.mixed(paper, "#808080", 0.2)
