"""Round numbers for axes, and numbers as words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from actviz.figures.scene.scene import Axis
from actviz.readings.notation.unicode import RAISED
from actviz.text.rows import short

MINUS: Final = "\u2212"
# Ends of a range that read well, per decade.
_ROUND: Final = (1.0, 1.5, 2.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_PER_INCH: Final = 1.55  # ticks of y; of x, whose words are wide, callers ask for nine tenths of it
_MOST: Final = 11.0  # ticks, however wide the paper is


def axis(span: tuple[float, float], inches: float, label: str = "") -> Axis:
    """A range as an axis that is so long."""
    return counted(span, min(inches * _PER_INCH, _MOST), label)


def counted(span: tuple[float, float], count: float, label: str = "") -> Axis:
    """A range as an axis with about so many ticks."""
    return Axis(*span, *ticks(*span, count), label)


def ticks(low: float, high: float, count: float) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """About ``count`` round numbers between ``low`` and ``high``, and their words.

    Every number is written with the same number of decimals, so that columns line up.
    """
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return (), ()
    rough = span / max(count, 2.0)
    decade = 10.0 ** math.floor(math.log10(rough))
    # The step that comes nearest to the wanted count, by ratio; then smaller ones until there are
    # three ticks, without which a scale cannot be read.
    ladder = [s * d for d in (decade, decade / 10) for s in (10.0, 5.0, 2.0, 1.0)]
    best = min(ladder, key=lambda s: abs(math.log(s / rough)))
    for step in ladder[ladder.index(best) :]:
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first >= 2:
            break
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    places = tuple(round(index * step, digits + 2) for index in range(first, last + 1))
    return places, words(places, step)


def words(places: tuple[float, ...], step: float) -> tuple[str, ...]:
    """Tick labels: plain decimals where they are short, else as powers of ten."""
    top = max((abs(place) for place in places), default=0.0)
    if top >= 1e6 or (0 < top < 1e-4):
        # As many digits as it takes to tell them apart.
        for digits in (3, 6, 9, 12):
            labels = tuple(number_word(place, digits) for place in places)
            if len(set(labels)) == len(labels):
                break
        return labels
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return tuple(f"{place + 0.0:.{digits}f}".replace("-", MINUS) for place in places)


def number_word(value: float, digits: int = 4, side: int = 0) -> str:
    """A number to read: at most ``digits`` significant ones, a true minus sign, no -0.

    With ``side`` it is rounded up (1) or down (-1), as an end of a bracket has to be.
    """
    text = short(value, side, digits)
    mantissa, _, exponent = text.partition("e")
    if exponent:
        text = f"{mantissa}e{int(exponent)}"
    return "0" if float(text) == 0 else text.replace("-", MINUS)


def log_words(numbers: Sequence[float]) -> tuple[str, ...]:
    """The numbers at a logarithmic axis in one notation: decimals while all are short."""
    if all(number == 0 or 1e-3 <= abs(number) <= 1e3 for number in numbers):
        return tuple(map(number_word, numbers))
    return tuple(map(_scientific, numbers))


def power_word(power: int, base: int = 10) -> str:
    """A power, as it is set: 10⁻³."""
    return f"{base}{str(power).translate(RAISED)}"


def wholes(last: int, label: str = "") -> Axis:
    """An axis of whole numbers from 0 on, such as layers or epochs."""
    places, words = ticks(0.0, float(last), 7) if last > 5 else ((), ())
    if not places:
        places = tuple(map(float, range(last + 1)))
        words = tuple(map(str, range(last + 1)))
    return Axis(0.0, float(last), places, words, label)


def ulp_decades(top: float) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Ticks at powers of ten, at most six of them, and the words of the errors there."""
    step = math.ceil((top + 1) / 6)
    powers = range(0, int(top) + 1, step)
    words = [f"{10**power}" if power < 4 else f"1e{power}" for power in powers]
    words[0] = "1 ulp"
    return tuple(map(float, powers)), tuple(words)


def _scientific(number: float) -> str:
    if number == 0:
        return "0"
    power = math.floor(math.log10(abs(number)) + 1e-9)
    digits = number_word(abs(number) / 10.0**power)
    times = "" if digits == "1" else f"{digits}·"
    return f"{MINUS if number < 0 else ''}{times}{power_word(power)}"


def round_up(value: float) -> float:
    """The first round number that is not below nine tenths of ``value``."""
    decade = 10.0 ** math.floor(math.log10(value))
    return next((r * decade for r in _ROUND if r * decade >= 0.9 * value), 10 * decade)
