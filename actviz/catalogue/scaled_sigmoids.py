"""The logistic function and tanh, scaled, shifted, added up and cut."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.activation import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="bipolar_sigmoid",
        title="Bipolar sigmoid",
        aliases=(
            "loggy",
            "sigmoid_2",
        ),
        formula="2*sigmoid(x) - 1",
        reference="redmon2013",
        note="Identical to tanh(x/2).",
        summary="The sigmoid stretched to run from -1 to 1; the same function as tanh(x/2).",
    ),
    dict(
        name="scaled_sigmoid",
        title="Scaled sigmoid",
        formula="4*sigmoid(x) - 2",
        reference="kunc2024",
        single_source=True,
        note="Identical to 2*tanh(x/2).",
        summary="The sigmoid stretched to run from -2 to 2, with slope 1 at 0.",
    ),
    dict(
        name="shifted_scaled_sigmoid",
        title="Shifted scaled sigmoid",
        aliases=("sss",),
        formula="sigmoid(a*(x - b))",
        parameters=(
            Parameter("a", 0.02, "a > 0", (0.01, 1.0), "steepness"),
            Parameter("b", 600.0, "", (-2.0, 600.0), "centre"),
        ),
        reference="kunc2024",
        summary="A sigmoid around a far-off centre, made for inputs that are counts in the "
        "hundreds.",
    ),
    dict(
        name="variant_sigmoid",
        title="Variant sigmoid function",
        aliases=("vsf",),
        formula="a*sigmoid(b*x) - c",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "height"),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "steepness"),
            Parameter("c", 0.0, "", (-0.5, 0.5), "shift downwards"),
        ),
        reference="kunc2024",
        note="Defaults illustrative.",
        summary="A sigmoid with height, steepness and shift of its own.",
    ),
    dict(
        name="bimodal_sigmoid",
        title="Bimodal derivative sigmoid",
        formula="(sigmoid(x) + sigmoid(x + b))/2",
        parameters=(Parameter("b", 1.0, "", (0.5, 6.0), "distance of the two steps"),),
        reference="kunc2024",
        single_source=True,
        note="Derivative is bimodal for large b.",
        summary="The mean of two sigmoids apart: for a large distance the slope has two humps.",
    ),
    dict(
        name="triple_state_sigmoid",
        title="Triple-state sigmoid",
        aliases=("ts_sigmoid",),
        formula="sigmoid(x)*(sigmoid(x) + sigmoid(x - a) + sigmoid(x - b))",
        parameters=(
            Parameter("a", 20.0, "", (5.0, 20.0), "place of the second step"),
            Parameter("b", 40.0, "", (10.0, 40.0), "place of the third step"),
        ),
        year=2021,
        reference="kocak2021",
        single_source=True,
        note="One transcription has the plain sum without the leading sigmoid(x).",
        summary="Sigmoids added up so that there are three levels, each reached in a step of its "
        "own.",
    ),
    dict(
        name="sym_msaf",
        title="Symmetric multistate activation function",
        aliases=("symmetrical_msaf",),
        formula="-1 + sigmoid(x) + sigmoid(x + a)",
        parameters=(Parameter("a", -2.0, "", (-6.0, -1.0), "shift of the second step"),),
        reference="kunc2024",
        note="General MSAF: a + sum_k sigmoid(x - b_k). Default illustrative.",
        summary="Two sigmoids added up: three levels, -1, 0 and 1, if the shift is large.",
    ),
    dict(
        name="improved_logistic_sigmoid",
        title="Improved logistic sigmoid",
        formula="where(x >= b, a*(x - b) + sigmoid(b), where(x <= -b, a*(x + b) + sigmoid(-b), "
        "sigmoid(x)))",
        parameters=(
            Parameter("a", 0.2, "a >= 0", (0.1, 0.5), "slope outside"),
            Parameter("b", 2.0, "b > 0", (1.0, 4.0), "where the straight pieces begin"),
        ),
        reference="qin2018",
        note="Another transcription uses sigmoid(b) on both sides (discontinuous). Defaults "
        "illustrative.",
        summary="A sigmoid whose tails are replaced by rising straight lines, so that no gradient "
        "vanishes.",
    ),
    dict(
        name="siglin",
        title="Sigmoid plus linear",
        formula="sigmoid(x) + a*x",
        parameters=(Parameter("a", 0.1, "a >= 0", (0.05, 0.15), "slope of the linear part"),),
        year=2020,
        reference="roodschild2020",
        note="a in {0, 0.05, 0.1, 0.15} in the paper.",
        summary="A sigmoid with a small line added: its slope never falls below that of the line.",
    ),
    dict(
        name="sigmoid_gumbel",
        title="Sigmoid-Gumbel",
        aliases=("sg",),
        formula="sigmoid(x)*exp(-exp(-x))",
        reference="kunc2024",
        summary="The product of the logistic and the Gumbel distribution functions.",
    ),
    dict(
        name="sinc_sigmoid",
        title="Sinc-sigmoid",
        formula="sin(sigmoid(x))/sigmoid(x)",
        year=2021,
        reference="kocak2021",
        note="Unnormalised sinc. Decreasing, from 1 down to sin(1).",
        summary="The sinc of a sigmoid: it falls from 1 to sin 1.",
    ),
    dict(
        name="sigmoid_algebraic",
        title="Sigmoid-algebraic",
        formula="sigmoid(x*(1 + a*abs(x))/(1 + abs(x)*(1 + a*abs(x))))",
        parameters=(Parameter("a", 0.0, "a >= 0", (0.0, 2.0), "sharpness of the inner map"),),
        reference="kunc2024",
        summary="A sigmoid of a bounded map of the input, so that it ends well inside 0 and 1.",
    ),
    dict(
        name="dsilu",
        title="Derivative of silu",
        formula="sigmoid(x)*(1 + x*(1 - sigmoid(x)))",
        year=2017,
        reference="elfwing2017",
        note="Derivative of silu used as an activation; overshoots 1.",
        summary="The slope of silu used as an activation: a sigmoid that overshoots on both sides.",
    ),
    dict(
        name="sigmoid_derivative",
        title="Derivative of the sigmoid",
        formula="sigmoid(x)*(1 - sigmoid(x))",
        careful="sigmoid(x)*sigmoid(-x)",
        year=2021,
        reference="kocak2021",
        note="Bell shaped.",
        summary="The slope of the sigmoid used as an activation: a bell of height 1/4.",
    ),
    dict(
        name="lecun_tanh",
        title="LeCun's scaled tanh",
        formula="1.7159*tanh(2*x/3)",
        year=1998,
        reference="lecun1998",
        summary="A tanh scaled so that it is close to 1 at 1 and -1 at -1, where its second "
        "derivative is largest.",
    ),
    dict(
        name="rectified_tanh",
        title="Rectified tanh",
        formula="max(0, tanh(x))",
        reference="dl4j2021",
        summary="The positive half of tanh; 0 on the left.",
    ),
    dict(
        name="penalized_tanh",
        title="Penalized tanh",
        aliases=("ptanh",),
        formula="where(x > 0, tanh(x), a*tanh(x))",
        parameters=(Parameter("a", 0.25, "a > 0", (0.1, 0.5), "factor for negative inputs"),),
        year=2016,
        reference="xu2016",
        note="the survey writes the negative side as tanh(x)/a with a > 1. Some packages ship a "
        "different formula under this name (tanh(x) - a*tanh(x)^2).",
        summary="A tanh that is flatter for negative inputs, as leaky ReLU is.",
    ),
    dict(
        name="softcap",
        title="Soft cap",
        aliases=(
            "softclamp",
            "logit_soft_cap",
            "inkling2softcap",
        ),
        formula="c*tanh(x/c)",
        parameters=(Parameter("c", 30.0, "c > 0", (10.0, 50.0), "the bound"),),
        year=2024,
        reference="gemma2024",
        note="Gemma 2: 50 for attention logits, 30 for final logits.",
        summary="The identity for small inputs that levels off smoothly at -c and c; caps logits.",
    ),
    dict(
        name="soft_clipping",
        title="Soft clipping",
        aliases=("sc",),
        formula="(softplus(a*x) - softplus(a*(x - 1)))/a",
        parameters=(Parameter("a", 0.5, "a > 0", (0.5, 20.0), "sharpness"),),
        year=2018,
        reference="klimek2018",
        note="Larger a approaches clip(x, 0, 1).",
        summary="A smooth clip to the interval from 0 to 1, the sharper the larger a is.",
    ),
)
