"""The input times a gate that is a distribution function or close to one."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="sgelu",
        title="Symmetrical GELU",
        aliases=("symmetrical_gelu",),
        formula="a*x*erf(x/sqrt(2))",
        parameters=(Parameter("a", 1.0, "a > 0", (0.5, 2.0), "factor"),),
        year=2019,
        reference="yu2019",
        summary="The input times the error function: even, with its minimum at 0.",
    ),
    dict(
        name="calu",
        title="Cauchy linear unit",
        aliases=(
            "cauchy_lu",
            "atlu",
            "arctan_linear_unit",
        ),
        formula="x*(atan(x)/pi + 0.5)",
        reference="huang2024",
        summary="The input times the distribution function of a Cauchy variable: its left side "
        "ends at -1/pi.",
    ),
    dict(
        name="lalu",
        title="Laplace linear unit",
        aliases=("laplace_lu",),
        formula="x*where(x >= 0, 1 - 0.5*exp(-x), 0.5*exp(x))",
        reference="kunc2024",
        summary="The input times the distribution function of a Laplace variable.",
    ),
    dict(
        name="colu",
        title="Collapsing linear unit",
        aliases=("collapsing_lu",),
        formula="x/(1 - x*exp(-(x + exp(x))))",
        year=2021,
        reference="vagerwal2021",
        summary="The input over one minus a bump of a double exponential; close to mish.",
    ),
    dict(
        name="loglogish",
        title="LogLogish",
        formula="x*(1 - exp(-exp(x)))",
        reference="kunc2024",
        summary="The input times a complementary log-log gate.",
    ),
    dict(
        name="golu",
        title="Gompertz linear unit",
        aliases=(
            "gompertz_linear_unit",
            "expexpish",
        ),
        formula="x*exp(-exp(-x))",
        year=2025,
        reference="das2025",
        summary="The input times the Gompertz function: a gate that closes faster than it opens.",
    ),
    dict(
        name="gish",
        title="Gish",
        formula="x*log(2 - exp(-exp(x)))",
        year=2023,
        reference="kaytan2023",
        summary="The input times the logarithm of a double exponential.",
    ),
    dict(
        name="plogish",
        title="Parametric logish",
        aliases=("parametric_logish",),
        formula="a*x*log1p(sigmoid(b*x))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "factor"),
            Parameter("b", 10.0, "b > 0", (1.0, 10.0), "sharpness of the gate"),
        ),
        year=2021,
        reference="zhu2021",
        relatives=("logish",),
        summary="The input times the logarithm of one plus a sigmoid, scaled.",
    ),
    dict(
        name="self_arctan",
        title="Self-arctan",
        formula="x*atan(x)",
        year=2025,
        reference="pervanakman2025 kunc2024",
        relatives=("arctan_gr",),
        summary="The input times its inverse tangent: even, with its minimum at 0.",
    ),
    dict(
        name="suish",
        title="Suish",
        formula="max(x, x*exp(-abs(x)))",
        reference="kunc2024",
        note="Negative side x*exp(x), so it equals reu.",
        summary="The larger of the input and the input times a decaying exponential.",
    ),
    dict(
        name="apa",
        title="Adaptive parametric activation",
        aliases=("adaptive_parametric_activation",),
        formula="(1 + l*exp(-k*x))**(-1/l)",
        parameters=(
            Parameter("l", 1.0, "l > 0", (0.5, 2.0), "asymmetry"),
            Parameter("k", 1.0, "k > 0", (0.5, 2.0), "rate"),
        ),
        year=2024,
        reference="alexandridis2024",
        note="l, k trainable; l=1 is sigmoid, l -> 0 is loglog.",
        summary="A generalised logistic function: the sigmoid for l = 1, the log-log in the limit "
        "l = 0.",
    ),
    dict(
        name="aglu",
        title="Adaptive generalised linear unit",
        aliases=("adaptive_generalised_linear_unit",),
        formula="x*(1 + l*exp(-k*x))**(-1/l)",
        parameters=(
            Parameter("l", 1.0, "l > 0", (0.5, 2.0), "asymmetry of the gate"),
            Parameter("k", 1.0, "k > 0", (0.5, 2.0), "rate of the gate"),
        ),
        year=2024,
        reference="alexandridis2024",
        note="Some code exposes only the gate (apa) under the name AGLU.",
        summary="The input times a generalised logistic gate; silu for l = k = 1.",
    ),
)
