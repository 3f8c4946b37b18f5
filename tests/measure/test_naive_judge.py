"""Results in float16 judged one by one, from their definitions, by mpmath and whole numbers.

Everything that a run over all inputs tells is told a second time, without pieces, arrays or sums.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any, Final

import mpmath as mp
import numpy as np
import pytest

from actviz.lookup.registry import get
from actviz.measure import one_side
from actviz.measure.every_input import Judge, Stretch
from actviz.measure.extremes import RANGES
from actviz.measure.right_results import Right
from actviz.measure.tally import EDGES, HARMLESS, WORST, WRONG

SIGN: Final = 0x8000
LIMIT: Final = 2.0
# Beside 0, where subnormal numbers end, across 1, in the middle, and beyond the largest.
STRETCHES: Final = ((0, 60), (0x3D0, 100), (0x3BC0, 100), (0x4340, 200), (0x7BE0, 60))

# A formula, its value, whether it rises between two numbers, and whether it is odd.
Case = tuple[str, Callable[[Any], Any], Callable[[float], int], int]
CASES: Final[list[Case]] = [
    ("tanh(x)", mp.tanh, lambda x: 1, -1),
    ("x**2", lambda x: x * x, lambda x: 1 if x >= 0 else -1, 1),
    (
        "x*Phi(x)",
        lambda x: x * mp.ncdf(x) if x > -mp.inf else mp.mpf(0),
        lambda x: 1 if x > -0.7517915 else -1,
        0,
    ),
    ("1/(x - 1)", lambda x: 1 / (x - 1), lambda x: -1, 0),
    ("log(x)", mp.log, lambda x: 1, 0),
    ("exp(x)", mp.exp, lambda x: 1, 0),
]


def number(pattern: int) -> float:
    return float(np.array([pattern], np.uint16).view(np.float16)[0])


@cache
def exactly(value: Callable[[Any], Any], x: float) -> Fraction | float:
    """The value to 300 bits; an infinity, or NaN where there is none."""
    if math.isnan(x):
        return math.nan
    with mp.workprec(300):
        try:
            y = value(mp.mpf(x))
        except ZeroDivisionError:
            return math.inf
        if isinstance(y, mp.mpc) or mp.isnan(y):
            return math.nan
        if mp.isinf(y):
            return float(y)
        if y and not 2.0**-80 < abs(y) < 2.0**80:  # of these the size does not matter
            y = mp.sign(y) * (mp.mpf(2) ** (80 if abs(y) > 1 else -80))
        return Fraction(*mp.libmp.to_rational(y._mpf_))


def unit(value: Fraction) -> Fraction:
    """The distance of float16 numbers where a value is; beyond them, where they end."""
    size, power = min(abs(value), Fraction(65504)), -14
    while size >= Fraction(2) ** (power + 1):
        power += 1
    return Fraction(2) ** (power - 10)


def nearest(value: Fraction | float) -> float:
    """The float16 nearest to a value, of two the even one."""
    if isinstance(value, float):
        return value
    step = unit(value)
    result = round(value / step) * step  # Python rounds a half of whole numbers to the even one
    if abs(result) > 65504:
        return math.inf if value > 0 else -math.inf
    return math.copysign(float(result), value) if value else 0.0


def error(got: float, value: Fraction | float, right: float) -> float:
    """In ulp; infinite where one of the two is infinite or NaN and the other is not."""
    if not (math.isfinite(got) and math.isfinite(right)):
        return 0.0 if got == right or (math.isnan(got) and math.isnan(right)) else math.inf
    assert isinstance(value, Fraction)
    return float(abs(Fraction(got) - value) / unit(value))


def kind_of(size: int, got: float, right: float, at_zero: float) -> str:
    """What is wrong with a result beyond its digits, in the words of the record."""
    if got == right:
        signs = math.copysign(1, got) != math.copysign(1, right)
        return "zero_sign" if got == 0 and signs else ""
    if math.isnan(got) and math.isnan(right):
        return ""
    small = 0 < size < 0x400 or 0 < abs(right) < 2.0**-14
    if small and got in (0, at_zero):
        return "flushed"
    if math.isnan(got) or math.isnan(right):
        return "nan" if math.isnan(got) else "lost_nan"
    if math.isinf(got) and math.isfinite(right):
        return "overflow"
    if math.isfinite(got) and math.isinf(right):
        return "no_overflow"
    if got == 0:
        return "zero"
    return "sign" if got * right < 0 else ""


def naive(case: Case, results: dict[int, float]) -> dict[str, Any]:
    """The record of results by their input's pattern."""
    _, value, rising, mirror = case
    at_zero = nearest(exactly(value, 0.0))
    by_name: dict[str, list[tuple[int, int]]] = {kind: [] for kind in (*WRONG, *HARMLESS)}
    histogram, misrounded, beyond, alike = [0] * len(EDGES), 0, 0, 0
    worst: list[tuple[float, int, int]] = []
    binades: dict[str, list[float]] = {}
    largest = dict.fromkeys(("ulp", "normal", "relative", "absolute"), (Fraction(0), 0))
    exceeding: list[int] = []
    for pattern, got in results.items():
        size = pattern & ~SIGN
        true = exactly(value, number(pattern))
        right = nearest(true)
        if true == 0 and number(pattern) == 0:  # with the sign that is beside it
            right = math.copysign(0.0, exactly(value, math.copysign(2.0**-24, number(pattern))))
        kind, off = kind_of(size, got, right, at_zero), error(got, true, right)
        if kind:
            by_name[kind].append((size, pattern & SIGN))
        wrong = not (got == right or (math.isnan(got) and math.isnan(right)))
        if kind != "flushed":
            histogram[bisect_left(EDGES, off)] += 1
        counted = wrong and kind != "flushed"
        if wrong and not off <= LIMIT and size <= 0x7C00:
            exceeding.append(-1 - size if pattern & SIGN else size)
        if math.isfinite(got) and math.isfinite(right):
            assert isinstance(true, Fraction)
            away = abs(Fraction(got) - true)
            sizes = {"ulp": away / unit(true), "absolute": away}
            if abs(true) >= 2.0**-14:
                sizes |= {"normal": sizes["ulp"], "relative": away / abs(true)}
            for name, much in sizes.items():
                largest[name] = max(largest[name], (much, -pattern))
        misrounded += counted
        beyond += counted and off > 1
        if counted and math.isfinite(off):
            worst.append((-off, size, pattern & SIGN))
        if math.isfinite(number(pattern)):
            power = max((size >> 10) - 15, -15)
            binade = binades.setdefault(f"{'-' if pattern & SIGN else '+'}{power}", [0, 0, 0.0])
            binade[0] += 1
            binade[1] += counted
            binade[2] = max(binade[2], off if counted and math.isfinite(off) else 0.0)
        if size and pattern - 1 in results and size < 0x7C00:
            step, x = got - results[pattern - 1], number(pattern)
            others = [exactly(value, one) for one in (x, number(pattern - 1))]
            up = rising((x + number(pattern - 1)) / 2) * math.copysign(1, x)
            if any(isinstance(one, float) for one in others):  # at a pole as its value says
                up = float(others[0]) - float(others[1])
            if step * up < 0:
                by_name["monotone"].append((size, pattern & SIGN))
                alike += float(others[0]) == float(others[1])
        if mirror and pattern & SIGN:
            other = results[size]
            same = got == mirror * other or math.isnan(got) or math.isnan(other)
            if not same:
                by_name["symmetry"].append((size, SIGN))
    return {
        "misrounded": misrounded,
        "beyond_1_ulp": beyond,
        "histogram": histogram,
        "counts": {kind: len(places) for kind, places in by_name.items()},
        "plainest": {kind: sum(min(places)) for kind, places in by_name.items() if places},
        "worst": [(size | sign, -off) for off, size, sign in sorted(worst)[:WORST]],
        "binades": binades,
        "alike": alike,
        "largest": largest,
        "exceeding": sorted(exceeding),
    }


def spoiled(right: float, chance: np.random.Generator, share: float) -> float:
    """A right result, or one that is off by digits, or no number, or something quite different."""
    draw = 1 - chance.random() * 0.3 / share if share else 0.0
    if draw < 0.7 or not math.isfinite(right):
        return right if draw < 0.97 else float(chance.choice([1.0, math.nan, math.inf, 0.0]))
    if draw < 0.9:
        bits = np.array([right], np.float16).view(np.uint16)
        return float((bits ^ np.uint16(1 << int(chance.integers(0, 7)))).view(np.float16)[0])
    return float(chance.choice([0.0, -0.0, -right, math.nan, math.inf, -math.inf, 1.0, right / 2]))


RUNS: Final = [*((case, 0.3) for case in CASES), (CASES[0], 0.0), (CASES[2], 0.01)]


@pytest.mark.parametrize(("case", "share"), RUNS, ids=[f"{run[0][0]} {run[1]}" for run in RUNS])
def test_the_record_is_that_of_a_naive_judge(
    case: Case, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_side, "CHUNK", 1 << 6)
    chance = np.random.default_rng(20)
    judge = Judge(Right(get(case[0]), 0, "float16"), LIMIT)
    total, given = judge.tally(), dict[int, float]()
    for first, count in STRETCHES:
        stretch, answers = Stretch(first, count), []
        for x in stretch.inputs("float16"):
            right = [nearest(exactly(case[1], number(int(pattern)))) for pattern in x]
            got = np.array([spoiled(one, chance, share) for one in right], np.float16)
            given |= {int(pattern): float(one) for pattern, one in zip(x, got, strict=True)}
            answers.append(got)
        total.add(judge.judge(stretch, answers))
    judge.finish(total)
    assert total.tried == total.proved == len(given)
    expected = naive(case, given)
    # Where doubles do not tell two right results apart, no order need be seen.
    assert 0 <= expected["counts"]["monotone"] - total.counts["monotone"] <= expected["alike"]
    expected["counts"]["monotone"] = total.counts["monotone"]
    for field in ("misrounded", "beyond_1_ulp", "histogram", "counts"):
        assert getattr(total, field) == expected[field], field
    plainest = {kind: bad.pattern for kind, bad in total.plainest.items()}
    assert plainest == expected["plainest"]
    worst = [(bad.pattern, pytest.approx(bad.ulp, rel=1e-12)) for bad in total.worst[:WORST]]
    assert expected["worst"] == worst
    assert total.binades.keys() == expected["binades"].keys()
    for name, one in total.binades.items():
        told = [one.tried, one.misrounded, one.largest]
        assert told == pytest.approx(expected["binades"][name], rel=1e-9), name
    for name, (much, minus) in expected["largest"].items():
        if much:
            assert total.extremes.largest[name][1:] == (-minus, given[-minus]), name
            assert total.extremes.size(name) == pytest.approx(float(much), rel=1e-12), name
    numbers = [got for got in given.values() if not math.isnan(got)]
    assert (total.extremes.low, total.extremes.high) == (min(numbers), max(numbers))
    spans = [tuple(-1 - (x & ~SIGN) if x & SIGN else x for x in span)
            for span in total.extremes.ranges("float16")]  # fmt: skip
    assert spans == ranges(expected["exceeding"])


def ranges(places: list[int]) -> list[tuple[int, int]]:
    """The places in at most eight ranges: between these are the widest gaps."""
    gaps = sorted(pairwise(places), key=lambda two: two[0] - two[1])[: RANGES - 1]
    gaps = sorted(gap for gap in gaps if gap[1] - gap[0] > 1)
    ends = [*places[:1], *(end for gap in gaps for end in gap), *places[-1:]]
    return list(zip(ends[::2], ends[1::2], strict=True))
