"""Rectifiers made of softplus, sigmoid, tanh and swish."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="slu",
        title="Softplus linear unit",
        aliases=("softplus_linear_unit",),
        formula="where(x >= 0, x, 2*softplus(x) - 2*log(2))",
        year=2018,
        reference="zhao2018",
        summary="The identity on the right and a shifted softplus on the left, both with slope 1 "
        "at 0.",
    ),
    dict(
        name="resp",
        title="Rectified softplus",
        aliases=("rectified_softplus",),
        formula="where(x >= 0, a*x + log(2), softplus(x))",
        parameters=(Parameter("a", 1.5, "a > 0", (1.4, 2.0), "slope on the right"),),
        reference="kunc2024",
        note="1.4 to 2.0 work well.",
        summary="Softplus on the left and a line on the right; a corner at 0.",
    ),
    dict(
        name="fts",
        title="Flatten-T swish",
        aliases=(
            "flatten_t_swish",
            "ftswish",
        ),
        formula="where(x >= 0, x*sigmoid(x), 0) + t",
        parameters=(Parameter("t", -0.2, "", (-0.5, 0.0), "value on the left"),),
        year=2018,
        reference="chieng2018",
        note="t=0 is ReLU-Swish.",
        summary="swish on the right and flat on the left, moved down.",
    ),
    dict(
        name="oaf",
        title="Optimal activation function",
        aliases=("optimal_activation_function",),
        formula="max(0, x) + x*sigmoid(x)",
        reference="kunc2024",
        summary="The sum of ReLU and swish.",
    ),
    dict(
        name="maxsig",
        title="Maximum of identity and sigmoid",
        formula="max(x, sigmoid(x))",
        reference="kunc2024",
        summary="The larger of the input and its sigmoid; they cross near 0.659.",
    ),
    dict(
        name="maxtanh",
        title="Maximum of identity and tanh",
        formula="max(x, tanh(x))",
        reference="kunc2024",
        single_source=True,
        note="Equals where(x >= 0, x, tanh(x)), i.e. siglu.",
        summary="The identity on the right and tanh on the left.",
    ),
    dict(
        name="siglu",
        title="SigLU",
        formula="where(x >= 0, x, tanh(x))",
        reference="kunc2024",
        note="Negative side printed as (1-exp(-2x))/(1+exp(-2x)), i.e. tanh(x). Of Guevraa et "
        "al. (2021), as the survey names them.",
        summary="The identity on the right and tanh on the left, written as a sigmoid.",
    ),
    dict(
        name="thlu",
        title="Tanh linear unit of half steepness",
        aliases=("tanh_linear_unit",),
        formula="where(x >= 0, x, tanh(x/2))",
        reference="kunc2024",
        summary="The identity on the right and tanh(x/2) on the left, with a corner at 0.",
    ),
    dict(
        name="sara",
        title="Swish and ReLU",
        aliases=("swish_and_relu",),
        formula="where(x >= 0, x, x/(1 + a*exp(-b*x)))",
        parameters=(
            Parameter("a", 0.5, "a > 0", (0.25, 1.0), "weight of the exponential"),
            Parameter("b", 0.7, "b > 0", (0.35, 1.4), "rate of the exponential"),
        ),
        reference="qureshi2022",
        note="Formula in the paper malformed; survey reading.",
        summary="The identity on the right and a tunable swish on the left.",
    ),
    dict(
        name="shifted_softplus",
        title="Shifted softplus",
        aliases=("ssp",),
        formula="softplus(x) - log(2)",
        year=2017,
        reference="schutt2017",
        summary="A softplus moved down so that it passes through 0; used in networks for "
        "molecules.",
    ),
    dict(
        name="psoftplus",
        title="Parametric softplus",
        aliases=("parametric_softplus",),
        formula="a*(softplus(x) - b)",
        parameters=(
            Parameter("a", 1.5, "a > 0", (1.0, 2.0), "factor"),
            Parameter("b", 0.6931471805599453, "", (0.0, 1.0), "shift downwards"),
        ),
        reference="kunc2024",
        summary="A scaled softplus that passes through 0.",
    ),
    dict(
        name="soft_plus_plus",
        title="Soft++",
        formula="softplus(a*x) + x/b - log(2)",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "sharpness"),
            Parameter("b", 2.0, "b > 0", (1.0, 4.0), "reciprocal slope of the added line"),
        ),
        year=2020,
        reference="ciuparu2020",
        summary="A softplus plus a line, so that the left side never goes flat.",
    ),
    dict(
        name="tanh_sq_relu",
        title="Evolved tanh and ReLU",
        formula="a*(tanh(x**2) + max(0, x))",
        parameters=(Parameter("a", 1.0, "a > 0", (0.5, 2.0), "factor"),),
        reference="vijayaprabakaran2022",
        note="The default is an example: the source leaves the value open.",
        summary="The tanh of the square plus a ReLU, found by an evolutionary search for "
        "recurrent networks.",
    ),
    dict(
        name="smelu",
        title="Smooth ReLU",
        aliases=("smooth_relu",),
        formula="where(x >= beta, x, where(x > -beta, (x + beta)**2/(4*beta), 0))",
        parameters=(Parameter("beta", 2.0, "beta > 0", (0.5, 4.0), "half the width of the bend"),),
        year=2020,
        reference="shamir2020 shamirlin2022",
        note="The paper leaves beta open, and implementations start from 2. With beta = 1 it is "
        "sparse_plus. Softplus is called smooth ReLU as well.",
        relatives=("relu", "sparse_plus", "sq_softplus"),
        summary="A ReLU with its corner replaced by a parabola. It was made so that networks "
        "trained twice predict the same.",
    ),
    dict(
        name="berlu",
        title="Bernstein linear unit",
        aliases=("bernstein_linear_unit",),
        formula="where(x < -epsilon, alpha*x, where(x <= epsilon, (1 - alpha)/(4*epsilon)*x**2 + "
        "(1 + alpha)/2*x + (1 - alpha)*epsilon/4, x))",
        careful="where(x < -epsilon, alpha*x, where(x <= epsilon, alpha*x + (1 - alpha)*"
        "(x + epsilon)**2/(4*epsilon), x))",
        parameters=(
            Parameter("alpha", 0.01, "", (0.01, 0.5), "slope on the left", trainable=True),
            Parameter("epsilon", 0.01, "epsilon > 0", (0.01, 1.0), "half the width of the bend"),
        ),
        year=2026,
        reference="zhangbernstein2026",
        single_source=True,
        relatives=("leaky_relu", "smelu"),
        summary="A leaky ReLU whose corner is replaced by a Bernstein polynomial of degree 2, so "
        "that its slope does not jump.",
    ),
    dict(
        name="nelu",
        title="Negative slope linear unit",
        aliases=("negative_slope_linear_unit",),
        formula="where(x > 0, x, alpha*x**2/(1 + x**2))",
        careful="where(x > 0, x, where(x < -1, alpha/(1 + (1/x)**2), alpha*x**2/(1 + x**2)))",
        parameters=(Parameter("alpha", 0.05, "alpha >= 0", (0.01, 0.2), "size of the dip"),),
        year=2025,
        reference="horuz2025",
        note="The paper gives the slope, which takes the place of ReLU's in training (SUGAR); the "
        "function is the one with that slope that is 0 at 0. The default is an example.",
        relatives=("relu", "bsilu"),
        summary="The identity on the right and a low bank on the left, whose negative slope fades "
        "far out; its slope serves as the gradient of ReLU in training.",
    ),
)
