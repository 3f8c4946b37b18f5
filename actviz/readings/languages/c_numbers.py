"""C of exp, expm1 and log in double for results in float32: no branch and no call of libm.

So gcc and Clang compute several numbers of a loop at once. All three are within a few ulp of
double; an exponential below 2**-1021 is 0.
"""

from __future__ import annotations

from typing import Final

from actviz.readings.languages.normal_rows import two_series

# exp(r) = 1 + r + r*r*P(r) for |r| < log(2)/2 within 2**-55, P by Chebyshev interpolation, which
# tests/readings/erf_coefficients.py does anew; lowest power first.
_EXP_TERMS: Final = (
    0.5000000000000001, 0.1666666666666667, 0.04166666666662416,
    0.00833333333332614, 0.0013888888917199056, 0.00019841269874802726,
    2.480152131915289e-05, 2.755725542317712e-06, 2.7620077261873517e-07,
    2.5105207357166674e-08,
)  # fmt: skip
# log(m) = 2 atanh(s), s = (m - 1)/(m + 1): of m between the roots of 1/2 and 2 within 2**-55.
_LOG_TERMS: Final = tuple(2 / (2 * k + 1) for k in range(10))

INCLUDES: Final = "#include <float.h>\n#include <math.h>\n#include <stdint.h>\n#include <string.h>"
# What the types as written do not promise: x87 keeps more digits than there are.
EVALUATED: Final = """#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0
#error "compile this file with arithmetic in the types as written: -msse2 -mfpmath=sse"
#endif"""
_CHOOSE: Final = """/* u if a condition holds, v if not, without a branch: loops are vectorised. */
static inline double act_choose(int holds, double u, double v) {
    const uint64_t mask = -(uint64_t)holds;
    uint64_t bits, other;
    double chosen;
    memcpy(&bits, &u, sizeof bits);
    memcpy(&other, &v, sizeof other);
    bits = (bits & mask) | (other & ~mask);
    memcpy(&chosen, &bits, sizeof chosen);
    return chosen;
}"""
# Adding 1.5 * 2**52 rounds to a whole number, which is in the last bits then.
_POWER: Final = f"""/* exp(u) is s * (1 + the result), s a power of 2, for u from -708 to 709. */
static inline double act_power(double u, double *s) {{
    const double t = u * 1.4426950408889634 + 0x1.8p52;
    const double k = t - 0x1.8p52;
    const double r = (u - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33;
    const double q = r * r;
    uint64_t bits;
    memcpy(&bits, &t, sizeof bits);
    bits = (bits << 52) + 0x3ff0000000000000u;
    memcpy(s, &bits, sizeof bits);
    return r + q * ({two_series(_EXP_TERMS, "r", "q")});
}}"""
_EXP: Final = """static inline double act_exp(double u) {
    double s;
    const double p = act_power(u, &s);
    return act_choose(u > 709.0, HUGE_VAL, act_choose(u < -708.0, 0.0, s + s * p));
}"""
_EXPM1: Final = """static inline double act_expm1(double u) {
    double s;
    const double p = act_power(u, &s);
    const double y = act_choose(u > 709.0, HUGE_VAL, act_choose(u < -708.0, -1.0, s - 1.0 + s * p));
    return act_choose(u == 0.0, u, y);
}"""
# The bits of a number less those of the root of 1/2: the power of 2, then the rest of m.
_LOG: Final = f"""static inline double act_log(double u) {{
    const int tiny = u < 0x1p-1022;
    const double v = act_choose(tiny, u * 0x1p54, u);
    uint64_t bits, power;
    double k, m;
    memcpy(&bits, &v, sizeof bits);
    bits += 0x3ff0000000000000u - 0x3fe6a09e667f3bcdu;
    power = (bits >> 52) | 0x4330000000000000u;
    bits = (bits & 0x000fffffffffffffu) + 0x3fe6a09e667f3bcdu;
    memcpy(&k, &power, sizeof k);
    memcpy(&m, &bits, sizeof m);
    k = k - (0x1p52 + 1023) - act_choose(tiny, 54.0, 0.0);
    const double s = (m - 1) / (m + 1);
    const double q = s * s, qq = q * q;
    const double l = s * ({two_series(_LOG_TERMS, "q", "qq")});
    const double y = k * 0x1.62e42feep-1 + (l + k * 0x1.a39ef35793c76p-33);
    const double end = act_choose(u == 0.0, -HUGE_VAL, HUGE_VAL - HUGE_VAL);
    return act_choose(u > 0.0, act_choose(u < HUGE_VAL, y, u), end);
}}"""

WORDS: Final = ("exp", "expm1", "log")


def texts(used: set[str]) -> list[str]:
    """The C of those of the functions that are used, and of the choice without a branch."""
    parts = [_CHOOSE]
    if used & {"exp", "expm1"}:
        parts.append(_POWER)
    parts += [text for word, text in zip(WORDS, (_EXP, _EXPM1, _LOG), strict=True) if word in used]
    return parts
