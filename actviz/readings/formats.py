"""Number formats, each described once: floating ones, fixed-point ones, and affine integers.

Every number of every format here is a double, exactly. A format rounds to nearest, ties to even;
what it does with what is too large is its own: an infinity, NaN, or its largest number.

- ``float64``, ``float32``, ``float16``, ``bfloat16`` and ``float8_e5m2`` overflow to infinity;
- ``float8_e4m3fn`` has no infinity and overflows to NaN, from above 464, as ml_dtypes does;
- ``float4_e2m1fn`` has neither and gives its largest number, 6, as ml_dtypes does;
- ``Qm.n`` is a signed integer of m + n bits in units of 2**-n: m bits before the point, the sign
  among them. It saturates;
- ``int8:SCALE:ZERO`` (int16, uint8 too) is scale*(q - zero) for the integers q, the scale a
  float32 as in model files. Its ties go to the even q - zero, as in ONNX, and it saturates.

NumPy is loaded where arrays are asked for, so that a command line can be read without it.
"""

from __future__ import annotations

import math
import re
import struct
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Final, TypeAlias

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers: TypeAlias = NDArray[np.int64]

Real: TypeAlias = float | Fraction


@dataclass(frozen=True)
class Floating:
    """A floating format: significand digits, and the exponents of its smallest and largest."""

    name: str
    bits: int
    digits: int  # of the significand, the hidden one among them
    least: int  # the exponent of the smallest normal number
    most: int  # the exponent of the largest number
    overflow: str = "infinity"  # or "nan" or "largest": what too large a number becomes
    signed_zero: ClassVar[bool] = True

    @property
    def high(self) -> float:
        """The largest finite number; the pattern of ones after it is the NaN of a "nan" format."""
        lost = 2 if self.overflow == "nan" else 1
        return math.ldexp(2.0 - math.ldexp(lost, 1 - self.digits), self.most)

    @property
    def low(self) -> float:
        """The least finite number."""
        return -self.high

    @property
    def last_binade(self) -> float:
        """The power of 2 at which the largest numbers begin."""
        return math.ldexp(1.0, self.most)

    @property
    def least_normal(self) -> float:
        """The least number with all its digits."""
        return math.ldexp(1.0, self.least)

    def unit(self, value: Real) -> Fraction:
        """The distance to the next number outwards."""
        size, exponent = abs(Fraction(value)), self.least
        if size:
            exponent = size.numerator.bit_length() - size.denominator.bit_length()
            exponent -= Fraction(2) ** exponent > size
        return Fraction(2) ** (max(exponent, self.least) - self.digits + 1)

    def on_grid(self, value: Real) -> Fraction:
        """A real number rounded as if there were no largest number."""
        unit = self.unit(value)
        return round(Fraction(value) / unit) * unit

    def inward(self, size: Fraction) -> Fraction:
        """The distance from a number to the next one towards 0: half as much below a power of 2."""
        return self.unit(size - self.unit(size) / 4) if size else self.unit(size)


@dataclass(frozen=True)
class Uniform:
    """Equal steps: ``step*(q - zero)`` for the integers q of a width. It saturates at its ends."""

    name: str
    bits: int
    step: float
    zero: int = 0
    signed: bool = True
    overflow: ClassVar[str] = "largest"
    signed_zero: ClassVar[bool] = False

    @property
    def scale(self) -> Fraction:
        """The step."""
        return Fraction(self.step)

    @property
    def fraction_bits(self) -> int | None:
        """n of Qm.n; None for an affine format."""
        return self.scale.denominator.bit_length() - 1 if self.name[0] == "Q" else None

    @property
    def ends(self) -> tuple[int, int]:
        """The least and the largest integer kept."""
        half = 1 << (self.bits - 1)
        return (-half, half - 1) if self.signed else (0, 2 * half - 1)

    @property
    def low(self) -> float:
        """The least number."""
        return self.number(self.ends[0])

    @property
    def high(self) -> float:
        """The largest number."""
        return self.number(self.ends[1])

    @property
    def last_binade(self) -> float:
        """The largest number: there are no binades."""
        return self.high

    @property
    def least_normal(self) -> float:
        """The step."""
        return self.step

    def unit(self, value: Real) -> Fraction:
        """The step, which is the same everywhere."""
        return self.scale

    def on_grid(self, value: Real) -> Fraction:
        """A real number rounded as if there were no ends."""
        return round(Fraction(value) / self.scale) * self.scale

    def inward(self, size: Fraction) -> Fraction:
        """The step."""
        return self.scale

    def integer(self, number: Real) -> int:
        """The integer for a number, rounded to nearest, ties to even, and saturated."""
        return int(Fraction(nearest(self, number)) / self.scale) + self.zero

    def number(self, integer: int) -> float:
        """The number that an integer stands for."""
        return self.step * (integer - self.zero)

    def every_integer(self) -> Integers:
        """All integers of the format, upwards."""
        low, high = self.ends
        return np.arange(low, high + 1, dtype=np.int64)

    def integers(self, numbers: Float64) -> Integers:
        """The integers for an array of numbers; that of NaN is the zero, for it has none."""
        steps = np.where(np.isnan(numbers), 0.0, self.steps(numbers))
        return np.asarray(steps + self.zero, dtype=np.int64)

    def steps(self, values: Float64) -> Float64:
        """How many steps the nearest number is from 0, within the ends; NaN stays."""
        low, high = (end - self.zero for end in self.ends)
        step = self.step
        near = np.clip(values, step * (low - 1), step * (high + 1))
        count = np.rint(near / step)
        if math.frexp(step)[0] == 0.5:  # the quotient is exact
            exact: Float64 = np.clip(count, low, high) + 0.0
            return exact
        # The quotient was rounded; the product and what is left of the value are exact.
        left = near - count * step
        twice = 2 * np.abs(left)
        move = (twice > step) | ((twice == step) & (count % 2 != 0))
        whole: Float64 = np.clip(count + np.where(move, np.sign(left), 0.0), low, high) + 0.0
        return whole

    def numbers(self, integers: Integers) -> Float64:
        """The numbers that integers stand for, as doubles."""
        return np.asarray((integers - self.zero) * self.step, dtype=np.float64)


Format: TypeAlias = Floating | Uniform

# The formats that processors compute in; what is said of every function is said in these.
USUAL: Final = {
    one.name: one
    for one in (
        Floating("float64", 64, 53, -1022, 1023),
        Floating("float32", 32, 24, -126, 127),
        Floating("float16", 16, 11, -14, 15),
        Floating("bfloat16", 16, 8, -126, 127),
    )
}
TINY: Final = {
    one.name: one
    for one in (
        Floating("float8_e4m3fn", 8, 4, -6, 8, "nan"),
        Floating("float8_e5m2", 8, 3, -14, 15),
        Floating("float4_e2m1fn", 4, 2, 0, 2, "largest"),
    )
}
NAMES: Final = (*USUAL, *TINY)
WORDS: Final = f"{', '.join(NAMES)}, Qm.n such as Q4.12, or int8:SCALE:ZERO (int16, uint8)"

_FIXED: Final = re.compile(r"[Qq](\d{1,3})\.(\d{1,3})")
_AFFINE: Final = re.compile(r"(u?int8|int16):([^:]+):([^:]+)")
WIDEST: Final = 32  # bits of a fixed-point number


@lru_cache(maxsize=256)
def known(name: str) -> Format:
    """A format by its name.

    Raises:
        ValueError: none is called so, or its numbers make no sense.
    """
    form = USUAL.get(name) or TINY.get(name)
    if form:
        return form
    match = _FIXED.fullmatch(name)
    if match:
        before, after = int(match[1]), int(match[2])
        if not (before >= 1 and 2 <= before + after <= WIDEST):
            raise ValueError(
                f"{name}: Qm.n has m bits before the point, the sign among them, so m is 1 or more "
                f"and m + n from 2 to {WIDEST}"
            )
        return Uniform(f"Q{before}.{after}", before + after, math.ldexp(1.0, -after))
    parts = _AFFINE.fullmatch(name)
    if parts:
        return affine(parts[1], parts[2], parts[3], name)
    if name in ("int8", "int16", "uint8"):
        raise ValueError(f"{name} needs its scale and zero: {name}:SCALE:ZERO, as {name}:0.05:0")
    raise ValueError(f"no number format is called {name!r}; known: {WORDS}")


def affine(width: str, scale: str, zero: str, name: str = "") -> Uniform:
    """An affine integer format by its width, ``int8``, ``int16`` or ``uint8``.

    Raises:
        ValueError: the scale is no positive float32, or the zero no integer of the width.
    """
    name = name or f"{width}:{scale}:{zero}"
    try:
        step = struct.unpack("<f", struct.pack("<f", _fraction(scale)))[0]
    except (ValueError, OverflowError, ZeroDivisionError):
        step = math.nan
    if not 1e-30 <= step <= 1e30:  # so that no product of two of them leaves the doubles
        raise ValueError(f"{name}: the scale is a positive number, such as 0.05 or 1/128")
    signed, bits = not width.startswith("u"), int(width.strip("uint"))
    try:
        form = Uniform(name, bits, step, int(zero), signed)
    except ValueError:
        raise ValueError(f"{name}: the zero is an integer, such as 0 or -128") from None
    least, largest = form.ends
    if not least <= form.zero <= largest:
        raise ValueError(f"{name}: the zero of {width} is from {least} to {largest}")
    return form


def _fraction(text: str) -> float:
    above, _, below = text.partition("/")
    return float(above) / float(below) if below else float(above)


def nearest(form: Format, value: Real) -> float:
    """The number of a format nearest to a finite real one, ties to even; NaN as the format says."""
    whole = form.on_grid(value)
    if form.low <= whole <= form.high:
        return float(whole) if whole or not form.signed_zero else math.copysign(0.0, value)
    return settled(form, math.inf if whole > 0 else -math.inf)


def settled(form: Format, value: float) -> float:
    """What becomes of an infinity, be it true or an overflow, and of -0; anything else stays."""
    if not math.isinf(value) or form.overflow == "infinity":
        return value if form.signed_zero else value + 0.0
    if form.overflow == "nan":
        return math.nan
    return form.high if value > 0 else form.low


def above(form: Format, value: Real) -> float:
    """The least number of a format above a real one; infinity where there is none."""
    if value < form.low:
        return form.low
    near = form.on_grid(value)
    if near <= value:
        near += form.unit(near) if near >= 0 else form.inward(-near)
    return float(near) if near <= form.high else math.inf


def below(form: Format, value: Real) -> float:
    """The largest number of a format below a real one; -infinity where there is none."""
    if value > form.high:
        return form.high
    near = form.on_grid(value)
    if near >= value:
        near -= form.unit(near) if near <= 0 else form.inward(near)
    return float(near) if near >= form.low else -math.inf


def rounding_interval(form: Format, value: Real) -> tuple[Fraction | None, Fraction | None]:
    """The ends of the reals that round to the same number as ``value``; None: no end.

    The ends of what is rounded are themselves half-way, and may round to the other side.
    """
    if isinstance(value, float) and math.isinf(value):
        if form.overflow != "largest":
            edge = overflow_edge(form)
            return (edge, None) if value > 0 else (None, -edge)
        near = Fraction(form.high if value > 0 else form.low)
    else:
        near = min(max(form.on_grid(value), Fraction(form.low)), Fraction(form.high))
    size = abs(near)
    outward, inward = form.unit(size) / 2, form.inward(size) / 2
    low, high = (near - inward, near + outward) if near >= 0 else (near - outward, near + inward)
    ends = form.overflow == "largest"
    return (
        None if ends and near == form.low else low,
        None if ends and near == form.high else high,
    )


def overflow_edge(form: Format) -> Fraction:
    """The size half-way between the largest number and the next one that there would be."""
    return Fraction(form.high) + form.unit(form.high) / 2


def is_fixed(name: str) -> bool:
    """Whether a word names a fixed-point or affine format, well formed or not."""
    return re.match(r"Q\d|u?int(8|16)\b", name) is not None


def fixed(name: str) -> Uniform:
    """The format behind ``Qm.n`` or ``int8:SCALE:ZERO`` (int16, uint8 too).

    Raises:
        ValueError: no such format; the message says how one is written.
    """
    form = known(name)
    if not isinstance(form, Uniform):
        raise ValueError(f"{name!r} is no format of integers; known are Q4.12, int8:0.05:3")
    return form
