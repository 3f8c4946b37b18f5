"""Which function is this? From samples or a formula: the nearest entries, parameters fitted.

The search is numerical. A formula's best answer is then proved where a proof exists; samples prove
nothing, and what they do not separate is told.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.facts.interval import Interval
from actviz.formula.calculus import tidied
from actviz.formula.tree import Node
from actviz.functions.entry import SpecError
from actviz.lookup.registry import Function, get, of_one_x
from actviz.measure.distance import largest_of
from actviz.models import likeness, naming
from actviz.models.likeness import Candidate
from actviz.models.rounded_outputs import steps_of
from actviz.readings import float64
from actviz.readings.effort import OutOfTime, check, share
from actviz.readings.identity import proved_equal

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation
    from actviz.measure.callables import Foreign

MOST_SAMPLES: Final = 4000  # more are thinned out evenly
_FEWEST: Final = 4
_CLEAN: Final = 1e-6  # of the values' size: float32 results, or a formula's own rounding
_ROUNDING: Final = 1e-9  # of the same: what float64 may lose on the way
_SINGLE: Final = 2.0**-22  # what float32 may lose, of the largest value
_SHORT: Final = 3  # digits of a parameter that somebody has chosen
_NEAR: Final = 0.08  # root mean square left, of the values' standard deviation
_PROMISING: Final = 14  # families whose parameters are fitted
_SPAN: Final = 12.0  # of the x at which a callable is asked
_SETTLED: Final = 0.1  # of the time that is left, for the largest difference from a formula
_STRONG: Final = 6.0  # more of the criterion is strong evidence for one of two functions
_WEAK: Final = 2.0  # less of it is none against a function that libraries ship
_ON_THE_WAY: Final = 2.0  # steps that rounding at each operation leaves, in half precision
_SPREAD: Final = 0.1  # of what is left as noise, in root mean square: half of it is larger


@dataclass
class Answer:
    """One function that it may be.

    ``largest`` is the largest difference, samples less function, ``at`` its x, ``rms`` the root of
    the mean square. ``same_on_these`` are others that these inputs do not tell from it.
    """

    function: str
    spec: str
    largest: float
    at: float
    rms: float
    certainty: str
    same_on_these: list[str] = field(default_factory=list)
    values: Float64 = field(default_factory=lambda: np.zeros(0))
    free: int = 0
    known: bool = False  # libraries that are widespread ship it, and its parameters are short

    def row(self) -> dict[str, Any]:
        """As a row of a table."""
        return {
            "function": self.function, "spec": self.spec, "largest": self.largest, "at": self.at,
            "rms": self.rms, "certainty": self.certainty, "same_on_these": self.same_on_these,
        }  # fmt: skip


def of_samples(x: Float64, y: Float64, top: int = 5) -> list[Answer]:
    """The functions nearest to samples, best first; empty where none is near.

    Args:
        x, y: as many numbers each; pairs with one that is not finite are left out.

    Raises:
        ValueError: fewer than four pairs are left, or x never changes.
    """
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    if len(x) < _FEWEST or np.ptp(x) == 0:
        raise ValueError(f"{len(x)} pairs of finite numbers; at least {_FEWEST} different x are "
                         "needed to tell functions apart")  # fmt: skip
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    if len(x) > MOST_SAMPLES:
        chosen = np.linspace(0, len(x) - 1, MOST_SAMPLES).astype(int)
        x, y = x[chosen], y[chosen]
    return _ranked(x, y, top)


def one_of_x(functions: Sequence[Function], source: object) -> Activation:
    """The one function of x that a spec means.

    Raises:
        SpecError: it means several, or one of another kind.
    """
    if len(functions) != 1:
        raise SpecError(f"{source!r} is a sweep; one function at a time")
    return of_one_x(functions, "identify")[0]


def of_callable(foreign: Foreign, top: int = 5) -> list[Answer]:
    """The functions that a callable may be, by its values at :func:`points`.

    Raises:
        ValueError: it raised, or gives something of another shape.
    """
    from actviz.measure import callables

    x = points()
    return of_samples(x, callables.values(foreign, x, foreign.usual_dtype).values, top)


def of_formula(tree: Node, top: int) -> list[Answer]:
    """The functions nearest to a formula, best first; the first is proved where it can be."""
    f = naming.values_of(tree)
    if f is None:
        raise ValueError("the formula is too large to be compared")
    near = np.isfinite(f) & (np.abs(likeness.GRID) <= _SPAN)
    answers = _ranked(likeness.GRID[near], f[near], top)
    for one in answers:
        _settle(one, tree)
    named = (
        naming.at_defaults(tree) or naming.with_parameters(tree)
        or naming.at_defaults(tree, widespread=False)
        or naming.with_parameters(tree, widespread=False)
    )  # fmt: skip
    if named is None:
        return answers
    function = get(named.spec)
    proved = named.certainty == naming.PROVED or proved_equal(tree, function.bound_tree)
    first = Answer(named.function, named.spec, 0.0, 0.0, 0.0, "proved")
    if not proved:  # how far it is off is looked for where it is for all the others
        x = likeness.GRID[near]
        values = np.asarray(function(x))
        gap = f[near] - values
        at, rms = int(np.argmax(np.abs(gap))), float(np.sqrt(np.mean(gap * gap)))
        off = float(gap[at]), float(x[at]), rms
        first = Answer(named.function, named.spec, *off, "near", [], values)
        _settle(first, tree)
    twin = next((one for one in answers if one.spec == named.spec), None)
    if twin is not None:
        first.same_on_these = twin.same_on_these
    rest = [one for one in answers if one.spec != named.spec]
    for one in rest:
        one.certainty = "proved" if one.certainty == "proved" else "near"
    return [first, *rest][:top]


def _settle(one: Answer, tree: Node) -> None:
    """Prove that an answer is the formula, or look for the largest difference between samples."""
    function = get(one.spec)
    if proved_equal(tree, function.bound_tree):
        one.certainty, one.largest = "proved", 0.0
        return
    with suppress(OutOfTime), share(_SETTLED):
        gap = largest_of(tidied("-", tree, function.bound_tree), over=Interval(-_SPAN, _SPAN))
        if gap is not None and abs(gap.value) > abs(one.largest):
            one.largest, one.at = gap
    if abs(one.largest) > _CLEAN * float(np.max(np.abs(one.values))):
        one.certainty = "near"


def points() -> Float64:
    """The x at which a callable is asked."""
    near = likeness.GRID[np.abs(likeness.GRID) <= _SPAN]
    return np.asarray(near, dtype=np.float32).astype(np.float64)


# ---------------------------------------------------------------- ranking


def _ranked(x: Float64, y: Float64, top: int) -> list[Answer]:
    widespread = likeness.candidates(True)
    lines = [Candidate(word, get(word)) for word in likeness.AFFINE]
    known = [*widespread, *likeness.candidates(False), *lines]
    with np.errstate(all="ignore"):
        table = np.array([_values(one, x) for one in known])
        squares = np.mean((table - y) ** 2, axis=1)
    squares[~np.isfinite(squares)] = np.inf
    answers = [
        _answer(one, one.spec, x, y, table[at], known=at < len(widespread))
        for at, one in enumerate(known)
        if np.isfinite(squares[at])
    ]
    spread = float(np.std(y)) or float(np.max(np.abs(y))) or 1.0
    step = steps_of(y)
    exact_ones = [one for one in answers if one.rms <= _CLEAN * spread]
    if not any(one.known for one in exact_ones):
        # What a function without a parameter gives is told by one with some if that is well known.
        families = likeness.candidates(True) if exact_ones else known
        answers += _with_fits(families, squares[: len(families)], x, y)
    least = min((one.rms for one in answers), default=0.0)
    # Of clean samples a staircase is the function's own, and what differs by rounding is alike.
    if least <= _CLEAN * spread:
        step, alike = None, max(1.03 * least, _ROUNDING * spread)
    else:
        alike = -1.0
    answers.sort(key=lambda one: _order(one, y, spread, step, alike))  # stable
    best = answers[0] if answers else None
    if best is None or not (best.rms <= _NEAR * spread or _fits(best, x, y, spread, step)):
        return []
    floor = best.rms
    chosen = _without_twins(answers, top)
    for one in chosen:
        clean = one.rms <= max(_CLEAN * spread, 1.03 * floor) and _fits(one, x, y, spread, step)
        one.certainty = "samples" if clean else "near"
        one.same_on_these = _same_on_these(one, answers, y, spread, floor, step)
    return chosen


def _values(one: Candidate, x: Float64) -> Float64:
    try:
        values = float64.evaluate(one.function.quick_tree, x, one.function.values)
    except (ValueError, ArithmeticError):
        return np.full(x.shape, np.nan)
    if np.isfinite(values).all():
        return np.asarray(values)
    mended = one.function(x)
    return np.asarray(mended)


def _answer(
    one: Candidate, spec: str, x: Float64, y: Float64, f: Float64, free: int = 0, *, known: bool
) -> Answer:
    gap = y - f
    at = int(np.argmax(np.abs(gap)))
    rms = float(np.sqrt(np.mean(gap * gap)))
    return Answer(
        one.function.name, spec, float(gap[at]), float(x[at]), rms, "near", [], f, free, known
    )  # fmt: skip


def _score(one: Answer, count: int, spread: float) -> float:
    """The Bayesian information criterion: a parameter must be worth its freedom."""
    score = count * math.log(max(one.rms, _ROUNDING * spread) ** 2) + one.free * math.log(count)
    return round(score, 6)


def _order(
    one: Answer, y: Float64, spread: float, step: Float64 | None, alike: float
) -> tuple[float, ...]:
    """What the best answer has the least of.

    Outputs that were rounded to steps say no more than that each is within half a step, or within
    some where operations on the way were rounded too. Of answers that differ by rounding alone, or
    are as likely, the best known is the one that is meant.
    """
    if _rounds(one, y, step, 0.51):
        return 0, one.free, not one.known, one.rms
    if one.rms <= alike:
        return 0, not one.known, one.free
    score, usual = _score(one, len(y), spread), one.known and not one.free
    if usual and _rounds(one, y, step, _ON_THE_WAY):
        return 1, score, one.rms
    return 2, score - _WEAK * usual, one.rms


def _with_fits(
    known: Sequence[Candidate], squares: Float64, x: Float64, y: Float64
) -> list[Answer]:
    """The most promising families with their parameters fitted."""
    ranked = [at for at in np.argsort(squares) if 0 < len(known[at].free) <= 2]
    shipped = {one.spec for one in likeness.families(True)}
    first = [at for at in ranked if known[at].spec in shipped][:_PROMISING]
    rest = [at for at in ranked if at not in first][: _PROMISING // 2]
    chosen = [known[at] for at in (*first, *rest)]
    # Of many parameters one may be another, the others being what they always are.
    many = [one for one in known if len(one.free) > likeness.MOST_FITTED]
    chosen += [one for one in known if len(one.free) == 1 and one not in chosen]
    chosen += [replace(one, only=word) for one in many for word in one.free]
    few = slice(None, None, max(1, len(x) // 300))
    answers: list[Answer] = []
    for one in chosen:
        check()
        start = dict(one.function.values)
        starts = [start, *_jumps(one, x, y)]
        values, square = likeness.fitted(one, x[few], y[few], starts, steps=12)
        if not math.isfinite(square):
            continue
        values, _ = likeness.fitted(one, x, y, [values], steps=6)
        values = _rounded(one, values, x, y)
        try:
            f = _values(Candidate(one.spec, one.function.with_values(**values)), x)
        except SpecError:
            continue
        if np.isfinite(f).all() and values != start:
            spec = one.spec_at(values)
            short = all(float(f"{value:.{_SHORT}g}") == value for value in values.values())
            known_one = one.spec in shipped and short
            answers.append(_answer(one, spec, x, y, f, len(one.free), known=known_one))
    return answers


def _jumps(one: Candidate, x: Float64, y: Float64) -> list[dict[str, float]]:
    """Starts for a family whose threshold has no slope: where the samples jump most."""
    words = [word for word in one.free if word in ("threshold", "lambd", "a", "t")]
    if not words or len(x) < 8:
        return []
    at = int(np.argmax(np.abs(np.diff(y)) / (np.diff(x) + 1e-9 * np.ptp(x))))
    place = float((x[at] + x[at + 1]) / 2)
    return [{**one.function.values, words[0]: value} for value in (place, abs(place))]


def _rounded(one: Candidate, values: dict[str, float], x: Float64, y: Float64) -> dict[str, float]:
    """Parameters with as few digits as explain the samples as well."""

    def left(chosen: dict[str, float]) -> float:
        try:
            with np.errstate(all="ignore"):
                gap = y - float64.evaluate(one.function.careful_tree, x, chosen)
        except (ValueError, ArithmeticError):
            return math.inf
        return float(np.mean(gap * gap))

    best = left(values)
    room = best * (1 + 2 / len(x)) + 1e-26 * float(np.mean(y * y))
    for digits in range(1, 18):
        told = values | {word: float(f"{values[word]:.{digits}g}") for word in one.free}
        if left(told) <= room:
            return told
    return told


# ---------------------------------------------------------------- what the differences tell


def _rounds(one: Answer, y: Float64, step: Float64 | None, share: float) -> bool:
    """Whether outputs are within that share of a step of an answer's values, as float32 has them.

    Short formats are computed in it, and PyTorch's gelu loses its left tail there.
    """
    if step is None:
        return False
    room = share * step + _SINGLE * float(np.max(np.abs(y)))
    return bool(np.all(np.abs(y - one.values) <= room))


def _fits(one: Answer, x: Float64, y: Float64, spread: float, step: Float64 | None) -> bool:
    """Whether what is left is rounding or noise: it must not follow x."""
    if one.rms <= _CLEAN * spread:
        return True
    if _rounds(one, y, step, 0.75):
        return True
    gap = y - one.values
    if len(x) < 30 or one.rms > 0.5 * spread or np.median(np.abs(gap)) < _SPREAD * one.rms:
        return False
    parts = np.array_split(gap, min(25, len(x) // 10))
    means = np.array([part.mean() for part in parts])
    errors = one.rms / np.sqrt([len(part) for part in parts])
    return bool(np.mean((means / errors) ** 2) < 2.2)


def _without_twins(answers: Sequence[Answer], top: int) -> list[Answer]:
    """The first of those whose values are the same on these inputs, best first."""
    kept: list[Answer] = []
    for one in answers[: 40 * top]:
        size = 1e-12 * (1 + float(np.max(np.abs(one.values))))
        if all(np.max(np.abs(one.values - other.values)) > size for other in kept):
            kept.append(one)
        if len(kept) == top:
            break
    return kept


def _same_on_these(
    one: Answer, answers: Sequence[Answer], y: Float64, spread: float, floor: float,
    step: Float64 | None,
) -> list[str]:  # fmt: skip
    """The other functions that these inputs do not tell from this one."""
    room = max(_ROUNDING * spread, 0.05 * floor)
    rounding = _rounds(one, y, step, 0.51)
    noise = one.certainty == "samples" and not rounding and one.rms > _CLEAN * spread
    worse = _score(one, len(y), spread) + _STRONG if noise else -math.inf
    same = []
    for other in answers:
        if other.function == one.function or other.free:
            continue
        near = np.max(np.abs(other.values - one.values)) <= room
        if near or (rounding and _rounds(other, y, step, 0.51)) or (
            _score(other, len(y), spread) <= worse
        ):  # fmt: skip
            same.append(other.function)
    return list(dict.fromkeys(same))
