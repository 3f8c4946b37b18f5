"""What the prose claims of a function and its facts can decide is decided, clause by clause.

Strengths and weaknesses are phrases between semicolons. A phrase that says one of the things below
is held to the facts at default parameters; a phrase with another subject says nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from math import cos, inf

import pytest

from actviz.facts.record import Facts
from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries, get

FIELDS = ("strengths", "weaknesses")
NUMBER = r"(-?\d+(?:\.\d+)?(?:/\d+)?)"
WORDS = {"one half": 0.5, "log(2)": 0.6931471805599453, "1/e": 0.36787944117144233}


def number(text: str) -> float:
    return WORDS.get(text) or float(Fraction(text))


def span(facts: Facts) -> tuple[float, float]:
    assert facts.range is not None
    return facts.range.low, facts.range.high


def slopes(facts: Facts) -> tuple[float, float]:
    assert facts.derivative_range is not None
    return facts.derivative_range.low, facts.derivative_range.high


def near(value: object, text: str) -> bool:
    """Whether a value rounds to the number as it is written."""
    digits = len(text.partition(".")[2])
    return isinstance(value, (int, float)) and abs(value - number(text)) <= 0.51 * 10.0**-digits


def smooth(facts: Facts) -> bool:
    return facts.smoothness == "smooth"


def kinks(facts: Facts) -> set[float]:
    return {kink.x for kink in facts.kinks}


def both_sides(facts: Facts) -> bool:
    return bool(facts.saturation.kind_left and facts.saturation.kind_right)


Check = Callable[[Facts, re.Match[str]], bool]

# A phrase (all of it), and what it says.
CLAIMS: dict[str, Check] = {
    r"smooth": lambda f, m: smooth(f),
    r"odd": lambda f, m: f.symmetry == "odd",
    r"even": lambda f, m: f.symmetry == "even",
    r"bounded|bounded and cheap|bounded, and .*": lambda f, m: -inf < span(f)[0] < span(f)[1] < inf,
    r"bounded by 0 and 1": lambda f, m: 0 <= span(f)[0] < span(f)[1] <= 1,
    r"unbounded": lambda f, m: span(f) == (-inf, inf),
    r"positive": lambda f, m: span(f)[0] >= 0 and not f.zeros,
    r"convex": lambda f, m: f.convexity == "convex",
    r"increasing|strictly increasing": lambda f, m: (
        f.monotonic == "increasing" and f.strictly_monotonic
    ),
    r"never decreasing": lambda f, m: f.monotonic == "increasing",
    r"negative outputs": lambda f, m: span(f)[0] < 0,
    rf"(?:unbounded above, )?bounded below by about {NUMBER}": lambda f, m: (
        near(span(f)[0], m[1]) and span(f)[1] == inf
    ),
    r"never positive and unbounded below": lambda f, m: span(f)[0] == -inf and span(f)[1] <= 0,
    r"(?:outputs are )?never negative(?:, so outputs are not centred)?": lambda f, m: (
        span(f)[0] >= 0
    ),
    r"outputs are not centred on 0": lambda f, m: span(f)[0] >= 0,
    r"outputs balanced around 0": lambda f, m: span(f)[0] == -span(f)[1],
    r"not monotone": lambda f, m: f.monotonic is None,
    rf"not monotone: it falls until {NUMBER}": lambda f, m: (
        f.monotonic is None and near(f.argmin, m[1])
    ),
    r"saturates(?: on both sides)?(?: like tanh)?": lambda f, m: both_sides(f),
    r"saturates on both sides: gradients vanish for large inputs": lambda f, m: both_sides(f),
    r"still saturates": lambda f, m: both_sides(f),
    r"(?:saturates|saturates far) on the left": lambda f, m: (
        bool(f.saturation.kind_left) and not f.saturation.kind_right
    ),
    r"saturates on the right": lambda f, m: (
        bool(f.saturation.kind_right) and not f.saturation.kind_left
    ),
    r"neither side saturates": lambda f, m: (
        not f.saturation.kind_left and not f.saturation.kind_right
    ),
    r"slope 0 at 0": lambda f, m: f.slope_at_zero == 0,
    r"slope 1 at 0": lambda f, m: f.slope_at_zero == 1,
    r"slope 1 at 0, fading only like .*": lambda f, m: f.slope_at_zero == 1 and both_sides(f),
    r"slope 0 at 0 and growing without bound: .*": lambda f, m: (
        f.slope_at_zero == 0 and slopes(f)[1] == inf
    ),
    rf"slope (?:always )?between {NUMBER} and {NUMBER}": lambda f, m: (
        slopes(f) == (number(m[1]), number(m[2]))
    ),
    r"slope 0 or 1": lambda f, m: slopes(f) == (0, 1) and len(f.pieces) == 3,
    rf"(?:its )?slope (?:is )?at most (?:about )?{NUMBER}": lambda f, m: (
        near(slopes(f)[1], m[1]) if "." in m[1] else slopes(f)[1] == number(m[1])
    ),
    r"slope never above 1": lambda f, m: slopes(f)[1] == 1,
    r"slope without a jump(?: for every alpha)?": lambda f, m: not f.kinks and not f.jumps,
    r"no jump": lambda f, m: f.smoothness != "discontinuous",
    r"a corner at 0(?:, .*)?": lambda f, m: kinks(f) == {0.0},
    rf"(?:a corner|corners) at {NUMBER}(?: and {NUMBER})?(?:, .*)?": lambda f, m: (
        kinks(f) == {number(text) for text in m.groups() if text}
    ),
    r"corners": lambda f, m: len(f.kinks) > 1,
    rf"dead below {NUMBER}": lambda f, m: (-inf, number(m[1])) in f.dead_intervals,
    rf"slope 0 below {NUMBER} and above {NUMBER}, .*": lambda f, m: (
        set(f.dead_intervals) == {(-inf, number(m[1])), (number(m[2]), inf)}
    ),
    rf"exactly 0 below {NUMBER} and exactly x above {NUMBER}": lambda f, m: (
        (-inf, number(m[1])) in f.dead_intervals and (number(m[2]), inf) in f.fixed_points
    ),
    r"(?:the )?same slope everywhere: nothing saturates": lambda f, m: (
        slopes(f)[0] == slopes(f)[1] != 0
    ),
    r"slope 1 everywhere: .*": lambda f, m: slopes(f) == (1, 1),
    r"slope exactly 1 for positive inputs": lambda f, m: (
        f.slope_limits.right is not None and f.slope_limits.right.value == 1 == slopes(f)[1]
        and f.fixed_points[-1] == (0.0, inf)
    ),
    r"no dead side|no side is flat(?: at once)?": lambda f, m: not f.dead_intervals,
    r"the left side is dead": lambda f, m: (-inf, 0.0) in f.dead_intervals,
    r"jumps at -lambd and lambd(?:, .*)?": lambda f, m: (
        [jump.x for jump in f.jumps] == [-0.5, 0.5]
    ),
    r"jumps at the threshold": lambda f, m: len(f.jumps) == 1,
    r"the slope is never exactly 0": lambda f, m: slopes(f)[0] >= 0 and not f.dead_intervals,
    r"its second derivative jumps at 0": lambda f, m: f.smoothness == "C1",
}  # fmt: skip


def phrases(entry: Activation) -> Iterator[str]:
    for field in FIELDS:
        yield from (phrase.strip() for phrase in getattr(entry, field).split(";"))


def claims(phrase: str) -> Iterator[tuple[Check, re.Match[str]]]:
    for pattern, check in CLAIMS.items():
        match = re.fullmatch(pattern, phrase)
        if match:
            yield check, match


@cache
def facts_of(name: str) -> Facts:
    return get(name).facts()


TOLD = [(entry.name, phrase) for entry in entries() for phrase in phrases(entry) if phrase]
DECIDED = [(name, phrase) for name, phrase in TOLD if any(claims(phrase))]


@pytest.mark.parametrize(("name", "phrase"), DECIDED)
def test_a_claim_is_true(name: str, phrase: str) -> None:
    for check, match in claims(phrase):
        assert check(facts_of(name), match)


def test_a_good_part_of_the_claims_is_decided() -> None:
    assert len(DECIDED) > 150
    assert {pattern for pattern in CLAIMS if not any(re.fullmatch(pattern, p) for _, p in TOLD)} \
        == set()  # fmt: skip


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("relu", "smooth"), ("gelu", "odd"), ("tanh", "even"), ("silu", "bounded"),
        ("gelu", "bounded below by about -0.171"), ("mish", "not monotone: it falls until -1.3"),
        ("relu", "saturates on both sides"), ("gelu", "never decreasing"),
        ("elu", "a corner at 0"), ("hard_swish", "corners at -2 and 2"), ("relu6", "dead below 1"),
        ("smish", "slope at most about 0.65"), ("sigmoid", "its slope is at most 1/3"),
        ("bent_identity", "slope always between 0 and 1"), ("arctan", "never negative"),
        ("isrlu", "its second derivative jumps at 0"), ("silu", "convex"),
    ],
)  # fmt: skip
def test_a_false_claim_would_be_found(name: str, phrase: str) -> None:
    verdicts = [check(facts_of(name), match) for check, match in claims(phrase)]
    assert verdicts
    assert not any(verdicts)


# --- comparisons with other functions, in all the prose


def test_functions_named_in_the_prose_exist() -> None:
    known = {entry.name for entry in entries()} | {"maxout", "softmax"}
    for entry in entries():
        said = " ".join((entry.summary, entry.problem, entry.solution, entry.uses,
                         entry.strengths, entry.weaknesses, entry.remedy))  # fmt: skip
        for word in re.findall(r"\b[a-z]+_[a-z_0-9]+\b", said):
            letters = {parameter.name for parameter in entry.parameters}
            assert word in known | letters, (entry.name, word)


def test_how_close_approximations_are_said_to_be() -> None:
    from actviz.measure.distance import largest

    for name, other, said in (
        ("gelu_tanh", "gelu", 4.8e-4), ("gelu_tanh", "gelu", 0.0005), ("quick_gelu", "gelu", 0.021),
        ("hard_swish", "silu", 0.15),
    ):  # fmt: skip
        worst = largest(get(name), get(other))
        assert worst is not None
        assert abs(worst.value) <= said
        assert abs(worst.value) > 0.9 * said


def test_what_touches_what() -> None:
    laplace, squared = get("laplace"), get("squared_relu")
    at = 0.5**0.5  # where the text says that value and slope agree
    assert laplace(at) == pytest.approx(float(squared(at)), rel=1e-5)
    assert laplace.derivative(at) == pytest.approx(float(squared.derivative(at)), rel=1e-5)
    assert get("scaled_tanh")(1.0) == pytest.approx(1.0, abs=1e-4)
    gudermannian = get("gudermannian")
    for x in (-2.0, 0.3, 1.7):
        assert cos(float(gudermannian(x))) == pytest.approx(float(gudermannian.derivative(x)))
