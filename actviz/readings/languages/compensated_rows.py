"""Rows of :mod:`~actviz.readings.languages.helpers` for what rounding takes of a function's value.

``exp_rest(u)`` is exp(u) less what the language's own ``exp(u)`` gives, with some thirty digits of
both: a short series is added up with the error of every step beside it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from actviz.readings.languages.normal_rows import series

_HALVINGS: Final = 12  # of an exponent up to 745, so that it is below 0.2
_DOUBLINGS: Final = 4  # of an angle up to 3.2, so that it is below 0.2
_WIDEST: Final = 1e5  # of an angle of which whole turns are taken
with localcontext(prec=60):
    _TURN: Final = Fraction(2 * Decimal("3.14159265358979323846264338327950288419716939937510582"))
# A turn in three parts, of which the first two times 2**17 are exact.
_FIRST: Final = round(_TURN * 2**30) / 2**30
_SECOND: Final = round((_TURN - Fraction(_FIRST)) * 2**63) / 2**63
_THIRD: Final = float(_TURN - Fraction(_FIRST) - Fraction(_SECOND))
_SMALL: Final = 1e-290  # steps of what is smaller are subnormal, and nothing is lost of it
_KEPT: Final = 11  # terms of whose steps the errors count
_LAST: Final = 22


def _sum(terms: Sequence[Fraction], letter: str, lost: str) -> Iterator[str]:
    """Lines that add up a power series, lowest power first: ``p0``, and its error ``e0``.

    Args:
        terms: the coefficients.
        letter: what powers are taken of.
        lost: the error of that, if it has one.
    """
    high = [float(term) for term in terms]
    low = [float(term - Fraction(near)) for term, near in zip(terms, high, strict=True)]
    yield f"p{_KEPT} = {series(high[_KEPT:], letter)}"
    yield f"e{_KEPT} = 0"
    for at in reversed(range(_KEPT)):
        more = f" + {lost}*p{at + 1}" if lost else ""
        yield f"m{at} = {letter}*p{at + 1}"
        yield f"p{at} = {high[at]!r} + m{at}"
        yield f"r{at} = product_error({letter}, p{at + 1}) + {letter}*e{at + 1}{more}"
        yield f"e{at} = r{at} + (sum_rest({high[at]!r}, m{at}) + {low[at]!r})"


def _expm1_rest() -> str:
    """By a series next to 0, and expm1(2*u) = m*(2 + m)."""
    terms = [Fraction(1, math.factorial(k)) for k in range(1, _LAST)]
    lines = ["u", f"t = u/{2**_HALVINGS}", *_sum(terms, "t", "")]
    lines += ["v0 = t*p0", "l0 = product_error(t, p0) + t*e0"]
    for at in range(_HALVINGS):
        v, low, w, d, h = (f"{letter}{at}" for letter in "vlwdh")
        lines += [
            f"{h} = 2 + {v}",
            f"{w} = {v}*{h}",
            f"{d} = product_error({v}, {h}) + ({v}*sum_rest(2, {v}) + 2*{low}*(1 + {v}))",
            f"v{at + 1} = {w} + {d}",
            f"l{at + 1} = {d} - (v{at + 1} - {w})",
        ]
    lines.append(f"r = if_finite((v{_HALVINGS} - expm1(u)) + l{_HALVINGS})")
    lines.append(f"where(abs(u) < {_SMALL}, 0, r)")
    return "\n".join(lines)


def _waves(word: str) -> str:
    """sin(u) or cos(u), by doubling a small angle."""
    ends = {
        "s": [Fraction((-1) ** k, math.factorial(2 * k + 1)) for k in range(_LAST // 2 + 2)],
        "c": [Fraction((-1) ** k, math.factorial(2 * k)) for k in range(_LAST // 2 + 2)],
    }
    lines = [
        "u",
        f"k = round(u*{float(1 / _TURN)!r})",
        f"b = u - k*{_FIRST!r}",
        f"j = k*{_SECOND!r}",
        "z = b - j",
        f"l = sum_rest(b, -j) - k*{_THIRD!r}",
        f"a = z/{2**_DOUBLINGS}",
        "q = a*a",
        "g = product_error(a, a)",
    ]
    for letter, terms in ends.items():
        for line in _sum(terms, "q", "g"):
            name, _, value = line.partition(" = ")
            marked = re.sub(r"\b([pemr]\d+)\b", rf"{letter}_\1", value)  # as the name is
            lines.append(f"{letter}_{name} = {marked}")
    lines += ["s0 = a*s_p0", "f0 = product_error(a, s_p0) + a*s_e0", "c0 = c_p0", "h0 = c_e0"]
    for at in range(_DOUBLINGS):
        s, c, f, h = f"s{at}", f"c{at}", f"f{at}", f"h{at}"
        lines += [
            f"s{at + 1} = 2*({s}*{c})",
            f"f{at + 1} = 2*(product_error({s}, {c}) + ({s}*{h} + {c}*{f}))",
            f"n{at} = 2*({s}*{s})",
            f"c{at + 1} = 1 - n{at}",
            f"h{at + 1} = sum_rest(1, -n{at}) - 2*(product_error({s}, {s}) + 2*{s}*{f})",
        ]
    value, lost, other = ("s", "f", "c") if word == "sin" else ("c", "h", "-s")
    lines += [
        f"d = {lost}{_DOUBLINGS} + {other}{_DOUBLINGS}*l",
        f"r = ({value}{_DOUBLINGS} - {word}(u)) + d",
        f"where(abs(u) < {_WIDEST}, r, 0)",
    ]
    return "\n".join(lines)


# Those that ``helpers.txt`` does not hold.
ROWS: Final[Mapping[str, str]] = {
    "expm1_rest": _expm1_rest(),
    "sin_rest": _waves("sin"),
    "cos_rest": _waves("cos"),
}
