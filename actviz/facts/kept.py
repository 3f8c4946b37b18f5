"""The facts of the catalogue's functions at their default parameters, kept in a file.

Deriving and proving them all takes minutes. ``python -m actviz.pages.contribution`` derives what is
new; a test derives all anew and compares. A line belongs to a formula with the values of its
parameters: a function that has changed since, or has other values, is not in the file.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import astuple, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from actviz.facts.interval import Interval
from actviz.facts.record import (
    LISTS,
    Break,
    DtypeSaturation,
    Extremum,
    Facts,
    Gaussian,
    Limit,
    Saturation,
    Sides,
    Stretch,
)

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation

FILE: Final = Path(__file__).parents[1] / "catalogue" / "facts.txt"

_NAMES: Final = [part.name for part in fields(Facts) if not part.name.startswith("find_")]


def facts(activation: Activation) -> Facts | None:
    """What the file holds of a function as it is; None if that is not in it."""
    text = _lines().get(_key(activation))
    return None if text is None else _read(json.loads(text))


def at_hand(activation: Activation) -> bool:
    """Whether the file holds the facts of a function as it is."""
    return _key(activation) in _lines()


def line(activation: Activation, facts: Facts | None = None) -> str:
    """The line of a function: the one that the file has, or one with the facts given."""
    key = _key(activation)
    return f"{key}\t{_lines()[key] if facts is None else _written(facts)}"


def text(lines: list[str]) -> str:
    """The file with these lines: above them stands what each of them answers."""
    return "\n".join([_HEAD, *lines, ""])


def forget() -> None:
    """Read the file anew when it is next asked for."""
    _lines.cache_clear()


def _key(activation: Activation) -> str:
    values = [f"{name}={value!r}" for name, value in activation.values.items()]
    return "; ".join([activation.formula, *values])


@cache
def _lines() -> dict[str, str]:
    """What the file says of each formula; nothing if it answers other questions than are asked."""
    head, *lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.is_file() else [""]
    pairs = (text.partition("\t") for text in lines)
    return {key: row for key, _, row in pairs} if head == _HEAD else {}


def _written(facts: Facts) -> str:
    row = {name: _bare(getattr(facts, name)) for name in [*_NAMES, *_LATER]}
    return json.dumps({name: value for name, value in row.items() if value is not None})


def _bare(value: Any) -> Any:
    """Records without the names of their fields."""
    if isinstance(value, Sides):
        return [_bare(value.left), _bare(value.right)]
    if is_dataclass(value) and not isinstance(value, type):
        return astuple(value)
    if isinstance(value, tuple):
        return [_bare(one) for one in value]
    return {key: _bare(one) for key, one in value.items()} if isinstance(value, dict) else value


def _read(row: dict[str, Any]) -> Facts:
    values = {
        name: _READERS[name](value) if name in _READERS else value for name, value in row.items()
    }
    later = {name: values.pop(name, None) for name in _LATER}
    return Facts(
        **{**dict.fromkeys(_NAMES), **values},
        find_dtype_saturation=lambda: later["dtype_saturation"],
        find_gaussian=lambda: later["gaussian"],
    )


def _many(record: Callable[..., Any]) -> Callable[[Any], Any]:
    return lambda rows: tuple(record(*row) for row in rows)


def _place(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _limits(row: Any) -> Sides[Limit | None]:
    left, right = (one and Limit(*one) for one in row)
    return Sides(left, right)


def _one(record: Callable[..., Any]) -> Callable[[Any], Any]:
    return lambda row: record(*row)


_LATER: Final = ("dtype_saturation", "gaussian")
_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys((*LISTS, "endless", "proved"), lambda rows: tuple(map(_place, rows))),
    **dict.fromkeys(("argmin", "argmax", "slope_argmin", "slope_argmax"), _place),
    **dict.fromkeys(("range", "derivative_range"), _one(Interval)),
    **dict.fromkeys(("domain", "image"), _many(Interval)),
    **dict.fromkeys(("kinks", "jumps"), _many(Break)),
    **dict.fromkeys(("limits", "slope_limits"), _limits),
    "pieces": _many(Stretch),
    "extrema": _many(Extremum),
    "saturation": _one(Saturation),
    "dtype_saturation": lambda rows: {key: DtypeSaturation(*row) for key, row in rows.items()},
    "gaussian": _one(Gaussian),
}

# Another question, or another record to answer it, and nothing that is kept holds.
_HEAD: Final = " ".join(
    [*_NAMES, *(part.name for kind in (Break, DtypeSaturation, Extremum, Gaussian, Limit,
                                       Saturation, Stretch, Interval) for part in fields(kind))]
)  # fmt: skip
