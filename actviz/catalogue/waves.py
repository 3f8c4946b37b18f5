"""Sines, sincs and what they are mixed with."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="cosine_shifted",
        title="Shifted cosine",
        formula="1 - cos(x)",
        careful="2*sin(x/2)**2",
        reference="kunc2024",
        identities=("sin(x)",),
        relatives=("cosine",),
        summary="One minus the cosine: a wave between 0 and 2 with a minimum at 0.",
    ),
    dict(
        name="siren",
        title="SIREN sine",
        aliases=("siren_sine",),
        formula="sin(w*x)",
        parameters=(Parameter("w", 30.0, "w > 0", (1.0, 30.0), "frequency"),),
        year=2020,
        reference="sitzmann2020",
        note="Requires the matching weight initialisation.",
        relatives=("sine",),
        summary="A sine of high frequency for networks that represent images and sounds.",
    ),
    dict(
        name="sine_pi",
        title="Sine of pi x",
        formula="sin(pi*x)",
        careful="(1 - 2*(round(x) - 2*floor(round(x)/2)))*where(abs(x - round(x)) < 1/4, "
        "sin(pi*(x - round(x))), sign(x - round(x))*cos(pi*(1/2 - abs(x - round(x)))))",
        reference="kunc2024",
        relatives=("sine",),
        summary="A sine with period 2.",
    ),
    dict(
        name="scaled_shifted_sine",
        title="Scaled and shifted sine",
        formula="0.5*sin(a*x) + 0.3",
        parameters=(Parameter("a", 1.2, "a > 0", (0.2, 4.0), "frequency"),),
        reference="kunc2024",
        single_source=True,
        note="a in {0.2, 0.8, 1.2, 1.8, 4}.",
        summary="Half a sine raised by 0.3.",
    ),
    dict(
        name="snake_beta",
        title="Snake with a separate amplitude",
        formula="x + sin(a*x)**2/b",
        careful="where(abs(a*x) < 1/2, x + sin(a*x)**2/b, x + (1 - cos(2*a*x))/(2*b))",
        parameters=(
            Parameter("a", 1.0, "a > 0", (0.5, 2.0), "frequency", trainable=True),
            Parameter("b", 1.0, "b > 0", (0.5, 2.0), "reciprocal amplitude", trainable=True),
        ),
        year=2022,
        reference="lee2022",
        note="Log-scale parameters in BigVGAN v2 and in transformers.",
        identities=("1 + a/b*sin(2*a*x)",),
        relatives=("snake",),
        summary="The identity plus a squared sine, as snake, with amplitude and frequency apart.",
    ),
    dict(
        name="asu",
        title="Amplifying sine unit",
        aliases=("amplifying_sine_unit",),
        formula="x*sin(x)",
        year=2023,
        reference="rahman2023",
        relatives=("gcu",),
        summary="A sine whose amplitude grows with the input.",
    ),
    dict(
        name="ssu",
        title="Shifted sinc unit",
        aliases=("shifted_sinc_unit",),
        formula="pi*sinc(x - pi)",
        careful="where(abs(x - pi) < 5/2, pi*sinc(x - pi), pi/(pi - x)*sin(x))",
        year=2021,
        reference="noelwaves2021",
        note="sinc(u)=sin(u)/u. Several packages use the normalised sinc, which destroys f(0)=0, "
        "f'(0)=1.",
        relatives=("sinc", "dsu"),
        summary="A sinc moved so that it passes through 0 with slope 1; oscillates ever less far "
        "out.",
    ),
    dict(
        name="dsu",
        title="Decaying sine unit",
        aliases=("decaying_sine_unit",),
        formula="(pi/2)*(sinc(x - pi) - sinc(x + pi))",
        careful="where(abs(x) < 2, pi**2*sin(x)/(pi**2 - x**2), where(abs(abs(x) - pi) < 2, "
        "pi/2*(sinc(x - pi) - sinc(x + pi)), pi/(pi - x)*(pi/(pi + x))*sin(x)))",
        year=2021,
        reference="noelwaves2021",
        note="Equals pi**2*sin(x)/(pi**2 - x**2). Same sinc trap as ssu.",
        relatives=("ssu",),
        summary="The difference of two shifted sincs: an odd wave that dies away.",
    ),
    dict(
        name="cosid",
        title="Cosine minus identity",
        formula="cos(x) - x",
        reference="kunc2024",
        relatives=("sinp",),
        summary="A falling line with a cosine on it.",
    ),
    dict(
        name="sinp",
        title="Sine minus line",
        formula="sin(x) - a*x",
        careful="where(abs(x) < 7/8, (1 - a)*x - x**3*(1/6 - x**2*(1/120 - x**2*(1/5040 - "
        "x**2*(1/362880 - x**2*(1/39916800 - x**2*(1/6227020800 - "
        "x**2*(1/1307674368000 - x**2/355687428096000))))))), sin(x) - a*x)",
        parameters=(Parameter("a", 1.0, "", (1.0, 2.0), "slope of the line"),),
        reference="chan2018",
        note="a in {1, 1.5, 2}.",
        relatives=("cosid", "sine"),
        summary="A sine less a line.",
    ),
    dict(
        name="finer",
        title="Variable-periodic sine",
        aliases=("variable_periodic_sine",),
        formula="sin(w*(abs(x) + 1)*x)",
        parameters=(Parameter("w", 30.0, "w > 0", (1.0, 30.0), "frequency at 0"),),
        year=2023,
        reference="liufiner2023",
        note="The official layer stops the gradient through (abs(x)+1) by default.",
        relatives=("siren",),
        summary="A sine whose frequency grows away from 0, so that a shift of the input selects a "
        "frequency.",
    ),
    dict(
        name="ccaf",
        title="Cascade chaotic activation function",
        aliases=("cascade_chaotic",),
        formula="a*sin(pi*b*sin(pi*x))",
        parameters=(
            Parameter("a", 1.0, "", (0.5, 1.0), "amplitude"),
            Parameter("b", 1.0, "", (0.5, 1.0), "strength of the inner wave"),
        ),
        reference="kunc2024",
        single_source=True,
        note="Applied recursively across neurons in the source.",
        summary="A sine of a sine.",
    ),
    dict(
        name="fcaf",
        title="Fusion of chaotic activation functions",
        aliases=("fusion_of_chaotic",),
        formula="r*x*(1 - x) + x + a - b/(2*pi)*sin(2*pi*x)",
        careful="r*x*(1 - x) + x + a - b/(2*pi)*sin(2*pi*(x - round(x)))",
        parameters=(
            Parameter("r", 4.0, "", (2.0, 4.0), "factor of the logistic map"),
            Parameter("a", 0.0, "", (-0.5, 0.5), "shift"),
            Parameter("b", 0.0, "", (0.0, 1.0), "amplitude of the sine"),
        ),
        reference="kunc2024",
        single_source=True,
        note="Applied recursively across neurons in the source. Of Kabir et al. (2021), as the "
        "survey names them.",
        summary="One step of the logistic map plus one of the sine circle map.",
    ),
    dict(
        name="hosc",
        title="Hyperbolic oscillator with saturation control",
        aliases=("hyperbolic_oscillation_function",),
        formula="tanh(beta*sin(omega*x))",
        parameters=(
            Parameter("beta", 8.0, "beta > 0", (1.0, 16.0), "sharpness", trainable=True),
            Parameter("omega", 1.0, "omega > 0", (0.5, 10.0), "frequency"),
        ),
        year=2024,
        reference="serrano2024 wlodarczyk2026",
        note="The first paper has no omega; beta is fixed or learned.",
        relatives=("sine", "siren"),
        summary="A sine driven into saturation: from a sine for small beta to nearly a square "
        "wave. It keeps sharp edges in networks that take coordinates.",
    ),
)
