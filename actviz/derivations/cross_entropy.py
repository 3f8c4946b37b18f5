"""Cross-entropy after softmax, and why its gradient is p - y."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from actviz.arrays import np
from actviz.functions.vector.vector_function import Step
from actviz.lookup.registry import vector

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Functions whose page tells of the loss that follows them.
BEFORE_CROSS_ENTROPY: Final = ("softmax", "log_softmax")

STEPS: Final = (
    Step(
        "definition",
        "dL/dx_j with L = -sum_i y_i*log(p_i), p = softmax(x)",
        "d/dx_j[-sum_i y_i*(x_i - log(S))] with S = sum_k exp(x_k)",
        "log(p_i) is log_softmax: the exponential and the logarithm cancel",
    ),
    Step(
        "sum rule",
        "d/dx_j[-sum_i y_i*(x_i - log(S))]",
        "-sum_i y_i*(delta_ij - p_j)",
        "the Jacobian of log_softmax is delta_ij - p_j",
    ),
    Step(
        "split the sum",
        "-sum_i y_i*(delta_ij - p_j)",
        "p_j*sum_i y_i - y_j",
        "only i = j is left of the first part",
    ),
    Step(
        "targets sum to 1",
        "p_j*sum_i y_i - y_j",
        "p_j - y_j",
        "what the network says less what is right",
    ),
)


def cross_entropy(scores: Sequence[float], target: int) -> tuple[float, NDArray[np.float64]]:
    """The loss -log(softmax(scores)[target]) and its gradient by the scores.

    Args:
        scores: at least one number.
        target: the index of the right class, from 0 on.

    Returns:
        The loss, and p - y of the shape of the scores: at the target it is minus the sum of the
        other probabilities, which keeps the digits that 1 - p would lose.
    """
    log_softmax = vector("log_softmax")
    loss = -float(log_softmax(scores)[target])
    gradient: NDArray[np.float64] = -log_softmax.jacobian(scores)[target]
    return loss, gradient
