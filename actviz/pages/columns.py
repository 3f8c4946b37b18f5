"""Any column of the table of facts, by name: what a cell says and what rows are sorted by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, Final

from actviz.facts import saturation_in
from actviz.formula.grammar import nearest
from actviz.functions.elementwise import Activation
from actviz.functions.random_functions import Stochastic
from actviz.lookup.registry import Function, get
from actviz.pages.table import COLUMNS, full_row, short_row
from actviz.readings.formats import USUAL
from actviz.text import rows

Number = Callable[[float], str]

PROSE: Final = ("title", "summary", "uses", "problem", "solution", "strengths", "weaknesses")
ALSO: Final = ("year", *PROSE, "remedy", "note")
_SATURATION: Final = tuple(
    f"{what}_{side}" for what in ("value", "slope", "overflow") for side in ("left", "right")
)


def full() -> list[str]:
    """The fields of the JSON."""
    return list(full_row(get("identity"), 0.01))


def known() -> list[str]:
    """Every column that may be asked for."""
    return list(dict.fromkeys([*COLUMNS, *full(), *ALSO]))


def check(columns: Sequence[str]) -> None:
    """Refuse a column that there is not.

    Raises:
        ValueError: the message names it and the nearest that there are.
    """
    there = known()
    for column in columns:
        if column not in there:
            near = nearest(column, there, limit=3)
            hint = f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(there)}"
            raise ValueError(f"no column is called {column!r}; {hint}")


class FactCells:
    """What is said of one function; the facts are derived once, and only if a column needs them."""

    def __init__(self, function: Function, tolerance: float, number: Number) -> None:
        self.function, self.number = function, number
        self._short = partial(short_row, function, tolerance, number)
        self._full = partial(full_row, function, tolerance)
        self._kept: dict[str, dict[str, Any]] = {}

    def value(self, column: str) -> Any:
        """The column's own value: a number, a text, a list or a dictionary, as in JSON."""
        if column in ALSO:
            return getattr(self.function, column)
        full = self._keep("full")
        return full[column] if column in full else self._keep("short")[column]

    def text(self, column: str) -> Any:
        """The column as a cell to read."""
        if column in COLUMNS:
            return self._keep("short")[column]
        value = self.value(column)
        return in_words(value, self.number) if isinstance(value, (dict, list)) else value

    def _keep(self, kind: str) -> dict[str, Any]:
        if kind not in self._kept:
            self._kept[kind] = self._full() if kind == "full" else self._short()
        return self._kept[kind]


def in_words(value: Any, number: Number) -> str:
    """Structured data in a few words: ``[0, 1)``, ``-1.28: -0.278 (minimum)``, ``alpha=1``."""
    if isinstance(value, float):
        return number(value)
    if isinstance(value, dict):
        return _dictionary(value, number)
    if isinstance(value, list):
        return ", ".join(
            f"[{in_words(item[0], number)}, {in_words(item[1], number)}]"
            if isinstance(item, list)
            else in_words(item, number)
            for item in value
        )
    return rows.cell(value)


def _dictionary(value: dict[str, Any], number: Number) -> str:
    tell = partial(in_words, number=number)
    match value:
        case {"low_closed": left, "high_closed": right, "low": low, "high": high}:
            brackets = "[" if left else "(", "]" if right else ")"
            return f"{brackets[0]}{tell(low)}, {tell(high)}{brackets[1]}"
        case {"direction": direction, "low": low, "high": high}:
            return f"{direction} ({tell(low)}, {tell(high)})"
        case {"x": x, "value": y, "kind": kind}:
            return f"{tell(x)}: {tell(y)} ({kind})"
        case {"x": x, "left": left, "right": right}:
            return f"{tell(x)} ({tell(left)} to {tell(right)})"
    pairs = [f"{key}={tell(inner)}" for key, inner in value.items() if inner not in (None, {})]
    return ", ".join(pairs)


def dtype_row(
    function: Function, tolerance: float, dtypes: Sequence[str], number: Number
) -> dict[str, Any]:
    """Where a function saturates and overflows in number formats, a column for each side."""
    usual = any(dtype in USUAL for dtype in dtypes)
    saturation = (full_row(function, tolerance)["dtype_saturation"] or {}) if usual else {}
    one = function.evaluation if isinstance(function, Stochastic) else function
    row: dict[str, Any] = {"name": function.display}
    for dtype in dtypes:
        if dtype not in USUAL and isinstance(one, Activation):
            saturation = {**saturation, dtype: asdict(saturation_in(one, dtype))}
        for what in _SATURATION:
            place = (saturation.get(dtype) or {}).get(what)
            row[f"{dtype}_{what}"] = place if place is None else number(place)
    return row


def sort_key(value: Any) -> tuple[bool, Any]:
    """What to sort a column by: size, length of a list, ends of an interval; nothing comes last."""
    if isinstance(value, dict):
        ends = tuple(inner for inner in value.values() if isinstance(inner, (int, float)))
        return not ends, ends
    if isinstance(value, list):
        return False, len(value)
    return value is None or value == "", value if value is not None else 0
