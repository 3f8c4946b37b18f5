"""An approximation as a function among others: its formula, its values, its slopes.

The formula is that of the pieces, polynomials or lines in real arithmetic; values are those of the
record's own arithmetic, which is what exported programs compute: in float64 rounding by rounding,
in integers bit for bit. Slopes are those of the formula, before anything is rounded (the slope of a
staircase is 0, and of no use to anybody), or those of the record's own table of slopes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from actviz.approximation.value.as_tree import before_rounding, program_of, tree_of
from actviz.approximation.value.piece_polynomials import Stretches, stretches
from actviz.approximation.value.result import Approximation
from actviz.arrays import np
from actviz.dataclass import dataclass
from actviz.formula.grammar import MAX_LENGTH
from actviz.formula.tree import Node, written_size
from actviz.functions.elementwise import Activation
from actviz.readings.formats import known, nearest
from actviz.readings.reals import reals
from actviz.text.rows import counted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from actviz.facts.record import Facts

LONG: Final = 64  # pieces
_KEPT: Final = 16  # bits of an input whose results are all kept


@dataclass(frozen=True, kw_only=True, repr=False)
class Approximated(Activation):
    """The function that an approximation computes."""

    record: Approximation

    @cached_property
    def tree(self) -> Node:
        """The formula, built from the record: it may be too long to be read as text."""
        return tree_of(self.record)

    @cached_property
    def program(self) -> Node:
        """The float64 arithmetic of the record, which rounds as the record does."""
        return program_of(self.record)

    @property
    def in_integers(self) -> bool:
        """Whether values come in steps, from integers."""
        return self.record.formats is not None

    @property
    def long(self) -> bool:
        """Whether it has so many pieces or entries that its formula is no help to anybody."""
        table = self.record.table
        return len(table.values if table else self.record.pieces or ()) > LONG

    @property
    def has_too_many_parts_to_tell(self) -> bool:
        """True of one in integers, and of one of many pieces or entries."""
        return self.in_integers or self.long

    @cached_property
    def stretches(self) -> Stretches:
        """The polynomials of which the formula consists."""
        return stretches(before_rounding(self.record))

    def __call__(
        self, x: ArrayLike, out: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64] | float:
        """Values in the record's own arithmetic; at an infinity the limit, as of any function."""
        points = reals(x)
        with np.errstate(invalid="ignore"):
            values = self._stepped(points) if self.in_integers else self.record(points)
        lost = np.isnan(values) & np.isinf(points)  # a slope of 0 times infinity
        if lost.any():
            for infinity, limit in self.limits(self.tree, points).items():
                end = np.nan if limit is None else limit
                values = np.where(lost & (points == infinity), end, values)
        return _given(values, out)

    @cached_property
    def corners(self) -> NDArray[np.float64] | None:
        """Where the pieces of a long one meet, those of both sides if it is folded."""
        if not self.long:
            return None
        starts = np.array(self.stretches.starts)
        return starts if self.record.fold is None else np.unique([*-starts, 0.0, *starts])

    @cached_property
    def rungs(self) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
        """In integers every input, and the middles between neighbours."""
        if self.record.formats is None or self.record.formats[0].bits > _KEPT:
            return None
        given = self.record.formats[0]
        x = given.numbers(given.every_integer())
        return x, (x[1:] + x[:-1]) / 2

    @cached_property
    def sloped(self) -> Approximated | None:
        """The table of slopes that the record brings, as a function."""
        slope = self.record.slope
        return None if slope is None else function_of(slope, self.label)

    @cached_property
    def _results(self) -> NDArray[np.float64]:
        """The value for every integer that comes in, from the least on."""
        assert self.record.formats is not None
        given, _, out = self.record.formats
        return out.numbers(self.record.on_integers(given.every_integer()))

    def _stepped(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values in integers: looked up, once all of them are known."""
        assert self.record.formats is not None
        given = self.record.formats[0]
        if given.bits > _KEPT:
            return self.record(points)
        values = self._results[given.integers(points) - given.ends[0]]
        return np.where(np.isnan(points), np.nan, values)

    def derivative(
        self,
        x: ArrayLike,
        order: int = 1,
        wrt: str = "x",
        out: NDArray[np.float64] | None = None,
    ) -> NDArray[np.float64] | float:
        """Slopes before anything is rounded, or of the record's table of slopes."""
        if self.sloped is not None and wrt == "x":
            return (
                self.sloped.derivative(x, order - 1, wrt, out) if order > 1 else self.sloped(x, out)
            )
        if self.long and wrt == "x":
            return _given(self.stretches.slopes(reals(x), order), out)
        return super().derivative(x, order, wrt, out)

    def derivative_tree(self, order: int = 1, wrt: str = "x", *, careful: bool = False) -> Node:
        """The formula of the same slopes."""
        if self.sloped is None or wrt != "x" or not order:
            return super().derivative_tree(order, wrt, careful=careful)
        if order == 1:
            return self.sloped.tree
        return self.sloped.derivative_tree(order - 1, wrt, careful=careful)

    def decide(
        self,
        x: ArrayLike,
        order: int = 0,
        wrt: str = "x",
        *,
        dtype: str = "float64",
        progress: Callable[[int, int], object] | None = None,
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Values rounded once to a format: of integers they are known exactly."""
        if order and self.sloped is not None and wrt == "x":
            return self.sloped.decide(x, order - 1, wrt, dtype=dtype, progress=progress)
        if (order or not self.in_integers) and self.long and wrt == "x":
            return self._in_fractions(reals(x), order, dtype)
        if order or not self.in_integers:
            return super().decide(x, order, wrt, dtype=dtype, progress=progress)
        from actviz.readings.number_formats import rounded

        values = self._stepped(reals(x))
        return rounded(values, dtype), np.ones(values.shape, dtype=np.bool_)

    def own_facts(self, tolerance: float) -> Facts | None:
        """Those of the polynomials of a long one, and of one in integers before it is rounded."""
        from actviz.approximation.value.long_facts import facts_of

        return facts_of(self.stretches, tolerance) if self.long else None

    def _in_fractions(
        self, points: NDArray[np.float64], order: int, dtype: str
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Exact values where the formula is long: of the polynomial that each point is in."""
        values = np.full(points.shape, np.nan)
        finite = np.isfinite(points)
        for infinity, limit in self.limits(
            self.derivative_tree(order), points[np.isinf(points)]
        ).items():
            values[points == infinity] = np.nan if limit is None else limit
        form = known(dtype)
        exact = self.stretches.exactly(points[finite].tolist(), order)
        values[finite] = [nearest(form, value) for value in exact]
        if self.record.fold is not None and order:
            values[points == 0] = self.derivative(0.0, order)
        return values, np.ones(points.shape, dtype=np.bool_)


def _given(
    values: NDArray[np.float64], out: NDArray[np.float64] | None
) -> NDArray[np.float64] | float:
    """Results as a function gives them: a float for a number, or in the array that was given."""
    if out is not None:
        out[...] = values
        return out
    return float(values) if values.ndim == 0 else values


def function_of(record: Approximation, label: str = "") -> Approximated:
    """The function that an approximation computes, with its formula as text if that is short."""
    from actviz.readings.notation.plain import to_text

    tree = tree_of(record)
    text = to_text(tree) if written_size(tree) <= MAX_LENGTH // 4 else ""
    said = summary(record)
    return Approximated(
        name=said,
        formula=text if 0 < len(text) <= MAX_LENGTH else said,
        summary=said,
        note="In integers, of which the formula says what they are rounded from."
        if record.formats
        else "",
        label=label,
        record=record,
    )


def summary(record: Approximation) -> str:
    """What it is in a few words: ``gelu by 16 pieces``."""
    primes = "'" * record.order
    arithmetic = f", {record.input_format} to {record.output_format}" if record.formats else ""
    return f"{record.function}{primes} by {size_words(record)}{arithmetic}"


def size_words(record: Approximation) -> str:
    """Its kind and size: ``16 pieces``."""
    if record.pieces is not None:
        return counted(len(record.pieces), "piece")
    if record.table is not None:
        return f"{len(record.table.values):,} entries"
    if record.polynomial is not None:
        return f"a polynomial of degree {len(record.polynomial) - 1}"
    return f"a rational {len(record.numerator or ()) - 1}/{len(record.denominator or ()) - 1}"
