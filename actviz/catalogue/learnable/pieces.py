"""Three straight pieces and more: triangles, zigzags, sums of hinges."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="tent",
        title="Tent",
        formula="max(0, a - abs(x))",
        parameters=(Parameter("a", 1.0, "a > 0", (0.5, 2.0), "half the width", trainable=True),),
        year=2019,
        reference="rozsa2019",
        single_source=True,
        relatives=("tribas",),
        summary="A triangle around 0 with a learned width; closed on both sides, against "
        "adversarial inputs.",
    ),
    dict(
        name="hat",
        title="Hat",
        formula="where(x < 0, 0, where(x <= a/2, x, where(x <= a, a - x, 0)))",
        parameters=(Parameter("a", 2.0, "a > 0", (1.0, 3.0), "width", trainable=True),),
        year=2022,
        reference="wanghat2022",
        note='The paper has width 2. neat-python "hat" is tribas instead.',
        summary="A triangle from 0 to a, as in finite elements.",
    ),
    dict(
        name="srelu",
        title="S-shaped ReLU",
        aliases=("s_shaped_relu",),
        formula="where(x >= tr, tr + ar*(x - tr), where(x > tl, x, tl + al*(x - tl)))",
        parameters=(
            Parameter("tr", 1.0, "", (0.5, 2.0), "where the right piece begins", trainable=True),
            Parameter("ar", 1.0, "", (0.5, 1.5), "slope on the right", trainable=True),
            Parameter("tl", 0.0, "", (-0.5, 0.0), "where the left piece ends", trainable=True),
            Parameter("al", 0.1, "", (0.05, 0.3), "slope on the left", trainable=True),
        ),
        year=2015,
        reference="jin2015",
        note="Echo uses (x + tr): sign error. Initial tr, al data dependent / random.",
        relatives=("leaky_relu:negative_slope=0.1",),
        summary="Three straight pieces, the identity in the middle.",
    ),
    dict(
        name="n_activation",
        title="N-activation",
        formula="where(x < min(a, b), x - 2*min(a, b), where(x > max(a, b), x - 2*max(a, b), -x))",
        parameters=(
            Parameter("a", -0.5, "", (-1.0, -0.25), "one of the two corners", trainable=True),
            Parameter("b", 0.5, "", (0.25, 1.0), "the other corner", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        summary="A zigzag: rising, falling between two corners, rising again.",
    ),
    dict(
        name="lisa",
        title="Linearised sigmoidal activation",
        aliases=("alisa",),
        formula="where(x >= 1, r*x - r + 1, where(x > 0, x, l*x))",
        parameters=(
            Parameter("r", 0.1, "", (0.05, 0.3), "slope above 1", trainable=True),
            Parameter("l", 0.1, "", (0.05, 0.3), "slope below 0", trainable=True),
        ),
        year=2019,
        reference="bawa2019",
        single_source=True,
        note="The defaults are examples: the source leaves the first values open.",
        summary="The identity between 0 and 1, with learned slopes outside.",
    ),
    dict(
        name="plu",
        title="Piecewise linear unit",
        aliases=("piecewise_linear_unit",),
        formula="max(a*(x + c) - c, min(a*(x - c) + c, x))",
        parameters=(
            Parameter("a", 0.1, "a > 0, a < 1", (0.05, 0.3), "slope outside", trainable=True),
            Parameter("c", 1.0, "c > 0", (0.5, 2.0), "where the slope changes", trainable=True),
        ),
        year=2018,
        reference="nicolae2018",
        single_source=True,
        summary="The identity in the middle with a smaller slope outside: a hard tanh that never "
        "goes flat.",
    ),
    dict(
        name="apl",
        title="Adaptive piecewise linear unit",
        aliases=("adaptive_piecewise_linear",),
        formula="max(0, x) + a*max(0, b - x)",
        parameters=(
            Parameter("a", 0.2, "", (-0.5, 0.5), "slope of the hinge", trainable=True),
            Parameter("b", 0.5, "", (-0.5, 0.5), "place of the hinge", trainable=True),
        ),
        year=2014,
        reference="agostinelli2014",
        note="One hinge, with the initial values of a public library; the paper sums several.",
        summary="A ReLU plus a learned hinge; the paper allows several.",
    ),
    dict(
        name="melu",
        title="Mexican ReLU",
        aliases=("mexican_relu",),
        formula="where(x > 0, x, s*x) + a1*max(2 - abs(x - 2), 0) + a2*max(1 - abs(x - 1), 0) + "
        "a3*max(1 - abs(x - 3), 0)",
        parameters=(
            Parameter("s", 0.25, "", (0.0, 0.3), "slope on the left", trainable=True),
            Parameter("a1", 0.0, "", (-0.5, 0.5), "height of the hat around 2", trainable=True),
            Parameter("a2", 0.0, "", (-0.5, 0.5), "of that around 1", trainable=True),
            Parameter("a3", 0.0, "", (-0.5, 0.5), "of that around 3", trainable=True),
        ),
        year=2019,
        reference="maguolo2019",
        single_source=True,
        note="The grid of the triangles is that of the paper in units of its largest input; three "
        "of its triangles. Slope on the left illustrative; heights start at 0, so that it starts "
        "as PReLU.",
        relatives=("prelu",),
        summary="A PReLU plus triangles on a fixed grid with learned heights.",
    ),
    dict(
        name="mmelu",
        title="Modified Mexican ReLU",
        aliases=("modified_melu",),
        formula="a*max(b - abs(x - c), 0) + (1 - a)*max(0, x)",
        parameters=(
            Parameter("a", 0.5, "", (0.2, 0.8), "weight of the triangle", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "half its width", trainable=True),
            Parameter("c", 0.0, "", (-1.0, 1.0), "its centre", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        summary="A weighted mean of a triangle and a ReLU.",
    ),
    dict(
        name="galu",
        title="Gaussian ReLU",
        formula="where(x > 0, x, s*x) + a1*(max(2 - abs(x - 2), 0) + min(abs(x - 6) - 2, 0)) + "
        "a2*(max(1 - abs(x - 1), 0) + min(abs(x - 3) - 1, 0))",
        parameters=(
            Parameter("s", 0.25, "", (0.0, 0.3), "slope on the left", trainable=True),
            Parameter("a1", 0.0, "", (-0.5, 0.5), "height of the wave around 2", trainable=True),
            Parameter("a2", 0.0, "", (-0.5, 0.5), "of that around 1", trainable=True),
        ),
        year=2020,
        reference="nanni2020",
        single_source=True,
        note="Two of the waves, on the grid of melu. They start at height 0, so that it starts as "
        "PReLU.",
        relatives=("prelu",),
        summary="A PReLU plus triangular waves, each a hat followed by a dip, with learned "
        "heights.",
    ),
    dict(
        name="mtlu",
        title="Multi-bin trainable linear unit",
        aliases=("multi_bin_trainable_lu", "pwlu"),
        formula="where(x < -1, a0*x + b0, where(x < 0, a1*x + b1, where(x < 1, a2*x + b2, a3*x + "
        "b3)))",
        parameters=(
            Parameter("a0", 0.0, "", (-1.0, 1.0), "slope below -1", trainable=True),
            Parameter("a1", 0.0, "", (-1.0, 1.0), "slope between -1 and 0", trainable=True),
            Parameter("a2", 1.0, "", (0.5, 2.0), "slope between 0 and 1", trainable=True),
            Parameter("a3", 1.0, "", (0.5, 2.0), "slope above 1", trainable=True),
            Parameter("b0", 0.0, "", (-1.0, 1.0), "shift below -1", trainable=True),
            Parameter("b1", 0.0, "", (-1.0, 1.0), "shift between -1 and 0", trainable=True),
            Parameter("b2", 0.0, "", (-1.0, 1.0), "shift between 0 and 1", trainable=True),
            Parameter("b3", 0.0, "", (-1.0, 1.0), "shift above 1", trainable=True),
        ),
        year=2019,
        reference="gu2019",
        single_source=True,
        note="Four bins; the paper takes many more. The initial values make it a ReLU.",
        relatives=("relu",),
        summary="A line of its own on each of several bins; nothing makes the pieces meet.",
    ),
)
