"""Bells, wavelets and other bumps, which fade on both sides."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="gaussian",
        title="Gaussian bump",
        aliases=("radbas", "gauss"),
        formula="exp(-x**2)",
        careful="scaled_exp(1, -clip(x, -40, 40)**2)",
        year=1988,
        reference="broomhead1988",
        identities=("-2*x*f",),
        relatives=("sinc",),
        summary="A bell that is 1 at 0 and fades quickly on both sides. A unit with it answers "
        "to inputs near its centre and to nothing else.",
        problem="sigmoid units answer to half of the space, so that each change disturbs what was "
        "learned far away",
        solution="answers only near a centre, which turns training the output layer into linear "
        "interpolation",
        uses="radial-basis networks; implicit representations in place of sines",
        strengths="smooth; even; bounded; acts locally",
        weaknesses="slope 0 at 0 and nearly 0 beyond 3, so units far from the data learn nothing",
        remedy="scales learned along with centres; functions that do not fade, such as relu",
    ),
    dict(
        name="gauss_inr",
        title="Gaussian for coordinate networks",
        aliases=("gaussian_inr_activation",),
        formula="exp(-(s*x)**2)",
        parameters=(Parameter("s", 10.0, "s > 0", (1.0, 30.0), "sharpness"),),
        year=2021,
        reference="ramasinghe2021",
        note="Default scale 10 (WIRE code) or 30 (FINER code).",
        identities=("-2*s**2*x*f",),
        relatives=("gaussian",),
        summary="A narrow Gaussian bump for networks that take coordinates.",
    ),
    dict(
        name="gabor_real",
        title="Real Gabor wavelet",
        aliases=("wire_real", "wire", "gabor"),
        formula="cos(w*x)*exp(-(s*x)**2)",
        careful="scaled_exp(cos(w*x), -clip(s*x, -40, 40)**2)",
        parameters=(
            Parameter("w", 10.0, "w > 0", (2.0, 20.0), "frequency"),
            Parameter("s", 10.0, "s > 0", (2.0, 20.0), "sharpness of the bump"),
        ),
        year=2023,
        reference="saragadam2023",
        note="The real WIRE layer uses separate linear maps for w and s; the main WIRE activation "
        "is complex exp(i w x - abs(s x)^2).",
        summary="A cosine under a Gaussian: local in place and in frequency.",
    ),
    dict(
        name="inverse_quadratic",
        title="Inverse quadratic",
        formula="1/(1 + x**2)",
        careful="(1/hypot(1, x))**2",
        reference="mlpack2023",
        identities=("-2*x*f**2",),
        relatives=("gaussian",),
        summary="One over 1 + x squared: a bell with heavy tails.",
    ),
    dict(
        name="tribas",
        title="Triangular basis",
        aliases=(
            "mrelu",
            "mirrored_relu",
            "triangular_basis",
        ),
        formula="max(0, 1 - abs(x))",
        year=2016,
        reference="zhao2016",
        relatives=("gaussian",),
        summary="A triangle of height 1 between -1 and 1, and 0 outside.",
    ),
    dict(
        name="mexican_hat",
        title="Mexican hat",
        aliases=("ricker_wavelet",),
        formula="(1 - x**2)*exp(-x**2/2)",
        reference="ricker1953",
        note="Unnormalised; the bump used inside pmaf.",
        relatives=("wave",),
        summary="The second derivative of a Gaussian turned over: a peak with a dip on either "
        "side.",
    ),
    dict(
        name="wave",
        title="Wave",
        formula="(1 - x**2)*exp(-a*x**2)",
        parameters=(Parameter("a", 1.0, "a > 0", (0.5, 2.0), "sharpness"),),
        reference="kunc2024",
        single_source=True,
        note="One package drops the parentheses. Default illustrative.",
        relatives=("mexican_hat",),
        summary="A parabola times a Gaussian: a peak with a dip on either side.",
    ),
    dict(
        name="polyexp",
        title="Polynomial times Gaussian",
        formula="(a*x**2 + b*x + c)*exp(-d*x**2)",
        careful="scaled_exp(a*x**2 + b*x + c, -d*x**2)",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 2.0), "quadratic coefficient"),
            Parameter("b", 1.0, "", (0.5, 2.0), "linear coefficient"),
            Parameter("c", 1.0, "", (0.5, 2.0), "constant"),
            Parameter("d", 1.0, "d > 0", (0.5, 2.0), "sharpness"),
        ),
        reference="kunc2024",
        single_source=True,
        note="One package drops the parentheses. Defaults illustrative.",
        summary="A quadratic under a Gaussian; its shape follows from the coefficients.",
    ),
    dict(
        name="pmaf",
        title="Piecewise Mexican hat",
        aliases=("piecewise_mexican_hat",),
        formula="(2/sqrt(3))*pi**(-1/4)*where(x < 0, (1 - (x + a)**2)*exp(-(x + a)**2/2), (1 - (x "
        "- a)**2)*exp(-(x - a)**2/2))",
        careful="(2/sqrt(3))*pi**(-1/4)*where(x < 0, scaled_exp((1 - x - a)*(1 + x + a), "
        "-clip(x + a, -60, 60)**2/2), scaled_exp((1 - x + a)*(1 + x - a), -clip(x - a, "
        "-60, 60)**2/2))",
        parameters=(Parameter("a", 4.0, "a > 0", (2.0, 5.0), "distance of the peaks from 0"),),
        reference="liu2016",
        relatives=("mexican_hat",),
        summary="Two Mexican hats, one on either side of 0.",
    ),
    dict(
        name="prbf",
        title="Piecewise radial basis function",
        aliases=("piecewise_rbf",),
        formula="where(x >= a, exp(-(x - 2*a)**2/b**2), where(x <= -a, exp(-(x + 2*a)**2/b**2), "
        "exp(-x**2/b**2)))",
        parameters=(
            Parameter("a", 3.0, "a > 0", (2.0, 4.0), "where the pieces meet"),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "width"),
        ),
        reference="liu2016",
        relatives=("gaussian",),
        summary="Three Gaussian bumps in a row.",
    ),
    dict(
        name="arbf",
        title="Adaptive radial basis function",
        aliases=("adaptive_rbf",),
        formula="exp(-(x - a)**2/(2*b**2))",
        careful="scaled_exp(1, -clip((x - a)/b, -40, 40)**2/2)",
        parameters=(
            Parameter("a", 0.0, "", (-1.0, 1.0), "centre", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "width", trainable=True),
        ),
        reference="kunc2024",
        single_source=True,
        note="a, b trainable.",
        identities=("(a - x)/b**2*f",),
        relatives=("gaussian",),
        summary="A Gaussian bump whose centre and width are learned.",
    ),
    dict(
        name="cauchy",
        title="Cauchy activation function",
        aliases=("xnet",),
        formula="lambda1*x/(x**2 + d**2) + lambda2/(x**2 + d**2)",
        careful="where(abs(x) < 1e100, lambda1*x/(x**2 + d**2) + lambda2/(x**2 + d**2), "
        "(lambda1 + lambda2/x)/x)",
        parameters=(
            Parameter("lambda1", 1.0, "", (1.0, 2.0), "weight of the odd part", trainable=True),
            Parameter("lambda2", 1.0, "", (0.5, 1.0), "weight of the even part", trainable=True),
            Parameter("d", 1.0, "d > 0", (0.5, 2.0), "width", trainable=True),
        ),
        year=2024,
        reference="lixnet2024",
        relatives=("inverse_quadratic",),
        summary="An odd and an even bump that fade like 1/x and 1/x**2, from Cauchy's integral "
        "formula; it is the activation of XNet.",
    ),
    dict(
        name="wendland",
        title="Wendland function",
        aliases=("wendland_c2",),
        formula="where(abs(x) < r, (1 - abs(x)/r)**4*(4*abs(x)/r + 1), 0)",
        careful="where(abs(x) < r/4, 1 - (x/r)**2*(10 - abs(x)/r*(20 - abs(x)/r*(15 - "
        "4*abs(x)/r))), where(abs(x) < r, ((r - abs(x))/r)**4*(4*abs(x)/r + 1), 0))",
        parameters=(Parameter("r", 1.0, "r > 0", (0.5, 3.0), "radius beyond which it is 0"),),
        year=1995,
        reference="wendland1995 darehmiraki2025",
        note="The member of smoothness C2 for up to three dimensions. The activation function of "
        "2025 adds a linear and an exponential term to it, which are left out here.",
        relatives=("tribas", "gaussian"),
        summary="A polynomial bump that is exactly 0 beyond a radius and smooth where it ends.",
    ),
)
