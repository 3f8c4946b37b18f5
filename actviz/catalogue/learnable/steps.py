"""Sigmoids and steps with learned height, slope and place."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="rsign",
        title="React-Sign",
        aliases=("react_sign",),
        formula="where(x >= a, 1, -1)",
        parameters=(Parameter("a", 0.0, "", (-0.5, 0.5), "learned threshold", trainable=True),),
        year=2020,
        reference="liureact2020",
        single_source=True,
        relatives=("sign",),
        summary="A sign with a learned threshold, for binary networks.",
    ),
    dict(
        name="tanhlu",
        title="Tanh plus linear unit",
        formula="a*tanh(b*x) + c*x",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "height of the tanh", trainable=True),
            Parameter("b", 1.0, "", (0.5, 2.0), "its steepness", trainable=True),
            Parameter("c", 1.0, "", (0.5, 2.0), "slope of the line", trainable=True),
        ),
        year=2022,
        reference="shen2022",
        summary="A scaled tanh plus a line.",
    ),
    dict(
        name="reltanh",
        title="ReLTanh",
        formula="where(x <= a, (1 - tanh(a)**2)*(x - a) + tanh(a), where(x < b, tanh(x), (1 - "
        "tanh(b)**2)*(x - b) + tanh(b)))",
        parameters=(
            Parameter(
                "a", -1.5, "a <= -1.5", (-2.0, -1.5), "where the left line begins", trainable=True
            ),
            Parameter(
                "b",
                0.0,
                "b >= 0, b <= 0.5",
                (0.0, 0.5),
                "where the right line begins",
                trainable=True,
            ),
        ),
        year=2019,
        reference="wangreltanh2019",
        single_source=True,
        note="a in (-inf, -1.5], b in [0, 0.5].",
        summary="A tanh whose tails are replaced by its own tangents, so that gradients do not "
        "vanish.",
    ),
    dict(
        name="stac_tanh",
        title="STAC-tanh",
        formula="where(x < -a, tanh(-a) + b*(x + a), where(x > a, tanh(a) + b*(x - a), tanh(x)))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "where the lines begin", trainable=True),
            Parameter("b", 0.1, "b >= 0", (0.05, 0.3), "their slope", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        summary="A tanh in the middle with lines of small slope outside.",
    ),
    dict(
        name="adaptive_sigmoid",
        title="Yamada-Yabuta sigmoid",
        aliases=("yamada_yabuta",),
        formula="(2/a)*(1 - exp(-a*x))/(1 + exp(-a*x))",
        careful="2/a*tanh(a*x/2)",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "steepness over height", trainable=True),
        ),
        year=1992,
        reference="yamada1992",
        single_source=True,
        summary="A bipolar sigmoid with slope 1 at 0 whose height 2/a is learned.",
    ),
    dict(
        name="generalized_tanh",
        title="Generalised hyperbolic tangent",
        aliases=("generalised_hyperbolic_tangent",),
        formula="a*(1 - exp(-b*x))/(1 + exp(-b*x))",
        careful="a*tanh(b*x/2)",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "height", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "steepness", trainable=True),
        ),
        year=1996,
        reference="chen1996",
        single_source=True,
        note="The same as a*tanh(b*x/2).",
        summary="A bipolar sigmoid with learned height and steepness.",
    ),
    dict(
        name="assf",
        title="Adaptive slope sigmoid",
        aliases=("adaptive_slope_sigmoid",),
        formula="sigmoid(a*x)",
        parameters=(Parameter("a", 1.0, "a > 0", (0.5, 5.0), "steepness", trainable=True),),
        reference="kunc2024",
        note="neat-python sigmoid is a=5.",
        summary="A sigmoid with a learned steepness.",
    ),
    dict(
        name="svaf",
        title="Slope varying tanh",
        aliases=("slope_varying_tanh", "adaptive_slope_tanh"),
        formula="tanh(a*x)",
        parameters=(Parameter("a", 1.0, "a > 0", (0.5, 2.5), "steepness", trainable=True),),
        reference="kunc2024",
        note="neat-python tanh is a=2.5.",
        relatives=("tanh",),
        summary="A tanh with a learned steepness.",
    ),
    dict(
        name="psigmoid",
        title="Parametric sigmoid",
        aliases=("parametric_sigmoid", "scaled_logistic"),
        formula="a*sigmoid(b*x)",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "height", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "steepness", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        relatives=("sigmoid",),
        summary="A sigmoid with learned height and steepness.",
    ),
    dict(
        name="psf",
        title="Power of the sigmoid",
        aliases=("parametric_sigmoid_function",),
        formula="sigmoid(x)**m",
        careful="where(x < -1, exp(-m*softplus(-x)), sigmoid(x)*exp((1 - m)*softplus(-x)))",
        parameters=(Parameter("m", 1.0, "m > 0", (0.5, 2.0), "exponent", trainable=True),),
        reference="kunc2024",
        single_source=True,
        relatives=("sigmoid",),
        summary="A sigmoid raised to a learned power.",
    ),
    dict(
        name="scaled_softsign",
        title="Scaled softsign",
        formula="a*x/(b + abs(x))",
        careful="where(abs(x) < b, a*x/(b + abs(x)), sign(x)*a*(1 - b/(b + abs(x))))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "height", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "width", trainable=True),
        ),
        year=2023,
        reference="pishchik2023",
        single_source=True,
        relatives=("softsign",),
        summary="A softsign with learned height and width.",
    ),
    dict(
        name="dyt",
        title="Dynamic tanh",
        aliases=("dynamic_tanh",),
        formula="g*tanh(a*x) + b",
        parameters=(
            Parameter("a", 0.5, "", (0.25, 1.0), "scale of the input", trainable=True),
            Parameter("g", 1.0, "", (0.5, 2.0), "gain", trainable=True),
            Parameter("b", 0.0, "", (-0.5, 0.5), "shift", trainable=True),
        ),
        year=2025,
        reference="zhu2025",
        note="Normalisation replacement; g, b per channel.",
        relatives=("tanh", "derf"),
        summary="A scaled tanh that takes the place of a normalisation layer in transformers.",
    ),
    dict(
        name="derf",
        title="Dynamic erf",
        formula="g*erf(a*x + s) + b",
        parameters=(
            Parameter("a", 0.5, "", (0.25, 1.0), "scale of the input", trainable=True),
            Parameter("s", 0.0, "", (-0.5, 0.5), "shift of the input", trainable=True),
            Parameter("g", 1.0, "", (0.5, 2.0), "gain", trainable=True),
            Parameter("b", 0.0, "", (-0.5, 0.5), "shift", trainable=True),
        ),
        year=2025,
        reference="chen2025",
        note="The default of a is an example: the source leaves its first value open.",
        relatives=("dyt",),
        summary="A scaled error function that takes the place of a normalisation layer.",
    ),
    dict(
        name="geu",
        title="Gaussian error unit",
        aliases=("gaussian_error_unit",),
        formula="Phi(x/a)",
        parameters=(
            Parameter(
                "a", 1.0, "a > 0", (0.5, 2.0), "standard deviation of the noise", trainable=True
            ),
        ),
        reference="kunc2024",
        note="From the survey text (GEU times x is PGELU); one package ships x*Phi(a*x).",
        relatives=("normal_cdf",),
        summary="A normal distribution function with a learned width.",
    ),
    dict(
        name="p_sig_ramp",
        title="Sigmoid and ramp",
        formula="a*sigmoid(x) + (1 - a)*clip(b*x + 0.5, 0, 1)",
        parameters=(
            Parameter("a", 0.5, "", (0.25, 0.75), "weight of the sigmoid", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.25, 1.0), "slope of the ramp", trainable=True),
        ),
        year=2020,
        reference="jie2020",
        single_source=True,
        relatives=("sigmoid",),
        summary="A weighted mean of a sigmoid and a hard sigmoid.",
    ),
    dict(
        name="gln",
        title="Global-local neuron",
        aliases=("global_local_neuron",),
        formula="sigmoid(a)*sin(x) + (1 - sigmoid(a))*tanh(x) - b",
        parameters=(
            Parameter(
                "a", 0.0, "", (-1.0, 1.0), "weight of the sine before its sigmoid", trainable=True
            ),
            Parameter("b", 0.0, "", (-0.5, 0.5), "shift", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        summary="A learned blend of sine and tanh.",
    ),
    dict(
        name="msrf_step_plus",
        title="StepPlus",
        aliases=("stepplus",),
        formula="0.5*(1 + x/sqrt(x**2 + eps))",
        careful="where(abs(x) < sqrt(eps), 0.5*(1 + x/hypot(x, sqrt(eps))), where(x > 0, 1 - "
        "eps/2/hypot(x, sqrt(eps))/(hypot(x, sqrt(eps)) + x), eps/2/hypot(x, sqrt(eps))/(hypot(x, "
        "sqrt(eps)) - x)))",
        parameters=(Parameter("eps", 1e-06, "eps > 0", (1e-06, 1.0), "roundness", trainable=True),),
        reference="kunc2024",
        note="By Pan and others, from their family of mollified square roots.",
        relatives=("binary_step",),
        summary="A step smoothed by a square root.",
    ),
    dict(
        name="laaf",
        title="Locally adaptive activation function",
        aliases=("locally_adaptive_af",),
        formula="tanh(n*a*x)",
        parameters=(
            Parameter("n", 1.0, "n >= 1", (1.0, 10.0), "fixed scale"),
            Parameter("a", 1.0, "", (0.5, 2.0), "learned slope", trainable=True),
        ),
        year=2019,
        reference="jagtap2019",
        single_source=True,
        note="Any base function will do; here tanh.",
        relatives=("tanh",),
        summary="A base function, here tanh, with a learned slope, made for networks that solve "
        "differential equations.",
    ),
    dict(
        name="taaf",
        title="Transformative adaptive activation function",
        aliases=("transformative_adaptive_af",),
        formula="a*tanh(b*x + c) + d",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "height", trainable=True),
            Parameter("b", 1.0, "", (0.5, 2.0), "steepness", trainable=True),
            Parameter("c", 0.0, "", (-0.5, 0.5), "shift of the input", trainable=True),
            Parameter("d", 0.0, "", (-0.5, 0.5), "shift of the output", trainable=True),
        ),
        year=2021,
        reference="kunc2021",
        single_source=True,
        note="Any base function will do; here tanh.",
        relatives=("tanh",),
        summary="A base function, here tanh, scaled and shifted in both directions.",
    ),
    dict(
        name="dyisru",
        title="Dynamic inverse square root unit",
        aliases=("dynamic_isru", "dynamic_inverse_square_root_unit"),
        formula="g*x/sqrt(beta + x**2) + b",
        careful="where(abs(x) < sqrt(beta), g*(x/hypot(sqrt(beta), x)) + b, g*(sign(x) - "
        "sign(x)*(beta/hypot(sqrt(beta), x))/(hypot(sqrt(beta), x) + abs(x))) + b)",
        parameters=(
            Parameter(
                "beta", 1.0, "beta > 0", (0.25, 100.0), "square of the bend's width", trainable=True
            ),
            Parameter("g", 1.0, "", (0.5, 2.0), "gain", trainable=True),
            Parameter("b", 0.0, "", (-0.5, 0.5), "shift", trainable=True),
        ),
        year=2025,
        reference="stollenwerk2025",
        note="The default of beta is an example. The paper's factor, the root of the number of "
        "components, is part of g; g and b are learned for each channel.",
        relatives=("isru", "dyt"),
        summary="What follows from the slope of RMS normalisation when each component is treated "
        "alone; it takes the place of a normalisation layer.",
    ),
    dict(
        name="zorro",
        title="Zorro",
        aliases=("symmetric_zorro",),
        formula="where(x > 1, 1 + (1 + exp(a*b))*(x - 1)*sigmoid(-a*(x - 1 + b)), where(x < 0, "
        "(1 + exp(a*b))*x*sigmoid(a*(x - b)), x))",
        careful="where(x > 1, 1 + scaled_exp((1 + exp(a*b))*(x - 1)/(1 + exp(-a*(x - 1 + b))), "
        "-a*(x - 1 + b)), where(x < 0, scaled_exp((1 + exp(a*b))*x/(1 + exp(a*(x - b))), "
        "a*(x - b)), x))",
        parameters=(
            Parameter("a", 1.2, "a > 0", (0.5, 3.0), "rate at which the humps fade"),
            Parameter("b", 1.0, "b >= 0", (0.5, 2.0), "length of the humps"),
        ),
        year=2024,
        reference="roodschild2024",
        note="The symmetric member of the family. Others move and scale its input: the one like a "
        "sigmoid takes x + 1/2. The defaults are those of published code.",
        relatives=("hard_sigmoid:width=1:offset=0", "silu"),
        summary="The identity between 0 and 1, with a hump of silu's kind on either side that "
        "fades to 0 on the left and to 1 on the right.",
    ),
)
