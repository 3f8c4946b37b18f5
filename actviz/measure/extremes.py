"""The largest errors of very many results, where they exceed a limit, and between what they lie.

An error is counted four ways: in ulp, in ulp among results that should be normal numbers, relative
to these, and absolutely. What is found of disjoint sets of inputs adds up, in any order.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import field
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.readings.exact import FORMATS

Patterns = NDArray[np.integer[Any]]
Name = Callable[[int], int]  # from a place in an array to the input's bit pattern

KINDS: Final = ("ulp", "normal", "relative", "absolute")
RANGES: Final = 8  # that are told; the narrowest gaps are closed
_KEPT: Final = 64  # more than are told: what is not yet tried may close gaps


@dataclass
class Extremes:
    """What was found so far.

    Attributes:
        limit: in ulp; beyond it are results that exceed it or are no number.
        largest: by kind the size, the input's bit pattern and the result.
        low: the least result.
        high: the largest result.
        beyond: first and last of ranges of inputs, as places in their order from -inf to inf.
    """

    limit: float
    largest: dict[str, tuple[float, int, float]] = field(default_factory=dict)
    low: float = math.inf
    high: float = -math.inf
    beyond: list[tuple[int, int]] = field(default_factory=list)

    def size(self, kind: str) -> float:
        """The largest error of a kind so far."""
        return self.largest[kind][0] if kind in self.largest else 0.0

    def surpass(self, top: float, unit: float, least: float) -> bool:
        """Whether errors of every kind were found that are larger than all up to top.

        Args:
            unit: the ulp of the results with these errors.
            least: what each of them has in size at least, a normal number.
        """
        in_ulp = min(self.size("ulp"), self.size("normal"))
        return top < min(self.size("absolute"), in_ulp * unit, self.size("relative") * least)

    def results(self, got: NDArray[np.floating[Any]]) -> None:
        """Take in between what results lie."""
        if got.size:
            with np.errstate(invalid="ignore"):
                low, high = np.fmin.reduce(got), np.fmax.reduce(got)  # NaN only of nothing else
            self.low, self.high = min(self.low, float(low)), max(self.high, float(high))

    def errors(
        self,
        name: Name,
        got: NDArray[np.floating[Any]],
        y: Float64,
        off: Float64,
        unit: float | Float64,
        normal: float,
    ) -> None:
        """Take in the errors of finite results whose right values are finite.

        Args:
            name: the bit pattern of the input at a place.
            unit: the ulp of the right values.
            normal: the smallest normal number, below which no relative error is counted.
        """
        if not off.size:
            return
        top = float(off.max())
        if not top > 0:
            return
        least = float(np.abs(y).min())
        if top > self.size("absolute"):
            self._note("absolute", off, name, got)
        ordinary = least >= normal
        if not isinstance(unit, float) or top > min(self.size("ulp"), self.size("normal")) * unit:
            ulps = off / unit
            self._note("ulp", ulps, name, got)
            self._note("normal", _among(ulps, y, normal, ordinary), name, got)
        if top > self.size("relative") * max(least, normal):
            with np.errstate(all="ignore"):
                relative = off / np.abs(y)
            self._note("relative", _among(relative, y, normal, ordinary), name, got)

    def _note(self, kind: str, sizes: Float64, name: Name, got: NDArray[np.floating[Any]]) -> None:
        at = int(np.argmax(sizes))
        if sizes[at] > 0 and sizes[at] >= self.size(kind):
            self._keep(kind, (float(sizes[at]), name(at), float(got[at])))

    def _keep(self, kind: str, case: tuple[float, int, float]) -> None:
        known = self.largest.get(kind)
        if known is None or (-case[0], case[1]) < (-known[0], known[1]):
            self.largest[kind] = case

    def exceed(self, x: Patterns, dtype: str) -> None:
        """Take in inputs whose results are beyond the limit; of NaN nothing is told."""
        digits, least, most = FORMATS[dtype]
        infinity, sign = (most - least + 2) << (digits - 1), 1 << (31 if dtype == "float32" else 15)
        x = np.asarray(x, dtype=np.int64)
        size = x & (sign - 1)
        places = np.sort(np.where(x & sign, -1 - size, size)[size <= infinity])
        if places.size:
            ends = np.flatnonzero(np.diff(places) > 1)
            first, last = places[np.r_[0, ends + 1]], places[np.r_[ends, places.size - 1]]
            self._join(list(zip(first.tolist(), last.tolist(), strict=True)))

    def _join(self, ranges: list[tuple[int, int]]) -> None:
        joined: list[tuple[int, int]] = []
        for low, high in sorted([*self.beyond, *ranges]):
            if joined and low <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
            else:
                joined.append((low, high))
        self.beyond = _fewer(joined, _KEPT)

    def add(self, other: Extremes) -> None:
        """Take in what was found at other inputs."""
        for kind, case in other.largest.items():
            self._keep(kind, case)
        self.low, self.high = min(self.low, other.low), max(self.high, other.high)
        if other.beyond:
            self._join(other.beyond)

    def ranges(self, dtype: str) -> list[tuple[int, int]]:
        """The bit patterns at the ends of the ranges beyond the limit, in order; at most eight."""
        sign = 1 << (31 if dtype == "float32" else 15)
        return [
            (low if low >= 0 else sign | (-1 - low), high if high >= 0 else sign | (-1 - high))
            for low, high in _fewer(self.beyond, RANGES)
        ]

    def to_json(self) -> dict[str, Any]:
        """Everything as numbers, strings, lists and dictionaries."""
        largest = {kind: [repr(s), x, repr(got)] for kind, (s, x, got) in self.largest.items()}
        ends = [repr(self.low), repr(self.high)]
        return {
            "limit": self.limit,
            "largest": largest,
            "ends": ends,
            "beyond": list(map(list, self.beyond)),
        }

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Extremes:
        """What :meth:`to_json` gave."""
        largest = {
            kind: (float(size), x, float(got)) for kind, (size, x, got) in record["largest"].items()
        }
        beyond = [(low, high) for low, high in record["beyond"]]
        low, high = map(float, record["ends"])
        return cls(record["limit"], largest, low, high, beyond)


def _among(sizes: Float64, y: Float64, normal: float, all_of_them: bool) -> Float64:
    return sizes if all_of_them else np.where(np.abs(y) >= normal, sizes, 0.0)


def _fewer(ranges: list[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """The same in at most so many ranges: the narrowest gaps are closed."""
    if len(ranges) <= most:
        return ranges
    gaps = np.array([after[0] - before[1] for before, after in pairwise(ranges)])
    cuts = np.sort(np.argsort(gaps, kind="stable")[::-1][: most - 1])
    firsts = [0, *(cuts + 1).tolist()]
    lasts = [*cuts.tolist(), len(ranges) - 1]
    return [(ranges[i][0], ranges[j][1]) for i, j in zip(firsts, lasts, strict=True)]
