"""Rectifiers with a rounded or a curved corner."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="blu",
        title="Bendable linear unit",
        aliases=("bendable_linear_unit",),
        formula="a*(sqrt(x**2 + 1) - 1) + x",
        careful="where(abs(x) < 1, x + a*x*(x/(hypot(1, x) + 1)), where(x > 0, (1 + a)*x - a*(1 - "
        "1/(hypot(1, x) + x)), (1 - a)*x - a*(1 - 1/(hypot(1, x) - x))))",
        parameters=(Parameter("a", 0.5, "a >= -1, a <= 1", (-0.5, 0.5), "bend", trainable=True),),
        year=2019,
        reference="godfrey2019",
        single_source=True,
        note="a in [-1, 1]; a=0.5 is bent_identity. A public package drops the parentheses.",
        relatives=("bent_identity",),
        summary="The identity plus a learned share of a hyperbola.",
    ),
    dict(
        name="reblu",
        title="Rectified bendable linear unit",
        formula="where(x > 0, a*(sqrt(x**2 + 1) - 1) + x, 0)",
        careful="where(x > 1, (1 + a)*x - a*(1 - 1/(hypot(1, x) + x)), where(x > 0, x + "
        "a*x*(x/(hypot(1, x) + 1)), 0))",
        parameters=(Parameter("a", 0.5, "a >= -1, a <= 1", (-0.5, 0.5), "bend", trainable=True),),
        reference="kunc2024",
        single_source=True,
        summary="The positive half of the bendable linear unit.",
    ),
    dict(
        name="smu",
        title="Smooth maximum unit",
        aliases=("smooth_maximum_unit",),
        formula="((1 + a)*x + (1 - a)*x*erf(m*(1 - a)*x))/2",
        careful="where(x < 0, a*x + (1 - a)/2*x*erfc(-m*(1 - a)*x), x - (1 - a)/2*x*erfc(m*(1 - "
        "a)*x))",
        parameters=(
            Parameter("a", 0.01, "", (0.01, 0.25), "slope far left"),
            Parameter("m", 2.5, "", (1.0, 4.0), "sharpness", trainable=True),
        ),
        year=2021,
        reference="biswassmu2021",
        note="Published code starts from other constants: a = 0.01 with m = 2.5, or a = 0.25 with "
        "m = 25. A later version of the paper is titled Smooth Maximum Unit.",
        relatives=("leaky_relu",),
        summary="A leaky ReLU smoothed by the error function.",
    ),
    dict(
        name="smu1",
        title="SMU-1",
        formula="((1 + a)*x + sqrt(((1 - a)*x)**2 + m**2))/2",
        careful="where(x < 0, a*x + m/2*(m/(hypot((1 - a)*x, m) - (1 - a)*x)), x + "
        "m/2*(m/(hypot((1 - a)*x, m) + (1 - a)*x)))",
        parameters=(
            Parameter("a", 0.01, "", (0.01, 0.25), "slope far left"),
            Parameter(
                "m",
                4.332461424154261e-09,
                "m > 0",
                (1e-09, 1.0),
                "width of the rounding",
                trainable=True,
            ),
        ),
        year=2021,
        reference="biswassmu2021",
        relatives=("leaky_relu",),
        summary="A leaky ReLU smoothed by a square root; with its initial value hardly smoothed "
        "at all.",
    ),
    dict(
        name="sau",
        title="Smooth activation unit",
        aliases=("smooth_activation_unit",),
        formula="x*(a + (1 - a)*Phi(b*x)) + (1 - a)*exp(-(b*x)**2/2)/(b*sqrt(2*pi))",
        parameters=(
            Parameter("a", 0.15, "", (0.1, 0.3), "slope far left", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "sharpness", trainable=True),
        ),
        year=2021,
        reference="biswassau2021",
        single_source=True,
        note="Gaussian-smoothed leaky_relu; the 1/b factor is required by the convolution and is "
        "missing in one package. The default of a is an example.",
        relatives=("leaky_relu:negative_slope=0.15",),
        summary="A leaky ReLU convolved with a Gaussian.",
    ),
    dict(
        name="frac_relu",
        title="Fractional ReLU",
        aliases=("fractional_relu",),
        formula="where(x > 0, 2*sqrt(x/pi), 0)",
        careful="where(x > 0, 2/sqrt(pi)*sqrt(x), 0)",
        year=2019,
        reference="zamora2019",
        single_source=True,
        note="For order 1/2, where the constant is 1/Gamma(3/2) = 2/sqrt(pi); the paper learns "
        "the order.",
        summary="The half derivative of ReLU: a square root on the right, 0 on the left.",
    ),
    dict(
        name="grelu",
        title="Generalised ReLU",
        aliases=("generalized_relu",),
        formula="softplus(b*log(a)*x)/(b*log(a))",
        parameters=(
            Parameter(
                "a",
                2.718281828459045,
                "a > 1",
                (2.0, 10.0),
                "base of the logarithm",
                trainable=True,
            ),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "sharpness", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        relatives=("softplus",),
        summary="A softplus in another base.",
    ),
    dict(
        name="pvlu",
        title="Parametric variational linear unit",
        formula="max(0, x) + a*sin(b*x)",
        parameters=(
            Parameter("a", 0.1, "", (0.1, 0.5), "amplitude of the wave", trainable=True),
            Parameter("b", 1.0, "", (0.5, 2.0), "its frequency", trainable=True),
        ),
        year=2021,
        reference="gupta2021",
        single_source=True,
        note="Trainable vlu.",
        relatives=("vlu",),
        summary="A ReLU with a learned sine on it.",
    ),
    dict(
        name="aqulu",
        title="Adaptive quadratic linear unit",
        formula="where(x >= (1 - b)/a, x, where(x >= -b/a, a*x**2 + b*x, 0))",
        parameters=(
            Parameter("a", 0.2, "a > 0", (0.1, 0.5), "curvature", trainable=True),
            Parameter("b", 0.1, "", (0.05, 0.3), "slope at 0", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        note="The defaults are examples: the source leaves the first values open.",
        summary="0 on the left, the identity on the right and a parabola between them.",
    ),
    dict(
        name="msrf_swish_plus",
        title="SwishPlus",
        aliases=("swishplus",),
        formula="0.5*(x + x**2/sqrt(x**2 + eps))",
        careful="where(abs(x) < sqrt(eps), x/2*(1 + x/hypot(x, sqrt(eps))), where(x > 0, x - "
        "eps/4*(x/hypot(x, sqrt(eps))/(hypot(x, sqrt(eps))/2 + x/2)), eps/4*(x/hypot(x, "
        "sqrt(eps))/(hypot(x, sqrt(eps))/2 - x/2))))",
        parameters=(Parameter("eps", 1e-06, "eps > 0", (1e-06, 1.0), "roundness", trainable=True),),
        reference="kunc2024",
        note="By Pan and others, from their family of mollified square roots. eps=1 is pflu.",
        relatives=("relu",),
        summary="The input times a step smoothed by a square root; a smooth ReLU.",
    ),
)
