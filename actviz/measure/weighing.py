"""Over which inputs a mean is taken: a standard normal x, a range, or numbers that were seen."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass
from actviz.facts import gaussian
from actviz.facts.interval import Interval
from actviz.facts.monotone_pieces import Curve
from actviz.formula.tree import Node
from actviz.measure.largest import NotFound
from actviz.measure.staircases.step_cells import SHARES, TooManySteps, cut, stepped
from actviz.readings import exact, float64
from actviz.readings.exact.nearest_constant import nearest

_AGREEMENT: Final = 1e-10
_NORMAL_REACH: Final = 10.0  # beyond it steps weigh less than 1e-22
_MANY: Final = 1 << 12  # cells that are worth a rule with many points each
_POINTS: Final = (6, 9)  # of Gauss's rule on each of more cells


def counted(numbers: Float64, over: Interval | None) -> Float64:
    """Those of some numbers that are finite, and in a range if there is one.

    Raises:
        ValueError: there are none.
    """
    kept: Float64 = numbers[np.isfinite(numbers)]
    if over:
        kept = kept[(kept >= over.low) & (kept <= over.high)]
    if not kept.size:
        raise ValueError("holds no finite numbers" + (" in the range" if over else ""))
    return kept


@dataclass(frozen=True, eq=False)
class Weighing:
    """What a mean is over: a range, or numbers; neither: a standard normal x."""

    over: Interval | None = None
    data: Float64 | None = None

    @property
    def words(self) -> str:
        """``normal``, ``uniform on [a, b]`` or ``data``."""
        if self.data is not None:
            return "data"
        return f"uniform on [{self.over.low:g}, {self.over.high:g}]" if self.over else "normal"

    @property
    def span(self) -> Interval | None:
        """The range of the numbers that were seen; None without any, or where all are one."""
        if self.data is None or not self.data.size or self.data.min() == self.data.max():
            return None
        return Interval(float(self.data.min()), float(self.data.max()), True, True)

    def mean_square(self, tree: Node, whole: Node | None = None) -> float:
        """The mean of the square of a formula in x alone, to about eleven digits.

        Args:
            whole: one that has a value only where the formula is to have one; as in
                :func:`actviz.measure.staircases.step_cells.cut`.

        Raises:
            NotFound: it is infinite or unknown, or the formula has no value somewhere.
        """

        def fast(x: Float64) -> Float64:
            return float64.evaluate(tree, x, {}) ** 2

        def sure(x: Float64) -> Float64:
            return exact.evaluate(tree, x, {}) ** 2

        whole = whole or tree
        if not {"x"} & (tree.names | whole.names):
            return nearest(tree) ** 2
        if self.data is not None:
            average = float(np.mean(fast(self.data) + 0 * float64.evaluate(whole, self.data, {})))
            if math.isnan(average):
                raise NotFound("at some of the data one of them has no value")
            return average
        places = self._places(tree)
        if self._hole(whole, places if whole is tree else self._places(whole)):
            raise NotFound("in a part of the range one of them has no value")
        if len(places) > _MANY:
            return self._by_many_cells(fast, places)
        for values in (fast, sure):  # float64 leaves few digits of two that nearly agree
            if values is sure and len(places) > 64:
                break
            try:
                mean = self.mean(values, places)
            except exact.NotDecided:
                continue
            if mean is not None:
                return mean
        raise NotFound("no finite mean is found")

    def mean(self, values: Callable[[Float64], Float64], places: Float64) -> float | None:
        """The mean of a function that is smooth between some places; None: it is not found."""
        if self.over is None:
            return gaussian.mean_over(places, values)
        low, high = self.over.low, self.over.high
        cuts = np.unique([low, *np.linspace(low, high, 33), *places, high])
        integral = gaussian.integral(cuts[(cuts >= low) & (cuts <= high)], values)
        return None if integral is None else integral / (high - low)

    def _places(self, tree: Node) -> Float64:
        """Where the formula may break, in what counts of the range."""
        curve = Curve(tree)
        if not stepped(tree):
            return np.array(curve.places)
        reach = self.over or Interval(-_NORMAL_REACH, _NORMAL_REACH)
        try:
            return cut(curve.tree, tree, reach.low, reach.high).edges
        except TooManySteps as error:
            raise NotFound(str(error)) from None

    def _by_many_cells(self, function: Callable[[Float64], Float64], edges: Float64) -> float:
        """The mean of a function that is smooth on thousands of cells, most of them narrow."""
        low, high = (self.over.low, self.over.high) if self.over else (edges[0], edges[-1])
        cuts = np.unique(np.concatenate([edges, np.linspace(low, high, 401)]))
        sums = []
        for points in _POINTS:
            nodes, weights = np.polynomial.legendre.leggauss(points)
            x = cuts[:-1, None] + np.diff(cuts)[:, None] * (nodes + 1) / 2
            terms = function(x)
            if self.over is None:
                terms *= np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
            sums.append(float(np.sum(terms * weights * np.diff(cuts)[:, None] / 2)))
        if not math.isclose(*sums, rel_tol=_AGREEMENT):
            raise NotFound("no finite mean is found")
        return sums[1] / (high - low if self.over else 1.0)

    def _hole(self, tree: Node, places: Float64) -> bool:
        """Whether the formula has no value between two of its breaks."""
        low, high = (self.over.low, self.over.high) if self.over else (-1.0, 1.0)
        inside = np.unique([low, *places[(places > low) & (places < high)], high])
        points = [inside[:-1] + np.diff(inside) * share for share in SHARES]
        return bool(np.all([np.isnan(float64.evaluate(tree, x, {})) for x in points], axis=0).any())
