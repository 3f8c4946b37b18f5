"""Two straight pieces with learned slopes, corners and shifts."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="prelu_plus",
        title="Positive PReLU",
        aliases=("positive_prelu",),
        formula="where(x >= 0, a*x, 0)",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "slope for positive inputs", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        relatives=("relu", "sloped_relu"),
        summary="A ReLU whose slope on the right is learned.",
    ),
    dict(
        name="tlu",
        title="Thresholded linear unit",
        aliases=("thresholded_linear_unit",),
        formula="max(x, t)",
        parameters=(Parameter("t", 0.0, "", (-1.0, 1.0), "learned threshold", trainable=True),),
        year=2019,
        reference="singh2019",
        note="t trainable per channel.",
        relatives=("relu",),
        summary="The larger of the input and a learned threshold; follows filter response "
        "normalisation.",
    ),
    dict(
        name="tlu_affine",
        title="Affine thresholded linear unit",
        formula="max(x, a*x + t)",
        parameters=(
            Parameter("a", 0.0, "", (-0.5, 0.5), "slope of the threshold line", trainable=True),
            Parameter("t", 0.0, "", (-1.0, 1.0), "its height", trainable=True),
        ),
        year=2019,
        reference="singh2019",
        relatives=("relu",),
        summary="The larger of the input and a learned line.",
    ),
    dict(
        name="margin_relu",
        title="Margin ReLU",
        aliases=("marrelu",),
        formula="max(x, a)",
        parameters=(Parameter("a", 0.0, "a <= 0", (-1.0, 0.0), "margin"),),
        year=2019,
        reference="heo2019",
        single_source=True,
        note="a from data (mean negative response).",
        relatives=("relu", "tlu"),
        summary="A ReLU cut off at a negative margin taken from the data, used in distilling one "
        "network into another.",
    ),
    dict(
        name="rprelu",
        title="React-PReLU",
        aliases=("react_prelu",),
        formula="where(x > a, x - a + b, c*(x - a) + b)",
        parameters=(
            Parameter("a", 0.0, "", (-0.5, 0.5), "input at the corner", trainable=True),
            Parameter("b", 0.0, "", (-0.5, 0.5), "output at the corner", trainable=True),
            Parameter("c", 0.25, "", (0.1, 0.5), "slope on the left", trainable=True),
        ),
        year=2020,
        reference="liureact2020",
        single_source=True,
        note="The default of c is an example: the source leaves its first value open.",
        relatives=("prelu",),
        summary="A PReLU whose corner may move in both directions; made for binary networks.",
    ),
    dict(
        name="frelu",
        title="Flexible ReLU",
        aliases=("flexible_relu",),
        formula="max(0, x) + b",
        parameters=(Parameter("b", 0.0, "", (-0.5, 0.5), "learned shift", trainable=True),),
        year=2017,
        reference="qiu2017",
        note="Name clash with funnel_relu. The default is an example: the source leaves it open.",
        relatives=("relu",),
        summary="A ReLU moved up or down by a learned amount, so that outputs can be negative.",
    ),
    dict(
        name="shilu",
        title="Shifted ReLU with slope",
        aliases=("adaptive_shifted_relu",),
        formula="a*max(0, x) + b",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "slope on the right", trainable=True),
            Parameter("b", 0.0, "", (-0.5, 0.5), "shift", trainable=True),
        ),
        year=2023,
        reference="pishchik2023",
        relatives=("relu", "frelu"),
        summary="A ReLU with a learned slope and a learned shift.",
    ),
    dict(
        name="star_relu",
        title="StarReLU",
        formula="a*max(0, x)**2 + b",
        parameters=(
            Parameter("a", 0.8944, "a > 0", (0.5, 1.0), "factor", trainable=True),
            Parameter("b", -0.4472, "", (-0.5, 0.0), "shift", trainable=True),
        ),
        year=2022,
        reference="yu2022",
        note="timm StarReLU starts at scale 1, bias 0, both trainable.",
        summary="A squared ReLU scaled and moved so that for normal inputs the mean is 0 and the "
        "variance 1.",
    ),
    dict(
        name="lelelu",
        title="Learnable leaky ReLU",
        formula="where(x >= 0, a*x, 0.01*a*x)",
        parameters=(Parameter("a", 1.0, "", (0.5, 2.0), "slope of both sides", trainable=True),),
        year=2021,
        reference="maniatopoulos2021",
        relatives=("leaky_relu",),
        summary="A leaky ReLU scaled as a whole by one learned factor.",
    ),
    dict(
        name="dprelu",
        title="Dual parametric ReLU",
        formula="where(x >= 0, a*x, b*x)",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "slope on the right", trainable=True),
            Parameter("b", 0.01, "", (0.01, 0.3), "slope on the left", trainable=True),
        ),
        reference="kunc2024",
        relatives=("leaky_relu",),
        summary="A ReLU with a learned slope on either side.",
    ),
    dict(
        name="dual_line",
        title="Dual line",
        formula="where(x >= 0, a*x + m, b*x + m)",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "slope on the right", trainable=True),
            Parameter("b", 0.01, "", (0.01, 0.3), "slope on the left", trainable=True),
            Parameter("m", -0.22, "", (-0.5, 0.5), "shift", trainable=True),
        ),
        reference="kunc2024",
        relatives=("dprelu",),
        summary="Two learned slopes and a learned shift.",
    ),
    dict(
        name="pilu",
        title="Piecewise linear unit with a free corner",
        formula="where(x >= c, a*x + c*(1 - a), b*x + c*(1 - b))",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "slope on the right", trainable=True),
            Parameter("b", 0.01, "", (0.01, 0.3), "slope on the left", trainable=True),
            Parameter("c", 0.0, "", (-0.5, 0.5), "place of the corner", trainable=True),
        ),
        year=2021,
        reference="inturrisi2021",
        note="The defaults are examples: the source leaves the first values open.",
        relatives=("leaky_relu",),
        summary="Two lines of learned slopes that meet at a learned place on the diagonal.",
    ),
    dict(
        name="arelu",
        title="Attention-based ReLU",
        aliases=("attention_based_relu",),
        formula="where(x >= 0, (1 + sigmoid(b))*x, clip(a, 0.01, 0.99)*x)",
        parameters=(
            Parameter(
                "a",
                0.9,
                "",
                (0.1, 0.9),
                "slope on the left, kept between 0.01 and 0.99",
                trainable=True,
            ),
            Parameter(
                "b", 2.0, "", (-2.0, 2.0), "raises the slope on the right above 1", trainable=True
            ),
        ),
        year=2020,
        reference="chen2020",
        summary="A ReLU that amplifies positive inputs and damps negative ones by learned factors.",
    ),
    dict(
        name="aoaf",
        title="Adaptive offset activation function",
        aliases=("adaptive_offset",),
        formula="max(0, x - b*m) + c*m",
        parameters=(
            Parameter(
                "b", 0.17, "", (0.1, 0.3), "share of the mean in the threshold", trainable=True
            ),
            Parameter("c", 0.17, "", (0.1, 0.3), "share of the mean in the shift", trainable=True),
            Parameter("m", 0.5, "", (-1.0, 1.0), "mean input of the batch"),
        ),
        reference="kunc2024",
        note="The mean of the inputs is that of the batch; here a parameter, with an illustrative "
        "default.",
        summary="A ReLU whose corner moves with the mean of its inputs.",
    ),
    dict(
        name="dlrelu",
        title="Dynamic leaky ReLU",
        aliases=("dynamic_leaky_relu",),
        formula="where(x >= 0, x, a*b*x)",
        parameters=(
            Parameter("a", 0.01, "", (0.01, 0.1), "slope at an error of 1", trainable=True),
            Parameter(
                "b",
                1.0,
                "b >= 0",
                (0.1, 1.0),
                "error on the test set in the epoch before",
            ),
        ),
        reference="kunc2024",
        note="The error is that of the epoch before; here a parameter, 1 by default. A variant "
        "takes exp(-error).",
        relatives=("leaky_relu",),
        summary="A leaky ReLU whose slope on the left shrinks as the error does.",
    ),
    dict(
        name="drelu",
        title="Dynamic ReLU",
        aliases=("dynamic_relu_range_midpoint",),
        formula="max(a, x)",
        parameters=(Parameter("a", 0.0, "", (-0.5, 0.5), "midpoint of the range of the batch"),),
        reference="kunc2024",
        single_source=True,
        note="The midpoint is that of the batch; here a parameter. Not the dynamic ReLU of Chen "
        "et al., 2020.",
        relatives=("relu", "tlu"),
        summary="A ReLU cut off at the midpoint of the inputs' range.",
    ),
    dict(
        name="all_relu",
        title="Alternated left ReLU",
        aliases=("alternated_left_relu",),
        formula="where(x > 0, x, s*a*x)",
        parameters=(
            Parameter("a", 0.6, "", (0.2, 0.8), "size of the slope on the left"),
            Parameter(
                "s",
                -1.0,
                "",
                (-1.0, 1.0),
                "sign of the slope, -1 on even layers and 1 on odd ones",
            ),
        ),
        year=2021,
        reference="curci2021",
        single_source=True,
        note="The sign is -1 on even layers and 1 on odd ones; the size is illustrative.",
        summary="A leaky ReLU whose slope on the left changes its sign from layer to layer.",
    ),
)
