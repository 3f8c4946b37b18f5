"""Zeros, fixed points, extrema, inflections and dead intervals against changes on a fine grid."""

from __future__ import annotations

import random
from collections.abc import Iterable

import numpy as np
import pytest
from numpy.typing import NDArray

from actviz.facts import facts
from actviz.facts.record import Extremum, Facts, Place
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries
from tests.facts.test_brute_force import problems, values
from tests.sample import some

ENTRIES = {entry.name: entry for entry in entries()}
CLEAR = 1e-7  # relative: what float64 certainly tells from 0
Array = NDArray[np.float64]


def ends_of(places: Iterable[Place]) -> list[tuple[float, float]]:
    """Places as intervals; most are one number."""
    return [
        (one, one) if isinstance(one, float) else (float(one[0]), float(one[1])) for one in places
    ]


def crossed(x: Array, y: Array, scale: Array) -> list[tuple[float, float]]:
    """Between which points a sequence changes its sign, and beyond doubt."""
    clear = np.flatnonzero(np.abs(y) > CLEAR * (1 + scale))
    near = np.diff(clear) < 4  # what is 0 throughout a stretch is passed at no place
    at = np.flatnonzero((np.sign(y[clear[:-1]]) != np.sign(y[clear[1:]])) & near)
    return list(zip(x[clear[at]].tolist(), x[clear[at + 1]].tolist(), strict=True))


def breaks(got: Facts) -> list[tuple[float, float]]:
    """Where the function or its slope jumps, and where it has no value."""
    joints = [(one.x, one.x) for one in (*got.jumps, *got.kinks)]
    ends = [(end, end) for part in got.domain for end in (part.low, part.high)]
    return [*joints, *ends]


def missed(
    what: str, changes: list[tuple[float, float]], listed: list[tuple[float, float]]
) -> list[str]:
    slack = 1e-9
    return [
        f"{what} between {low} and {high}"
        for low, high in changes
        if not any(a <= high + slack * abs(high) and b >= low - slack * abs(low) for a, b in listed)
    ]


def unlisted(entry: Activation, got: Facts) -> list[str]:
    """What a fine grid knows of and no list has."""
    x, y = values(entry)
    told: list[str] = []
    open_ = {*got.endless, *got.undecided}
    joints = breaks(got)
    # A jump may pass what is looked for; a steep stretch between two points is none of it.
    if "zeros" not in open_:
        told += missed("zero", crossed(x, y, 0 * y), [*ends_of(got.zeros), *joints])
    if "fixed_points" not in open_:
        changes = crossed(x, y - x, np.abs(x))
        told += missed("fixed point", changes, [*ends_of(got.fixed_points), *joints])
    slope_x, slope = values(entry, 1)
    if not {"extrema", "pieces"} & open_:
        turns = [(one.x, one.x) for one in got.extrema]
        flat = [(one.low, one.high) for one in got.pieces if one.direction == "constant"]
        told += missed("turn", crossed(slope_x, slope, 0 * slope), [*turns, *flat, *joints])
        for one in got.extrema:
            near = min([1e-4, *(abs(x - one.x) / 4 for x, _ in turns if x != one.x)])
            if abs(one.x) < 45 and not _is_extreme(entry, one, near):
                told.append(f"no {one.kind} at {one.x}")
    if "inflections" not in open_:
        bend_x, bend = values(entry, 2)
        listed = [(place, place) for place in got.inflections]
        flat = [(one.low, one.high) for one in got.pieces if one.direction == "constant"]
        told += missed("inflection", crossed(bend_x, bend, 0 * bend), [*listed, *flat, *joints])
    for low, high in got.dead_intervals:
        inside = slope[(slope_x > low) & (slope_x < high)]
        told += [f"not dead in {low}, {high}"] if np.any(inside != 0) else []
    return told


def _is_extreme(entry: Activation, told: Extremum, near: float) -> bool:
    with np.errstate(all="ignore"):
        y = np.asarray(entry(told.x + np.array([-1, -0.1, 0.1, 1]) * near * max(1.0, abs(told.x))))
    away = (y[~np.isnan(y)] - told.value) * (1 if told.kind == "minimum" else -1)
    return bool((away >= -1e-12 * (1 + abs(told.value))).all())


@pytest.mark.parametrize("name", ENTRIES)
def test_no_change_of_sign_is_missed(name: str) -> None:
    assert unlisted(ENTRIES[name], facts(ENTRIES[name])) == []


def misjudged(entry: Activation, got: Facts) -> list[str]:
    """Words and limits that values far and wide contradict."""
    _, y = values(entry)
    told: list[str] = []
    steps, slack = np.diff(y), 1e-9 * (1 + np.abs(y[1:]))
    if got.monotonic == "increasing" and (steps < -slack).any():
        told.append("it falls")
    if got.monotonic == "decreasing" and (steps > slack).any():
        told.append("it rises")
    if got.monotonic is None and "monotonic" not in got.undecided and not got.jumps:
        rises, falls = (steps > slack).any(), (steps < -slack).any()
        told += [] if (rises and falls) or "pieces" in got.endless else ["it does not turn"]
    bend_x, bend = values(entry, 2)
    wrong = {"convex": bend < -1e-9, "concave": bend > 1e-9, "affine": np.abs(bend) > 1e-9}
    if got.convexity and wrong[got.convexity].any():
        told.append(f"not {got.convexity} at {bend_x[wrong[got.convexity]][0]}")
    if got.lipschitz_slope is not None and not got.jumps:
        steepest = np.abs(bend).max(initial=0.0)
        told += ["the slope is steeper"] if steepest > got.lipschitz_slope * (1 + 1e-9) else []
    for side, sign in (("left", -1), ("right", 1)):
        for what, limits in enumerate((got.limits, got.slope_limits)):
            limit = getattr(limits, side)
            far = sign * np.array([1e12, 1.1e12])
            with np.errstate(all="ignore"):
                out = np.asarray(entry.derivative(far) if what else entry(far))
            if limit is None or not np.isfinite(out).all():
                continue
            near = np.abs(out - limit.value) <= 1e-3 * (1 + abs(limit.value))
            ok = near.all() if np.isfinite(limit.value) else (out * np.sign(limit.value) > 3).all()
            told += [] if ok else [f"{out[0]} on the {side}, and the limit is {limit}"]
    return told


@pytest.mark.parametrize("name", ENTRIES)
def test_no_word_is_contradicted(name: str) -> None:
    assert misjudged(ENTRIES[name], facts(ENTRIES[name])) == []


PARTS = (
    "tanh({u})", "sigmoid({u})", "exp(-({u})**2)", "abs({u})", "max({u}, 0)", "{u}", "({u})**2",
    "atan({u})", "log(1+({u})**2)", "clip({u}, -1, 1)", "{u}*sigmoid({u})", "1/(1+({u})**2)",
    "sin({u})*exp(-abs({u}))", "where({u} > 0, {u}, ({u})/4)", "asinh({u})", "erf({u})",
)  # fmt: skip


def made(chance: random.Random) -> str:
    """A sum or product of two functions, shifted and stretched."""
    one, other = (
        chance.choice(PARTS).format(
            u=f"({chance.choice([0.5, 1, 2, 3])}*x + {chance.choice([-2, -0.5, 0, 0.75, 3])})"
        )
        for _ in range(2)
    )
    return f"{chance.choice([1, -0.5, 2])}*{one} {chance.choice(['+', '-', '*'])} {other}"


@pytest.mark.parametrize("seed", some(range(40), every=2))
def test_formulas_made_by_chance_have_no_other_facts_than_a_grid_says(seed: int) -> None:
    entry = Activation(name="f", formula=made(random.Random(seed)))
    known = facts(entry)
    assert unlisted(entry, known) + misjudged(entry, known) == [], entry.formula
    assert [one for one in problems(entry, known) if "approached" not in one] == [], entry.formula
