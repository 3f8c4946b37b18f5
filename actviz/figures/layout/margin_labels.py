"""Labels in a margin, one above the other: as near as can be to where they belong."""

from __future__ import annotations

from collections.abc import Sequence


def spread(
    middles: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Positions as near as can be to the wanted ones such that nothing overlaps.

    Args:
        heights: of the labels, gaps included.
        low, high: the ends of the room there is; exceeded when the labels do not fit.
    """
    order = sorted(range(len(middles)), key=lambda i: middles[i])
    blocks: list[list[float]] = []  # wanted start, height, count of one run of touching labels
    for index in order:
        start, height = middles[index] - heights[index] / 2, heights[index]
        blocks.append([start, height, 1])
        while len(blocks) > 1 and blocks[-2][0] + blocks[-2][1] > blocks[-1][0]:
            top = blocks.pop()
            base = blocks[-1]
            # Both runs move so that their labels' total displacement is least.
            base[0] = (base[0] * base[2] + (top[0] - base[1]) * top[2]) / (base[2] + top[2])
            base[1] += top[1]
            base[2] += top[2]
    total = sum(heights)
    shift = [min(max(block[0], low), max(high - block[1], low)) for block in blocks]
    # Pushed in from the borders, runs may touch again: one more pass in each direction.
    for i in range(1, len(blocks)):
        shift[i] = max(shift[i], shift[i - 1] + blocks[i - 1][1])
    limit = max(high, low + total)
    for i in range(len(blocks) - 1, -1, -1):
        shift[i] = min(shift[i], limit - blocks[i][1])
        limit = shift[i]
    positions = [0.0] * len(middles)
    position = iter(order)
    for start, block in zip(shift, blocks, strict=True):
        at = start
        for _ in range(int(block[2])):
            index = next(position)
            positions[index] = at + heights[index] / 2
            at += heights[index]
    return positions
