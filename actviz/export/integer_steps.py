"""An approximation in integers as steps of whole numbers: what every language writes down.

The arithmetic is that of :mod:`actviz.approximation.value.integers`, which is the reference:
whatever is written gives the same bits for every input.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from actviz.approximation.value.integers import Units, units_of
from actviz.approximation.value.result import Approximation
from actviz.readings.formats import Uniform
from actviz.readings.languages.whole_numbers import Expression, Step, Whole, Width

_WIDEST: Final = 63  # bits of what is worked out on the way, so that 64-bit integers hold it


def whole(record: Approximation, name: str) -> Whole:
    """An approximation in integers as a function of whole numbers.

    Raises:
        ValueError: it works in real numbers, or some number on the way takes more than 63 bits.
    """
    if record.formats is None:
        raise ValueError(
            f"{name}: it is computed in float64; integers need approximate --fixed IN:OUT "
            "or --integers SCALE,ZERO:SCALE,ZERO"
        )
    given, held, out = record.formats
    steps = [Step("u", ("-", "x", given.zero) if given.zero else "x")]
    u = "u"
    if record.fold is not None:
        steps.append(Step("a", ("<", "u", 0, ("-", 0, "u"), "u")))
        u = "a"
    tables: dict[str, tuple[int, ...]] = {}
    if record.table is not None:
        denominator = _from_table(record, u, steps, tables)
        rounding = "an entry is taken as it is"
        if record.table.interpolate:
            rounding = "the line between two entries is exact"
    else:
        denominator = _from_polynomials(record, u, steps, tables)
        units = units_of(*record.formats)
        rounding = _horner_says(record, units)
    if record.fold is not None:
        denominator = _unfolded(record, given, denominator, steps)
    _rounded(out, denominator, steps)
    bare = Whole(name, (), _width(given), _width(out), tables, tuple(steps))
    if bare.bits > _WIDEST:
        raise ValueError(f"{name}: {bare.bits} bits are needed on the way; {_WIDEST} at most")
    says = (
        f"{record.function}{chr(39) * record.order}: x is {_words(given)}, "
        f"the result {_words(out)}.",
        f"{'Values' if record.table else 'Coefficients'} are {_words(held)}"
        f"{'' if record.table else _units_say(given, out)}.",
        f"On the way {bare.bits} bits are needed at most, sign included; {rounding};",
        "the result is rounded once, half a step up, and saturated.",
    )
    return Whole(name, says, bare.given, bare.result, tables, bare.steps)


def _width(one: Uniform) -> Width:
    return Width(one.bits, one.signed)


def _words(one: Uniform) -> str:
    if one.fraction_bits is not None:
        return f"{one.name} ({one.bits} bits in units of 2^-{one.fraction_bits})"
    q = f"(q - {one.zero})" if one.zero > 0 else f"(q + {-one.zero})" if one.zero else "q"
    return f"{one.name} ({one.bits} bits q, for {float(one.scale)!r}*{q})"


def _units_say(given: Uniform, out: Uniform) -> str:
    """What coefficients of affine numbers are measured in."""
    steps = "" if given.fraction_bits is not None else f" of x in {1 << (given.bits - 1)} steps"
    return steps + ("" if out.fraction_bits is not None else ", in steps of the result")


def _horner_says(record: Approximation, units: Units) -> str:
    degree = max(map(len, _rows(record))) - 1
    if degree < 2 or not units.bits:
        return "the product and the sum are exact"
    return f"each product but the last is rounded back by {units.bits} bits, half up"


def _integers(numbers: tuple[float, ...], held: Uniform) -> tuple[int, ...]:
    return tuple(held.integer(number) - held.zero for number in numbers)


def _from_table(
    record: Approximation, u: str, steps: list[Step], tables: dict[str, tuple[int, ...]]
) -> Fraction:
    """The steps to ``n``, and what it is to be divided by."""
    assert record.formats is not None
    assert record.table is not None
    given, held, _ = record.formats
    tables["V"] = _integers(record.table.values, held)
    start, step = (
        round(Fraction(number) / given.scale) for number in (record.table.start, record.table.step)
    )
    last = len(tables["V"]) - 1
    if not record.table.interpolate:
        place = _quotient(("+", ("*", ("-", u, start), 2), step), 2 * step)
        steps += [Step("i", ("max", ("min", place, last), 0)), Step("n", ("at", "V", "i"))]
        return 1 / held.scale
    steps += [
        Step("o", ("max", ("min", ("-", u, start), last * step), 0)),
        Step("i", ("min", _quotient("o", step), last - 1)),
        Step("v", ("at", "V", "i")),
        Step("w", ("at", "V", ("+", "i", 1))),
        Step("r", ("-", "o", ("*", "i", step))),
        Step("n", ("+", ("*", "v", step), ("*", ("-", "w", "v"), "r"))),
    ]
    return step / held.scale


def _quotient(value: Expression, by: int) -> Expression:
    """Divided and rounded down; a power of two is a shift."""
    if by == 1:
        return value
    shift = by.bit_length() - 1
    return (">>", value, shift) if by == 1 << shift else ("//", value, by)


def _rows(record: Approximation) -> list[tuple[float, ...]]:
    rows = [piece.coefficients for piece in record.pieces or ()] or [record.polynomial or ()]
    return [*rows, *(record.ends or ())]


def _from_polynomials(
    record: Approximation, u: str, steps: list[Step], tables: dict[str, tuple[int, ...]]
) -> Fraction:
    assert record.formats is not None
    given = record.formats[0]
    units = units_of(*record.formats)
    rows = [units.integers(row) for row in _rows(record)]
    # Of a single constant, too, x is a part, times 0: the result has its shape.
    length = max(2 if len(rows) == 1 else 1, *map(len, rows))
    edges = tuple(round(Fraction(piece.low) / given.scale) for piece in (record.pieces or ())[1:])
    # Infinite ends are no ends: the outer pieces go on.
    low, high = (
        round(Fraction(end) / given.scale) if math.isfinite(end) else None for end in record.range
    )
    if record.ends is None:
        c: Expression = u
        c = ("max", c, low) if low is not None else c
        c = ("min", c, high) if high is not None else c
        if c != u:
            steps.append(Step("c", c))
            u = "c"
    place: Expression = 0
    if edges:
        tables["E"] = edges
        place = ("count", "E", u)
    if record.ends is not None:
        assert low is not None
        assert high is not None
        place = ("<", high, u, len(rows) - 1, place)
        place = ("<", u, low, len(rows) - 2, place)
    steps.append(Step("i", place))
    bits = units.bits
    for k in range(length):
        column = tuple(row[k] if k < len(row) else 0 for row in rows)
        tables[f"C{k}"] = column
        steps.append(Step(f"c{k}", ("at", f"C{k}", "i")))
    acc = f"c{length - 1}"
    for k in reversed(range(length - 1)):
        if k < length - 2 and bits:
            half = 1 << (bits - 1)
            steps.append(Step(f"q{k}", (">>", ("+", acc, half), bits)))
            acc = f"q{k}"
        name = "n" if k == 0 else f"p{k}"
        steps.append(Step(name, ("+", ("*", acc, u), _times(f"c{k}", 1 << bits))))
        acc = name
    if length == 1:
        steps.append(Step("n", _times(acc, 1 << bits)))
    return units.denominator


def _times(value: Expression, by: int) -> Expression:
    return value if by == 1 else ("*", value, by)


def _unfolded(
    record: Approximation, given: Uniform, denominator: Fraction, steps: list[Step]
) -> Fraction:
    """The line and the sign of a fold put back, over a multiple of the denominator."""
    assert record.fold is not None
    value: Expression = "n"
    if record.fold.part == "odd":
        value = ("<", "u", 0, ("-", 0, "n"), "n")
    first, slope = (4 * Fraction(number) * denominator for number in record.fold.line)
    slope *= given.scale
    times = math.lcm(first.denominator, slope.denominator)
    value = _times(value, 4 * times)
    if slope:
        value = ("+", value, _times("u", int(slope * times)))
    if first:
        value = ("+", value, int(first * times))
    steps.append(Step("m", value))
    return denominator * 4 * times


def _rounded(out: Uniform, denominator: Fraction, steps: list[Step]) -> None:
    """The last step: to the nearest step of the output, half up, and saturated."""
    ratio = 1 / (out.scale * denominator)
    top, bottom = ratio.numerator, ratio.denominator
    value: Expression = _times(steps[-1].name, top)
    if bottom > 1:
        value = _quotient(("+", _times(value, 2), bottom), 2 * bottom)
        if bottom % 2 == 0:
            value = _quotient(("+", _times(steps[-1].name, top), bottom // 2), bottom)
    if out.zero:
        value = ("+", value, out.zero)
    low, high = out.ends
    steps.append(Step("y", ("max", ("min", value, high), low)))
