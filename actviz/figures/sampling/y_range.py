"""The range of y: everything that matters, not flattened by something that explodes.

What matters is bounded: extrema, kinks, jumps, levels that are approached, and the middle half of
the picture. A run to the edge of the picture, or to a pole, that outgrows it may be cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.figures.sampling.drawn_function import Piece
from actviz.figures.scene.scene import Dot

_EXPLODES: Final = 6.0  # times the range of the middle half; a parabola's is 4, a cube's 8
_OUTERMOST: Final = 0.17  # of the middle half, that may be cut beside a pole
_BESIDE_LINES: Final = 2.6  # the same where another curve is no steeper than a line, whose is 2
_ALONE: Final = 2.5  # times the calm range that a curve that explodes may fill by itself
_WHOLE: Final = 1.6  # times the calm range: up to here nothing is cut
_LARGEST: Final = 1e307
_BEYOND: Final = 0.3  # of the others' range, that a curve that explodes is followed beyond them
_NEARLY: Final = 0.02  # of the samples of a curve that runs to a slow pole, may be cut
_SLOW: Final = 2.2  # times the range without it, that a run to a slow pole may take
_REST: Final = 0.02  # of its height, that a curve may change in its last tenth and be at rest
_ROOM: Final = 0.06  # of the height, above and below

Range = tuple[float, float]


def window(
    curves: Sequence[tuple[list[Piece], tuple[Dot, ...]]],
    span: Range,
    *,
    mixed: bool = False,
    even: bool = True,
) -> Range:
    """The range of y for some curves over one range of x.

    Args:
        mixed: they are several functions, and not one with its derivatives.
        even: the axis is no logarithmic one, on which only what runs to a pole explodes.
    """
    ranges = []
    for parts, dots in curves:
        y = np.concatenate([part.y for part in parts]) if parts else np.array([])
        full = _range(y)
        if full is not None:
            whole = not even and np.isfinite(y).all()
            ranges.append((full if whole else _core(parts, dots, span), full))
    growth = [_growth(core, full) for core, full in ranges]
    # Beside lines even a parabola explodes; among its like it does not.
    lines = mixed and min(growth, default=0.0) <= _BESIDE_LINES
    limit = _BESIDE_LINES if lines else _EXPLODES
    calm = [full for (_, full), times in zip(ranges, growth, strict=True) if times <= limit]
    wild = [pair for pair, times in zip(ranges, growth, strict=True) if times > limit]
    low, high = _union(calm) if calm else _union([core for core, _ in wild])
    if wild and low == high:  # constants leave it to the others how much is seen
        calm, (low, high) = [], _union([(low, high), *(core for core, _ in wild)])
    if not calm:
        scale = min((_size(core) for core, _ in wild), default=0.0) or 1.0
        ends = _union([full for _, full in wild])
        sides = (ends[0] < low - scale / 2) + (ends[1] > high + scale / 2)
        room = (_ALONE - 1) / max(sides, 1) * scale
        low, high = max(low - room, ends[0]), min(high + room, ends[1])
    elif _size(_union([full for _, full in ranges])) <= _WHOLE * _size((low, high)):
        low, high = _union([full for _, full in ranges])  # all of it costs the calm ones little
    elif wild:
        # The ones that explode are followed a little beyond the others, never so far that these
        # are flattened.
        room = _BEYOND * max(_size((low, high)), 1e-9)
        cores, ends = (_union([pair[i] for pair in wild]) for i in (0, 1))
        low = min(low, max(cores[0], low - room, ends[0]))
        high = max(high, min(cores[1], high + room, ends[1]))
    for parts, _ in curves:
        if parts:
            low, high = _slow_pole(np.concatenate([part.y for part in parts]), low, high)
    return _roomy(low, high)


def _growth(core: Range, full: Range) -> float:
    """How many times larger everything is than what matters; 1 for a constant."""
    least = max(1e-12 * max(map(abs, full)), 1e-300)
    return max(_size(full), least) / max(_size(core), least)


def _roomy(low: float, high: float) -> Range:
    size = high - low
    if size <= 1e-9 * max(abs(low), abs(high)):  # a constant: zero and the line, with air
        if low == 0:
            return -1.0, 1.0
        return (0 - 0.1 * low, 1.4 * low) if low > 0 else (1.4 * low, 0 - 0.1 * low)
    return low - _ROOM * size, high + _ROOM * size


def _core(parts: list[Piece], dots: tuple[Dot, ...], span: Range) -> Range:
    """The range of what matters in one curve."""
    values = [dot.y for dot in dots] + _middle(parts, span)
    for part in parts:
        values += _extrema(part.y).tolist()
        values += _edges(part.y)
        values += _levels(part)
    core = _range(np.array(values))
    return core if core is not None else _union([])


def _middle(parts: list[Piece], span: Range) -> list[float]:
    """The ends of the values in the middle half; beside a pole without the outermost sixth.

    A sixth of the width, for next to a pole samples lie close together.
    """
    quarter = (span[1] - span[0]) / 4
    values, widths = [], []
    for part in parts:
        inside = (part.x >= span[0] + quarter) & (part.x <= span[1] - quarter) & np.isfinite(part.y)
        values.append(np.clip(part.y[inside], -_LARGEST, _LARGEST))
        widths.append(np.gradient(part.x[inside]) if inside.sum() > 1 else np.zeros(inside.sum()))
    middle, width = np.concatenate(values), np.concatenate(widths)
    if not width.any():
        return list(map(float, middle))
    order = np.argsort(middle)
    share = np.cumsum(width[order]) / width.sum()
    low, high = np.interp((_OUTERMOST, 1 - _OUTERMOST), share, middle[order])
    whole = [float(middle.min()), float(middle.max())]
    return whole if whole[1] - whole[0] < _EXPLODES * (high - low) else [float(low), float(high)]


def _slow_pole(y: Float64, low: float, high: float) -> Range:
    """A range with nearly all that a run to a pole goes through, where that is not far.

    A logarithm's is not; what is cut of it looks as if it ended there.
    """
    finite = y[np.isfinite(y)]
    if finite.size in (0, y.size) or not high > low:
        return low, high
    ends = np.quantile(finite, (_NEARLY, 1 - _NEARLY))
    wide = min(low, ends[0]), max(high, ends[1])
    return wide if _size(wide) <= _SLOW * (high - low) else (low, high)


def _extrema(y: Float64) -> Float64:
    """The values at the turning points inside of a piece; a run to a pole has none."""
    with np.errstate(all="ignore"):
        rise = np.sign(np.diff(y))
        turns = rise[1:] * rise[:-1] == -1
        steep = np.abs(np.diff(y))
    # A sign change across a pole joins two runs that explode; an extremum is flat on both sides.
    tallest = np.max(np.abs(y[np.isfinite(y)]), initial=1e-300)
    flat = np.maximum(steep[1:], steep[:-1]) < 0.2 * tallest
    extrema: Float64 = y[1:-1][turns & flat]
    return extrema


def _levels(part: Piece) -> list[float]:
    """The values at those ends of a curve at which it has come to rest."""
    tenth = 0.1 * (part.x[-1] - part.x[0])
    inner = np.searchsorted(part.x, [part.x[0] + tenth, part.x[-1] - tenth])
    ends = part.y[[0, -1]]
    with np.errstate(all="ignore"):
        rest = np.abs(part.y[np.minimum(inner, len(part.y) - 1)] - ends) < _REST * np.ptp(part.y)
    return [float(end) for end, still in zip(ends, rest, strict=True) if still]


def _edges(y: Float64) -> list[float]:
    """The values at the edges of the domain that are approached gently, as sqrt does at 0."""
    y = np.where(np.isfinite(y), np.clip(y, -_LARGEST, _LARGEST), np.nan)
    finite = np.isfinite(y)
    borders = np.flatnonzero(finite[1:] != finite[:-1])
    values = []
    for border in borders:
        edge, inner = (border, border - 1) if finite[border] else (border + 1, border + 2)
        if 0 <= inner < len(y) and finite[inner]:
            usual = np.ptp(np.quantile(y[finite], (0.05, 0.95)))  # a pole's neighbour is 1e16
            if abs(y[edge] - y[inner]) < 0.3 * usual:
                values.append(float(y[edge]))
    return values


def _range(values: Float64) -> Range | None:
    finite = values[np.isfinite(values)]
    # Clipped, so that differences of the largest doubles do not overflow.
    finite = np.clip(finite, -_LARGEST, _LARGEST)
    return (float(finite.min()), float(finite.max())) if finite.size else None


def _size(range_: Range) -> float:
    return range_[1] - range_[0]


def _union(ranges: Sequence[Range]) -> Range:
    if not ranges:
        return -1.0, 1.0
    return min(low for low, _ in ranges), max(high for _, high in ranges)
