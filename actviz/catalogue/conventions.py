"""What frameworks return as the derivative where there is none, or where pieces meet.

``kinks.toml`` says what is in it.
"""

from __future__ import annotations

from functools import cache

from actviz.catalogue import tables
from actviz.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Convention:
    """One framework's slope at the joints of one function."""

    source: str  # where the framework says so
    slope: str = ""  # at the joints, as a formula in x and the parameters; "": it states none
    call: str = ""  # with keywords by our parameters: "torch...hardtanh(min_val=low, ...)"


@cache
def conventions() -> dict[str, dict[str, Convention]]:
    """By function and framework."""
    held = tables("kinks.toml")
    sources = held["sources"]
    return {
        word: {who: Convention(**{"source": sources.get(who), **row}) for who, row in rows.items()}
        for word, rows in held["slopes"].items()
    }
