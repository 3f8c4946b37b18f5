"""That two formulas are one function, proved, with the steps where they can be written."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from actviz.dataclass import dataclass
from actviz.formula.calculus import Step
from actviz.functions.elementwise import Activation
from actviz.readings.identity import proved_equal
from actviz.readings.identity.common_form import Stretch, common_forms, written_out
from actviz.readings.notation.plain import step_in_text, to_text

# Where a difference is looked for: exact values that differ prove it.
_PLACES: Final = (0.0, 1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 3.0, -3.0, 10.0, -10.0, 0.1, -0.1)


@dataclass(frozen=True)
class SameFunction:
    """Whether two functions are one, and how that is known."""

    one: Activation
    other: Activation

    @cached_property
    def proved(self) -> bool:
        """Whether they are shown to agree wherever both have a value."""
        return proved_equal(self.one.bound_tree, self.other.bound_tree)

    @cached_property
    def differs_at(self) -> tuple[float, float, float] | None:
        """A point where the two differ, with both values, correctly rounded; or None."""
        if self.proved:
            return None
        for x in _PLACES:
            try:
                values = float(self.one.exact(x)), float(self.other.exact(x))
            except ArithmeticError:
                continue
            if values[0] != values[1] and all(value == value for value in values):
                return x, *values
        return None

    @cached_property
    def steps(self) -> list[tuple[str, Step]]:
        """What is done to each of the two formulas, ``f`` and ``g``, up to their common form."""
        if len(self.stretches) != 1:
            return []
        steps = []
        form = self.stretches[0].form
        for name, function in (("f", self.one), ("g", self.other)):
            tree = function.bound_tree
            spelled = written_out(tree)
            if spelled is not tree and spelled is not form:
                steps.append((name, Step("definition", tree, spelled, "each function written out")))
            if form is not spelled:
                steps.append((name, Step("algebra", spelled, form, "in lowest terms")))
        return steps

    @cached_property
    def stretches(self) -> list[Stretch]:
        """What both are, stretch by stretch; empty where it is not written."""
        return (self.proved and common_forms(self.one.bound_tree, self.other.bound_tree)) or []

    @cached_property
    def same_domain(self) -> bool:
        """Whether both have values at the same places."""
        return self.one.facts().domain == self.other.facts().domain

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "f": to_text(self.one.bound_tree),
            "g": to_text(self.other.bound_tree),
            "proved": self.proved,
            "same_domain": self.same_domain if self.proved else None,
            "differs_at": self.differs_at and dict(zip("xfg", self.differs_at, strict=True)),
            "steps": [{"of": name, **step_in_text(step)} for name, step in self.steps],
            "forms": [
                {"low": _end(one.low), "high": _end(one.high), "both": to_text(one.form)}
                for one in self.stretches
            ],
        }


def _end(value: Any) -> float | None:
    return None if value is None else float(value)
