"""Rectifiers with a power, a logarithm, a wave or a parabola."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="softmodulus_q",
        title="Quadratic soft modulus",
        formula="where(abs(x) <= 1, x**2*(2 - abs(x)), abs(x))",
        year=2023,
        reference="valles2023",
        summary="The absolute value with its corner replaced by a cubic piece.",
    ),
    dict(
        name="softmodulus_t",
        title="Tanh soft modulus",
        formula="x*tanh(x/a)",
        parameters=(Parameter("a", 0.01, "a > 0", (0.01, 1.0), "width of the rounding"),),
        year=2023,
        reference="valles2023",
        note="a=1 equals lisht.",
        summary="The absolute value rounded off by tanh.",
    ),
    dict(
        name="repu",
        title="Rectified power unit",
        aliases=("rectified_power_unit",),
        formula="where(x > 0, x**p, 0)",
        parameters=(Parameter("p", 2.0, "p > 0", (1.0, 3.0), "power"),),
        reference="kunc2024",
        note="Some transcriptions write max(0, x**p), wrong for even p.",
        summary="A power of ReLU; 1 is ReLU, 2 its square.",
    ),
    dict(
        name="recu",
        title="Rectified cubic unit",
        aliases=("rectified_cubic_unit",),
        formula="max(0, x)**3",
        reference="kunc2024",
        summary="The cube of ReLU, twice smooth at 0.",
    ),
    dict(
        name="apprelu",
        title="Approximate power ReLU",
        formula="where(x > 0, a*x**b, 0)",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "factor"),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "power"),
        ),
        reference="kunc2024",
        note="The defaults are examples: the source leaves the values open.",
        summary="A scaled power of ReLU.",
    ),
    dict(
        name="eplaf",
        title="Even power linear activation",
        aliases=(
            "even_power_linear",
            "plaf",
        ),
        formula="where(abs(x) >= 1, abs(x) - (1 - 1/d), abs(x)**d/d)",
        parameters=(Parameter("d", 2.0, "d > 1", (2.0, 4.0), "power in the middle"),),
        year=2021,
        reference="nasiri2021",
        note="d=2 is the Huber function.",
        summary="A power between -1 and 1 that goes over smoothly into straight lines: even.",
    ),
    dict(
        name="oplaf",
        title="Odd power linear activation",
        aliases=("odd_power_linear",),
        formula="where(x > 1, x - (1 - 1/d), where(x < -1, x + (1 - 1/d), where(x >= 0, max(x, "
        "0)**d/d, -max(-x, 0)**d/d)))",
        parameters=(Parameter("d", 3.0, "d > 1", (2.0, 5.0), "power in the middle"),),
        year=2021,
        reference="nasiri2021",
        note="The survey's lower branch -x-(1-1/d) breaks continuity; odd-symmetric form given.",
        summary="A power between -1 and 1 that goes over smoothly into straight lines: odd.",
    ),
    dict(
        name="nlrelu",
        title="Natural-logarithm ReLU",
        aliases=("natural_logarithm_relu",),
        formula="log1p(b*max(0, x))",
        parameters=(Parameter("b", 1.0, "b > 0", (0.5, 2.0), "scale of the input"),),
        year=2019,
        reference="liunl2019",
        summary="The logarithm of 1 plus ReLU: grows ever more slowly, without an end.",
    ),
    dict(
        name="sine_relu",
        title="SineReLU",
        formula="where(x > 0, x, a*(sin(x) - cos(x)))",
        parameters=(Parameter("a", 0.0025, "a >= 0", (0.001, 0.1), "amplitude on the left"),),
        year=2018,
        reference="rodrigues2018",
        note="Jump of -a at 0. Not x*sin(x) gated ReLU, which some code calls sin_relu.",
        summary="A ReLU with a small wave on the left, so that neurons do not die.",
    ),
    dict(
        name="minsin",
        title="Minimum of identity and sine",
        formula="min(x, sin(x))",
        reference="kunc2024",
        summary="The smaller of the input and its sine: the identity on the left, a wave on the "
        "right.",
    ),
    dict(
        name="vlu",
        title="Variational linear unit",
        aliases=("variational_linear_unit",),
        formula="max(0, x) + a*sin(b*x)",
        parameters=(
            Parameter("a", 0.1, "", (0.05, 0.5), "amplitude"),
            Parameter("b", 1.0, "", (0.5, 2.0), "frequency"),
        ),
        year=2021,
        reference="gupta2021",
        note="The defaults are examples: the source leaves the values open.",
        summary="A ReLU with a sine on it.",
    ),
    dict(
        name="prenu",
        title="Parametric rectified nonlinear unit",
        aliases=("parametric_rectified_nonlinear_unit",),
        formula="where(x >= 0, x - a*log1p(x), 0)",
        parameters=(
            Parameter("a", 1.0, "a >= 0, a <= 1", (0.25, 1.0), "strength of the logarithm"),
        ),
        reference="jaafari2021",
        note="The default is an example: the source leaves the value open.",
        summary="A ReLU from which a logarithm is taken off, so that it starts flat.",
    ),
    dict(
        name="sq_softplus",
        title="Square softplus",
        formula="where(x > 0.5, x, where(x < -0.5, 0, (x + 0.5)**2/2))",
        year=2021,
        reference="wuraola2021",
        note="the survey prints x + (x+1/2)^2/2 in the middle, which is discontinuous; "
        "author-style code uses (x+1/2)^2/2. Equals sparse_plus(2x)/2.",
        summary="A ReLU with its corner replaced by a parabola.",
    ),
    dict(
        name="bfire",
        title="Bi-firing",
        aliases=("bi_firing",),
        formula="where(abs(x) > a, abs(x) - a/2, x**2/(2*a))",
        parameters=(Parameter("a", 1.0, "a > 0", (0.5, 2.0), "half the width of the parabola"),),
        reference="kunc2024",
        note="Huber function. Default illustrative.",
        summary="The Huber function: a parabola in the middle, straight lines outside.",
    ),
    dict(
        name="bbfire",
        title="Bounded bi-firing",
        aliases=("bounded_bi_firing",),
        formula="min(b, where(abs(x) > a, abs(x) - a/2, x**2/(2*a)))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "half the width of the parabola"),
            Parameter("b", 3.0, "b > 0", (2.0, 6.0), "ceiling"),
        ),
        year=2016,
        reference="liew2016",
        note="The defaults are examples: the source leaves the values open.",
        summary="The Huber function cut off at a ceiling.",
    ),
    dict(
        name="squish",
        title="Square swish",
        aliases=("square_swish",),
        formula="where(x > 0, x + x**2/32, where(x >= -2, x + x**2/2, 0))",
        year=2021,
        reference="wuraola2021",
        summary="Parabolas that stand in for swish: no exponential is needed.",
    ),
    dict(
        name="sqreu",
        title="Square rectified exponential unit",
        formula="where(x > 0, x, where(x >= -2, x + x**2/2, 0))",
        year=2021,
        reference="wuraola2021",
        summary="The identity on the right and a parabola on the left that ends at -2.",
    ),
    dict(
        name="puaf",
        title="Polynomial universal activation function",
        aliases=("polynomial_universal_activation",),
        formula="where(x > c, x**a, where(x < -c, 0, x**a*(c + x)**b/((c + x)**b + (c - x)**b)))",
        parameters=(
            Parameter("a", 1.0, "a >= 0", (0.0, 2.0), "power"),
            Parameter("b", 5.0, "b > 0", (2.0, 6.0), "sharpness of the gate"),
            Parameter("c", 10.0, "c > 0", (1.0, 10.0), "where the gate is wide open"),
        ),
        reference="hwang2023",
        note="a=1, b=5, c=10 approximates swish; c=0 is relu.",
        summary="A power of the input times a rational gate; it can come close to swish and "
        "others.",
    ),
    dict(
        name="spocu",
        title="Scaled polynomial constant unit",
        aliases=("scaled_polynomial_constant_unit",),
        formula="a*(where(x/c + b >= d, d**3*(d**5 - 2*d**4 + 2), where(x/c + b >= 0, (x/c + "
        "b)**3*((x/c + b)**5 - 2*(x/c + b)**4 + 2), 0)) - b**3*(b**5 - 2*b**4 + 2))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "height"),
            Parameter("b", 0.5, "b > 0, b < 1", (0.25, 0.75), "shift of the inner input"),
            Parameter("c", 1.0, "c > 0", (0.5, 2.0), "scale of the input"),
            Parameter("d", 1.0, "d >= 1", (1.0, 1.5), "inner input from which it is flat"),
        ),
        year=2020,
        reference="kiselak2020 kiselakcorrection2020",
        note="As corrected by the authors: the generator is 0 below 0. Copies of the formula as "
        "first printed take the inner input itself there. The paper also lets d be infinite: a d "
        "beyond every input does the same. The defaults are examples.",
        relatives=("smoothstep",),
        summary="A polynomial step built on a generator of percolation theory, flat on the left "
        "and on the right.",
    ),
)
