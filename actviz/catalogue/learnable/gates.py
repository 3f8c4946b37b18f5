"""The input times a learned gate of another kind: tanh, erf, arctan, roots."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="telu_learnable",
        title="TeLU of Mercioni and Holban",
        aliases=("telu_mercioni_and_holban",),
        formula="x*tanh(where(a*x >= 0, a*x, expm1(a*x)))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "scale of the input", trainable=True),
        ),
        reference="kunc2024",
        note="By Mercioni and Holban: x*tanh(ELU(a x)); not x*tanh(exp(x)).",
        summary="The input times tanh of its elu.",
    ),
    dict(
        name="sc_mish",
        title="SC-mish",
        formula="max(0, x*tanh(softplus(a*x)))",
        careful="where(x > 0, x - 2*scaled_exp(x/((1 + exp(-a*x))**2 + exp(-2*a*x)), -2*a*x), 0)",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.25, 1.0), "scale inside the softplus", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        note="By Mercioni and Holban; the learnable variant starts at a=0.25.",
        relatives=("mish",),
        summary="The positive half of a scaled mish.",
    ),
    dict(
        name="tanhsoft",
        title="TanhSoft",
        formula="tanh(a*x + b*exp(c*x))*(x + log1p(d*exp(-x)))",
        careful="tanh(a*x + b*exp(c*x))*where(exp(max(x, -700)) > d, x + log1p(d*exp(-x)), log(d) "
        "+ log1p(exp(x)/d))",
        parameters=(
            Parameter("a", 0.0, "", (0.0, 0.5), "linear part of the gate", trainable=True),
            Parameter("b", 0.6, "", (0.3, 0.9), "exponential part of the gate", trainable=True),
            Parameter("c", 1.0, "", (0.5, 1.5), "rate of the exponential", trainable=True),
            Parameter("d", 0.0, "d >= 0", (0.0, 1.0), "softens the identity", trainable=True),
        ),
        year=2020,
        reference="biswas2020",
        note="Echo defaults; with d=0 the log is x.",
        relatives=("tanh_exp",),
        summary="The tanh of a line plus an exponential, times a softened identity; a family with "
        "several known members.",
    ),
    dict(
        name="tanhsoft1",
        title="TanhSoft-1",
        formula="tanh(a*x)*softplus(x)",
        parameters=(Parameter("a", 1.0, "", (0.5, 2.0), "steepness of the gate", trainable=True),),
        year=2020,
        reference="biswas2020",
        single_source=True,
        relatives=("mish",),
        summary="tanh times softplus.",
    ),
    dict(
        name="tanhsoft2",
        title="TanhSoft-2",
        formula="x*tanh(b*exp(c*x))",
        parameters=(
            Parameter("b", 1.0, "", (0.5, 1.0), "scale of the gate", trainable=True),
            Parameter("c", 1.0, "", (0.5, 1.5), "rate of the gate", trainable=True),
        ),
        year=2020,
        reference="biswas2020",
        single_source=True,
        relatives=("tanh_exp", "mish"),
        summary="The input times the tanh of an exponential.",
    ),
    dict(
        name="tanhsoft3",
        title="TanhSoft-3",
        formula="log(1 + exp(x)*tanh(a*x))",
        careful="where(x < 1, log1p(exp(x)*tanh(a*x)), x + log1p(exp(-x) - 2*sigmoid(-2*a*x)))",
        parameters=(Parameter("a", 1.0, "", (0.5, 1.0), "steepness of the gate", trainable=True),),
        year=2020,
        reference="biswas2020",
        single_source=True,
        summary="A softplus whose exponential is gated by tanh.",
    ),
    dict(
        name="psgu",
        title="Parametric self-circulating gating unit",
        aliases=("tsrelul",),
        formula="x*tanh(a*sigmoid(x))",
        parameters=(
            Parameter("a", 0.5, "a > 0", (0.25, 1.0), "strength of the gate", trainable=True),
        ),
        reference="mercionitat2020",
        single_source=True,
        summary="The input times tanh of a scaled sigmoid.",
    ),
    dict(
        name="tbsrelul",
        title="Tanh-based soft ReLU",
        formula="x*tanh(a*tanh(x/2))",
        parameters=(
            Parameter("a", 0.5, "a > 0", (0.25, 1.0), "strength of the gate", trainable=True),
        ),
        reference="mercionitat2020",
        single_source=True,
        summary="The input times tanh of a scaled tanh: even, with its minimum at 0.",
    ),
    dict(
        name="erf_act",
        title="ErfAct",
        formula="x*erf(a*exp(b*x))",
        parameters=(
            Parameter("a", 0.75, "a > 0", (0.5, 1.0), "scale of the gate", trainable=True),
            Parameter("b", 0.75, "b > 0", (0.5, 1.0), "rate of the gate", trainable=True),
        ),
        year=2021,
        reference="biswas2021",
        note="Initial values vary between implementations.",
        relatives=("tanh_exp",),
        summary="The input times the error function of an exponential.",
    ),
    dict(
        name="pserf",
        title="Parametric serf",
        formula="x*erf(a*softplus(b*x))",
        careful="where(b*x < 0, x*erf(a*softplus(b*x)), x - x*erfc(a*softplus(b*x)))",
        parameters=(
            Parameter("a", 1.25, "a > 0", (1.0, 1.5), "scale of the gate", trainable=True),
            Parameter("b", 0.85, "b > 0", (0.5, 1.0), "scale inside softplus", trainable=True),
        ),
        year=2021,
        reference="biswas2021",
        relatives=("serf",),
        summary="The input times the error function of a softplus, both scaled.",
    ),
    dict(
        name="swim",
        title="Swim",
        formula="0.5*x*(1 + a*x/sqrt(1 + x**2))",
        careful="where(abs(x) < 1, x/2*(1 + a*(x/hypot(1, x))), where(x > 0, (1 + a)/2*x - "
        "a/2*(x/hypot(1, x)/(hypot(1, x) + x)), (1 - a)/2*x + a/2*(x/hypot(1, x)/(hypot(1, x) - "
        "x))))",
        parameters=(Parameter("a", 0.5, "", (0.25, 1.0), "strength of the gate", trainable=True),),
        year=2023,
        reference="abdool2023",
        note="a=1 is pflu.",
        summary="The input times an algebraic gate, without exponentials.",
    ),
    dict(
        name="pgelu",
        title="Parametric GELU",
        formula="x*Phi(x/a)",
        parameters=(
            Parameter(
                "a", 1.0, "a > 0", (0.5, 2.0), "standard deviation of the noise", trainable=True
            ),
        ),
        reference="kunc2024",
        single_source=True,
        relatives=("gelu",),
        summary="A gelu whose gate is as wide as the learned noise.",
    ),
    dict(
        name="pfpm",
        title="Parametric flatten-P mish",
        formula="where(x >= 0, x*tanh(softplus(x)), 0) + p",
        careful="where(x >= 0, x - 2*scaled_exp(x/((1 + exp(-x))**2 + exp(-2*x)), -2*x), 0) + p",
        parameters=(Parameter("p", -0.2, "", (-0.5, 0.0), "value on the left", trainable=True),),
        reference="kunc2024",
        single_source=True,
        note="The default of p is an example: the source leaves it open.",
        relatives=("pfts", "mish"),
        summary="mish on the right and flat on the left, moved by a learned amount.",
    ),
    dict(
        name="eis",
        title="EIS, the general form",
        formula="x*softplus(x)**a/(sqrt(b + c*x**2) + d*exp(-k*x))",
        careful="where(x > 1, softplus(x)**a/sqrt(c) - softplus(x)**a/sqrt(c)/(hypot(sqrt(b), "
        "sqrt(c)*x) + d*exp(-k*x))*(b/(hypot(sqrt(b), sqrt(c)*x) + sqrt(c)*x) + d*exp(-k*x)), "
        "x*softplus(x)**a/(hypot(sqrt(b), sqrt(c)*x) + d*exp(-k*x)))",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 1.0), "exponent of the softplus", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "keeps the root from 0", trainable=True),
            Parameter("c", 1.0, "c > 0", (0.5, 2.0), "weight of the square", trainable=True),
            Parameter("d", 0.0, "d >= 0", (0.0, 1.0), "weight of the exponential", trainable=True),
            Parameter("k", 0.0, "", (0.0, 1.0), "rate of the exponential", trainable=True),
        ),
        year=2020,
        reference="biswaseis2020",
        relatives=("eis2",),
        note="The paper's first version is titled a family of activation functions combining "
        "exponential, ISRU and softplus; the constants of its members circulate in several "
        "versions.",
        summary="The input times a power of softplus over a root and an exponential: a family "
        "that holds swish and others.",
    ),
    dict(
        name="eis1",
        title="EIS-1",
        formula="x*softplus(x)/(x + d*exp(-k*x))",
        careful="where(x > 1, softplus(x) - scaled_exp(d*softplus(x)/(x + d*exp(-k*x)), -k*x), "
        "x*softplus(x)/(x + d*exp(-k*x)))",
        parameters=(
            Parameter("d", 1.16, "d > 1", (1.1, 2.0), "weight of the exponential", trainable=True),
            Parameter("k", 1.0, "", (0.9, 1.0), "rate of the exponential", trainable=True),
        ),
        year=2020,
        reference="biswaseis2020",
        relatives=("silu",),
        summary="A member of the EIS family: the input times softplus over the input plus an "
        "exponential.",
    ),
    dict(
        name="eis2",
        title="EIS-2",
        formula="x*softplus(x)/sqrt(b + x**2)",
        careful="where(x > 1, softplus(x) - softplus(x)/hypot(sqrt(b), x)*(b/(hypot(sqrt(b), x) + "
        "x)), x*softplus(x)/hypot(sqrt(b), x))",
        parameters=(
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "keeps the root from 0", trainable=True),
        ),
        year=2020,
        reference="biswaseis2020",
        relatives=("eis", "silu"),
        summary="A member of the EIS family: softplus times an algebraic sign.",
    ),
    dict(
        name="xatlu",
        title="Expanded arctan linear unit",
        formula="x*((atan(x)/pi + 0.5)*(1 + 2*a) - a)",
        careful="where(abs(x) > 3, where(x > 0, (1 + a)*x, -a*x) - (1 + 2*a)/pi*(1 - (1/x)**2*(1/3 "
        "- (1/x)**2*(1/5 - (1/x)**2*(1/7 - (1/x)**2*(1/9 - (1/x)**2*(1/11 - (1/x)**2*(1/13 - "
        "(1/x)**2*(1/15))))))) + (1/x)**16*(1/17 - (1/x)**2*(1/19 - (1/x)**2*(1/21 - "
        "(1/x)**2*(1/23 - (1/x)**2*(1/25 - (1/x)**2*(1/27 - (1/x)**2*(1/29 - (1/x)**2*(1/31 - "
        "(1/x)**2*(1/33 - (1/x)**2*(1/35))))))))))), where(x < -1, -(1 + 2*a)/pi*(x*atan(1/x)) - "
        "a*x, x*((atan(x)/pi + 0.5)*(1 + 2*a) - a)))",
        parameters=(
            Parameter(
                "a", 0.0, "", (0.0, 0.3), "how far the gate's range is expanded", trainable=True
            ),
        ),
        year=2024,
        reference="huanggating2024",
        note="a trainable, zero initialised.",
        relatives=("calu",),
        summary="The input times an arctan gate whose range is learned.",
    ),
    dict(
        name="xgelu",
        title="Expanded GELU",
        formula="x*(Phi(x)*(1 + 2*a) - a)",
        parameters=(
            Parameter(
                "a", 0.0, "", (0.0, 0.3), "how far the gate's range is expanded", trainable=True
            ),
        ),
        year=2024,
        reference="huanggating2024",
        relatives=("gelu",),
        summary="gelu with a gate whose range is learned.",
    ),
)
