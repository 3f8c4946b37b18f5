"""A derivative with its reasons: what ``actviz derive`` shows, as data.

Every number is correctly rounded; every statement about slopes comes from the facts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from actviz.activation import Activation
from actviz.formula.calculus import Step, steps, tidy
from actviz.formula.grammar import parse
from actviz.formula.tree import Node
from actviz.readings.text import to_text

if TYPE_CHECKING:
    from actviz.breaks import Break
    from actviz.facts import Facts

PLAIN_POINTS: Final = (-2.0, -1.0, 0.0, 1.0, 2.0)
POINTS_AT_MOST: Final = 13  # rows of the table of values that are chosen, not asked for
JOINTS_AT_MOST: Final = 12  # a staircase has too many to tell one by one


@dataclass(frozen=True)
class Derivation:
    """The derivative of one activation, of one order, in x or a parameter."""

    activation: Activation
    order: int = 1
    wrt: str = "x"
    at: tuple[float, ...] = ()

    @cached_property
    def formula(self) -> Node:
        """The formula, as the entry writes it."""
        return self.activation.tree

    @cached_property
    def results(self) -> list[Node]:
        """The derivatives of order 1, 2, ... up to the one asked for."""
        return [self.activation.derivative_tree(n, self.wrt) for n in range(1, self.order + 1)]

    @cached_property
    def steps(self) -> list[list[Step]]:
        """For each order, the steps from the formula before it."""
        starts = [self.formula, *self.results[:-1]]
        return [steps(start, self.wrt) for start in starts]

    @cached_property
    def in_terms_of_f(self) -> list[str]:
        """The first derivative in x in terms of the function itself, where the entry knows it."""
        if self.order != 1 or self.wrt != "x":
            return []
        letters = ["f", *self.activation.values]
        return [to_text(tidy(parse(text, letters))) for text in self.activation.identities]

    @cached_property
    def facts(self) -> Facts:
        """What follows from the formula."""
        return self.activation.facts()

    @cached_property
    def joints(self) -> tuple[Break, ...]:
        """Where pieces meet with a jump or a kink, by x; of a staircase, those nearest to 0."""
        found = sorted((*self.facts.jumps, *self.facts.kinks), key=lambda joint: abs(joint.x))
        return tuple(sorted(found[:JOINTS_AT_MOST], key=lambda joint: joint.x))

    @cached_property
    def points(self) -> list[float]:
        """Where values are shown: those asked for, or telling ones."""
        if self.at:
            return list(self.at)
        facts = self.facts
        telling = {0.0, *(joint.x for joint in self.joints)}
        telling |= {extremum.x for extremum in facts.extrema or ()}
        telling |= {x for x in (facts.saturation.left, facts.saturation.right) if x is not None}
        # The nearest to 0 tell most; the plain ones come first.
        others = sorted((x for x in telling if math.isfinite(x)), key=abs)
        return sorted({*PLAIN_POINTS, *others[: POINTS_AT_MOST - len(PLAIN_POINTS)]})

    @cached_property
    def values(self) -> list[dict[str, Any]]:
        """Rows of x, the value and each derivative, correctly rounded."""
        columns = [self.activation.exact(self.points)]
        for order in range(1, self.order + 1):
            columns.append(self.activation.exact(self.points, order, self.wrt))
        titles = ["x", *headings(self.order, self.wrt)]
        rows = zip(self.points, *(list(map(float, column)) for column in columns), strict=True)  # type: ignore[arg-type]
        return [dict(zip(titles, row, strict=True)) for row in rows]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; ``steps`` is a list of ``{rule, before, after, note}``."""
        activation = self.activation
        return {
            "name": activation.name,
            "label": activation.display,
            "formula": to_text(self.formula),
            "parameters": dict(activation.values),
            "order": self.order,
            "wrt": self.wrt,
            "derivative": to_text(self.results[-1]),
            "derivatives": [to_text(result) for result in self.results],
            "in_terms_of_f": self.in_terms_of_f,
            "steps": [
                {
                    "rule": step.rule,
                    "before": to_text(step.before),
                    "after": to_text(step.after),
                    "note": step.note,
                }
                for one_order in self.steps
                for step in one_order
            ],
            "joints": [{"kind": joint.kind, **asdict(joint)} for joint in self.joints],
            "values": self.values,
            "slope": self.slope_extremes,
        }

    @property
    def slope_extremes(self) -> dict[str, Any]:
        """The range of the slope, and where its ends are attained."""
        facts = self.facts
        ends = facts.derivative_range
        return {
            "low": ends.low if ends else None,
            "low_at": facts.slope_argmin,
            "high": ends.high if ends else None,
            "high_at": facts.slope_argmax,
        }


def headings(order: int, wrt: str) -> Sequence[str]:
    """The names of the columns: f(x), f'(x), ... or df/dalpha."""
    if wrt == "x":
        return ["f(x)", *("f" + "'" * n + "(x)" for n in range(1, order + 1))]
    first = [f"df/d{wrt}"] if order else []
    return ["f(x)", *first, *(f"d^{n}f/d{wrt}^{n}" for n in range(2, order + 1))]
