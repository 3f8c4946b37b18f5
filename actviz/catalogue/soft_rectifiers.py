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
)
