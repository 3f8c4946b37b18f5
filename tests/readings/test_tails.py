"""What is said of every x from a start on holds at points beyond it, as balls see them."""

from __future__ import annotations

from random import Random

import pytest

from actviz.formula.calculus import derivative
from actviz.formula.grammar import FormulaError, parse
from actviz.readings.asymptotics.tails import tail_sign
from actviz.readings.exact import enclosure, evaluate

WORDS = (
    "exp", "tanh", "cos", "sin", "abs", "sigmoid", "softplus", "log", "sqrt", "erf", "erfc", "Phi",
    "phi", "atan", "asinh", "sinh", "cosh", "sech", "expm1", "log1p", "sinc", "floor", "sign",
    "erfcx", "round",
)  # fmt: skip
LEAVES = ("x", "-x", "2*x", "x/2", "x**2", "pi", "0.3", "x + 1", "1/x", "x - 3")


def _drawn(random: Random, depth: int) -> str:
    if not depth:
        return random.choice(LEAVES)
    if random.random() < 0.5:
        one, other = (_drawn(random, depth - 1) for _ in "ab")
        return f"(({one}){random.choice('+-*/')}({other}))"
    if random.random() < 0.15:
        return f"where({_drawn(random, 1)} > 1, {_drawn(random, depth - 1)}, {_drawn(random, 1)})"
    inner = _drawn(random, depth - 1)
    return random.choice([f"{random.choice(WORDS)}({inner})", f"({inner})**{random.choice('239')}"])


def test_a_sign_of_a_tail_is_that_of_its_points() -> None:
    random, told = Random(3), 0
    for _ in range(300):
        try:
            tree = parse(f"{_drawn(random, 2)} - {_drawn(random, random.choice([1, 2]))}")
        except FormulaError:
            continue
        tree = derivative(tree) if random.random() < 0.3 else tree
        side, start = random.choice([-1, 1]), random.choice([4, 8, 16])
        sign = tail_sign(tree, side, start)
        told += bool(sign)
        if sign is None:
            continue
        for times in (1, 1.001, 1.2, 1.5, 2.5, 7, 30):
            x = side * start * times
            low, high = enclosure(tree, x, x, {}, 400)
            assert not (sign >= 0 and high < 0), (tree, side, start, times)
            assert not (sign <= 0 and low > 0), (tree, side, start, times)
    assert told > 150


@pytest.mark.parametrize(
    ("formula", "start", "sign"),
    [
        ("floor(x) - x + 2", 4, 1),  # a step is off by at most 1
        ("where(sin(x) > 0, x, x + 1) + 2 - x", 4, 1),  # one branch or the other
        ("erfcx(x)*x*sqrt(pi) - 1", 4, -1),
        ("sigmoid(log(x)) - 1 + 1/(1 + x)", 4, None),  # it is 0: no algebra is done here
        ("dsinc(2, x) + 2/x", 4, 1),
        ("tanh(exp(x)) - 1", 4, -1),
        ("log(log(x))", 4, 1),
        ("floor(3 + 5/x) - 3", 4, None),  # 0 only from 6 on
        ("1 - x**9*exp(-x)/20000", 4, None),  # 0.76 at 4, -1.4 at 9
        ("atan(x)*tanh(x) - pi/2", 4, -1),
    ],
)
def test_what_only_bounds_decide(formula: str, start: int, sign: int | None) -> None:
    assert tail_sign(parse(formula), 1, start) == sign


@pytest.mark.parametrize(
    ("text", "x", "above"),
    [
        ("x + sech(x) + 1", 2.0**53 + 2, True),
        ("x - phi(x) + 1", 2.0**53 + 2, False),
        ("1 + x - softplus(-x)", 2.0**53 + 2, False),
        ("floor(x) + 2 - tanh(x)", 2.0**53 + 2, True),
        ("x + tanh(1000/x)", 2.0**-53, False),  # a tie of 1 and its neighbour, far out at 0
    ],
)
def test_a_tie_goes_to_the_side_that_an_atom_stays_on(text: str, x: float, above: bool) -> None:
    """The tie is x + 1: what is added to it is far too small to be seen, but has a sign."""
    below, beyond = (1.0, 1 + 2.0**-52) if x < 1 else (x, x + 2)
    assert evaluate(parse(text), x, {}) == (beyond if above else below)
