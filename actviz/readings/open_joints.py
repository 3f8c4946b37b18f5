"""Derivatives for programs in which letters stay open: arguments, or the other input of a gate.

Where a formula has a joint and the function has none, the slope there is a formula in the other
letters, read off the series from both sides (:mod:`asymptotics.joints`). It is true as long as
what was decided on the way is decided the same, which the program asks before it takes it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice, product
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from actviz.formula.calculus import derivative, tidied, tidy
from actviz.formula.ties import delicate, joints, ties
from actviz.formula.tree import ONE, ZERO, Node, X, name, node, substitute, walk
from actviz.readings import float64, slopes
from actviz.readings.asymptotics.joints import open_slope

_OTHER: Final = "other_x"  # what x is called while the derivative is taken in another letter
_HERE: Final = "here"  # and what it is called where nothing happens in it
_PLACES: Final = 24  # joints that are looked at
_TRIALS: Final = 64  # values of the letters that are tried at each
_SIDES: Final = (1.5, -1.5, 0.0)  # those that are tried of several letters at once,
_FAR: Final = (7.0, -7.0)  # and of fewer than three
_LETTERS: Final = 3  # of so many
_CASES: Final = 12  # that are worth writing
_CONDITIONS: Final = 6  # on the letters, for one case
_SIZE: Final = 60  # parts of a slope that is worth writing
_CLOSE: Final = 1e-12
_NEAR: Final = 1e-5  # beside what is near in float64 exact arithmetic is asked
_STEPS: Final = (1e-7, 1e-4)  # aside, at which the sides of a joint are looked at
_JUMP: Final = 0.1  # a jump is larger than that, and as large from both distances


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
        known: conditions on letters that always hold: where they do not nothing is tried.

    Returns:
        ``fast`` itself where nothing is found to be wrong. Places are solved for where they are
        straight in the letter; values of the others are tried at and around their own joints.
    """
    given = tuple(sorted(values.items()))
    whole = fast
    for conditions, slope in _cases(tree, fast, given, order, letter, tuple(known)):
        case = slope
        for condition in reversed([one for one in conditions if one not in known]):
            case = node("where", condition, case, whole)
        whole = case
    return whole


@lru_cache(maxsize=256)
def _cases(
    tree: Node,
    fast: Node,
    given: tuple[tuple[str, float], ...],
    order: int,
    letter: str,
    known: tuple[Node, ...],
) -> list[tuple[list[Node], Node]]:
    """Conditions, and the slope where they hold; later ones go first."""
    turned = {letter: X, **({"x": name(_OTHER)} if letter != "x" else {})}
    back = {"x": name(letter), **({_OTHER: X} if letter != "x" else {})}
    tree, fast, *valid = (substitute(one, turned) for one in (tree, fast, *known))
    usual = dict(given)
    here = usual.pop(letter, 1.5)
    cases: list[tuple[list[Node], Node]] = []
    written = fast
    trials = list(islice(_trials(tree, usual, here), _TRIALS))
    gaps = _gaps((derivative(tree, "x", order), fast))
    for where in islice(_places(tree, fast, order), _PLACES):
        spots = [_spot(where, trial) for trial in _doubtful(where, trials, gaps, written, valid)]
        while (first := _first_case(tree, written, order, where, spots)) is not None:
            spots, (conditions, slope) = first
            cases.append(([substitute(one, back) for one in conditions], substitute(slope, back)))
            for condition in reversed(conditions):
                slope = node("where", condition, slope, written)
            written = slope
            if len(cases) == _CASES:
                return cases
    return cases


class _Place(NamedTuple):
    """Where something happens: letters that are at formulas in others, and what is zero there.

    ``at`` is where x is, if it is there that something happens in x.
    """

    fixed: tuple[tuple[str, Node], ...]
    met: tuple[Node, ...]
    at: Node | None = None

    @property
    def place(self) -> Node:
        """Where x is; where in it nothing happens it is a letter too."""
        return self.at or name(_HERE)

    def along(self, tree: Node) -> Node:
        """A formula with the letters there."""
        for letter, at in self.fixed:
            tree = substitute(tree, {letter: at})
        return tree

    def there(self, values: dict[str, float]) -> dict[str, float]:
        """The values of all letters there."""
        for letter, at in reversed(self.fixed):
            values = {**values, letter: _number(at, values)}
        return values

    def with_(self, letter: str, at: Node, gap: Node) -> _Place:
        """This place where another letter is somewhere too."""
        bare = at.args[0] if at.op == "neg" else at
        met = (*self.met, node("==", gap, ZERO) if bare.args else node("==", name(letter), at))
        if letter == "x":
            return _Place(self.fixed, met, at)
        return _Place((*self.fixed, (letter, at)), met)


_EVERYWHERE: Final = _Place((), ())


def _places(tree: Node, fast: Node, order: int) -> Iterator[_Place]:
    formulas = (derivative(tree, "x", order), fast)
    for letter in ("x", *sorted(tree.names - {"x"})):
        for at, gap in _joints(formulas, letter).items():
            if letter == "x" or "x" not in at.names:
                yield _EVERYWHERE.with_(letter, at, gap)
    for place in _coincidences(formulas):
        yield place
        for at, gap in _joints(map(place.along, formulas), "x").items():
            yield place.with_("x", at, gap)


def _joints(formulas: Iterable[Node], letter: str) -> dict[Node, Node]:
    return {at: gap for tree in formulas for at, gap in joints(tree, letter).items()}


def _coincidences(formulas: tuple[Node, ...]) -> Iterator[_Place]:
    """Where a joint is at every x, since its formula does not vary there: a*x - b at a = b = 0."""
    places: dict[frozenset[tuple[str, Node]], _Place] = {}
    for gap in _joints(formulas, "x").values():
        slope, start = derivative(gap, "x"), substitute(gap, {"x": ZERO})
        for letter in sorted(slope.names):
            for at, factor in joints(node("/", ONE, slope), letter).items():
                place = _EVERYWHERE.with_(letter, at, factor)
                rest = tidy(place.along(start))
                if rest is ZERO:
                    places.setdefault(frozenset(place.fixed), place)
                for other in sorted(rest.names):
                    for where, part in joints(node("/", ONE, rest), other).items():
                        both = place.with_(other, where, part)
                        places.setdefault(frozenset(both.fixed), both)
    yield from places.values()


def _gaps(formulas: Iterable[Node]) -> list[Node] | None:
    """What is 0 where something happens in formulas; None: there are steps too."""
    gaps: dict[Node, None] = {}
    for tree in formulas:
        for letter in sorted(tree.names):
            between = ties(tree, letter)
            if any(tie.steps for tie in between):
                return None
            gaps |= dict.fromkeys(tidied("-", tie.left, tie.right) for tie in between)
            gaps |= dict.fromkeys(delicate(tree, letter))
    return list(gaps)


def _doubtful(
    where: _Place,
    trials: list[dict[str, float]],
    gaps: list[Node] | None,
    written: Node,
    valid: Collection[Node],
) -> list[dict[str, float]]:
    """The trials for which float64 cannot tell that no case is missing at a place.

    None is where the place is no number or not valid, or nothing happens there: what is 0 there in
    a branch of a formula may be in a branch that is not taken. Nor is one where a derivative that
    is joined to both its sides jumps, or is steady.
    """
    letters: dict[str, NDArray[np.float64]] = {
        word: np.array([trial[word] for trial in trials]) for word in trials[0]
    }
    zeros = np.zeros(len(trials))
    for letter, at in reversed(where.fixed):
        letters[letter] = float64.evaluate(at, zeros, letters)
    x = float64.evaluate(where.place, zeros, letters)
    doubtful: NDArray[np.bool_] = np.all(np.isfinite([x, *letters.values()]), axis=0)
    size = np.max(np.abs([x, *letters.values()]), axis=0) + 1
    for condition in valid:
        doubtful &= float64.evaluate(condition, x, letters) != 0
    with np.errstate(all="ignore"):
        if gaps is not None:
            apart, met = doubtful.copy(), [condition.args[0] for condition in where.met]
            for gap in sorted(gaps, key=lambda one: one not in met):  # that decides at once
                apart &= np.abs(float64.evaluate(gap, x, letters)) > _NEAR * size
                if not apart.any():
                    break
            doubtful &= ~apart
        if where.at is not None and not where.fixed:
            aside = [sign * step for step in _STEPS for sign in (-1, 1)]
            beside = np.array([x, *(x + step * size for step in aside)])
            rows = {word: np.broadcast_to(value, beside.shape) for word, value in letters.items()}
            middle, *others = float64.evaluate(written, beside, rows)
            sides = list(zip(others[::2], others[1::2], strict=True))
            scale = 1 + np.abs(middle)
            jumps = [right - left for left, right in sides]
            steady = np.all([np.abs(side - middle) < _NEAR * scale for side in sides[0]], axis=0)
            broken = np.abs(jumps[0]) > _JUMP * scale
            broken &= np.abs(jumps[1] - jumps[0]) < _JUMP * np.abs(jumps[0])
            doubtful &= ~(steady | broken)
    return _different(where, [trial for trial, left in zip(trials, doubtful, strict=True) if left])


def _different(where: _Place, trials: list[dict[str, float]]) -> list[dict[str, float]]:
    """Trials without those that are another one where letters are at a place."""
    fixed = {letter for letter, _ in where.fixed} | ({_HERE} if where.at is not None else set())
    different: dict[tuple[float, ...], dict[str, float]] = {}
    for trial in trials:
        different.setdefault(tuple(trial[word] for word in trial if word not in fixed), trial)
    return list(different.values())


class _Spot(NamedTuple):
    """A number for x and those for the letters."""

    x: float
    values: dict[str, float]


def _spot(where: _Place, trial: dict[str, float]) -> _Spot:
    values = where.there(trial)
    return _Spot(_number(where.place, values), values)


def _first_case(
    tree: Node, written: Node, order: int, where: _Place, spots: list[_Spot]
) -> tuple[list[_Spot], tuple[list[Node], Node]] | None:
    """The first case that is missing at one of the spots of a joint, and the spots after that."""
    spots = [spot for spot in spots if all(map(math.isfinite, (spot.x, *spot.values.values())))]
    if not spots:
        return None
    letters = {word: np.array([spot.values[word] for spot in spots]) for word in spots[0].values}
    results = float64.evaluate(written, np.array([spot.x for spot in spots]), letters).tolist()
    for count, (spot, given) in enumerate(zip(spots, results, strict=True), 1):
        if (case := _case(tree, given, order, where, spot)) is not None:
            return spots[count:], case
    return None


def _case(
    tree: Node, written: float, order: int, where: _Place, spot: _Spot
) -> tuple[list[Node], Node] | None:
    """The case that is missing at a joint, for these values of the letters and others like them.

    ``written`` is what the slope as it is written comes to there.
    """
    x, values = spot
    true = _true(tree, order, x, _given(tree, values))
    if math.isnan(true) or _same(written, true):
        return None
    given = tuple(sorted(values.items()))
    settled = _open_slope(_moving(where.along(tree)), order, where.place, given)
    if settled is None:
        return None
    slope, *conditions = (
        substitute(one, {_HERE: X}) for one in (settled[0], *where.met, *settled[1])
    )
    small = len(conditions) <= _CONDITIONS and sum(1 for _ in walk(slope)) <= _SIZE
    if not small or not _same(float(float64.evaluate(slope, x, values)), true):
        return None
    return conditions, slope


def _given(tree: Node, values: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple((word, values[word]) for word in sorted(tree.names - {"x"}))


def _number(tree: Node, values: Mapping[str, float]) -> float:
    """A formula in letters as a number."""
    if tree.op == "name" and tree is not X:
        return values[str(tree.value)]
    if tree.op == "neg":
        return -_number(tree.args[0], values)
    return _true(tree, 0, 0.0, _given(tree, values))


# Asked again of the same formula for every program of it, careful or plain.
@lru_cache(maxsize=4096)
def _true(tree: Node, order: int, x: float, given: tuple[tuple[str, float], ...]) -> float:
    """The exact value of a derivative; NaN where it is not decided."""
    return float(slopes.decide(tree, np.array([x]), dict(given), order)[0][0])


@lru_cache(maxsize=4096)
def _open_slope(
    tree: Node, order: int, place: Node, given: tuple[tuple[str, float], ...]
) -> tuple[Node, list[Node]] | None:
    return open_slope(tree, order, place, dict(given))


def _moving(tree: Node) -> Node:
    """The formula without the terms that do not vary with x."""
    if tree.op in ("+", "-"):
        one, other = (_moving(arg) if "x" in arg.names else ZERO for arg in tree.args)
        return tidied(tree.op, one, other)
    return tree


def _same(one: float, other: float) -> bool:
    return bool(one == other or abs(one - other) <= _CLOSE * (1 + abs(other)))


def _trials(tree: Node, usual: dict[str, float], here: float) -> Iterator[dict[str, float]]:
    """Values for the letters: the usual ones, and at and around their joints one by one."""
    inputs = [word for word in sorted(tree.names - {"x"}) if word not in usual]
    base = {**usual, **dict.fromkeys(inputs, 1.5), _HERE: here}
    words = [*inputs, _HERE, *usual]
    yield base
    few = words[:_LETTERS]
    sides = _SIDES + _FAR * (len(few) < _LETTERS)
    for values in product(sides, repeat=len(few)):
        yield {**base, **dict(zip(few, values, strict=True))}
    for word in words:
        for value in _around(tree, word, base):
            yield {**base, word: value}


def _around(tree: Node, word: str, base: dict[str, float]) -> list[float]:
    places = {0.0, 1.5, -1.5, -base[word]}
    for place in islice(joints(tree, word), 4):
        at = _number(tidy(place), base)
        if math.isfinite(at):
            places |= {at, at - 1, at + 1}
    return sorted(places - {base[word]}, key=abs)
