"""What was measured, as rows: one for each order, or one for each thing that was found."""

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Activation
from actviz.measure.accuracy import Case, Measure

_CASE: Final = ("ulp", "allowed", "x", "expected", "got")


def row(function: Activation, measure: Measure) -> dict[str, Any]:
    """One order of derivative of a function in one row; x stands where the figure was found."""
    worst, excess = measure.worst, measure.excess_case
    first = measure.catastrophes[0] if measure.catastrophes else None
    return {
        "name": function.display,
        "order": measure.order,
        "max_ulp": measure.max_ulp,
        "worst_x": worst.x if worst else None,
        "over_allowed": measure.excess,
        "over_allowed_x": excess.x if excess else None,
        "catastrophic": measure.catastrophic,
        "catastrophic_x": first.example.x if first else None,
        "undecided": measure.undecided,
        "points": measure.tried,
    }


def findings(measure: Measure, name: str) -> list[dict[str, Any]]:
    """The largest error first, then whatever is worse than an error; ``points`` counts them."""
    head = {"name": name, "order": measure.order, "dtype": measure.dtype}
    found: list[tuple[str, int, Case | None]] = [
        ("largest error", measure.tried, measure.worst),
        ("error over allowance", measure.tried, measure.excess_case),
        *((f"wrong: {kind.kind}", kind.count, kind.example) for kind in measure.catastrophes),
        ("not correctly rounded", measure.misrounded, None),
    ]
    if measure.undecided:
        found.append(("not decided", measure.undecided, None))
    return [{**head, "finding": kind, "points": n, **_case(case)} for kind, n, case in found]


def _case(case: Case | None) -> dict[str, Any]:
    if case is None:
        return dict.fromkeys(_CASE)
    return {word: getattr(case, word) for word in _CASE}
