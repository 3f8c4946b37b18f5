"""Derivatives of formulas with joints, in both arithmetics.

The derivative of a formula is a formula, taken branch by branch (:mod:`calculus`). It is right
wherever the formula is smooth. At a joint it is what the conditions pick, which may be the slope of
neither side, or no number at all. There the derivative is what both sides come to
(:mod:`asymptotics.joints`), if they come to the same; if not, what the conditions pick is a
convention and stays. Only points at which the picks may disagree are looked at.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache, partial, reduce
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from actviz.arrays import Float64, Mask, Places
from actviz.dataclass import dataclass
from actviz.formula.calculus import derivative
from actviz.formula.ties import Mixed, Tie, delicate, mixed
from actviz.formula.tree import Node, X, literal, name, node, number, substitute
from actviz.readings import balls, exact, float64, formats, number_formats
from actviz.readings.asymptotics.joints import Open, Slope, ball, open_slope, slope
from actviz.readings.asymptotics.limits import value_at_infinity
from actviz.readings.certified import rounded_arrays
from actviz.readings.effort import exhausted, patiently, tried

_FEW: Final = 64  # different points that are reasoned about one by one in float64
_FORMULAS: Final = 4  # in x, for a derivative in a parameter at more points than those
_OTHER: Final = "other_x"  # what x is called there
_MANY: Final = 1 << 14  # points for which it pays to know first whether anything is to be done
_BESIDE: Final = 300  # a point beside another is so many bits below 1 away
_NOTHING: Final = 2.0**-200  # a derivative so far from a place that it is its distance
_LEAST: Final = 2.0**-100  # a number that such a point is still beside
_NEAR: Final = 2.0**-40  # a relative difference below which doubles may hide a tie
_FAR: Final = 1e9
_STEP: Final = 3.7e-4  # where a tie goes on so far to both sides there is no joint


def evaluate(tree: Node, x: ArrayLike, values: Mapping[str, float], order: int) -> Float64:
    """The correctly rounded derivative of a formula at every ``x``, by proof: see :func:`decide`.

    Raises:
        NotDecided: with the points at which nothing was settled.
    """
    slopes, decided = decide(tree, x, values, order)
    if not decided.all():
        raise exact.NotDecided(np.asarray(x, dtype=np.float64)[~decided], slopes, decided)
    return slopes


def decide(
    tree: Node,
    x: ArrayLike,
    values: Mapping[str, float],
    order: int,
    letter: str = "x",
    limits: Mapping[float, float | None] | None = None,
    *,
    written: Node | None = None,
    dtype: str = "float64",
    progress: Callable[[int, int], object] | None = None,
) -> tuple[Float64, Mask]:
    """The correctly rounded derivative of a formula, and at which points it is decided.

    Args:
        order: of the derivative; 0 is the formula itself.
        letter: ``"x"`` or the parameter to differentiate in.
        limits: the derivative at ``inf`` and ``-inf``, worked out elsewhere.
        written: a formula of the derivative, to be evaluated instead of our own.
        dtype: the format rounded to, once.
    """
    formula = written or derivative(tree, letter, order)
    slopes, decided = _decided(formula, x, values, limits, dtype, progress)
    if order and letter in tree.names:
        joints = _Joints(tree, letter, order, _given(tree, values))
        goal, sure = slopes.reshape(-1), decided.reshape(-1)
        points = np.asarray(x, dtype=np.float64).reshape(-1)
        for at in joints.doubtful(points, ~sure | joints.lost(points, goal)):
            answer = joints.at(float(points[at]))
            if answer is Open.UNDECIDED:
                # What is picked stays where the sides differ, or come to nothing else.
                beside = joints.beside(float(points[at]))
                sure[at] &= beside is None or math.isclose(beside, goal[at], rel_tol=1e-15)
            elif not isinstance(answer, Open):
                goal[at], sure[at] = _rounded(answer, dtype), True
        joints.put_ends(points, goal)
        goal[~sure] = math.nan
    return slopes, decided


def _decided(
    formula: Node,
    x: ArrayLike,
    values: Mapping[str, float],
    limits: Mapping[float, float | None] | None,
    dtype: str,
    progress: Callable[[int, int], object] | None,
) -> tuple[Float64, Mask]:
    """A formula by cells where there are points enough for them, else by balls."""
    points = np.array(x, dtype=np.float64)
    if points.size < rounded_arrays.LONG:
        return exact.decide(formula, points, values, limits, dtype=dtype, progress=progress)
    flat = points.reshape(-1)
    rounded, decided = rounded_arrays.decide(formula, flat, values)
    if dtype != "float64":  # a tie of the format says nothing of the value beside it
        decided &= ~number_formats.ties(rounded, dtype)
        rounded = number_formats.rounded(rounded, dtype)
    rest = ~decided
    rounded[rest], decided[rest] = exact.decide(
        formula, flat[rest], values, limits, dtype=dtype, progress=progress
    )
    return rounded.reshape(points.shape), decided.reshape(points.shape)


def mend(
    tree: Node,
    fast: Node,
    x: Float64,
    slopes: Float64,
    values: Mapping[str, float],
    order: int,
    letter: str = "x",
    *,
    finite: bool = False,
) -> None:
    """Put the derivative of a formula right at its joints, in place.

    Args:
        fast: what was evaluated in float64, a derivative of it.
        order: of the derivative, at least 1.
        letter: ``"x"`` or the parameter it was taken in.
        finite: whether all that came out is known to be finite.
    """
    joints = _Joints(tree, letter, order, _given(tree, values), fast)
    points, goal = x.reshape(-1), slopes.reshape(-1)
    if not finite:
        joints.put_ends(points, goal)
    if points.size > _MANY and letter == "x":
        joints = joints.needed()
    lost = None if finite else joints.lost(points, goal)
    hits = joints.doubtful(points, lost, 0.0)
    if not hits.size:
        return
    different, places = np.unique(points[hits] + 0.0, return_inverse=True)
    answer = joints.nearest_of(different)[places]
    goal[hits] = np.where(np.isnan(answer), goal[hits], answer)


def _given(tree: Node, values: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple((word, float(values[word])) for word in sorted(tree.names - {"x"}))


def _rounded(answer: Any, dtype: str = "float64") -> float:
    """An exact constant as the nearest number of a format."""
    if isinstance(answer, float):
        return answer
    rounder = exact.rounder(dtype)
    for bits in exact.PRECISIONS:
        with balls.precision(bits):
            value = ball(answer, bits)
            low, high = rounder(value.lower()), rounder(value.upper())
        if low == high:
            break
    return formats.settled(formats.known(dtype), low + 0.0)


@dataclass(frozen=True)
class _Joints:
    """The joints of one formula in one letter, at given values of its parameters."""

    tree: Node
    letter: str
    order: int
    given: tuple[tuple[str, float], ...]
    fast: Node | None = None  # another form of the derivative, that is evaluated instead
    skipped: frozenset[float] = frozenset()  # places that are known to be right as they are

    @cached_property
    def values(self) -> dict[str, float]:
        return dict(self.given)

    @cached_property
    def ours(self) -> Node:
        """The derivative, branch by branch."""
        return derivative(self.tree, self.letter, self.order)

    @cached_property
    def watched(self) -> Mixed:
        """Where picks of the derivative, or of its other form, may disagree."""
        ties = mixed(self.ours, self.letter, self.given)
        if self.fast is None or self.fast is self.ours:
            return ties
        other = mixed(self.fast, self.letter, self.given)
        lone = tuple(tie for tie in other.ties if tie.isolated)
        places = dict.fromkeys((*ties.places, *other.places))
        return Mixed(tuple(places), tuple(dict.fromkeys((*ties.ties, *lone))))

    def doubtful(self, x: Float64, lost: Mask | None, near: float = _NEAR) -> Places:
        """Which points are to be looked at, of those lost only where the formula has a value."""
        places = [float(place) for place in self.watched.places if float(place) == place]
        moving = x if self.letter == "x" else self.values[self.letter]
        masks = [moving == place for place in places if place not in self.skipped]
        masks += [self._tied(tie, x, near) for tie in self.watched.ties]
        if lost is not None and lost.any():
            masks.append(lost & np.isfinite(self._float(self.tree, x)))
        if not masks:
            return np.zeros(0, dtype=np.intp)
        doubted = np.flatnonzero(np.broadcast_to(reduce(np.logical_or, masks), x.shape))
        return doubted[np.isfinite(x[doubted])]

    def needed(self) -> _Joints:
        """The same, without the places at which what is evaluated is right already."""
        places = (float(place) for place in self.watched.places)
        right = (place for place in places if _right(self, place))
        return replace(self, skipped=frozenset(right))

    def lost(self, x: Float64, slopes: Float64) -> Mask:
        """Where a derivative is no number, or infinite because something in it is zero."""
        lost = ~np.isfinite(slopes) & np.isfinite(x)
        if not lost.any():
            return lost
        infinite = lost & np.isinf(slopes)
        if infinite.any():
            here = x[infinite]
            broken = np.zeros(here.shape, dtype=np.bool_)
            for part in delicate(self.ours, self.letter):
                broken |= self._float(part, here) == 0
            lost[infinite] = broken
        return lost

    def _float(self, tree: Node, x: Float64) -> Float64:
        return float64.evaluate(tree, x, self.values)

    def _tied(self, tie: Tie, x: Float64, near: float) -> Mask:
        moving = "x" in tie.left.names | tie.right.names
        points = x if moving else x[:1]
        tied = np.zeros(points.shape, dtype=np.bool_)
        for holds in (partial(self._equal, tie, near=near), partial(self._missing, tie)):
            here = holds(points)
            if moving and here.any() and self.letter == "x":
                away = _STEP * np.maximum(1.0, np.abs(points[here]))
                with np.errstate(all="ignore"):  # beside an infinity, or the largest double
                    beside = points[here] - away, points[here] + away
                here[here] = ~(holds(beside[0]) & holds(beside[1]))
            tied |= here
        return tied if moving else np.full(x.shape, tied.any())

    def _missing(self, tie: Tie, x: Float64) -> Mask:
        """Where what is compared is no number, as x/x is at 0."""
        return np.isnan(self._float(tie.left, x)) | np.isnan(self._float(tie.right, x))

    def _equal(self, tie: Tie, x: Float64, *, near: float) -> Mask:
        left = self._float(tie.left, x)
        with np.errstate(all="ignore"):
            if tie.steps:
                half = left - np.floor(left) if tie.op == "round" else left - np.rint(left) + 0.5
                return np.asarray(np.abs(half - 0.5) <= near * (1 + np.abs(left)))
            right = self._float(tie.right, x)
            size = np.abs(left) + np.abs(right)
            return np.asarray((left == right) | (np.abs(left - right) < near * size))

    def at(self, x: float) -> Slope:
        """The derivative at a point, as an exact constant."""
        if exhausted(self):
            return Open.UNDECIDED
        tried(self)
        at = (("x", x), *self.given)
        answer = slope(self.tree, self.letter, self.order, at)
        if answer is Open.INFINITE:
            here, decided = exact.decide(self.tree, x, self.values)
            if decided and math.isfinite(here):
                return slope(self.tree, self.letter, self.order, at, float(here))
        return answer

    def nearest_of(self, x: Float64) -> Float64:
        """The derivative at different points as doubles; NaN where there is none."""
        values, left = np.full(x.shape, math.nan), np.ones(x.shape, dtype=np.bool_)
        for _ in range(_FORMULAS if self.letter != "x" else 0):
            here = np.flatnonzero(left)
            answer = self.in_x(float(x[here[here.size // 2]])) if here.size > _FEW else None
            if answer is None:
                break
            slope_there, conditions = answer
            for one in conditions:
                here = here[float64.evaluate(one, x[here], {}) != 0]
            values[here], decided = exact.decide(slope_there, x[here], {})
            left[here[decided]] = False
            if not decided.any():
                break
        many = int(left.sum())
        values[left] = [self.nearest(float(place), many) for place in x[left]]
        return values

    def in_x(self, x: float) -> tuple[Node, list[Node]] | None:
        """The derivative in a parameter as a formula in x, and conditions on x that are exact.

        It is the one at a point, and at all others that meet the conditions.
        """
        turned = {word: literal(value) for word, value in self.given if word != self.letter}
        turned |= {self.letter: X, "x": name(_OTHER)}
        place = literal(self.values[self.letter])
        answer = open_slope(substitute(self.tree, turned), self.order, place, {_OTHER: x})
        if answer is None or any(one.args[0].args or one.args[1].names for one in answer[1]):
            return None
        formula, *conditions = (substitute(one, {_OTHER: X}) for one in (answer[0], *answer[1]))
        return formula, conditions

    def put_ends(self, x: Float64, slopes: Float64) -> None:
        """At a joint of a parameter the limits at infinities are those of the slope there."""
        for side in (-1.0, 1.0) if self.letter != "x" else ():
            at, far = x == side * math.inf, side * _FAR
            if not at.any() or not self.doubtful(np.array([far]), None).size:
                continue
            formula, conditions = self.in_x(far) or (None, [])
            if formula and all(float64.evaluate(one, side * math.inf, {}) for one in conditions):
                limit = value_at_infinity(formula, int(side), {})
                slopes[at] = slopes[at] if limit is None else limit

    def nearest(self, x: float, many: int) -> float:
        """The derivative at a point as a double; NaN where there is none or it is not found."""
        answer: Any = Open.UNDECIDED if many > _FEW else self.at(x)
        if answer is Open.UNDECIDED:
            beside = self.beside(x)
            if beside is None and many > _FEW:
                answer = self.at(x)
            return math.nan if beside is None else beside
        return math.nan if isinstance(answer, Open) else _rounded(answer)

    def beside(self, x: float) -> float | None:
        """What the derivative is so near to a point that it tells nothing from it, on both sides.

        None: the sides differ, or it is not found.
        """
        place = {**self.values, "x": x}[self.letter]
        if place and abs(place) < _LEAST:
            return None
        with balls.precision(_BESIDE * (self.order + 4)):
            sides = list(self._sides(x))
        if not sides or any(side is None for side in sides):
            return None
        first, last = sides[0], sides[-1]
        if abs(first) + abs(last) < _NOTHING:  # it comes to 0, or is smaller than can be told here
            return 0.0
        slack = (abs(first) + abs(last)) * 2.0**-60 + _NOTHING
        return float(first.mid()) if abs(first - last) < slack else None

    @cached_property
    def moved(self) -> list[tuple[Node, Node]]:
        """The formula and its derivative a little to the left and to the right."""
        steps = [node("/", number(side), number(1 << _BESIDE)) for side in (-1, 1)]
        away = [{self.letter: node("+", name(self.letter), step)} for step in steps]
        return [(substitute(self.tree, one), substitute(self.ours, one)) for one in away]

    def _sides(self, x: float) -> Iterator[Any]:
        here = next(balls.compiled(self.tree)([x], self.values))
        for trees in self.moved:
            value, slope_ball = (next(balls.compiled(tree)([x], self.values)) for tree in trees)
            if not value.is_finite():
                continue  # an end of the domain
            near = here.is_finite() and abs(value - here) < (1 + abs(here)) * 2.0**-100
            yield slope_ball if near and slope_ball.is_finite() else None


@lru_cache(maxsize=1024)
def _right(joints: _Joints, place: float) -> bool:
    """Whether what is evaluated at a place is the derivative there, or all that there is."""
    computed = float(joints._float(joints.fast or joints.ours, np.array(place)))
    with patiently():
        answer = joints.nearest(place, 1)
    return math.isnan(answer) or abs(answer - computed) <= 1e-15 * abs(answer)
