"""Curves that lie wholly under another: their labels say so, since no eye finds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from actviz.figures.scene.scene import Curve

_POINTS: Final = 241
_SAME: Final = 0.002  # of the height: less than the width of a line


def with_covers(curves: Sequence[Curve], height: float) -> tuple[Curve, ...]:
    """The curves with labels that name what covers them; later ones are drawn on top."""
    relabelled = list(curves)
    for index, curve in enumerate(curves):
        if not curve.labelled:
            continue
        over = next(
            (top for top in curves[index + 1 :] if top.labelled and _covers(top, curve, height)),
            None,
        )
        if over is not None:
            relabelled[index] = replace(curve, label=f"{curve.label} (under {over.label})")
    return tuple(relabelled)


def _covers(top: Curve, curve: Curve, height: float) -> bool:
    """Whether one curve lies on another wherever that is drawn."""
    ends = [(part.x[0], part.x[-1]) for part in curve.segments]
    if not ends:
        return False
    x = np.linspace(min(low for low, _ in ends), max(high for _, high in ends), _POINTS)[1:-1]
    one, other = _values(curve, x), _values(top, x)
    drawn = np.isfinite(one)
    return bool(drawn.any() and (np.abs(one - other)[drawn] <= _SAME * height).all())


def _values(curve: Curve, x: np.ndarray) -> np.ndarray:
    """A curve at some abscissae; NaN where it is not drawn."""
    y = np.full(len(x), np.nan)
    for part in curve.segments:
        inside = (x >= part.x[0]) & (x <= part.x[-1])
        y[inside] = np.interp(x[inside], part.x, part.y)
    return y
