"""What is asked of an approximation, and what makes no sense together."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from actviz.arrays import np
from actviz.dataclass import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from actviz.functions.elementwise import Activation


@dataclass(frozen=True, kw_only=True)
class Request:
    """An approximation as it is asked for; None where it is to be found, or does not apply.

    Attributes:
        activation, spec, order: the function, how it was called, and which derivative of it.
        span: the range; None: the whole line.
        kind: ``pieces``, ``polynomial``, ``rational`` or ``table``.
        size: pieces, degree, degree of the numerator, or entries; None: the smallest that keeps
            ``within``.
        divisor: the degree of a rational's denominator.
        degree: of a piece.
        knots: ``free``, ``even``, ``pow2``, or a step of whose multiples they are.
        measure: ``absolute``, ``relative``, ``ulp`` or ``mse``.
        density: ``uniform``, mean and standard deviation, or real inputs.
        parity: ``odd`` or ``even`` powers alone; None: as the function is.
        held: the format of coefficients.
        fixed: the formats of input and output, where arithmetic is in integers.
        side: 1: nowhere below the function; -1: nowhere above.
    """

    activation: Activation
    spec: str = ""
    order: int = 0
    span: tuple[float, float] | None = None
    kind: str = "pieces"
    size: int | None = None
    divisor: int = 0
    degree: int = 1
    knots: str | float = "free"
    continuous: bool = False
    interpolate: bool = False
    measure: str = "absolute"
    density: str | tuple[float, float] | NDArray[np.float64] = "uniform"
    outside: str | None = None
    fold: bool = False
    parity: str | None = None
    held: str | None = None
    fixed: tuple[str, str] | None = None
    within: float | None = None
    zero: bool = False
    exact: bool = False
    monotone: bool = False
    side: int = 0
    slope: bool = False

    @property
    def joins(self) -> bool:
        """Whether pieces are to join."""
        return self.kind == "pieces" and (self.continuous or self.monotone)

    def check(self) -> None:
        """Refuse what contradicts itself.

        Raises:
            ValueError: which options do not go together.
        """
        pieces, table = self.kind == "pieces", self.kind == "table"
        size = self.size if self.size is not None else 2
        what = {"pieces": "pieces", "table": "entries"}.get(self.kind, "degrees")
        if size < (0 if what == "degrees" else 2 if table else 1):
            raise ValueError(f"--{self._option} {size}: too few {what}")
        if size > self.most:
            raise ValueError(f"--{self._option} {size}: {self.most:,} {what} at most")
        if self.size is None and self.within is None:
            raise ValueError(f"--{self._option} auto needs --within E")
        if self.within is not None and not 0 < self.within < math.inf:
            raise ValueError(f"--within {self.within:g}: a positive number is needed")
        if self.within is not None and self.measure == "mse":
            raise ValueError("--within is of the largest error; it does not go with --error mse")
        for option, given, fits, needs in self._homes():
            if given and not fits:
                raise ValueError(f"--{option} is for {needs}")
        if self.joins and (self.held or self.fixed):
            self._check_joined()
        if self.side and self.measure != "absolute" and not (self.fixed and self.measure != "mse"):
            raise ValueError("--above and --below go with --error absolute")
        if self.measure == "mse" and (self.zero or self.exact):
            raise ValueError("--zero-at-zero and --exact-at-kinks go with a largest error, not mse")
        if self.side and (self.zero or self.exact):
            raise ValueError(
                "--above and --below touch the function at no place of choice: leave out "
                "--zero-at-zero and --exact-at-kinks"
            )
        if self.span is None and not pieces and self.fixed is None:
            raise ValueError(f"--{self._option} needs --range LOW:HIGH; straight pieces do without")
        if self.span is None and self.outside is not None:
            raise ValueError("--outside goes with --range: nothing is outside the whole line")
        mean = self.measure == "mse" and isinstance(self.density, str)
        if self.span is None and self.fixed is None and mean:
            raise ValueError(
                "--error mse needs --range LOW:HIGH, as the whole line has no mean, or a --density"
            )

    def _check_joined(self) -> None:
        """Refuse formats in which pieces cannot join: lines of a format meet where they cross."""
        option = "continuous" if self.continuous else "monotone"
        if self.knots != "free":
            table = (
                "; joined lines at even knots are --entries N --interpolate" if self.fixed else ""
            )
            raise ValueError(
                f"--{option} with a format of coefficients needs free knots: at given ones its "
                f"lines meet by chance alone{table}"
            )
        if self.fixed:
            return
        if self.measure == "mse" and self.span is None:
            raise ValueError(
                f"--{option} with --coefficients and --error mse needs --range LOW:HIGH"
            )

    @property
    def most(self) -> int:
        """The largest size."""
        return {"pieces": 4_096, "table": 65_536}.get(self.kind, 50)

    def _homes(self) -> Iterator[tuple[str, object, bool, str]]:
        """Options with what was given of each, whether they fit, and what they are for."""
        pieces, table = self.kind == "pieces", self.kind == "table"
        power, straight = self.kind == "polynomial", self.kind == "pieces" and self.degree == 1
        whole = self.kind != "rational"
        three = "--pieces, --polynomial or --entries"
        yield "degree", self.degree != 1, pieces, "--pieces"
        yield "knots", self.knots != "free", pieces, "--pieces"
        yield "continuous", self.continuous, straight, "straight --pieces"
        yield "interpolate", self.interpolate, table, "--entries"
        yield "exact-at-kinks", self.exact, pieces, "--pieces"
        yield "monotone", self.monotone, table or straight, "straight --pieces or --entries"
        yield self.parity or "odd", self.parity, power, "--polynomial; --fold is for the others"
        side = "above" if self.side > 0 else "below"
        yield side, self.side, pieces or power, "--pieces or --polynomial"
        yield "zero-at-zero", self.zero, whole, three
        yield "coefficients", self.held, whole, three
        yield "fixed", self.fixed, whole, three
        yield "with-slope", self.slope, not table or self.interpolate, "--entries --interpolate"

    @property
    def _option(self) -> str:
        return "entries" if self.kind == "table" else self.kind
