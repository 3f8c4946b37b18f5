"""What an approximation must be like: each mistake is one sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from actviz.approximation.value import compensated
from actviz.approximation.value.integers import units_of
from actviz.arrays import np
from actviz.readings.formats import Uniform, fixed, is_fixed

if TYPE_CHECKING:
    from actviz.approximation.value.result import Approximation

KINDS: Final = ("pieces", "polynomial", "rational", "table")
OUTSIDE: Final = ("clamp", "limit", "asymptote")
MEASURES: Final = ("absolute", "relative", "ulp", "mse")


def check(one: Approximation) -> None:
    """Refuse an approximation whose fields contradict each other.

    Raises:
        ValueError: which field, and what is wrong with it.
    """
    _one_of("kind", one.kind, KINDS)
    if one.outside is not None:
        _one_of("outside", one.outside, OUTSIDE)
    if one.order < 0:
        raise ValueError(f"order: {one.order} is negative")
    if one.error is not None:
        _one_of("measure", one.error.measure, MEASURES)
    parts = {
        "pieces": ("pieces",),
        "polynomial": ("polynomial",),
        "rational": ("numerator", "denominator"),
        "table": ("table",),
    }
    for kind, words in parts.items():
        for word in words:
            if (getattr(one, word) is None) == (kind == one.kind):
                has = "lacks" if kind == one.kind else "has"
                raise ValueError(f"the kind is {one.kind}, and it {has} {word}")
    _check_range(one)
    if any(not math.isfinite(number) for number in stored(one)):
        raise ValueError("a coefficient or value is not finite")
    if (one.input_format is None) != (one.output_format is None):
        raise ValueError("input_format and output_format go together")
    if one.arithmetic is not None:
        _one_of("arithmetic", one.arithmetic, tuple(compensated.TIMES))
        if one.input_format is not None or (one.table is not None and not one.table.interpolate):
            raise ValueError("arithmetic: compensated is for polynomials and lines in float64")
        if one.kind in ("rational", "table") and compensated.TIMES[one.arithmetic] > 1:
            raise ValueError(f"arithmetic: {one.arithmetic} is for polynomials alone")
    if one.input_format is not None and one.output_format is not None:
        _check_integers(one)
    elif one.coefficients_format is not None:
        _check_held(one, one.coefficients_format)


def stored(one: Approximation) -> Iterator[float]:
    """Every coefficient and table value."""
    for row in _rows(one):
        yield from row


def _rows(one: Approximation) -> Iterator[tuple[float, ...]]:
    for piece in one.pieces or ():
        yield piece.coefficients
    if one.table is not None:
        yield one.table.values
    for numbers in (one.polynomial, one.numerator, one.denominator, *(one.ends or ())):
        yield numbers or ()


def _one_of(what: str, word: str, known: tuple[str, ...]) -> None:
    if word not in known:
        raise ValueError(f"{what}: {word!r} is none of {', '.join(known)}")


def _check_range(one: Approximation) -> None:
    low, high = one.range
    if not low < high:
        raise ValueError(f"range: {low} to {high} does not run upwards")
    if not (math.isfinite(low) and math.isfinite(high)) and one.kind != "pieces":
        raise ValueError(f"range: a {one.kind} has finite ends")
    if (one.ends is None) != (one.outside in (None, "clamp")):
        raise ValueError(f"ends: they go with limit and asymptote, not with {one.outside}")
    if one.outside is not None and not (math.isfinite(low) and math.isfinite(high)):
        raise ValueError(f"outside: {one.outside} is for a finite range")
    if one.fold is not None:
        _one_of("part", one.fold.part, ("even", "odd"))
        if low != 0:
            raise ValueError(f"range: folded, it starts at 0, not at {low}")
    at = low
    for piece in one.pieces or ():
        alone = piece is (one.pieces or ())[-1] and low < piece.low == piece.high
        if piece.low != at or not (piece.low < piece.high or alone):
            raise ValueError(f"pieces: one from {piece.low} to {piece.high} does not go on at {at}")
        at = piece.high
    if one.pieces is not None and at != high:
        raise ValueError(f"pieces: they end at {at}, the range at {high}")
    if one.table is not None:
        if not (one.table.step > 0 and math.isfinite(one.table.start)):
            raise ValueError("table: the step is positive, the start finite")
        if one.table.interpolate and len(one.table.values) < 2:
            raise ValueError("table: two values are needed to interpolate")


def _check_integers(one: Approximation) -> None:
    given, out = fixed(one.input_format or ""), fixed(one.output_format or "")
    name = one.coefficients_format
    if name is None or not is_fixed(name):
        raise ValueError("coefficients_format: integers need one such as Q2.14")
    held = fixed(name)
    if held.fraction_bits is None and (one.table is None or name != one.output_format):
        raise ValueError(f"{name} is for a table whose values have the output's format")
    if one.table is not None and out.fraction_bits is None and name != one.output_format:
        raise ValueError(f"{one.output_format}: a table's values have the output's format")
    affine = any(form.fraction_bits is None for form in (given, out))
    if affine and one.fold is not None and any(one.fold.line):
        raise ValueError("fold: between affine formats its line is 0")
    if one.kind == "rational":
        raise ValueError("a rational is not computed in integers")
    if one.fold is not None and any(2 * number % 1 for number in one.fold.line):
        raise ValueError("fold: in integers its line has halves at most")
    if one.table is not None:
        _whole("start", one.table.start, given)
        _whole("step", one.table.step, given)
    units = units_of(given, held, out)
    for row in _rows(one):
        near = (
            units.numbers(units.integers(row))
            if one.table is None
            else tuple(held.number(held.integer(number)) for number in row)
        )
        for number, other in zip(row, near, strict=True):
            if number != other:
                raise ValueError(f"{number!r} is no number of {name}")
    knots: list[Any] = [piece.low for piece in (one.pieces or ())[1:]]
    for number in (*knots, *filter(math.isfinite, one.range if one.table is None else ())):
        if float(round(number / float(given.scale)) * given.scale) != number:
            raise ValueError(f"{number!r} is no number of {given.name}")


def _whole(what: str, number: float, given: Uniform) -> None:
    if float(round(number / float(given.scale)) * given.scale) != number:
        raise ValueError(f"table: the {what} {number!r} is no whole number of input steps")


def _check_held(one: Approximation, name: str) -> None:
    from actviz.readings.number_formats import rounded

    numbers = np.array(list(stored(one)))
    if is_fixed(name):
        held = fixed(name)
        near = held.numbers(held.integers(numbers))
    else:
        near = rounded(numbers, name)
    wrong = np.flatnonzero(near != numbers)
    if wrong.size:
        raise ValueError(f"{float(numbers[wrong[0]])!r} is no number of {name}")
