"""Sums, series and quotients with learned coefficients."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="maf",
        title="Multiquadratic activation function",
        aliases=("multiquadratic_activation",),
        formula="sqrt((x - a)**2 + b**2)",
        careful="where(abs(x - a) < b, hypot(x - a, b), abs(x - a) + b*(b/(hypot(x - a, b) + abs(x "
        "- a))))",
        parameters=(
            Parameter("a", 0.0, "", (-1.0, 1.0), "centre", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "height at the centre", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        relatives=("multiquadric",),
        summary="A hyperbola with a learned centre and height.",
    ),
    dict(
        name="uaf",
        title="Universal activation function",
        aliases=("universal_activation_function",),
        formula="softplus(a*(x + b) + c*x**2) - softplus(d*(x - b)) + k",
        careful="where(abs(a*(x + b) + c*x**2 - d*(x - b)) < 1/8, log1p(expm1(a*(x + b) + c*x**2 - "
        "d*(x - b))*sigmoid(d*(x - b))), softplus(a*(x + b) + c*x**2) - softplus(d*(x - b))) + k",
        parameters=(
            Parameter(
                "a",
                1.01605291,
                "",
                (0.51, 2),
                "rate of the first softplus",
                trainable=True,
            ),
            Parameter("b", 0.0, "", (-0.5, 0.5), "shift", trainable=True),
            Parameter("c", 0.0, "c >= 0", (0.0, 0.5), "quadratic part", trainable=True),
            Parameter("d", -1.0, "", (-2.0, -0.5), "rate of the second softplus", trainable=True),
            Parameter("k", 0.0, "", (-0.5, 0.5), "shift of the output", trainable=True),
        ),
        year=2020,
        reference="yuen2020",
        single_source=True,
        note="Default parameter values unverified.",
        summary="A difference of two softplus functions that comes close to many known "
        "activations.",
    ),
    dict(
        name="slaf",
        title="Self-learnable activation function",
        aliases=("self_learnable_af",),
        formula="a0 + a1*x + a2*x**2 + a3*x**3",
        parameters=(
            Parameter("a0", 0.0, "", (-0.5, 0.5), "constant", trainable=True),
            Parameter("a1", 0.5, "", (0.25, 1.0), "linear coefficient", trainable=True),
            Parameter("a2", 0.25, "", (0.0, 0.5), "quadratic coefficient", trainable=True),
            Parameter("a3", 0.0, "", (-0.1, 0.1), "cubic coefficient", trainable=True),
        ),
        year=2019,
        reference="goyal2019",
        note="The coefficients are learned from scratch; defaults illustrative.",
        summary="A polynomial with learned coefficients; here of degree 3.",
    ),
    dict(
        name="rational",
        title="Padé activation unit",
        aliases=("pau", "pade_activation_unit"),
        formula="(a0 + a1*x + a2*x**2 + a3*x**3 + a4*x**4 + a5*x**5)/(1 + abs(b1*x + b2*x**2 + "
        "b3*x**3 + b4*x**4))",
        parameters=(
            Parameter(
                "a0", 0.02996348, "", (0.015, 0.06), "constant of the numerator", trainable=True
            ),
            Parameter(
                "a1",
                0.61690165,
                "",
                (0.31, 1.2),
                "coefficient of x in the numerator",
                trainable=True,
            ),
            Parameter(
                "a2",
                2.37539147,
                "",
                (1.2, 4.8),
                "coefficient of x**2 in the numerator",
                trainable=True,
            ),
            Parameter(
                "a3",
                3.06608078,
                "",
                (1.5, 6.1),
                "coefficient of x**3 in the numerator",
                trainable=True,
            ),
            Parameter(
                "a4",
                1.52474449,
                "",
                (0.76, 3),
                "coefficient of x**4 in the numerator",
                trainable=True,
            ),
            Parameter(
                "a5",
                0.25281987,
                "",
                (0.13, 0.51),
                "coefficient of x**5 in the numerator",
                trainable=True,
            ),
            Parameter(
                "b1",
                1.19160814,
                "",
                (0.6, 2.4),
                "coefficient of x in the denominator",
                trainable=True,
            ),
            Parameter(
                "b2",
                4.40811795,
                "",
                (2.2, 8.8),
                "coefficient of x**2 in the denominator",
                trainable=True,
            ),
            Parameter(
                "b3",
                0.91111034,
                "",
                (0.46, 1.8),
                "coefficient of x**3 in the denominator",
                trainable=True,
            ),
            Parameter(
                "b4",
                0.34885983,
                "",
                (0.17, 0.7),
                "coefficient of x**4 in the denominator",
                trainable=True,
            ),
        ),
        year=2019,
        reference="molina2019",
        note="The paper's safe form, which the authors' library calls version B; its version A "
        "puts bars around each term of the denominator. The defaults imitate ReLU "
        "between -3 and 3: a transcription of the paper's table of start values.",
        summary="A quotient of polynomials with learned coefficients, which can come close to "
        "most activations.",
    ),
    dict(
        name="abu",
        title="Adaptive blending unit",
        aliases=("adaptive_blending_unit",),
        formula="a1*tanh(x) + a2*where(x > 0, x, expm1(x)) + a3*max(0, x) + a4*x + a5*x*sigmoid(x)",
        parameters=(
            Parameter("a1", 0.2, "", (0.1, 0.4), "weight of tanh", trainable=True),
            Parameter("a2", 0.2, "", (0.1, 0.4), "weight of elu", trainable=True),
            Parameter("a3", 0.2, "", (0.1, 0.4), "weight of ReLU", trainable=True),
            Parameter("a4", 0.2, "", (0.1, 0.4), "weight of the identity", trainable=True),
            Parameter("a5", 0.2, "", (0.1, 0.4), "weight of swish", trainable=True),
        ),
        year=2018,
        reference="sutfeld2018",
        single_source=True,
        note="The paper's five base functions with equal weights.",
        summary="A learned blend of five activations.",
    ),
    dict(
        name="rowdy",
        title="Rowdy activation",
        formula="tanh(x) + a*c*sin(c*x)",
        parameters=(
            Parameter("a", 0.1, "", (0.0, 0.3), "amplitude of the wave", trainable=True),
            Parameter("c", 1.0, "c > 0", (1.0, 10.0), "scale", trainable=True),
        ),
        year=2021,
        reference="jagtap2021",
        single_source=True,
        note="Any base function and any number of waves will do; here tanh and one wave, whose "
        "amplitude starts at 0 in the paper.",
        relatives=("tanh",),
        summary="A base function, here tanh, with learned sines on it; here one.",
    ),
    dict(
        name="fsa",
        title="Fourier series activation",
        aliases=("fourier_series_activation",),
        formula="a + b1*cos(d*x) + c1*sin(d*x) + b2*cos(2*d*x) + c2*sin(2*d*x)",
        parameters=(
            Parameter("a", 0.0, "", (-0.5, 0.5), "constant", trainable=True),
            Parameter("b1", 0.0, "", (-0.5, 0.5), "first cosine", trainable=True),
            Parameter("c1", 1.0, "", (0.5, 1.0), "first sine", trainable=True),
            Parameter("b2", 0.0, "", (-0.5, 0.5), "second cosine", trainable=True),
            Parameter("c2", 0.5, "", (-0.5, 0.5), "second sine", trainable=True),
            Parameter("d", 1.0, "d > 0", (0.5, 2.0), "frequency", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        note="Any number of terms will do; here two, with illustrative values.",
        summary="A Fourier series with learned coefficients; here of two terms.",
    ),
    dict(
        name="mogu",
        title="Mixture of Gaussian units",
        aliases=("mixture_of_gaussian_unit",),
        formula="a1*phi((x - m1)/s1)/s1 + a2*phi((x - m2)/s2)/s2",
        parameters=(
            Parameter("a1", 1.0, "", (0.5, 1.0), "weight of the first bump", trainable=True),
            Parameter("m1", -1.0, "", (-2.0, 0.0), "its centre", trainable=True),
            Parameter("s1", 0.5, "s1 > 0", (0.5, 1.0), "its width", trainable=True),
            Parameter("a2", 1.0, "", (0.5, 1.0), "weight of the second bump", trainable=True),
            Parameter("m2", 1.0, "", (0.0, 2.0), "its centre", trainable=True),
            Parameter("s2", 0.5, "s2 > 0", (0.5, 1.0), "its width", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        note="Any number of bumps will do; here two, with illustrative values.",
        summary="A sum of Gaussian bumps with learned places, widths and weights; here of two.",
    ),
    dict(
        name="poly_relu",
        title="Polynomial of ReLU",
        aliases=("polynomial_relu", "polycom_relu"),
        formula="a0 + a1*max(0, x) + a2*max(0, x)**2 + a3*max(0, x)**3",
        parameters=(
            Parameter("a0", 0.0, "", (-0.5, 0.5), "constant term", trainable=True),
            Parameter("a1", 1 / 3, "", (0.1, 1.0), "linear coefficient", trainable=True),
            Parameter("a2", 1 / 3, "", (0.1, 1.0), "quadratic coefficient", trainable=True),
            Parameter("a3", 1 / 3, "", (0.1, 1.0), "cubic coefficient", trainable=True),
        ),
        year=2024,
        reference="zhuo2024",
        note="Of degree 3, as in the paper's experiments; each coefficient starts at 1/3.",
        relatives=("poly_norm", "squared_relu"),
        summary="A cubic polynomial of ReLU with learned coefficients: networks with it take part "
        "in products of inputs.",
    ),
    dict(
        name="staf",
        title="Trainable sum of sines",
        aliases=("sinusoidal_trainable_activation_function",),
        formula="c1*sin(w1*x + p1) + c2*sin(w2*x + p2)",
        parameters=(
            Parameter("c1", 1.0, "", (0.75, 1.5), "first amplitude", trainable=True),
            Parameter("w1", 1.0, "", (0.5, 3.0), "first frequency", trainable=True),
            Parameter("p1", 0.0, "", (-1.0, 1.0), "first phase", trainable=True),
            Parameter("c2", 0.25, "", (0.1, 1.0), "second amplitude", trainable=True),
            Parameter("w2", 2.0, "", (1.0, 4.0), "second frequency", trainable=True),
            Parameter("p2", 0.0, "", (-1.0, 1.0), "second phase", trainable=True),
        ),
        year=2025,
        reference="morsali2025",
        note="The paper adds several such terms, five in its experiments; two show what it does. "
        "The defaults are examples.",
        relatives=("siren", "fsa"),
        summary="Sines with learned amplitudes, frequencies and phases, for networks that take "
        "coordinates.",
    ),
)
