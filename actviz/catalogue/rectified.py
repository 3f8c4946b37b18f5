"""ReLU, its leaky and bounded kin, and smooth versions of it."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="relu",
        title="Rectified linear unit",
        aliases=("rectifier", "rectified_linear_unit", "poslin"),
        formula="max(0, x)",
        year=1969,
        reference="fukushima1969 nair2010",
        relatives=("softplus", "gelu"),
        summary="Passes positive inputs unchanged and turns negative ones into 0. Known since "
        "1969, it became the standard of deep networks around 2010 because its slope does not "
        "shrink for positive inputs.",
        problem="sigmoid and tanh are flat for large inputs, so that gradients fade from layer to "
        "layer",
        solution="leaves positive inputs as they are: slope exactly 1 there, and exactly 0 "
        "elsewhere, which also makes outputs sparse",
        uses="the default of hidden layers in convolutional and fully connected networks",
        strengths="a comparison; slope exactly 1 for positive inputs; sparse outputs; scales with "
        "its input",
        weaknesses="a unit whose inputs are all negative has slope 0 and stops learning (dying "
        "relu); outputs are never negative; a corner at 0",
        remedy="leaky_relu and elu keep the left side alive; gelu and silu are smooth as well",
    ),
    dict(
        name="relu6",
        title="ReLU capped at 6",
        formula="min(max(0, x), 6)",
        year=2010,
        reference="krizhevsky2010",
        relatives=("relu", "hard_swish"),
        summary="A relu that stops at 6. The cap keeps activations in a range that a few bits "
        "can hold.",
        problem="without an upper bound a few large activations spoil a number format of few bits",
        solution="cuts relu off at 6, so that a fixed step between numbers covers all of its range",
        uses="mobile and quantised networks; inside hard_swish",
        strengths="bounded and cheap; suits fixed-point arithmetic",
        weaknesses="slope 0 below 0 and above 6, so units can die on both sides; the 6 is "
        "arbitrary",
        remedy="hard_swish, which has no cap on the right",
    ),
    dict(
        name="leaky_relu",
        title="Leaky ReLU",
        aliases=("lrelu", "lelu"),
        formula="where(x > 0, x, negative_slope*x)",
        parameters=(
            Parameter(
                "negative_slope",
                0.01,
                "",
                (0.005, 0.3),
                "slope for negative inputs",
                aliases=("alpha",),
            ),
        ),
        year=2013,
        reference="maas2013",
        relatives=("relu", "prelu"),
        summary="A relu with a small slope in place of the flat side. A unit that has drifted to "
        "negative inputs still receives a gradient and can come back.",
        problem="a relu whose inputs are all negative has slope 0 and never learns again",
        solution="gives the negative side a small slope, so that some gradient always passes",
        uses="hidden layers where units of relu die; discriminators of generative networks",
        strengths="a comparison and a product; no dead side; scales with its input",
        weaknesses="a corner at 0; the default slope differs between libraries, from 0.005 to 0.3",
        remedy="prelu learns the slope; elu replaces the line by a curve that levels off",
    ),
    dict(
        name="prelu",
        title="Parametric ReLU",
        aliases=("parametric_relu",),
        formula="where(x > 0, x, alpha*x)",
        parameters=(
            Parameter(
                "alpha",
                0.25,
                "",
                (0.0, 0.5),
                "slope for negative inputs, learned",
                trainable=True,
                aliases=("negative_slope",),
            ),
        ),
        year=2015,
        reference="he2015",
        relatives=("leaky_relu",),
        summary="A leaky_relu whose negative slope is learned, one for a layer or one for each "
        "channel. It came with the initialisation that made very deep rectifier networks "
        "trainable.",
        problem="nobody knows in advance how leaky a rectifier should be",
        solution="makes the negative slope a parameter that is trained along with the weights",
        uses="image classification and super-resolution",
        strengths="the network chooses how leaky it is; few extra parameters",
        weaknesses="a corner at 0; weight decay pulls the slope towards 0, that is, towards relu",
        remedy="elu or gelu, which need no parameter",
    ),
    dict(
        name="thresholded_relu",
        title="Thresholded ReLU",
        aliases=("trec",),
        formula="where(x > threshold, x, 0)",
        parameters=(
            Parameter("threshold", 1.0, "", (0.5, 2.0), "inputs above it pass", aliases=("theta",)),
        ),
        year=2014,
        reference="konda2014",
        relatives=("relu",),
        summary="Passes inputs above a threshold unchanged and drops the rest. With it an "
        "autoencoder needs no biases to become sparse.",
        problem="autoencoders learn large negative biases to become sparse, and these biases harm "
        "what they represent",
        solution="puts the threshold into the activation and lets what exceeds it pass in full, "
        "without subtracting it",
        uses="sparse autoencoders; suppression of weak responses",
        strengths="sparse; what passes is not diminished by the threshold",
        weaknesses="jumps at the threshold; slope 0 below it",
        remedy="soft_shrink or a relu with a bias, which have no jump",
    ),
    dict(
        name="squared_relu",
        title="Squared ReLU",
        aliases=("relu2", "relu^2", "requ"),
        formula="max(0, x)**2",
        year=2021,
        reference="so2021",
        identities=("2*sqrt(f)",),
        relatives=("relu",),
        summary="The square of relu. An automated search for better transformers found it, and "
        "it costs almost nothing.",
        problem="transformers were costly to train, and it was open whether simple changes could "
        "make them learn faster",
        solution="squares relu, which lets strong inputs count more and closes the jump of the "
        "slope at 0",
        uses="feed-forward layers of language models",
        strengths="slope without a jump; sparse; two cheap operations",
        weaknesses="grows like a square, so large inputs dominate and can overflow short floats; "
        "the left side is dead",
        remedy="laplace, a bounded stand-in; xielu, which is quadratic on the right and alive on "
        "the left",
    ),
    dict(
        name="softplus",
        title="Softplus",
        aliases=("soft_relu",),
        formula="softplus(beta*x)/beta",
        parameters=(Parameter("beta", 1.0, "beta > 0", (0.5, 5.0), "sharpness of the bend"),),
        year=2000,
        reference="dugas2000",
        note="Some texts call it smooth ReLU, which is also the published name of smelu.",
        identities=("1 - exp(-beta*f)", "sigmoid(beta*x)"),
        relatives=("squareplus", "relu"),
        summary="A smooth relu whose slope is the sigmoid. It was made for pricing options, where "
        "an output must be positive, increasing and convex.",
        problem="the price of an option is positive, increasing and convex in its arguments, and "
        "a network should keep to that",
        solution="integrates the sigmoid: positive, increasing and convex by construction, and "
        "linear for large inputs",
        uses="positive outputs such as variances and rates; where a second derivative is needed",
        strengths="smooth; positive; convex; the slope is never exactly 0",
        weaknesses="saturates on the left; exceeds relu by up to log(2)/beta, at 0; needs exp and "
        "log",
        remedy="squareplus needs no exp; elu gives negative values too",
    ),
    dict(
        name="squareplus",
        title="Squareplus",
        formula="(x + sqrt(x**2 + b))/2",
        careful="where(x < 0, b/4/(hypot(x, sqrt(b))/2 - x/2), x + b/4/(hypot(x, sqrt(b))/2 + "
        "x/2))",
        parameters=(
            Parameter("b", 4.0, "b > 0", (0.5, 8.0), "size of the bend; near 0 it is relu"),
        ),
        year=2021,
        reference="barron2021",
        identities=("f/sqrt(x**2 + b)",),
        relatives=("softplus",),
        summary="A smooth relu from a sum, a square root and nothing else. It resembles softplus "
        "and needs no exponential.",
        problem="softplus needs an exponential and a logarithm, and care against overflow",
        solution="takes a branch of a hyperbola, which needs a square root and has the same shape",
        uses="in place of softplus on hardware or in shaders where exp is dear",
        strengths="smooth; positive; convex; increasing; algebraic",
        weaknesses="approaches relu only like b/(4*|x|), far more slowly than softplus; the plain "
        "formula cancels to 0 far on the left",
        remedy="softplus for tighter tails; sparse_plus where exact zeros are wanted",
    ),
    dict(
        name="sparse_plus",
        title="Sparse plus",
        formula="where(x <= -1, 0, where(x < 1, (x + 1)**2/4, x))",
        year=2019,
        reference="blondel2019",
        identities=("clip((x + 1)/2, 0, 1)",),
        relatives=("softplus", "relu"),
        summary="A relu whose corner is rounded by a parabola between -1 and 1. It is to "
        "sparse_sigmoid what softplus is to sigmoid.",
        problem="softplus never reaches 0, so that a loss made of it keeps pushing examples that "
        "are right already",
        solution="integrates sparse_sigmoid: exactly 0 on the left, exactly x on the right and a "
        "parabola between",
        uses="a cheap smooth relu with exact zeros; sparse losses",
        strengths="slope without a jump; exactly 0 on the left and exactly x on the right; no exp",
        weaknesses="flat and dead below -1; its second derivative jumps at -1 and 1",
        remedy="softplus or squareplus, whose slope never reaches 0",
    ),
    dict(
        name="sqrt_softplus",
        title="Square root of softplus",
        formula="sqrt(softplus(x))",
        careful="where(x < -40, scaled_exp(1 - exp(x)/4, x/2), sqrt(softplus(x)))",
        reference="huggingface2026",
        identities=("sigmoid(x)/(2*f)",),
        relatives=("softplus",),
        summary="The square root of softplus: an exponential on the left and a square root on "
        "the right. It scores experts in the router of a large language model.",
        problem="scores that choose experts should be positive, and a few large ones should not "
        "decide everything",
        solution="takes the square root of softplus, which grows more and more slowly on the right",
        uses="positive scores of a mixture-of-experts router",
        strengths="smooth; positive; strictly increasing; large scores are held back",
        weaknesses="the slope fades on both sides and is at most about 0.32",
        remedy="softplus, whose slope does not fade on the right",
    ),
    dict(
        name="hard_mish",
        title="Hard mish",
        formula="x/2*clip(x + 2, 0, 2)",
        careful="where(x >= 0, x, where(x > -2, x*(x + 2)/2, 0))",
        reference="wightman2019",
        relatives=("mish", "hard_swish"),
        summary="A parabola between -2 and 0 joined to 0 on the left and to x on the right. It "
        "imitates mish without exp, log or tanh.",
        problem="mish needs exp, log and tanh, too much for small devices",
        solution="puts a clipped line in the place of mish's gate, so that only comparisons and "
        "products remain",
        uses="mobile networks in place of mish",
        strengths="cheap; exactly 0 far left and exactly x on the right; no jump of slope at 0",
        weaknesses="dead below -2; a corner at -2, where the slope drops from 0 to -1; dips to "
        "-0.5, deeper than mish",
        remedy="mish itself, which is smooth and alive on the left",
    ),
)
