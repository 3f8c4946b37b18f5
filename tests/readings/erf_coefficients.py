"""Derive every constant table of the error functions and of exp in C, in high precision.

Run as a script to print them. The table of erf and erfc itself is not stored: the module sums it
up in integers at first use, and node() here is what it must agree with.
"""

from __future__ import annotations

from collections.abc import Callable

import mpmath as mp
from flint import arb, ctx

SHIFT = mp.mpf(15) / 4
UPPER_SHIFT = mp.mpf(11) / 32  # of the 32nds, the one for which the least error is left
UPPER_DEGREE = 9  # 1/2 + w*S(w) errs by 2**-25 then, relative to itself
BRIEF_SHIFT = mp.mpf(10) / 32
BRIEF_DEGREE = 13  # and by 2**-32
EXP_DEGREE = 9  # the sum errs by 2**-55 then, relative to itself
DEGREE = 24  # the truncated Chebyshev series errs by 2**-56.6 in Q, which counts at most 0.3-fold


def q_factor(u: mp.mpf) -> mp.mpf:
    """Q(u) with erfcx(t) = (1 + v*Q(2v - 1))/(1 + 2t), v = t/(t + SHIFT)."""
    v = (1 + u) / 2
    t = SHIFT * v / (1 - v)
    erfcx = mp.hyperu(0.5, 0.5, t * t) / mp.sqrt(mp.pi)
    return ((1 + 2 * t) * erfcx - 1) / v


def upper_factor(u: mp.mpf, shift: mp.mpf = UPPER_SHIFT) -> mp.mpf:
    """S(w) with Phi(-y)*exp(y*y/2) = t*(1/2 + w*S(w)), t = 1/(1 + shift*y), w = 1 - t."""
    w = (1 + u) / 2
    t = 1 - w
    y = (1 / t - 1) / shift
    return (mp.hyperu(0.5, 0.5, y * y / 2) / mp.sqrt(mp.pi) / 2 / t - 0.5) / w


def erfcx_table() -> list[float]:
    """The coefficients of Q in powers of u."""
    return [float(p) for p in interpolated(q_factor, DEGREE)]


def slope_root() -> mp.mpf:
    """Where Phi(-y) = y*phi(y), and -y is the root of the slope of gelu."""
    with mp.workprec(300):
        return mp.findroot(lambda y: mp.ncdf(-y) - y * mp.npdf(y), 0.75)


def slope_factor(u: mp.mpf) -> mp.mpf:
    """G(w) with Phi(-y) - y*phi(y) = exp(-y*y/2)*(root - y)*G(w), w as in upper_factor."""
    w = (1 + u) / 2
    y = (1 / (1 - w) - 1) / UPPER_SHIFT
    above = mp.hyperu(0.5, 0.5, y * y / 2) / mp.sqrt(mp.pi) / 2 - y / mp.sqrt(2 * mp.pi)
    return above / (slope_root() - y)


def upper_table() -> list[float]:
    """The coefficients of S in powers of w."""
    return in_powers_of_w(upper_factor, UPPER_DEGREE)


def brief_upper_table() -> list[float]:
    """The same within 2**-32."""
    return in_powers_of_w(lambda u: upper_factor(u, BRIEF_SHIFT), BRIEF_DEGREE)


def exp_table() -> list[float]:
    """The coefficients of P with exp(r) = 1 + r + r*r*P(r) for |r| a little over log(2)/2."""
    with mp.workprec(300):
        edge = mp.log(2) / 2 + mp.mpf(2) ** -20
        powers = interpolated(lambda u: mp.hyp1f1(1, 3, edge * u) / 2, EXP_DEGREE)
        return [float(c / edge**k) for k, c in enumerate(powers)]


def slope_table() -> list[float]:
    """The coefficients of G in powers of w."""
    return in_powers_of_w(slope_factor, UPPER_DEGREE)


def in_powers_of_w(function: Callable[[mp.mpf], mp.mpf], degree: int) -> list[float]:
    """Interpolation in w between 0 and 1."""
    with mp.workprec(300):
        u = interpolated(function, degree)
        powers = [mp.mpf(0)] * len(u)
        for k, c in enumerate(u):  # u = 2w - 1
            for i in range(k + 1):
                powers[i] += c * mp.binomial(k, i) * 2**i * (-1) ** (k - i)
        return [float(p) for p in powers]


def interpolated(function: Callable[[mp.mpf], mp.mpf], degree: int) -> list[mp.mpf]:
    """Chebyshev interpolation on [-1, 1], truncated and rewritten in powers of u."""
    with mp.workprec(300):
        count = degree + 24
        angles = [mp.pi * (2 * k + 1) / (2 * count) for k in range(count)]
        values = [function(mp.cos(a)) for a in angles]
        powers = [mp.mpf(0)] * (degree + 1)
        previous, current = [mp.mpf(0), mp.mpf(-1)], [mp.mpf(1)]  # T_-1 = T_1 is not needed
        for j in range(degree + 1):
            weight = mp.mpf(2 if j else 1) / count
            c = weight * mp.fsum(f * mp.cos(j * a) for f, a in zip(values, angles, strict=True))
            for i, t in enumerate(current):
                powers[i] += c * t
            previous, current = current, next_chebyshev(previous, current, j)
        return powers


def next_chebyshev(previous: list[mp.mpf], current: list[mp.mpf], j: int) -> list[mp.mpf]:
    """T_(j+1) = 2u T_j - T_(j-1), as coefficients; T_1 = u."""
    if j == 0:
        return [mp.mpf(0), mp.mpf(1)]
    result = [mp.mpf(0), *(2 * t for t in current)]
    for i, t in enumerate(previous):
        result[i] -= t
    return result


def erf_series(terms: int) -> list[float]:
    """Taylor coefficients of erf(x)/x - 1 in powers of x*x."""
    with mp.workprec(300):
        scale = 2 / mp.sqrt(mp.pi)
        c = [scale * (-1) ** k / (mp.factorial(k) * (2 * k + 1)) for k in range(terms)]
        c[0] -= 1
        return [float(x) for x in c]


def two_over_sqrt_pi(bits: int) -> int:
    with mp.workprec(bits + 100):
        return int(mp.nint(2 / mp.sqrt(mp.pi) * mp.mpf(2) ** bits))


def log_2(high: float) -> float:
    """What high lacks of log 2."""
    with mp.workprec(300):
        return float(mp.log(2) - mp.mpf(high))


def node(i: int, per_unit: int) -> tuple[arb, arb]:
    """erf and erfc of i/per_unit."""
    ctx.prec = 400
    r = arb(i) / per_unit
    return r.erf(), r.erfc()


if __name__ == "__main__":
    print("ERFCX", *erfcx_table(), sep="\n    ")
    print("UPPER", *upper_table(), sep="\n    ")
    print("BRIEF_UPPER", *brief_upper_table(), sep="\n    ")
    print("_EXP_TERMS", *exp_table(), sep="\n    ")
    print("SLOPE", *slope_table(), mp.nstr(slope_root(), 20), sep="\n    ")
    print("_ERF_SERIES", *erf_series(5), sep="\n    ")
    print("_TWO_OVER_SQRT_PI", two_over_sqrt_pi(160))
