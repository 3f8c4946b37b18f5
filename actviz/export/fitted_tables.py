"""A table of polynomials that gives a function of float32, fitted; :mod:`table_proof` proves it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.arrays import Float64, Mask
from actviz.dataclass import dataclass
from actviz.functions.elementwise import Activation
from actviz.readings.certified import interpolation
from actviz.readings.certified.interpolation import interpolated, nodes, through
from actviz.readings.languages.cells import LARGEST_SIZE, LEAD, PLACE, Table, size

_STRETCHES: Final = 255 << 2  # quarters of binades of one sign that hold finite numbers
_FINEST: Final = 10  # a quarter of a binade is cut into 2**10 cells at most
_FLOOR: Final = 2.0**-126  # results below it need no relative accuracy
_NOTHING: Final = 2.0**-200  # rounds to 0, and keeps its sign
_TOO_LARGE: Final = 2.0**200
_SURE: Final = 2.0**-47  # relative: how near a line has to be far out
# Degrees, and bits by which the error of a row is smaller than one over the number of its inputs:
# one input of 2**(p - 25) is too near a tie of float32 for an error of 2**-p.
_TRIALS: Final = ((5, 30), (6, 30), (7, 31), (7, 30), (7, 29), (7, 28), (8, 30), (9, 30))
_DIGITS: Final = (42, 51)  # bits of a row at least, and at most: doubles have 53


class NoTable(ValueError):  # noqa: N818 - what cannot be written
    """A function has no such table; the message says for which inputs."""


def number(pattern: int | Sequence[int] | NDArray[np.integer[Any]]) -> Float64:
    """The number behind a bit pattern of float32."""
    with np.errstate(invalid="ignore"):  # of NaNs that would signal
        return np.asarray(pattern, dtype=np.uint32).view(np.float32).astype(np.float64)


@dataclass(frozen=True)
class Row:
    """A polynomial in what x is away from a centre."""

    centre: float
    coefficients: tuple[float, ...]

    def at(self, x: Float64) -> Float64:
        """Its values, by the same operations as in every language."""
        s = x - self.centre
        y = np.full(x.shape, self.coefficients[-1])
        for coefficient in self.coefficients[-2::-1]:
            y = y * s + coefficient
        return y


@dataclass(frozen=True)
class Values:
    """The values of one derivative of a function, on one side of 0."""

    function: Activation
    order: int
    sign: float

    @cached_property
    def samples(self) -> tuple[Float64, Float64]:
        """A few inputs of each quarter of a binade, and their values: a row for each quarter."""
        firsts = np.arange(_STRETCHES)[:, None] << LEAD
        x = self.sign * number(firsts + np.linspace(0, (1 << LEAD) - 1, 5).astype(int))
        return x, self.doubles(x)

    def doubles(self, x: Float64) -> Float64:
        """Correctly rounded; NaN where there is no value, or none is decided."""
        values, decided = self.function.decide(x, self.order)
        return np.where(decided, values, np.nan)

    def sharp(self, x: Sequence[float]) -> list[Any]:
        """Balls with 100 bits or more; balls that are not finite where there are none."""
        tree = self.function.derivative_tree(self.order)
        return interpolation.sharp(tree, self.function.values, x)


# ---------------------------------------------------------------- one side of 0


@dataclass
class Side:
    """The rows for the numbers of one sign, fitted from both ends towards the middle."""

    values: Values
    terms: int
    margin: int  # bits of a row beyond those that tell its inputs apart
    rows: list[Row] = field(default_factory=list)
    entries: list[int] = field(default_factory=lambda: [0] * (_STRETCHES + 4))

    def fit(self) -> None:
        """Fill in rows and entries.

        Raises:
            NoTable: there are inputs for which no row does.
        """
        far, row = self._far()
        near = self._near(far)
        shifts: list[int] = []
        for stretch in range(near, far):
            shifts.append(self._cut(stretch, shifts[-1] if shifts else LEAD, ends=True)[1])
        self._fits(sum(1 << LEAD - shift for shift in shifts), near, far)
        for stretch, guess in zip(range(near, far), shifts, strict=True):
            rows, shift = self._cut(stretch, guess)
            self._enter(stretch, stretch + 1, rows, shift)
        self._enter(far, _STRETCHES + 4, [row], LEAD)

    def _enter(self, first: int, end: int, rows: list[Row], shift: int) -> None:
        for stretch in range(first, end):
            self.entries[stretch] = len(self.rows) << PLACE | shift
        self.rows += rows

    def _fits(self, rows: int, near: int, far: int) -> None:
        if size(len(self.entries), rows, self.terms) > LARGEST_SIZE:
            raise NoTable(f"{_too_many(rows, self.terms)} between {self._ends(near, far)}")

    def _ends(self, first: int, end: int) -> str:
        """The numbers where stretches begin and end, for people."""
        low, high = (self.values.sign * number(at << LEAD) for at in (first, end))
        return f"{low:g} and {high:g}"

    def _good(self, row: Row, x: Float64, exact: Float64, shift: int = LEAD + 2) -> bool:
        """Whether a row of 2**shift inputs is as near to the exact values as it should be."""
        least, most = _DIGITS
        goal = 2.0 ** -min(max(shift + self.margin, least), most)
        with np.errstate(all="ignore"):
            off = np.abs(row.at(x) - exact)
            allowed = goal * np.maximum(np.abs(exact), _FLOOR)
        return bool(np.all(off <= allowed))

    # ------------------------------------------------------------ far out

    def _far(self) -> tuple[int, Row]:
        """From which stretch on one constant or one line does, and its row."""
        best, chosen = _STRETCHES, None
        for row in self._lines():
            off = np.flatnonzero(~self._on_line(row))
            at = int(off[-1]) + 1 if off.size else 0
            if at < best:
                best, chosen = at, row
        if chosen is None:
            raise NoTable(f"nothing simple describes it beyond {self.values.sign * 2.0**127:g}")
        return best, chosen

    def _lines(self) -> Iterator[Row]:
        sign = self.values.sign
        last, *others = self.values.doubles(sign * np.array([2.0**127, 2.0**40, 2.0**12])).tolist()
        rest = (0.0,) * (self.terms - 2)
        if math.isnan(last):
            yield Row(0.0, (math.nan, 0.0, *rest))
        elif abs(last) < 2.0**-150:
            yield Row(0.0, (math.copysign(_NOTHING, last), 0.0, *rest))
        elif abs(last) >= 2.0**128:
            yield Row(0.0, (math.copysign(_TOO_LARGE, last), 0.0, *rest))
        elif abs(last) < 2.0**64:
            yield Row(0.0, (last, 0.0, *rest))
        else:
            slope = last / (sign * 2.0**127)
            known = zip(others, (2.0**40, 2.0**12), strict=True)
            for start in {0.0, *(y - slope * sign * x for y, x in known)}:
                yield Row(0.0, (start or -0.0, slope, *rest))

    def _on_line(self, row: Row) -> Mask:
        """In which quarters of binades a row gives the right results, as far as samples show."""
        x, exact = self.values.samples
        with np.errstate(all="ignore"):
            near = row.at(x)
            same = near.astype(np.float32) == exact.astype(np.float32)
            plain = near.astype(np.float32) == near
            plain |= (np.abs(near) == _NOTHING) | (np.abs(near) == _TOO_LARGE)
            close = np.abs(near - exact) <= _SURE * np.abs(exact)
        alike = close | (same & plain) | (np.isnan(near) & np.isnan(exact))
        good: Mask = np.all(alike, axis=1)
        return good

    # ------------------------------------------------------------ beside 0

    def _near(self, far: int) -> int:
        """Rows around 0; the first stretch for which there is none yet."""
        sign = self.values.sign
        tiny = float(self.values.doubles(sign * np.array([2.0**-149]))[0])
        if far == 0 or math.isnan(tiny):
            return 0
        through_zero = abs(tiny) < 2.0**-60
        done = 0
        for exponent in (-60, -30, *range(-12, 2)):
            end = min((127 + exponent) << 2, far)
            row = self._around_zero(math.ldexp(1.0, exponent), through_zero)
            x = sign * number(
                np.unique(np.geomspace(max(done << LEAD, 1), (end << LEAD) - 1, 70).astype(int))
            )
            if row is None or not self._good(row, x, self.values.doubles(x)):
                break
            if exponent > -11:  # one row does for all from 2**-12 on
                self.rows.pop()
                done = (127 - 12) << 2
            self._enter(done, end, [row], LEAD)
            done = end
            if done == far:
                break
        return done

    def _around_zero(self, reach: float, through_zero: bool) -> Row | None:
        sign = self.values.sign
        steps = [sign * reach * (u + 1) / 2 for u in nodes(self.terms - through_zero)]
        values = self.values.sharp(steps)
        if through_zero:
            steps, values = [0.0, *steps], [0.0, *values]
        first, *rest = through(steps, values)
        if not math.isfinite(first):
            return None
        return Row(0.0, (-0.0 if through_zero else first, *rest))

    # ------------------------------------------------------------ between

    def _cut(self, stretch: int, shift: int, *, ends: bool = False) -> tuple[list[Row], int]:
        """The rows of a quarter of a binade, as few as do, beginning with a guess.

        ``ends``: the first and the last row alone, to see how many there will be at least.
        """
        rows = self._cells(stretch, shift, ends)
        if rows is not None:
            while shift < LEAD and (fewer := self._cells(stretch, shift + 1, ends)) is not None:
                rows, shift = fewer, shift + 1
            return rows, shift
        while rows is None:
            shift -= 1
            if shift < LEAD - _FINEST:
                raise NoTable(
                    f"no polynomials of degree {self.terms - 1} do between "
                    f"{self._ends(stretch, stretch + 1)}"
                )
            rows = self._cells(stretch, shift, ends)
        return rows, shift

    def _cells(self, stretch: int, shift: int, ends: bool) -> list[Row] | None:
        """A row for each of the cells of 2**shift numbers, if all of them are good enough."""
        sign, width = self.values.sign, 1 << shift
        firsts = np.arange(stretch << LEAD, stretch + 1 << LEAD, width)
        if ends:
            firsts = firsts[[0, -1][: firsts.size]]
        many = 2 * self.terms + 3
        x = sign * number(firsts[:, None] + np.linspace(0, width - 1, many).astype(int)[None, :])
        exact = self.values.doubles(x)
        middles = sign * number(firsts + width // 2)
        half = sign * float(number(int(firsts[0]) + width // 2) - number(int(firsts[0])))
        steps = [u * half for u in nodes(self.terms)]
        rows: list[Row] = []
        for middle, points, true in zip(middles.tolist(), x, exact, strict=True):
            if np.any(np.sign(true) != np.sign(true[0])):
                row = self._around_root(points, true, [middle + step for step in steps])
                if row is None:
                    return None
                near = number(_pattern(row.centre) + np.arange(-9, 10))
                if not self._good(row, near, self.values.doubles(near), shift):
                    return None
            else:
                values = self.values.sharp([middle + step for step in steps])
                row = Row(middle, interpolated(values, half))
            if not self._good(row, points, true, shift):
                return None
            rows.append(row)
        return rows

    def _around_root(self, x: Float64, true: Float64, places: list[float]) -> Row | None:
        """A row whose centre is the float32 nearest to the one root among some inputs."""
        changes = np.flatnonzero(np.diff(np.sign(true)))
        if changes.size != 1 or not np.isfinite(true).all():
            return None
        low, high = (_pattern(float(x[changes[0] + k])) for k in (0, 1))
        side = np.sign(true[changes[0]])
        while high - low > 1:
            middle = (low + high) // 2
            value = float(self.values.doubles(number([middle]))[0])
            low, high = (middle, high) if np.sign(value) == side else (low, middle)
        ends = number([low, high])
        sizes = np.abs(self.values.doubles(ends))
        centre = float(ends[int(sizes[1] < sizes[0])])
        chosen = [*sorted(places, key=lambda place: -abs(place - centre))[:-1], centre]
        return Row(centre, through([x - centre for x in chosen], self.values.sharp(chosen)))


def _pattern(x: float) -> int:
    return int(np.float32(x).view(np.uint32))


def _too_many(rows: int, terms: int) -> str:
    return f"a table takes more than 64 KiB: {rows} polynomials of degree {terms - 1}"


# ---------------------------------------------------------------- a whole table


def _parity(function: Activation, order: int) -> int:
    """1: even, -1: odd, as far as some values show; that it is so everywhere is proved later."""
    x = np.geomspace(1e-20, 1e20, 41)
    here, there = (function.decide(sign * x, order)[0] for sign in (1, -1))
    return next((sign for sign in (1, -1) if np.array_equal(here, sign * there)), 0)


def fitted(function: Activation, order: int, name: str, says: tuple[str, ...] = ()) -> Table:
    """A table for a function or its slope, not proved yet.

    Raises:
        NoTable: there is none of 64 KiB; the message says for which inputs.
    """
    known = _parity(function, order)
    why: NoTable | None = None
    signs = (1.0,) if known else (1.0, -1.0)
    values = [Values(function, order, sign) for sign in signs]
    for degree, margin in _TRIALS:
        sides = [Side(each, degree + 1, margin) for each in values]
        try:
            for side in sides:
                side.fit()
        except NoTable as error:
            why = error
            continue
        rows = [row for side in sides for row in side.rows]
        entries = [
            entry + (sum(len(s.rows) for s in sides[:k]) << PLACE)
            for k, side in enumerate(sides)
            for entry in side.entries
        ]
        if size(len(entries), len(rows), degree + 1) <= LARGEST_SIZE:
            return Table(
                name,
                f"_d{order}" if order else "",
                says,
                known,
                tuple(entries),
                tuple(row.centre for row in rows),
                tuple(row.coefficients for row in rows),
            )
        why = NoTable(_too_many(len(rows), degree + 1))
    raise why or NoTable("")
