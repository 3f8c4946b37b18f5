"""Beside its zeros, a formula whose terms cancel there written as a power series about the zero.

It is written only where the formula as it stands was seen to lose what is promised
(:mod:`actviz.readings.certified.zero_series`).
"""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np

from actviz.export.answered import answered
from actviz.export.asked import Purpose, in_double
from actviz.formula.tree import Node, X, node, number
from actviz.readings.certified.zero_series import Series, about, places
from actviz.readings.effort import ULPS

GRID: Final = np.linspace(-20.013, 20.0, 4003)  # where signs are compared; 0 is none of them
ZEROS: Final = 12  # about so many at most
# Of what is promised, what is lost at some point for a series to be written (points are few, and
# libraries of other languages round otherwise), and what is lost as far as it is taken.
_MOST: Final = 0.5
_SAFE: Final = 0.25
_AWAY: Final = np.exp2(np.arange(-50.0, 0.0, 2.0))  # from a zero, at which digits are counted first
_SPARE: Final = 2.0**26  # an eighth of float32's last place, in places of float64
_SURE: Final = 0.2  # of what is promised: with less at those few points no others lose it


@answered()
def kept(purpose: Purpose, plain: Node, written: Node) -> Node:
    """A tree in x as it is to be written, with series about the zeros beside which it needs them.

    Args:
        purpose: what is to be computed.
        plain: the same in x alone, as it is measured.
        written: the same as it is to be written, if that is another text.
    """
    result, done = written, set[float]()
    if purpose.evaluate is not in_double and purpose.order < 2:
        return written  # arithmetic that is tried as a whole afterwards
    nearby = places(partial(purpose.evaluate, plain), GRID, ZEROS)
    # With so many digits to spare only what is nearer to a zero than the grid tells: 1 - cos(x).
    for place in nearby if purpose.dtype == "float64" else [0.0, *nearby]:
        if not _suspicious(place, purpose, plain):
            continue
        series = about(purpose.exactly, purpose.values, place, purpose.order)
        if series is None or series.high in done:
            continue
        done.add(series.high)
        if lost := _lost(series, purpose, plain):
            result = _instead_of(series.narrowed(2 * lost), result)
    return result


def _units(purpose: Purpose) -> float:
    return 1.0 if purpose.dtype == "float64" else _SPARE


def _suspicious(place: float, purpose: Purpose, plain: Node) -> bool:
    """Whether digits may be lost beside a zero, as a few exact values tell: a series takes long."""
    x, allowed = place + np.concatenate([-_AWAY, _AWAY]), _units(purpose) * _SURE
    true = purpose.decide(x)[0]
    with np.errstate(all="ignore"):
        slope = purpose.slopes_in_double(x)
        off = np.abs(purpose.evaluate(plain, x) - true) / np.spacing(np.abs(true))
        few = off <= allowed * (ULPS[min(purpose.order, 2)] + 2 * np.abs(x * slope / true))
    return not np.all(few | (true == 0))


def _lost(one: Series, purpose: Purpose, plain: Node) -> float:
    """How far from the zero the formula as it stands may lose what is promised; 0 if nowhere."""
    x = one.points()
    t, allowed = one.steps(x), _units(purpose) * one.allowed(x, purpose.order)
    with np.errstate(all="ignore"):
        off = np.abs(purpose.evaluate(plain, x) - one.at(t))
        kept, safe = (off <= share * allowed for share in (_MOST, _SAFE))
    return 0.0 if kept.all() else float(np.abs(t[~safe]).max())


def _instead_of(one: Series, tree: Node) -> Node:
    """The tree, with the series where it holds."""
    step = node("-", X, number(one.high)) if one.high else X
    if one.low:
        step = node("-", step, number(one.low))
    beside = node("<", node("abs", step), number(one.reach))
    return node("where", beside, one.tree(), tree)
