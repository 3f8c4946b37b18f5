"""One function as a row of the table of facts: cells to read, or everything as plain data."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import asdict
from functools import partial
from typing import Any, Final

from actviz.facts import facts
from actviz.facts.interval import Interval
from actviz.facts.record import GROUPS, Facts
from actviz.functions.elementwise import Activation
from actviz.functions.gated import Gate
from actviz.functions.random_functions import Stochastic
from actviz.functions.vector.vector_function import VectorFunction
from actviz.lookup.registry import Function
from actviz.pages.formula_cells import formula_cell
from actviz.text import rows

COLUMNS: Final = (
    "name", "formula", "range", "slope_range", "monotone", "saturates_left", "saturates_right",
    "smooth", "kinks",
)  # fmt: skip


UNDECIDED: Final = "undecided"
MARK: Final = "~"  # behind what was found by search and is not proved

# The field of the facts that a column tells, where fields are proved.
_FIELDS: Final = {
    "range": "range", "slope_range": "derivative_range", "monotone": "monotonic",
    "smooth": "smoothness", "kinks": "kinks",
}  # fmt: skip

PARTS_AT_MOST: Final = 4  # of an image told part by part


def full_row(function: Function, tolerance: float) -> dict[str, Any]:
    """Every fact, with all its digits, under the names that the documentation gives.

    What does not apply is None. The facts of a random function are those of its evaluation mode.
    """
    head: dict[str, Any] = {
        "name": function.name,
        "label": function.display,
        "family": function.family,
        "formula": function.formula,
    }
    head["parameters"] = dict(function.values)
    if isinstance(function, Stochastic):
        function = function.evaluation
        head["label"] = function.display
    if isinstance(function, Activation):
        return {**head, **_one_range(facts(function, tolerance).as_dict())}
    # Of a vector there is no single x, of a gate there are two: most facts do not apply.
    row = {**head, **_one_range(dict.fromkeys(facts(_ANY).as_dict()))}
    if isinstance(function, VectorFunction):
        component = asdict(function.range)
        row |= {"range": component, "component_sum": function.sum}
    return row


_ANY: Final = Activation(name="x", formula="x")


def _one_range(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "component_sum": None}


def short_row(
    function: Function,
    tolerance: float,
    number: Callable[[float], str] = rows.short,
    *,
    mark: bool = False,
) -> dict[str, str]:
    """The columns one reads first, as text; ``number`` says how many digits are told.

    With ``mark`` a sign stands behind what is not proved.
    """
    if isinstance(function, Stochastic):
        function = function.evaluation
    if isinstance(function, VectorFunction):
        sums = f"; components sum to {number(function.sum)}" if function.sum is not None else ""
        inside = interval_text(function.range, number)
        row = {"name": function.display, "formula": formula_cell(function), "range": inside + sums}
        return {**dict.fromkeys(COLUMNS, ""), **row, "smooth": function.smoothness}
    if isinstance(function, Gate):
        row = {"name": function.display, "formula": formula_cell(function)}
        return {**dict.fromkeys(COLUMNS, ""), **row}
    known = facts(function, tolerance)
    saturates = partial(_saturates, undecided="saturation" in known.undecided)
    cells = [
        function.display,
        formula_cell(function),
        _image_text(known, number),
        interval_text(known.derivative_range, number),
        _monotone(known),
        saturates(known.saturation.kind_left, known.saturation.left, "<", number),
        saturates(known.saturation.kind_right, known.saturation.right, ">", number),
        known.smoothness or UNDECIDED,
        _breaks(known, number),
    ]
    row = dict(zip(COLUMNS, cells, strict=True))
    return _marked(row, known.proved) if mark else row


def _marked(row: dict[str, str], proved: Collection[str]) -> dict[str, str]:
    """The row with a mark behind what is not proved: behind the name, if that is everything."""
    open_ones = [column for column, field in _FIELDS.items() if field not in proved]
    if len(open_ones) == len(_FIELDS):
        open_ones = ["name"]
    return {key: f"{cell} {MARK}" if key in open_ones else cell for key, cell in row.items()}


_RISES: Final = {
    "increasing": "yes",
    "increasing, with flat parts": "weakly",
    "decreasing": "falls",
    "decreasing, with flat parts": "falls weakly",
}


def narrow_row(function: Function, tolerance: float, *, mark: bool = False) -> dict[str, str]:
    """The same for a window of 80 columns: three digits, short words, two columns in one."""
    row = short_row(function, tolerance, lambda value: f"{value + 0.0:.3g}", mark=mark)
    marked = {column for column, cell in row.items() if cell.endswith(f" {MARK}")} - {"name"}
    row = {column: cell.removesuffix(f" {MARK}") if column in marked else cell
           for column, cell in row.items()}  # fmt: skip
    tails = dict.fromkeys(marked, f" {MARK}")
    kinks = row["kinks"].replace("none", "").replace(" (jump)", "").replace("(pole)", "pole")
    return {
        "name": row["name"],
        "range": row["range"] + tails.get("range", ""),
        "slope_range": row["slope_range"] + tails.get("slope_range", ""),
        "rises": _RISES.get(row["monotone"], row["monotone"]) + tails.get("monotone", ""),
        "saturates_left": row["saturates_left"].replace(", x < ", " "),
        "saturates_right": row["saturates_right"].replace(", x > ", " "),
        "smooth": " ".join([row["smooth"].replace("discontinuous", "jump at"), kinks]).strip()
        + tails.get("smooth", ""),
    }


def proved_fields(function: Function) -> tuple[str, ...]:
    """The names of the facts that are proved, by what is at hand or now."""
    if isinstance(function, Stochastic):
        function = function.evaluation
    return facts(function, prove=True).proved if isinstance(function, Activation) else ()


def proved_text(proved: Collection[str]) -> str:
    """Which facts are proved, by groups: ``all``, or ``breaks, values``."""
    groups = [group for group, fields in GROUPS.items() if proved and set(fields) <= set(proved)]
    return "all" if len(groups) == len(GROUPS) else ", ".join(groups) or "no"


def _image_text(known: Facts, number: Any) -> str:
    """The values taken: one interval, or several where some values are skipped."""
    if known.image is None or not 1 < len(known.image) <= PARTS_AT_MOST:
        return interval_text(known.range, number)
    if all(part.low == part.high for part in known.image):
        return "{" + ", ".join(number(part.low) for part in known.image) + "}"
    return " and ".join(
        interval_text(part, number) if part.low < part.high else f"{{{number(part.low)}}}"
        for part in known.image
    )


def interval_text(interval: Interval | None, number: Any) -> str:
    """``[0, inf)``: a square bracket where the end is attained."""
    if interval is None:
        return "not found"
    left = "[" if interval.low_closed else "("
    right = "]" if interval.high_closed else ")"
    return f"{left}{number(interval.low)}, {number(interval.high)}{right}"


def _monotone(known: Facts) -> str:
    if known.monotonic is None:
        return UNDECIDED if "monotonic" in known.undecided else "no"
    strict = known.strictly_monotonic or known.monotonic == "constant"
    return known.monotonic if strict else f"{known.monotonic}, with flat parts"


def _saturates(
    kind: str | None, threshold: float | None, sign: str, number: Any, *, undecided: bool
) -> str:
    if kind is None:
        return UNDECIDED if undecided else "no"
    return f"{kind}, x {sign} {number(threshold)}" if threshold is not None else kind


def _breaks(known: Facts, number: Any) -> str:
    if "jumps" in known.undecided or "kinks" in known.undecided:
        return UNDECIDED
    if "jumps" in known.endless or "kinks" in known.endless:
        return "infinitely many"
    kinks = [number(kink.x) for kink in known.kinks]
    jumps = [f"{number(jump.x)} ({jump.kind})" for jump in known.jumps]
    return ", ".join([*jumps, *kinks]) or "none"
