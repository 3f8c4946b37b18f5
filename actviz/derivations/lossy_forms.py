"""Where a known form of a derivative loses digits in float64 that the derived one keeps."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any, Final

from actviz.arrays import Float64, Mask, np
from actviz.dataclass import dataclass
from actviz.formula.tree import Node
from actviz.functions.elementwise import Activation

LOST: Final = 1e-6  # relative error from which a form counts as having lost its digits
KEPT: Final = 1e-9  # and up to which the other form counts as keeping them
LUCKY: Final = 3  # points in a row that may come out right by chance among those that do not


@dataclass(frozen=True, slots=True)
class Loss:
    """Where a form loses its digits in float64: from ``start`` on, outwards or towards 0.

    ``zero`` is where it is 0 from, ``nan`` where it is no number from; None: nowhere.
    """

    start: float
    outwards: bool
    zero: float | None
    nan: float | None


def losses(activation: Activation, identity: Node) -> tuple[Loss, ...]:
    """Where an identity, in float64 with f correctly rounded, loses digits that the rules keep.

    It is evaluated along a line of x of both signs and compared with the exact derivative. What
    counts is a stretch that goes on to the end of the line, or to 0.
    """
    size = np.concatenate(
        [
            10.0 ** np.arange(-300, -6, 6),
            10.0 ** np.arange(-6, 4, 1 / 24),
            10.0 ** np.arange(4, 301, 6),
        ]
    )
    stretches = []
    for sign, outwards in product((1.0, -1.0), (True, False)):
        line = sign * (size if outwards else size[::-1])  # it ends where digits may be lost
        tried = _tried(activation, identity, line)
        away = math.ceil if outwards else math.floor
        begin = partial(_start, activation, identity, line, tried, away)
        start = begin("bad")
        if start is not None:
            stretches.append(Loss(start, outwards, begin("zero"), begin("nan")))
    return tuple(stretches)


def _start(
    activation: Activation,
    identity: Node,
    line: Float64,
    tried: Mapping[str, Mask],
    away: Callable[[float], int],
    kind: str,
) -> float | None:
    """Where a stretch begins that goes on to the end of the line, to three digits; None: none."""
    usable = [int(at) for at in tried["usable"].nonzero()[0]]
    marks = [bool(tried[kind][at]) for at in usable]
    lucky = LUCKY if kind == "bad" else 0
    first = _tail(marks, lucky)
    if first is None:
        return None
    start = float(line[usable[first]])
    if first:
        between = np.geomspace(float(line[usable[first - 1]]), start, 400)
        start = float(between[_tried(activation, identity, between)[kind]][0])
    unit = 10.0 ** (math.floor(math.log10(abs(start))) - 2)
    return math.copysign(float(f"{away(abs(start) / unit) * unit:.3g}"), start)


def _tail(marks: Sequence[bool], lucky: int) -> int | None:
    """Where the last run of marks begins, which may have gaps of a few lucky points in it."""
    first, gap = None, 0
    for at in reversed(range(len(marks))):
        if marks[at]:
            first, gap = at, 0
        elif (gap := gap + 1) > lucky:
            break
    return first


def _tried(activation: Activation, identity: Node, x: Float64) -> Mapping[str, Mask]:
    """Points that can tell, those of them at which the identity has lost its digits or is 0."""
    from actviz.readings import exact, float64

    # The best f that a double can hold: what is lost is the form's own doing.
    f: Any = exact.decide(activation.tree, x, activation.values)[0]
    got = float64.evaluate(identity, x, {**activation.values, "f": f})
    fast = np.asarray(activation.derivative(x))
    true, decided = exact.decide(activation.derivative_tree(), x, activation.values)
    with np.errstate(all="ignore"):
        wrong, kept = np.abs(got / true - 1), np.abs(fast / true - 1)
    # Below the least normal number nothing keeps its digits, and near it an intermediate may not.
    usable = decided & np.isfinite(true) & (np.abs(true) > 1e-290) & (kept <= KEPT)
    return {
        "usable": usable,
        "bad": usable & ~(wrong <= LOST),
        "zero": usable & (got == 0),
        "nan": usable & np.isnan(got),
    }
