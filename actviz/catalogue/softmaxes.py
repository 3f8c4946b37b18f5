"""Softmax and its kin: weights that add up to 1, their logarithms, and what is sparse."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.facts.interval import Interval
from actviz.functions.entry import Parameter
from actviz.functions.vector import logarithms, proved, sparse
from actviz.functions.vector.vector_function import Notation, Step, Written
from actviz.functions.vector.weights import Weights

_OPEN: Final = Interval(0.0, 1.0)
_CLOSED: Final = Interval(0.0, 1.0, low_closed=True, high_closed=True)

_KEPT: Final = Step(
    "sum of the kept",
    "d/dx_j[sum_i f_i] = 0",
    "sum_i g_i*(delta_ij - dt/dx_j) = 0, so dt/dx_j = g_j/sum_k g_k",
    "the components always add up to 1, so t has to move with the scores",
)

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        kind=Weights,
        name="softmax",
        title="Softmax",
        weight="exp(x)",
        log_weight="x",
        ratio="1",
        range=_OPEN,
        sum=1.0,
        year=1990,
        reference="bridle1990",
        relatives=("log_softmax", "sparsemax"),
        summary="Turns any list of scores into probabilities: each component lies between 0 and 1 "
        "and together they sum to 1. Only differences between scores matter.",
        problem="the outputs of a classifier should be probabilities, while its scores can be any "
        "numbers",
        solution="makes every score positive by exp and divides by the sum, so that equal "
        "differences of scores become equal ratios of shares",
        uses="the last layer of a classifier with several exclusive classes; attention weights",
        strengths="smooth; a proper distribution; with cross-entropy the gradient is simply p - y",
        weaknesses="saturates when one score leads by far; never gives an exact 0; exp overflows "
        "in naive code",
        remedy="subtract the largest score first; log_softmax for losses; a temperature against "
        "over-confidence",
    ),
    dict(
        kind=Weights,
        name="softmin",
        title="Softmin",
        weight="exp(-x)",
        log_weight="-x",
        ratio="-1",
        range=_OPEN,
        sum=1.0,
        reference="pytorch2026",
        relatives=("softmax",),
        summary="Softmax of the negated scores: the smallest one gets the largest share.",
        uses="distances turned into probabilities",
    ),
    dict(
        kind=Written,
        name="log_softmax",
        title="Logarithm of softmax",
        compute=logarithms.log_softmax,
        proved=proved.log_softmax,
        slopes=logarithms.log_softmax_slopes,
        written=Notation(
            formula="x_i - log(sum_j exp(x_j))",
            latex=r"\ell_i = x_i - \log \sum_j e^{x_j}",
            slope="delta_ij - s_j",
            slope_latex=r"\frac{\partial \ell_i}{\partial x_j} = \delta_{ij} - s_j",
            steps=(
                Step(
                    "difference rule",
                    "d/dx_j[x_i - log(S)] with S = sum_k exp(x_k)",
                    "delta_ij - d/dx_j[log(S)]",
                    "x_i changes with x_j only if i = j",
                ),
                Step(
                    "chain rule",
                    "delta_ij - d/dx_j[log(S)]",
                    "delta_ij - exp(x_j)/S",
                    "log' is 1/S",
                ),
                Step(
                    "definition",
                    "delta_ij - exp(x_j)/S",
                    "delta_ij - s_j",
                    "exp(x_j)/S is softmax's s_j",
                ),
            ),
        ),
        range=Interval(float("-inf"), 0.0),
        reference="bridle1990",
        relatives=("softmax",),
        summary="The logarithms of softmax's probabilities, computed without taking the logarithm "
        "of a number that has already been rounded to 0.",
        problem="a probability that has been rounded to 0 has no logarithm, and its loss is "
        "infinite",
        solution="subtracts the logarithm of the sum from the score itself, so that no "
        "probability is formed on the way",
        uses="classification losses (negative log-likelihood); sequence scores that are added up",
        strengths="no overflow, no log of 0; slopes stay between -1 and 1",
        weaknesses="values are unbounded below; not probabilities themselves",
        remedy="take exp at the very end, where probabilities are wanted",
    ),
    dict(
        kind=Weights,
        name="temperature_softmax",
        title="Softmax with a temperature",
        aliases=("beta_softmax",),
        weight="exp(beta*x)",
        log_weight="beta*x",
        ratio="beta",
        parameters=(
            Parameter(
                "beta",
                1.0,
                domain="beta > 0",
                typical=(0.25, 4.0),
                meaning="1/temperature: the larger, the more the leader gets",
                aliases=("b",),
            ),
        ),
        range=_OPEN,
        sum=1.0,
        reference="kunc2024",
        relatives=("softmax",),
        summary="Softmax of scores multiplied by beta = 1/temperature. A large beta comes near "
        "to hardmax, a small one shares evenly.",
        problem="softmax may be far surer of itself than it is right, or not sure enough",
        solution="divides the scores by a temperature, which spreads or sharpens the distribution "
        "and keeps its order",
        uses="calibration of classifiers; distillation; sampling from language models",
    ),
    dict(
        kind=Written,
        name="logsumexp",
        title="Logarithm of a sum of exponentials",
        aliases=("lse",),
        compute=logarithms.log_sum,
        proved=proved.log_sum,
        slopes=logarithms.share_slopes,
        written=Notation(
            formula="log(sum_j exp(x_j))",
            latex=r"f = \log \sum_j e^{x_j}",
            slope="s_j",
            slope_latex=r"\frac{\partial f}{\partial x_j} = s_j",
            steps=(
                Step(
                    "chain rule",
                    "d/dx_j[log(S)] with S = sum_k exp(x_k)",
                    "exp(x_j)/S",
                    "log' is 1/S, and dS/dx_j = exp(x_j)",
                ),
                Step("definition", "exp(x_j)/S", "s_j", "exp(x_j)/S is softmax's s_j"),
            ),
        ),
        reference="blanchard2019",
        relatives=("logmeanexp",),
        note="a reduction to one number rather than an activation; here because libraries of "
        "activation functions export it",
        summary="A smooth maximum: one number, at least the largest component and at most log(n) "
        "above it. Its gradient is softmax.",
        uses="the normaliser in classification losses; smooth maxima",
    ),
    dict(
        kind=Written,
        name="logmeanexp",
        title="Logarithm of a mean of exponentials",
        compute=logarithms.log_mean,
        proved=proved.log_mean,
        slopes=logarithms.share_slopes,
        written=Notation(
            formula="log(mean_j exp(x_j))",
            latex=r"f = \log \frac{1}{n} \sum_j e^{x_j}",
            slope="s_j",
            slope_latex=r"\frac{\partial f}{\partial x_j} = s_j",
            steps=(
                Step(
                    "logarithm of a quotient",
                    "d/dx_j[log(S/n)] with S = sum_k exp(x_k)",
                    "d/dx_j[log(S)]",
                    "log(n) is constant",
                ),
                Step("chain rule", "d/dx_j[log(S)]", "s_j", "exp(x_j)/S is softmax's s_j"),
            ),
        ),
        reference="jax2026",
        relatives=("logsumexp",),
        note="a reduction to one number rather than an activation; here because libraries of "
        "activation functions export it",
        summary="logsumexp less log(n): one number between the mean and the largest component. "
        "Equal components give just their value.",
        uses="averages of likelihoods kept as logarithms",
    ),
    dict(
        kind=Written,
        name="hardmax",
        title="Hardmax",
        aliases=("compet",),
        compute=sparse.hardmax,
        proved=proved.as_computed(sparse.hardmax),
        slopes=sparse.hardmax_slopes,
        written=Notation(
            formula="1 for the first of the largest x_j, else 0",
            latex=r"f_i = 1 \;\mathrm{if}\; i = \mathrm{argmax}_j \, x_j,\;\mathrm{else}\; 0",
            slope="0",
            slope_latex=r"\frac{\partial f_i}{\partial x_j} = 0",
            steps=(Step("constant rule", "d/dx_j[f_i]", "0", "constant between its jumps"),),
        ),
        range=_CLOSED,
        sum=1.0,
        smoothness="discontinuous",
        reference="onnx2026",
        relatives=("softmax",),
        summary="The winner takes all: 1 for the largest component, 0 for the others. Of equal "
        "ones the first wins. It is softmax at temperature 0.",
        uses="turning scores into a decision",
        weaknesses="a slope of 0 everywhere, so gradients teach it nothing",
    ),
    dict(
        kind=Written,
        name="sparsemax",
        title="Sparsemax",
        compute=sparse.sparsemax,
        proved=proved.sparsemax,
        slopes=sparse.sparsemax_slopes,
        written=Notation(
            formula="max(x_i - t, 0), with the t that makes the sum 1",
            latex=r"f_i = \max(x_i - t, 0),\quad \sum_i f_i = 1",
            slope="g_i*(delta_ij - g_j/sum_k g_k), g_i = 1 where f_i > 0, else 0",
            slope_latex=r"\frac{\partial f_i}{\partial x_j} = "
            r"g_i \left(\delta_{ij} - \frac{g_j}{\sum_k g_k}\right),\quad g_i = [f_i > 0]",
            steps=(
                Step(
                    "chain rule",
                    "d/dx_j[max(x_i - t, 0)]",
                    "g_i*(delta_ij - dt/dx_j), g_i = 1 where f_i > 0, else 0",
                    "t depends on all scores that are kept",
                ),
                _KEPT,
                Step(
                    "insert",
                    "g_i*(delta_ij - dt/dx_j)",
                    "g_i*(delta_ij - g_j/sum_k g_k)",
                    "sum_k g_k is the number of components that are kept",
                ),
            ),
        ),
        range=_CLOSED,
        sum=1.0,
        smoothness="C0",
        year=2016,
        reference="martins2016",
        relatives=("alpha_entmax:alpha=2",),
        summary="The nearest point of the probability simplex: scores far behind the leader get "
        "exactly 0. It is piecewise linear.",
        problem="softmax gives every class some share, however wrong it is",
        solution="projects the scores onto the nearest distribution, which sets small ones "
        "exactly to 0",
        uses="attention that leaves out; labels of which several may hold",
        strengths="exact zeros; a proper distribution; a simple Jacobian",
        weaknesses="no gradient reaches a score that got 0",
        remedy="entmax15, whose corners are smoothed",
        note="Keras 3.15.1 is right only where one component takes all: it adds up the cumulative "
        "sums of all scores that are kept, where the last one is meant",
    ),
    dict(
        kind=Written,
        name="entmax15",
        title="Entmax with alpha = 1.5",
        compute=sparse.entmax15,
        proved=proved.entmax15,
        slopes=sparse.entmax15_slopes,
        written=Notation(
            formula="max(x_i/2 - t, 0)**2, with the t that makes the sum 1",
            latex=r"f_i = \max\left(\frac{x_i}{2} - t, 0\right)^2,\quad \sum_i f_i = 1",
            slope="g_i*(delta_ij - g_j/sum_k g_k), g_i = sqrt(f_i)",
            slope_latex=r"\frac{\partial f_i}{\partial x_j} = "
            r"g_i \left(\delta_{ij} - \frac{g_j}{\sum_k g_k}\right),\quad g_i = \sqrt{f_i}",
            steps=(
                Step(
                    "chain rule",
                    "d/dx_j[max(x_i/2 - t, 0)**2]",
                    "2*g_i*(delta_ij/2 - dt/dx_j), g_i = sqrt(f_i)",
                    "t depends on all scores that are kept",
                ),
                Step(
                    "sum of the kept",
                    "d/dx_j[sum_i f_i] = 0",
                    "2*dt/dx_j = g_j/sum_k g_k",
                    "the components always add up to 1, so t has to move with the scores",
                ),
                Step(
                    "insert",
                    "g_i*(delta_ij - 2*dt/dx_j)",
                    "g_i*(delta_ij - g_j/sum_k g_k)",
                    "rows and columns add up to 0",
                ),
            ),
        ),
        range=_CLOSED,
        sum=1.0,
        smoothness="C1",
        year=2019,
        reference="peters2019",
        relatives=("alpha_entmax:alpha=1.5",),
        summary="Half-way between softmax and sparsemax: exact zeros for scores far behind, and "
        "a slope without jumps.",
        problem="softmax is never sparse, and sparsemax cuts off hard",
        solution="takes the point half way between them, with exponent 1.5: sparse, and smooth "
        "where it leaves 0",
        uses="attention and output layers of translation and inflection models",
        strengths="sparse and differentiable everywhere; its threshold is found by sorting",
    ),
    dict(
        kind=Written,
        name="alpha_entmax",
        title="Entmax",
        aliases=("entmax",),
        compute=sparse.alpha_entmax,
        proved=proved.alpha_entmax,
        slopes=sparse.alpha_entmax_slopes,
        parameters=(
            Parameter(
                "alpha",
                1.5,
                domain="alpha >= 1",
                typical=(1.0, 2.5),
                meaning="how sparse: 1 is softmax, 2 is sparsemax",
                trainable=True,
                aliases=("a",),
            ),
        ),
        written=Notation(
            formula="max((alpha - 1)*x_i - t, 0)**(1/(alpha - 1)), with the t that makes the sum 1",
            latex=r"f_i = \max\left((\alpha - 1) \, x_i - t, 0\right)^{1/(\alpha - 1)},"
            r"\quad \sum_i f_i = 1",
            slope="g_i*(delta_ij - g_j/sum_k g_k), g_i = f_i**(2 - alpha) where f_i > 0, else 0",
            slope_latex=r"\frac{\partial f_i}{\partial x_j} = "
            r"g_i \left(\delta_{ij} - \frac{g_j}{\sum_k g_k}\right),\quad g_i = f_i^{2 - \alpha}",
            steps=(
                Step(
                    "power rule and chain rule",
                    "d/dx_j[u_i**(1/(alpha - 1))] with u_i = (alpha - 1)*x_i - t",
                    "g_i*(delta_ij - dt/dx_j/(alpha - 1)), g_i = f_i**(2 - alpha)",
                    "u_i**(1/(alpha - 1) - 1) is f_i**(2 - alpha)",
                ),
                Step(
                    "sum of the kept",
                    "d/dx_j[sum_i f_i] = 0",
                    "dt/dx_j/(alpha - 1) = g_j/sum_k g_k",
                    "the components always add up to 1, so t has to move with the scores",
                ),
                Step(
                    "insert",
                    "g_i*(delta_ij - dt/dx_j/(alpha - 1))",
                    "g_i*(delta_ij - g_j/sum_k g_k)",
                    "rows and columns add up to 0",
                ),
            ),
        ),
        range=_CLOSED,
        sum=1.0,
        smoothness="C0",
        year=2019,
        reference="peters2019",
        relatives=("softmax", "sparsemax"),
        summary="A family from softmax (alpha = 1) to sparsemax (alpha = 2) and beyond. The "
        "larger alpha, the sooner a score gets exactly 0.",
        uses="attention heads that learn how sparse to be",
        note="the slope is continuous below alpha = 2 and jumps from there on",
    ),
    dict(
        kind=Weights,
        name="sigsoftmax",
        title="Sigsoftmax",
        weight="exp(x)*sigmoid(x)",
        log_weight="x - softplus(-x)",
        ratio="1 + sigmoid(-x)",
        range=_OPEN,
        sum=1.0,
        year=2018,
        reference="kanai2018",
        relatives=("softmax",),
        summary="Softmax with each exponential damped by a sigmoid. Unlike softmax it is not "
        "bound to the rank of the scores, and a shift of all scores changes it.",
        uses="output layers of language models with many words and narrow features",
    ),
    dict(
        kind=Weights,
        name="quiet_softmax",
        title="Quiet softmax",
        aliases=("softmax1", "softmax_plus_one"),
        weight="exp(x)",
        log_weight="x",
        ratio="1",
        rest=1,
        range=_OPEN,
        year=2023,
        reference="miller2023",
        relatives=("softmax",),
        summary="Softmax with one more score of 0 that nobody sees. Where all scores are far "
        "below 0 the components together tend to 0: it can say nothing.",
        uses="attention heads that may abstain",
        weaknesses="a shift of all scores changes it",
    ),
    dict(
        kind=Weights,
        name="sqmax",
        title="Square softmax",
        aliases=("square_softmax",),
        weight="(x + c)**2",
        log_weight="2*log(abs(x + c))",
        ratio="2/(x + c)",
        parameters=(
            Parameter("c", 4.0, typical=(2.0, 8.0), meaning="minus the score that gets share 0"),
        ),
        range=_CLOSED,
        sum=1.0,
        year=2021,
        reference="wuraola2021",
        single_source=True,
        relatives=("softmax",),
        summary="Shares by squares instead of exponentials: no transcendental function. Scores "
        "below -c gain share again as they fall.",
        uses="classifiers on small hardware",
        weaknesses="not monotone: a score far below -c wins",
        note="undefined where every score is exactly -c",
    ),
    dict(
        kind=Weights,
        name="taylor_softmax",
        title="Taylor softmax",
        weight="1 + x + x**2/2",
        log_weight="2*log(hypot(1 + x, 1))",
        ratio="(1 + x)/(1 + x + x**2/2)",
        range=_OPEN,
        sum=1.0,
        year=2015,
        reference="debrebisson2015",
        relatives=("softmax", "radbasn"),
        summary="Softmax with each exponential cut after the square. The weight is least at -1, "
        "so a score far below that gains share again.",
        uses="classifiers whose loss is to be updated without visiting every class",
        note="any even order keeps the weights positive; this is order 2",
    ),
    dict(
        kind=Weights,
        name="radbasn",
        title="Normalised radial basis",
        aliases=("normalised_radial_basis", "normalized_radial_basis"),
        weight="exp(-x**2)",
        log_weight="-x**2",
        ratio="-2*x",
        range=_OPEN,
        sum=1.0,
        reference="mathworks2024",
        relatives=("softmin",),
        summary="Bells that add up to 1: the component nearest to 0 gets the largest share.",
        uses="radial basis networks whose units share each input between them",
    ),
    dict(
        kind=Written,
        name="solu",
        title="Softmax linear unit",
        aliases=("softmax_linear_unit",),
        compute=logarithms.solu,
        proved=proved.solu,
        slopes=logarithms.solu_slopes,
        written=Notation(
            formula="x_i*exp(x_i) / sum_j exp(x_j)",
            latex=r"f_i = x_i \, \frac{e^{x_i}}{\sum_j \, e^{x_j}}",
            slope="s_i*(delta_ij*(1 + x_i) - x_i*s_j)",
            slope_latex=r"\frac{\partial f_i}{\partial x_j} = "
            r"s_i \left(\delta_{ij} (1 + x_i) - x_i \, s_j\right)",
            steps=(
                Step(
                    "product rule",
                    "d/dx_j[x_i*s_i]",
                    "delta_ij*s_i + x_i*ds_i/dx_j",
                    "s is softmax; x_i changes with x_j only if i = j",
                ),
                Step(
                    "softmax's slope",
                    "delta_ij*s_i + x_i*ds_i/dx_j",
                    "delta_ij*s_i + x_i*s_i*(delta_ij - s_j)",
                    "ds_i/dx_j = s_i*(delta_ij - s_j)",
                ),
                Step(
                    "common factor",
                    "delta_ij*s_i + x_i*s_i*(delta_ij - s_j)",
                    "s_i*(delta_ij*(1 + x_i) - x_i*s_j)",
                    "",
                ),
            ),
        ),
        year=2022,
        reference="elhage2022",
        relatives=("softmax",),
        summary="Each component times its share in softmax: large ones pass, small ones fade. "
        "Where all are equal each is divided by their number.",
        uses="transformers whose units are to be read by people; a LayerNorm follows it",
    ),
    dict(
        kind=Weights,
        name="ssmax",
        title="Scalable softmax",
        aliases=("scalable_softmax",),
        weight="n**(scale*x)",
        log_weight="scale*log(n)*x",
        ratio="scale*log(n)",
        parameters=(
            Parameter(
                "scale",
                0.43,
                domain="scale > 0",
                typical=(0.1, 1.0),
                meaning="how strongly the length counts",
                trainable=True,
                aliases=("s",),
            ),
        ),
        range=_OPEN,
        sum=1.0,
        year=2025,
        reference="nakanishi2025",
        relatives=("softmax", "temperature_softmax"),
        summary="Softmax of scores multiplied by the logarithm of their number, so that the "
        "leader keeps its share in long vectors.",
        problem="in softmax over many scores every share tends to 0, however far one leads",
        solution="lets the base of the powers grow with the number of scores",
        uses="attention over contexts longer than those trained on",
        note="the paper also learns an offset, which it leaves out in the end; 0.43 is what the "
        "scale came to on average",
    ),
    dict(
        kind=Weights,
        name="spherical_softmax",
        title="Spherical softmax",
        weight="x**2",
        log_weight="2*log(abs(x))",
        ratio="2/x",
        range=_CLOSED,
        sum=1.0,
        year=2015,
        reference="debrebisson2015 laha2018",
        relatives=("sqmax:c=0", "taylor_softmax"),
        summary="The squares of the scores divided by their sum. Only the size of a score counts, "
        "not its sign.",
        uses="classifiers whose loss is to be updated without visiting every class",
        weaknesses="not monotone: a score far below 0 wins",
        note="undefined where every score is 0",
    ),
    dict(
        kind=Written,
        name="sparsegen",
        title="Sparsegen-lin",
        aliases=("sparsegen_lin",),
        compute=sparse.sparsegen,
        proved=proved.sparsegen,
        slopes=sparse.sparsegen_slopes,
        parameters=(
            Parameter(
                "lambd",
                0.0,
                domain="lambd < 1",
                typical=(-2.0, 0.5),
                meaning="the nearer to 1, the fewer components are kept",
                aliases=("lam",),
            ),
        ),
        written=Notation(
            formula="max(x_i/(1 - lambd) - t, 0), with the t that makes the sum 1",
            latex=r"f_i = \max\left(\frac{x_i}{1 - \lambda} - t, 0\right),\quad \sum_i f_i = 1",
            slope="g_i*(delta_ij - g_j/sum_k g_k)/(1 - lambd), g_i = 1 where f_i > 0, else 0",
            slope_latex=r"\frac{\partial f_i}{\partial x_j} = \frac{g_i}{1 - \lambda} "
            r"\left(\delta_{ij} - \frac{g_j}{\sum_k g_k}\right),\quad g_i = [f_i > 0]",
            steps=(
                Step(
                    "chain rule",
                    "d/dx_j[sparsemax(y)_i] with y = x/(1 - lambd)",
                    "g_i*(delta_ij - g_j/sum_k g_k)/(1 - lambd)",
                    "sparsemax's slope, and dy_j/dx_j = 1/(1 - lambd)",
                ),
            ),
        ),
        range=_CLOSED,
        sum=1.0,
        smoothness="C0",
        year=2018,
        reference="laha2018",
        relatives=("sparsemax",),
        summary="Sparsemax of scores divided by 1 - lambd, which sets how many components are "
        "kept. With lambd = 0 it is sparsemax.",
        uses="attention and labels with a wanted degree of sparsity",
        strengths="exact zeros; sparsity set by one number",
        weaknesses="no gradient reaches a score that got 0",
    ),
    dict(
        kind=Written,
        name="sparsehourglass",
        title="Sparsehourglass",
        compute=sparse.sparsehourglass,
        proved=proved.sparsehourglass,
        slopes=sparse.sparsehourglass_slopes,
        parameters=(
            Parameter(
                "q",
                1.0,
                domain="q >= 0",
                typical=(0.1, 10.0),
                meaning="0 keeps ratios of scores, a large one their differences",
            ),
        ),
        written=Notation(
            formula="sparsemax(c*x)_i, c = (1 + n*q)/(abs(sum_j x_j) + n*q)",
            latex=r"f = \mathrm{sparsemax}(c \, x),\quad c = "
            r"\frac{1 + n q}{\left|\sum_j x_j\right| + n q}",
            slope="c*P_ij + sum_k P_ik*x_k*dc/dx_j, P_ij = g_i*(delta_ij - g_j/sum_k g_k), "
            "dc/dx_j = -c*sign(sum_k x_k)/(abs(sum_k x_k) + n*q)",
            slope_latex=r"\frac{\partial f_i}{\partial x_j} = c \, P_{ij} + "
            r"\frac{\partial c}{\partial x_j} \sum_k P_{ik} \, x_k,\quad P_{ij} = "
            r"g_i \left(\delta_{ij} - \frac{g_j}{\sum_k g_k}\right)",
            steps=(
                Step(
                    "chain rule",
                    "d/dx_j[sparsemax(y)_i] with y = c*x",
                    "sum_k P_ik*dy_k/dx_j",
                    "P is sparsemax's slope at y: g_i = 1 where f_i > 0, else 0",
                ),
                Step(
                    "product rule",
                    "sum_k P_ik*dy_k/dx_j",
                    "c*P_ij + sum_k P_ik*x_k*dc/dx_j",
                    "dy_k/dx_j = c*delta_kj + x_k*dc/dx_j",
                ),
            ),
        ),
        range=_CLOSED,
        sum=1.0,
        smoothness="C0",
        year=2018,
        reference="laha2018",
        relatives=("sparsemax", "sparsegen"),
        summary="Sparsemax of scores scaled by their own sum: between dividing by the sum, which "
        "keeps ratios, and sparsemax, which keeps differences.",
        uses="attention and labels with a wanted degree of sparsity",
        weaknesses="no gradient reaches a score that got 0; a jump where the sum is 0 and q too",
        note="the default is an example; undefined for q = 0 where the scores add up to 0",
    ),
    dict(
        kind=Written,
        name="r_softmax",
        title="r-softmax",
        aliases=("softmax_with_sparsity_rate",),
        compute=sparse.r_softmax,
        proved=proved.r_softmax,
        slopes=sparse.r_softmax_slopes,
        parameters=(
            Parameter(
                "r",
                0.5,
                domain="r >= 0, r <= 1",
                typical=(0.25, 0.75),
                meaning="the rate of components that get 0",
            ),
        ),
        written=Notation(
            formula="w_i*exp(x_i)/sum_j w_j*exp(x_j), w_i = max(x_i - t, 0), t = quantile(x, r)",
            latex=r"f_i = \frac{w_i \, e^{x_i}}{\sum_j w_j \, e^{x_j}},\quad "
            r"w_i = \max(x_i - t, 0),\quad t = \mathrm{quantile}_r(x)",
            slope="c_i*delta_ij - f_i*c_j - (a_i - f_i*sum_k a_k)*dt/dx_j, "
            "a_i = g_i*exp(x_i)/S, c_i = a_i + f_i, S = sum_k w_k*exp(x_k)",
            slope_latex=r"\frac{\partial f_i}{\partial x_j} = c_i \, \delta_{ij} - f_i \, c_j - "
            r"\left(a_i - f_i \sum_k a_k\right) \frac{\partial t}{\partial x_j},\quad "
            r"a_i = \frac{g_i \, e^{x_i}}{S},\quad c = a + f",
            steps=(
                Step(
                    "product rule",
                    "d/dx_j[w_i*exp(x_i)]",
                    "g_i*(delta_ij - dt/dx_j)*exp(x_i) + delta_ij*w_i*exp(x_i)",
                    "g_i = 1 where w_i > 0, else 0",
                ),
                Step(
                    "divide by the sum",
                    "(g_i*(delta_ij - dt/dx_j)*exp(x_i) + delta_ij*w_i*exp(x_i))/S",
                    "c_i*delta_ij - a_i*dt/dx_j",
                    "a_i = g_i*exp(x_i)/S and c_i = a_i + f_i",
                ),
                Step(
                    "quotient rule",
                    "d/dx_j[w_i*exp(x_i)/S]",
                    "c_i*delta_ij - a_i*dt/dx_j - f_i*(c_j - dt/dx_j*sum_k a_k)",
                    "the slope of S is the sum of those of its terms",
                ),
                Step(
                    "collect",
                    "c_i*delta_ij - a_i*dt/dx_j - f_i*(c_j - dt/dx_j*sum_k a_k)",
                    "c_i*delta_ij - f_i*c_j - (a_i - f_i*sum_k a_k)*dt/dx_j",
                    "t moves with the one or two components that it lies between",
                ),
            ),
        ),
        range=_CLOSED,
        sum=1.0,
        smoothness="C0",
        year=2023,
        reference="balazy2023",
        relatives=("softmax", "sparsemax"),
        summary="Softmax in which a given rate of components gets exactly 0: the rest is weighted "
        "by how far it lies above the quantile of that rate.",
        uses="attention and labels with a wanted rate of zeros",
        weaknesses="no gradient reaches a score that got 0, but for that which sets the quantile",
        note="the quantile lies between two components in proportion; the authors' code holds it "
        "fixed when it takes the gradient, which is not done here",
    ),
)
