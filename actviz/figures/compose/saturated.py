"""Where curves are saturated: a broad faint stroke under those stretches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from actviz.facts import facts
from actviz.figures.layout.scales import Scale
from actviz.figures.scene.scene import Curve, Scene, Segment
from actviz.functions.elementwise import Activation


def shaded(scene: Scene, functions: Sequence[Activation], scale: Scale) -> Scene:
    """The scene with the saturated stretches of its first panel's functions underlaid.

    Args:
        scene: a picture in whose first panel the functions are the first curves, in their order.
    """
    first, *rest = scene.panels
    shadows = []
    for curve, function in zip(first.curves, functions, strict=False):
        saturation = facts(function).saturation
        sides = (-math.inf, saturation.left), (saturation.right, math.inf)
        parts = tuple(
            part
            for low, high in sides
            if low is not None and high is not None
            for segment in curve.segments
            for part in _within(segment, _place(low, scale), _place(high, scale))
        )
        if parts:
            shadows.append(Curve("", parts, curve.stroke, labelled=False))
    return replace(scene, panels=(replace(first, shadows=tuple(shadows)), *rest))


def _place(x: float, scale: Scale) -> float:
    """Where an abscissa stands; what a log scale has no place for lies to the left of it."""
    place = float(scale.place(np.array(x)))
    return -math.inf if math.isnan(place) else place


def _within(segment: Segment, low: float, high: float) -> list[Segment]:
    """The part of a segment between two abscissae, its ends interpolated."""
    x, y = np.array(segment.x), np.array(segment.y)
    start, end = max(low, float(x[0])), min(high, float(x[-1]))
    if not start < end:
        return []
    inside = (x > start) & (x < end)
    ends = np.interp([start, end], x, y)
    return [
        Segment(
            (start, *x[inside].tolist(), end), (float(ends[0]), *y[inside].tolist(), float(ends[1]))
        )
    ]
