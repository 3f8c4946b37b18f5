"""All the facts of one function, group by group."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from actviz.facts import kept_proofs, ranges, shape
from actviz.facts.gaussian import gaussian
from actviz.facts.interval import Interval
from actviz.facts.pieces import Curve
from actviz.facts.points import reasoned_limit
from actviz.facts.record import Facts, Limit, Place, Sides
from actviz.facts.rounded_saturation import dtype_saturation
from actviz.facts.saturation import dead_intervals, saturation
from actviz.formula.tree import ZERO, X
from actviz.readings import asymptotics
from actviz.readings.notation.plain import to_text

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation


def facts(activation: Activation, tolerance: float = 0.01, *, prove: bool = False) -> Facts:
    """What follows from a formula with its parameters bound.

    Args:
        activation: any elementwise function, a user's own formula included.
        tolerance: a function counts as saturated where its slope stays below this; positive.
        prove: prove now what no proof is at hand for; without it such facts are numerical.

    Raises:
        ValueError: the tolerance is not a positive number.
    """
    if not tolerance > 0:
        raise ValueError(f"the tolerance must be positive, not {tolerance}")
    curve = Curve(activation.bound_tree)
    image, slopes, bends = (ranges.image(curve, order) for order in range(3))
    values = ranges.hull(image) if image else None
    steepness = ranges.hull(slopes) if slopes else None
    bending = ranges.hull(bends) if bends else None
    direction, strict = shape.monotonic(curve)
    jumps, kinks = shape.joints(curve, 0), shape.joints(curve, 1)
    zeros, all_zeros = shape.solutions(curve, ZERO)
    fixed_points, all_fixed_points = shape.solutions(curve, X)
    complete = {
        "pieces": curve.complete(0),
        "extrema": curve.complete(0),
        "dead_intervals": curve.complete(0),
        "inflections": curve.complete(1),
        "zeros": all_zeros,
        "fixed_points": all_fixed_points,
        "kinks": not curve.endless,
        "jumps": not curve.endless,
    }
    return Facts(
        domain=shape.domain(curve),
        range=values,
        image=None if curve.endless else image,
        derivative_range=steepness,
        argmin=_attained(curve, values, 0, low=True),
        argmax=_attained(curve, values, 0, low=False),
        slope_argmin=_attained(curve, steepness, 1, low=True),
        slope_argmax=_attained(curve, steepness, 1, low=False),
        limits=_limits(activation, curve, 0),
        slope_limits=_limits(activation, curve, 1),
        pieces=shape.stretches(curve),
        monotonic=direction,
        strictly_monotonic=strict,
        convexity=shape.convexity(curve),
        symmetry=shape.symmetry(curve),
        smoothness=shape.smoothness(curve),
        kinks=kinks,
        jumps=jumps,
        zeros=zeros,
        fixed_points=fixed_points,
        extrema=shape.extrema(curve),
        inflections=shape.inflections(curve),
        lipschitz=math.inf if jumps else ranges.bound(steepness),
        lipschitz_slope=math.inf if jumps or kinks else ranges.bound(bending),
        value_at_zero=_number(curve.value(0.0)),
        slope_at_zero=_number(curve.value(0.0, 1)),
        saturation=saturation(curve, tolerance),
        dead_intervals=dead_intervals(curve),
        endless=tuple(name for name, whole in complete.items() if not whole),
        find_dtype_saturation=partial(dtype_saturation, curve),
        find_gaussian=partial(gaussian, curve),
        proved=kept_proofs.fields(_proved(curve, prove)),
    )


def _proved(curve: Curve, prove: bool) -> tuple[str, ...]:
    found = kept_proofs.at_hand(curve.tree)
    if found is not None or not prove:
        return found or ()
    from actviz.facts.proof import proved

    return proved(curve)


def _attained(curve: Curve, span: Interval | None, order: int, *, low: bool) -> Place | None:
    """Where an end of a range is attained; None if it is only approached."""
    if span is None or not (span.low_closed if low else span.high_closed):
        return None
    return ranges.where_value(curve, span.low if low else span.high, order)


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _limits(activation: Activation, curve: Curve, order: int) -> Sides[Limit | None]:
    """The limits of f or a derivative, with their closed forms in the parameters."""
    left, right = (_limit(activation, curve, side, order) for side in (-1, 1))
    return Sides(left, right)


def _limit(activation: Activation, curve: Curve, side: int, order: int) -> Limit | None:
    if curve.tail(side, 0) is None and not curve.endless:
        return None  # the domain ends before
    tree = activation.derivative_tree(order)
    if activation.values:
        found = asymptotics.limit(tree, side, activation.values)
    else:
        found = reasoned_limit(tree, side)
    if not isinstance(found, asymptotics.Limit) or curve.contradicts(found.value, side, order):
        return None
    return Limit(found.value, to_text(found.form) if found.form is not None else "")
