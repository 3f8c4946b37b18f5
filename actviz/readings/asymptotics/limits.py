"""Limits at the infinities, by reasoning on the tree.

A formula is read as an asymptotic series with exact coefficients (:mod:`series_reading`), and the
first terms tell the limit, its closed form and the side from which it is approached. Nothing is
ever evaluated at a large number. Three answers are possible: a limit; a proof that there is none;
and "undecided", which is never dressed up as either.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from actviz.formula.tree import ZERO, Node, walk
from actviz.readings.asymptotics.asymptotic_series import MAX_WORK, Series
from actviz.readings.asymptotics.exact_constants import (
    HALF,
    NotDecided,
    NotDefined,
    Number,
    rational,
    to_node,
)
from actviz.readings.asymptotics.periods import is_periodic
from actviz.readings.asymptotics.series_reading import Reader

_KEEP: Final = (3, 6, 12, 24)  # growths kept at most, tried in turn
_SIMPLE: Final = 20  # nodes of a closed form that is worth printing

Approach = Literal["exact", "above", "below", "none"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit at an infinity.

    Attributes:
        value: the limit, as the double nearest to it; infinities are limits too.
        form: the limit as a tree in the parameters, where it is finite and simple.
        approach: ``exact`` if the function is identically the limit from some point on, ``above``
            or ``below`` if it stays strictly on that side, ``none`` if it does neither or if that
            is not known.
    """

    value: float
    form: Node | None = None
    approach: Approach = "none"


@dataclass(frozen=True, slots=True)
class NoLimit:
    """A proof that there is no limit: the function oscillates, or is not defined far out."""

    reason: Literal["oscillates", "undefined"]


@dataclass(frozen=True, slots=True)
class Undecided:
    """Neither a limit nor a proof that there is none was found."""

    reason: str


@dataclass(frozen=True, slots=True)
class Asymptote:
    """The line ``slope*x + intercept`` that a function approaches, as limits with their forms.

    ``approach`` is the side of the line on which the function stays.
    """

    slope: Limit
    intercept: Limit
    approach: Approach


def limit(
    tree: Node, side: int, values: Mapping[str, float], *, form: bool = True
) -> Limit | NoLimit | Undecided:
    """The limit of a formula in ``x`` as x tends to +infinity (side 1) or -infinity (side -1).

    Without ``form`` its closed form is not looked for.
    """
    reason = ""
    best: Limit | None = None
    work = MAX_WORK
    for keep in _KEEP:
        reader = Reader(values, side, keep, work=work)
        try:
            end = _classified(reader, reader.series(tree))
            if isinstance(end, NoLimit):
                return end
            if end.approach != "none" or (best and best.approach == "none"):
                best = end
                break
            best = end
        except NotDefined:
            return NoLimit("undefined")
        except NotDecided as open_question:
            reason = str(open_question)
        except RecursionError:
            return Undecided("the formula is nested too deep")
        work = reader.expansions.work
        if not reader.expansions.truncated or work < 0:
            break
    if best is not None:
        return _with_form(best, tree, side, values, keep) if form else best
    if is_periodic(tree, side, values):
        return NoLimit("oscillates")
    return Undecided(reason or "the leading terms cancel")


def value_at_infinity(tree: Node, side: int, values: Mapping[str, float]) -> float | None:
    """The limit as a double; NaN where there provably is none, None where it is not decided."""
    return _value(tree, side, tuple((word, values[word]) for word in sorted(tree.names - {"x"})))


@lru_cache(maxsize=1024)  # those of a function's slopes are asked for again and again
def _value(tree: Node, side: int, values: tuple[tuple[str, float], ...]) -> float | None:
    end = limit(tree, side, dict(values), form=False)
    if isinstance(end, Limit):
        return end.value
    return math.nan if isinstance(end, NoLimit) else None


def _classified(reader: Reader, series: Series) -> Limit | NoLimit:
    expansions, numbers = reader.expansions, reader.numbers
    if series.is_zero:
        return Limit(0.0, ZERO, "exact")
    direction = expansions.growths.direction(series.size)
    if direction < 0:
        return Limit(0.0, ZERO, _side(expansions.sign(series)))
    if not series.terms:
        raise NotDecided("only a bound is known")
    _, steady, amplitude = expansions.leading(series)
    if direction == 0:
        if amplitude != 0:
            return NoLimit("oscillates")  # its mean square around any value stays positive
        rest = Series(series.terms[1:], series.order)
        return Limit(numbers.to_float(steady), None, _side(expansions.sign(rest)))
    sign = expansions.sign(series)
    if sign:
        return Limit(sign * math.inf, None, "below" if sign > 0 else "above")
    if _changes_sign(reader, series, steady, amplitude):
        return NoLimit("oscillates")
    raise NotDecided("an oscillation that may or may not reach zero")


def _side(sign: int | None) -> Approach:
    if sign is None:
        return "none"
    return "exact" if sign == 0 else "above" if sign > 0 else "below"


def _changes_sign(reader: Reader, series: Series, steady: Number, amplitude: Number) -> bool:
    """Whether the leading oscillation certainly takes both signs.

    A single wave reaches its amplitude. The mean of several is the steady part: were they never
    negative, their mean square could not exceed their mean times their maximum.
    """
    numbers = reader.numbers
    front = series.terms[0].growth
    waves = [term for term in series.terms if term.wave and term.growth is front]
    size = steady if numbers.sign(steady) >= 0 else -steady
    if len({term.wave.phase for term in waves if term.wave}) == 1:
        return numbers.sign(amplitude - size) > 0
    power = sum((term.factor * term.factor for term in waves), start=rational(0)) * HALF
    return numbers.sign(power - size * amplitude) > 0


def _with_form(end: Limit, tree: Node, side: int, values: Mapping[str, float], keep: int) -> Limit:
    """The same limit with its closed form, read off the formula with its letters kept."""
    if end.form is not None or math.isinf(end.value):
        return end
    for letters, shallow in ((True, True), (True, False), (False, False)):
        reader = Reader(values, side, keep, letters, shallow, MAX_WORK // 4)
        try:
            series = reader.series(tree)
            constant = reader.expansions.leading(series)[1]
            if _is_limit(reader, series, end.value) and _is_simple(form := to_node(constant)):
                return Limit(end.value, form, end.approach)
        except (NotDecided, NotDefined):
            continue
    return end


def _is_limit(reader: Reader, series: Series, value: float) -> bool:
    constant = bool(series.terms) and not series.size.factors
    return constant and reader.numbers.to_float(series.terms[0].factor) == value


def _is_simple(form: Node) -> bool:
    return sum(1 for _ in walk(form)) <= _SIMPLE


def asymptote(
    tree: Node, side: int, values: Mapping[str, float]
) -> Asymptote | NoLimit | Undecided:
    """The line that a formula approaches as x tends to an infinity.

    A finite limit is a line of slope 0. ``Undecided`` also covers functions that approach no line.
    """
    line: Asymptote | None = None
    for keep in _KEEP:
        plain = Reader(values, side, keep)
        try:
            slope, intercept, rest = _line(plain, tree)
            forms = _line_forms(tree, side, values, keep)
            ends = [
                Limit(plain.numbers.to_float(end), form)
                for end, form in zip((slope, intercept), forms, strict=True)
            ]
        except NotDefined:
            return NoLimit("undefined")
        except (NotDecided, RecursionError):
            continue
        last = line is not None or not plain.expansions.truncated
        line = Asymptote(ends[0], ends[1], _side(plain.expansions.sign(rest)))
        if last or line.approach != "none":
            break
    return line or Undecided("no line is approached, or none was found")


def _line(reader: Reader, tree: Node) -> tuple[Number, Number, Series]:
    """Slope, intercept and what tends to zero."""
    series = reader.series(tree)
    big, still, small = reader.expansions.parts(series)
    if len(big) > 1 or any(term.wave for term in (*big, *still)) or len(still) > 1:
        raise NotDecided("more than a line")
    growths = reader.expansions.growths
    if big and growths.compare(big[0].growth, growths.of_basis(0)):
        raise NotDecided("not a line")
    if small.order is not None and growths.direction(small.order) >= 0:
        raise NotDecided("the rest does not vanish")
    slope = big[0].factor * reader.side if big else 0
    return slope, still[0].factor if still else 0, small


def _line_forms(
    tree: Node, side: int, values: Mapping[str, float], keep: int
) -> tuple[Node | None, Node | None]:
    reader = Reader(values, side, keep, letters=True)
    try:
        slope, intercept, _ = _line(reader, tree)
    except (NotDecided, NotDefined):
        return None, None
    return to_node(slope), to_node(intercept)
