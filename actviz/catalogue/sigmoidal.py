"""S-shaped functions."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="sigmoid",
        title="Logistic sigmoid",
        aliases=("logistic", "logsig", "soft_step"),
        formula="1/(1 + exp(-x))",
        careful="sigmoid(x)",
        year=1838,
        reference="verhulst1838",
        identities=("f*(1 - f)",),
        relatives=("hard_sigmoid",),
        summary="Squeezes any number into the interval from 0 to 1, so that it can be read as a "
        "probability. It grew out of a law of population growth and carried the first networks "
        "trained by backpropagation.",
        problem="how a population grows that must one day fill its space; later, how a neuron's "
        "answer can be graded and still be differentiable",
        solution="grows like an exponential at first and is slowed down by what is left to the "
        "limit: the slope is s(1 - s)",
        uses="output of a binary classifier; gates of LSTM and GRU; independent labels",
        strengths="smooth; bounded; the log-odds of its value are the input itself",
        weaknesses="saturates on both sides, and its slope is at most 1/4, so gradients vanish in "
        "deep stacks; outputs are not centred on 0",
        remedy="tanh is centred; relu does not saturate for positive inputs; log_sigmoid for "
        "losses",
    ),
    dict(
        name="log_sigmoid",
        title="Logarithm of the sigmoid",
        formula="-softplus(-x)",
        reference="pytorch2026",
        identities=("1 - exp(f)", "sigmoid(-x)"),
        relatives=("softplus",),
        summary="The logarithm of a probability that sigmoid would give, computed without forming "
        "the probability first. Far on the left it is the input itself, where log(sigmoid(x)) "
        "would be log(0).",
        problem="the logarithm of a sigmoid that has been rounded to 0 is -inf, which ends a "
        "training run",
        solution="forms the logarithm in one piece, as minus the softplus of minus x, where "
        "nothing is rounded to 0",
        uses="losses of binary classifiers; preference and contrastive losses",
        strengths="smooth; slope between 0 and 1; neither overflow nor log(0)",
        weaknesses="never positive and unbounded below; saturates on the right",
        remedy="it is softplus mirrored twice: use softplus where positive values are wanted",
    ),
    dict(
        name="hard_sigmoid",
        title="Hard sigmoid",
        formula="clip(x/width + offset, 0, 1)",
        careful="where(x <= -offset*width, 0, where(x < (1 - offset)*width, "
        "(x + offset*width)/width, 1))",
        parameters=(
            Parameter("width", 6.0, "width > 0", (2.0, 10.0), "length of the middle piece"),
            Parameter("offset", 0.5, "", (0.25, 0.75), "value at 0"),
        ),
        year=2015,
        reference="courbariaux2015",
        relatives=("sigmoid",),
        summary="A sigmoid made of three straight lines, for hardware where exp is dear. The "
        "slope of the middle is 1/6 in PyTorch, JAX and Keras 3, 0.2 in ONNX and older Keras, "
        "and 1/2 in the original.",
        problem="gates and binarised weights ask for a sigmoid at every turn, and its exponential "
        "is dear without special hardware",
        solution="replaces the curve by its chord: a straight line clipped at 0 and 1",
        uses="gates of mobile and quantised networks; squeeze-and-excitation blocks",
        strengths="one multiplication and two comparisons; reaches 0 and 1 exactly",
        weaknesses="slope exactly 0 outside the middle; corners; three slopes under one name",
        remedy="sigmoid, which never goes quite flat; state the slope when moving a model",
    ),
    dict(
        name="sparse_sigmoid",
        title="Sparse sigmoid",
        formula="clip((x + 1)/2, 0, 1)",
        year=2019,
        reference="blondel2019",
        relatives=("hard_sigmoid", "sigmoid"),
        summary="A straight line from 0 at -1 to 1 at 1, flat beyond. It is sparsemax for two "
        "classes and the slope of sparse_plus.",
        problem="a sigmoid never gives 0 or 1, so that every choice keeps some weight",
        solution="projects the two scores onto the nearest probabilities, which gives exactly 0 "
        "or 1 beyond a margin",
        uses="probabilities that may be exactly 0 or 1; sparse attention with two choices",
        strengths="reaches 0 and 1 exactly; cheap; belongs to a convex loss",
        weaknesses="slope 0 beyond -1 and 1, so confident mistakes need a loss made for it",
        remedy="sigmoid where every answer should stay possible",
    ),
    dict(
        name="tanh",
        title="Hyperbolic tangent",
        aliases=("tansig", "hyperbolic_tangent"),
        formula="tanh(x)",
        reference="lecun1998",
        identities=("1 - f**2",),
        relatives=("hard_tanh", "softsign"),
        summary="An S-curve from -1 to 1 through the origin with slope 1. It is a sigmoid "
        "stretched so that outputs are centred on 0, which helps the next layer to learn.",
        problem="outputs that are all positive push the weights of the next layer in one "
        "direction at a time",
        solution="stretches the sigmoid to run from -1 to 1 through the origin, so that outputs "
        "balance around 0",
        uses="hidden layers of recurrent and small networks; outputs that are bounded and signed",
        strengths="odd; smooth; bounded; nearly linear for small inputs",
        weaknesses="saturates on both sides: gradients vanish for large inputs",
        remedy="relu and its kin; softsign approaches its limits more slowly",
    ),
    dict(
        name="scaled_tanh",
        title="Scaled tanh",
        aliases=("stanh",),
        formula="scale*tanh(slope*x)",
        parameters=(
            Parameter("scale", 1.7159, "scale > 0", (0.5, 2.0), "the limit on the right"),
            Parameter("slope", 2 / 3, "slope > 0", (0.5, 2.5), "factor of the input"),
        ),
        year=1998,
        reference="lecun1998",
        identities=("slope*(scale - f**2/scale)",),
        relatives=("tanh",),
        summary="tanh stretched in both directions. The classic numbers 1.7159 and 2/3 send 1 "
        "almost exactly to 1, so that targets of -1 and 1 lie inside the range, not at its ends.",
        problem="targets at the limits of tanh drive the weights towards infinity, where the "
        "slope is gone",
        solution="stretches tanh so that it takes 1 to nearly 1: targets of -1 and 1 are reached "
        "at finite inputs, near where its second derivative is largest",
        uses="networks trained on normalised inputs with targets -1 and 1",
        strengths="odd; smooth; inputs of unit variance keep about unit variance",
        weaknesses="saturates on both sides like tanh",
        remedy="normalisation layers, or functions that do not saturate, such as relu",
    ),
    dict(
        name="softsign",
        title="Softsign",
        aliases=("elliotsig",),
        formula="x/(1 + abs(x))",
        careful="where(abs(x) < 1, x/(1 + abs(x)), sign(x)*(1 - 1/(1 + abs(x))))",
        year=1993,
        reference="elliott1993",
        identities=("(1 - abs(f))**2",),
        relatives=("tanh",),
        summary="An S-curve from -1 to 1 without any exponential. It approaches its limits like "
        "1/|x|, far more slowly than tanh, so units saturate later.",
        problem="tanh comes to its limits exponentially fast, so that units saturate early and "
        "then hardly learn",
        solution="divides by 1 + |x|, which approaches the same limits only like 1/|x|",
        uses="hidden layers of shallow networks; bounded outputs on small devices",
        strengths="odd; bounded; one division; slopes fade slowly",
        weaknesses="still saturates; its second derivative jumps at 0",
        remedy="isru, which is smooth at 0; relu where nothing should saturate",
    ),
    dict(
        name="elliott",
        title="Elliott function",
        aliases=("elliot",),
        formula="(1 + x/(1 + abs(x)))/2",
        careful="where(x < 0, 0.5/(1 - x), where(x > 0, 1 - 0.5/(1 + x), 0.5*x/(1 + abs(x)) + "
        "0.5))",
        year=1993,
        reference="elliott1993",
        identities=("(1 - abs(2*f - 1))**2/2",),
        relatives=("sigmoid",),
        summary="Softsign moved to the interval from 0 to 1. It was proposed as a sigmoid that "
        "needs a division and no exponential.",
        problem="a sigmoid needs an exponential, which was slow on the machines of the time",
        solution="gets the same S-shape between 0 and 1 out of an absolute value and a division",
        uses="a cheap sigmoid on small devices",
        strengths="bounded; one division; slopes fade like 1/x**2, not exponentially",
        weaknesses="saturates; its second derivative jumps at 0; outputs are not centred on 0",
        remedy="softsign, the same centred on 0",
    ),
    dict(
        name="arctan",
        title="Inverse tangent",
        aliases=("atan",),
        formula="atan(x)",
        reference="olver2010",
        identities=("cos(f)**2",),
        relatives=("gudermannian", "tanh"),
        summary="The angle whose tangent is the input, between -pi/2 and pi/2. As an activation "
        "it is an S-curve that flattens slowly.",
        problem="an S-curve is wanted whose ends fade slowly and whose output can be an angle",
        solution="takes the angle with the given tangent; its slope 1/(1 + x**2) has tails of a "
        "power and not of an exponential",
        uses="bounded outputs that stand for angles; surrogate slopes of spiking neurons",
        strengths="odd; smooth; slope 1 at 0, fading only like 1/x**2",
        weaknesses="saturates; limits of pi/2 rather than 1; dearer than softsign",
        remedy="softsign for less work; relu where nothing should saturate",
    ),
    dict(
        name="gudermannian",
        title="Gudermannian function",
        aliases=("gd",),
        formula="2*atan(tanh(x/2))",
        reference="olver2010",
        identities=("cos(f)",),
        relatives=("arctan", "tanh"),
        summary="Links the circular and the hyperbolic functions without complex numbers. Its "
        "slope is 1/cosh(x), so it flattens as fast as an exponential.",
        problem="sailors' charts need the latitude back from a distance on the map",
        solution="joins circular and hyperbolic functions in a real formula; its slope, "
        "1/cosh(x), is the cosine of that latitude",
        uses="a bounded S-curve offered by computer algebra; map projections",
        strengths="odd; smooth; slope 1 at 0",
        weaknesses="saturates on both sides; two transcendental functions in place of one",
        remedy="tanh, cheaper and with limits of 1; relu where nothing should saturate",
    ),
    dict(
        name="erf",
        title="Error function",
        formula="erf(x)",
        careful="where(abs(x) > 20, "
        "sign(x)*(1 - scaled_exp(erfcx(abs(x)), -clip(x, -40, 40)**2)), erf(x))",
        reference="olver2010",
        relatives=("tanh",),
        summary="Twice the area under a Gaussian bell from 0 to x, scaled to end at 1. With it, "
        "averages over normally distributed inputs can be written down exactly.",
        problem="averages of a network's output over normally distributed inputs have no closed "
        "form for most activations",
        solution="is itself an area under the bell curve, so that such averages are again of its "
        "kind",
        uses="the inside of gelu; theory of networks with Gaussian inputs",
        strengths="odd; smooth; bounded; closed forms for Gaussian averages",
        weaknesses="saturates faster than tanh: its slope falls like exp(-x**2)",
        remedy="gelu, which uses it as a gate and keeps large inputs alive",
    ),
    dict(
        name="loglog",
        title="Log-log",
        aliases=("gompertz",),
        formula="exp(-exp(-x))",
        careful="where(abs(x) < 1/16, (1 + x + x**3*(-1/6 + x*(1/24 + x*(1/60 + x*(-1/80 + "
        "x*(1/560 + x*(5/4032 + x*(-89/120960 + x*(59/518400 + x*(109/1995840 + "
        "x*(-2533/68428800 + x*7219/889574400)))))))))))/e, "
        "scaled_exp(1, -exp(-max(x, -9))))",
        year=2008,
        reference="gomes2008",
        identities=("-f*log(f)",),
        relatives=("cloglog", "sigmoid"),
        summary="A lopsided S-curve from 0 to 1: it leaves 0 abruptly and creeps up to 1. It is "
        "the distribution function of the largest of many draws (Gumbel).",
        problem="sigmoid treats the two classes alike, while rare events want a curve that leaves "
        "0 and reaches 1 in different ways",
        solution="takes the Gumbel law of the largest draw, which rises abruptly from 0 and "
        "creeps up to 1",
        uses="probabilities of rare or extreme events",
        strengths="smooth; bounded; its two sides differ, unlike those of sigmoid",
        weaknesses="saturates; its slope is at most 1/e and vanishes doubly exponentially on the "
        "left",
        remedy="cloglog for the opposite skew; sigmoid for a symmetric curve",
    ),
    dict(
        name="cloglog",
        title="Complementary log-log",
        aliases=("complementary_log_log",),
        formula="1 - exp(-exp(x))",
        careful="-expm1(-exp(x))",
        year=2008,
        reference="gomes2008",
        identities=("-(1 - f)*log(1 - f)",),
        relatives=("loglog", "sigmoid"),
        summary="A lopsided S-curve from 0 to 1: it creeps away from 0 and arrives at 1 abruptly. "
        "It gives the chance of at least one event when exp(x) are expected.",
        problem="the chance of at least one event within a period is not symmetric in its "
        "logarithmic rate",
        solution="computes just that chance, 1 - exp(-rate) with rate exp(x), for a Poisson count",
        uses="survival models in discrete time; probabilities of at least one event",
        strengths="smooth; bounded; the meaning of its input is plain",
        weaknesses="saturates; vanishes doubly exponentially on the right; printed with the wrong "
        "sign in some surveys",
        remedy="loglog for the opposite skew; sigmoid for a symmetric curve",
    ),
    dict(
        name="isru",
        title="Inverse square root unit",
        aliases=("inverse_square_root_unit",),
        formula="x/sqrt(1 + alpha*x**2)",
        careful="where(abs(sqrt(alpha)*x) < 1, x/hypot(1, sqrt(alpha)*x), "
        "sign(x)/sqrt(alpha)*(1 - 1/(hypot(1, sqrt(alpha)*x)*(hypot(1, sqrt(alpha)*x) +"
        " abs(sqrt(alpha)*x)))))",
        parameters=(
            Parameter(
                "alpha",
                1.0,
                "alpha > 0",
                (0.25, 4.0),
                "the limits are -1/sqrt(alpha) and its opposite",
            ),
        ),
        year=2017,
        reference="carlile2017",
        identities=("(1 - alpha*f**2)**1.5",),
        relatives=("softsign", "tanh"),
        summary="An S-curve from a square root and a division. It was proposed as a tanh that "
        "fast hardware instructions for the inverse square root make cheap.",
        problem="tanh needs exponentials, while processors have a fast instruction for the "
        "inverse square root",
        solution="scales x by 1/sqrt(1 + alpha*x**2), which leaves small inputs alone and bends "
        "large ones to a limit",
        uses="recurrent networks where tanh is too dear; smooth clipping",
        strengths="odd; smooth; no exponential; the limits can be chosen",
        weaknesses="saturates on both sides, with slopes that fall like 1/|x|**3",
        remedy="isrlu, the same on the left and linear on the right",
    ),
    dict(
        name="laplace",
        title="Laplace attention function",
        formula="0.5*(1 + erf((x - mu)/(sigma*sqrt(2))))",
        careful="erfc((mu - x)/(sigma*sqrt(2)))/2",
        parameters=(
            Parameter("mu", 0.707107, "", (-1.0, 1.0), "where the value is 1/2"),
            Parameter("sigma", 0.282095, "sigma > 0", (0.25, 2.0), "width of the rise"),
        ),
        year=2022,
        reference="ma2022",
        relatives=("sigmoid",),
        summary="A Gaussian distribution function, in spite of its name. Its two numbers were "
        "chosen so that it resembles squared_relu near the middle while staying bounded.",
        problem="squared_relu, found by a search, grows without bound and made attention scores "
        "unstable",
        solution="a Gaussian distribution function with the value and the slope of squared_relu "
        "at sqrt(1/2), but kept between 0 and 1",
        uses="attention scores of the Mega model, in place of softmax",
        strengths="smooth; bounded by 0 and 1; steady training where squared_relu was not",
        weaknesses="saturates fast on both sides; the name suggests another distribution",
        remedy="sigmoid where slower saturation is wanted; softmax where scores should compete",
    ),
)
