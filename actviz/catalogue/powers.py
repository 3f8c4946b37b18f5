"""Powers, roots and what is made of them."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="negative",
        title="Negation",
        aliases=("neg",),
        formula="-x",
        reference="ggml2026",
        note="An operation rather than an activation; libraries list it among theirs.",
        summary="The input with its sign turned. A building block rather than an activation.",
    ),
    dict(
        name="triple",
        title="Cubic",
        formula="a*x**3",
        parameters=(Parameter("a", 1.0, "", (0.5, 2.0), "factor"),),
        reference="kunc2024",
        relatives=("cube",),
        summary="The cube of the input: odd, steep far out, and flat around 0.",
    ),
    dict(
        name="squ",
        title="Shifted quadratic unit",
        aliases=("shifted_quadratic_unit",),
        formula="x**2 + x",
        year=2021,
        reference="noelwaves2021",
        identities=("2*x + 1",),
        relatives=("square", "ncu"),
        summary="A parabola with its two zeros at -1 and 0, so that one neuron can tell the "
        "inside of an interval from the outside.",
    ),
    dict(
        name="ncu",
        title="Non-monotonic cubic unit",
        aliases=("non_monotonic_cubic_unit",),
        formula="x - x**3",
        year=2021,
        reference="noelwaves2021",
        identities=("1 - 3*x**2",),
        relatives=("squ", "cube"),
        summary="A cubic that rises between two turning points and falls outside; it has three "
        "zeros.",
    ),
    dict(
        name="sqrt",
        title="Square root",
        formula="sqrt(x)",
        reference="ggml2026",
        note="An operation rather than an activation; libraries list it among theirs.",
        identities=("1/(2*f)",),
        relatives=("signed_sqrt",),
        summary="The square root, defined for inputs from 0 on only; its slope at 0 has no bound.",
    ),
    dict(
        name="reciprocal",
        title="Reciprocal",
        aliases=(
            "netinv",
            "inv",
        ),
        formula="1/x",
        reference="mathworksnetinv2024",
        note="Undefined at 0; neat-python returns 0 there.",
        identities=("-f**2",),
        summary="One over the input, with a pole at 0.",
    ),
    dict(
        name="signed_sqrt",
        title="Signed square root",
        aliases=("sqrt_activation",),
        formula="where(x >= 0, sqrt(x), -sqrt(-x))",
        reference="kunc2024",
        identities=("1/(2*abs(f))",),
        relatives=("ssaf", "symlog"),
        summary="The square root of the size with the sign of the input; infinitely steep at 0.",
    ),
    dict(
        name="ssaf",
        title="S-shaped activation function",
        aliases=("s_shaped_activation_function",),
        formula="where(x >= 0, sqrt(2*a*x), -sqrt(-2*a*x))",
        careful="sqrt(2*a)*where(x >= 0, sqrt(x), -sqrt(-x))",
        parameters=(
            Parameter("a", 0.5, "a > 0", (0.25, 1.0), "half the square of the value at 1"),
        ),
        reference="kunc2024",
        note="a=0.5 equals signed_sqrt.",
        identities=("a/abs(f)",),
        relatives=("signed_sqrt",),
        summary="A signed square root with a factor under the root; infinitely steep at 0.",
    ),
    dict(
        name="multiquadric",
        title="Multiquadric",
        aliases=("multiquadratic",),
        formula="sqrt(1 + x**2)",
        careful="where(abs(x) < 1, hypot(1, x), abs(x) + 1/(hypot(1, x) + abs(x)))",
        year=1971,
        reference="hardy1971",
        identities=("x/f",),
        relatives=("logcosh", "abs"),
        summary="A hyperbola with its lowest point 1 at 0; far out it is the absolute value.",
    ),
    dict(
        name="linq",
        title="Linear-quadratic unit",
        aliases=("linear_quadratic_activation",),
        formula="where(x >= 2 - 2*a, a*x + (1 - a)**2, where(x <= 2*a - 2, a*x - (1 - a)**2, x*(4 "
        "- abs(x))/4))",
        parameters=(
            Parameter("a", 0.1, "a >= 0, a < 1", (0.05, 0.4), "slope of the outer pieces"),
        ),
        reference="kunc2024",
        single_source=True,
        note="A public transcription writes the outer constant as 1-2x+x**2; continuity requires "
        "(1-a)^2.",
        relatives=("sqnl",),
        summary="Two parabolas through 0 that go over smoothly into straight lines of small slope.",
    ),
    dict(
        name="arctid",
        title="Squared arctan minus identity",
        formula="atan(x)**2 - x",
        reference="kunc2024",
        summary="A falling line with a bounded bend.",
    ),
)
