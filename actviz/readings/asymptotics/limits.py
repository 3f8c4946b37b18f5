"""Limits at the infinities, by reasoning on the tree.

A formula is read as an asymptotic series with exact coefficients (:mod:`series_reading`), and the
first terms tell the limit and its closed form. Nothing is ever evaluated at a large number. Three
answers are possible: a limit; a proof that there is none; and None, not decided, which is never
dressed up as either.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal

from actviz.dataclass import dataclass
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


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit at an infinity.

    Attributes:
        value: the limit, as the double nearest to it; infinities are limits too.
        form: the limit as a tree in the parameters, where it is finite and simple.
    """

    value: float
    form: Node | None = None


@dataclass(frozen=True, slots=True)
class NoLimit:
    """A proof that there is no limit: the function oscillates, or is not defined far out."""

    reason: Literal["oscillates", "undefined"]


def limit(
    tree: Node, side: int, values: Mapping[str, float], *, form: bool = True
) -> Limit | NoLimit | None:
    """The limit of a formula in ``x`` as x tends to +infinity (side 1) or -infinity (side -1).

    Without ``form`` its closed form is not looked for. None: neither a limit nor a proof that there
    is none was found.
    """
    work = MAX_WORK
    for keep in _KEEP:
        reader = Reader(values, side, keep, work=work)
        try:
            end = _classified(reader, reader.series(tree))
        except NotDefined:
            return NoLimit("undefined")
        except NotDecided:
            pass
        except RecursionError:  # the formula is nested too deep
            return None
        else:
            if isinstance(end, NoLimit) or not form:
                return end
            return _with_form(end, tree, side, values, keep)
        work = reader.expansions.work
        if not reader.expansions.truncated or work < 0:
            break
    return NoLimit("oscillates") if is_periodic(tree, side, values) else None


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
        return Limit(0.0, ZERO)
    direction = expansions.growths.direction(series.size)
    if direction < 0:
        return Limit(0.0, ZERO)
    if not series.terms:
        raise NotDecided("only a bound is known")
    _, steady, amplitude = expansions.leading(series)
    if direction == 0:
        if amplitude != 0:
            return NoLimit("oscillates")  # its mean square around any value stays positive
        return Limit(numbers.to_float(steady))
    sign = expansions.sign(series)
    if sign:
        return Limit(sign * math.inf)
    if _changes_sign(reader, series, steady, amplitude):
        return NoLimit("oscillates")
    raise NotDecided("an oscillation that may or may not reach zero")


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
            settles = bool(series.terms) and not series.size.factors
            if settles and reader.numbers.to_float(series.terms[0].factor) == end.value:
                form = to_node(constant)
                if sum(1 for _ in walk(form)) <= _SIMPLE:
                    return Limit(end.value, form)
        except (NotDecided, NotDefined):
            continue
    return end


def asymptote(tree: Node, side: int) -> tuple[float, float] | None:
    """Slope and intercept of the line that a formula in x alone approaches at an infinity.

    A finite limit is a line of slope 0. None: it approaches no line, or none was found.
    """
    for keep in _KEEP:
        reader = Reader({}, side, keep)
        try:
            slope, intercept = map(reader.numbers.to_float, _line(reader, tree))
        except NotDefined:
            return None
        except (NotDecided, RecursionError):
            continue
        return slope, intercept
    return None


def _line(reader: Reader, tree: Node) -> tuple[Number, Number]:
    big, still, small = reader.expansions.parts(reader.series(tree))
    if len(big) > 1 or any(term.wave for term in (*big, *still)) or len(still) > 1:
        raise NotDecided("more than a line")
    growths = reader.expansions.growths
    if big and growths.compare(big[0].growth, growths.of_basis(0)):
        raise NotDecided("not a line")
    if small.order is not None and growths.direction(small.order) >= 0:
        raise NotDecided("the rest does not vanish")
    slope = big[0].factor * reader.side if big else 0
    return slope, still[0].factor if still else 0
