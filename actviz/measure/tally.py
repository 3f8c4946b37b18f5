"""What was found of a function at very many inputs: counts, the plainest and the worst cases.

Tallies of disjoint sets of inputs add up, in any order, and go through JSON.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.arrays import Float64, Mask, identical
from actviz.dataclass import dataclass
from actviz.measure.accuracy import errors
from actviz.measure.extremes import Extremes
from actviz.measure.true_values import Truth
from actviz.readings.exact import FORMATS

Patterns = NDArray[np.integer[Any]]  # bit patterns of a format, sign included

# Beyond digits; the last two are between inputs: neighbours in the wrong order, and x against -x.
ELEMENTARY: Final = ("zero", "sign", "nan", "lost_nan", "overflow", "no_overflow")
WRONG: Final = (*ELEMENTARY, "monotone", "symmetry")
HARMLESS: Final = ("flushed", "zero_sign")

# Ends of the classes of errors, in ulp: up to 0.5, 1, 2, 4, ...; the last has no end.
LIMIT: Final = 4.0  # ulp: beyond it, unless another is given; most good kernels stay below
EDGES: Final = (0.5, *(2.0**power for power in range(24)), math.inf)
WORST: Final = 10
_SPARE: Final = 10  # more are kept than are told: in the end they are sorted by their exact errors


@dataclass(frozen=True, slots=True)
class Bad:
    """One result that is wrong: the input's bit pattern, what should be, what came, how far off."""

    pattern: int
    expected: float
    got: float
    ulp: float


@dataclass
class Binade:
    """The inputs between two powers of two, on one side."""

    tried: int = 0
    misrounded: int = 0
    largest: float = 0.0  # of the errors of finite results, in ulp


@dataclass
class Tally:
    """Counts of one order of derivative in one format."""

    dtype: str
    tried: int = 0
    misrounded: int = 0
    beyond_1_ulp: int = 0
    by_pieces: int = 0
    by_balls: int = 0
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WRONG + HARMLESS, 0))
    plainest: dict[str, Bad] = field(default_factory=dict)
    worst: list[Bad] = field(default_factory=list)
    histogram: list[int] = field(default_factory=lambda: [0] * len(EDGES))
    binades: dict[str, Binade] = field(default_factory=dict)  # by sign and exponent: "-3", "+0"
    edges: dict[int, float] = field(default_factory=dict)  # results at the ends of each stretch
    extremes: Extremes = field(default_factory=lambda: Extremes(LIMIT))

    @property
    def proved(self) -> int:
        """The inputs at which the right result is known."""
        return self.by_pieces + self.by_balls

    @property
    def catastrophic(self) -> int:
        """The results that are worse than inexact."""
        return sum(self.counts[kind] for kind in ELEMENTARY)

    @property
    def max_ulp(self) -> float:
        """The largest error of a finite result."""
        return max((bad.ulp for bad in self.worst), default=0.0)

    # ------------------------------------------------------------ gathering

    def good(self, count: int) -> None:
        """So many results are correctly rounded."""
        self.histogram[0] += count

    def doubtful(
        self, x: Patterns, got: Float64, true: Truth, at_zero: float, places: Binade
    ) -> None:
        """Judge results one by one.

        Args:
            true: the right results; all of them decided.
        """
        if not x.size:
            return
        expected = true.expected
        off = errors(got, true, self.dtype)
        lost = kinds(x, got, expected, self.dtype, at_zero)
        off = np.where(np.isnan(off) & (np.isnan(got) != np.isnan(expected)), np.inf, off)
        off = np.where(np.isnan(off) | (got == expected) & np.isinf(got), 0.0, off)
        off[lost["overflow"] | lost["no_overflow"]] = np.inf
        off[np.isinf(got) & np.isinf(expected) & (got != expected)] = np.inf
        same = identical(got, expected)
        counted = ~lost["flushed"]
        misrounded = ~same & counted
        self.misrounded += (wrong := int(misrounded.sum()))
        self.beyond_1_ulp += int((misrounded & (off > 1)).sum())
        for at, many in zip(*np.unique(class_of(off[counted]), return_counts=True), strict=True):
            self.histogram[int(at)] += int(many)
        for kind, where in lost.items():
            self._note(kind, x, expected, got, off, where)
        self._extremes(x, got, true, off)
        finite = misrounded & np.isfinite(off)
        places.misrounded += wrong
        places.largest = max(places.largest, float(off[finite].max(initial=0.0)))
        self._worst(x, expected, got, np.where(finite, off, -1.0))

    def _extremes(self, x: Patterns, got: Float64, true: Truth, off: Float64) -> None:
        expected, digits = true.expected, FORMATS[self.dtype]
        wrong = ~identical(got, expected)
        beyond = wrong & ~(off <= self.extremes.limit)
        if beyond.any():
            self.extremes.exceed(x[beyond], self.dtype)
        finite = np.isfinite(got) & np.isfinite(expected) & np.isfinite(off)
        x, got, exact, off = x[finite], got[finite], true.values[finite], off[finite]
        distance = np.abs(got - exact)
        unit = np.where(off > 0, distance / off, 1.0)
        normal = math.ldexp(1.0, digits[1])
        self.extremes.errors(lambda at: int(x[at]), got, exact, distance, unit, normal)

    def inexact(
        self,
        name: Callable[[NDArray[np.intp]], Patterns],
        at: NDArray[np.intp],
        got: NDArray[np.floating[Any]],
        ulps: Float64,
        places: Binade,
    ) -> None:
        """Take in finite results that are off by digits and nothing else.

        Args:
            name: the bit patterns of inputs told by their places.
            ulps: how far off, within one class each.
        """
        if not at.size:
            return
        # Of each error the power of two below it is its class.
        classes = np.clip((ulps.view(np.int64) >> 52) - 1021, 0, len(EDGES) - 1)
        counts = np.bincount(classes, minlength=len(EDGES)).tolist()
        self.histogram = [a + b for a, b in zip(self.histogram, counts, strict=True)]
        wrong = at.size - counts[0]
        self.misrounded += wrong
        self.beyond_1_ulp += wrong - counts[1]
        top = float(ulps.max())
        places.misrounded += wrong
        if top > 0.5:
            places.largest = max(places.largest, top)
        if len(self.worst) < WORST + _SPARE or top >= self.worst[-1].ulp:
            least = self.worst[-1].ulp if len(self.worst) == WORST + _SPARE else 0.5
            chosen = np.flatnonzero(ulps >= least)
            unknown = np.full(chosen.size, np.nan)
            self._worst(name(at[chosen]), unknown, got[chosen].astype(np.float64), ulps[chosen])

    def _note(
        self, kind: str, x: Patterns, expected: Float64, got: Float64, off: Float64, where: Mask
    ) -> None:
        many = int(where.sum())
        if many:
            at = np.flatnonzero(where)[np.argmin(size_of(x[where], self.dtype))]
            self.note(kind, many, Bad(int(x[at]), *(float(v[at]) for v in (expected, got, off))))

    def note(self, kind: str, many: int, example: Bad) -> None:
        """So many results of a kind, and the one nearest to 0."""
        self.counts[kind] += many
        known = self.plainest.get(kind)
        if known is None or self._plainness(example) < self._plainness(known):
            self.plainest[kind] = example

    def _plainness(self, bad: Bad) -> tuple[int, int]:
        sign = sign_bit(self.dtype)
        return bad.pattern & (sign - 1), bad.pattern & sign

    def _worst(self, x: Patterns, expected: Float64, got: Float64, off: Float64) -> None:
        room = WORST + _SPARE
        least = self.worst[-1].ulp if len(self.worst) == room else 0.0
        above = np.flatnonzero(off >= max(least, 2.0**-40))
        if above.size > room:
            bar = np.partition(off[above], -room)[-room]
            above = above[off[above] >= bar]
            if above.size > 4 * room:  # of equals the plainest
                order = np.lexsort((size_of(x[above], self.dtype), -off[above]))
                above = above[order[:room]]
        worst = [
            Bad(int(x[at]), float(expected[at]), float(got[at]), float(off[at])) for at in above
        ]
        self._keep_worst(worst)

    def _keep_worst(self, worst: list[Bad]) -> None:
        ranked = sorted([*self.worst, *worst], key=lambda bad: (-bad.ulp, *self._plainness(bad)))
        self.worst = ranked[: WORST + _SPARE]

    # ------------------------------------------------------------ adding up

    def add(self, other: Tally) -> None:
        """Take in what was found at other inputs."""
        self.tried += other.tried
        self.misrounded += other.misrounded
        self.beyond_1_ulp += other.beyond_1_ulp
        self.by_pieces += other.by_pieces
        self.by_balls += other.by_balls
        for kind, many in other.counts.items():
            if many:
                self.note(kind, many, other.plainest[kind])
        self._keep_worst(other.worst)
        self.histogram = [a + b for a, b in zip(self.histogram, other.histogram, strict=True)]
        for name, theirs in other.binades.items():
            ours = self.binades.setdefault(name, Binade())
            ours.tried += theirs.tried
            ours.misrounded += theirs.misrounded
            ours.largest = max(ours.largest, theirs.largest)
        self.edges.update(other.edges)
        self.extremes.add(other.extremes)

    def to_json(self) -> dict[str, Any]:
        """Everything as numbers, strings, lists and dictionaries."""
        record = dict(vars(self))
        record["plainest"] = {kind: _list(bad) for kind, bad in self.plainest.items()}
        record["worst"] = [_list(bad) for bad in self.worst]
        record["binades"] = {name: list(vars(b).values()) for name, b in self.binades.items()}
        record["extremes"] = self.extremes.to_json()
        record["edges"] = {str(pattern): repr(got) for pattern, got in self.edges.items()}
        return record

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Tally:
        """What :meth:`to_json` gave."""
        parts = dict(record)
        parts["plainest"] = {kind: _bad(each) for kind, each in record["plainest"].items()}
        parts["worst"] = [_bad(each) for each in record["worst"]]
        parts["binades"] = {name: Binade(*each) for name, each in record["binades"].items()}
        parts["edges"] = {int(at): float(got) for at, got in record["edges"].items()}
        parts["extremes"] = Extremes.from_json(record["extremes"])
        return cls(**parts)


def _list(bad: Bad) -> list[Any]:
    return [bad.pattern, *map(repr, (bad.expected, bad.got, bad.ulp))]


def _bad(each: list[Any]) -> Bad:
    return Bad(each[0], *map(float, each[1:]))


# ---------------------------------------------------------------- bit patterns


def sign_bit(dtype: str) -> int:
    """The bit that tells -x from x."""
    return 1 << (31 if dtype == "float32" else 15)


def size_of(x: Patterns, dtype: str) -> Patterns:
    """The pattern without its sign, which grows with the size of the number."""
    return x & (sign_bit(dtype) - 1)


def of_patterns(x: Patterns, dtype: str) -> Float64:
    """The numbers behind bit patterns; NaN for those that are no number."""
    with np.errstate(invalid="ignore"):  # half of the NaNs are signalling ones
        if dtype == "float16":
            return x.astype(np.uint16).view(np.float16).astype(np.float64)
        bits = x.astype(np.uint32, copy=False) << np.uint32(0 if dtype == "float32" else 16)
        return bits.view(np.float32).astype(np.float64)


# ---------------------------------------------------------------- kinds of errors


def class_of(off: Float64) -> NDArray[np.int64]:
    """The class of each error: which of :data:`EDGES` is the first that it does not exceed."""
    return np.searchsorted(np.array(EDGES), off, side="left")


def kinds(
    x: Patterns, got: Float64, expected: Float64, dtype: str, at_zero: float
) -> dict[str, Mask]:
    """Which results are wrong in which way, beyond the digits that they lost.

    A result of 0, or of f(0), where the right result or x is subnormal is flushed and nothing
    else.
    """
    digits, least, _ = FORMATS[dtype]
    normal = math.ldexp(1.0, least)
    same = identical(got, expected)
    size = size_of(x, dtype)
    small = (size > 0) & (size < 1 << (digits - 1))
    small |= (expected != 0) & (np.abs(expected) < normal)
    flushed = ~same & small & ((got == 0) | (got == at_zero))
    wrong = ~same & ~flushed
    finite, a_number = np.isfinite(got), ~np.isnan(got)
    should, known = np.isfinite(expected), ~np.isnan(expected)
    return {
        "zero": wrong & (got == 0) & should & (expected != 0),
        "sign": wrong
        & a_number
        & known
        & (finite == should)
        & (np.sign(got) * np.sign(expected) < 0),
        "nan": wrong & ~a_number & known,
        "lost_nan": wrong & a_number & ~known,
        "overflow": wrong & np.isinf(got) & should,
        "no_overflow": wrong & finite & np.isinf(expected),
        "flushed": flushed,
        "zero_sign": same & (got == 0) & (np.signbit(got) != np.signbit(expected)),
    }
