"""What one looks for in an activation function: yes-or-no questions that its facts answer.

The facts of the catalogue's functions, at default parameters, are at hand
(:mod:`actviz.facts.kept`); those of others are derived when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:  # the questions alone must import neither NumPy nor the catalogue
    from actviz.facts.interval import Interval
    from actviz.facts.record import Facts
    from actviz.lookup.registry import Function

Answer = bool | None  # None: not decided
Answers = Mapping[str, Answer]


class Property(NamedTuple):
    """A question with its answer: ``of_range`` needs the range alone, ``of_facts`` all facts.

    ``opposite`` is what ``--no-NAME`` is called where there is a better word.
    """

    name: str
    meaning: str
    of_facts: Callable[[Facts], Answer]
    of_range: Callable[[Interval], bool] | None = None
    opposite: str = ""

    @property
    def options(self) -> str:
        """The option and its opposite, as the command line has them."""
        word = self.name.replace("_", "-")
        return f"--{word}/--{self.opposite or f'no-{word}'}"


def _by_range(name: str, meaning: str, holds: Callable[[Interval], bool]) -> Property:
    return Property(
        name, meaning, lambda facts: None if facts.range is None else holds(facts.range), holds
    )


PROPERTIES: Final = (
    _by_range("bounded", "Its values stay between two numbers.",
              lambda r: r.low > -inf and r.high < inf),
    _by_range("bounded_below", "Its values stay above some number.", lambda r: r.low > -inf),
    _by_range("bounded_above", "Its values stay below some number.", lambda r: r.high < inf),
    _by_range("non_negative", "Its values are never negative.", lambda r: r.low >= 0),
    _by_range("both_signs", "It takes values on both sides of 0.", lambda r: r.low < 0 < r.high),
    Property("monotonic", "It never turns: it rises or stays, or it falls or stays.",
             lambda facts: _monotonic(facts)),
    Property("convex", "Its slope never falls.",
             lambda facts: _convex(facts)),
    Property("continuous", "It has no jump and no pole.",
             lambda facts: None if facts.smoothness is None
             else facts.smoothness != "discontinuous" or (False if facts.jumps else None)),
    Property("differentiable", "It has a slope everywhere: no kink and no jump.",
             lambda facts: None if facts.smoothness is None
             else facts.smoothness not in ("discontinuous", "C0"), opposite="kinks"),
    Property("smooth", "It has derivatives of every order everywhere.",
             lambda facts: None if facts.smoothness is None else facts.smoothness == "smooth"),
    Property("odd", "f(-x) = -f(x).", lambda facts: _symmetric(facts, "odd")),
    Property("even", "f(-x) = f(x).", lambda facts: _symmetric(facts, "even")),
    Property("zero_at_zero", "f(0) = 0.", lambda facts: facts.value_at_zero == 0),
    Property("saturating", "It levels off on at least one side: the slope there tends to 0.",
             lambda facts: bool(facts.saturation.kind_left or facts.saturation.kind_right)),
    Property("can_die", "Its slope is exactly 0 from some number on: a unit there learns nothing.",
             lambda facts: _can_die(facts)),
    Property("nonexpansive", "Its slope is nowhere steeper than 1: no two outputs lie farther "
             "apart than their inputs.",
             lambda facts: None if facts.lipschitz is None else facts.lipschitz <= 1),
)  # fmt: skip


def _symmetric(facts: Facts, word: str) -> Answer:
    return None if "symmetry" in facts.undecided else facts.symmetry == word


def _monotonic(facts: Facts) -> Answer:
    """Where waves or steps have no end, a turn among those near 0 decides."""
    if facts.monotonic is not None:
        return True
    turns = {"rising", "falling"} <= {piece.direction for piece in facts.pieces}
    return False if turns or "monotonic" not in facts.undecided else None


def _convex(facts: Facts) -> Answer:
    """A jump, a bend the other way or a peak near 0 is enough to say no."""
    if facts.convexity is not None:
        return facts.convexity in ("convex", "affine")
    peaks = any(extremum.kind == "maximum" for extremum in facts.extrema)
    bent = facts.inflections or peaks or facts.smoothness == "discontinuous"
    return False if bent or "convexity" not in facts.undecided else None


def _can_die(facts: Facts) -> bool:
    """Constant from some number on, or everywhere but for jumps."""
    slopes = facts.derivative_range
    flat = slopes is not None and slopes.low == slopes.high == 0
    return flat or "hard" in (facts.saturation.kind_left, facts.saturation.kind_right)


def answers(function: Function) -> Answers | None:
    """Every property of a function by its name; None where it has no facts of this kind.

    A function of a whole vector is asked for the range of its components alone.
    """
    from actviz.functions.elementwise import Activation
    from actviz.functions.vector.vector_function import VectorFunction

    if isinstance(function, Activation):
        facts = function.facts()
        return {one.name: one.of_facts(facts) for one in PROPERTIES}
    if isinstance(function, VectorFunction):
        span = function.range
        return {one.name: one.of_range(span) for one in PROPERTIES if one.of_range is not None}
    return None


def at_hand(function: Function) -> bool:
    """Whether the answers need no deriving."""
    from actviz.facts import kept
    from actviz.functions.elementwise import Activation

    return not isinstance(function, Activation) or kept.at_hand(function)
