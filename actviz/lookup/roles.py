"""What to take for which place in a network: a few suggestions for each, the usual one first.

Tests hold every suggestion to what its role promises.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from actviz.catalogue import table, text

_FILE: Final = "roles.toml"


class Suggestion(NamedTuple):
    """A function for a role, why it suits, and what to watch for."""

    name: str
    why: str
    watch: str


class Role(NamedTuple):
    """A place in a network, what is asked of a function there, and what to take."""

    asks: str
    suggestions: tuple[Suggestion, ...]


@cache
def names() -> tuple[str, ...]:
    """The places that are known; the tables below them are not read for that."""
    return tuple(re.findall(r"^\[([\w-]+)\]$", text(_FILE), re.MULTILINE))


@cache
def role(name: str) -> Role:
    """What is known of a place."""
    fields = table(_FILE, name)
    return Role(fields["asks"], tuple(Suggestion(**one) for one in fields["take"]))
