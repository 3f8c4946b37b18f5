"""Which facts of the catalogue's functions are proved: kept in a file, by the formula's hash.

``python -m actviz.pages.contribution`` proves what is new; a test proves all anew and compares.
A formula that is not in the file, or whose parameters have other values, has no proof at hand.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from actviz.formula.tree import Node
from actviz.readings.notation.plain import to_text

FILE: Final = Path(__file__).parents[1] / "catalogue" / "proofs.txt"

# Fields that follow together once the signs of the derivatives up to an order are proved.
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "breaks": ("domain", "kinks", "jumps", "smoothness"),
    "values": ("range", "image", "argmin", "argmax", "pieces", "monotonic", "strictly_monotonic",
               "extrema", "zeros", "dead_intervals"),
    "slopes": ("derivative_range", "slope_argmin", "slope_argmax", "convexity", "inflections",
               "lipschitz"),
    "bends": ("lipschitz_slope",),
    "fixed_points": ("fixed_points",),
}  # fmt: skip
ALWAYS: Final = ("limits", "slope_limits")  # found by reasoning, or not at all


def key(tree: Node) -> str:
    """A short word that changes with the formula, its numbers included, and with the groups."""
    return sha256(repr((to_text(tree), GROUPS)).encode()).hexdigest()[:12]


def fields(groups: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the facts in some groups, with those that need no search."""
    return (*ALWAYS, *(name for group in groups for name in GROUPS[group]))


def at_hand(tree: Node) -> tuple[str, ...] | None:
    """The groups proved for a formula with its parameters' values in it; None: not looked at."""
    return _known().get(key(tree))


@cache
def _known() -> dict[str, tuple[str, ...]]:
    lines = FILE.read_text(encoding="utf-8").splitlines() if FILE.is_file() else []
    return {words[1]: tuple(words[2:]) for words in map(str.split, lines)}


def line(name: str, tree: Node, groups: tuple[str, ...]) -> str:
    """A line of the file: name, key, groups."""
    return " ".join([name, key(tree), *groups])


def forget() -> None:
    """Read the file anew when it is next asked for."""
    _known.cache_clear()
