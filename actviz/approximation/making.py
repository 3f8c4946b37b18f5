"""From a request to an approximation with its proof."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from actviz.approximation import entries, lower_bounds
from actviz.approximation.best_polynomials import polynomial, rational
from actviz.approximation.curves.segments import Segments
from actviz.approximation.in_integers.coefficient_format import format_for
from actviz.approximation.in_integers.integer_search import Search
from actviz.approximation.judging import ends_of, judged, wrong_sides
from actviz.approximation.knots.joining_in_format import pieces_of
from actviz.approximation.pieces import Pieces
from actviz.approximation.request import Request
from actviz.approximation.setting import Setting
from actviz.approximation.smallest import smallest
from actviz.approximation.value.coefficients import added, derived, product
from actviz.approximation.value.result import Approximation, Piece
from actviz.arrays import np
from actviz.text.rows import short

_JOINED = "the best found of pieces that join, not proved; bound_any is of any pieces"
_CROSSING = (
    "pieces join where their lines cross, up to the rounding of knots; the best found, not proved; "
    "bound_any is of any pieces with real coefficients"
)
_ENDED = "the outer pieces are the lines that the function approaches, in bound_any too"
_REAL = "bound_any is of any pieces with real coefficients"
_FOUND = "the best found, not proved"
_ANY_RESULTS = f"{_FOUND}; bound_any is of any results in the output's format"

# A piece for the last number alone is worth it if it takes a thousandth off the largest error:
# errors of pieces are balanced to about a millionth.
_LESS = 0.999
_FEW = 8  # pieces, as many of which are tried as are fewer where rounding is most of a mean square


def approximate(request: Request) -> Approximation:
    """The best approximation of a kind, with its largest error proved.

    Raises:
        ValueError: what is asked contradicts itself, or cannot be had; one sentence.
    """
    request.check()
    setting = Setting(request)
    _ = setting.target
    maker = Pieces(setting)
    if request.size is not None:
        best = _of_size(setting, maker, request.size)
        if request.measure == "mse" and best.pieces and request.knots == "free":
            fewer = range(1, min(request.size, _FEW) if _rounds(best) and not request.fixed else 1)
            others = [one for size in fewer if (one := _of(setting, maker, size)) is not None]
            best = min(best, *others, key=_mean_square) if others else best
        if request.within is not None and best.error and best.error.upper > request.within:
            raise ValueError(
                f"the error is up to {short(best.error.upper, 1)}, more than --within "
                f"{request.within:g}"
            )
    else:
        best = smallest(setting, maker, request.within or 0.0, partial(_of_size, setting, maker))
    if request.slope:
        best = replace(best, slope=_slope(setting, best))
    return best


def _mean_square(one: Approximation) -> float:
    """What it is not above; infinite, where it is unknown."""
    return one.mse_bracket[1] if one.mse_bracket else math.inf


def _rounds(one: Approximation) -> bool:
    """Whether rounding is most of a mean square: then more pieces may be worse."""
    return one.mse_bracket is not None and one.mse_bracket[0] < one.mse_bracket[1] / 2


def _of(setting: Setting, maker: Pieces, size: int) -> Approximation | None:
    """One of a certain size; None: there is none."""
    try:
        return _of_size(setting, maker, size)
    except ValueError:
        return None


def _of_size(setting: Setting, maker: Pieces, size: int) -> Approximation:
    """One of a certain size."""
    request = setting.request
    parts: dict[str, Any] = {}
    lowest: float | None = None
    if request.fixed is not None and request.kind in ("pieces", "polynomial"):
        search = Search(setting, format_for(setting, size))
        parts["coefficients_format"] = search.name
        parts["ends"] = ends_of(setting, search.units)
        if request.kind == "pieces":
            parts["pieces"], lowest = search.pieces(size)
        else:
            parts["polynomial"] = search.polynomial(size)
        if request.measure == "mse":
            parts["note"] = _FOUND
        elif lowest is None:
            lowest = search.inputs.of_results(ulp=request.measure == "ulp")
            parts["note"] = _ANY_RESULTS
    elif request.kind == "pieces":
        parts["pieces"] = maker.pieces(size)
        exact = maker.consists(size) or all(map(setting.target.is_piece, parts["pieces"]))
        lowest = 0.0 if exact else _lowest(setting, maker, size)
        if maker.without_end and lowest and size > 1:  # or a piece is for the last number alone
            free = _lowest(maker.without_end.setting, maker.without_end, size - 1)
            lowest = None if free is None else min(lowest, free)
        if request.joins:
            parts["note"] = _CROSSING if request.held else _JOINED
        elif request.held and lowest is not None:
            parts["note"] = _REAL
    elif request.kind == "polynomial":
        parts["polynomial"], _, lowest = polynomial(setting, size)
    elif request.kind == "rational":
        below = size if request.size is None else request.divisor
        quotient = rational(setting, size, below)
        parts["numerator"], parts["denominator"], lowest, parts["note"] = quotient
    else:
        parts["table"], lowest = entries.table(setting, size)
    formats: tuple[str | None, str | None] = request.fixed or (None, None)
    rest: dict[str, Any] = {"ends": ends_of(setting), "coefficients_format": setting.held_name}
    one = Approximation(
        function=request.spec or request.activation.display,
        order=request.order,
        kind=request.kind,
        range=setting.span,
        outside=request.outside,
        fold=setting.fold,
        input_format=formats[0],
        output_format=formats[1],
        bound_any=lowest,
        **(rest | parts),
    )
    if request.side and request.fixed is None:
        one = _moved(setting, one)
    best = _or_nothing(setting, judged(setting, one))
    if request.kind == "pieces" and request.fixed is None and size > 1 and maker.without_end:
        ended = judged(setting, replace(one, pieces=maker.without_end.and_last_number(size)))
        assert best.error is not None
        assert ended.error is not None
        best = ended if ended.error.upper < _LESS * best.error.lower else best
    best = _with_ends(setting, best, size)
    return _with_bound(best, squares=request.measure == "mse")


def _or_nothing(setting: Setting, one: Approximation) -> Approximation:
    """What is 0 everywhere, where that errs less than what rounding leaves of the best one."""
    request, target = setting.request, setting.target
    bound = request.exact or request.side or request.fixed is not None or request.measure == "mse"
    if bound or not all(map(math.isfinite, one.range)) or one.error is None:
        return one
    x = np.linspace(target.low, target.high, 1025)
    values = target.on(x)
    sizes = np.abs(values) * (1.0 if setting.scale is None else setting.scale(x, values))
    if one.error.upper <= float(sizes.max()):
        return one

    def none(row: tuple[float, ...]) -> tuple[float, ...]:
        return (0.0,) * len(row)

    zero = replace(
        one,
        arithmetic=None,
        note=None,
        pieces=one.pieces
        and tuple(replace(piece, coefficients=none(piece.coefficients)) for piece in one.pieces),
        table=one.table and replace(one.table, values=none(one.table.values)),
        polynomial=one.polynomial and none(one.polynomial),
        numerator=one.numerator and none(one.numerator),
        denominator=one.denominator and (1.0, *none(one.denominator)[1:]),
    )
    nothing = judged(setting, zero)
    return nothing if nothing.error is not None and nothing.error.upper < one.error.upper else one


def _with_bound(one: Approximation, *, squares: bool) -> Approximation:
    """The bound of any approximation, which is not above what this one is shown to have."""
    if one.bound_any is None or one.error is None:
        return one
    own = one.error.lower
    if squares:
        own = one.mse_bracket[0] if one.mse_bracket else 0.0
    return replace(one, bound_any=min(one.bound_any, own))


def _lowest(setting: Setting, maker: Pieces, count: int) -> float | None:
    """What no free pieces of this number come below, whatever else was asked."""
    request, target = setting.request, setting.target
    if request.measure == "mse":
        return None  # it would be of the largest error
    free = maker.searched  # with what it knows already, where it is free
    rooted = free.rooted != setting.free_root
    if free.held is not None or free.side or free.pinned or rooted:
        free = Segments(target, request.degree, setting.scale, rooted=setting.free_root)
    low, high = target.low, target.high
    if not all(map(math.isfinite, setting.span)):  # the whole line: some of its ends, too
        reach = max(high - low, 1.0) / 2
        low = low if setting.fold is not None else low - reach
        high += reach
        wide = replace(target, low=low, high=high)
        free = Segments(wide, request.degree, setting.scale, rooted=setting.free_root)
    # Half-way between the function and one on one side of it is one on both, of half the error.
    return lower_bounds.of_pieces(free, low, high, count) * (2 if request.side else 1)


def _with_ends(setting: Setting, one: Approximation, count: int) -> Approximation:
    """The bound of pieces over the whole line with the outer lines that they have in any case."""
    request, target = setting.request, setting.target
    endless = not all(map(math.isfinite, setting.span)) and one.pieces is not None
    if not endless or request.side or request.joins or one.bound_any is None:
        return one
    if one.error is None or not one.error.upper:
        return one
    reach = max(target.high - target.low, 1.0) / 2
    low = target.low if setting.fold is not None else target.low - reach
    wide = replace(target, low=low, high=target.high + reach)
    free = Segments(wide, request.degree, setting.scale, rooted=setting.free_root)
    least = lower_bounds.of_whole_line(free, setting.line_ends, one.error.upper, count)
    if least <= one.bound_any:
        return one
    return replace(one, bound_any=least, note="; ".join(filter(None, (one.note, _ENDED))))


def _moved(setting: Setting, one: Approximation) -> Approximation:
    """Shifted until it is proved to be on its side of the function everywhere.

    Pieces that join are all shifted by the same.
    """
    side, request = setting.request.side, setting.request
    if setting.without_end:
        raise ValueError(f"{setting.without_end}; give --range LOW:HIGH")
    for _ in range(20):
        gaps = wrong_sides(setting, one)
        if max(gaps) <= 0:
            return one
        if request.joins:
            gaps = [max(gaps)] * len(gaps)
        lifts = [_lifted(setting, gap) for gap in gaps]
        if one.pieces is not None:
            rows = zip(one.pieces, lifts, strict=True)
            pieces = tuple(replace(p, coefficients=by(p.coefficients)) for p, by in rows)
            moved = [piece.coefficients for piece in pieces]
            one = replace(one, pieces=pieces)
            if request.joins and setting.held is not None:  # where the lifted ones cross
                lines = [(row[0], (*row, 0.0)[1]) for row in moved]
                one = replace(one, pieces=pieces_of(lines, one.range))
        else:
            one = replace(one, polynomial=lifts[0](one.polynomial or (0.0,)))
    word = "above" if side > 0 else "below"
    raise ValueError(f"--{word}: none that is nowhere on the other side was proved")


def _lifted(setting: Setting, gap: float) -> Callable[[tuple[float, ...]], tuple[float, ...]]:
    """What shifts a polynomial to its side by a distance, and a little more."""
    side = setting.request.side

    def lifted(row: tuple[float, ...]) -> tuple[float, ...]:
        if gap <= 0:
            return row
        first = row[0] + side * (gap * (1 + 1e-6) + 1e-17)
        if setting.held is not None:
            first = setting.held.beyond(first, side)
        elif first == row[0]:
            first = math.nextafter(first, side * math.inf)
        return (first, *row[1:])

    return lifted


# ---------------------------------------------------------------- slopes


def _slope(setting: Setting, one: Approximation) -> Approximation:
    """The slopes of an approximation itself, with their error against the function's slope."""
    fold = one.fold
    if fold is not None:
        part = "odd" if fold.part == "even" else "even"
        fold = replace(fold, part=part, line=(fold.line[1], 0.0))
    pieces = one.pieces
    if one.table is not None:
        pieces = tuple(
            Piece(
                one.table.start + k * one.table.step,
                one.table.start + (k + 1) * one.table.step,
                (u, (v - u) / one.table.step),
            )
            for k, (u, v) in enumerate(zip(one.table.values, one.table.values[1:], strict=False))
        )
    outside, ends = one.outside, one.ends and (derived(one.ends[0]), derived(one.ends[1]))
    if ends is None and all(map(math.isfinite, one.range)):  # the value of an end has no slope
        outside, ends = "limit", ((0.0,), (0.0,))
    sloped = replace(
        one,
        order=one.order + 1,
        kind="pieces" if one.table is not None else one.kind,
        outside=outside,
        ends=ends,
        fold=fold,
        coefficients_format=None,
        input_format=None,
        output_format=None,
        table=None,
        pieces=None
        if pieces is None
        else tuple(replace(p, coefficients=derived(p.coefficients)) for p in pieces),
        polynomial=None if one.polynomial is None else derived(one.polynomial),
        error=None,
        outside_error=None,
        mse=None,
        mse_bracket=None,
        bound_any=None,
        bits=None,
        note=None,
    )
    if one.numerator is not None and one.denominator is not None:
        n, d = one.numerator, one.denominator
        first, second = product(derived(n), d), product(n, derived(d))
        sloped = replace(
            sloped,
            numerator=tuple(added(first, second, -1)),
            denominator=tuple(product(d, d)),
        )
    request = replace(
        setting.request,
        order=one.order + 1,
        measure="absolute",
        fixed=None,
        held=None,
        zero=False,
        exact=False,
        side=0,
        monotone=False,
    )
    slopes = Setting(request)
    slopes.fold = fold
    return judged(slopes, sloped)
