"""Logarithms, exponentials and hyperbolic functions."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="log",
        title="Natural logarithm",
        formula="log(x)",
        reference="ggml2026",
        note="Utility op; domain x > 0. neat-python evaluates log(max(x, 1e-7)).",
        summary="The logarithm, defined for positive inputs only.",
    ),
    dict(
        name="exponential_decay",
        title="Decaying exponential",
        formula="exp(-x)",
        reference="kunc2024",
        identities=("-f",),
        relatives=("exponential",),
        summary="The exponential of the negated input: always falling, always positive.",
    ),
    dict(
        name="expm1",
        title="Exponential minus one",
        formula="expm1(x)",
        reference="ggml2026",
        note="ggml evaluates expf(x)-1, not expm1.",
        identities=("f + 1",),
        relatives=("exponential", "elu"),
        summary="The exponential moved down so that it passes through 0; the left side of elu, "
        "used on both sides.",
    ),
    dict(
        name="symlog",
        title="Symmetric logarithm",
        aliases=(
            "laf",
            "logarithmic_activation",
            "logsymm",
        ),
        formula="where(x >= 0, log1p(x), -log1p(-x))",
        year=2023,
        reference="hafner2023",
        note="The formula printed in the survey 3.13 (log(x)+1 / -log(-x)+1) is singular at 0; "
        "the log(1+abs(x)) form is the intended one and is the inverse of symexp.",
        identities=("exp(-abs(f))",),
        relatives=("arcsinh", "symexp"),
        summary="A logarithm for both signs: near 0 it is the identity, far out it grows like "
        "log. Its inverse is symexp.",
    ),
    dict(
        name="symexp",
        title="Symmetric exponential",
        formula="where(x >= 0, expm1(x), -expm1(-x))",
        year=2023,
        reference="hafner2023",
        identities=("1 + abs(f)",),
        relatives=("symlog", "comb_h_sine"),
        summary="The inverse of symlog: near 0 the identity, far out exponential on both sides.",
    ),
    dict(
        name="comb_h_sine",
        title="Combined hyperbolic sine",
        formula="sinh(a*x) + asinh(a*x)",
        careful="where(abs(a*x) < 0.4, 2*a*x + (a*x)**5*(0.08333333333333333 + "
        "(a*x)**2*(-0.044444444444444446 + (a*x)**2*(0.030384700176366842 + "
        "(a*x)**2*(-0.022372134038800704 + (a*x)**2*(0.01735276458366736 + "
        "(a*x)**2*(-0.013964843749235284 + (a*x)**2*(0.011551800896142517 + "
        "(a*x)**2*(-0.009761609529194071 + (a*x)**2*(0.008390335809616815 + "
        "(a*x)**2*(-0.0073125258735988454))))))))) + (a*x)**20*(0.006447210311889649 + "
        "(a*x)**2*(-0.005740037670841924 + (a*x)**2*(0.005153309682319905 + "
        "(a*x)**2*(-0.004660143486915096 + (a*x)**2*(0.004240907093679363 + "
        "(a*x)**2*(-0.003880964558837669 + (a*x)**2*(0.0035692053938259347 + "
        "(a*x)**2*(-0.003297059503473485 + (a*x)**2*(0.0030578216492580306 + "
        "(a*x)**2*(-0.002846178401108942))))))))))), sinh(a*x) + asinh(a*x))",
        parameters=(Parameter("a", 1.0, "a > 0", (0.5, 2.0), "scale of the input"),),
        year=2022,
        reference="vijayaprabakaran2022",
        relatives=("arcsinh", "hyper_sinh"),
        summary="The hyperbolic sine plus its inverse: odd, and exponential far out.",
    ),
    dict(
        name="m_arcsinh",
        title="Modified inverse hyperbolic sine",
        aliases=("modified_arcsinh",),
        formula="asinh(x)*sqrt(abs(x))/12",
        year=2020,
        reference="parisi2020",
        relatives=("arcsinh",),
        summary="The inverse hyperbolic sine times a square root, a twelfth of it; flat at 0.",
    ),
    dict(
        name="hyper_sinh",
        title="Hyper-sinh",
        formula="where(x > 0, sinh(x)/3, x**3/4)",
        year=2020,
        reference="parisisinh2020",
        relatives=("cube",),
        summary="A third of the hyperbolic sine on the right, a cubic on the left.",
    ),
    dict(
        name="poisson1",
        title="Poisson unit",
        formula="(x - 1)*exp(-x)",
        careful="scaled_exp(x - 1, -x)",
        reference="mlpack2023",
        note="mlpack documents the derivative as exp(-x) + (1-x)*exp(-x).",
        identities=("exp(-x) - f",),
        summary="A line times a decaying exponential: it rises to one hump and dies away on the "
        "right, and falls without bound on the left.",
    ),
    dict(
        name="spline_log",
        title="Logarithmic spline unit",
        aliases=("mlpack_spline",),
        formula="x**2*log1p(x)",
        reference="mlpack2023",
        note="Unbounded below: it falls without limit as x comes down to -1, though tables give "
        "it a least value.",
        summary="The square of the input times log(1 + x), defined above -1 only.",
    ),
    dict(
        name="seagull",
        title="Seagull",
        formula="log(1 + x**2)",
        careful="where(abs(x) < 1, log1p(x**2), 2*log(hypot(1, x)))",
        reference="echo2020",
        identities=("2*x/(1 + x**2)",),
        relatives=("logcosh", "multiquadric"),
        summary="The logarithm of 1 + x squared: even, with its minimum 0 at 0, growing slowly on "
        "both sides.",
    ),
    dict(
        name="logcosh",
        title="Logarithm of cosh",
        formula="log(cosh(x))",
        careful="where(abs(x) < 1, log1p(2*sinh(x/2)**2), abs(x) + log1p(exp(-2*abs(x))) - log(2))",
        reference="nnlib2026",
        note="As written it overflows beyond 710; libraries compute the same function as |x| + "
        "log1p(exp(-2*|x|)) - log(2) or as x + softplus(-2*x) - log(2).",
        identities=("tanh(x)",),
        relatives=("seagull", "multiquadric", "abs"),
        summary="The antiderivative of tanh: a parabola near 0, the absolute value less log 2 far "
        "out.",
    ),
)
