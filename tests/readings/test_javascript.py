"""What a page computes, asked of Node where it is installed, against independent mathematics."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from collections.abc import Iterable, Sequence

import mpmath as mp
import numpy as np
import pytest

from actviz.formula.atoms import ATOMS
from actviz.formula.grammar import parse
from actviz.formula.tree import node, number
from actviz.functions.elementwise import Activation, SpecError
from actviz.lookup.registry import entries
from actviz.readings.languages import javascript
from actviz.readings.languages.javascript import to_javascript, to_sides
from tests.judge import mp_value

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")

Question = tuple[str, Sequence[float], Sequence[float]]  # a function, its parameters, places

POINTS = [-40.3, -12.7, -6.1, -3.25, -1.9, -1.0, -0.77, -0.2, -1e-5, 0.0]
POINTS += [1e-3, 0.31, 0.9, 1.0, 1.7, 2.5, 4.4, 8.3, 11.1, 30.7]


def answers(questions: Iterable[Question]) -> list[list[float]]:
    """All functions at all their places, by one process."""
    rows = ",\n".join(f"[{f}, {json.dumps(p)}, {json.dumps(x)}]" for f, p, x in questions)
    script = "rows.map(([f, p, x]) => x.map(at => String(f(at, p))))"
    text = f"'use strict';{javascript.prelude(rows)}const rows = [{rows}];"
    source = f"{text}console.log(JSON.stringify({script}))"
    done = subprocess.run(["node", "-"], input=source, capture_output=True, text=True, check=True)
    return [[float(word) for word in row] for row in json.loads(done.stdout)]


def settings(entry: Activation) -> list[Activation]:
    """At the defaults and, as far as the domain allows, with all parameters at either end."""
    listed = [entry]
    for end in (0, 1) if entry.parameters else ():
        try:
            listed.append(
                entry.with_values(**{p.name: p.typical[end] for p in entry.parameters if p.typical})
            )
        except SpecError:
            continue
    return listed


@pytest.mark.long
@needs_node
def test_every_entry_and_its_slope_are_right_to_twelve_digits() -> None:
    """Or, where the formula cancels, no more than 16 times as far off as NumPy's arithmetic."""
    cases = [
        (function, order) for entry in entries() for function in settings(entry) for order in (0, 1)
    ]
    questions = []
    for function, order in cases:
        letters = list(function.values)
        text = (
            to_javascript(function.derivative_tree(1, careful=True), letters, function.careful_tree)
            if order
            else to_javascript(function.quick_tree, letters)
        )
        questions.append((text, list(function.values.values()), POINTS))
    cancelled = 0
    for (function, order), row in zip(cases, answers(questions), strict=True):
        true = np.asarray(function.exact(POINTS, order))
        near = [bare(function, order, x) for x in POINTS]
        for x, got, expected, fast in zip(POINTS, row, true, near, strict=True):
            where = function.display, order, x, got, expected
            if math.isnan(expected):
                assert math.isnan(got), where
            elif got != expected and math.isfinite(got):
                off = abs(got - expected)
                if off > 1e-12 * abs(expected) + 5e-324:
                    cancelled += 1
                    assert off <= 16 * abs(fast - expected), where
            else:  # an overflow on the way is mended in Python alone
                assert got == expected or not math.isfinite(bare(function, order, x)), where
    assert cancelled < 0.005 * len(cases) * len(POINTS)


def bare(function: Activation, order: int, x: float) -> float:
    """NumPy's arithmetic without the mending of what overflows on the way."""
    from actviz.readings import float64

    tree = function.derivative_tree(1, careful=True) if order else function.quick_tree
    return float(float64.evaluate(tree, [x], function.values)[0])


# Over the whole line: the tails, where the values leave the doubles, and either side of a switch.
WIDE = sorted(
    {sign * x for sign in (-1, 1) for x in [*np.geomspace(1e-300, 1e-3, 12), *np.arange(40) * 0.97]}
    | {sign * x for sign in (-1, 1) for x in (0.4999, 0.5, 0.999, 1.0, 1.001, 26.5, 700.0, 744.0)}
)
WAVES = {"sin", "cos", "sinc", "dsinc"}


@needs_node
def test_every_atom_is_right_to_thirteen_digits() -> None:
    trees, places = [], []
    for atom in ATOMS.values():
        for order in (0, 1, 5) if atom.literal_first else (None,):
            inner = {1: "x", 2: "x, 1 - x/2", 3: "x, -1, 2"}[atom.arity]
            trees.append(parse(f"{atom.name}({inner if order is None else f'{order}, x'})"))
            bound = {"u > 0": 0, "u >= 0": 0, "u > -1": -1}.get(atom.domain, -mp.inf)
            far = 40 if atom.literal_first else mp.inf  # the judge sums a series of exp(|x|)
            places.append([float(x) for x in WIDE if x > bound and abs(x) < far])
    result = answers(
        (to_javascript(tree, []), [], x) for tree, x in zip(trees, places, strict=True)
    )
    for tree, xs, row in zip(trees, places, result, strict=True):
        for x, value in zip(xs, row, strict=True):
            expected = mp_value(tree, {"x": x})
            if abs(expected) >= mp.mpf(2) ** 1024:
                assert value == math.copysign(math.inf, expected), (tree, x)
                continue
            # A wave is not told to its last digit where it crosses zero.
            size = max(abs(expected), 0.1 / (1 + abs(x)) if tree.op in WAVES else 0)
            assert abs(mp.mpf(value) - expected) <= 1e-13 * size + mp.mpf(2) ** -1073, (tree, x)


@needs_node
def test_a_slope_is_none_where_the_function_has_no_value() -> None:
    log = parse("log(x)")
    slope = to_javascript(parse("1/x"), [], log)
    ((left, right),) = answers([(slope, [], [-2.0, 2.0])])
    assert math.isnan(left)
    assert right == 0.5


@needs_node
def test_numbers_and_letters_keep_their_meaning() -> None:
    letters = ["lambda_", "class", "ξ²"]  # a parameter may be called anything a formula takes
    tree = parse("-lambda_ - -x**2 * class", letters[:2])
    assert answers([(to_javascript(tree, letters), [3, 5, 7], [2.0])]) == [[-3 + 20]]
    big = parse("x - 12345678901234567890123")
    assert answers([(to_javascript(big, []), [], [0.0])]) == [[-1.2345678901234568e22]]
    negative = node("neg", number(-1.5))
    assert answers([(to_javascript(negative, []), [], [0.0])]) == [[1.5]]


@needs_node
def test_sides_change_at_every_joint_and_nowhere_else() -> None:
    tree = parse("where(x < -1, abs(x), clip(floor(2*x), 0, a))", ["a"])
    sides = f"(x, p) => Number(({to_sides(tree, ['a'])})(x, p).join('').replaceAll('-', '9'))"
    # Before, at and after the joints: -1, then the stairs at halves, 0 and the upper bound among
    # them; abs and clip compare at 0 and at the bound as well.
    between = [-1.2, -0.8, -0.3, 0.2, 0.7, 1.2]
    (row,) = answers([(sides, [2.0], [x + d for x in between for d in (-1e-3, 1e-3)])])
    assert row[::2] == row[1::2]
    assert len(set(row)) == len(between)
    (ties,) = answers([(sides, [2.0], [-1.0, -0.5, 0.0, 0.5, 1.0])])
    assert not set(ties) & set(row)
