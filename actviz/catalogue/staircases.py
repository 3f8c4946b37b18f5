"""Rounding, staircases and straight pieces."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="floor",
        title="Floor",
        formula="floor(x)",
        reference="ggml2026",
        note="An operation rather than an activation; libraries list it among theirs.",
        relatives=("ceil", "round", "trunc"),
        summary="The largest whole number not above the input. Its slope is 0 wherever it has one.",
    ),
    dict(
        name="ceil",
        title="Ceiling",
        formula="ceil(x)",
        reference="ggml2026",
        note="An operation rather than an activation; libraries list it among theirs.",
        relatives=("floor", "round", "trunc"),
        summary="The smallest whole number not below the input. Its slope is 0 wherever it has "
        "one.",
    ),
    dict(
        name="round",
        title="Rounding",
        formula="round(x)",
        reference="ggml2026",
        note="Utility op. C roundf (ggml) rounds halves away from zero; numpy/tinygrad round "
        "halves to even.",
        relatives=("floor", "ceil", "trunc"),
        summary="The nearest whole number; a half goes to the even neighbour.",
    ),
    dict(
        name="trunc",
        title="Truncation",
        formula="trunc(x)",
        reference="ggml2026",
        note="An operation rather than an activation; libraries list it among theirs.",
        relatives=("floor", "ceil", "round"),
        summary="The input without its fraction: rounding towards 0.",
    ),
    dict(
        name="stair",
        title="Stair",
        formula="max(x - ceil(x/2), floor(x/2))",
        careful="where(abs(x) < 1, min(x, 0), max(x - ceil(x/2), floor(x/2)))",
        reference="redmon2013",
        note="Alternating flat and unit-slope pieces.",
        summary="A staircase with ramps: flat and rising pieces of length 1 in turn.",
    ),
    dict(
        name="plse",
        title="Piecewise linear sigmoid",
        aliases=("piecewise_linear_sigmoid",),
        formula="where(x < -4, 0.01*(x + 4), where(x > 4, 0.01*(x - 4) + 1, 0.125*x + 0.5))",
        reference="redmon2013",
        relatives=("hard_sigmoid:width=8",),
        summary="A sigmoid of three straight pieces that never goes quite flat.",
    ),
    dict(
        name="lhtan",
        title="Leaky hard tanh",
        aliases=("leaky_hard_tan",),
        formula="where(x < 0, 0.001*x, where(x > 1, 0.001*(x - 1) + 1, x))",
        reference="redmon2013",
        note="Despite the name it is a leaky clip to [0, 1].",
        relatives=("hard_tanh:low=0",),
        summary="The identity between 0 and 1, with a slope of a thousandth outside.",
    ),
)
