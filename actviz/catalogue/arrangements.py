"""Vector functions that double, pair, group or squash components, or look at their neighbours."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.facts.interval import Interval
from actviz.functions.entry import Parameter
from actviz.functions.vector import groups, proved
from actviz.functions.vector.context import MEAN, NEIGHBOURS, SIZES, VARIANCE, Context
from actviz.functions.vector.side_by_side import Pieces
from actviz.functions.vector.vector_function import Notation, Step, Written

_POSITIVE: Final = Interval(0.0, float("inf"), low_closed=True)
_IMAGE: Final = (
    "the vector stands for one row of pixels and a kernel of three taps, zeros beyond the ends, "
    "for the depthwise convolution over an image"
)
_KERNEL: Final = (
    Parameter("left", 0.25, typical=(-0.5, 0.5), meaning="tap on the left", trainable=True),
    Parameter("centre", 0.5, typical=(0.0, 1.0), meaning="tap in the middle", trainable=True),
    Parameter("right", 0.25, typical=(-0.5, 0.5), meaning="tap on the right", trainable=True),
)

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        kind=Written,
        name="squash",
        title="Capsule squashing",
        aliases=("capsule_squash",),
        compute=groups.squash,
        proved=proved.squash,
        slopes=groups.squash_slopes,
        parameters=(
            Parameter("c", 1.0, domain="c > 0", typical=(0.5, 2.0), meaning="r**2 at half-way"),
        ),
        written=Notation(
            formula="r**2/(c + r**2) * x_i/r, r = sqrt(sum_j x_j**2)",
            latex=r"f_i = \frac{r^2}{c + r^2} \, \frac{x_i}{r},\quad r = \sqrt{\sum_j x_j^2}",
            slope="q*(delta_ij + (c - r**2)/(c + r**2) * n_i*n_j), q = r/(c + r**2), n = x/r",
            slope_latex=r"\frac{\partial f_i}{\partial x_j} = \frac{r}{c + r^2} \left("
            r"\delta_{ij} + \frac{c - r^2}{c + r^2} \, \frac{x_i \, x_j}{r^2}\right)",
            steps=(
                Step(
                    "product rule",
                    "d/dx_j[x_i*q(r)] with q(r) = r/(c + r**2)",
                    "delta_ij*q + x_i*q'(r)*n_j",
                    "dr/dx_j = x_j/r = n_j",
                ),
                Step(
                    "quotient rule",
                    "q'(r)",
                    "(c - r**2)/(c + r**2)**2",
                    "((c + r**2) - r*2*r)/(c + r**2)**2",
                ),
                Step(
                    "common factor",
                    "delta_ij*q + x_i*n_j*(c - r**2)/(c + r**2)**2",
                    "q*(delta_ij + (c - r**2)/(c + r**2) * n_i*n_j)",
                    "x_i = r*n_i; at r = 0 all slopes are 0",
                ),
            ),
        ),
        range=Interval(-1.0, 1.0),
        smoothness="C1",
        year=2017,
        reference="sabour2017",
        summary="Keeps the direction of a vector and turns its length r into r**2/(c + r**2), "
        "which is below 1: short vectors nearly vanish, long ones come near to length 1.",
        uses="capsule networks, where the length of a vector is a probability",
        note="keras_contrib takes c = 0.5",
    ),
    dict(
        kind=Written,
        name="maxout",
        title="Maxout",
        compute=groups.maxout,
        proved=proved.as_computed(groups.maxout),
        slopes=groups.maxout_slopes,
        mixes=False,
        parameters=(
            Parameter("k", 2.0, domain="k >= 1", whole=True, meaning="members of a group"),
            Parameter(
                "interleaved",
                0.0,
                domain="interleaved >= 0, interleaved <= 1",
                whole=True,
                meaning="0: neighbours make a group; 1: every (n/k)-th component does",
            ),
        ),
        written=Notation(
            formula="max of group i: k components",
            latex=r"f_i = \max_{j \in \mathrm{group}\, i} x_j",
            slope="1 for the first of the largest x_j in group i, else 0",
            slope_latex=r"\frac{\partial f_i}{\partial x_j} = "
            r"1 \;\mathrm{if}\; x_j = f_i,\;\mathrm{else}\; 0",
            steps=(
                Step(
                    "maximum",
                    "d/dx_j[max over group i]",
                    "1 for the first of the largest x_j in group i, else 0",
                    "the maximum moves with its largest member alone",
                ),
            ),
        ),
        smoothness="C0",
        year=2013,
        reference="goodfellow2013",
        summary="The largest of k linear pieces, with the pieces learned: any convex function "
        "can be put together of them. It gives one component for k.",
        problem="which activation suits a layer is not known beforehand, and dropout works best "
        "where a layer is nearly linear",
        solution="takes the largest of several linear functions, so that the network learns a "
        "convex, piecewise linear function of its own",
        uses="networks trained with dropout",
        strengths="never saturates; the shape itself is learned",
        weaknesses="k times as many weights for each output",
        note="libraries group in different ways: Paddle takes neighbours, TensorFlow Addons every "
        "(n/k)-th component, which is interleaved=1 here",
    ),
    dict(
        kind=Pieces,
        name="crelu",
        title="Concatenated ReLU",
        aliases=("concatenated_relu",),
        pieces=("max(0, x)", "max(0, -x)"),
        range=_POSITIVE,
        smoothness="C0",
        year=2016,
        reference="shang2016",
        relatives=("relu", "ncrelu"),
        summary="The positive parts, then the sizes of the negative parts: twice as many outputs, "
        "and nothing of the input is lost.",
        problem="the first layers of convolutional networks learn pairs of opposite filters, as "
        "relu keeps one phase of each",
        solution="keeps both phases: relu of the input next to relu of its negative",
        uses="first layers of convolutional networks, whose filters come in opposite pairs",
    ),
    dict(
        kind=Pieces,
        name="ncrelu",
        title="Negative concatenated ReLU",
        pieces=("max(0, x)", "min(0, x)"),
        smoothness="C0",
        reference="kunc2024",
        relatives=("crelu",),
        summary="The positive parts, then the negative parts with their sign. Twice as many "
        "outputs, of which each pair adds up to its input.",
    ),
    dict(
        kind=Pieces,
        name="concat_elu",
        title="Concatenated ELU",
        pieces=("where(x > 0, x, expm1(x))", "where(x < 0, -x, expm1(-x))"),
        range=Interval(-1.0, float("inf")),
        smoothness="C1",
        year=2017,
        reference="salimans2017",
        relatives=("elu", "crelu"),
        summary="ELU of the input, then ELU of its negative. Twice as many outputs, smooth where "
        "crelu has corners.",
        uses="PixelCNN++, a generator of images",
        note="some texts call it CELU, which is another function",
    ),
    dict(
        kind=Written,
        name="oplu",
        title="Orthogonal permutation linear unit",
        aliases=("maxmin", "orthogonal_permutation_lu"),
        compute=groups.oplu,
        proved=proved.as_computed(groups.oplu),
        slopes=groups.oplu_slopes,
        mixes=False,
        written=Notation(
            formula="pairs (x_1, x_2) -> (max(x_1, x_2), min(x_1, x_2))",
            latex=r"(x_1, x_2) \mapsto (\max(x_1, x_2), \min(x_1, x_2))",
            slope="1 where component i took input j, else 0",
            slope_latex=r"\frac{\partial f_i}{\partial x_j} = "
            r"1 \;\mathrm{if}\; f_i \;\mathrm{took}\; x_j,\;\mathrm{else}\; 0",
            steps=(
                Step(
                    "permutation",
                    "d/dx_j[f_i]",
                    "1 where component i took input j, else 0",
                    "a pair is passed on, or exchanged and passed on",
                ),
            ),
        ),
        smoothness="C0",
        year=2016,
        reference="chernodub2016",
        single_source=True,
        summary="Sorts each pair of components, the larger one first. It only permutes, so the "
        "length of the vector and of its gradient stay the same.",
        uses="networks with a bounded Lipschitz constant; recurrent networks",
        strengths="keeps the norm of gradients exactly",
        note="the same as GroupSort with groups of two",
    ),
    dict(
        kind=Pieces,
        name="bipolar_relu",
        title="Bipolar ReLU",
        aliases=("baf",),
        pieces=("max(0, x)", "min(0, x)"),
        turns=True,
        smoothness="C0",
        year=2017,
        reference="eidnes2017",
        single_source=True,
        relatives=("relu",),
        summary="ReLU for components 1, 3, 5, ... and ReLU turned upside down for the others. The "
        "mean of many components stays near 0.",
        uses="deep recurrent networks without normalisation",
        note="published as BReLU, which usually means the bounded ReLU",
    ),
    dict(
        kind=Pieces,
        name="paired_relu",
        title="Paired ReLU",
        pieces=("max(a*x - b, 0)", "max(c*x - d, 0)"),
        parameters=(
            Parameter("a", 0.5, typical=(0.25, 1.0), meaning="first slope", trainable=True),
            Parameter("b", 0.0, typical=(-1.0, 1.0), meaning="first threshold", trainable=True),
            Parameter("c", -0.5, typical=(-1.0, -0.25), meaning="second slope", trainable=True),
            Parameter("d", 0.0, typical=(-1.0, 1.0), meaning="second threshold", trainable=True),
        ),
        range=_POSITIVE,
        smoothness="C0",
        reference="kunc2024",
        relatives=("crelu",),
        summary="Two ReLUs of each component, side by side, with slopes and thresholds learned. "
        "It doubles the number of components.",
        note="0 for the two thresholds is an illustration; the survey names no initial value",
    ),
    dict(
        kind=Written,
        name="kwta",
        title="k winners take all",
        aliases=("k_winners_take_all",),
        compute=groups.kwta,
        proved=proved.as_computed(groups.kwta),
        slopes=groups.kwta_slopes,
        parameters=(
            Parameter("k", 1.0, domain="k >= 1", whole=True, meaning="how many components stay"),
        ),
        written=Notation(
            formula="where(x_i >= k-th largest of x, x_i, 0)",
            latex=r"f_i = x_i \;\mathrm{if}\; x_i \geq x_{(k)},\;\mathrm{else}\; 0",
            slope="delta_ij for the k winners, else 0",
            slope_latex=r"\frac{\partial f_i}{\partial x_j} = "
            r"\delta_{ij} \;\mathrm{if}\; x_i \geq x_{(k)},\;\mathrm{else}\; 0",
            steps=(
                Step(
                    "piecewise rule",
                    "d/dx_j[where(x_i >= k-th largest of x, x_i, 0)]",
                    "delta_ij for the k winners, else 0",
                    "which components win does not change under a small step",
                ),
            ),
        ),
        smoothness="discontinuous",
        year=2019,
        reference="xiao2019",
        single_source=True,
        summary="Only the k largest components pass, the others become 0. It jumps wherever two "
        "components change places, which leads attackers of a network astray.",
        uses="networks that are to withstand adversarial inputs; sparse codes",
        note="k = 1 is an illustration; in networks k is a share of the width. Of components equal "
        "to the k-th all stay",
    ),
    dict(
        kind=Context,
        name="abrelu",
        title="Average-biased ReLU",
        aliases=("average_biased_relu",),
        text="max(0, x - m)",
        quantities=(MEAN,),
        range=_POSITIVE,
        smoothness="C0",
        year=2018,
        reference="dubey2018",
        single_source=True,
        relatives=("relu",),
        summary="ReLU above the mean of the input: what is more than average passes, less the "
        "average. A shift of all components changes nothing.",
        uses="convolutional networks for images",
    ),
    dict(
        kind=Context,
        name="funnel_relu",
        title="Funnel ReLU",
        aliases=("funrelu", "funnel_activation"),
        text="where(x > scale*t + shift, x, scale*t + shift)",
        quantities=(NEIGHBOURS,),
        parameters=(
            *_KERNEL,
            Parameter("scale", 1.0, typical=(0.5, 2.0), meaning="normalisation's factor"),
            Parameter("shift", 0.0, typical=(-0.5, 0.5), meaning="normalisation's offset"),
        ),
        smoothness="C0",
        year=2020,
        reference="mafunnel2020",
        relatives=("scaa",),
        summary="ReLU with the threshold 0 replaced by what a learned filter says of the "
        "neighbours: each pixel is at least as bright as its surroundings ask.",
        uses="image classification, detection and segmentation",
        note=f"{_IMAGE}; batch normalisation stands as a factor and an offset; the taps are "
        "illustrations of learned weights. Published as FReLU, which is also the flexible ReLU",
    ),
    dict(
        kind=Context,
        name="scaa",
        title="Spatial context-aware activation",
        aliases=("spatial_context_aware_activation",),
        text="where(x > t, x, t)",
        quantities=(NEIGHBOURS,),
        parameters=_KERNEL,
        smoothness="C0",
        reference="kunc2024",
        single_source=True,
        relatives=("funnel_relu",),
        summary="The larger of a component and a learned filter of its neighbours. It is "
        "funnel_relu without the normalisation.",
        note=f"{_IMAGE}; the taps are illustrations of learned weights",
    ),
    dict(
        kind=Context,
        name="dice",
        title="Data-adaptive activation (DIN)",
        text="sigmoid((x - m)/sqrt(v + epsilon))*x + sigmoid((m - x)/sqrt(v + epsilon))*alpha*x",
        quantities=(MEAN, VARIANCE),
        parameters=(
            Parameter(
                "alpha", 0.0, typical=(0.1, 0.5), meaning="slope far below the mean",
                trainable=True, aliases=("a",),
            ),
            Parameter(
                "epsilon", 1e-8, domain="epsilon > 0", typical=(1e-8, 1e-3),
                meaning="keeps the root away from 0", aliases=("eps",),
            ),
        ),
        year=2017,
        reference="zhou2017",
        relatives=("prelu",),
        summary="PReLU with its corner moved to the mean of the batch and smoothed by the batch's "
        "own spread.",
        uses="recommendation networks, where inputs of a unit are spread unevenly",
        note="the vector stands for the values of one unit in a batch; in use, running averages "
        "take the place of mean and variance",
    ),
    dict(
        kind=Context,
        name="meta_acon_c",
        title="MetaACON-C",
        aliases=("metaacon", "meta_acon"),
        text="(p1 - p2)*x*sigmoid(sigmoid(weight*m)*(p1 - p2)*x) + p2*x",
        quantities=(MEAN,),
        parameters=(
            Parameter("p1", 1.0, typical=(0.5, 1.5), meaning="slope far up", trainable=True),
            Parameter("p2", 0.0, typical=(-0.5, 0.5), meaning="slope far down", trainable=True),
            Parameter(
                "weight", 1.0, typical=(-2.0, 2.0),
                meaning="what the mean is multiplied by before it switches", trainable=True,
            ),
        ),
        year=2020,
        reference="ma2020",
        relatives=("acon_c", "silu"),
        summary="ACON-C whose switch is decided by the mean of the whole input: how sharply it "
        "bends differs from image to image.",
        uses="image classification",
        note="the vector stands for one channel of an image, so that the two learned matrices of "
        "the paper are one number; their normalisation is left out",
    ),
    dict(
        kind=Context,
        name="poly_norm",
        title="Polynomial of normalised powers",
        aliases=("polycom_norm",),
        text="a0 + a1*x/r1 + a2*x**2/r2 + a3*x**3/r3",
        quantities=SIZES,
        parameters=(
            Parameter("a0", 0.0, typical=(-0.5, 0.5), meaning="constant term", trainable=True),
            Parameter("a1", 1 / 3, typical=(0.1, 1.0), meaning="weight of x", trainable=True),
            Parameter("a2", 1 / 3, typical=(0.1, 1.0), meaning="weight of x**2", trainable=True),
            Parameter("a3", 1 / 3, typical=(0.1, 1.0), meaning="weight of x**3", trainable=True),
            Parameter(
                "epsilon", 1e-6, domain="epsilon > 0", typical=(1e-6, 1e-2),
                meaning="keeps the roots away from 0", aliases=("eps",),
            ),
        ),
        year=2024,
        reference="zhuo2024",
        relatives=("poly_relu",),
        summary="A cubic polynomial in which each power is divided by its own size over the "
        "vector, so that the high powers do not run away.",
        uses="feed-forward layers of language models",
        note="as the authors' code has it: divided by the root of the mean square; each weight "
        "starts at 1/3",
    ),
)  # fmt: skip
