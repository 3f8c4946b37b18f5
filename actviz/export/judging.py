"""Results at consecutive numbers of float32, held against certified pieces by a loop in C.

The question is the one that :mod:`actviz.measure.every_input` asks of results that are right, with
the same bounds; the loop asks it of some numbers a nanosecond. Whatever it does not answer with yes
is judged there, as are all results where there is no C compiler.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.export.compiled import library
from actviz.measure.every_input import Judge, Stretch
from actviz.measure.one_side import Side
from actviz.measure.tally import Tally
from actviz.readings.certified.cover import Constant
from actviz.readings.certified.pieces import Polynomial
from actviz.readings.languages.cells_c import AFTER, APART

Float32 = NDArray[np.float32]

_INFINITY: Final = 255 << 23
_NO_LINE: Final = 2
# Half an ulp is that of the value; a part less allows for the rounding of a distance. A line has no
# rounding errors: beside a tie the side on which the truth lies decides, on the line IEEE's rule.
_TEXT: Final = f"""
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
{APART}
#define MANY 512

static inline int64_t bits_of(double value) {{
    int64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}}

static inline double unit_of(double value) {{
    const int64_t least = 0x3810000000000000, exponent = bits_of(value) & 0x7ff0000000000000;
    const int64_t chosen = exponent > least ? exponent : least;
    double unit;
    memcpy(&unit, &chosen, sizeof unit);
    return unit * 0x1p-23;
}}

static int right_on_line(double y, float got, double error, int line) {{
    const double half = unit_of(y) / 2, off = fabs(got - y);
    const float near = (float)y;
    if (line == 0) return near == got;
    return off <= half * (1 - 0x1p-49) - error ||
           (got - y == line * half && error < half / 2 && near != y);
}}

int all_right(const float *got, size_t n, double half, const double *c, int terms, double error,
              int line) {{
    double s[MANY], y[MANY];
    size_t start, i;
    for (start = 0; start < n; start += MANY) {{
        const size_t many = n - start < MANY ? n - start : MANY;
        const float *const given = got + start;
        int64_t within = 1, plain = 1;
        int k;
        for (i = 0; i < many; i++) {{
            s[i] = ((double)(int32_t)(start + i) - half) / half;
            y[i] = c[terms - 1];
        }}
        for (k = terms - 2; k >= 0; k--)
            for (i = 0; i < many; i++) y[i] = y[i] * s[i] + c[k];
        for (i = 0; i < many; i++) {{ /* compared as whole numbers, which never trap */
            const double off = fabs((double)given[i] - y[i]);
            const int64_t size = bits_of(y[i]) & INT64_MAX;
            const int64_t left = bits_of(unit_of(y[i]) * (0.5 - 0x1p-50) - error - off);
            within &= (left >= 0) & (left <= 0x7ff0000000000000);
            plain &= (size > 0x36a0000000000000) & (size < 0x47f0000000000000);
        }}
        if (!plain || (!within && line == {_NO_LINE})) return 0;
        for (i = within ? many : 0; i < many; i++)
            if (!right_on_line(y[i], given[i], error, line)) return 0;
    }}
    return 1;
}}
{AFTER}
"""


def compiled(folder: Path) -> str:
    """The loop as a library in a folder."""
    return str(library(folder, "c", _TEXT))


@lru_cache(maxsize=4)
def _loop(path: str) -> Any:
    loop = ctypes.CDLL(path).all_right
    number, place = ctypes.c_double, ctypes.c_void_p
    loop.argtypes = [place, ctypes.c_size_t, number, place, ctypes.c_int, number, ctypes.c_int]
    loop.restype = ctypes.c_int
    return loop


@dataclass(frozen=True)
class QuickJudge(Judge):
    """Judges as :class:`Judge` does, and counts no more than that results are right."""

    path: str = ""  # of the library

    def judge(self, stretch: Stretch, results: Sequence[NDArray[np.floating]]) -> Tally:
        """What is found of the results at a stretch of inputs, one array for each sign."""
        if stretch.first + stretch.count > _INFINITY:
            return super().judge(stretch, results)
        tally = self.tally()
        for negative, got in zip(stretch.negative, results, strict=True):
            for run in self.right.cover.runs(stretch.first, stretch.count, negative):
                at = run.first - stretch.first
                part = np.ascontiguousarray(got[at : at + run.count], dtype=np.float32)
                if isinstance(run.piece, Polynomial):
                    right = self.agrees(part, run.piece)
                else:
                    right = isinstance(run.piece, Constant) and _constant(part, run.piece)
                if right:
                    tally.tried += run.count
                    tally.by_pieces += run.count
                    tally.good(run.count)
                    continue
                with np.errstate(all="ignore"):
                    Side(self.right, tally, negative, run.first, part).judge()
        return tally

    def agrees(self, got: Float32, piece: Polynomial) -> bool:
        """Whether all results of a run are right, as far as the loop can tell."""
        coefficients = np.array(piece.coefficients)
        line = _NO_LINE if piece.line is None else piece.line
        places = got.ctypes.data, coefficients.ctypes.data
        return bool(
            _loop(self.path)(
                places[0], got.size, got.size / 2, places[1], coefficients.size, piece.error, line
            )
        )


def _constant(got: Float32, piece: Constant) -> bool:
    """Whether results are a constant, with its sign."""
    if math.isnan(piece.value) or piece.exact_zero:
        return math.isnan(piece.value) and bool(np.isnan(got).all())
    signs = np.signbit(got) == (math.copysign(1.0, piece.value) < 0)
    return bool(np.all((got == piece.value) & signs))
