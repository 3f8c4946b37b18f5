"""Every function at its joints against difference quotients, in x and in every parameter.

The formula is evaluated by mpmath with 100 digits, at distances of 1e-40; where the quotients from
the left and from the right settle on one number, that is the derivative.

The tests take a part; ``python -m tests.readings.test_slopes_of_registry`` takes all, in minutes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from actviz.export.targets import TARGETS
from actviz.export.write import program, text
from actviz.facts.breaks import places
from actviz.formula.calculus import expand_cases
from actviz.formula.ties import delicate, ties
from actviz.formula.tree import COMPARISONS, Node, walk
from actviz.functions.elementwise import Activation, SpecError
from actviz.functions.gated import Gate
from actviz.lookup.registry import entries, everything, get
from tests.judge import _mp

STEP = mp.mpf(10) ** -40
SHARES = 4  # of the registry, for as many processes
EVERY = 8  # of the functions that are tried with degenerate parameters too
MOST = 2  # joints of a function
FAR = 1e15  # a quotient beyond may be on its way to infinity


def value(tree: Node, at: dict[str, Any]) -> Any:
    """The formula at a point; None where it has no finite real value."""
    try:
        result = _mp(tree, at)
    except (ZeroDivisionError, ValueError, OverflowError):
        return None
    return result if isinstance(result, (int, mp.mpf)) and mp.isfinite(result) else None


def quotient(tree: Node, at: dict[str, Any], letter: str, order: int, step: Any) -> Any:
    """The difference quotient of an order, with a step that may be negative."""
    total = mp.mpf(0)
    for k in range(order + 1):
        result = value(tree, {**at, letter: at[letter] + k * step})
        if result is None:
            return None
        total += (-1) ** (order - k) * math.comb(order, k) * result
    return total / step**order


def settled(tree: Node, at: dict[str, Any], letter: str, order: int) -> float | None:
    """What the quotients of both sides settle on; None: they do not, or there is a jump."""
    sides = [quotient(tree, at, letter, order, sign * STEP) for sign in (-1, 1)]
    sides = [side for side in sides if side is not None]  # the others are ends of the domain
    if not sides:
        return None
    if min(map(abs, sides)) > FAR:
        # Of a root it grows as the root of the step falls; of a jump as fast as the step falls.
        steps = (STEP**2, -(STEP**2))
        finer = [quotient(tree, at, letter, order, step) for step in steps]
        growth = [abs(fine / side) for fine, side in zip(finer, sides, strict=False) if fine]
        same = mp.sign(sides[0]) == mp.sign(sides[-1])
        if not same or not all(1e3 < each < 1e35 for each in growth):
            return None
        return float(mp.inf * mp.sign(sides[0]))
    return float(sides[-1]) if _close(sides[0], sides[-1]) else None


def _close(one: Any, other: Any) -> bool:
    return bool(abs(one - other) <= mp.mpf(10) ** -15 * (1 + abs(one)))


def variants(base: Activation) -> Iterator[Activation]:
    """A function at its defaults, and with each parameter at 0 and at 1 where it may be."""
    yield base
    for parameter in base.parameters:
        for changed in (0.0, 1.0):
            try:
                yield base.with_values(**{parameter.name: changed})
            except SpecError:
                continue


def points(function: Activation, most: int) -> list[float]:
    """The joints nearest to 0 of the formula and of its careful form; 0 where one might be."""
    kinds_seen = set()
    for tree in {function.tree, function.careful_tree}:
        cases = expand_cases(function.bind(tree))
        if delicate(cases) or any(part.op in COMPARISONS for part in walk(cases)):
            kinds_seen |= {0.0, *places(cases, -30.0, 30.0)}
    return sorted(kinds_seen, key=abs)[:most]


def smooth_around(
    function: Activation | Gate, at: dict[str, Any], letter: str, expected: float
) -> bool:
    """Whether no kink lies within some units of the last place, where float64 cannot see sides."""
    if math.isinf(expected):
        return True
    unit = mp.mpf(math.ulp(float(at[letter])) * 4)
    for step in (-unit, unit):
        beside = settled(function.tree, {**at, letter: at[letter] + step}, letter, 1)
        if beside is None or abs(beside - expected) > 1e-6 * (1 + abs(expected)):
            return False
    return True


def judge(function: Activation, most: int) -> list[str]:
    """What is wrong with a function's derivatives at its joints."""
    wrong = []
    joints = points(function, most)
    for letter in ("x", *function.values):
        tied = ties(expand_cases(function.tree, letter), letter) or most > MOST
        beside = [*joints[:1], 1.5] if tied else []
        for x in joints if letter == "x" else beside:
            at = {word: mp.mpf(v) for word, v in {"x": x, **function.values}.items()}
            for order in (1, 2):
                expected = settled(function.tree, at, letter, order)
                if expected is None:
                    break
                here = f"{function.display} d{order}/d{letter} at {x!r}: {expected!r}, not "
                values = function.exact(x, order, letter)
                if values != pytest.approx(expected, rel=1e-9, abs=1e-12):
                    wrong.append(f"{here}{values!r} (exact)")
                if order == 1 and not smooth_around(function, at, letter, expected):
                    break
                values = function.derivative(x, order, letter)
                if values != pytest.approx(expected, rel=1e-9, abs=1e-12):
                    wrong.append(f"{here}{values!r} (float64)")
                if math.isinf(expected):
                    break
    return wrong


def exported(function: Activation | Gate) -> dict[str, Any]:
    """The functions of an export in NumPy whose parameters all stay arguments."""
    target, names = TARGETS["numpy"], dict[str, Any]()
    order = 2 if isinstance(function, Activation) else 1
    exported = program([function], target, order=order, arguments=list(function.values), stem="f")
    exec(text(target, exported), names)
    return names


def judge_export(function: Activation | Gate, most: int) -> list[str]:
    """What is wrong with a function's slopes at its joints in an export with free arguments."""
    wrong = []
    inputs: tuple[str, ...] = ("u", "v")
    places: list[tuple[float, ...]]
    if isinstance(function, Gate):
        places = [(u, v) for u in (0.0, 1.5, -2.0) for v in (0.0, 1.5, -2.0)]
    else:
        inputs = ("x",)
        places = [(x,) for x in points(function, most)]
    names = exported(function) if places else {}
    for place, word in product(places, (*inputs, *function.values)):
        given = {**dict(zip(inputs, place, strict=True)), **function.values}
        at = {letter: mp.mpf(value) for letter, value in given.items()}
        for order in (1, 2) if word == "x" else (1,):
            expected = settled(function.tree, at, word, order)
            if expected is None or (order == 1 and not smooth_around(function, at, word, expected)):
                break
            suffix = f"_d{order}" if word == "x" else f"_d{word}"
            result = float(names[f"f{suffix}"](*map(np.float64, given.values())))
            if result != pytest.approx(expected, rel=1e-9, abs=1e-12):
                wrong.append(
                    f"{function.display}{suffix} at {place}: {expected!r}, not {result!r} (export)"
                )
            if math.isinf(expected):
                break
    return wrong


@pytest.mark.parametrize("share", range(SHARES))
def test_derivatives_at_the_joints(share: int) -> None:
    with mp.workdps(100):
        wrong = [
            line
            for at, entry in enumerate(list(entries())[share::SHARES])
            for function in islice(variants(entry), 1 if at % EVERY else None)
            for line in judge(function, MOST)
        ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.long
def test_exports_with_arguments_at_the_joints() -> None:
    gates = [function for function in everything() if isinstance(function, Gate)]
    few: list[Activation | Gate] = [*islice(entries(), 3, None, 24), *gates[::2]]
    # Two joints that meet, a singular place in another letter, and slopes in a parameter.
    few += [
        get(name) for name in ("hard_shrink:lambd=0", "eplaf", "puaf", "sbaf", "soft_exponential")
    ]
    with mp.workdps(100):
        wrong = [line for function in few for line in judge_export(function, MOST)]
    assert not wrong, "\n".join(wrong)


def main() -> None:
    """All functions at all their joints, in minutes."""
    with mp.workdps(100):
        for entry in entries():
            for function in variants(entry):
                for line in (*judge(function, 3 * MOST), *judge_export(function, 3 * MOST)):
                    print(line, flush=True)
        for gate in everything():
            for line in judge_export(gate, 0) if isinstance(gate, Gate) else ():
                print(line, flush=True)


if __name__ == "__main__":
    main()
