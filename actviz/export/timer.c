#define _POSIX_C_SOURCE 199309L
#include "exported.c"
#include <stdio.h>
#include <time.h>

static @@own x[@@size], y[@@size];

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

#define LEAST(F) { \
    double found = 1e30; \
    for (int k = 0; k < 9; k++) { \
        const double begun = now(); \
        for (int i = 0; i < @@size; i++) y[i] = F(x[i]); \
        if (now() - begun < found) found = now() - begun; \
        x[k] += y[k] * 1e-9f; \
    } \
    printf("%.6g\n", found / @@size); }

int main(void) {
    for (int i = 0; i < @@size; i++) x[i] = (@@own)(-4 + 8.0 * i / @@size);
@@rows
    return 0;
}
