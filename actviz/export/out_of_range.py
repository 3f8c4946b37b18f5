"""Where a step on the way to an ordinary number leaves the doubles, or becomes subnormal.

What is to be written is computed at numbers of every size, and compared with exact values wherever
a step of the formula is not a normal number. Where it is wrong, the formula is written with its
exponentials in one, or in numbers that have a power of two beside them, if that is right there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

import numpy as np

from actviz.arrays import Float64, Mask, Places
from actviz.export import exponentials
from actviz.export.answered import answered
from actviz.export.asked import Purpose
from actviz.export.computed import OPERATORS, computed, function
from actviz.export.folding import folded
from actviz.export.next_to_zero import near
from actviz.formula.tree import COMPARISONS, Node, X, literal, node, substitute, walk
from actviz.readings.languages.lowering import LEAVES, lowered
from actviz.readings.languages.scaled import scaled
from actviz.readings.number_formats import largest, rounded, ulp
from actviz.readings.reals import distinct

_SIZES: Final = 115  # of the numbers that are tried
# Where exponentials come to an end, those of powers and of exponentials too, and just where they
# become subnormal.
_STEPS: Final = np.concatenate(
    [np.arange(4.0, 1500.0, 7.9), np.exp(np.arange(0, 4.5, 0.11)), [708.6, 709.4]]
)
_TINY: Final = float(np.finfo(np.float64).tiny)
_SMALL: Final = 1e-300
_ROUGH: Final = 1e-9  # beyond, a result is no better than none


def _texts(_: Purpose, plain: Node, written: Sequence[Node], scale: bool) -> Iterator[Node]:
    yield from written
    yield from _otherwise(plain, scale)


@answered(_texts)
def kept(purpose: Purpose, plain: Node, written: Sequence[Node], scale: bool) -> Sequence[Node]:
    """Trees in x as they are to be written, with every step of ordinary size where it counts.

    Args:
        purpose: what is to be computed.
        plain: the same in x alone, without what programs alone have.
        written: the same as it is to be written, for eager and for lazy arithmetic.
        scale: whether numbers may have a power of two beside them.
    """
    dtype = purpose.dtype
    every = points(dtype)
    at = np.flatnonzero(without_subnormal(lowered(plain), every)[1])
    true, decided = purpose.decide(every[at])
    off = decided & ~_right(written[-1], every[at], true, dtype)
    odd, exact_values = at[decided], true[decided]
    at, true = at[off], true[off]
    if not at.size:
        return list(written)
    x = every[at]
    condition = _condition(purpose, x, true)
    off = ~_right(written[-1], x, true, dtype, condition)
    lost = ~_about(written[-1], x, true)
    others: list[tuple[Mask, Node]] = []
    for one in _otherwise(plain, scale):
        right = off & _right(one, x, true, dtype, condition)
        others.append((right | (off & lost & _about(one, x, true)), one))
        if np.array_equal(right, off):
            break
    result = list(written)
    for better, instance in sorted(others, key=lambda pair: -int(pair[0].sum())):
        bad = np.zeros(every.size, dtype=np.bool_)
        bad[at[better & off]] = True
        off &= ~better
        bad |= _between_bad(bad, odd, _right(instance, every[odd], exact_values, dtype))
        stretches = between(every, bad)
        result = [instead(one, instance, stretches) for one in result]
    return result


def _between_bad(bad: Mask, odd: Places, right: Mask) -> Mask:
    """Good points between bad ones, by chance as those of a wave are: both texts are right there.

    Args:
        bad: at which of all points another text is needed.
        odd: the points at which a step leaves the doubles.
        right: whether the other text is right there.
    """
    both = np.zeros_like(bad)
    both[odd[right]] = True
    inside, at = np.zeros_like(bad), np.flatnonzero(bad)
    for first, last in zip(at[:-1].tolist(), at[1:].tolist(), strict=True):
        inside[first:last] = both[first + 1 : last].all()
    return inside


@answered()
def lost(purpose: Purpose, written: Node) -> bool:
    """Whether a tree in x is nowhere near an ordinary result where steps leave the doubles.

    Exact values, which take long, are asked where numbers with a power of two have another result.
    """
    every = points(purpose.dtype)
    at = np.flatnonzero(without_subnormal(lowered(written), every)[1])
    exactly = substitute(purpose.exactly, {w: literal(v) for w, v in purpose.values.items()})
    with suppress(KeyError):
        wide = computed(lowered(scaled(exactly)), {"x": every[at]})
        at = at[~_about(written, every[at], wide)]
    true, decided = purpose.decide(every[at])
    size = np.abs(rounded(true, purpose.dtype))
    ordinary = decided & (size > _SMALL) & (size <= largest(purpose.dtype) / 2)
    return bool((ordinary & ~_about(written, every[at], true)).any())


def _otherwise(plain: Node, scale: bool) -> Iterator[Node]:
    """The same formula in other steps, the plainest first."""
    joined = folded(exponentials.joined(plain))
    if joined is not folded(plain):
        yield joined
    if scale:
        for tree in dict.fromkeys((joined, plain)):
            try:
                yield scaled(tree)
            except KeyError:
                return


def points(dtype: str) -> Float64:
    """Numbers of every size of a format."""
    least, last = float(ulp(np.zeros(1), dtype)[0]), largest(dtype)
    sizes = 1.4 * np.exp2(np.linspace(np.log2(least), np.log2(last), _SIZES)[:-1])
    sizes = np.concatenate([sizes, _STEPS, np.array([1.0, least, last / 3, last])])
    sizes = distinct(rounded(sizes, dtype))
    return np.concatenate([-sizes[::-1], sizes])


def _about(tree: Node, x: Float64, true: Float64) -> Mask:
    """Whether a tree has at least the first digits, or the infinity or the zero."""
    got = computed(lowered(tree), {"x": x})
    with np.errstate(all="ignore"):
        close: Mask = (np.abs(got - true) <= _ROUGH * np.abs(true)) | (got == true)
    return close


def _right(
    tree: Node, x: Float64, true: Float64, dtype: str, condition: Float64 | float = 0.0
) -> Mask:
    """Whether a tree is right, in arithmetic too that takes subnormal numbers on the way for 0.

    That may take x and results for 0 that are next to subnormal ones: exp(x)*3 has a few more.
    """
    low = lowered(tree)
    got = np.broadcast_to(computed(low, {"x": x}), x.shape)
    small = np.minimum(np.abs(true), np.abs(x)) < _SMALL
    without = np.where(small, got, without_subnormal(low, x)[0])
    return near(got, true, dtype, condition) & near(without, true, dtype, condition)


def without_subnormal(tree: Node, x: Float64) -> tuple[Float64, Mask]:
    """A tree with 0 for every subnormal step, and the points at which one is no normal number."""
    odd = np.zeros(x.shape, dtype=np.bool_)
    known: dict[Node, Any] = {}
    with np.errstate(all="ignore"):
        for current in walk(tree):
            args = [known[arg] for arg in current.args]
            if current.op in LEAVES:
                value = x if current.op == "name" else np.float64(current.value)
            elif current.op in OPERATORS:
                value = OPERATORS[current.op](*args)
            else:
                value = function(current.op, args)
            known[current] = value
            if current.op in COMPARISONS or not current.names:
                continue
            size = np.abs(value)
            small = size < _TINY
            odd |= small | ~(size < np.inf)
            if current.args:
                known[current] = np.where(small, 0.0 * value, value)
    return np.broadcast_to(known[tree], x.shape), odd


def _condition(purpose: Purpose, x: Float64, true: Float64) -> Float64:
    """How strongly values answer to their inputs; 0 where that is not known."""
    slope = purpose.slopes(x)[0]
    with np.errstate(all="ignore"):
        strength = np.abs(x * (slope / true))
    return np.where(np.isfinite(strength), strength, 0.0)


def between(x: Float64, bad: Mask) -> list[tuple[float, float]]:
    """Between which numbers the points lie, up to the next good ones, to 0 and to infinities."""
    stretches: list[tuple[float, float]] = []
    ends = np.concatenate([[-np.inf], x, [np.inf]])
    for here, least, most in ((x < 0, -np.inf, 0.0), (x > 0, 0.0, np.inf)):
        changes = np.flatnonzero(np.diff(np.concatenate([[False], bad & here, [False]])))
        for first, end in changes.reshape(-1, 2).tolist():
            stretches.append((max(float(ends[first]), least), min(float(ends[end + 1]), most)))
    return stretches


def instead(tree: Node, wide: Node, stretches: Sequence[tuple[float, float]]) -> Node:
    """A tree in x, another one on stretches."""
    for low, high in stretches:
        mirrored = (-high, -low) in stretches
        if mirrored and high <= 0:
            continue
        at = node("abs", X) if mirrored else X
        below = node("where", node("<", at, literal(high)), wide, tree)
        around = mirrored and low < 0
        tree = below if around else node("where", node(">", at, literal(low)), below, tree)
    return tree
