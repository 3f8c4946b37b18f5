"""The input times a learned gate."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.activation import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="rmaf",
        title="ReLU-memristor-like activation function",
        formula="b*a*x/(0.25*(1 + exp(-x)) + 0.75)**c",
        careful="where(x < 0, b*a*scaled_exp(x/(exp(x) + 1/4)**c, c*x), b*a*x/(1 + exp(-x)/4)**c)",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "factor", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "further factor", trainable=True),
            Parameter("c", 1.0, "c > 0", (0.5, 2.0), "sharpness", trainable=True),
        ),
        year=2020,
        reference="yurmaf2020",
        summary="A swish-like function built on a gate with a softened base.",
    ),
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
        summary="The positive half of a scaled mish.",
    ),
    dict(
        name="sc_swish",
        title="SC-swish",
        formula="max(0, x*sigmoid(x))",
        careful="where(x > 0, x*sigmoid(x), 0)",
        reference="kunc2024",
        single_source=True,
        note="By Mercioni and Holban. Equals fts with t=0.",
        summary="The positive half of swish.",
    ),
    dict(
        name="p_swish",
        title="P-swish",
        formula="where(x <= c, a*x*sigmoid(b*x), x)",
        careful="where(x <= c, a*where(b*x < 0, scaled_exp(x/(1 + exp(b*x)), b*x), "
        "x*sigmoid(b*x)), x)",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "factor", trainable=True),
            Parameter("b", 1.0, "", (0.5, 2.0), "sharpness of the gate", trainable=True),
            Parameter("c", 0.0, "", (0.0, 1.0), "where the identity begins", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        note="By Mercioni and Holban.",
        summary="A scaled swish up to a point and the identity from there on.",
    ),
    dict(
        name="t_swish",
        title="Tunable swish",
        aliases=("tunable_swish",),
        formula="where(x >= c, x, a*x*sigmoid(b*x))",
        careful="where(x >= c, x, a*where(b*x < 0, scaled_exp(x/(1 + exp(b*x)), b*x), "
        "x*sigmoid(b*x)))",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "factor", trainable=True),
            Parameter("b", 1.0, "", (0.5, 2.0), "sharpness of the gate", trainable=True),
            Parameter("c", 0.0, "", (0.0, 1.0), "where the identity begins", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        summary="The identity from a point on and a scaled swish before it.",
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
        name="ahaf",
        title="Adaptive hybrid activation function",
        formula="a*x*sigmoid(b*x)",
        careful="a*where(b*x < 0, scaled_exp(x/(1 + exp(b*x)), b*x), x*sigmoid(b*x))",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "factor", trainable=True),
            Parameter("b", 1.0, "", (0.5, 2.0), "sharpness of the gate", trainable=True),
        ),
        year=2022,
        reference="bodyanskiy2022",
        single_source=True,
        summary="A swish with learned amplitude and sharpness.",
    ),
    dict(
        name="pssilu",
        title="Parametric shifted silu",
        formula="x*(sigmoid(a*x) - b)/(1 - b)",
        careful="(where(a*x < 0, scaled_exp(x/(1 + exp(a*x)), a*x), x*sigmoid(a*x)) - b*x)/(1 - b)",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "sharpness of the gate", trainable=True),
            Parameter("b", 0.1, "b < 1", (0.0, 0.3), "part of the gate taken away", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        note="b illustrative; b < 1.",
        summary="A silu whose gate is lowered and stretched again.",
    ),
    dict(
        name="acon_b",
        title="ACON-B",
        formula="(1 - p)*x*sigmoid(b*(1 - p)*x) + p*x",
        careful="(1 - p)*where(b*(1 - p)*x < 0, scaled_exp(x/(1 + exp(b*(1 - p)*x)), b*(1 - p)*x), "
        "x*sigmoid(b*(1 - p)*x)) + p*x",
        parameters=(
            Parameter("b", 1.0, "", (0.5, 2.0), "sharpness", trainable=True),
            Parameter("p", 0.25, "", (0.1, 0.5), "slope far left", trainable=True),
        ),
        year=2020,
        reference="ma2020",
        single_source=True,
        summary="A smooth maximum of x and p x, as leaky ReLU is a sharp one.",
    ),
    dict(
        name="acon_c",
        title="ACON-C",
        formula="(p1 - p2)*x*sigmoid(b*(p1 - p2)*x) + p2*x",
        careful="(p1 - p2)*where(b*(p1 - p2)*x < 0, scaled_exp(x/(1 + exp(b*(p1 - p2)*x)), b*(p1 - "
        "p2)*x), x*sigmoid(b*(p1 - p2)*x)) + p2*x",
        parameters=(
            Parameter("b", 1.0, "", (0.5, 2.0), "sharpness", trainable=True),
            Parameter("p1", 1.0, "", (0.5, 1.5), "slope on one side", trainable=True),
            Parameter("p2", 0.0, "", (-0.25, 0.25), "slope on the other", trainable=True),
        ),
        year=2020,
        reference="ma2020",
        note="Official code initialises p1, p2 from N(0, 1).",
        summary="A smooth maximum of p1 x and p2 x, all of it learned.",
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
        name="aqulu",
        title="Adaptive quadratic linear unit",
        formula="where(x >= (1 - b)/a, x, where(x >= -b/a, a*x**2 + b*x, 0))",
        parameters=(
            Parameter("a", 0.2, "a > 0", (0.1, 0.5), "curvature", trainable=True),
            Parameter("b", 0.1, "", (0.05, 0.3), "slope at 0", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        note="Initial values illustrative.",
        summary="0 on the left, the identity on the right and a parabola between them.",
    ),
    dict(
        name="sinlu",
        title="Sinu-sigmoidal linear unit",
        formula="(x + a*sin(b*x))*sigmoid(x)",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 1.5), "amplitude of the wave", trainable=True),
            Parameter("b", 1.0, "", (0.5, 1.5), "its frequency", trainable=True),
        ),
        year=2022,
        reference="paul2022",
        single_source=True,
        summary="silu with a sine added under the gate.",
    ),
    dict(
        name="coslu",
        title="Cosine linear unit",
        formula="(x + a*cos(b*x))*sigmoid(x)",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 1.5), "amplitude of the wave", trainable=True),
            Parameter("b", 1.0, "", (0.5, 1.5), "its frequency", trainable=True),
        ),
        year=2023,
        reference="pishchik2023",
        single_source=True,
        summary="silu with a cosine added under the gate.",
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
        summary="A gelu whose gate is as wide as the learned noise.",
    ),
    dict(
        name="pfts",
        title="Parametric flatten-T swish",
        formula="where(x >= 0, x*sigmoid(x), 0) + t",
        parameters=(Parameter("t", -0.2, "", (-0.5, 0.0), "value on the left", trainable=True),),
        year=2020,
        reference="chieng2020",
        single_source=True,
        summary="swish on the right and flat on the left, moved by a learned amount.",
    ),
    dict(
        name="pfpm",
        title="Parametric flatten-P mish",
        formula="where(x >= 0, x*tanh(softplus(x)), 0) + p",
        careful="where(x >= 0, x - 2*scaled_exp(x/((1 + exp(-x))**2 + exp(-2*x)), -2*x), 0) + p",
        parameters=(Parameter("p", -0.2, "", (-0.5, 0.0), "value on the left", trainable=True),),
        reference="kunc2024",
        single_source=True,
        note="p illustrative.",
        summary="mish on the right and flat on the left, moved by a learned amount.",
    ),
    dict(
        name="pstanh",
        title="Parametric self-gated tanh",
        formula="a*x*(1 + tanh(b*x))",
        careful="2*a*where(2*b*x < 0, scaled_exp(x/(1 + exp(2*b*x)), 2*b*x), x*sigmoid(2*b*x))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "factor", trainable=True),
            Parameter("b", 1.0, "", (0.5, 2.0), "sharpness of the gate", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        summary="The input times one plus its tanh.",
    ),
    dict(
        name="lau",
        title="Logmoid activation unit",
        aliases=("logmoid_activation_unit",),
        formula="x*log(1 + a*sigmoid(b*x))",
        careful="where(b*x < -40, scaled_exp(a*x, b*x), where(b*x > 40, log1p(a)*x - "
        "scaled_exp(a*x/(1 + a), -b*x), x*log1p(a*sigmoid(b*x))))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "strength of the gate", trainable=True),
            Parameter("b", 1.0, "", (0.5, 2.0), "sharpness of the gate", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        note="a=b=1 is logish.",
        summary="The input times the logarithm of 1 plus a sigmoid.",
    ),
    dict(
        name="eis",
        title="EIS",
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
        summary="A member of the EIS family: softplus times an algebraic sign.",
    ),
    dict(
        name="eis3",
        title="EIS-3",
        formula="x/(1 + d*exp(-k*x))",
        careful="where(k*x < 0, scaled_exp(x/(exp(k*x) + d), k*x), x/(1 + d*exp(-k*x)))",
        parameters=(
            Parameter("d", 1.0, "d > 0", (0.5, 2.0), "weight of the exponential", trainable=True),
            Parameter("k", 1.0, "", (0.5, 1.5), "rate of the exponential", trainable=True),
        ),
        year=2020,
        reference="biswaseis2020",
        single_source=True,
        note="With d=k=1 it is silu.",
        summary="A member of the EIS family; silu if both are 1.",
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
        summary="gelu with a gate whose range is learned.",
    ),
    dict(
        name="xsilu",
        title="Expanded silu",
        formula="x*(sigmoid(x)*(1 + 2*a) - a)",
        careful="(1 + 2*a)*where(x < 0, scaled_exp(x/(1 + exp(x)), x), x*sigmoid(x)) - a*x",
        parameters=(
            Parameter(
                "a", 0.0, "", (0.0, 0.3), "how far the gate's range is expanded", trainable=True
            ),
        ),
        year=2024,
        reference="huanggating2024",
        summary="silu with a gate whose range is learned.",
    ),
    dict(
        name="hard_swish_adaptive",
        title="Adaptive hard swish",
        formula="2*x*clip(0.2*b*x + 0.5, 0, 1)",
        careful="where(b*x >= 2.5, 2*x, where(b*x > -2.5, x*(0.4*b*x + 1), 0))",
        parameters=(Parameter("b", 1.0, "b > 0", (0.5, 2.0), "slope of the gate", trainable=True),),
        year=2019,
        reference="avenash2019",
        single_source=True,
        summary="Twice the input times a hard sigmoid of a learned slope.",
    ),
    dict(
        name="aria",
        title="ARiA",
        aliases=("richards_curve_weighted",),
        formula="x*(A + (K - A)/(C + Q*exp(-B*x))**(1/nu))",
        careful="where(x < 0, A*x + (K - A)*scaled_exp(x/(C*exp(B*x) + Q)**(1/nu), B*x/nu), x*(A + "
        "(K - A)/(C + Q*exp(-B*x))**(1/nu)))",
        parameters=(
            Parameter("A", 0.0, "", (0.0, 0.3), "lower level of the gate", trainable=True),
            Parameter("K", 1.0, "", (0.8, 1.2), "upper level of the gate", trainable=True),
            Parameter("B", 1.0, "B > 0", (0.5, 2.0), "rate", trainable=True),
            Parameter("C", 1.0, "C > 0", (0.5, 2.0), "base", trainable=True),
            Parameter("Q", 1.0, "Q > 0", (0.5, 2.0), "weight of the exponential", trainable=True),
            Parameter("nu", 1.0, "nu > 0", (0.5, 2.0), "asymmetry", trainable=True),
        ),
        year=2018,
        reference="patwardhan2018",
        single_source=True,
        note="At its defaults it is silu.",
        summary="The input times a Richards curve with all its parameters.",
    ),
    dict(
        name="aria2",
        title="ARiA-2",
        formula="x*(1 + exp(-b*x))**(-a)",
        careful="where(x < 0, scaled_exp(x/(1 + exp(b*x))**a, a*b*x), x/(1 + exp(-b*x))**a)",
        parameters=(
            Parameter("a", 1.5, "a > 0", (1.0, 2.0), "power of the gate", trainable=True),
            Parameter("b", 2.0, "b > 0", (1.0, 2.0), "rate of the gate", trainable=True),
        ),
        year=2018,
        reference="patwardhan2018",
        single_source=True,
        note="Two public libraries return only the gate, without the factor x. a=1 is swish.",
        summary="The input times a power of a sigmoid.",
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
        summary="The input times a step smoothed by a square root; a smooth ReLU.",
    ),
)
