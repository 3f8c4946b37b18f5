"""Which facts an earlier version gave: what was given, and was right, is given still.

Of the catalogue and of 200 formulas; a line holds the fields that were null (None) at commit
69aae70, the two sides of a field named apart.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from actviz.facts.interval import Interval
from actviz.facts.record import Facts

DATA = Path(__file__).parent / "data"


def flat(got: Facts) -> dict[str, Any]:
    """The fields by name; a list that is not whole, or not decided, counts as None."""
    told: dict[str, Any] = {}
    for part in fields(got):
        value = getattr(got, part.name)
        if is_dataclass(value) and not isinstance(value, Interval):
            told |= {f"{part.name}.{one.name}": getattr(value, one.name) for one in fields(value)}
        else:
            told[part.name] = value
    return told | dict.fromkeys((*got.endless, *got.undecided))


def lost(got: Facts, null: str) -> list[str]:
    """The fields that are None now and were not."""
    ours = flat(got)
    allowed = {*null.split(), *(name.partition(".")[0] for name in null.split())}
    return [name for name, value in ours.items() if value is None and name not in allowed]


def registry() -> dict[str, tuple[str, str]]:
    """By name: the formula, and the fields that were None."""
    lines = (DATA / "given_registry.tsv").read_text(encoding="utf-8").splitlines()
    return {name: (formula, null) for name, formula, null in (x.split("\t") for x in lines)}


def formulas() -> dict[str, str]:
    """By formula: the fields that were None."""
    lines = (DATA / "given_formulas.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines)
