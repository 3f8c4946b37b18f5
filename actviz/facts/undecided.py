"""Why a fact is not given: nothing decided it, which is not the same as that there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from actviz.facts.monotone_pieces import Curve
from actviz.facts.record import Facts
from actviz.facts.shape import ways
from actviz.readings.asymptotics.periods import is_periodic

LATE: Final = "not found within the processor time that facts may take"
_FAR_OUT: Final = "what it does far out is not bounded"
_SWARM: Final = "it turns without end beside a place"
_STEPS: Final = "its steps are too many to be listed"
_PLACE: Final = "attained, but it is not known where"


def reasons(curve: Curve, facts: Facts, known: Mapping[str, str]) -> dict[str, str]:
    """The fields that are None although there may be something to tell, each with the reason."""
    open_fields = dict(known)
    if not facts.domain:
        return open_fields
    unbounded = _SWARM if curve.swarming else _FAR_OUT
    if curve.blurred:
        open_fields |= dict.fromkeys(("kinks", "jumps"), _SWARM)
    if facts.range is None:
        why = _STEPS if curve.unlisted(0) else unbounded
        open_fields |= dict.fromkeys(("range", "image", "argmin", "argmax"), why)
    elif facts.image is None:
        open_fields["image"] = (
            _STEPS if curve.unlisted(0) else "it breaks at infinitely many places"
        )
    if facts.derivative_range is None and curve.segments:
        open_fields |= dict.fromkeys(
            ("derivative_range", "slope_argmin", "slope_argmax"), unbounded
        )
    if facts.lipschitz is None and curve.segments:
        open_fields["lipschitz"] = unbounded if facts.derivative_range is None else _STEPS
    if facts.smoothness is None and curve.segments:
        open_fields["smoothness"] = _SWARM if curve.blurred else _STEPS
    if facts.lipschitz_slope is None and curve.segments:
        open_fields["lipschitz_slope"] = unbounded
    for span, ends in (
        (facts.range, ("argmin", "argmax")),
        (facts.derivative_range, ("slope_argmin", "slope_argmax")),
    ):
        closed = (span.low_closed, span.high_closed) if span else (False, False)
        open_fields |= {
            name: _PLACE
            for name, attained in zip(ends, closed, strict=True)
            if attained and getattr(facts, name) is None
        }
    return open_fields | _of_shape(curve, facts, open_fields)


def _of_shape(curve: Curve, facts: Facts, known: Mapping[str, str]) -> dict[str, str]:
    open_fields: dict[str, str] = {}
    straight = facts.monotonic is None and not curve.complete(0) and len(ways(curve)) < 2
    bent = facts.convexity is None and not curve.complete(1) and not _bends_both_ways(curve, facts)
    # What repeats turns, and bends back.
    if (straight or bent) and not (curve.repeats or is_periodic(curve.tree, 1, {})):
        far = "near 0 nor is shown not to"
        open_fields |= {"monotonic": f"it neither turns {far} turn further out"} if straight else {}
        open_fields |= {"convexity": f"it neither bends back {far} further out"} if bent else {}
    for side, end, kind in (
        (-1, facts.saturation.left, facts.saturation.kind_left),
        (1, facts.saturation.right, facts.saturation.kind_right),
    ):
        why = _of_saturation(curve, side, end, kind, doubtful="slope_limits" in known)
        if why:  # each side has a reason of its own
            open_fields["saturation"] = (
                f"{open_fields['saturation']}; {why}" if "saturation" in open_fields else why
            )
    return open_fields


def _of_saturation(
    curve: Curve, side: int, end: float | None, kind: str | None, *, doubtful: bool
) -> str:
    """Why it is not known whether, or where, the function saturates on a side; "": it is."""
    word = "left" if side < 0 else "right"
    if curve.tail(side, 1) is None:
        return ""
    if kind is None and math.isnan(curve.limit(side, 1)) and doubtful:
        return f"the limit of the slope on the {word} is not known"
    if kind is not None and end is None and curve.limit(side, 1) == 0:
        return f"the threshold on the {word} is not found"
    return ""


def _bends_both_ways(curve: Curve, facts: Facts) -> bool:
    """Whether what lies near 0 shows that the curve does not bend one way throughout."""
    ways = {piece.direction for piece in curve.pieces(1)}
    return {-1, 1} <= ways or facts.smoothness == "discontinuous" or len(facts.domain) > 1
