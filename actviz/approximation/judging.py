"""What a finished approximation is worth: its error proved, its mean squared error, its size."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from flint import arb

from actviz.approximation.error.error_proof import (
    error_of_parts,
    largest_error,
    one_sided,
    parts_of,
)
from actviz.approximation.error.mean_squares import mean_square
from actviz.approximation.error.outer_lines import beyond, end_of, off_without_end, wrong_side
from actviz.approximation.error.worst_rounding import NARROW
from actviz.approximation.setting import Setting
from actviz.approximation.target.certified import CLOSE, certified
from actviz.approximation.target.target import Target
from actviz.approximation.value import compensated
from actviz.approximation.value.evaluation_errors import TINY, Part
from actviz.approximation.value.integers import Units
from actviz.approximation.value.result import Approximation, Bracket, Piece
from actviz.arrays import Float64
from actviz.readings import balls
from actviz.readings.formats import fixed, known

_NOT_DECIDED = "the error beyond the range is not decided"
_MOST, _BITS = 4096, 120  # inputs asked one by one, and of balls there
_UNSEEN = 2.0**-56  # of the function: an error that values in float64 do not show


def judged(setting: Setting, one: Approximation) -> Approximation:
    """The same with error, error outside, mean squared error and bits."""
    measure = "absolute" if setting.request.measure == "mse" else setting.request.measure
    if one.input_format is not None:
        error = every_input(setting, one, measure)
    else:
        error = _over_range(setting, one, measure)
        for word, times in compensated.TIMES.items():
            if not _width(error) or (one.kind in ("rational", "table") and times > 1):
                break
            if one.table is not None and not one.table.interpolate:
                break
            carried = replace(one, arithmetic=word)
            closer = _over_range(setting, carried, measure)
            if closer.upper - closer.lower < error.upper - error.lower:
                one, error = carried, closer
    if measure != "absolute" and math.isinf(error.upper) and setting.rooted:
        raise ValueError(
            f"{setting.target.name} is 0 at 0 and not smooth there: no {measure} error of this "
            "approximation is proved; take a range without 0"
        )
    mean = mean_square(
        setting,
        one,
        lambda: (error if measure == "absolute" else _over_range(setting, one, "absolute")).upper,
    )
    outside = outside_error(setting, one)
    notes = [one.note, None if one.input_format else _width(error)]
    if setting.request.measure == "mse" and mean is not None and mean[1] * (1 - NARROW) > mean[0]:
        notes.append(
            f"the bracket of the mean square is {1 - mean[0] / mean[1]:.2g} of its upper end "
            "wide: what rounding may add is taken off one end and put on the other"
        )
    if one.outside is not None and outside is None:
        notes.append(_NOT_DECIDED)
    if math.isinf(error.lower):
        notes.append(setting.without_end)
    elif _rounds_far_out(one):
        notes.append("the rounding of large results on the outer lines is not counted")
    if outside is not None and math.isinf(outside.lower) and one.outside == "asymptote":
        ends, held = one.ends or (None, None), one.coefficients_format or "float64"
        notes.append(off_without_end(setting.target, ends, held))
    return replace(
        one,
        note="; ".join(filter(None, notes)) or None,
        error=error,
        outside_error=outside,
        mse=None if mean is None else (mean[0] + mean[1]) / 2,
        mse_bracket=mean,
        bits=_bits(setting, one),
    )


def _rounds_far_out(one: Approximation) -> bool:
    """Whether a line that goes on for ever rounds what it comes to, by more the larger that is."""
    pieces = one.pieces or ()
    return any(
        c1 and (c0 or math.frexp(abs(c1))[0] != 0.5)
        for piece in pieces if math.isinf(piece.low) or math.isinf(piece.high)
        for c0, c1 in [(*piece.coefficients, 0.0, 0.0)[:2]]
    )  # fmt: skip


def _width(error: Bracket) -> str | None:
    """How wide a bracket is, and why, if it is wider than it should be."""
    if math.isinf(error.lower) or error.upper - error.lower <= max(error.upper * NARROW, TINY):
        return None
    if math.isinf(error.upper):
        return "no upper end of the error is proved"
    share = 1 - error.lower / error.upper
    return (
        f"the bracket is {share:.2g} of its upper end wide: no input was found at which all that "
        "rounding and bounds may add comes together"
    )


def _over_range(setting: Setting, one: Approximation, measure: str) -> Bracket:
    target = setting.target
    dtype = one.coefficients_format or "float64"
    x = np.linspace(target.low, target.high, 4001)
    f, computed = target.on(x), replace(one, fold=None)(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.abs(f - computed) * (1.0 if setting.scale is None else setting.scale(x, f))
    guess = float(np.nanmax(errors[np.isfinite(errors)], initial=0.0))
    if not guess:  # nothing is seen: it may be that of rounding
        sizes = np.abs(f) * (1.0 if setting.scale is None else setting.scale(x, f))
        guess = float(sizes[np.isfinite(sizes)].max(initial=0.0)) * _UNSEEN
    if all(map(math.isfinite, one.range)):
        return largest_error(target, one, measure, guess, dtype)
    # The whole line: between the ends like any range, and beyond them on the lines.
    assert one.pieces is not None
    brackets = []
    inner = [part for part in parts_of(one) if math.isfinite(part.low) and math.isfinite(part.high)]
    if inner:
        within = replace(target, low=inner[0].low, high=inner[-1].high)
        brackets.append(error_of_parts(within, inner, one, measure, guess, dtype))
    for piece, side in ((one.pieces[0], -1), (one.pieces[-1], 1)):
        start = target.own_end(piece.high) if side < 0 else piece.low
        if math.isinf(piece.low if side < 0 else piece.high):
            row = piece.coefficients
            outer = beyond(target, row, side, start, measure, dtype, replace(one, fold=None))
            if outer is None:
                raise ValueError(
                    f"what {target.name} does far out is not decided; give --range LOW:HIGH"
                )
            brackets.append(outer)
    largest = max(brackets, key=lambda bracket: bracket.lower)
    return replace(largest, upper=max(bracket.upper for bracket in brackets))


def wrong_sides(setting: Setting, one: Approximation) -> list[float]:
    """How far each part is at most on the wrong side of the function.

    Of real numbers a little more costs nothing: then it is the most of all parts between ends.
    """
    target, request = setting.target, setting.request
    parts = parts_of(one)
    inner = [part for part in parts if math.isfinite(part.low) and math.isfinite(part.high)]
    computed = replace(one, fold=None)
    if setting.held is not None:
        distances = [_wrong_side(target, part, computed, request.side) for part in inner]
    else:
        within = replace(target, low=inner[0].low, high=inner[-1].high) if inner else target
        most = one_sided(within, inner, computed, request.side) if inner else 0.0
        distances = [most] * len(inner)
    for side, at, start in ((-1, 0, parts[0].high), (1, len(parts), parts[-1].low)):
        end = parts[0].low if side < 0 else parts[-1].high
        if math.isinf(end):
            row = tuple((parts[0] if side < 0 else parts[-1]).numerator)
            distances.insert(at, wrong_side(target, row, side, start, request.side))
    return distances


def _wrong_side(target: Target, part: Part, computed: Approximation, side: int) -> float:
    """The same of one part at the doubles that are in it; nothing of what is the function."""
    within = replace(target, low=part.low, high=target.last(part.high))
    if within.low == within.high:
        result = float(computed(within.low))
        with balls.precision(_BITS):
            gap = side * (target.exactly(within.low, _BITS) - arb(result))
        return math.nextafter(float(gap.upper()), math.inf) if gap != 0 else 0.0
    part = replace(part, high=within.high)
    if within.is_piece(Piece(within.low, within.high, tuple(map(float, part.numerator)))):
        return error_of_parts(within, [part], computed, "absolute", TINY).upper
    return one_sided(within, [part], computed, side)


def outside_error(setting: Setting, one: Approximation) -> Bracket | None:
    """The largest absolute error beyond the range; None where nothing is said of it, or known."""
    if one.outside is None:
        return None
    target, (low, high) = setting.target, one.range
    brackets = []
    for side, start in ((-1, low), (1, high)):
        if side < 0 and one.fold is not None:
            continue
        if one.ends is not None:
            line = one.ends[0 if side < 0 else 1]
        else:
            line = (float(replace(one, fold=None, input_format=None, output_format=None)(start)),)
        brackets.append(beyond(target, line, side, start))
    known = [bracket for bracket in brackets if bracket is not None]
    largest = max(known, key=lambda bracket: bracket.lower, default=None)
    if largest is None or (len(known) < len(brackets) and largest.lower < math.inf):
        return None
    return replace(largest, upper=max(bracket.upper for bracket in known))


def ends_of(
    setting: Setting, units: Units | None = None
) -> tuple[tuple[float, ...], tuple[float, ...]] | None:
    """The polynomials beyond the range, where they are not those of its ends.

    Args:
        units: what the integers of coefficients stand for, where arithmetic is in integers.
    """
    kind = setting.request.outside
    if kind in (None, "clamp"):
        return None
    target = setting.target
    lines: list[tuple[float, ...]] = []
    for side in (-1, 1):
        if side < 0 and setting.fold is not None:
            lines.append((0.0,))
            continue
        try:
            line = end_of(target, side, kind)
        except ValueError as error:
            raise ValueError(
                f"--outside {kind}: {error}; --outside clamp holds the value at the end"
            ) from error
        if units is not None:
            line = units.numbers(units.integers(line))
        elif setting.held is not None:
            line = tuple(float(c) for c in setting.held.nearest(np.array(line)))
        lines.append(line)
    return lines[0], lines[1]


# ---------------------------------------------------------------- every input


def every_input(setting: Setting, one: Approximation, measure: str) -> Bracket:
    """The bracket of the largest error over all inputs of the format within the range."""
    assert one.input_format is not None
    assert one.output_format is not None
    given, out = fixed(one.input_format), fixed(one.output_format)
    if given.bits > 16:
        raise ValueError(f"{given.name} has more than 65,536 numbers to try; 16 bits at most")
    integers = given.every_integer()
    x = given.numbers(integers)
    low, high = (setting.span[0], setting.span[1])
    if setting.fold is not None:
        low = -high
    inside = (x >= low) & (x <= high)
    integers, x = integers[inside], x[inside]
    whole = Target(setting.request.activation, setting.request.order, float(x[0]), float(x[-1]))
    values, loose = certified(whole, x, relative=measure == "relative")
    results = out.numbers(one.on_integers(integers))
    errors = np.abs(values - results)
    unit = 1.0
    if measure == "ulp":
        unit = float(out.scale)
    elif measure == "relative":
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            errors = np.where(errors == 0, 0.0, errors / np.abs(values))
        loose = CLOSE * (1 + float(errors.max()))
    k = int(np.argmax(errors))
    top = float(errors[k])
    if math.isinf(top):
        raise ValueError(
            f"{setting.target.name} is 0 at {x[k]:g} and this approximation is not: its relative "
            "error has no bound; ask for --zero-at-zero, or take a range without that number"
        )
    if not top and _is_exact(whole, x, results):
        return Bracket(measure, 0.0, 0.0, float(x[k]))
    lower, upper = max(top - loose, 0.0), top + loose
    if loose > top * NARROW / 4 and (near := np.flatnonzero(errors >= lower - loose)).size <= _MOST:
        ends = [_end_to_end(whole, float(x[i]), float(results[i]), measure) for i in near]
        lower, upper = (max(column) for column in zip(*ends, strict=True))
        k = int(near[[end[0] for end in ends].index(lower)])
    return Bracket(measure, lower / unit, upper / unit, float(x[k]))


def _end_to_end(target: Target, x: float, result: float, measure: str) -> tuple[float, float]:
    """The error at an input, rounded down and up."""
    with balls.precision(_BITS):
        value = target.exactly(x, _BITS)
        error = abs(value - arb(result))
        if measure == "relative" and error != 0:
            error /= abs(value)
        ends = float(error.abs_lower()), float(error.abs_upper())
    return math.nextafter(ends[0], 0.0), math.nextafter(ends[1], math.inf)


def _is_exact(target: Target, x: Float64, results: Float64) -> bool:
    """Whether the function has these very values; up to the first that it is not shown to have."""
    return all(
        target.exactly(at) == value for at, value in zip(x.tolist(), results.tolist(), strict=True)
    )


# ---------------------------------------------------------------- the rest


def _bits(setting: Setting, one: Approximation) -> int:
    """Coefficients or values, and the knots that are not at even distances."""
    width = known(one.coefficients_format or "float64").bits
    if one.table is not None:
        return len(one.table.values) * width
    numbers = one.polynomial or one.numerator or ()
    count = len(numbers) + len(one.denominator or ())
    if one.pieces is not None:
        count = sum(len(piece.coefficients) for piece in one.pieces)
        if setting.request.knots != "even":
            knot = setting.given.bits if setting.given is not None else width
            return count * width + (len(one.pieces) - 1) * knot
    return count * width
