"""Functions of a whole vector: softmax and its kin. They are not elementwise formulas.

Each row holds its values and its Jacobian, written so that they keep their digits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # listing names must not import NumPy
    import numpy as np
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class VectorFunction:
    """A function from vectors to vectors, along the last axis."""

    name: str
    title: str
    formula: str  # component i, as text
    latex: str
    slope: str  # component i by input j, as text
    slope_latex: str
    compute: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    slopes: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    low: float  # every component lies strictly between low and high
    high: float
    sum: float | None  # what the components add up to, if always the same
    # the Jacobian derived: rule, before, after, note
    steps: tuple[tuple[str, str, str, str], ...]
    aliases: tuple[str, ...] = ()
    year: int | None = None
    reference: str = ""
    summary: str = ""
    uses: str = ""
    strengths: str = ""
    weaknesses: str = ""
    remedy: str = ""
    label: str = ""
    family: str = "vector"

    @property
    def display(self) -> str:
        """What a legend says."""
        return self.label or self.name

    def __call__(self, vector: ArrayLike) -> NDArray[np.float64]:
        """Values along the last axis.

        Args:
            vector: an array of at least one dimension and at least one component.

        Returns:
            A float64 array of the same shape. NaN anywhere in a vector makes all of it NaN.
        """
        return self._applied(self.compute, vector)

    def jacobian(self, vector: ArrayLike) -> NDArray[np.float64]:
        """The matrix of slopes: entry ``[..., i, j]`` is that of component i by input j."""
        return self._applied(self.slopes, vector)

    def _applied(
        self, function: Callable[[NDArray[np.float64]], NDArray[np.float64]], vector: ArrayLike
    ) -> NDArray[np.float64]:
        import numpy as np

        points = np.asarray(vector, dtype=np.float64)
        if points.ndim == 0 or points.shape[-1] == 0:
            raise ValueError(f"{self.name} takes a vector of at least one number")
        with np.errstate(all="ignore"):
            return function(points)


def _exponentials(v: NDArray[np.float64]) -> NDArray[np.float64]:
    """exp(v - max v): no overflow. A single +inf wins outright; of several, none can."""
    import numpy as np

    top = np.max(v, axis=-1, keepdims=True)
    shifted = np.where((v == top) & np.isposinf(top), 0.0, v - top)
    powers = np.exp(shifted)
    tie = np.isposinf(top) & (np.sum(v == top, axis=-1, keepdims=True) > 1)
    return np.where(tie, np.nan, powers)


def softmax(v: NDArray[np.float64]) -> NDArray[np.float64]:
    """exp(v_i) / sum_j exp(v_j)."""
    powers = _exponentials(v)
    result: NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return result


def softmax_jacobian(v: NDArray[np.float64]) -> NDArray[np.float64]:
    """s_i (delta_ij - s_j); the diagonal as s_i times the others' sum, so that it keeps digits."""
    import numpy as np

    s = softmax(v)
    rows = -s[..., :, None] * s[..., None, :]
    count = v.shape[-1]
    others = np.where(np.eye(count, dtype=bool), 0.0, np.broadcast_to(s[..., None, :], rows.shape))
    rows[..., range(count), range(count)] = s * others.sum(axis=-1)
    return rows


def log_softmax(v: NDArray[np.float64]) -> NDArray[np.float64]:
    """v_i - log(sum_j exp(v_j)), with log1p of what the largest component leaves."""
    import numpy as np

    powers = _exponentials(v)
    first = np.argmax(v, axis=-1)[..., None]
    top = np.take_along_axis(v, first, axis=-1)
    np.put_along_axis(
        powers, first, np.where(np.isnan(powers.sum(-1, keepdims=True)), np.nan, 0.0), -1
    )
    shifted = np.where((v == top) & np.isfinite(v) | (v == top) & np.isposinf(top), 0.0, v - top)
    result: NDArray[np.float64] = shifted - np.log1p(powers.sum(axis=-1, keepdims=True))
    return result


def log_softmax_jacobian(v: NDArray[np.float64]) -> NDArray[np.float64]:
    """delta_ij - s_j, the diagonal as the sum of the others."""
    import numpy as np

    s = softmax(v)
    count = v.shape[-1]
    eye = np.eye(count, dtype=bool)
    spread = np.broadcast_to(s[..., None, :], (*v.shape, count))
    others = np.where(eye, 0.0, spread).sum(axis=-1)
    return np.where(eye, others[..., :, None], -spread)


_ROWS: Final = (
    VectorFunction(
        name="softmax",
        title="Softmax",
        formula="exp(x_i) / sum_j exp(x_j)",
        latex=r"s_i = \frac{e^{x_i}}{\sum_j \, e^{x_j}}",
        slope="s_i*(delta_ij - s_j)",
        slope_latex=r"\frac{\partial s_i}{\partial x_j} = s_i \left(\delta_{ij} - s_j\right)",
        compute=softmax,
        slopes=softmax_jacobian,
        low=0.0,
        high=1.0,
        sum=1.0,
        steps=(
            (
                "quotient rule",
                "d/dx_j[exp(x_i)/S] with S = sum_k exp(x_k)",
                "(delta_ij*exp(x_i)*S - exp(x_i)*exp(x_j))/S**2",
                "dS/dx_j = exp(x_j), and exp(x_i) depends on x_j only if i = j",
            ),
            (
                "split the fraction",
                "(delta_ij*exp(x_i)*S - exp(x_i)*exp(x_j))/S**2",
                "delta_ij*s_i - s_i*s_j",
                "exp(x_i)/S is s_i",
            ),
            (
                "common factor",
                "delta_ij*s_i - s_i*s_j",
                "s_i*(delta_ij - s_j)",
                "each row sums to 0",
            ),
        ),
        year=1990,
        reference="bridle1990",
        summary="Turns any list of scores into probabilities: each component lies between 0 and 1 "
        "and together they sum to 1. Only differences between scores matter.",
        uses="the last layer of a classifier with several exclusive classes; attention weights",
        strengths="smooth; a proper distribution; with cross-entropy the gradient is simply p - y",
        weaknesses="saturates when one score leads by far; never gives an exact 0; exp overflows "
        "in naive code",
        remedy="subtract the largest score first; log_softmax for losses; a temperature against "
        "over-confidence",
    ),
    VectorFunction(
        name="log_softmax",
        title="Logarithm of softmax",
        formula="x_i - log(sum_j exp(x_j))",
        latex=r"\ell_i = x_i - \log \sum_j e^{x_j}",
        slope="delta_ij - s_j",
        slope_latex=r"\frac{\partial \ell_i}{\partial x_j} = \delta_{ij} - s_j",
        compute=log_softmax,
        slopes=log_softmax_jacobian,
        low=float("-inf"),
        high=0.0,
        sum=None,
        steps=(
            (
                "difference rule",
                "d/dx_j[x_i - log(S)] with S = sum_k exp(x_k)",
                "delta_ij - d/dx_j[log(S)]",
                "x_i changes with x_j only if i = j",
            ),
            ("chain rule", "delta_ij - d/dx_j[log(S)]", "delta_ij - exp(x_j)/S", "log' is 1/S"),
            (
                "definition",
                "delta_ij - exp(x_j)/S",
                "delta_ij - s_j",
                "exp(x_j)/S is softmax's s_j",
            ),
        ),
        aliases=("logsoftmax",),
        reference="bridle1990",
        summary="The logarithms of softmax's probabilities, computed without taking the logarithm "
        "of a number that has already been rounded to 0.",
        uses="classification losses (negative log-likelihood); sequence scores that are added up",
        strengths="no overflow, no log of 0; slopes stay between -1 and 1",
        weaknesses="values are unbounded below; not probabilities themselves",
        remedy="take exp at the very end, where probabilities are wanted",
    ),
)

VECTORS: Final = {row.name: row for row in _ROWS}
