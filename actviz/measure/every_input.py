"""Results at every number of a format, judged by proof.

The right results come from certified pieces: polynomials whose error is bounded. Where a result
lies within half an ulp of the polynomial by more than that bound, it is the correctly rounded one,
and nothing else has to be known. The others are looked at one by one, and what the bound leaves
open is asked of the balls.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from actviz.arrays import identical
from actviz.dataclass import dataclass
from actviz.measure.accuracy import errors
from actviz.measure.extremes import Extremes
from actviz.measure.one_side import Side, compare
from actviz.measure.right_results import Right
from actviz.measure.tally import LIMIT, Bad, Binade, Patterns, Tally, sign_bit


@dataclass(frozen=True)
class Stretch:
    """Consecutive bit patterns without their signs, and the signs that are tried."""

    first: int
    count: int
    negative: tuple[bool, ...] = (False, True)

    def inputs(self, dtype: str) -> list[Patterns]:
        """The bit patterns to be tried, an array for each sign."""
        size = np.arange(self.first, self.first + self.count, dtype=np.uint32)
        sign = np.uint32(sign_bit(dtype))
        return [size | sign if negative else size for negative in self.negative]


@dataclass(frozen=True)
class Judge:
    """Judges results of one function, one order of derivative, one format."""

    right: Right
    limit: float = LIMIT  # in ulp: what exceeds it is told by its ranges

    def tally(self) -> Tally:
        """One with nothing in it yet."""
        return Tally(self.right.dtype, extremes=Extremes(self.limit))

    def judge(self, stretch: Stretch, results: Sequence[NDArray[np.floating]]) -> Tally:
        """What is found of the results at a stretch of inputs, one array for each sign."""
        tally = self.tally()
        for negative, got in zip(stretch.negative, results, strict=True):
            with np.errstate(all="ignore"):
                Side(self.right, tally, negative, stretch.first, got).judge()
        if len(results) == 2 and self.right.parity:
            self._symmetry(tally, stretch.first, *results)
        return tally

    def _symmetry(
        self, tally: Tally, first: int, here: NDArray[np.floating], there: NDArray[np.floating]
    ) -> None:
        mirrored = here if self.right.parity > 0 else -here
        both = ~np.isnan(here) & ~np.isnan(there)  # a wrong NaN is told as one
        wrong = np.flatnonzero(both & ~identical(there, mirrored))
        if wrong.size:
            at = int(wrong[0])
            x = (first + at) | sign_bit(self.right.dtype)
            bad = Bad(x, float(mirrored[at]), float(there[at]), math.nan)
            tally.note("symmetry", int(wrong.size), bad)

    def finish(self, tally: Tally) -> None:
        """What takes neighbours in different stretches, and the exact errors of the worst cases."""
        edges = tally.edges
        compare(self.right, tally, [(x, x + 1) for x in edges if x + 1 in edges], edges)
        if tally.worst:
            x = np.array([bad.pattern for bad in tally.worst], dtype=np.int64)
            sure = Tally(self.right.dtype)
            got = np.array([bad.got for bad in tally.worst])
            sure.doubtful(x, got, self.right.truth(x), self.right.at_zero, Binade())
            tally.worst = sure.worst
        self._sure_extremes(tally.extremes)
        for kind, bad in tally.plainest.items():
            if kind not in ("monotone", "symmetry"):
                true = self.right.truth(np.array([bad.pattern], dtype=np.int64))
                tally.plainest[kind] = Bad(bad.pattern, float(true.expected[0]), bad.got, bad.ulp)

    def _sure_extremes(self, extremes: Extremes) -> None:
        """The sizes of the largest errors, from balls instead of polynomials."""
        for kind, (_, pattern, result) in list(extremes.largest.items()):
            true, got = self.right.truth(np.array([pattern], dtype=np.int64)), np.array([result])
            exact = true.values
            with np.errstate(all="ignore"):
                size = {
                    "relative": np.abs(got - exact) / np.abs(exact),
                    "absolute": np.abs(got - exact),
                }.get(kind, errors(got, true, self.right.dtype))
            if size[0] > 0:
                extremes.largest[kind] = float(size[0]), pattern, result
            else:
                del extremes.largest[kind]
