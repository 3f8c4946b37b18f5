"""Exact softmax and log_softmax of finite numbers, and how much their inputs' digits count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import arb, ctx


def exactly(
    kind: str, x: Sequence[float], g: Sequence[float] | None
) -> tuple[list[float], list[float]]:
    """Exact results, and how much each moves when every number on the way moves by its size."""
    before, ctx.prec = ctx.prec, 400
    try:
        top = x.index(max(x))
        steps = [arb(float(v)) - arb(float(x[top])) for v in x]
        powers = [one.exp() for one in steps]
        rest = sum((p for at, p in enumerate(powers) if at != top), arb(0))
        shares = [p / (1 + rest) for p in powers]
        widths = [1 - one for one in steps]
        if g is None and kind == "softmax":
            true, sizes = shares, [y * w for y, w in zip(shares, widths, strict=True)]
        elif g is None:
            true = [one - rest.log1p() for one in steps]
            sizes = [abs(one) for one in true]
            # What the differences' last digits may cost where the others hardly count.
            each = enumerate(zip(shares, widths, strict=True))
            sizes[top] = sum((y * w for at, (y, w) in each if at != top), arb(0))
        else:
            true, sizes = _product(kind, shares, widths, [arb(float(v)) for v in g], top)
        return [float(v) for v in true], [float(v) for v in sizes]
    finally:
        ctx.prec = before


def _product(
    kind: str, shares: list[Any], widths: list[Any], g: list[Any], top: int
) -> tuple[list[Any], list[Any]]:
    """The product of a gradient with the Jacobian, and the sizes of what it is made of."""
    if kind == "softmax":
        g = [v - g[top] for v in g]
        mean = sum(v * y for v, y in zip(g, shares, strict=True))
        size = sum(abs(v) * y * w for v, y, w in zip(g, shares, widths, strict=True))
        every = list(zip(g, shares, widths, strict=True))
        return [y * (v - mean) for v, y, _ in every], [y * (abs(v) + size) * w for v, y, w in every]
    total, size = sum(g), sum(map(abs, g))
    true = [v - y * total for v, y in zip(g, shares, strict=True)]
    sizes = [abs(v) + y * size * w for v, y, w in zip(g, shares, widths, strict=True)]
    others = sum(
        (y * w for at, (y, w) in enumerate(zip(shares, widths, strict=True)) if at != top), 0
    )
    sizes[top] = abs(g[top]) * others + shares[top] * (size - abs(g[top]))
    return true, sizes
