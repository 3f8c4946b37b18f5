@@@ choose
/* u if a condition holds, v if not, without a branch: loops are vectorised. */
static inline double act_choose(int holds, double u, double v) {
    const uint64_t mask = -(uint64_t)holds;
    uint64_t bits, other;
    double chosen;
    memcpy(&bits, &u, sizeof bits);
    memcpy(&other, &v, sizeof other);
    bits = (bits & mask) | (other & ~mask);
    memcpy(&chosen, &bits, sizeof chosen);
    return chosen;
}

@@@ power
/* exp(u) is s * (1 + the result), s a power of 2, for u from -708 to 709. */
static inline double act_power(double u, double *s) {
    const double t = u * 1.4426950408889634 + 0x1.8p52;
    const double k = t - 0x1.8p52;
    const double r = (u - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33;
    const double q = r * r;
    uint64_t bits;
    memcpy(&bits, &t, sizeof bits);
    bits = (bits << 52) + 0x3ff0000000000000u;
    memcpy(s, &bits, sizeof bits);
    return r + q * (@@terms);
}

@@@ exp
static inline double act_exp(double u) {
    double s;
    const double p = act_power(u, &s);
    return act_choose(u > 709.0, HUGE_VAL, act_choose(u < -708.0, 0.0, s + s * p));
}

@@@ expm1
static inline double act_expm1(double u) {
    double s;
    const double p = act_power(u, &s);
    const double y = act_choose(u > 709.0, HUGE_VAL, act_choose(u < -708.0, -1.0, s - 1.0 + s * p));
    return act_choose(u == 0.0, u, y);
}

@@@ log
static inline double act_log(double u) {
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
    const double l = s * (@@terms);
    const double y = k * 0x1.62e42feep-1 + (l + k * 0x1.a39ef35793c76p-33);
    const double end = act_choose(u == 0.0, -HUGE_VAL, HUGE_VAL - HUGE_VAL);
    return act_choose(u > 0.0, act_choose(u < HUGE_VAL, y, u), end);
}
