"""Left sides that dip, jump or level off without an exponential."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="reu",
        title="Rectified exponential unit",
        aliases=("rectified_exponential_unit",),
        formula="where(x >= 0, x, x*exp(x))",
        year=2019,
        reference="ying2019",
        summary="The identity on the right; on the left the input times its exponential, which "
        "dips and returns to 0.",
    ),
    dict(
        name="ada",
        title="Apical dendrite activation",
        aliases=("apical_dendrite_activation",),
        formula="where(x >= 0, exp(-a*x + b), 0)",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "decay"),
            Parameter("b", 0.0, "", (-0.5, 0.5), "shift of the exponent"),
        ),
        year=2020,
        reference="georgescu2020",
        note="Two public packages ship x*exp(x) (that is reu) under this name.",
        summary="0 on the left and a decaying exponential on the right, after neurons of the "
        "human cortex.",
    ),
    dict(
        name="lada",
        title="Leaky apical dendrite activation",
        aliases=("leaky_apical_dendrite",),
        formula="where(x >= 0, exp(-a*x + b), c*x)",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "decay"),
            Parameter("b", 0.0, "", (-0.5, 0.5), "shift of the exponent"),
            Parameter("c", 0.01, "c >= 0", (0.01, 0.1), "slope on the left"),
        ),
        year=2020,
        reference="georgescu2020",
        summary="An apical dendrite activation with a leak on the left.",
    ),
    dict(
        name="serlu",
        title="Scaled exponentially regularised linear unit",
        aliases=("scaled_exponentially_regularized_lu",),
        formula="s*where(x >= 0, x, a*x*exp(x))",
        parameters=(
            Parameter("a", 2.90427, "a > 0", (2.0, 3.0), "factor on the left"),
            Parameter("s", 1.07862, "s > 0", (1.0, 1.2), "slope on the right"),
        ),
        year=2018,
        reference="zhang2018",
        single_source=True,
        note="Some code uses a*(exp(x)-1), which is selu-shaped and wrong.",
        summary="A line on the right and a bump-shaped left side that returns to 0, with "
        "constants that normalise.",
    ),
    dict(
        name="lselu",
        title="Leaky SELU",
        aliases=("leaky_selu",),
        formula="where(x >= 0, s*x, s*a*expm1(x) + s*c*x)",
        parameters=(
            Parameter("a", 1.67326, "a > 0", (1.5, 2.0), "depth"),
            Parameter("s", 1.0507, "s > 0", (1.0, 1.1), "slope on the right"),
            Parameter("c", 0.1, "c >= 0", (0.05, 0.3), "slope of the leak"),
        ),
        reference="kunc2024",
        single_source=True,
        note="The default of c is an example: the source leaves it open.",
        summary="selu with a line of small slope added on the left.",
    ),
    dict(
        name="sselu",
        title="Scaled SELU",
        aliases=("scaled_selu",),
        formula="where(x >= 0, s*x, s*a*expm1(c*x))",
        parameters=(
            Parameter("a", 1.67326, "a > 0", (1.5, 2.0), "depth"),
            Parameter("s", 1.0507, "s > 0", (1.0, 1.1), "slope on the right"),
            Parameter("c", 1.0, "c > 0", (0.5, 2.0), "rate on the left"),
        ),
        reference="kunc2024",
        single_source=True,
        summary="selu with a rate in the exponential.",
    ),
    dict(
        name="elish",
        title="Exponential linear sigmoid squashing",
        formula="where(x >= 0, x, expm1(x))*sigmoid(x)",
        year=2018,
        reference="basirat2018",
        note="Some documentation prints the gate as (exp(x)-1)/(exp(x)+1), i.e. tanh(x/2): wrong.",
        summary="elu on the left and the identity on the right, both times a sigmoid.",
    ),
    dict(
        name="hard_elish",
        title="Hard exponential linear sigmoid squashing",
        formula="where(x >= 0, x, expm1(x))*clip((x + 1)/2, 0, 1)",
        year=2018,
        reference="basirat2018",
        note="the survey eq. 179 prints (1+exp(-x)) on the negative side; library documentation "
        "and the paper use exp(x)-1.",
        summary="elu on the left and the identity on the right, both times a hard sigmoid.",
    ),
    dict(
        name="rsigelu",
        title="Rectified sigmoid exponential linear unit",
        formula="where(x > 1, a*x*sigmoid(x) + x, where(x >= 0, x, a*expm1(x)))",
        parameters=(
            Parameter(
                "a", 0.5, "a >= 0", (0.1, 0.9), "strength of the sigmoid and depth of the left side"
            ),
        ),
        year=2021,
        reference="kilicarslan2021",
        note="Jump at x=1. Another transcription reads sigmoid(x)^a, which contradicts the stated "
        "relu limit at a=0.",
        summary="Three pieces: elu on the left, the identity up to 1, the identity plus a swish "
        "beyond, with a jump at 1.",
    ),
    dict(
        name="rsigelud",
        title="Rectified sigmoid exponential linear unit with two parameters",
        formula="where(x > 1, a*x*sigmoid(x) + x, where(x >= 0, x, b*expm1(x)))",
        parameters=(
            Parameter("a", 0.5, "a >= 0", (0.1, 0.9), "strength of the sigmoid"),
            Parameter("b", 0.5, "b >= 0", (0.1, 0.9), "depth of the left side"),
        ),
        year=2021,
        reference="kilicarslan2021",
        note="See rsigelu.",
        summary="rsigelu with parameters of their own on the right and on the left.",
    ),
    dict(
        name="hard_srelue",
        title="Hard S-ReLU with exponential",
        formula="where(x >= 0, a*x*clip((x + 1)/2, 0, 1) + x, a*expm1(x))",
        parameters=(
            Parameter(
                "a",
                0.5,
                "a >= 0",
                (0.1, 0.9),
                "strength of the hard sigmoid and depth of the left side",
            ),
        ),
        reference="kilicarslan2021",
        summary="elu on the left, a hard swish plus the identity on the right.",
    ),
    dict(
        name="diff_elu",
        title="Difference ELU",
        aliases=("delu_hu",),
        formula="where(x >= 0, x, a*(x*exp(x) - b*exp(b*x)))",
        parameters=(
            Parameter("a", 0.3, "a > 0", (0.1, 0.6), "factor on the left"),
            Parameter("b", 0.1, "b > 0", (0.05, 0.5), "rate of the second exponential"),
        ),
        reference="kunc2024",
        note="Jump of -a*b at 0. Of Hu et al. (2021), as the survey names them.",
        summary="The identity on the right and a difference of two decaying terms on the left; it "
        "jumps at 0.",
    ),
    dict(
        name="polu",
        title="Power linear unit",
        aliases=("power_linear_unit",),
        formula="where(x >= 0, x, (1 - x)**(-a) - 1)",
        parameters=(Parameter("a", 1.0, "a > 0", (0.5, 2.0), "power"),),
        reference="lipolu2019",
        note="a in {1, 1.5, 2}. a=1 equals polylu.",
        summary="The identity on the right and a negative power on the left that levels off at -1.",
    ),
    dict(
        name="polylu",
        title="Polynomial linear unit",
        aliases=(
            "fplus",
            "dlu",
            "signrelu_a_1",
        ),
        formula="where(x >= 0, x, x/(1 - x))",
        year=2022,
        reference="feng2022",
        note="Equals where(x >= 0, x, x/(1+abs(x))).",
        summary="The identity on the right and a hyperbola on the left that levels off at -1; no "
        "exponential is needed.",
    ),
    dict(
        name="sign_relu",
        title="SignReLU",
        formula="where(x >= 0, x, a*x/(1 - x))",
        parameters=(Parameter("a", 1.0, "a >= 0", (0.1, 1.0), "depth on the left"),),
        year=2018,
        reference="lin2018",
        summary="The identity on the right and a scaled softsign on the left.",
    ),
    dict(
        name="pflu",
        title="Power function linear unit",
        aliases=("power_function_lu",),
        formula="0.5*x*(1 + x/sqrt(1 + x**2))",
        year=2021,
        reference="zhupflu2021",
        note="Swim with a=1.",
        summary="The input times an algebraic gate: a smooth ReLU without exponentials.",
    ),
    dict(
        name="fpflu",
        title="Faster power function linear unit",
        aliases=("faster_pflu",),
        formula="where(x >= 0, x, x + x**2/sqrt(1 + x**2))",
        year=2021,
        reference="zhupflu2021",
        single_source=True,
        summary="The identity on the right and twice the algebraic left side of pflu.",
    ),
    dict(
        name="sqlu",
        title="Square linear unit",
        aliases=("square_lu",),
        formula="where(x > 0, x, where(x >= -2, x + x**2/4, -1))",
        year=2021,
        reference="wuraola2021",
        summary="The identity on the right and a parabola on the left that ends flat at -1.",
    ),
    dict(
        name="lsrelu",
        title="LS-ReLU",
        formula="where(x <= 0, x/(1 + abs(x)), where(x <= b, x, log1p(a*x) + abs(log1p(a*b) - b)))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "rate of the logarithm"),
            Parameter("b", 1.0, "b > 0", (1.0, 3.0), "where the logarithm begins"),
        ),
        reference="kunc2024",
        note="Defaults illustrative. Of Wang et al. (2020), as the survey names them.",
        summary="softsign on the left, the identity up to b and a logarithm beyond.",
    ),
    dict(
        name="hclsh",
        title="HcLSH",
        formula="where(x >= 0, log(cosh(x) + x*cosh(x/2)), log(cosh(x)) + x)",
        year=2023,
        reference="abdelnabi2023",
        summary="The logarithm of sums of hyperbolic cosines: nearly linear on the right, "
        "levelling off at -log 2 on the left.",
    ),
    dict(
        name="elu_plus_one",
        title="ELU plus one",
        aliases=("linear_attention_feature_map",),
        formula="where(x >= 0, x, expm1(x)) + 1",
        year=2020,
        reference="katharopoulos2020",
        summary="elu moved up by 1, so that it is positive everywhere: the feature map of linear "
        "attention.",
    ),
    dict(
        name="e_tanh",
        title="Exponential tanh",
        formula="a*exp(x)*tanh(x)",
        parameters=(Parameter("a", 1.0, "", (0.5, 2.0), "factor"),),
        reference="kunc2024",
        note="The default is an example: the source leaves the value open.",
        summary="The exponential times tanh: exponential on the right, a shallow dip on the left.",
    ),
)
