"""Which examples a network takes, and how large a network may be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from actviz.networks.data import Data

HIDDEN: Final = {"mlp": "64,64", "cnn": "8,16", "lstm": "32", "transformer": "64,64"}
_WEIGHTS_AT_MOST: Final = 20_000_000  # a run holds seven doubles for each: about 1 GB

_LAYERS_AT_MOST: Final = 50
_UNITS_AT_MOST: Final = 10_000


def layers(text: str) -> tuple[int, ...]:
    """``64,64`` as numbers of units.

    Raises:
        ValueError: not whole numbers above 0, or too many.
    """
    words = [word.strip() for word in text.split(",")]
    if not all(word.isascii() and word.isdigit() and int(word[:9]) > 0 for word in words):
        raise ValueError(f"--hidden {text!r} is not numbers of units; examples: 32, 64,64")
    units = tuple(int(word[:9]) for word in words)
    if len(units) > _LAYERS_AT_MOST or max(units) > _UNITS_AT_MOST:
        raise ValueError(
            f"--hidden {text!r} is too much; at most {_LAYERS_AT_MOST} layers of "
            f"{_UNITS_AT_MOST} units"
        )
    return units


def channels_last(form: Sequence[int]) -> bool:
    """Whether an image of three axes ends with its channels."""
    return len(form) == 3 and form[2] in (1, 3, 4) and form[0] not in (1, 3)


def check(network: str, data: Data, hidden: Sequence[int]) -> None:
    """Refuse examples that a network cannot take, and a network that is too large.

    Raises:
        ValueError: the message says what the network takes, and what the examples are.
    """
    form = "x".join(map(str, data.form))
    if data.words and network in ("mlp", "cnn"):
        raise ValueError(
            f"--network {network} takes numbers, and {data.name} holds texts; take "
            "--network lstm or transformer"
        )
    if network == "cnn" and (len(data.form) not in (2, 3) or sorted(data.form)[-2] < 2):
        raise ValueError(
            f"--network cnn takes images, HEIGHT x WIDTH with channels first or last or none; "
            f"an example of {data.name} is {form}"
        )
    start = data.features if network == "mlp" else data.form[0]
    sizes = (start, *hidden, data.outputs)
    factor = {"mlp": 1, "cnn": 9, "lstm": 8, "transformer": 1}[network]
    weights = factor * sum(a * b for a, b in pairwise(sizes))
    if weights > _WEIGHTS_AT_MOST:
        raise ValueError(
            f"--hidden {','.join(map(str, hidden))} makes {weights} weights; at most "
            f"{_WEIGHTS_AT_MOST} are trained"
        )
