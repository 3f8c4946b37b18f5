"""Exponential and tanh-like left sides with learned depth and shift."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.activation import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="pelu",
        title="Parametric ELU",
        formula="where(x >= 0, a/b*x, a*expm1(x/b))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "depth", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "scale of the left side", trainable=True),
        ),
        year=2016,
        reference="trottier2016",
        summary="An elu with both parameters learned, without a corner at 0 for any values.",
    ),
    dict(
        name="mpelu",
        title="Multiple parametric ELU",
        formula="where(x >= 0, x, a*expm1(b*x))",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "depth", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "steepness on the left", trainable=True),
        ),
        year=2016,
        reference="li2016",
        summary="An elu with depth and steepness learned; it covers ReLU, leaky ReLU and elu.",
    ),
    dict(
        name="edelu",
        title="Extended ELU",
        formula="where(x >= c, x, expm1(a*x)/b)",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "steepness on the left", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "divisor on the left", trainable=True),
            Parameter("c", 0.0, "", (0.0, 0.5), "where the identity begins", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        note="Constraint b*c = expm1(a*c) for continuity.",
        summary="An elu with a movable joint; it is continuous only if b c = exp(a c) - 1.",
    ),
    dict(
        name="felu",
        title="Fast ELU",
        aliases=("fast_elu",),
        formula="where(x >= 0, x, a*(2**(x/log(2)) - 1))",
        parameters=(Parameter("a", 1.0, "a > 0", (0.5, 2.0), "depth", trainable=True),),
        year=2019,
        reference="qiumei2019",
        single_source=True,
        note="The same function as elu.",
        summary="An elu written with a power of 2, which hardware computes fast.",
    ),
    dict(
        name="pfelu",
        title="Shifted fast ELU",
        aliases=("pplusfelu",),
        formula="where(x >= 0, x + b, a*(2**(x/log(2)) - 1) + b)",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "depth", trainable=True),
            Parameter("b", 0.0, "", (-0.5, 0.5), "shift", trainable=True),
        ),
        year=2022,
        reference="adem2022",
        single_source=True,
        summary="A fast elu moved up or down by a learned amount.",
    ),
    dict(
        name="pdelu",
        title="Parametric deformable ELU",
        formula="where(x >= 0, x, a*(max(1 + (1 - t)*x, 0)**(1/(1 - t)) - 1))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "depth", trainable=True),
            Parameter(
                "t",
                0.9,
                "t > 0, t < 1",
                (0.5, 0.9),
                "deformation of the exponential",
            ),
        ),
        year=2020,
        reference="cheng2020",
        single_source=True,
        note="Transcriptions drop the positive-part bracket and a parenthesis. With the bracket "
        "the value -a is attained, from x = -1/(1 - t) on down.",
        summary="An elu with a deformed exponential, which ends in a finite point instead of a "
        "tail.",
    ),
    dict(
        name="preu",
        title="Parametric rectified exponential unit",
        formula="where(x >= 0, a*x, a*x*exp(b*x))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "slope at 0", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "decay on the left", trainable=True),
        ),
        year=2019,
        reference="ying2019",
        summary="A line on the right; on the left a line times an exponential, which returns to 0.",
    ),
    dict(
        name="p_e2_relu",
        title="Parametric combination of two ELUs and a ReLU",
        formula="a*max(0, x) + b*where(x > 0, x, expm1(x)) - (1 - a - b)*where(x < 0, -x, "
        "expm1(-x))",
        parameters=(
            Parameter("a", 0.4, "", (0.2, 0.6), "weight of the ReLU", trainable=True),
            Parameter("b", 0.3, "", (0.1, 0.4), "weight of the elu", trainable=True),
        ),
        year=2020,
        reference="jie2020",
        single_source=True,
        summary="A weighted sum of ReLU, elu and elu turned around.",
    ),
    dict(
        name="p_e2_id",
        title="Parametric combination of two ELUs and the identity",
        formula="a*x + (1 - a)*(where(x > 0, x, expm1(x)) - where(x < 0, -x, expm1(-x)))",
        parameters=(Parameter("a", 0.5, "", (0.2, 0.8), "weight of the identity", trainable=True),),
        year=2020,
        reference="jie2020",
        single_source=True,
        summary="A weighted sum of the identity, elu and elu turned around: odd.",
    ),
    dict(
        name="soft_exponential",
        title="Soft exponential",
        formula="where(a > 0, expm1(a*x)/a + a, where(a < 0, -log(1 - a*(x + a))/a, x))",
        parameters=(
            Parameter(
                "a",
                0.0,
                "",
                (-0.5, 0.5),
                "from logarithmic below 0 over linear at 0 to exponential above",
                trainable=True,
            ),
        ),
        year=2016,
        reference="godfrey2016",
        note="For a < 0 defined only where 1 - a(x + a) > 0.",
        summary="One family that runs from logarithms over the identity to exponentials.",
    ),
    dict(
        name="erf_relu",
        title="ErfReLU",
        formula="where(x >= 0, x, a*erf(x))",
        parameters=(Parameter("a", 1.0, "", (0.5, 2.0), "depth on the left", trainable=True),),
        year=2023,
        reference="rajanand2023",
        single_source=True,
        summary="The identity on the right and a scaled error function on the left.",
    ),
    dict(
        name="pselu",
        title="Parametric SELU",
        formula="where(x >= 0, s*x, s*a*expm1(x))",
        parameters=(
            Parameter("a", 1.67326, "a > 0", (1.5, 2.0), "depth", trainable=True),
            Parameter("s", 1.0507, "s > 0", (1.0, 1.1), "slope on the right", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        summary="selu with both of its constants learned.",
    ),
    dict(
        name="lpselu",
        title="Leaky parametric SELU",
        formula="where(x >= 0, s*x, s*a*expm1(x) + c*x)",
        parameters=(
            Parameter("a", 1.67326, "a > 0", (1.5, 2.0), "depth", trainable=True),
            Parameter("s", 1.0507, "s > 0", (1.0, 1.1), "slope on the right", trainable=True),
            Parameter("c", 0.01, "", (0.01, 0.1), "slope of the leak", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        note="c illustrative.",
        summary="selu with a leak on the left, so that it never goes flat.",
    ),
    dict(
        name="lpselu_rp",
        title="Leaky parametric SELU, repositioned",
        formula="where(x >= 0, s*x, s*a*expm1(x) + c*x) + m",
        parameters=(
            Parameter("a", 1.67326, "a > 0", (1.5, 2.0), "depth", trainable=True),
            Parameter("s", 1.0507, "s > 0", (1.0, 1.1), "slope on the right", trainable=True),
            Parameter("c", 0.01, "", (0.01, 0.1), "slope of the leak", trainable=True),
            Parameter("m", 0.0, "", (-0.5, 0.5), "shift", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        summary="The leaky parametric SELU moved up or down.",
    ),
    dict(
        name="shelu",
        title="Horizontally shifted ELU",
        formula="where(x + b >= 0, x + b, a*expm1(x + b))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "depth", trainable=True),
            Parameter("b", 0.0, "", (-0.5, 0.5), "learned shift", trainable=True),
        ),
        year=2018,
        reference="grelsson2018",
        single_source=True,
        summary="An elu moved sideways by a learned amount.",
    ),
    dict(
        name="svelu",
        title="Vertically shifted ELU",
        formula="where(x >= 0, x, a*expm1(x)) + b",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "depth", trainable=True),
            Parameter("b", 0.0, "", (-0.5, 0.5), "learned shift", trainable=True),
        ),
        year=2018,
        reference="grelsson2018",
        single_source=True,
        summary="An elu moved up or down by a learned amount.",
    ),
    dict(
        name="pshelu",
        title="Parametric shifted ELU",
        formula="where(x + c >= 0, a/b*(x + c), a*expm1((x + c)/b))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "depth", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "scale of the left side", trainable=True),
            Parameter("c", 0.0, "", (-0.5, 0.5), "shift", trainable=True),
        ),
        year=2018,
        reference="grelsson2018",
        single_source=True,
        summary="A parametric ELU moved sideways by a learned amount.",
    ),
    dict(
        name="pfplus",
        title="Parametric FPLUS",
        formula="where(x >= 0, a*x, a*x/(1 - b*x))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "slope on the right", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "curvature on the left", trainable=True),
        ),
        year=2022,
        reference="duan2022",
        single_source=True,
        note="Printed as a*x*(1 - b*x)**(H(x) - 1), with H the unit step.",
        summary="A line on the right and a hyperbola on the left that levels off.",
    ),
    dict(
        name="ptelu",
        title="Parametric tanh linear unit",
        formula="where(x >= 0, x, a*tanh(b*x))",
        parameters=(
            Parameter("a", 1.0, "a >= 0", (0.5, 2.0), "depth on the left", trainable=True),
            Parameter("b", 1.0, "b >= 0", (0.5, 2.0), "scale of the left side", trainable=True),
        ),
        year=2017,
        reference="gupta2017",
        note="a, b >= 0. a=1 is TReLU; b=1 is TReLU2.",
        summary="The identity on the right and a scaled tanh on the left.",
    ),
    dict(
        name="talu",
        title="Tanh linear unit",
        formula="where(x >= 0, x, where(x > a, tanh(x), tanh(a)))",
        parameters=(
            Parameter(
                "a", -0.75, "a < 0", (-1.5, -0.5), "where the left side goes flat", trainable=True
            ),
        ),
        reference="kunc2024",
        single_source=True,
        note="By Mercioni and Holban. a < 0; initial value illustrative.",
        summary="The identity on the right, tanh on the left until it goes flat.",
    ),
    dict(
        name="ptalu",
        title="Parametric tanh linear unit with two joints",
        formula="where(x >= b, x, where(x > a, tanh(x), tanh(a)))",
        parameters=(
            Parameter(
                "a", -0.75, "", (-1.5, -0.5), "where the left side goes flat", trainable=True
            ),
            Parameter("b", 1.0, "", (0.5, 1.5), "where the identity begins", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        note="By Mercioni and Holban. It jumps at b.",
        summary="The identity far right, tanh in the middle, flat on the left; it jumps where the "
        "identity begins.",
    ),
    dict(
        name="delu",
        title="DELU of Pishchik",
        formula="where(x > 0, (a + 0.5)*x + abs(exp(-x) - 1), x*sigmoid(x))",
        parameters=(
            Parameter("a", 1.0, "", (0.25, 1.0), "raises the slope on the right", trainable=True),
        ),
        year=2023,
        reference="pishchik2023",
        single_source=True,
        note="Name also used for diff_elu and edelu.",
        summary="silu on the left; on the right a line plus a saturating exponential.",
    ),
    dict(
        name="ssinh",
        title="Scaled hyperbolic sine",
        formula="a*sinh(b*x)",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "factor", trainable=True),
            Parameter("b", 1.0, "", (0.5, 2.0), "scale of the input", trainable=True),
        ),
        reference="husain2021",
        single_source=True,
        summary="A hyperbolic sine with learned scales.",
    ),
    dict(
        name="sexp",
        title="Scaled exponential",
        formula="a*expm1(b*x)",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "factor", trainable=True),
            Parameter("b", 1.0, "", (0.5, 2.0), "rate", trainable=True),
        ),
        reference="husain2021",
        single_source=True,
        summary="exp(b x) - 1 with learned scales.",
    ),
)
