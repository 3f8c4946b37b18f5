"""What to take for which place in a network: a few suggestions for each, the usual one first.

``why`` and ``watch`` are one sentence each. Tests hold every suggestion to what its role promises.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Suggestion(NamedTuple):
    """A function for a role, why it suits, and what to watch for."""

    name: str
    why: str
    watch: str


class Role(NamedTuple):
    """A place in a network, what is asked of a function there, and what to take."""

    asks: str
    suggestions: tuple[Suggestion, ...]


ROLES: Final[dict[str, Role]] = {
    "hidden": Role(
        "Between two layers: a bend, and slopes that neither vanish nor explode.",
        (
            Suggestion(
                "relu",
                "Cheap, well understood, and with slope exactly 1 for positive inputs.",
                "Use He initialisation; if many units are 0 for every input, take leaky_relu.",
            ),
            Suggestion(
                "gelu",
                "The usual choice in transformers: close to relu, but smooth.",
                "Libraries mean the exact or the tanh form by its name; keep to the one that "
                "pretrained weights were made with.",
            ),
            Suggestion(
                "silu",
                "Smooth, unbounded above, and a single exp; common in convolutional networks.",
                "It is not monotone, and far on the left it saturates.",
            ),
            Suggestion(
                "leaky_relu",
                "Like relu, but with a slope on the left, so that no unit stops learning.",
                "State the slope: the default differs between libraries.",
            ),
            Suggestion(
                "elu",
                "Gives negative values too, which brings the mean of a layer nearer to 0.",
                "It saturates on the left, and needs exp.",
            ),
            Suggestion(
                "tanh",
                "Bounded and centred on 0: at home in recurrent and in small networks.",
                "It saturates on both sides, so deep stacks lose their gradients; use Glorot "
                "initialisation.",
            ),
        ),
    ),
    "binary-output": Role(
        "One yes-or-no answer as a probability: between 0 and 1, rising with the score.",
        (
            Suggestion(
                "sigmoid",
                "Turns a score into a probability whose log-odds are that score.",
                "Train on the score itself with a loss that takes logits; the sigmoid belongs "
                "to the reading of results.",
            ),
            Suggestion(
                "cloglog",
                "Gives the chance of at least one event, when exp(score) events are expected.",
                "It is not symmetric: swapping the two classes gives another model.",
            ),
            Suggestion(
                "loglog",
                "The opposite skew: it leaves 0 abruptly and creeps up to 1.",
                "It is not symmetric: swapping the two classes gives another model.",
            ),
            Suggestion(
                "hard_sigmoid",
                "A sigmoid without exp, for small devices.",
                "Its slope is exactly 0 outside the middle, so train with sigmoid or with a loss "
                "on the score; three slopes go by this name.",
            ),
        ),
    ),
    "multilabel-output": Role(
        "Several yes-or-no answers that do not exclude each other: each between 0 and 1.",
        (
            Suggestion(
                "sigmoid",
                "Decides each label by itself; the answers need not add up to 1.",
                "softmax would make the labels compete; use binary cross-entropy for each.",
            ),
        ),
    ),
    "multiclass-output": Role(
        "One of several classes: shares that add up to 1, or their logarithms.",
        (
            Suggestion(
                "softmax",
                "Turns scores into a distribution, and has a simple gradient with cross-entropy.",
                "Most losses take the scores themselves: applying softmax before such a loss "
                "applies it twice.",
            ),
            Suggestion(
                "log_softmax",
                "The same as logarithms, for a negative log-likelihood loss.",
                "Its values are not probabilities; take exp at the very end.",
            ),
            Suggestion(
                "sparsemax",
                "Gives exact zeros, where classes should be ruled out.",
                "A share of 0 makes the cross-entropy infinite; use the loss made for it.",
            ),
        ),
    ),
    "regression-output": Role(
        "Any real number: nothing may be cut off.",
        (
            Suggestion(
                "identity",
                "Leaves the number as it is, so that every value can be reached.",
                "Scale the targets to unit variance; large ones make for large gradients.",
            ),
        ),
    ),
    "positive-output": Role(
        "A rate, a variance or a scale: no number below 0.",
        (
            Suggestion(
                "softplus",
                "Positive everywhere, and nearly linear for large inputs.",
                "Add a small number where you divide by it: it comes as near to 0 as you like.",
            ),
            Suggestion(
                "exponential",
                "Positive everywhere, and equal steps multiply: natural for rates and scales.",
                "It overflows beyond 709.8 in float64 and 88.7 in float32; bound its input.",
            ),
            Suggestion(
                "relu",
                "Never negative, and can be exactly 0, as counts and amounts can.",
                "A unit that is 0 for every input has no gradient and stays there.",
            ),
        ),
    ),
    "gate": Role(
        "Something that lets other signals through: a factor between 0 and 1, or a gated unit.",
        (
            Suggestion(
                "sigmoid",
                "A factor between 0 and 1 that is smooth: the gates of LSTM and GRU.",
                "At the start a gate of 1/2 halves what passes; LSTMs add 1 to the score of the "
                "forget gate.",
            ),
            Suggestion(
                "hard_sigmoid",
                "The same without exp, and it opens and closes completely.",
                "It passes no gradient to the score of a gate that is fully open or closed.",
            ),
            Suggestion(
                "swiglu",
                "One half of a layer gated by the other's silu: the usual one in language models.",
                "It needs a third weight matrix; take two thirds of the width to keep the size.",
            ),
            Suggestion(
                "geglu",
                "The same with gelu as the gate.",
                "Libraries disagree about which half is the gate, and about which gelu.",
            ),
        ),
    ),
}
