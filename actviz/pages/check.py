"""What was measured, as rows: one for each order, or one for each thing that was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from actviz.functions.elementwise import Activation
from actviz.measure.accuracy import Case, Measure

_CASE: Final = ("ulp", "x", "expected", "got")


# The columns of a table; other formats have all.
SHORT: Final = (
    "function", "callable", "dtype", "order", "largest_ulp", "largest_ulp_normal", "at_normal",
    "relative", "absolute", "order_kept", "range_kept", "nan", "overflow", "flushed",
)  # fmt: skip


def shown(head: dict[str, Any]) -> dict[str, Any]:
    """A headline as cells of text: without its findings, and ranges as ``low:high``."""
    kept = {word: value for word, value in head.items() if word != "findings"}
    kept["beyond"] = " ".join(f"{each['low']:.6g}:{each['high']:.6g}" for each in head["beyond"])
    return kept


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
    kinds: list[tuple[str, int, Case | None]] = [
        ("largest error", measure.tried, measure.worst),
        *((f"wrong: {kind.kind}", kind.count, kind.example) for kind in measure.catastrophes),
        ("not correctly rounded", measure.misrounded, None),
    ]
    if measure.undecided:
        kinds.append(("not decided", measure.undecided, None))
    return [{**head, "finding": kind, "points": n, **_case(case)} for kind, n, case in kinds]


def _case(case: Case | None) -> dict[str, Any]:
    if case is None:
        return dict.fromkeys(_CASE)
    return {word: getattr(case, word) for word in _CASE}


def verdict(measures: Sequence[Measure], names: Sequence[str], max_ulp: float | None) -> str:
    """What was found in a sentence: how large the errors are, where, and whether that is kept to.

    Args:
        max_ulp: the limit; None: the promise of actviz's own arithmetic.
    """
    rest = sum(measure.catastrophic for measure in measures)
    are = "result is" if rest == 1 else "results are"
    wrong = f"{rest} {are} worse than inexact" if rest else "no wrong sign, zero, infinity or NaN"
    within = [
        measure.undecided <= measure.tried
        and (measure.kept if max_ulp is None else measure.max_ulp <= max_ulp)
        and not measure.catastrophic
        for measure in measures
    ]
    limit = "the promise" if max_ulp is None else f"{max_ulp:g} ulp"
    kept = "keeps to" if all(within) else "does not keep to"
    single = len(set(names)) == 1
    name = f"{names[0]} {kept}" if single else f"{sum(within)} of {len(within)} keep to"
    tried, left = (sum(getattr(each, word) for each in measures) for word in ("tried", "undecided"))
    if single and left > tried and not rest:
        return f"{names[0]} is decided at {tried:,} of {tried + left:,} points: nothing is claimed."

    def place(at: int, x: float | None) -> str:
        prime = "f" + "'" * measures[at].order
        whose = prime if single else f"{prime} of {names[at]}"
        return whose if x is None else f"{whose} at x = {x!r}"

    worst = max(range(len(measures)), key=lambda at: measures[at].max_ulp)
    case = measures[worst].worst
    finding = f"the largest error is {measures[worst].max_ulp:.4g} ulp"
    if max_ulp is None:  # what is allowed is more where a function is badly conditioned
        worst = max(range(len(measures)), key=lambda at: measures[at].excess)
        case = measures[worst].excess_case
        finding = f"an error reaches {measures[worst].excess:.3g} of what is allowed"
    of = f"of {tried:,} points" + (f", {left:,} more are not decided" if left else "")
    finding = f"{finding}, in {place(worst, case.x if case else None)}, {of}; {wrong}."
    return f"{name} {limit}: {finding}"
