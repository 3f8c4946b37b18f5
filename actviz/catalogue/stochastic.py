"""Random functions: a slope, a gain or a shift is drawn anew for every input while training."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.facts.interval import Interval
from actviz.functions.distributions import Draw
from actviz.functions.elementwise import Activation
from actviz.functions.entry import Parameter
from actviz.functions.vector.noisy import NoisyWeights

_LOWER: Final = Parameter(
    "lower", 1 / 8, domain="lower <= upper", typical=(0.05, 0.2), meaning="least slope drawn",
    aliases=("l",),
)  # fmt: skip
_UPPER: Final = Parameter(
    "upper", 1 / 3, typical=(0.25, 0.5), meaning="largest slope drawn", aliases=("u",)
)
_NOISE: Final = Parameter(
    "sigma", 0.75, domain="sigma >= 0", typical=(0.25, 1.0),
    meaning="standard deviation of the shift", aliases=("s",),
)  # fmt: skip
_SHIFT: Final = Draw("e", "normal", ("0", "sigma"))
_GAIN: Final = (Draw("k", "uniform", ("1 - spread", "1 + spread")),)

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="rrelu",
        title="Randomized leaky ReLU",
        aliases=("randomized_leaky_relu", "randomised_leaky_relu"),
        formula="where(x >= 0, x, r*x)",
        draws=(Draw("r", "uniform", ("lower", "upper")),),
        deterministic="where(x >= 0, x, (lower + upper)/2*x)",
        parameters=(_LOWER, _UPPER),
        year=2015,
        reference="xu2015",
        relatives=("leaky_relu", "prelu"),
        summary="Leaky ReLU whose negative slope is drawn anew for every input while training. In "
        "evaluation it is the mean slope, 11/48 by default.",
        problem="on small data sets leaky rectifiers with a fixed or a learned slope fit the "
        "training data too closely",
        solution="draws the negative slope anew for every input while training and uses its mean "
        "afterwards",
        uses="small data sets, where its noise keeps networks from learning by heart",
        note="the paper divides by r drawn from 3 to 8 and evaluates with x/5.5. NNlib draws in "
        "evaluation too; torch's function form evaluates by default, Paddle's draws",
    ),
    dict(
        name="noisy_relu",
        title="Noisy ReLU",
        aliases=("nrelu",),
        formula="max(0, x + sqrt(sigmoid(x))*e)",
        draws=(Draw("e", "normal", ("0", "1")),),
        deterministic="max(0, x)",
        year=2010,
        reference="nair2010",
        single_source=True,
        relatives=("relu", "softplus"),
        summary="ReLU of the input with noise whose variance is sigmoid(x): many copies of one "
        "binary unit added up. Without the noise it is relu.",
        uses="restricted Boltzmann machines",
        note="the original variance is sigmoid(x); the survey reads sigma(x) as the standard "
        "deviation of the inputs",
    ),
    dict(
        name="rt_relu",
        title="Randomly translational ReLU",
        aliases=("randomly_translational_relu",),
        formula="max(0, x + e)",
        draws=(_SHIFT,),
        deterministic="max(0, x)",
        parameters=(_NOISE,),
        year=2018,
        reference="cao2018",
        single_source=True,
        relatives=("relu", "rt_prelu"),
        summary="ReLU moved to the left or right by a random shift. In evaluation the shift is 0 "
        "and it is relu.",
        uses="image classification",
    ),
    dict(
        name="rt_prelu",
        title="Randomly translational PReLU",
        formula="where(x + e >= 0, x, a*x)",
        draws=(_SHIFT,),
        deterministic="where(x >= 0, x, a*x)",
        parameters=(
            Parameter(
                "a", 0.25, typical=(0.1, 0.5), meaning="slope of the lower branch", trainable=True
            ),
            _NOISE,
        ),
        year=2018,
        reference="cao2018",
        single_source=True,
        relatives=("prelu", "rt_relu"),
        summary="PReLU whose corner is moved by a random shift: an input near 0 takes either "
        "branch. In evaluation it is prelu.",
        note="the survey writes x/a. For a given shift it jumps, so the slope along a draw misses "
        "what the moving jump adds to the slope of the mean",
    ),
    dict(
        name="erelu",
        title="Elastic ReLU",
        aliases=("elastic_relu",),
        formula="where(x >= 0, k*x, 0)",
        draws=_GAIN,
        deterministic="max(0, x)",
        parameters=(
            Parameter(
                "spread", 0.1, domain="spread >= 0", typical=(0.05, 0.5),
                meaning="how far the gain strays from 1", aliases=("alpha",),
            ),
        ),
        year=2018,
        reference="jiang2018",
        single_source=True,
        relatives=("relu", "eprelu"),
        summary="ReLU with a random gain near 1 for what passes. In evaluation the gain is 1 and "
        "it is relu.",
        uses="object recognition",
        note="0.1 for the spread is an illustration",
    ),
    dict(
        name="eprelu",
        title="Elastic PReLU",
        aliases=("elastic_prelu",),
        formula="where(x >= 0, k*x, a*x)",
        draws=_GAIN,
        deterministic="where(x >= 0, x, a*x)",
        parameters=(
            Parameter("a", 0.25, typical=(0.1, 0.5), meaning="slope below 0", trainable=True),
            Parameter(
                "spread", 0.1, domain="spread >= 0", typical=(0.05, 0.5),
                meaning="how far the gain strays from 1", aliases=("r",),
            ),
        ),
        year=2018,
        reference="jiang2018",
        relatives=("prelu", "erelu"),
        summary="PReLU with a random gain near 1 above 0 and a learned slope below. In evaluation "
        "it is prelu.",
        uses="object recognition",
        note="the survey writes x/a; 0.1 for the spread is an illustration",
    ),
    dict(
        name="eelu",
        title="Elastic ELU",
        aliases=("elastic_elu",),
        formula="where(x >= 0, k*x, alpha*expm1(beta*x))",
        draws=(
            Draw("s", "uniform", ("0", "spread")),
            Draw("k", "truncated_normal", ("1", "s", "0", "2")),
        ),
        deterministic="where(x >= 0, x, alpha*expm1(beta*x))",
        parameters=(
            Parameter("alpha", 1.0, domain="alpha > 0", typical=(0.5, 2.0), meaning="depth"),
            Parameter("beta", 1.0, domain="beta > 0", typical=(0.5, 2.0), meaning="steepness"),
            Parameter(
                "spread", 0.1, domain="spread > 0, spread <= 1", typical=(0.05, 1.0),
                meaning="the largest standard deviation of the gain", aliases=("epsilon", "eps"),
            ),
        ),
        year=2020,
        reference="kim2020",
        single_source=True,
        relatives=("elu",),
        summary="ELU with a random gain near 1 above 0, and even the spread of the gain is drawn. "
        "In evaluation it is elu.",
        uses="image classification",
    ),
    dict(
        name="probact",
        title="ProbAct",
        formula="max(0, x) + sigma*e",
        draws=(Draw("e", "normal", ("0", "1")),),
        deterministic="max(0, x)",
        parameters=(
            Parameter(
                "sigma", 1.0, domain="sigma >= 0", typical=(0.25, 1.5),
                meaning="standard deviation of the noise", trainable=True, aliases=("s",),
            ),
        ),
        year=2019,
        reference="shridhar2019",
        relatives=("relu",),
        summary="ReLU with normal noise added to its output, also below 0. The noise is fixed or "
        "learned.",
        uses="classifiers that are to know how sure they are",
    ),
    dict(
        name="s_rrelu",
        title="Softsign RReLU",
        aliases=("softsign_rrelu",),
        formula="1/(1 + x)**2 + where(x >= 0, x, r*x)",
        draws=(Draw("r", "uniform", ("lower", "upper")),),
        deterministic="1/(1 + x)**2 + where(x >= 0, x, (lower + upper)/2*x)",
        parameters=(_LOWER, _UPPER),
        year=2024,
        reference="elakkiya2024",
        relatives=("rrelu",),
        summary="Randomized leaky ReLU with 1/(1 + x)**2 added, which has a pole at -1.",
        weaknesses="no bound near x = -1",
    ),
    dict(
        kind=Activation,
        name="rand_softplus",
        title="Rand softplus",
        aliases=("rsp",),
        formula="(1 - rho)*max(0, x) + rho*softplus(x)",
        parameters=(
            Parameter(
                "rho", 0.5, domain="rho >= 0, rho <= 1", typical=(0.1, 0.9),
                meaning="noise level of the layer's input", aliases=("r",),
            ),
        ),
        reference="kunc2024",
        single_source=True,
        relatives=("relu", "softplus"),
        summary="A blend of relu and softplus. How much of each is decided by how noisy the "
        "layer's input is; once that is known, nothing is random.",
        uses="networks whose inputs are noisy to different degrees",
        strengths="between relu and softplus in everything; no more costly than softplus",
        weaknesses="still has a corner at 0; the noise level has to be estimated",
        remedy="softplus alone, which has no corner",
        note="here the noise level is a parameter; 0.5 is an illustration",
    ),
    dict(
        name="pats",
        title="PATS",
        formula="x*atan(r*pi*sigmoid(x))",
        draws=(Draw("r", "uniform", ("lower", "upper")),),
        deterministic="x*atan((lower + upper)/2*pi*sigmoid(x))",
        parameters=(
            Parameter(
                "lower", 1 / 2, domain="lower <= upper", typical=(0.25, 0.5),
                meaning="least factor drawn", aliases=("l",),
            ),
            Parameter(
                "upper", 3 / 4, typical=(0.75, 1.0), meaning="largest factor drawn",
                aliases=("u",),
            ),
        ),
        reference="kunc2024",
        single_source=True,
        relatives=("silu",),
        summary="A gate of an arctangent around a sigmoid, with a factor drawn at random. The "
        "variant without chance takes the mean factor, 5/8.",
    ),
    dict(
        kind=NoisyWeights,
        name="gumbel_softmax",
        title="Gumbel-softmax",
        aliases=("concrete",),
        weight="exp(x/tau)",
        log_weight="x/tau",
        ratio="1/tau",
        parameters=(
            Parameter(
                "tau", 1.0, domain="tau > 0", typical=(0.25, 2.0),
                meaning="temperature: the smaller, the nearer to a choice of one",
            ),
        ),
        range=Interval(0.0, 1.0),
        sum=1.0,
        year=2016,
        reference="jang2016",
        relatives=("softmax", "temperature_softmax"),
        summary="A random choice made differentiable: Gumbel noise is added to the scores before "
        "softmax. The largest component is number i with the probability softmax gives it.",
        problem="a choice drawn at random has no gradient, so that nothing before it can be "
        "trained",
        solution="adds Gumbel noise to the scores and takes a softmax with a temperature: near a "
        "choice, and differentiable",
        uses="networks that choose: discrete latent variables, architecture search",
        note="hard=True in the libraries returns a choice of one with the soft gradient, which is "
        "not the derivative of what it returns. Without a seed the noise is left out here; the "
        "libraries always draw",
    ),
)  # fmt: skip
