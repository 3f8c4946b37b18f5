"""Next to x = 0, where nothing is left of a function but its leading term.

There a formula squares numbers that underflow, divides by them, or compares numbers that rounding
has made equal. The exact values say up to where the correctly rounded result *is* a multiple of a
power of x, or of its root, on either side; so far it is written instead of the formula, if the
formula was seen to lose digits there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np

from actviz.arrays import Float64, Mask, identical
from actviz.export.answered import answered
from actviz.export.asked import Evaluate, Purpose, decide
from actviz.export.computed import computed
from actviz.formula.tree import ZERO, Node, X, node, number
from actviz.readings.languages.lowering import lowered
from actviz.readings.number_formats import rounded, ulp
from actviz.readings.reals import distinct

# Sizes of x, the least first: where x, its square, its cube and so on underflow or do not.
_SIZES: Final = (
    *(5e-324, 1.5e-323, 4.94e-320, 1e-315, 1e-310, 3e-308, 1e-300, 1e-250, 1e-200, 1e-165, 1e-160),
    *(1e-150, 1e-120, 1e-106, 1e-100, 1e-80, 1e-60, 1e-50, 1.4e-45, 4.2e-45, 1.4e-41, 2e-38),
    *(1e-35, 1e-30, 1e-25, 1e-22, 1e-19, 1e-17, 1e-15, 1e-13, 1e-11, 1e-9, 1e-8, 1e-7),
)
_ULPS: Final = {"float64": 6.0}  # that a result may be off, so that what is promised is kept
_FEW: Final = 2.0  # in narrower formats
_ZEROS: Final = np.array([0.0, -0.0])
_READ: Final = (1e-60, 1e-50)  # where the term is read: normal numbers, and no second term


class LeadingTerm(NamedTuple):
    """``factor * x**power``, times the root of ``abs(x)`` if ``root``."""

    factor: float
    power: int
    root: bool

    def tree(self) -> Node:
        """The term as a tree in x."""
        text = number(self.factor)
        if self.root:
            text = node("*", text, node("sqrt", node("abs", X)))
        for _ in range(abs(self.power)):
            text = node("*" if self.power > 0 else "/", text, X)
        return text

    def at(self, x: Float64) -> Float64:
        """Its values, with the roundings of the tree."""
        value = np.full_like(x, self.factor)
        if self.root:
            value = value * np.sqrt(np.abs(x))
        for _ in range(abs(self.power)):
            value = value * x if self.power > 0 else value / x
        return value


@answered()
def kept(purpose: Purpose, plain: Node, written: Node) -> Node:
    """A tree in x as it is to be written, with its leading terms next to 0 if it needs them.

    Args:
        purpose: what is to be computed.
        plain: the same in x alone, as it is measured.
        written: the same as it is to be written, if that is another text.
    """
    dtype, evaluate = purpose.dtype, purpose.evaluate
    least = float(ulp(np.zeros(1), dtype)[0])
    magnitudes = np.array([size for size in _SIZES if size >= 0.9 * least])
    sizes = distinct(rounded(magnitudes, dtype))
    x = np.concatenate([-sizes[::-1], sizes])
    true, decided = purpose.decide(x)
    with np.errstate(all="ignore"):
        off = decided & ~near(evaluate(plain, x), true, dtype)
    if not off.any():
        return written
    terms = [_term(purpose, side) for side in (-1, 1)]
    edge = math.inf
    for side, term in zip((slice(sizes.size), slice(sizes.size, None)), terms, strict=True):
        if term is None:
            if off[side].any():
                return written
            continue
        with np.errstate(all="ignore"):
            good = near(term.at(x[side]), true[side], dtype)
        good = good if side.start else good[::-1]
        reach = sizes.size if good.all() else int(np.argmin(good))
        if reach == 0:
            return written
        edge = min(edge, float(sizes[reach - 1]))
    # A little farther than where digits were seen lost: between two sizes they may be too.
    needed = int(np.flatnonzero(off[: sizes.size][::-1] | off[sizes.size :])[-1])
    edge = min(edge, float(sizes[min(needed + 2, sizes.size - 1)]))
    left, right = (written if term is None else term.tree() for term in terms)
    beside = _at_zero(terms, plain, written, evaluate)
    if not left is right is beside:
        beside = node("where", node("<", X, ZERO), left, beside)
        beside = node("where", node(">", X, ZERO), right, beside)
    return node("where", node("<", node("abs", X), number(edge)), beside, written)


def _at_zero(
    terms: Sequence[LeadingTerm | None], plain: Node, written: Node, evaluate: Evaluate
) -> Node:
    """The value at 0, with the sign that either zero has; in doubt the text as it is."""
    right, left = evaluate(plain, _ZEROS).tolist()
    if right != left or not math.isfinite(right):
        return written
    one = terms[0]
    if right and one is not None and one == terms[1] and not (one.power or one.root):
        return number(one.factor) if math.isclose(one.factor, right, rel_tol=1e-9) else written
    if right or any(one is None for one in terms):
        return written
    if math.copysign(1, right) == math.copysign(1, left):
        return number(right)
    return X if math.copysign(1, right) > 0 else node("neg", X)


def signed(exactly: Node, values: Mapping[str, float], written: Sequence[Node]) -> list[Node]:
    """Trees in x that are -0 at one zero where the formula is, and not 0 at both.

    A careful form may have lost it: ``x - round(x)`` is 0 at -0.0.
    """
    got = np.broadcast_to(computed(lowered(written[-1]), {"x": _ZEROS}), _ZEROS.shape)
    if (got == 0).all() and len(set(np.signbit(got).tolist())) == 1:
        true, decided = decide(exactly, _ZEROS, values)
        right, left = np.signbit(true).tolist()
        if decided.all() and (true == 0).all() and right != left:
            zero = node("neg", X) if right else X
            return [node("where", node("==", X, ZERO), zero, one) for one in written]
    return list(written)


def near(got: Float64, want: Float64, dtype: str, condition: Float64 | float = 0.0) -> Mask:
    """Whether results in a format are as near as is promised, twice their condition beside it."""
    got, want = rounded(got, dtype), rounded(want, dtype)
    with np.errstate(all="ignore"):
        allowed = _ULPS.get(dtype, _FEW) + 2 * condition
        close = np.abs(got - want) <= allowed * ulp(want, dtype)
    same: Mask = close | identical(got, want)
    return same


def _term(purpose: Purpose, side: int) -> LeadingTerm | None:
    """What is left of a function on one side of 0, as two exact values tell."""
    places = side * np.array(_READ)
    (near, far), decided = purpose.decide(places)
    if not decided.all() or not np.isfinite([near, far]).all():
        return None
    if near == 0 or far == 0:
        return LeadingTerm(math.copysign(0.0, near), 0, False) if near == far else None
    twice = 2 * math.log(far / near) / math.log(_READ[1] / _READ[0]) if far / near > 0 else 0.5
    if abs(twice - round(twice)) > 1e-9:
        return None
    power, root = divmod(round(twice), 2)
    place = Fraction(float(places[1]))
    factor = Fraction(float(far)) / place**power
    if root:
        factor /= Fraction(math.sqrt(abs(place)))
    double = float(factor)
    short = float(f"{double:.15g}")
    return LeadingTerm(
        short if abs(short - double) <= 2 * math.ulp(double) else double, power, bool(root)
    )
