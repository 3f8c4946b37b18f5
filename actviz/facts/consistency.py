"""Facts that cannot all be true: fields compared with each other, by what calculus says of them.

The search looks at every scale, and can miss what is narrower than the distance of its points. It
seldom misses it for f, f' and f'' at once: then one field contradicts another.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final

from actviz.facts.interval import Interval
from actviz.facts.record import LISTS, Facts, Place
from actviz.facts.roots import beside

_SLACK: Final = 1e-9  # of the comparisons that take quotients of rounded numbers


def contradictions(facts: Facts) -> dict[str, str]:
    """The fields that contradict others, each with the reason; none is as it should be."""
    contradicted: dict[str, str] = {}
    for fields, reason in (
        *_ways(facts), *_bends(facts), *_points(facts), *_steepness(facts), *_mirrors(facts),
    ):  # fmt: skip
        for name in fields:
            contradicted.setdefault(name, f"fields contradict each other: {reason}")
    return contradicted


Finding = tuple[tuple[str, ...], str]


def _ways(facts: Facts) -> Iterator[Finding]:
    """Monotone pieces against the range of the slope and against each other."""
    slopes = facts.derivative_range
    fields = (
        "monotonic", "pieces", "extrema", "derivative_range", "lipschitz", "slope_argmin",
        "slope_argmax",
    )  # fmt: skip
    if slopes is not None:
        if facts.monotonic == "increasing" and slopes.low < 0:
            yield fields, "increasing, with a slope below 0"
        if facts.monotonic == "decreasing" and slopes.high > 0:
            yield fields, "decreasing, with a slope above 0"
        if facts.monotonic == "constant" and (slopes.low or slopes.high):
            yield fields, "constant, with a slope"
        ways = {piece.direction for piece in facts.pieces}
        if (slopes.low >= 0 and "falling" in ways) or (slopes.high <= 0 and "rising" in ways):
            yield fields, "a piece that goes against the slope"
            if facts.range is not None and facts.range.low == facts.range.high:
                values = ("range", "image", "argmin", "argmax", "zeros")
                yield values, "it rises or falls, and its range is one number"
    if facts.monotonic in ("increasing", "decreasing") and any(
        _inside(facts, point.x) for point in facts.extrema
    ):
        yield ("monotonic", "extrema"), "monotonic, with a maximum or minimum inside"


def _inside(facts: Facts, x: float) -> bool:
    return any(part.low < x < part.high for part in facts.domain) and not any(
        jump.x == x for jump in facts.jumps
    )


def _bends(facts: Facts) -> Iterator[Finding]:
    """Convexity against extrema, inflections and limits."""
    # Of these the extrema are sure: beside each of them the slope has two signs that are known.
    against = {"convex": "maximum", "concave": "minimum"}.get(facts.convexity or "")
    fields = ("convexity", "inflections")
    if against and any(
        point.kind == against and _inside(facts, point.x) for point in facts.extrema
    ):
        yield fields, f"{facts.convexity}, with a {against} inside"
    if facts.convexity and facts.inflections:
        yield fields, f"{facts.convexity}, with an inflection"
    ends = [limit.value for limit in (facts.limits.left, facts.limits.right) if limit is not None]
    if (
        facts.convexity in ("convex", "concave")
        and len(ends) == 2
        and all(map(math.isfinite, ends))
    ):
        yield fields, f"{facts.convexity}, with a finite limit on both sides"


def _points(facts: Facts) -> Iterator[Finding]:
    """Values told one by one against the range, and zeros against the signs of values."""
    values = [point.value for point in facts.extrema]
    values += [limit.value for limit in (facts.limits.left, facts.limits.right) if limit]
    if facts.value_at_zero is not None:
        values.append(facts.value_at_zero)
    if any(_outside(value, facts.range) for value in values):
        yield ("range", "image", "argmin", "argmax"), "a value outside the range"
    slopes = [limit.value for limit in (facts.slope_limits.left, facts.slope_limits.right) if limit]
    if any(_outside(slope, facts.derivative_range) for slope in slopes):
        yield ("derivative_range", "lipschitz"), "a slope outside its range"
    if "zeros" in (*facts.endless, *facts.undecided):
        return
    if any(point.value == 0 and not _holds(facts.zeros, point.x) for point in facts.extrema):
        yield ("zeros",), "an extremum of value 0 that is no zero"
    whole = facts.smoothness not in (None, "discontinuous") and len(facts.domain) == 1
    both = facts.range is not None and facts.range.low < 0 < facts.range.high
    if whole and both and not facts.zeros:
        yield ("zeros",), "continuous, of both signs, without a zero"


def _outside(value: float, span: Interval | None) -> bool:
    slack = _SLACK * (1 + abs(value))
    return span is not None and not span.low - slack <= value <= span.high + slack


def _holds(places: tuple[Place, ...], x: float) -> bool:
    return any(
        place[0] <= x <= place[1] if isinstance(place, tuple) else math.isclose(place, x)
        for place in places
    )


def _steepness(facts: Facts) -> Iterator[Finding]:
    """The way from one extremum to the next against the steepest slope."""
    bound = facts.lipschitz
    if bound is None or math.isinf(bound) or len(facts.domain) != 1:
        return
    for one, other in pairwise(facts.extrema):
        way = abs(other.value - one.value)
        if way > bound * (other.x - one.x) * (1 + _SLACK) + _SLACK * abs(way):
            yield ("lipschitz", "derivative_range"), "a rise that is steeper than every slope"
            return


def _mirrors(facts: Facts) -> Iterator[Finding]:
    """Symmetry against the lists."""
    if facts.symmetry is None or "extrema" in (*facts.endless, *facts.undecided):
        return
    for name in ("extrema", "inflections", "kinks"):
        if name in (*facts.endless, *facts.undecided):
            continue
        xs = [getattr(item, "x", item) for item in getattr(facts, name)]
        if any(not math.isclose(a, -b, rel_tol=_SLACK) for a, b in zip(xs, xs[::-1], strict=True)):
            yield (name,), f"{facts.symmetry}, with {name} on one side alone"


def places(facts: Facts) -> tuple[float, ...]:
    """Every finite place that the fields name, and points close to each."""
    named = {
        *facts.inflections,
        *(point.x for point in facts.extrema),
        *(joint.x for joint in (*facts.kinks, *facts.jumps)),
        *(end for piece in facts.pieces for end in (piece.low, piece.high)),
    }
    for place in (facts.argmin, facts.argmax, facts.slope_argmin, facts.slope_argmax,
                  *facts.zeros, *facts.fixed_points):  # fmt: skip
        named |= set(place) if isinstance(place, tuple) else {place} if place is not None else set()
    return tuple(sorted(x for x in named | beside(named) if math.isfinite(x)))


def without(facts: Facts, contradicted: dict[str, str]) -> Facts:
    """The facts less those fields, with the reasons."""
    if not contradicted:
        return facts
    lists = {
        name for name in contradicted if isinstance(getattr(facts, name), tuple) and name in LISTS
    }
    empty: dict[str, Any] = {name: () if name in lists else None for name in contradicted}
    return replace(facts, **empty, undecided={**facts.undecided, **contradicted})
