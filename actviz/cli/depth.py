"""``actviz depth``: what a function does to signal and gradient through many layers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Final

from actviz.arrays import np
from actviz.cli.budget import bounded
from actviz.cli.options import (
    PICTURE,
    FormatOption,
    Names,
    PictureOrTable,
    Theme,
    idle,
    one_thread,
    option,
)
from actviz.streams.words import is_number, number
from actviz.text import terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actviz.networks.depth import Shape, Start, Study
    from actviz.text.rows import Row

_LAYERS_AT_MOST: Final = 1000
_STEADY: Final = 0.02  # a factor per layer this near to 1 is called steady
_GONE: Final = 0.01  # of the first layer's signal: below it has died, above 1/0.01 exploded


def depth(
    names: Names,
    layers: Annotated[
        int, option("--layers", "The number of layers.", min=1, max=_LAYERS_AT_MOST)
    ] = 50,
    width: Annotated[int, option("--width", "Units in each layer.", min=2, max=4096)] = 256,
    init: Annotated[
        str,
        option(
            "--init he|lecun|xavier|critical|std=S",
            "Weights' standard deviation: sqrt(2/n), 1/sqrt(n), the same, the edge of chaos, "
            "S/sqrt(n); several with commas.",
        ),
    ] = "he",
    bias_std: Annotated[
        float, option("--bias-std", "Standard deviation of the biases.", min=0.0, max=100.0)
    ] = 0.0,
    seeds: Annotated[int, option("--seeds", "Networks to average over.", min=1, max=1000)] = 20,
    seed: Annotated[int, option("--seed", "The first random seed.", min=0)] = 0,
    tolerance: Annotated[
        float, option("--tolerance", "Saturated: |slope| below this.", min=1e-300, max=1.0)
    ] = 0.01,
    by_layer: Annotated[bool, option("--by-layer", "A row for each layer.")] = False,
    phase: Annotated[
        bool, option("--phase", "The edge of chaos by bias; with -o the phase diagram.")
    ] = False,
    output: PictureOrTable = None,
    title: Annotated[str | None, option("--title", "A title of your own.")] = None,
    theme: Theme = None,
    format_: FormatOption = "table",
) -> None:
    """Send a signal forward and a gradient backward through random layers.

    Each layer is W x + b followed by the function; all weights are drawn anew for each seed, the
    same for every function. Next to the simulation stands mean-field theory, for infinite width: q
    is the variance at which pre-activations settle, chi the factor by which the mean squared
    gradient changes per layer there, depth_scale the number of layers over which it changes by a
    factor of e, critical_std the standard deviation of the weights (times sqrt(width)) at which chi
    is 1. signal and gradient are the factors per layer of the root mean squares, in the median
    network; gradient_theory is the factor that theory predicts.

    \b
    Examples:
      actviz depth sigmoid tanh relu --layers 20 --width 64 --seeds 4
      actviz depth selu relu --init lecun,he --layers 20 --width 64 --seeds 4 -o depth.png
      actviz depth tanh --init critical --layers 10 --width 64 --seeds 2 --by-layer -f csv
      actviz depth linear --layers 20 --width 64 --seeds 2
      actviz depth tanh --phase -o phase.png
    """
    one_thread()  # networks share the processors among them
    from actviz.cli.plot import kind_of
    from actviz.lookup.registry import elementwise
    from actviz.networks.depth import Shape, studies

    kind_of(output)
    if output is None:
        idle(PICTURE, title=title, theme=theme)
    if phase:
        idle("is a row for each layer, and --phase has none", by_layer=by_layer)
    theme = theme or "light"
    starts = _starts(init)
    functions = elementwise(names, "depth")
    if phase:
        _phase(functions, output, title, theme, format_)
        return
    shape = Shape(layers, width, bias_std, seeds, seed, tolerance)
    # Networks are simulated in threads of their own, whose time does not count here.
    with bounded(functions), terminal.progress("simulating", seeds) as done:
        simulated = studies(functions, starts, shape, done)
    _tell(simulated, shape)
    if output:
        from actviz.cli.plot import write
        from actviz.figures.compose.depth import depth_scene

        write(depth_scene(simulated, title, theme), output)
        if output == "-":
            return
    if by_layer:
        rows = [row for study in simulated for row in _layer_rows(study)]
    else:
        rows = [_summary(study, layers) for study in simulated]
    terminal.table(rows, format_)


def _starts(text: str) -> list[Start]:
    """``he,std=1.2`` as ways to draw weights."""
    from actviz.networks.depth import INITS, Start

    starts = []
    for word in (part.strip().lower() for part in text.split(",")):
        name, _, value = word.partition("=")
        if word in INITS:
            starts.append(Start(word, INITS[word]))
        elif word == "critical":
            starts.append(Start(word, None))
        elif name == "std" and is_number(value) and 0 < number(value) < 1e6:
            starts.append(Start(word, number(value)))
        else:
            known = ", ".join(INITS)
            raise ValueError(
                f"--init {word!r} is none of {known}, critical, std=S with S above 0 (times "
                "1/sqrt(width)); an example: --init he,std=1.2"
            )
    return starts


def _tell(studies: Sequence[Study], shape: Shape) -> None:
    """Notes: what has no edge of chaos, what is one matrix, what learns nothing."""
    from actviz.networks.depth import collapse, straight

    notes = []
    for study in studies:
        name = study.function.display
        if study.deviation is None:
            notes.append(f"{name}: no critical weights: {study.critical.why}")
        elif _flat(study):
            notes.append(
                f"{name}: its slope is 0 wherever it exists, so no gradient passes a single layer"
            )
        elif straight(study.function):
            one = collapse(study.function, study.deviation, shape)
            notes.append(
                f"{study.label}: {shape.layers} layers are one matrix: the product of their "
                f"weights gives the same output to {one.error:.1g} of its size, and nine tenths "
                f"of it lie in {one.directions} of {one.width} directions; the proof: "
                f"actviz derive {study.function.name} --layers {shape.layers}"
            )
    for text in dict.fromkeys(notes):
        terminal.note(text)


def _flat(study: Study) -> bool:
    return bool(study.theory) and study.theory[0].chi == 0


def _summary(study: Study, layers: int) -> Row:
    """Theory and measurement of one function in a row."""
    fixed, measured = study.fixed, study.measured
    row: dict[str, Any] = {
        "function": study.function.display,
        "init": study.start,
        "weight_std": study.deviation,
        "q": fixed.q if fixed else None,
        "chi": fixed.chi if fixed else None,
        "depth_scale": fixed.depth_scale if fixed else None,
        "critical_std": study.critical.deviation,
        "signal": None,
        "gradient": None,
        "gradient_theory": None,
        "saturated": None,
        "dead": None,
        "verdict": fixed.why if fixed else study.critical.why,
    }
    if measured is None:
        return row
    if measured.broke is not None:
        what = "overflows" if measured.overflow else "is not a number"
        row["verdict"] = f"the signal {what} in layer {measured.broke}"
        return row
    sizes = np.median(measured.q, axis=0)
    signal = math.sqrt(sizes[-1] / sizes[1]) if sizes[1] > 0 else 0.0
    if layers > 1:
        row["signal"] = signal ** (1 / (layers - 1))
    gradient = float(measured.gradient[0])
    row["gradient"] = gradient ** (1 / layers)
    if study.expected is not None:
        row["gradient_theory"] = float(study.expected[0]) ** (1 / layers)
    row["saturated"] = float(measured.saturated[:, -1].mean())
    row["dead"] = float(measured.dead[:, -1].mean())
    row["verdict"] = _verdict(signal, gradient, layers)
    return row


def _verdict(signal: float, gradient: float, layers: int) -> str:
    """The fate of both, from their factors over all layers."""
    said = "signal dies, " if signal < _GONE else "signal explodes, " if signal > 1 / _GONE else ""
    if gradient == 0:
        return f"{said}no gradient arrives"
    if abs(gradient ** (1 / layers) - 1) <= _STEADY:
        return f"{said}gradient steady: {gradient:.2g} of it arrives"
    word = "vanishes" if gradient < 1 else "explodes"
    return f"{said}gradient {word}: times {gradient:.2g} over {layers} layers"


def _layer_rows(study: Study) -> list[Row]:
    """What was measured and what was expected, layer by layer; layer 0 is the input."""
    if study.measured is None:
        return []
    measured, rows = study.measured, []
    gradient, expected = measured.gradient, study.expected
    for layer in range(measured.q.shape[1]):
        theory = study.theory[layer - 1] if 0 < layer <= len(study.theory) else None
        rows.append(
            {
                "function": study.function.display,
                "init": study.start,
                "layer": layer,
                "q": _mean(measured.q[:, layer]),
                "q_theory": theory.q if theory else None,
                "mean": _mean(measured.mean[:, layer]),
                "mean_theory": theory.mean if theory else None,
                "variance": _mean(measured.variance[:, layer]),
                "second_moment": _mean(measured.moment[:, layer]),
                "second_moment_theory": theory.moment if theory else None,
                "correlation": _mean(measured.correlation[:, layer]),
                "correlation_theory": theory.correlation if theory else None,
                "saturated": _mean(measured.saturated[:, layer]),
                "dead": _mean(measured.dead[:, layer]),
                "gradient": _known(float(gradient[layer])),
                "gradient_theory": None if expected is None else _known(float(expected[layer])),
                "chi_theory": theory.chi if theory else None,
            }
        )
    return rows


def _mean(values: Any) -> float | None:
    return _known(float(values.mean()))


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _phase(
    functions: Sequence[Any], output: str | None, title: str | None, theme: str, format_: str
) -> None:
    from actviz.networks.depth import refuse_gaps
    from actviz.networks.mean_field import MeanField

    if len(functions) > 1:
        raise ValueError("--phase is of one function; draw each in a picture of its own")
    field = MeanField(functions[0])
    with bounded(functions):
        refuse_gaps(functions[0])
        field.critical()
    if output:
        from actviz.cli.plot import write
        from actviz.figures.compose.depth import phase_scene

        write(phase_scene(field, title, theme), output)
        if output == "-":
            return
    rows = []
    for step in range(0, 11, 2):
        edge = field.critical(step / 10)
        rows.append(
            {
                "bias_std": step / 10,
                "critical_std": edge.deviation,
                "q": edge.q,
                "why_none": edge.why or None,
            }
        )
    terminal.table(rows, format_)
