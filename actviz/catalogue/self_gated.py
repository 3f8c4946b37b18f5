"""Smooth functions in which the input passes a gate that it sets itself."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="silu",
        title="Sigmoid linear unit",
        aliases=("swish_1", "sil", "sigmoid_linear_unit"),
        formula="x*sigmoid(x)",
        careful="where(x < 0, scaled_exp(x/(1 + exp(x)), x), x*sigmoid(x))",
        quick="where(x < -700, scaled_exp(x, x), x/(1 + exp(-x)))",
        year=2016,
        reference="hendrycks2016 elfwing2017 ramachandran2017",
        identities=("f + sigmoid(x)*(1 - f)",),
        relatives=("hard_swish", "gelu"),
        summary="The input times its own sigmoid: a gate that opens as the input grows. It is "
        "swish with beta = 1, found three times by different routes.",
        problem="relu turns weak negative signals into nothing and has a corner",
        solution="weighs the input with its own sigmoid: a soft gate in place of a hard one, so "
        "that the curve is smooth and dips below 0",
        uses="convolutional networks such as EfficientNet; the gate of SwiGLU in language models",
        strengths="smooth; unbounded above, bounded below by about -0.278; a gradient for "
        "negative inputs",
        weaknesses="not monotone: it falls until -1.278; needs exp; saturates far on the left",
        remedy="hard_swish for cheap hardware; swish to choose the sharpness",
    ),
    dict(
        name="swish",
        title="Swish",
        aliases=("parametric_swish",),
        formula="x*sigmoid(beta*x)",
        careful="where(beta*x < 0, scaled_exp(x/(1 + exp(beta*x)), beta*x), x*sigmoid(beta*x))",
        quick="where(beta*x < -700, scaled_exp(x, beta*x), x/(1 + exp(-beta*x)))",
        parameters=(
            Parameter(
                "beta",
                1.0,
                "",
                (0.5, 2.0),
                "sharpness of the gate, learned in the paper",
                trainable=True,
                aliases=("alpha",),
            ),
        ),
        year=2017,
        reference="ramachandran2017",
        identities=("beta*f + sigmoid(beta*x)*(1 - beta*f)",),
        relatives=("silu",),
        summary="The input times the sigmoid of beta times the input. A search over formulas "
        "singled it out; beta leads from half the identity (0) to relu (very large).",
        problem="activation functions were designed by hand, and none of them had replaced relu "
        "everywhere",
        solution="was found by searching formulas automatically; beta sets how sharply the gate "
        "opens and can be learned",
        uses="image classification; where the sharpness of silu should be learned",
        strengths="smooth; one number blends a line into relu; a gradient for negative inputs",
        weaknesses="not monotone; needs exp; with beta learned, another parameter to tend",
        remedy="silu fixes beta at 1; hard_swish is its cheap stand-in",
    ),
    dict(
        name="gelu",
        title="Gaussian error linear unit",
        aliases=("gaussian_error_linear_unit", "gelu_exact", "gelu_erf"),
        formula="x*Phi(x)",
        year=2016,
        reference="hendrycks2016",
        relatives=("gelu_tanh", "quick_gelu"),
        summary="The input times the chance that a standard normal variable lies below it. It is "
        "what remains on average of dropping small inputs at random, and transformers made it "
        "common.",
        problem="relu gates by the sign of its input alone, and dropout gates by chance alone",
        solution="multiplies by the probability that a normal variable is smaller than the input: "
        "gating by how large the input is among its like",
        uses="feed-forward layers of transformers such as BERT, GPT and ViT",
        strengths="smooth; close to relu for large inputs; a gradient for small negative inputs",
        weaknesses="not monotone: it falls until -0.752; needs erf; libraries mean different "
        "formulas by its name",
        remedy="gelu_tanh and quick_gelu, which avoid erf; silu",
    ),
    dict(
        name="gelu_tanh",
        title="GELU, tanh form",
        aliases=("gelu_new", "gelu_fast", "gelu_accurate", "gelu_approx", "gelu_pytorch_tanh"),
        formula="x/2*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x**3)))",
        careful="where(x < 0, scaled_exp(x/(1 + exp(sqrt(8/pi)*(clip(x, -30, 30) + "
        "0.044715*clip(x, -30, 30)**3))), sqrt(8/pi)*(clip(x, -30, 30) + "
        "0.044715*clip(x, -30, 30)**3)), x - scaled_exp(x/(1 + exp(-sqrt(8/pi)*(clip(x,"
        " -30, 30) + 0.044715*clip(x, -30, 30)**3))), -sqrt(8/pi)*(clip(x, -30, 30) + "
        "0.044715*clip(x, -30, 30)**3)))",
        quick="where(x < -20, scaled_exp(x, sqrt(8/pi)*(max(x, -30) + 0.044715*max(x, -30)**3)), "
        "x/(1 + exp(x*(-sqrt(8/pi) - 0.044715*sqrt(8/pi)*x**2))))",
        year=2016,
        reference="hendrycks2016",
        relatives=("gelu",),
        summary="An approximation of gelu by tanh and a cubic, off by at most 4.8e-4. It is the "
        "default of JAX and the form that GPT-2 was trained with.",
        problem="erf was slow or missing in the libraries and on the chips of the time",
        solution="puts a tanh of a fitted cubic in the place of erf, which changes values by less "
        "than 0.0005",
        uses="models trained with it, which must be run with it; hardware without erf",
        strengths="smooth; tanh is fast everywhere; very close to gelu",
        weaknesses="not quite gelu: weights do not carry over exactly; the plain formula rounds "
        "to 0 below about -7",
        remedy="gelu where erf is at hand; quick_gelu where even less work is wanted",
    ),
    dict(
        name="quick_gelu",
        title="GELU, sigmoid form",
        aliases=("gelu_sigmoid", "gelu_fast_approx"),
        formula="x*sigmoid(1.702*x)",
        careful="where(x < 0, scaled_exp(x/(1 + exp(1.702*x)), 1.702*x), x*sigmoid(1.702*x))",
        year=2016,
        reference="hendrycks2016",
        identities=("1.702*f + sigmoid(1.702*x)*(1 - 1.702*f)",),
        relatives=("gelu",),
        summary="An approximation of gelu by a single sigmoid, off by up to 0.021. It is swish "
        "with beta = 1.702.",
        problem="gelu needs erf, or a tanh of a cubic, at every unit",
        solution="replaces the normal distribution function by the logistic one with the factor "
        "1.702 that fits it best",
        uses="models trained with it, such as CLIP",
        strengths="smooth; one sigmoid and two products",
        weaknesses="forty times farther from gelu than the tanh form; weights do not carry over",
        remedy="gelu_tanh or gelu",
    ),
    dict(
        name="gelu_10",
        title="Clipped GELU",
        aliases=("clipped_gelu",),
        formula="clip(x*Phi(x), low, high)",
        parameters=(
            Parameter("low", -10.0, "low < high", (-10.0, -0.1), "least output"),
            Parameter("high", 10.0, "low < high", (1.0, 20.0), "greatest output"),
        ),
        year=2020,
        reference="wu2020",
        relatives=("gelu",),
        summary="A gelu that stops at 10. The cap spares an 8-bit format the few large values "
        "that would coarsen all the others.",
        problem="a few large activations stretch the scale of an 8-bit format, and small ones "
        "then all round to 0",
        solution="cuts gelu off at 10, so that the small negative values get steps of their own",
        uses="transformers in integer arithmetic",
        strengths="bounded, and equal to gelu up to the cap",
        weaknesses="slope 0 beyond the cap, with a corner there; the lower bound of -10 is never "
        "reached",
        remedy="gelu with a scale chosen for each channel",
    ),
    dict(
        name="mish",
        title="Mish",
        formula="x*tanh(softplus(x))",
        careful="where(x < 0, scaled_exp(x*(exp(x) + 2)/(exp(x)*(exp(x) + 2) + 2), x), x - "
        "2*x*exp(-2*x)/(1 + 2*exp(-x) + 2*exp(-2*x)))",
        quick="where(x < -700, scaled_exp(x, x), where(x > 300, x, "
        "x*(exp(x)*(exp(x) + 2))/(exp(x)*(exp(x) + 2) + 2)))",
        year=2019,
        reference="misra2019",
        relatives=("silu",),
        summary="The input times the tanh of its softplus. It resembles silu, lies a little "
        "deeper on the left, and comes closer to the identity on the right.",
        problem="relu has a corner and drops all negative inputs; swish was open to variation",
        solution="gates the input by the tanh of its softplus, which is smooth, dips below 0 and "
        "opens a little faster than a sigmoid",
        uses="object detection and image classification, such as YOLOv4",
        strengths="smooth; bounded below by about -0.309; a gradient for negative inputs",
        weaknesses="not monotone: it falls until -1.192; three transcendental functions if "
        "written as printed",
        remedy="hard_mish, its cheap stand-in; silu, which needs a single exp",
    ),
    dict(
        name="hard_swish",
        title="Hard swish",
        aliases=("hard_silu",),
        formula="x*clip(x + 3, 0, 6)/6",
        careful="where(x >= 3, x, where(x > -3, x*(x + 3)/6, 0))",
        year=2019,
        reference="howard2019",
        relatives=("silu",),
        summary="A parabola between -3 and 3 joined to 0 on the left and to x on the right. It "
        "replaced silu in MobileNetV3 because it needs no exp and quantises well.",
        problem="swish is dear on telephones, where a sigmoid takes long and loses digits in 8 "
        "bits",
        solution="puts the straight-line sigmoid relu6(x + 3)/6 in the place of the gate",
        uses="mobile and quantised image networks",
        strengths="cheap; exactly 0 below -3 and exactly x above 3; follows silu to within 0.15",
        weaknesses="dead below -3; corners at -3 and 3, where the slope jumps by 1/2",
        remedy="silu, which is smooth and alive on the left",
    ),
    dict(
        name="lisht",
        title="Linearly scaled hyperbolic tangent",
        aliases=("linearly_scaled_tanh",),
        formula="x*tanh(x)",
        careful="where(abs(x) > 1, abs(x) - 2*scaled_exp(abs(x)/(1 + exp(-2*abs(x))), -2*abs(x)), "
        "x*tanh(x))",
        year=2019,
        reference="roy2019",
        identities=("tanh(x) + x - f*tanh(x)",),
        relatives=("abs",),
        summary="The input times its tanh: a smooth absolute value. Large negative inputs are "
        "used as fully as positive ones.",
        problem="relu and swish use little or nothing of large negative inputs",
        solution="multiplies by the tanh of the input, which turns both sides upwards: the result "
        "is never negative",
        uses="networks in which negative inputs should count; a smooth abs",
        strengths="smooth; even; neither side saturates",
        weaknesses="x and -x cannot be told apart; never negative, so outputs are not centred; "
        "slope 0 at 0",
        remedy="silu or tanh, which keep the sign of the input",
    ),
    dict(
        name="tanh_exp",
        title="TanhExp",
        aliases=("telu", "hyperbolic_tangent_exponential_linear_unit"),
        formula="x*tanh(exp(x))",
        careful="where(x < -40, scaled_exp(x, x), where(x < 1, x*tanh(exp(x)), "
        "x - 2*scaled_exp(x/(1 + exp(-2*exp(min(x, 9)))), -2*exp(min(x, 9)))))",
        year=2020,
        reference="liu2020 fernandez2024 fernandeztelu2024",
        note="Published again in 2024 as TeLU; the TeLU of Mercioni and Holban is another "
        "function, telu_learnable.",
        relatives=("mish",),
        summary="The input times the tanh of its exponential. The gate closes slowly on the left "
        "and opens very quickly on the right, so it is nearly the identity from 1 on.",
        problem="mish and swish are costly, and lightweight networks need quick progress",
        solution="gates by the tanh of an exponential, which opens so fast that the identity is "
        "nearly reached from 1 on",
        uses="lightweight image networks",
        strengths="smooth; almost exactly linear for positive inputs; a gradient for negative ones",
        weaknesses="not monotone: it falls until -1.079; exp overflows in naive code from 710 on",
        remedy="silu, gentler and simpler to compute",
    ),
    dict(
        name="serf",
        title="Serf",
        aliases=("log_softplus_erf",),
        formula="x*erf(softplus(x))",
        careful="where(x < 0, x*erf(log1p(exp(x))), x - x*erfc(softplus(x)))",
        year=2021,
        reference="nag2021",
        relatives=("mish",),
        summary="The input times erf of its softplus: mish with erf in place of tanh. It follows "
        "the identity more closely on the right and dips a little deeper on the left.",
        problem="mish does well in image networks, and it was open whether its gate is the best "
        "of its kind",
        solution="keeps the softplus and puts erf, which saturates faster, in the place of tanh",
        uses="image classification and detection, in place of mish",
        strengths="smooth; bounded below by about -0.348; a gradient for negative inputs",
        weaknesses="not monotone: it falls until -1.193; erf, exp and log in one formula",
        remedy="silu or gelu, which come close with less work",
    ),
    dict(
        name="smish",
        title="Smish",
        formula="x*tanh(log1p(sigmoid(x)))",
        careful="where(x < 0, scaled_exp(x*(2 + sigmoid(x))/((1 + exp(x))*(2 + sigmoid(x)*(2 + "
        "sigmoid(x)))), x), x*tanh(log1p(sigmoid(x))))",
        year=2022,
        reference="wang2022",
        relatives=("mish", "logish"),
        summary="The input times the tanh of the logarithm of 1 plus its sigmoid. The gate opens "
        "only to 3/5, so that large inputs are scaled down.",
        problem="relu drops negative inputs, and mish was open to variation",
        solution="feeds a logarithm of the sigmoid to the tanh, which leaves a gate that is "
        "bounded and smooth",
        uses="image classification, in place of mish",
        strengths="smooth; bounded below by about -0.25; slope at most about 0.637",
        weaknesses="not monotone; slope 3/5 on the right, so signals shrink from layer to layer; "
        "four functions if written as printed",
        remedy="mish or silu, whose gate opens fully",
    ),
    dict(
        name="logish",
        title="Logish",
        formula="x*log1p(sigmoid(x))",
        careful="where(x < -40, scaled_exp(x, x), where(x > 40, log(2)*x - scaled_exp(x/2, -x),"
        " x*log1p(1/(1 + exp(-x)))))",
        year=2021,
        reference="zhu2021",
        relatives=("smish", "silu"),
        summary="The input times the logarithm of 1 plus its sigmoid. The logarithm narrows the "
        "gate, which opens only to log(2).",
        problem="relu drops negative inputs, and the gate of swish treats both sides alike",
        solution="narrows the sigmoid gate by a logarithm, which flattens its upper part",
        uses="image classification, in place of silu",
        strengths="smooth; bounded below by about -0.253; a gradient for negative inputs",
        weaknesses="not monotone; slope log(2) on the right, so signals shrink from layer to layer",
        remedy="silu, whose gate opens fully",
    ),
    dict(
        name="phish",
        title="Phish",
        formula="x*tanh(x*Phi(x))",
        careful="where(x < -10, scaled_exp(x**2*erfcx(-x/sqrt(2))/2, -x**2/2), x*tanh(x*Phi(x)))",
        year=2022,
        reference="naveen2022",
        relatives=("gelu",),
        summary="The input times the tanh of its gelu. Input and gate change sign together, so "
        "it is never negative: a small bump on the left and nearly the identity on the right.",
        problem="no single activation does best on every data set, so that others were tried by "
        "combination",
        solution="uses gelu as the input of tanh, and the result as a gate",
        uses="image classification, in place of silu",
        strengths="smooth; close to the identity from 3 on; a gradient for negative inputs",
        weaknesses="not monotone: a bump of 0.165 at -1.195; slope 0 at 0; never negative; tanh "
        "and erf in one formula",
        remedy="gelu or mish, which let the sign through",
    ),
)
