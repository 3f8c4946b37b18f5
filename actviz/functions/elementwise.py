"""An activation function: a formula, its parameters, and what is known of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, Literal

from actviz.arrays import Float64, Mask, Places, np
from actviz.dataclass import dataclass
from actviz.facts import digits
from actviz.formula.calculus import derivative
from actviz.formula.grammar import parse
from actviz.formula.ties import forgets, mixed, poles, rounded
from actviz.formula.tree import Node, walk
from actviz.functions.entry import Entry, Parameter, SpecError
from actviz.readings.effort import ULPS, is_rough, promised
from actviz.readings.reals import apart, distinct, reals

if TYPE_CHECKING:  # importing an entry must not import NumPy
    from numpy.typing import ArrayLike

    from actviz.facts.record import Facts

__all__ = ["Activation", "Parameter", "SpecError"]

_FIRST: Final = 4  # points that are asked of exact arithmetic before more of them are
_PROBED: Final = 1024  # points that show whether many of them are the same


@dataclass(frozen=True, kw_only=True, repr=False)
class Activation(Entry):
    """An elementwise activation function with its parameters bound.

    Calling it gives float64 values; :meth:`derivative` any derivative; :meth:`exact` correctly
    rounded values of either; :meth:`facts` what is derived from the formula. Everything but the
    prose is read off ``formula``.

    Raises:
        SpecError: a field does not make sense; the message names it.
    """

    formula: str
    careful: str = ""  # the same function, written so that float64 keeps its digits
    quick: str = ""  # the same once more, for values alone, where one exponential is enough
    identities: tuple[str, ...] = ()  # the derivative in terms of the function itself, as f

    def __post_init__(self) -> None:
        super().__post_init__()
        _ = self.tree  # read now, so that a mistake in the formula is told now

    @cached_property
    def tree(self) -> Node:
        """The formula as a tree in ``x`` and the parameters."""
        return self._read(self.formula)

    @cached_property
    def careful_tree(self) -> Node:
        """The tree that float64 derives from: that of ``careful`` where there is one."""
        if not self.careful:
            return self.tree
        return self._read(self.careful)

    @property
    def has_too_many_parts_to_tell(self) -> bool:
        """Whether none of its steps and kinks is seen by itself; no formula has so many."""
        return False

    @cached_property
    def _measured(self) -> list[tuple[digits.Stretch, ...]] | None:
        return digits.doubtful(self)

    @cached_property
    def bound_tree(self) -> Node:
        """The formula with every parameter replaced by its value, for facts that need numbers."""
        return self.bind(self.tree)

    @cached_property
    def quick_tree(self) -> Node:
        """The tree that float64 evaluates for values: that of ``quick`` where there is one."""
        if not self.quick:
            return self.careful_tree
        return self._read(self.quick)

    @property
    def corners(self) -> Float64 | None:
        """Where a function of a great many pieces changes; None: facts tell that."""
        return None

    @property
    def rungs(self) -> tuple[Float64, Float64] | None:
        """Of a staircase a point on each step, and where the next begins; None: it is none."""
        return None

    def _read(self, text: str) -> Node:
        return _parsed(text, tuple(parameter.name for parameter in self.parameters))

    def derivative_tree(self, order: int = 1, wrt: str = "x", *, careful: bool = False) -> Node:
        """The derivative of the formula, as a tree (of the careful form if asked)."""
        if wrt != "x" and wrt not in self.values:
            raise SpecError(self.no_parameter(wrt, self.values))
        tree = self.careful_tree if careful and not self._compares(wrt) else self.tree
        return derivative(tree, wrt, order, careful=careful)

    def _compares(self, word: str) -> bool:
        """Whether the careful form is another one where a parameter equals something.

        It is right there alone, and so its derivative in that parameter is none of the formula's.
        """
        return word != "x" and any(
            word in part.names for part in walk(self.careful_tree) if part.op in ("==", "!=")
        )

    def __call__(self, x: ArrayLike, out: Float64 | None = None) -> Float64 | float:
        """Values in float64.

        Args:
            x: a number, or anything NumPy reads as an array of float64, of any shape.
            out: a contiguous float64 array of the same shape to write to, which may be ``x``; a
                new one by default.

        Returns:
            A float for a number, else a float64 array of the same shape. At an infinity: the
            limit there, NaN where there is none. NaN stays NaN.
        """
        x = x if out is None else apart(x, out)
        return self._fast(self.quick_tree, self.tree, x, out)

    def derivative(
        self, x: ArrayLike, order: int = 1, wrt: str = "x", out: Float64 | None = None
    ) -> Float64 | float:
        """The derivative in float64, of any order from 1 to 12, in ``x`` or a parameter.

        Where left and right derivatives agree, their value. At a kink: the slope of the branch
        that the formula's own condition picks. ``x``, ``out`` and what is returned: as for the
        values.
        """
        x = x if out is None else apart(x, out)
        fast = self.derivative_tree(order, wrt, careful=True)
        if order == 1 and fast is derivative(self.careful_tree, careful=True):
            from actviz.readings.float64 import one_exponential, vouch

            rules, fast = fast, one_exponential.slope(self.careful_tree)
            if self._doubtful(fast, order, wrt) == digits.EVERYWHERE:
                fast = vouch.steadier(fast, rules, self.values, promised(order))
        slopes = self._fast(fast, self.derivative_tree(order, wrt), x, out, order, wrt)
        outside = self.outside(x, order, wrt)
        if not outside.any():
            return slopes
        if isinstance(slopes, float):
            return math.nan
        slopes[outside] = math.nan
        return slopes

    def exact(
        self,
        x: ArrayLike,
        order: int = 0,
        wrt: str = "x",
        *,
        dtype: str = "float64",
        undecided: Literal["raise", "nan"] = "raise",
        progress: Callable[[int, int], object] | None = None,
    ) -> Float64 | float:
        """Correctly rounded values, by proof: the number nearest to the true one.

        Args:
            x: numbers, taken as the doubles they are.
            order: which derivative; 0 is the function itself.
            wrt: the variable or parameter of the derivative.
            dtype: the format rounded to, once, by its name (:mod:`actviz.readings.formats`).
                The result is an array of float64 all the same, of numbers of that format.
            undecided: what is done about points that met the cap on precision: ``"raise"``, or
                ``"nan"`` in their place.
            progress: called now and then with the number of points done and of all points.

        Raises:
            NotDecided: a point met the cap on precision (never a guess instead); it holds the
                values of all others, and which they are.
        """
        if undecided not in ("raise", "nan"):
            raise ValueError(f'undecided is "raise" or "nan", not {undecided!r}')

        from actviz.readings import exact

        points = reals(x)
        rounded, decided = self.decide(points, order, wrt, dtype=dtype, progress=progress)
        if undecided == "raise" and not decided.all():
            raise exact.NotDecided(points[~decided], rounded, decided)
        return float(rounded) if points.ndim == 0 else rounded

    def decide(
        self,
        x: ArrayLike,
        order: int = 0,
        wrt: str = "x",
        *,
        dtype: str = "float64",
        progress: Callable[[int, int], object] | None = None,
    ) -> tuple[Float64, Mask]:
        """Like :meth:`exact`, and instead of raising returns which points are decided."""
        from actviz.readings import slopes

        points = reals(x)
        ends = self.limits(self.derivative_tree(order, wrt), points)
        rounded, decided = slopes.decide(
            self.tree, points, self.values, order, wrt, ends, dtype=dtype, progress=progress
        )
        if order:
            rounded = np.where(self.outside(points, order, wrt), np.nan, rounded)
        return rounded, decided

    def own_facts(self, tolerance: float) -> Facts | None:
        """Facts that do not come from the formula, for a kind of function that has them."""
        return None

    def facts(self) -> Facts:
        """What follows from the formula: range, kinks, monotone pieces, saturation."""
        from actviz.facts import facts

        return facts(self)

    def _fast(
        self,
        fast: Node,
        tree: Node,
        x: ArrayLike,
        out: Float64 | None,
        order: int = 0,
        wrt: str = "x",
    ) -> Float64 | float:
        from actviz.readings import float64

        finite = True

        def mend(points: Float64, results: Float64) -> None:
            nonlocal finite
            finite = False
            # Where float64 overflows on the way (inf*0, inf - inf), the result may be ordinary.
            astray = ~np.isfinite(results) & np.isfinite(points)
            if astray.any():
                from actviz.readings import exact

                true, decided = exact.decide(tree, points[astray], self.values)
                results[astray] = np.where(decided, true, results[astray])
            for infinity, limit in self.limits(tree, points).items():
                results[points == infinity] = np.nan if limit is None else limit

        def sunk(points: Float64, results: Float64) -> None:
            from actviz.readings import exact

            true, decided = exact.decide(tree, points, self.values)
            results[decided] = true[decided]

        doubtful = self._doubtful(fast, order, wrt)
        if doubtful == digits.EVERYWHERE:
            results = self._vouched(fast, reals(x), out, order)
            finite = bool(np.isfinite(results).all())
        else:
            inside: list[tuple[Places, Float64]] = []

            def follow(start: int, points: Float64) -> None:
                at = stretches.inside(points, doubtful)
                inside.append((start + at, points[at]))

            if doubtful:
                from actviz.readings.certified import stretches
            results = float64.evaluate(
                fast, x, self.values, out, mend, sunk, follow if doubtful else None
            )
            if any(at.size for at, _ in inside):
                words = sorted(tree.names - {"x"})
                values = tuple((word, self.values[word]) for word in words)
                series = stretches.series(tree, fast, values, doubtful, order)
                at, points = map(np.concatenate, zip(*inside, strict=True))
                goal = results.reshape(-1)
                left = stretches.fill(goal, at, points, series)
                if left.size:
                    goal[left] = self._vouched(fast, reals(x).reshape(-1)[left], None, order)
        if order and wrt in self.tree.names:
            values = tuple((word, self.values[word]) for word in sorted(self.tree.names - {"x"}))
            if not finite or mixed(tree, wrt, values) or mixed(fast, wrt, values):
                from actviz.readings import slopes

                points = reals(x)
                slopes.mend(
                    self.tree, fast, points, results, self.values, order, wrt, finite=finite
                )
        if order and wrt == "x":
            if rounded(fast):
                from actviz.readings import joined

                joined.mend(self.tree, fast, reals(x), results, self.values, order)
        elif rounded(tree):  # another form may change elsewhere, where it makes no difference
            from actviz.readings import sides

            sides.mend(tree, self.tree, reals(x), results, self.values, order, wrt)
        return float(results) if results.ndim == 0 and out is None else results

    def _doubtful(self, fast: Node, order: int, wrt: str) -> tuple[digits.Stretch, ...]:
        """Where float64 may lose digits that are promised."""
        if wrt != "x" or order >= len(ULPS) or is_rough():
            return ()
        stretches = self._measured[order] if self._measured else digits.EVERYWHERE
        if not stretches:
            return ()
        from actviz.readings.float64 import vouch

        return () if vouch.always(fast, self.values, promised(order)) else stretches

    def _vouched(self, fast: Node, x: Float64, out: Float64 | None, order: int) -> Float64:
        """Values of float64 where it keeps their digits, else of exact arithmetic."""
        from actviz.readings.float64 import vouch

        results = np.empty(x.shape) if out is None else out
        points, goal = np.ascontiguousarray(x).reshape(-1), results.reshape(-1)
        allowed = promised(order)
        at = vouch.evaluate(fast, lambda: derivative(fast), points, self.values, goal, allowed)
        here = points[at]
        if (unknown := np.isnan(here)).any():
            goal[at[unknown]] = np.nan
            at, here = at[~unknown], here[~unknown]
        bits = here.view(np.int64)  # which tell -0 from 0
        if distinct(bits[:_PROBED]).size < min(bits.size, _PROBED) / 2:
            _, first, places = np.unique(bits, return_index=True, return_inverse=True)
            goal[at] = self._asked(here[first], goal[at[first]], order)[places]
        elif at.size:
            goal[at] = self._asked(here, goal[at], order)
        return results

    def _asked(self, points: Float64, computed: Float64, order: int) -> Float64:
        """What exact arithmetic decides, beside what float64 found; NaN for an unknown limit."""
        from actviz.readings.identity import vanishes

        results, start, step = np.where(np.isinf(points), np.nan, computed), 0, _FIRST
        while start < points.size:
            part = slice(start, start + step)
            true, decided = self.decide(points[part], order)
            results[part] = np.where(decided, true, results[part])
            if not decided.all():
                if vanishes(self.bind(self.derivative_tree(order) if order else self.tree)):
                    return np.where(np.isfinite(computed), 0.0, results)
                if np.count_nonzero(decided) < true.size / 2:
                    break  # no precision decides such values, and each try takes long
            start, step = start + step, step * 16 if start == 0 else points.size
        return results

    def outside(self, x: ArrayLike, order: int = 1, wrt: str = "x") -> Mask:
        """Where the function has no value, so that it has no such derivative either.

        An infinity counts as outside where the largest double of its sign does; NaN never does.
        """
        from actviz.readings import exact, float64

        given = tuple(sorted(self.values.items()))
        if not forgets(self.tree, self.derivative_tree(order, wrt), given):
            return np.zeros((), dtype=bool)
        largest = np.finfo(np.float64).max
        points = np.clip(reals(x), -largest, largest)
        fast = float64.evaluate(self.careful_tree, points, self.values)
        outside = np.asarray(~np.isfinite(fast) if wrt == "x" else np.isnan(fast))
        outside &= ~np.isnan(points)
        if outside.any():  # it may be lost on the way only, as in inf*0
            true, decided = exact.decide(self.tree, points[outside], self.values)
            gone = decided & np.isnan(true)
            if (infinite := decided & np.isinf(true)).any():
                gone[infinite] = self.stays_infinite(points[outside][infinite])
            outside[outside] = gone
        return outside

    def stays_infinite(self, x: ArrayLike) -> Mask:
        """Whether a function is infinite on both sides too: log(0), unlike log(x) at 0."""
        from actviz.readings import exact

        points = reals(x)
        stays = np.zeros(points.shape, dtype=np.bool_)
        largest = np.finfo(np.float64).max  # beside it lies infinity
        around = points, np.nextafter(points, -largest), np.nextafter(points, largest)
        for part in poles(self.bound_tree):
            zero = np.ones(points.shape, dtype=np.bool_)
            for beside in around:
                zero &= exact.decide(part, beside, {})[0] == 0  # NaN where it is not decided
            stays |= zero
        return stays & np.isinf(exact.decide(self.tree, points, self.values)[0])

    def limits(self, tree: Node, points: Float64) -> dict[float, float | None]:
        """The limit at each infinity among the points: NaN where none is, None: not decided."""
        limits: dict[float, float | None] = {}
        for side in (-1, 1):
            if np.any(points == side * np.inf):
                from actviz.readings.asymptotics.limits import value_at_infinity

                limits[side * np.inf] = value_at_infinity(tree, side, self.values)
        return limits


@lru_cache(maxsize=1024)  # a learned parameter changes at every step, the formula never
def _parsed(text: str, names: tuple[str, ...]) -> Node:
    return parse(text, names)
