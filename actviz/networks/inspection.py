"""What a function does to the numbers that really arrive at it: shares, moments, gains.

Numbers come in blocks and are forgotten, so that a layer of any size is inspected in the memory
of one block. The moments of blocks are joined as Chan, Golub and LeVeque (1983, "Algorithms for
computing the sample variance") do it, which does not cancel.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from actviz.arrays import Float64, np
from actviz.dataclass import dataclass
from actviz.networks.regions import Region, Regions
from actviz.networks.sketch import Sketch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from actviz.functions.elementwise import Activation


class Moments:
    """Count, mean and variance of numbers that come block by block; all finite."""

    def __init__(self) -> None:
        self.count = 0
        self._shift = 0.0  # the first block's mean: from it on, means and squares keep digits
        self._mean = 0.0
        self._squares = 0.0  # of the deviations from the mean

    def add(self, values: Float64) -> None:
        """Take a block in."""
        if not values.size:
            return
        with np.errstate(all="ignore"):  # numbers near the largest have no variance in float64
            if not self.count:
                self._shift = float(np.mean(values))
            away = values - self._shift
            mean = float(np.mean(away))
            away -= mean
            missed = float(np.mean(away))  # by the rounding of the mean
            squares = np.sum(away * away) - values.size * np.float64(missed) ** 2
            gap = np.float64(mean) + missed - self._mean
            total = self.count + values.size
            self._squares += float(squares + gap * gap * (self.count / total * values.size))
            self._mean += float(gap * (values.size / total))
        self.count = total

    @property
    def mean(self) -> float:
        """The mean; 0 of no numbers."""
        return self._shift + self._mean

    @property
    def variance(self) -> float | None:
        """The mean square of the deviation, over n and not n - 1; None of no numbers."""
        return max(self._squares, 0.0) / self.count if self.count else None

    @property
    def std(self) -> float | None:
        """The standard deviation."""
        return None if self.variance is None else math.sqrt(self.variance)

    @property
    def rms(self) -> float | None:
        """The root of the mean square."""
        return None if self.std is None else math.hypot(self.mean, self.std)


@dataclass(frozen=True)
class Inspection:
    """One layer under one function.

    ``count`` numbers came, of which ``nan`` are NaN and ``infinite`` infinite; the rest counts
    for everything else. Shares are from 0 to 1, None where the formula's pieces do not tell; see
    :class:`Regions` for what they mean. ``expected_*`` are those of a standard normal input.
    ``dead_units`` is the share of the units all of whose inputs are dead; None where units are
    not known. ``lost`` inputs have no finite output; there are then no gains.
    """

    layer: str
    activation: Activation
    regions: Regions
    count: int
    nan: int
    infinite: int
    dead: float | None
    saturated: float | None
    clipped: float | None
    units: int | None
    dead_units: float | None
    before: Moments
    after: Moments
    lost: int

    @property
    def expected_dead(self) -> float | None:
        """The share of standard normal inputs that would be dead."""
        return _expected(self.regions.dead)

    @property
    def expected_saturated(self) -> float | None:
        """The share of standard normal inputs that would be saturated."""
        return _expected(self.regions.saturated)

    @property
    def gain_std(self) -> float | None:
        """The standard deviation of the outputs over that of the inputs."""
        return None if self.lost else _ratio(self.after.std, self.before.std)

    @property
    def gain_rms(self) -> float | None:
        """The root mean square of the outputs over that of the inputs."""
        return None if self.lost else _ratio(self.after.rms, self.before.rms)


def _expected(region: Region | None) -> float | None:
    return None if region is None else region.normal_share


def _ratio(over: float | None, under: float | None) -> float | None:
    if over is None or not under or not math.isfinite(over + under):
        return None
    return over / under


class Response:
    """What one function answered so far."""

    def __init__(self, activation: Activation, where: Regions, units: int | None) -> None:
        self.activation, self.regions = activation, where
        self.after = Moments()
        self.lost = 0
        self.counts = dict.fromkeys(("dead", "saturated", "clipped"), 0)
        self.live = None if units is None else np.zeros(units, dtype=np.bool_)

    def add(self, x: Float64) -> NDArray[np.bool_]:
        """Take finite numbers in; which of them are dead."""
        dead = self._dead(x)
        self.counts["dead"] += int(np.count_nonzero(dead))
        for word in ("saturated", "clipped"):
            region: Region | None = getattr(self.regions, word)
            if region is not None and region.parts:
                self.counts[word] += int(np.count_nonzero(region.holds(x)))
        values = np.asarray(self.activation(x))
        finite = np.isfinite(values)
        kept = values if finite.all() else values[finite]
        self.lost += values.size - kept.size
        self.after.add(kept)
        return dead

    def _dead(self, x: Float64) -> NDArray[np.bool_]:
        if self.regions.dead is not None:
            return self.regions.dead.holds(x)
        # Of pieces without end, as a staircase's, the slope is asked at each input; one too small
        # for a double then counts as 0 too.
        flat: NDArray[np.bool_] = np.asarray(self.activation.derivative(x)) == 0
        return flat

    def share(self, word: str, finite: int) -> float | None:
        """A count as a share of the finite inputs."""
        known = word == "dead" or getattr(self.regions, word) is not None
        return self.counts[word] / finite if finite and known else None


class LayerInputs:
    """The inputs of one layer, as far as they have come, under some functions.

    Args:
        functions: pairs of a function and its regions.
        units: how many units a row of the batch holds; None where numbers are just numbers.
        sketched: whether a histogram is kept as well, for a picture.
    """

    def __init__(
        self,
        name: str,
        functions: Sequence[tuple[Activation, Regions]],
        units: int | None = None,
        *,
        sketched: bool = False,
    ) -> None:
        self.name, self.units = name, units
        self.count = self.nan = self.infinite = 0
        self.before = Moments()
        self.sketch = Sketch() if sketched else None
        self.responses = [Response(function, where, units) for function, where in functions]
        self._heard = None if units is None else np.zeros(units, dtype=np.bool_)

    def add(self, values: NDArray[Any], first_unit: int = 0) -> None:
        """Take a block in.

        Args:
            values: real numbers of any shape; where units are known, of shape (batch, units), or
                those columns of it that begin with ``first_unit``.
            first_unit: see there.
        """
        wide = np.asarray(values, dtype=np.float64)
        self.count += wide.size
        finite = np.isfinite(wide)
        if finite.all():
            x = wide.reshape(-1)
        else:
            x = wide[finite]
            missing = int(np.count_nonzero(np.isnan(wide)))
            self.nan += missing
            self.infinite += wide.size - x.size - missing
        self.before.add(x)
        if self.sketch is not None:
            self.sketch.add(x)
        place = slice(first_unit, first_unit + (wide.shape[1] if wide.ndim == 2 else 0))
        if self._heard is not None:
            self._heard[place] |= finite.any(axis=0)
        for response in self.responses:
            dead = response.add(x)
            if response.live is not None:
                live = np.zeros(wide.shape, dtype=np.bool_)
                live[finite] = ~dead
                response.live[place] |= live.any(axis=0)

    def inspections(self) -> list[Inspection]:
        """What is known by now, for each function."""
        return [self._of(response) for response in self.responses]

    def _of(self, response: Response) -> Inspection:
        finite = self.before.count
        dead_units = None
        if self._heard is not None and response.live is not None and self._heard.any():
            # A unit that heard nothing finite is not called dead.
            dead_units = float((self._heard & ~response.live).sum() / self._heard.sum())
        return Inspection(
            self.name,
            response.activation,
            response.regions,
            self.count,
            self.nan,
            self.infinite,
            response.share("dead", finite),
            response.share("saturated", finite),
            response.share("clipped", finite),
            self.units,
            dead_units,
            self.before,
            response.after,
            response.lost,
        )
