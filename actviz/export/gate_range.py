"""Where a step of a gated unit, on the way to an ordinary number, leaves the doubles.

What is to be written is computed at pairs of numbers of every size. Where it is infinite, no number
or 0, and the same formula in numbers with a power of two beside them is not, a few exact values
decide; then those numbers are taken for just such results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

from actviz.arrays import Float64, Mask, identical, np
from actviz.export.answered import answered
from actviz.export.computed import computed
from actviz.export.written_tails import LARGEST
from actviz.formula.tree import ZERO, Node, node, number
from actviz.readings.exact import NotDecided
from actviz.readings.languages.lowering import lowered
from actviz.readings.languages.scaled import scaled
from actviz.readings.number_formats import largest, rounded

_SIZES: Final = (
    *(5e-324, 1e-300, 1e-150, 1e-30, 1e-9, 0.013, 0.31, 0.87, 1.9, 3.3, 7.1, 12.3, 21.7, 35.1),
    *(61.3, 95.7, 190.3, 373.1, 708.9, 721.3, 1450.7, 1e5, 1e9, 1e16, 1e35, 1e78, 1e103, 1e155),
    *(1e250, 3e307, 1.7e308),
)
_USUAL: Final = 1e4  # inputs up to it, and from its inverse on, are such that a result of 0 counts
_ASKED: Final = 24  # exact values
_ROUGH: Final = 1e-9


def _steps(_: object, plain: Node, written: Node, __: str) -> Iterator[Node]:
    yield written
    with suppress(KeyError):
        yield scaled(plain)


@answered(_steps)
def kept(exactly: Callable[..., Any], plain: Node, written: Node, dtype: str) -> Node:
    """A tree in u and v as it is to be written.

    Args:
        exactly: the exact value at a pair.
        plain: the tree, without what programs alone have.
        written: the same as it is to be written.
        dtype: the format of inputs and results; the arithmetic is float64.
    """
    u, v = _pairs(dtype)
    got = _at(written, u, v)
    sizes = np.abs([u, v])
    usual = (sizes > 1 / _USUAL).all(axis=0) & (sizes < _USUAL).all(axis=0)
    doubtful = ~np.isfinite(got) | ((got == 0) & usual)
    if not doubtful.any():
        return written
    try:
        other = scaled(plain)
    except KeyError:
        return written
    instead = _at(other, u, v)
    new = np.flatnonzero(doubtful & ~np.isnan(instead) & (instead != got))
    chosen = new[:: new.size // _ASKED + 1]
    true = np.array([_asked(exactly, u[at], v[at]) for at in chosen])
    before, after = (_about(values[chosen], true, dtype) for values in (got, instead))
    if (before & ~after).any() or not after.any():
        return written
    return _where_lost(written, other, got[chosen[after & ~before]])


def _where_lost(written: Node, other: Node, lost: Float64) -> Node:
    """Other steps where a result is what was seen to be wrong: 0, or infinite or no number."""
    result = written
    if (lost == 0).any():
        result = node("where", node("==", written, ZERO), other, result)
    if (lost != 0).any():
        ordinary = node("<=", node("abs", written), number(LARGEST))
        result = node("where", ordinary, result, other)
    return result


def _pairs(dtype: str) -> tuple[Float64, Float64]:
    sizes = np.array([size for size in _SIZES if size <= largest(dtype)])
    line = rounded(np.concatenate([-sizes, sizes]), dtype)
    u, v = np.meshgrid(line, line)
    return u.ravel(), v.ravel()


def _at(tree: Node, u: Float64, v: Float64) -> Float64:
    values: Float64 = computed(lowered(tree), {"u": u, "v": v}) + np.zeros_like(u)
    return values


def _asked(exactly: Callable[..., Any], u: float, v: float) -> float:
    try:
        return float(exactly(u, v))
    except NotDecided:
        return np.nan


def _about(got: Float64, true: Float64, dtype: str) -> Mask:
    """Whether results have at least the first digits, or round to the same number."""
    with np.errstate(all="ignore"):
        near: Mask = np.abs(got - true) <= _ROUGH * np.abs(true)
    return near | identical(rounded(got, dtype), rounded(true, dtype))
