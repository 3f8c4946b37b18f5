#include "@@file"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = @@longest };

@@calls

static const struct { const char *name; void (*call)(double [][MOST], double *, size_t); }
table[] = {
@@rows
};

/* The numbers up to the next bar; how many there are. */
static size_t numbers(char **at, double *row) {
    size_t many = 0;
    char *next = *at;
    for (;;) {
        const double number = strtod(*at, &next);
        if (next == *at) break;
        if (many < MOST) row[many++] = number;
        *at = next;
    }
    *at += **at == '|';
    return many;
}

int main(int count, char **words) {
    FILE *file = count > 1 ? fopen(words[1], "r") : NULL;
    static char line[128 * MOST];
    static double expected[MOST], off[MOST], given[8][MOST], got[MOST];
    long passed = 0, failed = 0;
    if (!file) { fprintf(stderr, "usage: %s VECTORS [values]\n", words[0]); return 2; }
    while (fgets(line, sizeof line, file)) {
        char *at = strchr(line, '|');
        int inputs = 0, bad = 0;
        size_t row, many, i;
        if (!at) continue;
        *at++ = 0;
        many = numbers(&at, expected);
        numbers(&at, off);
        while (inputs < 8 && numbers(&at, given[inputs])) inputs++;
        for (row = 0; row < sizeof table / sizeof *table; row++)
            if (!strcmp(table[row].name, line)) break;
        if (row == sizeof table / sizeof *table) { failed++; continue; }
        table[row].call(given, got, many);
        for (i = 0; i < many; i++) {
            if (count > 2) { printf("%.17g\n", got[i]); continue; }
            if ((isnan(got[i]) && isnan(expected[i])) || got[i] == expected[i]
                || fabs(got[i] - expected[i]) <= off[i]) continue;
            bad = 1;
            printf("%s(%.17g): %.17g, not %.17g\n", line, given[0][i], got[i], expected[i]);
        }
        if (bad) failed++; else passed++;
    }
    fclose(file);
    if (count < 3) printf("%ld passed, %ld failed\n", passed, failed);
    return failed != 0;
}
