"""Straight pieces: ReLU shifted, bounded, bent and mirrored."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="bounded_relu",
        title="Bounded ReLU",
        aliases=(
            "brelu",
            "relun",
            "clipped_relu",
            "satlin_a_1",
        ),
        formula="min(max(x, 0), a)",
        parameters=(Parameter("a", 1.0, "a > 0", (0.5, 6.0), "ceiling"),),
        year=2016,
        reference="liew2016",
        note='"BReLU" also names bipolar ReLU (Eidnes & Nokland 2017). MATLAB clippedReluLayer '
        "requires the ceiling.",
        summary="A ReLU cut off at a ceiling, so that it saturates on both sides.",
    ),
    dict(
        name="very_leaky_relu",
        title="Very leaky ReLU",
        aliases=("vlrelu",),
        formula="where(x >= 0, x, x/3)",
        year=2014,
        reference="graham2014",
        summary="A leaky ReLU with slope one third on the left.",
    ),
    dict(
        name="shifted_relu",
        title="Shifted ReLU",
        formula="max(x, -1)",
        year=2015,
        reference="clevert2015",
        summary="A ReLU whose corner lies at -1, so that it can give negative outputs.",
    ),
    dict(
        name="disrelu",
        title="Displaced ReLU",
        aliases=(
            "displaced_relu",
            "drelu_macedo",
        ),
        formula="max(x, -d)",
        parameters=(Parameter("d", 1.0, "d >= 0", (0.5, 2.0), "how far the corner is displaced"),),
        year=2019,
        reference="macedo2019",
        summary="A ReLU whose corner slides along the diagonal to -d.",
    ),
    dict(
        name="drlu",
        title="Delay ReLU",
        aliases=("delay_relu",),
        formula="max(0, x - a)",
        parameters=(Parameter("a", 0.08, "a >= 0", (0.06, 0.5), "delay"),),
        reference="shan2017",
        note="a in {0.06, 0.08, 0.10}.",
        summary="A ReLU that starts a little to the right of 0.",
    ),
    dict(
        name="mlrelu",
        title="Modified leaky ReLU",
        aliases=("modified_lrelu",),
        formula="where(x > -a, x, -a*x)",
        parameters=(
            Parameter("a", 0.1, "a >= 0", (0.05, 0.3), "where the slope changes, and its size"),
        ),
        reference="kunc2024",
        single_source=True,
        note="It jumps at -a, as transcribed, and grows without bound on the left; the default is "
        "illustrative. Of Yang et al. (2018), as the survey names them.",
        summary="The identity down to -a and a falling line below, with a jump between.",
    ),
    dict(
        name="sloped_relu",
        title="Sloped ReLU",
        aliases=("slrelu",),
        formula="where(x >= 0, a*x, 0)",
        parameters=(Parameter("a", 1.0, "a > 0", (1.0, 10.0), "slope for positive inputs"),),
        reference="seo2017",
        note="Paper recommends a in [1, 10].",
        summary="A ReLU with a fixed slope other than 1.",
    ),
    dict(
        name="blrelu",
        title="Bounded leaky ReLU",
        aliases=("bounded_leaky_relu",),
        formula="where(x <= 0, a*x, where(x < b, x, a*x + (1 - a)*b))",
        parameters=(
            Parameter("a", 0.01, "a >= 0, a < 1", (0.01, 0.3), "slope outside"),
            Parameter("b", 1.0, "b > 0", (1.0, 6.0), "where the identity ends"),
        ),
        year=2016,
        reference="liew2016",
        note="The defaults are examples: the source leaves the values open.",
        summary="The identity between 0 and b, with a small slope on either side.",
    ),
    dict(
        name="lirelu",
        title="Linear ReLU",
        aliases=("ramp_darknet",),
        formula="where(x >= 0, (1 + a)*x, a*x)",
        parameters=(Parameter("a", 0.1, "a >= 0", (0.05, 0.3), "slope on the left"),),
        reference="kunc2024",
        note="Sum of relu and a*x; darknet RAMP is a=0.1.",
        summary="A ReLU plus a line of small slope.",
    ),
    dict(
        name="abslu",
        title="Absolute linear unit",
        formula="where(x >= 0, x, a*abs(x))",
        parameters=(Parameter("a", 1.0, "a >= 0", (0.1, 1.0), "slope of the mirrored side"),),
        reference="kunc2024",
        note="Default illustrative; a in [0, 1].",
        summary="The identity on the right; on the left its mirror image, scaled.",
    ),
    dict(
        name="pan",
        title="Pan function",
        aliases=(
            "pan_function",
            "dead_zone_abs",
        ),
        formula="max(abs(x) - a, 0)",
        parameters=(
            Parameter("a", 1.0, "a >= 0", (0.5, 2.0), "half the width of the flat bottom"),
        ),
        reference="kunc2024",
        note="The default is an example: the source leaves the value open.",
        summary="The absolute value with a flat bottom, shaped like a pan.",
    ),
    dict(
        name="lsptlu",
        title="Leaky single-peak triangle linear unit",
        aliases=(
            "lrtlu",
            "leaky_single_peak_triangle",
        ),
        formula="where(x < 0, 0.2*x, where(x <= a, x, where(x <= 2*a, 2*a - x, 0)))",
        parameters=(Parameter("a", 1.0, "a > 0", (0.5, 2.0), "place and height of the peak"),),
        reference="kunc2024",
        summary="A triangle on the right with a leak on the left.",
    ),
)
