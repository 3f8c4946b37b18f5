"""Gated units: one input decides how much of another passes."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.entry import Parameter

_SECOND: Final = "u is the first half, v the second: the second half is activated"
_FIRST: Final = "u is the first half, v the second: the first half is activated"
_GGML: Final = ("ggml", f"{_FIRST} (with swapped = true the second)")
_SPLIT: Final = (
    "the activated input is the first half here and in ggml; the paper has two products of "
    "matrices, and no halves"
)

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="glu",
        title="Gated linear unit",
        aliases=("gated_linear_unit",),
        formula="u*sigmoid(v)",
        halves=(
            ("torch, keras, jax, flax, mlx, paddle, burn", _SECOND),
            ("timm GluMlp (gate_last=True)", _SECOND),
        ),
        year=2016,
        reference="dauphin2016",
        relatives=("swiglu", "gtu"),
        summary="One half of the features passes as far as a sigmoid of the other half lets it. "
        "The passing half has a linear path, so gradients do not vanish in it.",
        problem="recurrent language models cannot be run in parallel along the text, and stacked "
        "convolutions lose their gradients",
        solution="lets one half of a layer gate the other by a sigmoid, which leaves a linear "
        "path for the gradient",
        uses="convolutional language models; speech recognition; state space models",
        strengths="a linear path for gradients; multiplies features, which a sum cannot do",
        weaknesses="two matrices where a plain activation needs one",
    ),
    dict(
        name="gtu",
        title="Gated tanh unit",
        aliases=("gated_tanh_unit",),
        formula="tanh(u)*sigmoid(v)",
        year=2016,
        reference="oord2016",
        relatives=("glu",),
        summary="A tanh let through by a sigmoid, as in the cell of an LSTM. Both factors "
        "saturate, so both can stop a gradient.",
        uses="PixelCNN and WaveNet",
    ),
    dict(
        name="bilinear_glu",
        title="Bilinear gated unit",
        aliases=("bilinear",),
        formula="u*v",
        year=2020,
        reference="shazeer2020",
        relatives=("glu",),
        summary="The plain product of two halves: gating without any activation function.",
        uses="feed-forward layers of transformers, as the simplest thing to compare with",
    ),
    dict(
        name="reglu",
        title="ReLU-gated linear unit",
        formula="max(0, u)*v",
        halves=(_GGML,),
        year=2020,
        reference="shazeer2020",
        relatives=("relu", "swiglu"),
        summary="One half passes where ReLU of the other is positive, in proportion to it.",
        uses="feed-forward layers of transformers",
        note=_SPLIT,
    ),
    dict(
        name="geglu",
        title="GELU-gated linear unit",
        aliases=("geglu_erf",),
        formula="u*Phi(u)*v",
        halves=(("ggml GEGLU_ERF", _FIRST),),
        year=2020,
        reference="shazeer2020",
        relatives=("gelu", "geglu_tanh", "geglu_quick"),
        summary="One half multiplied by GELU of the other.",
        problem="the feed-forward layers of transformers use one nonlinearity and no products of "
        "features",
        solution="multiplies one linear map of the input by the gelu of another",
        uses="feed-forward layers of transformers",
        note=f"{_SPLIT}; ggml's own GEGLU is the tanh form, geglu_tanh",
    ),
    dict(
        name="geglu_tanh",
        title="GELU-gated linear unit, tanh form",
        formula="0.5*u*(1 + tanh(sqrt(2/pi)*(u + 0.044715*u**3)))*v",
        careful="u*sigmoid(sqrt(8/pi)*(u + 0.044715*u**3))*v",
        halves=(("ggml GEGLU", _FIRST),),
        year=2020,
        reference="shazeer2020",
        relatives=("geglu", "gelu_tanh"),
        summary="geglu with the tanh form of GELU, as language models ship it.",
        uses="feed-forward layers of transformers",
    ),
    dict(
        name="geglu_quick",
        title="GELU-gated linear unit, sigmoid form",
        formula="u*sigmoid(1.702*u)*v",
        halves=(("ggml GEGLU_QUICK", _FIRST),),
        reference="shazeer2020",
        relatives=("geglu", "quick_gelu"),
        summary="geglu with the quick form of GELU, u*sigmoid(1.702*u).",
        uses="feed-forward layers of transformers",
    ),
    dict(
        name="swiglu",
        title="Swish-gated linear unit",
        formula="u*sigmoid(beta*u)*v",
        parameters=(
            Parameter(
                "beta", 1.0, typical=(0.5, 2.0), meaning="how sharply the gate opens",
                aliases=("b",),
            ),
        ),
        halves=(
            ("paddle swiglu, candle, timm SwiGLUPacked (gate_last=False)", _FIRST),
            ("onnx SwiGLU", "u is input A, which is activated; v is input B"),
            _GGML,
        ),
        year=2020,
        reference="shazeer2020",
        relatives=("silu", "glu", "swiglu_oai"),
        summary="One half multiplied by Swish of the other: glu with a factor u more. Far below 0 "
        "the gate closes, far above it the unit is the product u*v.",
        problem="the feed-forward layers of transformers use one nonlinearity and no products of "
        "features",
        solution="multiplies one linear map of the input by the silu of another",
        uses="feed-forward layers of most large language models",
        strengths="smooth; better than ReLU and GELU at equal cost in the paper's comparison",
        weaknesses="three matrices in a feed-forward layer instead of two; grows like a product, "
        "which strains small formats",
        remedy="the hidden width times 2/3; swiglu_oai clips both inputs",
        note="libraries activate the first half, the other way round from glu. ggml's header says "
        "that the gate is the second half, its code activates the first; the survey activates the "
        "second factor",
    ),
    dict(
        name="swiglu_oai",
        title="Clipped SwiGLU",
        aliases=("clipped_swiglu",),
        formula="min(u, limit)*sigmoid(alpha*min(u, limit))*(clip(v, -limit, limit) + 1)",
        parameters=(
            Parameter("alpha", 1.702, typical=(1.0, 2.0), meaning="how sharply the gate opens"),
            Parameter(
                "limit", 7.0, domain="limit > 0", typical=(3.0, 10.0),
                meaning="where both inputs are cut off",
            ),
        ),
        halves=(
            ("gpt-oss", "interleaved: u are the even columns, v the odd ones; u is activated"),
            ("ggml SWIGLU_OAI", _FIRST),
        ),
        year=2025,
        reference="openai2025",
        relatives=("swiglu",),
        summary="SwiGLU with its inputs clipped and v moved by 1, so that v = 0 lets the gated "
        "half pass as it is. The gate is clipped from above only.",
        uses="the experts of gpt-oss",
    ),
    dict(
        name="softcapped_swiglu",
        title="Soft-capped SwiGLU",
        formula="cap*tanh(u/cap)*sigmoid(u)*cap*tanh(v/cap)",
        parameters=(
            Parameter(
                "cap", 10.0, domain="cap > 0", typical=(5.0, 30.0),
                meaning="the size that neither factor exceeds",
            ),
        ),
        reference="huggingface2026",
        relatives=("swiglu", "swiglu_oai"),
        summary="SwiGLU with both factors bent towards a cap by tanh. The sigmoid still sees the "
        "uncapped gate.",
        uses="feed-forward layers that are to stay within a small format",
        note="in transformers as Inkling2SoftcappedSwiGLU; the cap is a setting of the model, and "
        "10 is an illustration",
    ),
    dict(
        name="atglu",
        title="Arctangent-gated linear unit",
        aliases=("xatglu",),
        formula="((atan(u)/pi + 0.5)*(1 + 2*alpha) - alpha)*v",
        careful="(where(u < -1, -atan(1/u)/pi, atan(u)/pi + 0.5)*(1 + 2*alpha) - alpha)*v",
        parameters=(
            Parameter(
                "alpha", 0.0, typical=(0.0, 0.5), meaning="how far the gate leaves [0, 1]",
                trainable=True, aliases=("a",),
            ),
        ),
        year=2024,
        reference="huanggating2024",
        relatives=("glu",),
        summary="A gate made of an arctangent, which closes far more slowly than a sigmoid. With "
        "alpha learned it may become negative or amplify.",
        uses="feed-forward layers of transformers",
    ),
    dict(
        name="dual_relu",
        title="Dual ReLU",
        formula="max(0, u) - max(0, v)",
        year=2017,
        reference="godin2017",
        single_source=True,
        relatives=("dual_elu",),
        summary="The difference of two ReLUs: it takes both signs, and both exact zero and a "
        "linear path remain.",
        uses="quasi-recurrent networks, in the place of tanh",
        note="published as DReLU, which is also a name of other functions",
    ),
    dict(
        name="dual_elu",
        title="Dual ELU",
        formula="where(u > 0, u, expm1(u)) - where(v > 0, v, expm1(v))",
        year=2017,
        reference="godin2017",
        single_source=True,
        relatives=("dual_relu",),
        summary="The difference of two ELUs: dual_relu without its corners.",
        uses="quasi-recurrent networks, in the place of tanh",
    ),
    dict(
        name="wig",
        title="Weighted sigmoid gate unit",
        aliases=("weighted_sigmoid_gate",),
        formula="u*sigmoid(v)",
        year=2018,
        reference="tanaka2018",
        single_source=True,
        relatives=("glu", "silu"),
        summary="glu fed in another way: u is the component itself, and v = W*x + b a learned "
        "combination of all components. With W = 1 and b = 0 it is silu.",
        uses="image recognition and restoration",
        note="the matrix W and the offset b belong to the network; here v is what they give",
    ),
    dict(
        name="xunit",
        title="xUnit",
        formula="u*exp(-v**2)",
        year=2017,
        reference="kligvasser2017",
        relatives=("glu",),
        summary="Each pixel passes as far as a bell-shaped gate lets it: fully where v = 0, "
        "hardly where v is large.",
        uses="restoring images",
        note="in the network u is the pixel and v a depthwise convolution of relu of the "
        "normalised image; here v is what that gives",
    ),
    dict(
        name="seglu",
        title="SELU-gated linear unit",
        formula="scale*where(u > 0, u, alpha*expm1(u))*v",
        parameters=(
            Parameter(
                "alpha", 1.6732632423543772, domain="alpha > 0", typical=(1.0, 2.0),
                meaning="depth of the plateau before scaling",
            ),
            Parameter(
                "scale", 1.0507009873554805, domain="scale > 0", typical=(0.5, 2.0),
                meaning="factor of both pieces",
            ),
        ),
        year=2022,
        reference="ardehkhani2022",
        relatives=("reglu", "selu"),
        summary="One half multiplied by SELU of the other.",
        note=_SPLIT,
    ),
    dict(
        name="clamped_swiglu",
        title="Clamped SwiGLU",
        aliases=("swiglu_clamped", "swiglu_limit"),
        formula="min(u, limit)*sigmoid(min(u, limit))*clip(v, -limit, limit)",
        parameters=(
            Parameter(
                "limit", 10.0, domain="limit > 0", typical=(2.0, 10.0),
                meaning="bound on both inputs",
            ),
        ),
        year=2026,
        reference="deepseek2026",
        relatives=("swiglu", "swiglu_oai"),
        summary="SwiGLU with its inputs clipped: the gate from above only, the other half on both "
        "sides. No product exceeds the square of the limit.",
        uses="the experts of DeepSeek-V4",
    ),
    dict(
        name="powlu",
        title="PowLU, a power-gated linear unit",
        formula="where(u > 0, u**(m/(sqrt(u) + 1)), u)*sigmoid(u)*v",
        parameters=(
            Parameter(
                "m", 3.0, domain="m > 0, m < 10", typical=(2.0, 4.0),
                meaning="power near 0, which fades far out",
            ),
        ),
        year=2026,
        reference="jiangpowlu2026",
        relatives=("swiglu",),
        summary="A gate that grows like a power near 0 and tends to 1 far out, so that products "
        "grow like v alone where those of SwiGLU grow like u*v.",
        uses="feed-forward layers of language models trained in small formats",
        note="called power linear unit, as polu is; the paper also writes it as a function of one "
        "x, which is this with u = v = x",
    ),
)  # fmt: skip
