"""Facts of an activation function, derived from its formula and never declared."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from actviz.facts.record import DtypeSaturation, Facts
    from actviz.functions.elementwise import Activation

TOLERANCE: Final = 0.01  # a function counts as saturated where its slope stays below this
_FORMAT_SECONDS: Final = 2.0  # of processor time, for what is not at hand


def facts(activation: Activation, tolerance: float = TOLERANCE, *, prove: bool = False) -> Facts:
    """What follows from a formula with its parameters bound.

    The facts of the catalogue's functions are at hand; others are derived, and what is not found
    within some 2 seconds of processor time is None, and ``undecided`` says so.

    Args:
        activation: any elementwise function, a user's own formula included.
        tolerance: a function counts as saturated where its slope stays below this; positive.
        prove: prove now what no proof is at hand for; without it such facts are numerical.

    Raises:
        ValueError: the tolerance is not a positive number.
    """
    if not 0 < tolerance < inf:
        raise ValueError(f"the tolerance must be positive and finite, not {tolerance}")
    from actviz.facts import kept

    known = kept.facts(activation)
    if known is None:
        own = activation.own_facts(tolerance)
        if own is not None:
            return own
        from actviz.facts.all_facts import derived

        return derived(activation, tolerance, prove=prove)
    if tolerance == TOLERANCE:
        return known
    from actviz.facts.monotone_pieces import Curve
    from actviz.facts.saturation import saturation

    return replace(known, saturation=saturation(Curve(activation.bound_tree), tolerance))


def saturation_in(activation: Activation, dtype: str) -> DtypeSaturation:
    """Saturation and overflow in a number format, by its name.

    Raises:
        ValueError: no format is called so.
    """
    from actviz.facts.monotone_pieces import Curve
    from actviz.facts.record import DtypeSaturation
    from actviz.facts.rounded_saturation import in_format
    from actviz.readings.effort import OutOfTime, limited
    from actviz.readings.formats import known

    form = known(dtype)
    try:
        with limited(_FORMAT_SECONDS):
            return in_format(Curve(activation.bound_tree), form)
    except OutOfTime:
        return DtypeSaturation(None, None, None, None, None, None)
