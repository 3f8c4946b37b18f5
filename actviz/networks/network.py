"""A network small enough to follow by hand: its numbers and their shapes, and a file of them.

The TOML file is described in docs/networks.md.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from actviz.dataclass import dataclass
from actviz.formula.grammar import nearest

LAYERS_AT_MOST: Final = 6
UNITS_AT_MOST: Final = 12  # in one layer: more are not followed by hand
RATE: Final = 0.1

Row = tuple[float, ...]


@dataclass(frozen=True)
class Layer:
    """Units that share their inputs.

    ``weights`` has a row for each unit and a number for each input. ``activation`` is the name of
    a function; where it is empty, hidden layers take the function that is asked about, and the
    last layer takes none.
    """

    weights: tuple[Row, ...]
    biases: Row
    activation: str = ""


@dataclass(frozen=True)
class Network:
    """Layers with an input and the target of its output.

    Raises:
        ValueError: shapes that do not fit each other; the message names layer, field and shape.
    """

    inputs: Row
    targets: Row
    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.layers) <= LAYERS_AT_MOST:
            raise ValueError(
                f"{len(self.layers)} layers; from 1 to {LAYERS_AT_MOST} can be followed"
            )
        _finite("input", self.inputs)
        _finite("target", self.targets)
        width, source = len(self.inputs), "input has"
        if not 1 <= width <= UNITS_AT_MOST:
            raise ValueError(
                f"input has {_count(width, 'number')}; from 1 to {UNITS_AT_MOST} will do"
            )
        for index, layer in enumerate(self.layers, 1):
            head = f"layer {index}: "
            units = len(layer.weights)
            if not 1 <= units <= UNITS_AT_MOST:
                raise ValueError(
                    f"{head}weights: {_count(units, 'row')}, one for each unit; from 1 to "
                    f"{UNITS_AT_MOST} can be followed"
                )
            for place, row in enumerate(layer.weights, 1):
                if len(row) != width:
                    raise ValueError(
                        f"{head}weights: row {place} has {_count(len(row), 'number')}, "
                        f"but {source} {width}"
                    )
                _finite(f"{head}weights", row)
            if len(layer.biases) != units:
                raise ValueError(
                    f"{head}biases: {_count(len(layer.biases), 'number')}, but weights has "
                    f"{_count(units, 'row')}"
                )
            _finite(f"{head}biases", layer.biases)
            width, source = units, f"layer {index} has"
        if len(self.targets) != width:
            raise ValueError(
                f"target has {_count(len(self.targets), 'number')}, but the last layer has "
                f"{_count(width, 'unit')}"
            )

    @property
    def shape(self) -> tuple[int, ...]:
        """How many inputs there are, and how many units in each layer."""
        return (len(self.inputs), *(len(layer.weights) for layer in self.layers))


def built(
    inputs: Sequence[float],
    targets: Sequence[float],
    weights: Sequence[Sequence[Sequence[float]]],
    biases: Sequence[Sequence[float]] | None = None,
) -> Network:
    """A network of numbers alone; without biases they are 0.

    Raises:
        ValueError: shapes that do not fit each other.
    """
    if biases is not None and len(biases) != len(weights):
        raise ValueError(f"biases for {_count(len(biases), 'layer')}, weights for {len(weights)}")
    layers = []
    for index, rows in enumerate(weights):
        chosen = [0.0] * len(rows) if biases is None else biases[index]
        layers.append(Layer(tuple(map(tuple, rows)), tuple(chosen)))
    return Network(tuple(inputs), tuple(targets), tuple(layers))


def read(file: str) -> tuple[Network, float]:
    """The network in a TOML file, and its rate.

    Raises:
        ValueError: the file does not make sense; the message names file, field and shape.
        OSError: it cannot be read.
    """
    try:
        data = tomllib.loads(Path(file).read_text(encoding="utf-8"))
        return _network(data)
    except (ValueError, TypeError, RecursionError) as error:  # TOMLDecodeError is a ValueError
        raise ValueError(f"{file}: {error}") from None


def _network(data: dict[str, Any]) -> tuple[Network, float]:
    _known(data, ("input", "target", "rate", "layer"), "")
    for field in ("input", "target", "layer"):
        if field not in data:
            raise ValueError(f"{field} is missing")
    if not isinstance(data["layer"], list) or not all(isinstance(x, dict) for x in data["layer"]):
        raise ValueError("layer is a list of tables; write [[layer]] above each")
    rate = _number(data.get("rate", RATE), "rate")
    layers = []
    for index, row in enumerate(data["layer"], 1):
        head = f"layer {index}: "
        _known(row, ("weights", "biases", "activation"), head)
        if "weights" not in row:
            raise ValueError(f"{head}weights are missing")
        if not isinstance(row["weights"], list) or not row["weights"]:
            raise ValueError(f"{head}weights is a list of rows, one for each unit")
        weights = tuple(
            _numbers(line, f"{head}weights: row {place}")
            for place, line in enumerate(row["weights"], 1)
        )
        biases = _numbers(row.get("biases", [0.0] * len(weights)), f"{head}biases")
        activation = row.get("activation", "")
        if not isinstance(activation, str):
            raise ValueError(f"{head}activation is a name in quotes, not {activation!r}")
        layers.append(Layer(weights, biases, activation))
    inputs = _numbers(data["input"], "input")
    return Network(inputs, _numbers(data["target"], "target"), tuple(layers)), checked_rate(rate)


def checked_rate(rate: float) -> float:
    """The same rate.

    Raises:
        ValueError: it is not a positive finite number.
    """
    if not 0 < rate < math.inf:
        raise ValueError(f"rate must be a positive number, not {rate:g}")
    return rate


def _known(row: dict[str, Any], fields: tuple[str, ...], head: str) -> None:
    for field in row:
        if field not in fields:
            near = nearest(field, fields)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(fields)}"
            raise ValueError(f"{head}no field is called {field!r}; {hint}")


def _numbers(value: Any, what: str) -> Row:
    if not isinstance(value, list):
        raise ValueError(f"{what} is a list of numbers, not {value!r}")
    return tuple(_number(item, what) for item in value)


def _number(value: Any, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{what}: {value!r} is not a number")
    return float(value)


def _finite(what: str, row: Row) -> None:
    for value in row:
        if not math.isfinite(value):
            raise ValueError(f"{what}: {value} is not a finite number")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


# One input, two hidden units of which relu leaves the second exactly on its kink, one output.
EXAMPLE: Final = Network(
    (0.5,), (1.0,), (Layer(((0.6,), (-0.4,)), (0.1, 0.2)), Layer(((0.3, 0.3),), (0.0,)))
)
