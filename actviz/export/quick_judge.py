"""Results at consecutive numbers of float32, held against certified pieces by a loop in C.

The question is the one that :mod:`actviz.measure.every_input` asks of results that are right, with
the same bounds; the loop asks it of some numbers a nanosecond. Whatever it does not answer with yes
is judged there, as are all results where there is no C compiler.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.dataclass import dataclass
from actviz.export.compiled import library
from actviz.measure.every_input import Judge, Stretch
from actviz.measure.one_side import Side
from actviz.measure.tally import Tally
from actviz.readings.certified.certified_polynomials import Polynomial
from actviz.readings.certified.cover import Constant
from actviz.readings.languages.c import AFTER, APART
from actviz.readings.languages.marked_texts import filled, whole

Float32 = NDArray[np.float32]

_INFINITY: Final = 255 << 23
_NO_LINE: Final = 2
# Half an ulp is that of the value; a part less allows for the rounding of a distance. A line has no
# rounding errors: beside a tie the side on which the truth lies decides, on the line IEEE's rule.


def compiled(folder: Path) -> str:
    """The loop as a library in a folder."""
    words = {"APART": APART, "AFTER": AFTER, "_NO_LINE": _NO_LINE}
    text = filled("\n" + whole(__file__, "judge.c"), **words)
    return str(library(folder, "c", text))


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
