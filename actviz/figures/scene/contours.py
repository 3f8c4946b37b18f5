"""The contours of a field: lines of equal value, the inks between them, and where labels sit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from actviz.arrays import Mask
from actviz.figures.scene import themes
from actviz.figures.scene.scene import Axis, Curve, Field, Segment, Stroke
from actviz.figures.scene.themes import Theme

_LABEL_AT: Final = (0.3, 0.5, 0.7, 0.4, 0.6, 0.2, 0.8, 0.12, 0.88)  # of a line's length
_STRONGEST: Final = 0.62  # share of the hue at the largest value; less where words fade on it
POSITIVE, NEGATIVE, _ZERO = Stroke(0), Stroke(1, 1), Stroke(4)


def steps(field: Field) -> tuple[float, ...]:
    """The values between which an area is filled: the levels, and beyond both ends."""
    reach = max(max(abs(z) for z in row if np.isfinite(z)) for row in field.z)
    beyond = max(2 * reach, 2 * field.levels[-1], -2 * field.levels[0])
    return (-beyond, *field.levels, beyond)


def fills(field: Field, inks: Theme) -> list[str]:
    """The ink between each two steps: a hue for each sign, stronger from step to step."""
    above = sum(level >= 0 for level in field.levels)
    below = len(field.levels) + 1 - above
    most = max(above, below)
    # Beside zero there is paper: whether a plateau lies at zero or beside it shows in no hue.
    one, other = (themes.colour(stroke, inks) for stroke in (NEGATIVE, POSITIVE))
    strongest = _STRONGEST
    while strongest > 0 and any(
        themes.contrast(inks.ink, themes.mixed(inks.paper, hue, strongest * (most - 1) / most))
        < themes.CONTRAST
        for hue in (one, other)
    ):
        strongest -= 0.02
    strength = [strongest * place / most for place in range(most)]
    return [
        *(themes.mixed(inks.paper, one, share) for share in reversed(strength[:below])),
        *(themes.mixed(inks.paper, other, share) for share in strength[:above]),
    ]


def label_points(
    lines: Sequence[Curve], boxes: Sequence[tuple[float, float]], x: Axis, y: Axis
) -> list[tuple[float, float] | None]:
    """Where the number of each line stands: on the line, clear of the other numbers.

    And off the thick line of zero, on which it would be read as that line's number.

    Args:
        boxes: width and height of each number, in the units of x and y.
        x, y: the axes, out of which no number may reach.

    Returns:
        The middles of the numbers; None where there is no room for one.
    """
    spots: list[tuple[float, float] | None] = []
    zero = [np.array([p.x, p.y]) for line in lines if line.stroke == _ZERO for p in line.segments]
    thick = np.concatenate([np.empty((2, 0)), *zero], axis=1)
    for line, (wide, high) in zip(lines, boxes, strict=True):
        free = [
            spot
            for spot in _along(line)
            if x.low + wide / 2 <= spot[0] <= x.high - wide / 2
            and y.low + high / 2 <= spot[1] <= y.high - high / 2
            and all(
                abs(spot[0] - other[0]) > (wide + boxes[at][0]) / 2
                or abs(spot[1] - other[1]) > (high + boxes[at][1]) / 2
                for at, other in enumerate(spots)
                if other is not None
            )
        ]
        half = np.array([[wide], [high]]) / 2
        off = (
            spot
            for spot in free
            if line.stroke == _ZERO
            or not (np.abs(thick - np.array(spot)[:, None]) < half).all(axis=0).any()
        )
        spots.append(next(off, None))
    return spots


def _along(line: Curve) -> Iterator[tuple[float, float]]:
    """Places on the longest part of a line, the best first."""
    x, y = max(
        ((np.array(part.x), np.array(part.y)) for part in line.segments),
        key=lambda part: float(np.hypot(np.diff(part[0]), np.diff(part[1])).sum()),
    )
    run = np.r_[0.0, np.cumsum(np.hypot(np.diff(x), np.diff(y)))]
    for share in _LABEL_AT:
        at = share * run[-1]
        yield float(np.interp(at, run, x)), float(np.interp(at, run, y))


def contours(field: Field) -> list[tuple[Curve, float]]:
    """The lines at the levels as curves, with the levels: dashed below zero, zero's own apart.

    Zero's line is where a plateau of zeros ends, on either side of it.
    """
    from contourpy import contour_generator

    x, y, z = np.array(field.x), np.array(field.y), np.array(field.z)
    generator = contour_generator(x, y, z)
    curves = []
    for level, word in zip(field.levels, field.words, strict=True):
        parts = [np.asarray(line) for line in generator.lines(level)]
        if level == 0 and _has_plateau(z == 0):  # so far the line around what is positive
            parts += [np.asarray(line) for line in contour_generator(x, y, -z).lines(0.0)]
        stroke = _ZERO if level == 0 else POSITIVE if level > 0 else NEGATIVE
        segments = tuple(Segment.through(part[:, 0], part[:, 1]) for part in parts)
        if segments:
            curves.append((Curve(word, segments, stroke), level))
    return curves


def _has_plateau(zero: Mask) -> bool:
    """Whether four neighbours are zero."""
    rows = zero[1:] & zero[:-1]
    return bool((rows[:, 1:] & rows[:, :-1]).any())
