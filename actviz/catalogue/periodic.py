"""Waves, bumps, and functions with a wave in them."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="sine",
        title="Sine",
        aliases=("sin", "sinusoid"),
        formula="sin(x)",
        year=2016,
        reference="parascandolo2016",
        relatives=("cosine",),
        summary="A wave of period 2*pi between -1 and 1. Networks of sines represent signals "
        "with fine detail and their derivatives, given an initialisation made for them.",
        problem="networks with relu or tanh are slow to learn fine detail of signals, and their "
        "higher derivatives are poor",
        solution="a wave whose derivatives are waves of the same height; the weights choose the "
        "frequencies",
        uses="implicit representations of images and shapes; positional features",
        strengths="odd; smooth; bounded; derivatives of every order keep their size",
        weaknesses="many inputs share an output, so the loss has many poor minima; sensitive to "
        "the initialisation",
        remedy="snake, which keeps a trend under the wave",
    ),
    dict(
        name="cosine",
        title="Cosine",
        aliases=("cos",),
        formula="cos(x)",
        reference="rahimi2007",
        relatives=("sine",),
        summary="A wave of period 2*pi between -1 and 1 with its crest at 0. With random weights "
        "and phases, cosines approximate a Gaussian kernel.",
        problem="a kernel method compares every pair of examples, which is too many for large data",
        solution="random projections followed by a cosine give features whose products are, on "
        "average, the kernel",
        uses="random Fourier features; positional features",
        strengths="even; smooth; bounded; derivatives of every order keep their size",
        weaknesses="slope 0 at 0; many inputs share an output",
        remedy="sine, whose slope at 0 is 1; snake, which keeps a trend",
    ),
    dict(
        name="snake",
        title="Snake",
        formula="x + sin(frequency*x)**2/frequency",
        careful="where(abs(frequency*x) < 1/2, x + sin(frequency*x)**2/frequency, "
        "x + (1 - cos(2*frequency*x))/(2*frequency))",
        parameters=(
            Parameter(
                "frequency",
                1.0,
                "frequency > 0",
                (0.5, 5.0),
                "how fast the wave runs",
                trainable=True,
                aliases=("alpha", "a"),
            ),
        ),
        year=2020,
        reference="ziyin2020",
        identities=("1 + sin(2*frequency*x)",),
        relatives=("identity",),
        summary="The identity with a wave on top. Networks of relu or tanh cannot continue a "
        "periodic signal beyond the data; this one can.",
        problem="networks with relu or tanh continue a periodic signal by a line or a constant",
        solution="adds a squared sine to the identity: a period to learn from and a trend that "
        "keeps training easy",
        uses="time series with a period; neural vocoders such as BigVGAN",
        strengths="smooth; never decreasing; learns a trend and a period together",
        weaknesses="slope 0 at one point of each period; dearer than relu; the frequency must "
        "suit the data or be learned",
        remedy="a frequency learned for each channel",
    ),
    dict(
        name="gcu",
        title="Growing cosine unit",
        aliases=("growing_cosine_unit",),
        formula="x*cos(x)",
        year=2021,
        reference="noel2021",
        relatives=("sine",),
        summary="A cosine whose swings grow with the input. A single neuron with several zeros "
        "can separate classes, such as XOR, that one with a monotone activation cannot.",
        problem="a single neuron with a monotone activation cannot separate classes such as XOR",
        solution="swings with growing height, so that one neuron changes sign at many places",
        uses="convolutional layers with few units; studies of oscillating activations",
        strengths="smooth; odd; slope 1 at 0; several decision boundaries in one neuron",
        weaknesses="slope and value swing without bound; very sensitive to large inputs",
        remedy="snake, whose slope stays between 0 and 2",
    ),
    dict(
        name="sinc",
        title="Cardinal sine",
        aliases=("cardinal_sine",),
        formula="sinc(x)",
        reference="shannon1949",
        relatives=("gaussian",),
        summary="sin(x)/x, with its hole at 0 filled by 1. It is the response of an ideal "
        "low-pass filter; NumPy's and PyTorch's sinc means sin(pi*x)/(pi*x) instead.",
        problem="a signal should be cut at a frequency, sharply, with nothing left above it",
        solution="is the response of the ideal low-pass filter, limited in band and endless in "
        "time",
        uses="band-limited features; filters learned from raw sound",
        strengths="smooth; even; bounded; fades far away",
        weaknesses="slope 0 at 0; ripples give many minima; two functions under one name",
        remedy="gaussian, a bump without ripples",
    ),
)
