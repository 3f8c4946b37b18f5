#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
@@APART
#define MANY 512

static inline int64_t bits_of(double value) {
    int64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline double unit_of(double value) {
    const int64_t least = 0x3810000000000000, exponent = bits_of(value) & 0x7ff0000000000000;
    const int64_t chosen = exponent > least ? exponent : least;
    double unit;
    memcpy(&unit, &chosen, sizeof unit);
    return unit * 0x1p-23;
}

static int right_on_line(double y, float got, double error, int line) {
    const double half = unit_of(y) / 2, off = fabs(got - y);
    const float near = (float)y;
    if (line == 0) return near == got;
    return off <= half * (1 - 0x1p-49) - error ||
           (got - y == line * half && error < half / 2 && near != y);
}

int all_right(const float *got, size_t n, double half, const double *c, int terms, double error,
              int line) {
    double s[MANY], y[MANY];
    size_t start, i;
    for (start = 0; start < n; start += MANY) {
        const size_t many = n - start < MANY ? n - start : MANY;
        const float *const given = got + start;
        int64_t within = 1, plain = 1;
        int k;
        for (i = 0; i < many; i++) {
            s[i] = ((double)(int32_t)(start + i) - half) / half;
            y[i] = c[terms - 1];
        }
        for (k = terms - 2; k >= 0; k--)
            for (i = 0; i < many; i++) y[i] = y[i] * s[i] + c[k];
        for (i = 0; i < many; i++) { /* compared as whole numbers, which never trap */
            const double off = fabs((double)given[i] - y[i]);
            const int64_t size = bits_of(y[i]) & INT64_MAX;
            const int64_t left = bits_of(unit_of(y[i]) * (0.5 - 0x1p-50) - error - off);
            within &= (left >= 0) & (left <= 0x7ff0000000000000);
            plain &= (size > 0x36a0000000000000) & (size < 0x47f0000000000000);
        }
        if (!plain || (!within && line == @@_NO_LINE)) return 0;
        for (i = within ? many : 0; i < many; i++)
            if (!right_on_line(y[i], given[i], error, line)) return 0;
    }
    return 1;
}
@@AFTER
