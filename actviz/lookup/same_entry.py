"""The entry of the catalogue that a typed formula is, if that is proved.

``catalogue/index.txt`` has a mark for each entry, made of its values at a few places. Entries whose
mark is that of the formula may be it; whether one is, is proved, never read off the mark.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final

from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import derivative, expand_cases
from actviz.formula.constants import constant_value
from actviz.formula.named_blocks import with_blocks
from actviz.formula.ties import delicate
from actviz.formula.tree import COMPARISONS, Node, X, walk
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError
from actviz.lookup.index import index
from actviz.lookup.names import named
from actviz.readings.notation.plain import to_text

# Far apart, on both sides of 0 and of where functions saturate; no number that formulas like.
_PLACES: Final = (-9.3718, -2.5931, -0.7131, 0.4409, 1.9373, 8.1917)
_CALLS: Final = re.compile(r"\b[a-z]\w*(?=\()", re.IGNORECASE)
_NEAR: Final = 1e-6  # of the size of a mark, what float64 may lose of one


def same_entry(tree: Node, orders: int = 2) -> Activation | None:
    """The entry, at its defaults, whose formula is shown to be this one at every x.

    With cases in either its slopes are as well, at the joints too, where conditions pick them.

    Args:
        tree: a formula in ``x`` alone.
        orders: up to which derivative slopes are compared.
    """
    own = mark(tree)
    if own is None or delicate(tree):
        return None
    for name, line in index().items():
        if not line.mark or abs(float(line.mark) - own) > _NEAR * (1 + abs(own)):
            continue
        entry = named(name)
        if isinstance(entry, Activation) and _same(tree, entry.bound_tree, orders):
            return entry
    return None


def same_at_parameters(tree: Node, orders: int = 2) -> Activation | None:
    """The entry with a careful form that a formula is at other parameters, if that is proved.

    Its formula is read off part by part, numbers for letters: of one in other steps nothing is
    found.
    """
    own = with_blocks(tree)
    if delicate(tree) or not any(part.op in ATOMS for part in walk(own)):
        return None
    called = {_called(one) for one in (to_text(tree), to_text(own))}
    for name, line in index().items():
        if _called(line.formula) not in called:
            continue
        entry = named(name)
        if not isinstance(entry, Activation) or not entry.careful or not entry.values:
            continue
        for bound in _matches(with_blocks(entry.tree), own, {}):
            values = {word: constant_value(number) for word, number in bound.items()}
            given = {word: float(value) for word, value in values.items() if value is not None}
            with suppress(SpecError):
                there = entry.with_values(**given)
                if _same(tree, there.bound_tree, orders):
                    return there
    return None


def _called(text: str) -> tuple[str, ...]:
    """The blocks that a text calls, in the order of the alphabet."""
    return tuple(sorted(_CALLS.findall(text)))


def _matches(pattern: Node, tree: Node, bound: Mapping[str, Node]) -> Iterator[Mapping[str, Node]]:
    """What letters of a pattern stand for, in each way in which it is the tree."""
    if pattern.op == "name" and pattern is not X:
        known = bound.get(word := str(pattern.value))
        if not tree.names and known in (None, tree):
            yield {**bound, word: tree}
        return
    if (pattern.op, pattern.value, len(pattern.args)) != (tree.op, tree.value, len(tree.args)):
        return
    ways = [tree.args]
    if pattern.op in ("+", "*"):
        ways.append(tree.args[::-1])
    for way in ways:
        ones = [bound]
        for part, arg in zip(pattern.args, way, strict=True):
            ones = [more for one in ones for more in _matches(part, arg, one)]
        yield from ones


def mark(tree: Node) -> float | None:
    """A number made of a formula's values at a few places; None: some place has no value."""
    import numpy as np

    from actviz.readings import float64

    with np.errstate(all="ignore"):
        values = float64.evaluate(tree, np.array(_PLACES), {})
    total = sum(math.sqrt(at + 2) * value for at, value in enumerate(values.tolist()))
    return total if math.isfinite(total) else None


def _same(tree: Node, entry: Node, orders: int) -> bool:
    from actviz.readings.identity import proved_equal

    if delicate(entry) or not proved_equal(tree, entry):
        return False
    if not any(part.op in COMPARISONS for one in (tree, entry) for part in walk(expand_cases(one))):
        return True
    return all(
        proved_equal(derivative(tree, "x", order), derivative(entry, "x", order))
        for order in range(1, orders + 1)
    )
