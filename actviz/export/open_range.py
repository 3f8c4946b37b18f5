"""Where steps leave the doubles, or become subnormal, while parameters stay arguments.

What is to be written is held against the formula in numbers that have a power of two beside them,
at x of every size and for the parameters that are usual. Far out, and next to 0, that is written
instead, from where on it is right and the other is not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache, partial
from typing import Final, NamedTuple

from actviz.arrays import Float64, Mask, Places, np
from actviz.export.answered import answered
from actviz.export.asked import decide, units_allowed
from actviz.export.computed import computed
from actviz.export.lost_digits import allowed_beside, near
from actviz.export.out_of_range import points
from actviz.export.written_tails import LARGEST
from actviz.formula.calculus import derivative
from actviz.formula.tree import Node, X, literal, node
from actviz.functions.entry import Values
from actviz.readings import float64
from actviz.readings.languages.lowering import lowered
from actviz.readings.languages.scaled import scaled
from actviz.readings.number_formats import largest, rounded
from actviz.readings.reals import distinct

_ROUGH: Final = 1e-9  # what two texts may differ by, so that neither is wrong
# Between those that the other tests of exports have, and where numbers end.
_SIZES: Final = np.concatenate([1.3 * 10.0 ** np.arange(-322, 307, 6), [LARGEST / 6, LARGEST]])
_COARSE: Final = 4  # every so many-th of the points, and the ends, for other parameters
_SHARE: Final = 0.5  # of what is promised
_ASKED: Final = 6  # points whose exact values are asked, which take long, on either side of 1
_MARGIN: Final = 3  # points, all right, that the other text is written at beside those
_ROWS: Final = 2  # values of parameters at which they are
_TINY: Final = 1e-290  # a slope of that size may have lost digits
_FORGIVEN: Final = 2.0**40  # units in the last place: of what is off by more no digit is right
_OUT: Final = {(-1, 1): (">", node("abs", X), 1), (1,): (">", X, 1), (-1,): ("<", X, -1)}


def _wide(_: Node, tree: Node, __: Node, plains: Sequence[Node], *___: object) -> Iterator[Node]:
    """A tree, and what may be written instead of it."""
    yield tree
    for plain in plains:
        with suppress(KeyError):
            yield scaled(plain)


@answered(_wide)
def mended(
    exactly: Node,
    tree: Node,
    written: Node,
    plains: Sequence[Node],
    usual: Sequence[Values],
    order: int,
    dtype: str,
) -> tuple[Node, bool] | None:
    """A tree in x and parameters with a power of two beside its numbers where that mends it.

    Args:
        exactly: the formula or its derivative.
        tree: the same for x that are not far out.
        written: the same for all x, as it would be written.
        plains: the same in few steps, that which is to be tried first at first.
        usual: values of parameters.
        order: which derivative it is.
        dtype: the format of x and of results.

    Returns:
        Whether it is another far out too beside it; ``None`` where nothing is mended.
    """
    sizes = np.concatenate([points(dtype), _SIZES, -_SIZES])
    x = distinct(rounded(sizes[np.abs(sizes) <= largest(dtype)], dtype))
    trial = _Trial(exactly, x, usual, units_allowed(order, dtype), dtype)
    got = cache(partial(trial.values, written))
    for plain in plains:
        with suppress(KeyError):
            wide = scaled(plain)
            result = trial.mended(tree, wide, got(), trial.values(wide))
            if result is not None:
                return result
    return None


class _Trial(NamedTuple):
    """What texts are held against: a formula at points, for values of parameters."""

    exactly: Node
    x: Float64
    usual: Sequence[Values]
    base: float
    dtype: str

    def mended(
        self, tree: Node, wide: Node, got: Float64, want: Float64
    ) -> tuple[Node, bool] | None:
        """A tree with another one where that mends it, and whether it does far out."""
        x = self.x
        with np.errstate(all="ignore"):
            off = ~((np.abs(got - want) <= _ROUGH * np.abs(want)) | (got == want) | np.isnan(want))
        for row in np.flatnonzero(off.any(axis=1)).tolist():
            at = np.flatnonzero(off[row])
            slope = float64.evaluate(derivative(self.exactly, "x"), x[at], self.usual[row])
            allowed = _SHARE * allowed_beside(x[at], slope, want[row, at], self.base)
            off[row, at] = ~near(got[row, at], want[row, at], allowed, self.dtype)
        if not off.any():
            return None
        right, spoilt = np.zeros(x.size, dtype=np.bool_), np.zeros(x.size, dtype=np.bool_)
        worst = np.argsort(-off[1:].sum(axis=1), kind="stable")[: _ROWS - 1] + 1
        for row in (0, *worst.tolist()):
            differ = (got[row] != want[row]) & ~(np.isnan(got[row]) & np.isnan(want[row]))
            at = _some(x, off[row] | (differ if row == 0 else False))
            before, after = self._right(row, at, got[row, at], want[row, at])
            right[at] |= after & ~before
            spoilt[at] |= before & ~after
        size, doubtful, far = np.abs(x), off.any(axis=0), False
        whole = outer = tree
        if (edge := _edge(size, doubtful, right, spoilt, far=False)) is not None:
            whole = node("where", node("<", node("abs", X), literal(edge)), wide, whole)
        most = 0
        for sides, (op, place, sign) in _OUT.items():
            here = np.isin(np.sign(x), sides)
            edge = _edge(size, doubtful & here, right & here, spoilt & here, far=True)
            # What one side alone mends may be more: what is spoilt on the other holds both back.
            if edge is not None and (count := int((right & here & (size > edge)).sum())) > most:
                beyond = node(op, place, literal(sign * edge))
                most, far, outer = count, True, node("where", beyond, wide, whole)
        whole = outer if far else whole
        return None if whole is tree else (whole, far)

    def values(self, tree: Node) -> Float64:
        """A row for the usual values of the parameters, and for others at some of the points; NaN.

        All are computed in one go: what takes long is not the numbers but the steps.
        """
        every, size = np.arange(self.x.size), np.abs(self.x)
        coarse = every[(every % _COARSE == 0) | (size < _TINY) | (size == size[-1])]
        some = self.x[coarse]
        counts = [self.x.size] + [some.size] * (len(self.usual) - 1)
        letters = {
            word: np.repeat([each[word] for each in self.usual], counts) for word in self.usual[0]
        }
        x = np.concatenate([self.x, np.tile(some, len(self.usual) - 1)])
        values = np.broadcast_to(computed(lowered(tree), {**letters, "x": x}), x.shape)
        rows = np.full((len(self.usual), self.x.size), math.nan)
        rows[0] = values[: self.x.size]
        rows[1:, coarse] = values[self.x.size :].reshape(-1, some.size)
        return rows

    def _right(self, row: int, at: Places, *texts: Float64) -> list[Mask]:
        """Which of the results of several texts are right at some of the points."""
        x = self.x[at]
        true, decided = decide(self.exactly, x, self.usual[row])
        slope = np.full(x.size, math.nan)
        hangs, steep = (np.zeros(x.size, dtype=np.bool_) for _ in range(2))
        for one in texts:  # of others, and of 0, it is seen without the slope
            off = ~near(one, true, _SHARE * self.base, self.dtype)
            hangs |= decided & np.isfinite(one) & (true != 0) & off
            steep |= near(one, true, _FORGIVEN, self.dtype)
        slope[hangs] = self._slope(x[hangs], self.usual[row], steep[hangs])
        allowed = _SHARE * allowed_beside(x, slope, true, self.base)
        return [decided & near(one, true, allowed, self.dtype) for one in texts]

    def _slope(self, x: Float64, values: Values, steep: Mask) -> Float64:
        """The slope; exact where it has left the range of doubles as well, which takes long.

        Args:
            x: the points.
            values: of parameters.
            steep: where a slope in the range of doubles may count; NaN elsewhere beyond it.
        """
        tree = derivative(self.exactly, "x")
        slope = float64.evaluate(tree, x, values) + np.zeros(x.size)
        size = np.abs(slope)
        lost = ~((size > _TINY) & (size < LARGEST))
        slope[lost] = math.nan
        asked = np.flatnonzero(lost & steep)
        exact, known = decide(tree, x[asked], values)
        slope[asked] = np.where(known, exact, math.nan)
        return slope


def _some(x: Float64, doubtful: Mask) -> Places:
    """Some of the doubtful points on either side of 1, the first and the last among them."""
    parts = []
    for part in (np.abs(x) > 1, np.abs(x) <= 1):
        at = np.flatnonzero(doubtful & part)
        parts.append(
            at[distinct(np.linspace(0, at.size - 1, min(at.size, _ASKED)).round()).astype(int)]
        )
    return np.concatenate(parts)


def _edge(size: Float64, off: Mask, right: Mask, spoilt: Mask, far: bool) -> float | None:
    """From where on the other text is written, if it is right somewhere and spoils nothing."""
    if not far:
        with np.errstate(divide="ignore", over="ignore"):
            size = 1 / size
    held = size[spoilt].max(initial=1.0)
    if not (right & (size > held)).any():
        return None
    first = size[(off | right) & (size > held)].min()
    # What is right by chance at one point is off beside it, where there are no points.
    before = distinct(size[(size < first) & (size >= held)])
    last = before[-_MARGIN:].min(initial=first) if before.size else 1.0
    return float(max(last, 1.0) if far else 1 / max(last, 1.0))
