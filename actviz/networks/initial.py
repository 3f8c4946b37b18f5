"""Weights to start from: the same draws for every function, each scaled as it needs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from actviz.arrays import Float64
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError

# Standard deviations of weights by fan-in and fan-out. He et al. (2015); LeCun et al. (1998);
# Glorot and Bengio (2010).
RULES: Final = {
    "he": lambda fan_in, fan_out: math.sqrt(2 / fan_in),
    "lecun": lambda fan_in, fan_out: math.sqrt(1 / fan_in),
    "xavier": lambda fan_in, fan_out: math.sqrt(2 / (fan_in + fan_out)),
}
GAIN: Final = "gain"


def check(rule: str) -> None:
    """Refuse a rule that is none.

    Raises:
        ValueError: it is neither ``gain``, one of :data:`RULES`, nor ``std=`` and a number.
    """
    _ = rule == GAIN or rule_deviation(rule, 1, 1)


def deviations(rule: str, activation: Activation, sizes: Sequence[int]) -> list[float]:
    """The standard deviation of each layer's weights.

    With ``gain`` every sum that a layer takes has second moment 1 where the sums before it are
    standard normal, as the inputs are: 1/sqrt(fan_in) for the first layer, and
    1/sqrt(fan_in E[f(z)^2]) for the others.

    Args:
        rule: ``gain``, ``he``, ``lecun``, ``xavier`` or ``std=NUMBER``.
        sizes: numbers in an example, units of each hidden layer, outputs.

    Raises:
        ValueError: an unknown rule.
        SpecError: E[f(z)^2] is 0, infinite or not known.
    """
    pairs = list(pairwise(sizes))
    if rule != GAIN:
        return [rule_deviation(rule, *pair) for pair in pairs]
    from actviz.networks.gain import gain

    record = gain(activation)
    if record.second_moment is None:
        why = record.note or "f is 0 almost everywhere"
        hint = "--init lecun or std=0.1 need none"
        if record.moments is None:
            hint = "in a network it meets numbers of both signs; see: actviz table --all"
        raise SpecError(f"{activation.display} has no gain to initialise by ({why}); {hint}")
    return [
        (record.second_moment if layer else 1.0) / math.sqrt(fan_in)
        for layer, (fan_in, _) in enumerate(pairs)
    ]


def draws(sizes: Sequence[int], seed: int) -> list[Float64]:
    """Standard normal numbers for each layer's weights; the same for every function."""
    source = np.random.default_rng((seed, 0))
    return [source.standard_normal(pair) for pair in pairwise(sizes)]


def rule_deviation(rule: str, fan_in: int, fan_out: int) -> float:
    """The standard deviation of weights by a rule that asks for no function.

    Raises:
        ValueError: it is neither one of :data:`RULES` nor ``std=`` and a number.
    """
    if rule in RULES:
        return RULES[rule](fan_in, fan_out)
    word, _, text = rule.partition("=")
    try:
        value = float(text) if word.strip() == "std" else math.nan
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise ValueError(
            f"--init {rule} is not known; known: {GAIN}, {', '.join(RULES)}, std=NUMBER above 0"
        )
    return value
