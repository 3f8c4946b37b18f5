"""Functions that a library computes under a known name, and that no setting of ours can say.

``of`` names the function of the catalogue that the library means; ``formula`` and ``parameters``
say what it computes instead, with the library's own words for the parameters; ``note`` says in
words what differs. A target in :mod:`actviz.catalogue.frameworks` may name such a row. How far a
dialect is from the function is computed where it is asked for, never written here.
"""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

_SLOPE: Final = Parameter("negative_slope", 0.0, "", (0.0, 0.3), "slope below the threshold")
_THRESHOLD: Final = Parameter("threshold", 0.0, "", (0.0, 2.0), "where the identity begins")

DIALECTS: Final[dict[str, dict[str, Any]]] = {
    "softplus_switched": dict(
        of="softplus",
        formula="where(beta*x > threshold, x, softplus(beta*x)/beta)",
        parameters=(
            Parameter("beta", 1.0, "beta > 0", (0.5, 5.0), "sharpness of the bend"),
            Parameter("threshold", 20.0, "", (5.0, 20.0), "beta*x from which the identity holds"),
        ),
        note="Where beta*x exceeds the threshold it is the identity, a small jump down.",
    ),
    "sqrt_softplus_switched": dict(
        of="sqrt_softplus",
        formula="sqrt(where(x > 20, x, softplus(x)))",
        note="From x = 20 on the root of x alone, a tiny jump down.",
    ),
    "neat_softplus": dict(
        of="softplus",
        formula="0.2*softplus(clip(5*x, -60, 60))",
        note="Five times as sharp, and constant beyond |x| = 12: 5*x is clamped to [-60, 60].",
    ),
    "step_open": dict(
        of="binary_step",
        formula="where(x > 0, 1, 0)",
        note="Takes 0, not 1, at 0 itself.",
    ),
    "thresholded_relu_closed": dict(
        of="thresholded_relu",
        formula="where(x >= threshold, x, 0)",
        parameters=(Parameter("threshold", 1.0, "", (0.5, 2.0), "the first input let through"),),
        note="Lets the threshold itself pass.",
    ),
    "hard_shrink_closed": dict(
        of="hard_shrink",
        formula="where(abs(x) >= lambd, x, 0)",
        parameters=(
            Parameter("lambd", 0.5, "lambd >= 0", (0.25, 1.0), "inputs smaller than this vanish"),
        ),
        note="Lets the threshold itself pass.",
    ),
    "hard_shrink_two_sided": dict(
        of="hard_shrink",
        formula="where(x < lower, x, where(x > upper, x, 0))",
        parameters=(
            Parameter("lower", -0.5, "lower <= upper", (-1.0, -0.25), "left end of the dead zone"),
            Parameter("upper", 0.5, "", (0.25, 1.0), "right end of the dead zone"),
        ),
        note="Each side has a threshold of its own.",
    ),
    "soft_shrink_two_sided": dict(
        of="soft_shrink",
        formula="where(x < lower, x - lower, where(x > upper, x - upper, 0))",
        parameters=(
            Parameter("lower", -0.5, "lower <= upper", (-1.0, -0.25), "left end of the dead zone"),
            Parameter("upper", 0.5, "", (0.25, 1.0), "right end of the dead zone"),
        ),
        note="Each side has a threshold of its own.",
    ),
    "relu_sloped": dict(
        of="relu",
        formula="where(x > threshold, x, negative_slope*(x - threshold))",
        parameters=(_SLOPE, _THRESHOLD),
        note="Below the threshold a line that is 0 at the threshold.",
    ),
    "relu_capped": dict(
        of="relu",
        formula="where(x > threshold, clip(x, 0, max_value), negative_slope*(x - threshold))",
        parameters=(
            _SLOPE,
            Parameter("max_value", 6.0, "max_value >= 0", (1.0, 6.0), "the largest value"),
            _THRESHOLD,
        ),
        note="Below the threshold a line that is 0 at the threshold; max_value caps the top alone.",
    ),
    "clamp_below": dict(
        of="hard_tanh",
        formula="max(x, low)",
        parameters=(Parameter("low", -1.0, "", (-2.0, 0.0), "the smallest value"),),
        note="With the lower bound alone there is no upper one.",
    ),
    "clamp_above": dict(
        of="hard_tanh",
        formula="min(x, high)",
        parameters=(Parameter("high", 1.0, "", (0.0, 2.0), "the largest value"),),
        note="With the upper bound alone there is no lower one.",
    ),
    "hard_sigmoid_sloped": dict(
        of="hard_sigmoid",
        formula="clip(slope*x + offset, 0, 1)",
        careful="where(slope*x <= -offset, 0, where(slope*x < 1 - offset, slope*x + offset, 1))",
        parameters=(
            Parameter("slope", 0.2, "slope > 0", (0.1, 0.5), "steepness of the middle piece"),
            Parameter("offset", 0.5, "", (0.25, 0.75), "value at 0"),
        ),
        note="Multiplies by a slope, where PyTorch and JAX divide x + 3 by 6.",
    ),
    "hard_swish_tunable": dict(
        of="hard_swish",
        formula="x*clip(alpha*x + beta, 0, 1)",
        parameters=(
            Parameter("alpha", 1 / 6, "", (0.1, 0.5), "steepness of the gate"),
            Parameter("beta", 0.5, "", (0.25, 0.75), "the gate at 0"),
        ),
        note="The slope and the offset of its gate are arguments.",
    ),
    "gelu_tanh_rounded": dict(
        of="gelu_tanh",
        formula="0.5*x*(1 + tanh(0.7978845608*x*(1 + 0.044715*x**2)))",
        careful="x*sigmoid(2*0.7978845608*x*(1 + 0.044715*x**2))",
        note="Writes sqrt(2/pi) with ten decimals.",
    ),
    "gelu_tanh_wrong_cube": dict(
        of="gelu_tanh",
        formula="0.5*x*(1 + tanh(sqrt(2/pi)*(x + (0.044715*x)**3)))",
        careful="x*sigmoid(sqrt(8/pi)*(x + (0.044715*x)**3))",
        note="Cubes 0.044715*x where x alone is meant, so the cubic term all but vanishes.",
    ),
    "erf_polynomial": dict(
        of="erf",
        formula="sign(x)*(1 - exp(-x**2)*(0.254829592/(1 + 0.3275911*abs(x))"
        " - 0.284496736/(1 + 0.3275911*abs(x))**2 + 1.421413741/(1 + 0.3275911*abs(x))**3"
        " - 1.453152027/(1 + 0.3275911*abs(x))**4 + 1.061405429/(1 + 0.3275911*abs(x))**5))",
        note="The rational approximation 7.1.26 of Abramowitz and Stegun.",
    ),
    "round_away": dict(
        of="round",
        formula="where(x >= 0, floor(x + 0.5), ceil(x - 0.5))",
        note="A half goes away from 0, not to the even neighbour.",
    ),
    "neat_sigmoid": dict(
        of="assf",
        formula="sigmoid(clip(5*x, -60, 60))",
        note="The steepness is 5, and 5*x is clamped to [-60, 60]: constant beyond |x| = 12.",
    ),
    "neat_tanh": dict(
        of="svaf",
        formula="tanh(clip(2.5*x, -60, 60))",
        note="The steepness is 2.5, and 2.5*x is clamped to [-60, 60]: constant beyond |x| = 24.",
    ),
    "neat_sin": dict(
        of="sine",
        formula="sin(clip(5*x, -60, 60))",
        note="The sine of 5*x, clamped to [-60, 60]: constant beyond |x| = 12.",
    ),
    "neat_gauss": dict(
        of="gaussian",
        formula="exp(-5*clip(x, -3.4, 3.4)**2)",
        note="Narrower by sqrt(5), and constant beyond |x| = 3.4.",
    ),
    "neat_inv": dict(
        of="reciprocal",
        formula="where(x == 0, 0, 1/x)",
        note="Takes 0 at 0.",
    ),
    "neat_log": dict(
        of="log",
        formula="log(max(x, 1e-7))",
        note="Constant up to x = 1e-7, so it is defined everywhere.",
    ),
    "neat_exp": dict(
        of="exponential",
        formula="exp(clip(x, -60, 60))",
        note="The argument is clamped to [-60, 60], so it never overflows.",
    ),
}
