"""Derivatives for programs in which letters stay open: arguments, or the other input of a gate.

Where a formula has a joint and the function has none, the slope there is a formula in the other
letters, read off the series from both sides (:mod:`asymptotics.joints`). It is true as long as
what was decided on the way is decided the same, which the program asks before it takes it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import islice, product
from typing import Final, NamedTuple

import numpy as np

from actviz.formula.calculus import derivative, tidy
from actviz.formula.ties import joints
from actviz.formula.tree import ZERO, Node, X, name, node, substitute, walk
from actviz.readings import exact, float64, slopes
from actviz.readings.asymptotics.joints import open_slope

_OTHER: Final = "other_x"  # what x is called while the derivative is taken in another letter
_HERE: Final = "here"  # and what it is called where nothing happens in it
_PLACES: Final = 12  # joints that are looked at
_TRIALS: Final = 40  # values of the letters that are tried at each
_SIDES: Final = (1.5, -1.5, 7.0, -7.0, 0.0)  # those that are tried of several letters at once,
_LETTERS: Final = 3  # of so many
_CASES: Final = 8  # that are worth writing
_CONDITIONS: Final = 6  # on the letters, for one case
_SIZE: Final = 60  # parts of a slope that is worth writing
_CLOSE: Final = 1e-12


def joined(
    tree: Node,
    fast: Node,
    values: Mapping[str, float],
    order: int,
    letter: str = "x",
    known: Collection[Node] = (),
) -> Node:
    """A derivative with a case for each joint at which it would be another number.

    Args:
        tree: the formula, in ``x`` and letters.
        fast: its derivative in a letter, as it would be written.
        values: for each letter but inputs, the number that is usual.
        order: of the derivative, at least 1.
        letter: what it is taken in.
        known: conditions on letters that always hold.

    Returns:
        ``fast`` itself where nothing is found to be wrong. Places are solved for where they are
        straight in the letter; values of the others are tried at and around their own joints.
    """
    given = tuple(sorted(values.items()))
    found = fast
    for conditions, slope in _cases(tree, fast, given, order, letter):
        case = slope
        for condition in reversed([one for one in conditions if one not in known]):
            case = node("where", condition, case, found)
        found = case
    return found


@lru_cache(maxsize=256)
def _cases(
    tree: Node, fast: Node, given: tuple[tuple[str, float], ...], order: int, letter: str
) -> list[tuple[list[Node], Node]]:
    """Conditions, and the slope where they hold; later ones go first."""
    turned = {letter: X, **({"x": name(_OTHER)} if letter != "x" else {})}
    back = {"x": name(letter), **({_OTHER: X} if letter != "x" else {})}
    tree, fast = substitute(tree, turned), substitute(fast, turned)
    usual = dict(given)
    here = usual.pop(letter, 1.5)
    cases: list[tuple[list[Node], Node]] = []
    written = fast
    for where in islice(_places(tree, fast, order), _PLACES):
        for values in islice(_trials(tree, usual, here), _TRIALS):
            case = _case(tree, written, order, where, values)
            if case is None:
                continue
            conditions, slope = case
            cases.append(([substitute(one, back) for one in conditions], substitute(slope, back)))
            for condition in reversed(conditions):
                slope = node("where", condition, slope, written)
            written = slope
            if len(cases) == _CASES:
                return cases
    return cases


class _Place(NamedTuple):
    """Where a letter, ``x`` or another, is at a joint: what it is there, and what is zero."""

    letter: str
    at: Node
    gap: Node

    @property
    def met(self) -> Node:
        """That it is there: as it stands if that is a letter or a number, else by what is zero."""
        bare = self.at.args[0] if self.at.op == "neg" else self.at
        return node("==", self.gap, ZERO) if bare.args else node("==", name(self.letter), self.at)


def _places(tree: Node, fast: Node, order: int) -> Iterator[_Place]:
    ours = derivative(tree, "x", order)
    for letter in ("x", *sorted(tree.names - {"x"})):
        for at, gap in (joints(ours, letter) | joints(fast, letter)).items():
            if letter == "x" or "x" not in at.names:
                yield _Place(letter, at, gap)


def _case(
    tree: Node, written: Node, order: int, where: _Place, values: dict[str, float]
) -> tuple[list[Node], Node] | None:
    """The case that is missing at a joint, for these values of the letters and others like them."""
    there = float(exact.decide(where.at, 0.0, values)[0])
    if not math.isfinite(there):
        return None
    if where.letter == "x":
        x, place = there, where.at
    else:  # in x itself nothing happens: it is a letter too
        x, place = values[_HERE], name(_HERE)
        values = {**values, where.letter: there}
    points = np.array([x])
    true, decided = slopes.decide(tree, points, values, order)
    if not decided[0] or math.isnan(true[0]):
        return None
    if _same(float64.evaluate(written, points, values)[0], true[0]):
        return None
    along = tree if where.letter == "x" else substitute(tree, {where.letter: where.at})
    found = open_slope(along, order, place, values)
    if found is None:
        return None
    slope, *conditions = (substitute(one, {_HERE: X}) for one in (found[0], where.met, *found[1]))
    small = len(conditions) <= _CONDITIONS and sum(1 for _ in walk(slope)) <= _SIZE
    if not small or not _same(float64.evaluate(slope, points, values)[0], true[0]):
        return None
    return conditions, slope


def _same(one: float, other: float) -> bool:
    return bool(one == other or abs(one - other) <= _CLOSE * (1 + abs(other)))


def _trials(tree: Node, usual: dict[str, float], here: float) -> Iterator[dict[str, float]]:
    """Values for the letters: the usual ones, and at and around their joints one by one."""
    inputs = [word for word in sorted(tree.names - {"x"}) if word not in usual]
    base = {**usual, **dict.fromkeys(inputs, 1.5), _HERE: here}
    words = [*inputs, _HERE, *usual]
    yield base
    for word in words:
        for value in _around(tree, word, base):
            yield {**base, word: value}
    few = words[:_LETTERS]
    for values in product(_SIDES, repeat=len(few)):
        yield {**base, **dict(zip(few, values, strict=True))}


def _around(tree: Node, word: str, base: dict[str, float]) -> list[float]:
    places = {0.0, 1.5, -1.5, -base[word]}
    for place in islice(joints(tree, word), 4):
        at = float(exact.decide(tidy(place), 0.0, {**base, "x": 0.0})[0])
        if math.isfinite(at):
            places |= {at, at - 1, at + 1}
    return sorted(places - {base[word]}, key=abs)
