"""Steps, lines, powers and other elementary functions."""

# ruff: noqa: C408 - a row reads like the call it becomes

from __future__ import annotations

from typing import Any, Final

from actviz.functions.elementwise import Parameter

ENTRIES: Final[tuple[dict[str, Any], ...]] = (
    dict(
        name="binary_step",
        title="Binary step",
        aliases=("heaviside", "unit_step", "step", "hardlim"),
        formula="where(x >= threshold, 1, 0)",
        parameters=(Parameter("threshold", 0.0, typical=(-1.0, 1.0), meaning="where it jumps"),),
        year=1943,
        reference="mcculloch1943",
        relatives=("hard_sigmoid", "sigmoid"),
        summary="The oldest artificial neuron: it fires or it does not. It turns a sum of inputs "
        "into a yes-or-no decision.",
        problem="to show that a network of simple cells can compute any statement of logic",
        solution="each cell adds up its inputs and fires if the sum reaches a threshold; and, or "
        "and not are three choices of it",
        uses="logic with neurons; the perceptron's output; thresholding of results",
        strengths="the simplest decision there is; costs one comparison",
        weaknesses="its slope is 0 everywhere but at the jump, so gradients teach it nothing; it "
        "does not tell a near miss from a far one",
        remedy="sigmoid, a step made smooth; or a surrogate slope in place of the true one",
    ),
    dict(
        name="bipolar_step",
        title="Bipolar step",
        aliases=("hardlims",),
        formula="where(x >= 0, 1, -1)",
        reference="widrow1960",
        relatives=("sign", "tanh"),
        summary="A step between -1 and 1. It is the binary step with outputs balanced around 0, "
        "and unlike sign it never gives 0.",
        problem="outputs of 0 and 1 are lopsided: a unit that is off takes no part in a product "
        "of states",
        solution="moves the two values to -1 and 1, so that agreement and disagreement of two "
        "units weigh the same",
        uses="Hopfield networks; binarised weights and activations",
        strengths="outputs balanced around 0; one bit suffices to store them",
        weaknesses="a slope of 0 everywhere but at the jump, so gradients teach it nothing",
        remedy="tanh, the same made smooth; or hard_tanh's slope passed straight through it",
    ),
    dict(
        name="sign",
        title="Sign",
        aliases=("sgn", "signum"),
        formula="sign(x)",
        reference="widrow1960",
        relatives=("bipolar_step", "tanh"),
        summary="Tells negative, zero and positive apart as -1, 0 and 1. It keeps the direction "
        "of its input and drops the size.",
        problem="weights and activations of full precision cost memory and multiplications",
        solution="keeps only the direction of a number, which fits a bit or two; products become "
        "comparisons of signs",
        uses="binarised networks; decisions with an undecided middle",
        strengths="odd; bounded; costs a comparison",
        weaknesses="a slope of 0 everywhere but at the jump, so gradients teach it nothing",
        remedy="tanh or softsign, which are smooth; or hard_tanh's slope passed straight through",
    ),
    dict(
        name="identity",
        title="Identity",
        aliases=("purelin",),
        formula="x",
        reference="mathworkspurelin2024",
        relatives=("hard_tanh", "leaky_relu"),
        summary="Gives back what it gets. It stands where a network needs a place for an "
        "activation but no bend.",
        problem="the output of a regression must be able to take every real value, and software "
        "wants an activation everywhere",
        solution="leaves its input as it is, with range and slope that restrict nothing",
        uses="the output layer of regression; switching an activation off",
        strengths="slope 1 everywhere: no gradient vanishes or grows in it",
        weaknesses="layers with nothing else between them collapse into a single linear layer",
        remedy="any function with a bend, such as relu",
    ),
    dict(
        name="linear",
        title="Linear function",
        formula="slope*x",
        parameters=(Parameter("slope", 1.0, typical=(-2.0, 2.0), meaning="factor of the input"),),
        reference="mathworkspurelin2024",
        summary="Multiplies its input by a constant. With slope 1 it is the identity.",
        problem="a layer's output sometimes has the wrong scale and nothing else wrong with it",
        solution="multiplies by one number, which the layer's own weights could absorb",
        uses="the output layer of regression; scaling between layers",
        strengths="the same slope everywhere: nothing saturates",
        weaknesses="the slope does not depend on the input, and stacked linear layers are one "
        "linear layer",
        remedy="any function with a bend, such as relu",
    ),
    dict(
        name="affine",
        title="Affine function",
        formula="slope*x + offset",
        parameters=(
            Parameter("slope", 1.0, typical=(-2.0, 2.0), meaning="factor of the input"),
            Parameter("offset", 0.0, typical=(-1.0, 1.0), meaning="value at 0"),
        ),
        reference="onnx2026",
        summary="A straight line anywhere in the plane: a factor and an offset. ONNX offers it "
        "inside recurrent layers.",
        problem="the input of a gate or an output needs both its scale and its level adjusted",
        solution="a factor for the scale and an offset for the level, and no bend",
        uses="recurrent layers in exchange formats; rescaling a result",
        strengths="the same slope everywhere: nothing saturates",
        weaknesses="stacked affine layers are one affine layer: depth gains nothing",
        remedy="any function with a bend, such as relu",
    ),
    dict(
        name="abs",
        title="Absolute value",
        aliases=("absolute_value", "modulus"),
        formula="abs(x)",
        reference="valles2023",
        relatives=("lisht",),
        summary="Drops the sign of its input. Tried as an activation because its slope has size 1 "
        "on both sides, so no side dies.",
        problem="with relu a whole side of the line is flat, and units there stop learning",
        solution="folds the negative side upwards instead of cutting it off, so that the slope "
        "has size 1 on both sides",
        uses="image models in place of relu; features whose sign does not matter",
        strengths="the slope is 1 or -1: no saturation, no dead side; scales with its input",
        weaknesses="a corner at 0; x and -x cannot be told apart; never negative, so outputs are "
        "not centred",
        remedy="lisht, which follows it for large inputs and is smooth at 0",
    ),
    dict(
        name="square",
        title="Square",
        aliases=("quadratic", "sqr"),
        formula="x**2",
        reference="giladbachrach2016",
        relatives=("squared_relu",),
        summary="Multiplies its input by itself. As a polynomial it can be evaluated on encrypted "
        "data and analysed exactly.",
        problem="encrypted numbers can be added and multiplied but not compared, so relu cannot "
        "be applied to them",
        solution="needs a single multiplication and still bends, which makes a network of them a "
        "polynomial",
        uses="inference on encrypted data; theory of polynomial networks",
        strengths="smooth; one multiplication; lets a layer form products of its inputs",
        weaknesses="slope and value grow without bound, so deep stacks explode; x and -x cannot "
        "be told apart",
        remedy="squared_relu, which keeps the square on one side; gated units for products",
    ),
    dict(
        name="cube",
        title="Cube",
        aliases=("cubic",),
        formula="x**3",
        year=2014,
        reference="chen2014",
        relatives=("tanh_shrink",),
        summary="The third power. Of a weighted sum it forms products of any three inputs, which "
        "a dependency parser of 2014 put to use.",
        problem="a sum of features does not say which of them occur together",
        solution="the third power of a sum multiplies out into products of three features each, "
        "so that combinations need not be listed by hand",
        uses="shallow networks over sparse features, such as parsers of that time",
        strengths="odd; smooth; three-way products of features in a single layer",
        weaknesses="slope 0 at 0 and growing without bound: it vanishes and explodes",
        remedy="bounded or asymptotically linear functions such as tanh and gelu",
    ),
    dict(
        name="exponential",
        title="Exponential function",
        aliases=("exp",),
        formula="exp(x)",
        reference="keras2026",
        identities=("f",),
        relatives=("softplus", "elu"),
        summary="Makes any number positive and turns sums into products. It is its own derivative.",
        problem="rates, scales and unnormalised probabilities must be positive, whatever the "
        "weights give",
        solution="maps the whole line onto the positive numbers and lets equal steps of the input "
        "multiply the output by equal factors",
        uses="outputs that must be positive, such as rates and scales; the inside of softmax",
        strengths="smooth; positive; strictly increasing",
        weaknesses="overflows in float64 beyond about 709.8; one large input outweighs all others",
        remedy="softplus for positive outputs with bounded slope; softmax to normalise",
    ),
    dict(
        name="threshold",
        title="Threshold",
        formula="where(x > threshold, x, value)",
        parameters=(
            Parameter("threshold", 0.0, typical=(-1.0, 1.0), meaning="inputs above it pass"),
            Parameter("value", 0.0, typical=(-1.0, 1.0), meaning="given for all other inputs"),
        ),
        reference="pytorch2026",
        summary="Passes inputs above a threshold and replaces the rest by a constant. PyTorch and "
        "Keras want both numbers stated; with 0 and 0 it is relu.",
        problem="weak signals are often noise, and what stands for no signal need not be 0",
        solution="compares with one number and puts another in the place of all that does not "
        "exceed it",
        uses="suppressing weak signals; a building block of other functions",
        strengths="a comparison and no arithmetic; slope exactly 1 where inputs pass",
        weaknesses="jumps at the threshold unless value equals it; slope 0 below",
        remedy="soft_shrink or a shifted relu, which have no jump",
    ),
    dict(
        name="hard_tanh",
        title="Hard tanh",
        aliases=("clip", "clamp", "satlins"),
        formula="clip(x, low, high)",
        parameters=(
            Parameter("low", -1.0, "low < high", (-3.0, 0.0), "least output"),
            Parameter("high", 1.0, "low < high", (0.5, 3.0), "greatest output"),
        ),
        year=2004,
        reference="collobert2004",
        relatives=("tanh",),
        summary="Follows its input between two bounds and stays at them beyond. It is tanh made "
        "of straight lines, at the price of a comparison.",
        problem="tanh needs an exponential at every unit, which makes training on large data slow",
        solution="keeps the linear middle of tanh and cuts it off at the two bounds, at the price "
        "of two comparisons",
        uses="cheap networks on small devices; quantised and binarised networks; clipping",
        strengths="bounded; exact; no exponential; odd for bounds of equal size",
        weaknesses="slope exactly 0 beyond the bounds, so a unit there learns nothing",
        remedy="tanh or softsign, whose slope never quite reaches 0",
    ),
    dict(
        name="arcsinh",
        title="Inverse hyperbolic sine",
        aliases=("asinh",),
        formula="asinh(x)",
        reference="olver2010",
        identities=("sech(f)",),
        relatives=("softsign",),
        summary="Linear near 0 and logarithmic far away, on both sides. It compresses large "
        "values without a limit that they could pile up at.",
        problem="data with both signs and many orders of magnitude swamp a network, and a "
        "logarithm takes no negative numbers",
        solution="behaves like the identity near 0 and like a logarithm of the size far away, on "
        "either side",
        uses="inputs and targets that span many orders of magnitude and both signs",
        strengths="odd; smooth; unbounded; undone exactly by sinh",
        weaknesses="the slope falls like 1/|x|; needs a logarithm and a square root",
        remedy="bent_identity, whose slope stays above one half",
    ),
    dict(
        name="bent_identity",
        title="Bent identity",
        formula="(sqrt(x**2 + 1) - 1)/2 + x",
        careful="where(abs(x) < 1, x + x*(x/(hypot(1, x) + 1))/2, x + (abs(x) - 1 + 1/(hypot(1,"
        " x) + abs(x)))/2)",
        reference="godfrey2019",
        relatives=("identity",),
        summary="The identity with a gentle bend at 0. Its slope goes from 1/2 on the left to "
        "3/2 on the right and so never vanishes.",
        problem="functions that level off pass no gradient where they are level",
        solution="adds a gentle hyperbola to the identity, so that it bends while its slope stays "
        "above 1/2",
        uses="regression where nothing may saturate; a smooth relative of leaky_relu",
        strengths="smooth; strictly increasing; slope always between 1/2 and 3/2",
        weaknesses="close to linear, so each layer bends little; outputs grow by half on the right",
        remedy="elu or softplus where a stronger bend is wanted",
    ),
)
