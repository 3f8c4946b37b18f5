"""How far gated units are from the first of them: contours of each difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actviz.figures.compose.gate_contours import contour_scene
from actviz.figures.compose.picture_request import Range, Request
from actviz.figures.scene.scene import Scene
from actviz.functions.gated import Gate
from actviz.measure.gate_distance import difference


def gate_differences_scene(
    reference: Gate, others: Sequence[Gate], span: Range, *, title: str | None, theme: str
) -> Scene:
    """The picture of a comparison of gated units as a value.

    Args:
        span: the range of both inputs.

    Raises:
        ValueError: a difference has no finite value there.
    """
    words = [f"{other.display} − {reference.display}" for other in others]
    heading = title if title is not None else words[0] if len(words) == 1 else ""
    gates = [difference(other, reference) for other in others]
    scene = contour_scene(gates, Request(span=span, title=heading, theme=theme))
    if len(words) == 1:
        return scene
    panels = zip(scene.panels, words, strict=True)
    return replace(scene, panels=tuple(replace(panel, title=word) for panel, word in panels))
