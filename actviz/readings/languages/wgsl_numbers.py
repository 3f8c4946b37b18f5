"""Numbers made of whole numbers, in WGSL: their constants, their arithmetic and their functions.

There are two kinds, of 64 and of 32 binary digits. A number is a vector of u32: its sign, its power
of two as an i32, then its digits, whose first is 1. With ``digits`` as a whole number of n of them
it is ``(-1)^sign * 2^power * digits/2^(n-1)``. The power is -2^29 for 0, 2^29 for an infinity and
for NaN, which has more than one digit. Nothing in between overflows, and sums, products and
quotients are rounded to the nearest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from math import factorial, isinf, isnan
from typing import Final

from actviz.dataclass import dataclass
from actviz.readings.languages.marked_texts import whole

_FAR: Final = 2**29
_WORD: Final = 2**32
_LN2: Final = Fraction("0.693147180559945309417232121458176568075500134360255254120680009")
_HALF_PI: Final = Fraction("1.570796326794896619231321691639751442098584699687552910487472296")


@dataclass(frozen=True)
class Numbers:
    """One kind of numbers: its digits, and the files that hold its functions."""

    prefix: str  # of the names of functions
    kind: str  # how the type is spelled
    digits: int
    files: tuple[str, ...]
    terms: tuple[int, int, int]  # of the series of exp, of expm1 below 1/2, and of log

    def constant(self, value: Fraction | float) -> str:
        """A number as text, rounded to the nearest."""
        if isinstance(value, float) and isnan(value):
            return self._spelled(0, _FAR, 3 << (self.digits - 2))
        sign = int(str(value).startswith("-"))
        if isinstance(value, float) and isinf(value):
            return self._spelled(sign, _FAR, 1 << (self.digits - 1))
        size = abs(Fraction(value))
        if not size:
            return self._spelled(sign, -_FAR, 0)
        power = size.numerator.bit_length() - size.denominator.bit_length()
        power -= size < Fraction(2) ** power
        digits = round(size * Fraction(2) ** (self.digits - 1 - power))
        if digits == 1 << self.digits:
            digits, power = digits >> 1, power + 1
        return self._spelled(sign, power, digits)

    def _spelled(self, sign: int, power: int, digits: int) -> str:
        words = [digits >> at & (_WORD - 1) for at in range(self.digits - 32, -1, -32)]
        spelled = ", ".join(f"{word:#010x}u" for word in (power % _WORD, *words))
        return f"{self.kind}({sign}u, {spelled})"

    def series(self, name: str, terms: Sequence[Fraction | float]) -> str:
        """A polynomial as a table, lowest power first, and a loop."""
        rows = "".join(f"        {self.constant(term)},\n" for term in terms)
        return (
            f"fn {name}(u: {self.kind}) -> {self.kind} {{\n"
            f"    var terms = array<{self.kind}, {len(terms)}>(\n{rows}    );\n"
            f"    var sum = terms[{len(terms) - 1}];\n"
            f"    for (var i = {len(terms) - 2}; i >= 0; i--) {{\n"
            f"        sum = {self.prefix}add(terms[i], {self.prefix}mul(u, sum));\n"
            "    }\n    return sum;\n}"
        )


WIDE: Final = Numbers("wide_", "vec4<u32>", 64, ("wide.wgsl", "wide_or_short.wgsl"), (17, 17, 13))
SHORT: Final = Numbers("short_", "vec3<u32>", 32, ("short.wgsl", "wide_or_short.wgsl"), (11, 11, 7))


@cache
def library(kind: Numbers) -> dict[str, str]:
    """The text of each constant and each function by its name."""
    exp, expm1, log = kind.terms
    upper = Fraction(int(_LN2 * 2**24), 2**24)
    constants = {
        "one": Fraction(1), "two": Fraction(2), "half": Fraction(1, 2),
        "one_and_a_half": Fraction(3, 2), "half_pi": _HALF_PI, "log2_e": 1 / _LN2,
        "ln2": _LN2, "ln2_upper": upper, "ln2_rest": _LN2 - upper,
    }  # fmt: skip
    series = {
        "exp": [Fraction(1, factorial(k)) for k in range(exp)],
        "expm1": [Fraction(1, factorial(k + 1)) for k in range(expm1)],
        "log": [Fraction(2, 2 * k + 1) for k in range(log)],
        "sin": [Fraction((-1) ** k, factorial(2 * k + 1)) for k in range(10)],
        "cos": [Fraction((-1) ** k, factorial(2 * k)) for k in range(11)],
    }
    texts = {}
    for word, value in constants.items():
        name = f"{kind.prefix}{word}"
        texts[name] = f"const {name} = {kind.constant(value)};"
    for word, terms in series.items():
        name = f"{kind.prefix}series_{word}"
        texts[name] = kind.series(name, terms)
    for file in kind.files:
        text = whole(__file__, file)
        text = text.replace("wide_", kind.prefix).replace("vec4<u32>", kind.kind)
        for part in text.split("\n//\n")[1:]:
            match = re.search(r"^fn (\w+)\(", part, re.MULTILINE)
            assert match
            texts[match[1]] = part.strip()
    return texts
