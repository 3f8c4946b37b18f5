"""Steps made of algebra, of distributions and of exponentials of exponentials."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="rational_tanh",
        title="Rational tanh",
        formula="1.7159*where(x >= 0, 1 - 1/(1 + 2*x/3 + (2*x/3)**2 + 1.41645*(2*x/3)**4), 1/(1 - "
        "2*x/3 + (2*x/3)**2 + 1.41645*(2*x/3)**4) - 1)",
        careful="1.7159*where(abs(x) < 3/4, 2*x/3*(1 - abs(2*x/3)**2 + "
        "1.41645*abs(2*x/3)**3*(1 - abs(2*x/3)))/(1 - abs(2*x/3)**3 + "
        "1.41645*abs(2*x/3)**4*(1 - abs(2*x/3))), sign(x)*(1 - 1/(1 + abs(2*x/3) + "
        "abs(2*x/3)**2 + 1.41645*abs(2*x/3)**4)))",
        reference="dl4j2021",
        note="Rational approximation of lecun_tanh.",
        relatives=("lecun_tanh",),
        summary="A rational function that stands in for LeCun's scaled tanh without an "
        "exponential.",
    ),
    dict(
        name="modified_elliott",
        title="Modified Elliott function",
        aliases=("mef",),
        formula="x/sqrt(1 + x**2) + 0.5",
        careful="where(abs(x) < 1, x/hypot(1, x), sign(x)*(1 - 1/(hypot(1, x)*(hypot(1, x) + "
        "abs(x))))) + 1/2",
        reference="kunc2024",
        relatives=("elliott", "isru"),
        summary="An algebraic sigmoid around one half whose ends lie at -1/2 and 3/2.",
    ),
    dict(
        name="arctan_gr",
        title="Arctan with the golden-ratio scale",
        formula="atan(x)/((1 + sqrt(5))/2)",
        year=2025,
        reference="pervanakman2025 kunc2024",
        note="The paper divides by the golden ratio, (1 + sqrt 5)/2; transcriptions of a survey "
        "have (1 + sqrt 2)/2, which is another number.",
        relatives=("arctan",),
        summary="The inverse tangent divided by the golden ratio.",
    ),
    dict(
        name="probit",
        title="Probit unit",
        aliases=(
            "phi",
            "normal_cdf",
        ),
        formula="Phi(x)",
        reference="bliss1934",
        identities=("phi(x)",),
        relatives=("laplace", "sigmoid"),
        summary="The distribution function of the standard normal: a sigmoid with very light "
        "tails.",
    ),
    dict(
        name="hexpo",
        title="Hexpo",
        formula="where(x >= 0, -a*(exp(-x/b) - 1), c*(exp(x/d) - 1))",
        careful="where(x >= 0, -a*expm1(-x/b), c*expm1(x/d))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "height of the right end"),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "scale of the right side"),
            Parameter("c", 1.0, "c > 0", (0.5, 2.0), "depth of the left end"),
            Parameter("d", 1.0, "d > 0", (0.5, 2.0), "scale of the left side"),
        ),
        year=2017,
        reference="kong2017",
        note="the survey prints exp(-x/d) on the negative side, which diverges; saturating form "
        "given (agrees with an independent implementation).",
        summary="Two saturating exponentials back to back, each side with a height and a scale of "
        "its own.",
    ),
    dict(
        name="smoothstep",
        title="Smoothstep",
        formula="where(x >= a/2, 1, where(x <= -a/2, 0, -2*x**3/a**3 + 3*x/(2*a) + 0.5))",
        careful="where(x >= a/2, 1, where(x <= -a/2, 0, where(abs(x) < a/4, -2*x**3/a**3 + "
        "3*x/(2*a) + 1/2, where(x < 0, (x/a + 1/2)**2*(2 - 2*x/a), 1 - (1/2 - "
        "x/a)**2*(2 + 2*x/a)))))",
        parameters=(Parameter("a", 2.0, "a > 0", (1.0, 4.0), "width of the transition"),),
        reference="kunc2024",
        note="The default is an example: the source leaves the value open.",
        relatives=("hard_sigmoid:width=2",),
        summary="A cubic from 0 to 1 that meets its flat ends without a kink.",
    ),
    dict(
        name="new_sigmoid",
        title="New sigmoid",
        formula="tanh(x)/sqrt(1 + tanh(x)**2)",
        careful="tanh(x)/hypot(1, tanh(x))",
        reference="kumar2021",
        note="Printed as (exp(x) - exp(-x))/sqrt(2*(exp(2*x) + exp(-2*x))), which is the same and "
        "overflows for |x| > 354.",
        relatives=("isru:alpha=2", "tanh"),
        summary="sinh(x)/sqrt(cosh(2x)): an odd sigmoid that ends at the square root of one half.",
    ),
    dict(
        name="cloglogm",
        title="Modified complementary log-log",
        aliases=("modified_cloglog",),
        formula="1 - 2*exp(-0.7*exp(x))",
        careful="where(abs(x) < 1/8, -expm1(-log(2)*expm1(x + 0.009837976642931885 - "
        "1.6849662718360184e-19)), 1 - 2*exp(-0.7*exp(x)))",
        year=2008,
        reference="gomes2008",
        note="Transcriptions print exp(-x) inside, as for cloglog.",
        identities=("0.7*exp(x)*(1 - f)",),
        relatives=("cloglog",),
        summary="The complementary log-log scaled to run from -1 to 1; rises faster on the right "
        "than on the left.",
    ),
    dict(
        name="rootsig",
        title="Root sigmoid",
        formula="a*x/(1 + sqrt(1 + (a*x)**2))",
        careful="where(abs(a*x) < 1, a*x/(1 + hypot(1, a*x)), sign(x)/(1/abs(a*x) + hypot(1, "
        "1/(a*x))))",
        parameters=(Parameter("a", 1.0, "a > 0", (0.5, 2.0), "steepness"),),
        reference="kunc2024",
        relatives=("softsign", "isru"),
        summary="An algebraic sigmoid through 0 that approaches -1 and 1 slowly.",
    ),
    dict(
        name="sqnl",
        title="Square nonlinearity",
        aliases=("square_nonlinearity",),
        formula="where(abs(x) >= 2, sign(x), x - x*abs(x)/4)",
        year=2018,
        reference="wuraola2018",
        relatives=("tanh", "linq"),
        summary="Two parabolas that make a sigmoid from -1 to 1, reached at -2 and 2; no "
        "exponential is needed.",
    ),
    dict(
        name="log_sqnl",
        title="Logistic square nonlinearity",
        formula="0.5 + 0.5*where(abs(x) >= 2, sign(x), x - x*abs(x)/4)",
        careful="where(x <= -2, 0, where(x < 0, (1 + x/2)**2/2, where(x < 2, 1 - (1 - "
        "x/2)**2/2, 1)))",
        year=2021,
        reference="wuraola2021",
        relatives=("sigmoid", "sqnl"),
        summary="sqnl moved to run from 0 to 1.",
    ),
    dict(
        name="aranda_ordaz",
        title="Aranda-Ordaz",
        formula="1 - (1 + a*exp(x))**(-1/a)",
        careful="-expm1(-softplus(x + log(a))/a)",
        parameters=(Parameter("a", 2.0, "a > 0", (0.5, 4.0), "asymmetry"),),
        year=1981,
        reference="arandaordaz1981",
        note="a=1 is sigmoid; a -> 0 is cloglog. The adaptive Gumbel (AGumb) unit is this with a "
        "trainable.",
        relatives=("sigmoid", "cloglog"),
        summary="A family of sigmoids with the logistic at a = 1 and the complementary log-log in "
        "the limit a = 0.",
    ),
    dict(
        name="mishra",
        title="Mishra",
        formula="0.5*(x/(1 + abs(x)))**2 + 0.5*x/(1 + abs(x))",
        careful="where(x < 0, where(abs(x + 1) < 1/2, ((1 + x)/(1 - x))**2/8 - 1/8, x/(1 - "
        "x)/(1 - x)/2), where(x < 1, x/2 - x**3/(1 + x)**2/2, (1 - 1/(1 + x))*(2 - "
        "1/(1 + x))/2))",
        reference="mishra2017",
        note="Not monotone: minimum on the negative side.",
        relatives=("softsign",),
        summary="The mean of softsign and its square: it dips below 0 on the left and tends to 1 "
        "on the right.",
    ),
    dict(
        name="sbaf",
        title="Saha-Bora activation function",
        aliases=("saha_bora",),
        formula="1/(1 + k*x**a*(1 - x)**(1 - a))",
        parameters=(
            Parameter("k", 0.98, "k > 0", (0.5, 1.0), "factor"),
            Parameter("a", 0.5, "a > 0, a < 1", (0.3, 0.7), "exponent"),
        ),
        year=2020,
        reference="saha2020",
        note="Defined on 0 <= x <= 1 only.",
        summary="A dip between 0 and 1, where alone it is defined, made for classifying "
        "exoplanets.",
    ),
)
