"""What a function of a whole vector has, of whatever kind: values, Jacobian, notation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass
from actviz.facts.interval import Interval
from actviz.functions.entry import Entry
from actviz.readings.reals import reals

if TYPE_CHECKING:  # listing names must not import NumPy
    from numpy.typing import ArrayLike

    Compute = Callable[[Float64, Mapping[str, float]], Float64]

REALS = Interval(float("-inf"), float("inf"))


class Step(NamedTuple):
    """One line of the Jacobian's derivation: ``before`` equals ``after``, by the rule named."""

    rule: str
    before: str
    after: str
    note: str


@dataclass(frozen=True, slots=True)
class Notation:
    """How a function is written: component i, its slope by input j, and how that is found."""

    formula: str
    latex: str
    slope: str
    slope_latex: str
    steps: tuple[Step, ...] = ()
    mathtext: str = ""  # what Matplotlib reads, where it does not read the LaTeX


@dataclass(frozen=True, kw_only=True, repr=False)
class VectorFunction(Entry, ABC):
    """A function from vectors to vectors, along the last axis.

    ``range`` holds every component, of any vector of two or more numbers; its closed ends are
    taken. ``sum`` is what the components add up to, if always the same.
    """

    kind_in_words = "a function of a whole vector"
    door = "vector"

    family: str = "vector"
    range: Interval = REALS
    sum: float | None = None
    smoothness: str = "smooth"

    @property
    @abstractmethod
    def notation(self) -> Notation:
        """Formula and Jacobian, as they are written."""

    @abstractmethod
    def _values(self, v: Float64) -> Float64:
        """Values along the last axis."""

    @abstractmethod
    def _slopes(self, v: Float64) -> Float64:
        """The Jacobian in the last two axes."""

    @property
    def formula(self) -> str:
        """Component i, as text."""
        return self.notation.formula

    def __call__(self, vector: ArrayLike) -> Float64:
        """Values along the last axis.

        Args:
            vector: an array of at least one dimension and at least one component.

        Returns:
            A float64 array; all but the last axis as given. What depends on a NaN is NaN.

        Raises:
            ValueError: a number, or a vector of a length that the function does not take.
        """
        return self._applied(self._values, vector)

    def jacobian(self, vector: ArrayLike) -> Float64:
        """The matrix of slopes: entry ``[..., i, j]`` is that of component i by input j.

        It has a row for each component and a column for each input. Where a function has a kink
        or a jump: the slope of the case that its formula picks.
        """
        return self._applied(self._slopes, vector)

    def exact(self, vector: ArrayLike, *, dtype: str = "float64") -> Float64:
        """Correctly rounded values along the last axis, by proof.

        Args:
            vector: an array of numbers, taken as the doubles they are. At infinities: the limit,
                NaN where there is none; each component tends to its own at its own pace.
            dtype: the format rounded to, once, by its name (:mod:`actviz.readings.formats`).

        Raises:
            ValueError: a number is NaN, or infinite and no limit is known; or the function does
                not take such a vector.
            NotDecided: a component met the cap on precision (never a guess instead).
        """

        def proved(points: Float64) -> Float64:
            self._values(points)  # a length that it does not take is told as ever
            rows = [
                self._exactly(row, dtype)
                if np.isfinite(row).all()
                else self._at_infinities(row, dtype)
                for row in points.reshape(-1, points.shape[-1])
            ]
            return np.array(rows).reshape(*points.shape[:-1], -1)

        return self._applied(proved, vector)

    def _exactly(self, row: Float64, dtype: str) -> Float64 | list[float]:
        """One vector of finite numbers, correctly rounded."""
        from actviz.readings.exact.exact_vectors import settled

        return settled(self._in_balls, row.tolist(), self.values, dtype)

    def _in_balls(self, v: Sequence[Any], values: Mapping[str, Any]) -> Sequence[Any]:
        """The components of a vector of balls, the parameters balls too."""
        raise ValueError("how its exact values are found is not known")

    def _at_infinities(self, row: Float64, dtype: str) -> Float64 | list[float]:
        """The same of a vector that holds infinities or NaN."""
        raise ValueError(f"exact values of {self.name} are of finite numbers")

    def _applied(self, function: Callable[[Float64], Float64], vector: ArrayLike) -> Float64:
        points = reals(vector)
        if points.ndim == 0 or points.shape[-1] == 0:
            raise ValueError(f"{self.name} takes a vector of at least one number")
        with np.errstate(all="ignore"):
            return function(points)


@dataclass(frozen=True, kw_only=True, repr=False)
class Written(VectorFunction):
    """A function with values, Jacobian and notation of its own.

    ``mixes``: every component depends on every input, so that a NaN makes all of them NaN.
    """

    written: Notation
    compute: Compute
    slopes: Compute
    # The values in balls, for exact ones.
    proved: Callable[[Sequence[Any], Mapping[str, Any]], Sequence[Any]] | None = None
    mixes: bool = True
    limits: Callable[..., list[float] | None] | None = None  # see :mod:`limits`

    @property
    def notation(self) -> Notation:
        """As the row says."""
        return self.written

    def _values(self, v: Float64) -> Float64:
        def computed(row: list[float], other: Sequence[Any] = ()) -> list[float]:
            compute = other[0] if other else self.compute
            components: list[float] = compute(np.array(row), self.values).tolist()
            return components

        values = self._poisoned(self.compute(v, self.values), v, 1)
        if self.limits and not np.isfinite(v).all():
            rows, goal = v.reshape(-1, v.shape[-1]), values.reshape(-1, values.shape[-1])
            for at in np.flatnonzero(np.isinf(rows).any(axis=-1) & ~np.isnan(rows).any(axis=-1)):
                goal[at] = self._limit(rows[at], computed)
            values = goal.reshape(values.shape)
        return values

    def _in_balls(self, v: Sequence[Any], values: Mapping[str, Any]) -> Sequence[Any]:
        return self.proved(v, values) if self.proved else super()._in_balls(v, values)

    def _at_infinities(self, row: Float64, dtype: str) -> Float64 | list[float]:
        from actviz.readings.exact.exact_vectors import settled

        def exactly(part: list[float], other: Sequence[Any] = ()) -> list[float]:
            return settled(other[1] if other else self._in_balls, part, self.values, dtype)

        if np.isnan(row).any() or self.limits is None:
            return super()._at_infinities(row, dtype)
        return self._limit(row, exactly)

    def _limit(self, row: Float64, function: Callable[..., list[float]]) -> Float64 | list[float]:
        assert self.limits is not None
        limit = self.limits(row.tolist(), self.values, function)
        if limit is None:
            return np.full(self.compute(row, self.values).shape, np.nan)
        return limit

    def _slopes(self, v: Float64) -> Float64:
        return self._poisoned(self.slopes(v, self.values), v, 2)

    def _poisoned(self, slopes: Float64, v: Float64, axes: int) -> Float64:
        if not self.mixes:
            return slopes
        lost = np.isnan(v).any(axis=-1).reshape(v.shape[:-1] + (1,) * axes)
        return np.where(lost, np.nan, slopes)


def less_shared(weights: Float64) -> Float64:
    """diag(w) - w w^T / sum(w), each diagonal entry as a product with the others' sum.

    The matrix in which the slopes of all functions are written whose components keep their sum:
    rows and columns add up to 0. Differences on the diagonal would cancel.
    """
    total = weights.sum(axis=-1, keepdims=True)
    slopes = -weights[..., :, None] * (weights / total)[..., None, :]
    count = weights.shape[-1]
    slopes[..., range(count), range(count)] = weights * (others(weights) / total)
    result: Float64 = slopes
    return result if np.all(total) else np.where(total[..., None] == 0, 0.0, result)


def others(weights: Float64) -> Float64:
    """For each component the sum of all the others, added up without it."""
    count = weights.shape[-1]
    spread = np.broadcast_to(weights[..., None, :], (*weights.shape, count))
    totals: Float64 = np.where(np.eye(count, dtype=bool), 0.0, spread).sum(axis=-1)
    return totals
