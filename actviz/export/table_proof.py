"""Whether exported code is correctly rounded at every number of float32, and mending where not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.dataclass import dataclass
from actviz.export.fitted_tables import NoTable, number
from actviz.export.quick_judge import QuickJudge
from actviz.functions.elementwise import Activation
from actviz.measure.campaign import Campaign, Log, Report
from actviz.measure.every_input import Judge, Stretch
from actviz.measure.right_results import Right
from actviz.measure.tally import Patterns, Tally
from actviz.measure.tested_kernels import Kernel
from actviz.readings.languages.cells import LEAD, PLACE, Table

Float32 = NDArray[np.float32]
Integers = NDArray[np.int64]

_SIGN: Final = 1 << 31
_SIZE: Final = _SIGN - 1
_PART: Final = 1 << 13  # inputs looked at one by one where a stretch has wrong results
_ENOUGH: Final = 2000  # wrong results of a row from which it is mended
_NUDGES: Final = (0, *(sign * 2**k for k in range(8) for sign in (1, -1)))  # ulps
_ULP: Final = 2.0**-52
_ROUNDS: Final = 8
_MOST_POINTS: Final = 16


# ---------------------------------------------------------------- a table in NumPy


def rows_of(table: Table, x: Patterns) -> Integers:
    """The row of each input."""
    bits = np.asarray(x, dtype=np.int64) & (_SIZE if table.parity else _SIZE | _SIGN)
    entry = np.array(table.entries)[bits >> LEAD]
    row: Integers = (entry >> PLACE) + ((bits & ((1 << LEAD) - 1)) >> (entry & ((1 << PLACE) - 1)))
    for pattern, own in table.points:
        row[bits == pattern] = own
    return row


def results(table: Table, x: Patterns) -> Float32:
    """What the table gives at a few inputs."""
    return _values(table, x, rows_of(table, x))


def _values(table: Table, x: Patterns, row: int | Integers) -> Float32:
    """The results of given rows, by the operations that every language does."""
    given = np.asarray(x, dtype=np.uint32).view(np.float32)
    with np.errstate(all="ignore"):
        s = (np.abs(given) if table.parity else given).astype(np.float64)
        s -= table.centres[row] if isinstance(row, int) else np.array(table.centres)[row]
        np.clip(s, -(2.0**128), 2.0**128, out=s)
        coefficients = table.rows[row] if isinstance(row, int) else np.array(table.rows)[row].T
        y = coefficients[-1] * s
        for coefficient in coefficients[-2:0:-1]:
            y += coefficient
            y *= s
        y += coefficients[0]
        near: Float32 = y.astype(np.float32)
    if table.parity < 0:
        near[np.signbit(given)] *= -1
    return near


@dataclass(frozen=True)
class Emulated:
    """The table itself as a function under test."""

    table: Table
    label: str = "the table"

    def answers(self, inputs: Iterable[Patterns]) -> Iterator[Float32]:
        """The results for each array, in which neighbours share a row."""
        for x in inputs:
            row = rows_of(self.table, x)
            ends = [0, *(np.flatnonzero(np.diff(row)) + 1).tolist(), row.size]
            got = np.empty(row.size, dtype=np.float32)
            for first, end in pairwise(ends):
                part = x[first:end]
                got[first:end] = _values(self.table, part, int(row[first]))
            yield got


# ---------------------------------------------------------------- mending


@dataclass
class _Watch(Log):
    """A run's log that remembers the stretches with wrong results."""

    wrong: list[int] = field(default_factory=list)

    def take(self, at: int, tally: Tally) -> None:
        if _wrong(tally):
            self.wrong.append(at)
        super().take(at, tally)


def _wrong(tally: Tally) -> int:
    """Results that are not the right ones, and those of which that is not known."""
    undecided = tally.tried - tally.proved
    return tally.misrounded + tally.counts["flushed"] + tally.counts["zero_sign"] + undecided


@dataclass
class Prover:
    """Proves a table by running what was made of it, and mends the rows that are not right yet.

    Attributes:
        function, order: what the table is of.
        kernel: what runs the code written with a table.
        jobs: how many processes share the work.
        report: called, in each round anew, with the inputs done and all that are due.
        window: a range of x to prove alone; None: every number.
        loop: the library with the loop that judges, of :mod:`quick_judge`; without one NumPy does.
    """

    function: Activation
    order: int
    kernel: Callable[[Table], Kernel]
    jobs: int = 1
    report: Report = lambda done, total: None
    window: tuple[float, float] | None = None
    loop: str = ""

    def __post_init__(self) -> None:
        self.right = Right(self.function, self.order, "float32")
        self.judge = QuickJudge(self.right, path=self.loop) if self.loop else Judge(self.right)

    def proved(self, table: Table) -> Table:
        """The table with rows mended, each result of which is right.

        Inputs whose row was changed are run again with the changed table.

        Raises:
            NoTable: there are results that cannot be mended, or that nothing decides.
        """
        table = self._with_conventions(table)
        good: set[int] = set()
        known: dict[int, float] = {}  # right results that came out wrong in some round
        due = {0}  # the smallest numbers, whose halves may be ties, before all others
        for _ in range(_ROUNDS):
            campaign = Campaign(self.judge, self.kernel(table), self.window)
            every = campaign.stretches()
            log = _Watch(campaign.request(), self.judge.tally(), set(range(len(every))) - due)
            total = sum(every[at].count * len(every[at].negative) for at in due)

            def report(done: int, _: int, total: int = total) -> object:
                return self.report(done, total)

            campaign.run(min(self.jobs, 1 + len(due) // 16), log, report)
            good |= due - set(log.wrong)
            by_stretch = self._wrong(campaign, log.wrong)
            good |= {at for at, wrong in by_stretch.items() if not wrong}
            if any(by_stretch.values()):
                known |= {x: right for wrong in by_stretch.values() for x, right in wrong.items()}
                mended = with_results(table, known)
                good -= {at for at in good if _differ(table, mended, every[at])}
                table = mended
            due = set(range(len(every))) - good
            if not due:
                return table
        raise NoTable(f"{len(due)} stretches of inputs have results that are not right")

    def _with_conventions(self, table: Table) -> Table:
        """What a slope is at a kink has a row to itself, where it is not one of the sides."""
        x = self.right.conventions.astype(np.float32)
        x = np.concatenate([x[x == self.right.conventions], -x[x == 0]])
        expected, decided = self.function.decide(x, self.order, dtype="float32")
        bits = x.view(np.uint32).astype(np.int64)
        wrong = decided & ~_same(results(table, bits), expected)
        return with_points(table, bits[wrong], expected[wrong])

    def _wrong(self, campaign: Campaign, chosen: list[int]) -> dict[int, dict[int, float]]:
        """The inputs with wrong results in stretches, as far as enough, and the right ones."""
        every = campaign.stretches()
        by_stretch: dict[int, dict[int, float]] = {}
        for at in sorted(chosen):
            stretch = every[at]
            wrong: dict[int, float] = {}
            answers = list(campaign.kernel.answers(stretch.inputs("float32")))
            for first in range(0, stretch.count, _PART):
                got = [each[first : first + _PART] for each in answers]
                part = Stretch(stretch.first + first, got[0].size, stretch.negative)
                if not _wrong(self.judge.judge(part, got)):
                    continue
                for x, results_ in zip(part.inputs("float32"), got, strict=True):
                    wrong |= self._compared(x, results_)
                if len(wrong) > _ENOUGH:
                    break
            by_stretch[at] = wrong
            if sum(map(len, by_stretch.values())) > _ENOUGH:
                break
        return by_stretch

    def _compared(self, x: Patterns, got: Float32) -> dict[int, float]:
        true = self.right.truth(x)
        if not true.decided.all():
            where = number(x[~true.decided])[0]
            raise NoTable(f"the right result is not decided at {where:.9g}")
        wrong = ~_same(got, true.expected) & ~np.isin(number(x), self.right.conventions)
        wrong &= ~(np.isinf(number(x)) & (got == true.expected))  # a limit of 0 has no sign
        return dict(zip(x[wrong].tolist(), true.expected[wrong].tolist(), strict=True))


def _same(got: NDArray[Any], expected: NDArray[Any]) -> NDArray[np.bool_]:
    alike = (got == expected) & (np.signbit(got) == np.signbit(expected))
    same: NDArray[np.bool_] = alike | (np.isnan(got) & np.isnan(expected))
    return same


def _differ(before: Table, after: Table, stretch: Stretch) -> bool:
    """Whether inputs of a stretch have another row, or a changed one, in another table."""
    for negative in (0, _SIGN):
        ends = np.array([stretch.first, stretch.first + stretch.count - 1]) | negative
        first, last = rows_of(replace(before, points=()), ends).tolist()
        if before.rows[first : last + 1] != after.rows[first : last + 1]:
            return True
    fresh = {pattern & _SIZE for pattern, _ in set(after.points) - set(before.points)}
    return any(0 <= pattern - stretch.first < stretch.count for pattern in fresh)


def with_results(table: Table, known: dict[int, float]) -> Table:
    """The same table with rows changed as little as gives inputs, by their bits, their results.

    Raises:
        NoTable: it cannot be done.
    """
    x, expected = np.array(list(known)), np.array(list(known.values()))
    if table.parity:
        expected = np.where((x & _SIGN != 0) & (table.parity < 0), -expected, expected)
        x = x & _SIZE
    rows = rows_of(table, x)
    for row in np.unique(rows).tolist():
        here = rows == row
        if _same(results(table, x[here]), expected[here]).all():
            continue
        changed = _changed(table, row, x[here], expected[here])
        if changed is None:
            table = with_points(table, x[here], expected[here])
        else:
            every = list(table.rows)
            every[row] = changed
            table = replace(table, rows=tuple(every))
    return table


def _changed(
    table: Table, row: int, x: Integers, expected: NDArray[np.float64]
) -> tuple[float, ...] | None:
    """Coefficients of a row that give the right results, a few ulps off; None: there are none."""
    first, slope, *others = table.rows[row]
    pairs = [(a, b) for a in _NUDGES for b in _NUDGES if (first or not a) and (slope or not b)]
    only = replace(table, entries=(LEAD,) * len(table.entries), points=())
    for a, b in sorted(pairs, key=lambda pair: abs(pair[0]) + abs(pair[1])):
        coefficients = (first * (1 + a * _ULP), slope * (1 + b * _ULP), *others)
        one = replace(only, centres=(table.centres[row],), rows=(coefficients,))
        if _same(results(one, x), expected).all():
            return coefficients
    return None


def with_points(table: Table, x: Integers, expected: NDArray[np.float64]) -> Table:
    """The same table in which some inputs have a row each.

    Raises:
        NoTable: there are too many of them.
    """
    pairs = dict(zip(x.tolist(), expected.tolist(), strict=True))
    if table.parity:
        pairs = {pattern: value for pattern, value in pairs.items() if not pattern & _SIGN}
    if len(table.points) + len(pairs) > _MOST_POINTS:
        shown = ", ".join(f"{float(number(pattern)):.9g}" for pattern in list(pairs)[:3])
        raise NoTable(f"no row is right at {shown} and {len(pairs)} inputs in all")
    rest = len(table.rows[0]) - 1
    rows, centres, points = list(table.rows), list(table.centres), list(table.points)
    for pattern, value in pairs.items():
        points.append((pattern, len(rows)))
        rows.append((value, *[math.copysign(0.0, value)] * rest))
        centre = float(number(pattern))
        centres.append(centre if math.isfinite(centre) else 0.0)
    return replace(table, rows=tuple(rows), centres=tuple(centres), points=tuple(points))
