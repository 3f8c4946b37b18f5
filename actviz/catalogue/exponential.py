"""Linear on the right; an exponential, or a stand-in for one, on the left."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="elu",
        title="Exponential linear unit",
        aliases=("exponential_linear_unit",),
        formula="where(x > 0, x, alpha*expm1(x))",
        quick="max(x, 0) + alpha*expm1(min(x, 0))",
        parameters=(
            Parameter("alpha", 1.0, "alpha > 0", (0.5, 2.0), "depth of the plateau on the left"),
        ),
        year=2015,
        reference="clevert2015",
        identities=("where(x > 0, 1, f + alpha)",),
        relatives=("relu", "selu"),
        summary="The identity on the right and an exponential that levels off at -alpha on the "
        "left. Negative outputs bring the mean of a layer closer to 0, which speeds up learning.",
        problem="relu's outputs are never negative, so that each layer shifts the mean that the "
        "next one sees",
        solution="lets negative inputs give negative outputs that level off at -alpha, which "
        "brings means closer to 0",
        uses="hidden layers of networks without batch normalisation",
        strengths="negative outputs; no side is flat at once; smooth slope at 0 for alpha = 1",
        weaknesses="saturates on the left; needs exp; a corner at 0 unless alpha is 1",
        remedy="celu has no corner for any alpha; selu chooses constants that normalise; isrlu "
        "needs no exp",
    ),
    dict(
        name="celu",
        title="Continuously differentiable ELU",
        aliases=("continuously_differentiable_elu",),
        formula="where(x > 0, x, alpha*expm1(x/alpha))",
        parameters=(
            Parameter("alpha", 1.0, "alpha > 0", (0.5, 2.0), "depth and width of the left side"),
        ),
        year=2017,
        reference="barron2017",
        identities=("where(x > 0, 1, 1 + f/alpha)",),
        relatives=("elu",),
        summary="An elu whose left side is stretched along with its depth. So the slope at 0 is "
        "1 for every alpha, and the corner is gone.",
        problem="elu has a corner at 0 for every alpha but 1",
        solution="stretches the exponential sideways by alpha as well, which makes the slope at 0 "
        "equal to 1 for every alpha",
        uses="in place of elu when alpha is not 1",
        strengths="slope without a jump for every alpha; slope never above 1; scales with alpha",
        weaknesses="saturates on the left; its second derivative jumps at 0; needs exp",
        remedy="gelu and silu, which are smooth to every order",
    ),
    dict(
        name="selu",
        title="Scaled ELU",
        aliases=("scaled_elu", "scaled_exponential_linear_unit"),
        formula="scale*where(x > 0, x, alpha*expm1(x))",
        quick="scale*(max(x, 0) + alpha*expm1(min(x, 0)))",
        parameters=(
            Parameter(
                "alpha",
                1.6732632423543772,
                "alpha > 0",
                (1.5, 2.0),
                "depth of the plateau before scaling",
            ),
            Parameter(
                "scale", 1.0507009873554805, "scale > 0", (1.0, 1.1), "slope for positive inputs"
            ),
        ),
        year=2017,
        reference="klambauer2017",
        identities=("where(x > 0, scale, f + scale*alpha)",),
        relatives=("elu",),
        summary="An elu with two constants computed so that mean 0 and variance 1 reproduce "
        "themselves from layer to layer. Deep fully connected networks then need no "
        "normalisation layers.",
        problem="deep networks without normalisation layers let mean and variance drift, and then "
        "vanish or explode",
        solution="chooses its two constants so that mean 0 and variance 1 are a stable fixed "
        "point from layer to layer",
        uses="deep fully connected networks, with LeCun-normal weights and alpha dropout",
        strengths="activations drift towards mean 0 and variance 1; negative outputs",
        weaknesses="the promise holds only for its own initialisation and plain layers; a corner "
        "at 0; saturates on the left; libraries round the constants differently",
        remedy="normalisation layers, after which gelu or silu will do",
    ),
    dict(
        name="isrlu",
        title="Inverse square root linear unit",
        aliases=("inverse_square_root_linear_unit",),
        formula="where(x >= 0, x, x/sqrt(1 + alpha*x**2))",
        careful="where(x >= 0, x, where(sqrt(alpha)*x > -1, x/hypot(1, sqrt(alpha)*x), "
        "(1/(hypot(1, sqrt(alpha)*x)*(hypot(1, sqrt(alpha)*x) - sqrt(alpha)*x)) - "
        "1)/sqrt(alpha)))",
        parameters=(
            Parameter(
                "alpha", 1.0, "alpha > 0", (0.25, 4.0), "the left side levels off at -1/sqrt(alpha)"
            ),
        ),
        year=2017,
        reference="carlile2017",
        identities=("where(x >= 0, 1, (1 - alpha*f**2)**1.5)",),
        relatives=("elu",),
        summary="The identity on the right and isru on the left. It has the shape of elu and "
        "needs a square root in place of an exponential.",
        problem="the exponential takes up most of the time that elu needs",
        solution="puts an inverse square root in its place, for which processors have fast "
        "instructions",
        uses="in place of elu where exp is dear",
        strengths="slope and second derivative without a jump; negative outputs; no exponential",
        weaknesses="saturates on the left; only its third derivative jumps, but it does",
        remedy="gelu and silu, which are smooth to every order",
    ),
    dict(
        name="xielu",
        title="Expanded integral of ELU",
        formula="where(x > 0, alpha_p*x**2 + beta*x, alpha_n*(expm1(min(x, eps)) - x) + beta*x)",
        careful="where(x > 0, alpha_p*x**2 + beta*x, alpha_n*expm1(min(x, eps)) + (beta - "
        "alpha_n)*x)",
        parameters=(
            Parameter(
                "alpha_p",
                0.8,
                "alpha_p > 0",
                (0.3, 1.5),
                "curvature for positive inputs, learned",
                trainable=True,
            ),
            Parameter(
                "alpha_n",
                0.8,
                "alpha_n > 0",
                (0.6, 1.5),
                "size of the left side, learned",
                trainable=True,
            ),
            Parameter("beta", 0.5, "", (0.25, 0.55), "slope at 0"),
            Parameter("eps", -1e-6, "eps <= 0", None, "expm1 is held still above it"),
        ),
        year=2024,
        reference="huang2024",
        relatives=("squared_relu",),
        summary="Made by integrating a slope that was wanted: linear on the right, that of an elu "
        "on the left. It grows like a square on the right, and on the left it dips, turns and "
        "rises again.",
        problem="activations are chosen for their values, though training works with their slopes",
        solution="starts from the slope, a line on the right and an elu on the left, integrates "
        "it, and lets training choose both strengths",
        uses="feed-forward layers of language models without gates",
        strengths="no side is flat; both halves are learned; alive where squared_relu is dead",
        weaknesses="grows like a square; two learned numbers; eps leaves a step of about 1e-6 at 0",
        remedy="silu or a gated unit where linear growth is wanted",
    ),
)
