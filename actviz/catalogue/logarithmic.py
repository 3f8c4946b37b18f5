"""Logarithms, exponentials and hyperbolic functions."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.activation import Parameter

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
        aliases=("kandk_exponential",),
        formula="exp(-x)",
        reference="kunc2024",
        summary="The exponential of the negated input: always falling, always positive.",
    ),
    dict(
        name="expm1",
        title="Exponential minus one",
        formula="expm1(x)",
        reference="ggml2026",
        note="ggml evaluates expf(x)-1, not expm1.",
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
        summary="A logarithm for both signs: near 0 it is the identity, far out it grows like "
        "log. Its inverse is symexp.",
    ),
    dict(
        name="symexp",
        title="Symmetric exponential",
        formula="where(x >= 0, expm1(x), -expm1(-x))",
        year=2023,
        reference="hafner2023",
        summary="The inverse of symlog: near 0 the identity, far out exponential on both sides.",
    ),
    dict(
        name="comb_h_sine",
        title="Combined hyperbolic sine",
        formula="sinh(a*x) + asinh(a*x)",
        parameters=(Parameter("a", 1.0, "a > 0", (0.5, 2.0), "scale of the input"),),
        reference="kunc2024",
        summary="The hyperbolic sine plus its inverse: odd, and exponential far out.",
    ),
    dict(
        name="m_arcsinh",
        title="Modified inverse hyperbolic sine",
        aliases=("modified_arcsinh",),
        formula="asinh(x)*sqrt(abs(x))/12",
        year=2020,
        reference="parisi2020",
        summary="The inverse hyperbolic sine times a square root, a twelfth of it; flat at 0.",
    ),
    dict(
        name="hyper_sinh",
        title="Hyper-sinh",
        formula="where(x > 0, sinh(x)/3, x**3/4)",
        year=2020,
        reference="parisisinh2020",
        summary="A third of the hyperbolic sine on the right, a cubic on the left.",
    ),
    dict(
        name="poisson1",
        title="Poisson unit",
        formula="(x - 1)*exp(-x)",
        reference="mlpack2023",
        note="mlpack documents the derivative as exp(-x) + (1-x)*exp(-x).",
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
        reference="echo2020",
        summary="The logarithm of 1 + x squared: even, with its minimum 0 at 0, growing slowly on "
        "both sides.",
    ),
    dict(
        name="logcosh",
        title="Logarithm of cosh",
        formula="abs(x) + log1p(exp(-2*abs(x))) - log(2)",
        reference="nnlib2026",
        note="log(cosh(x)), stable form. NNlib uses x + softplus(-2x) - log(2).",
        summary="The antiderivative of tanh: a parabola near 0, the absolute value less log 2 far "
        "out.",
    ),
)
