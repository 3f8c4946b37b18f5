"""``actviz train``: the same small network trained once for each function and seed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from actviz.cli.options import PICTURE, Fields, Format, FormatOption, Names, idle, wish
from actviz.cli.plot import kind_of
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.figures.scene.scene import Scene
    from actviz.functions.elementwise import Activation
    from actviz.networks.data import Data
    from actviz.networks.training import Run, Setup
    from actviz.text.rows import Row

_THREADS: Final = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")
_EPOCHS, _EPOCHS_OF_FEW = 20, 100  # the second for generated data: they are few examples
_LAYERS_AT_MOST, _UNITS_AT_MOST = 50, 10_000
_WEIGHTS_AT_MOST: Final = 20_000_000  # a run holds seven doubles for each: about 1 GB


def train(
    names: Names,
    data: Annotated[
        str,
        typer.Option(
            metavar="NAME|FILE",
            help="digits, spirals, moons, xor, wave (a curve to fit), or a file: a table, arrays "
            "x and y, IDX.",
        ),
    ] = "digits",
    target: Annotated[
        str | None,
        typer.Option(
            metavar="N|NAME",
            help="The column of a table to learn: numbers or classes; the last by default.",
            show_default=False,
        ),
    ] = None,
    field: Fields = None,
    hidden: Annotated[
        str, typer.Option(metavar="N,N,...", help="Units of each hidden layer.")
    ] = "64,64",
    epochs: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Passes over the examples.  [default: 20; 100 for generated data]",
            show_default=False,
        ),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, max=1000, help="Runs of each function.")] = 3,
    seed: Annotated[int, typer.Option(min=0, help="The first seed; of generated data too.")] = 0,
    batch: Annotated[int, typer.Option(min=1, help="Examples per step.")] = 64,
    optimiser: Annotated[
        Literal["adam", "sgd"],
        typer.Option("--optimiser", "--optimizer", help="The optimiser."),
    ] = "adam",
    rate: Annotated[
        float | None,
        typer.Option(
            "--rate",
            "--lr",
            help="The learning rate.  [default: 0.005; 0.05 for sgd]",
            show_default=False,
        ),
    ] = None,
    momentum: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help="Momentum of sgd.  [default: 0.9]", show_default=False),
    ] = None,
    init: Annotated[
        str,
        typer.Option(
            metavar="gain|he|lecun|xavier|std=S",
            help="The scale of the initial weights; gain is computed for each function.",
        ),
    ] = "gain",
    loss: Annotated[
        Literal["cross-entropy", "squared"] | None,
        typer.Option(
            help="What is minimised.  [default: cross-entropy for classes]", show_default=False
        ),
    ] = None,
    fixed: Annotated[
        bool, typer.Option("--fixed", help="Keep learnable parameters as they are.")
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="Train on the first so many examples.", show_default=False),
    ] = None,
    level: Annotated[
        float, typer.Option(max=1.0, help="For epochs_to_level: the score to reach.")
    ] = 0.9,
    by_epoch: Annotated[
        bool, typer.Option("--by-epoch", help="A row for each function, seed and epoch.")
    ] = False,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Curves as png, svg or pdf; or the table: .csv, .md, ...",
        ),
    ] = None,
    boundary: Annotated[
        bool,
        typer.Option("--boundary", help="With -o: draw the decision regions, or the curve fitted."),
    ] = False,
    theme: Annotated[
        Literal["light", "dark", "print"] | None,
        typer.Option(help="The colours of the picture; light by default.", show_default=False),
    ] = None,
    format_: FormatOption = "table",
) -> None:
    """Train the same small network once for each function, and compare.

    At one seed all functions start from the same draws, each scaled by its own gain, and see the
    same batches. Parameters marked learnable (prelu's alpha, swish's beta) are learned, one set
    for each hidden layer. The same command gives the same numbers, to the bit, on one machine.

    accuracy is the share of right answers on test examples; for a curve r2 is 1 - squared error
    over variance, and targets are standardised, so that the loss has no unit. Both are means over
    the seeds, with the standard deviation as spread. epochs_to_level is the median over the seeds,
    empty where the level was not reached. dead is the share of hidden units whose slope is exactly
    0 at every training example. Seconds, which differ from run to run, appear in the table alone.

    A table is text of any delimiter, Parquet or a .npy file; words and whole numbers are classes.
    An .npz holds x_train and y_train, and maybe x_test and y_test, as MNIST's does; for IDX files
    name the images (train-images-idx3-ubyte.gz), the labels lie beside them.

    \b
    Examples:
      actviz train relu tanh --data moons --epochs 20 --hidden 16,16
      actviz train relu --epochs 3 --seeds 1 --by-epoch --format csv
      actviz train prelu swish --data xor --hidden 8 --epochs 20 -o learned.png
      actviz train identity tanh --data spirals --seeds 1 --hidden 16,16 --boundary -o spirals.png
      actviz train "x * tanh(x)" --data wave --seeds 1 --hidden 16 --epochs 20 --format json
    """
    # Runs share the processors among them, and sums must not depend on how many there are.
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    kind = kind_of(output)
    if boundary and output is None:
        raise ValueError("--boundary is a picture; name its file with -o")
    if output is None:
        idle(PICTURE, theme=theme)
    theme = theme or "light"
    if output == "-" and sys.stdout.isatty():
        raise ValueError("stdout is a terminal; send the picture on: -o - > picture.png")
    from actviz.lookup.registry import elementwise
    from actviz.networks import initial
    from actviz.networks.data import GENERATED
    from actviz.networks.files import load
    from actviz.networks.mlp import LOSSES
    from actviz.networks.training import OPTIMISERS, Setup, train_all

    functions = elementwise(names, "train")
    initial.check(init)
    if rate is not None and not 0 < rate < float("inf"):
        raise ValueError(f"--rate {rate:g} is not above 0 and finite; usual are 0.001 to 0.1")
    if level != level or (momentum is not None and momentum != momentum):
        raise ValueError("--level and --momentum are numbers, not nan")
    if momentum is not None and optimiser == "adam":
        raise ValueError("--momentum is for --optimiser sgd; adam has its own")
    layers = _layers(hidden)
    examples = load(data, seed, target, wish(field).fields)
    if limit is not None:
        examples = examples.first(limit)
    sizes = (examples.features, *layers, examples.outputs)
    weights = sum(a * b for a, b in pairwise(sizes))
    if weights > _WEIGHTS_AT_MOST:
        raise ValueError(
            f"--hidden {hidden} makes {weights} weights; at most {_WEIGHTS_AT_MOST} are trained"
        )
    if loss == LOSSES[0] and not examples.classes:
        raise ValueError(f"--loss cross-entropy is for classes; {examples.name} has none")
    setup = Setup(
        hidden=layers,
        epochs=epochs or (_EPOCHS_OF_FEW if data in GENERATED else _EPOCHS),
        batch=batch,
        optimiser=optimiser,
        rate=OPTIMISERS[optimiser] if rate is None else rate,
        momentum=0.9 if momentum is None else momentum,
        init=init,
        loss=loss or (LOSSES[0] if examples.classes else "squared"),
        fixed=fixed,
    )
    if boundary:
        from actviz.figures.compose.learning import check_boundary

        check_boundary(examples)
    _foretell(functions, setup)
    everything = len(functions) * seeds * setup.epochs
    with terminal.progress("training", everything) as done:
        runs = train_all(functions, examples, setup, range(seed, seed + seeds), progress=done)
    _tell_diverged(functions, runs)
    if output is not None:
        _draw(functions, runs, examples, setup, output, kind, boundary, theme)
        if output == "-":
            return
    if by_epoch:
        rows = [row for run in runs for row in _epoch_rows(functions, run, examples, setup)]
    else:
        rows = _summaries(functions, runs, examples, setup, level, format_)
    terminal.table(_filled(rows), format_)


def _layers(text: str) -> tuple[int, ...]:
    """``64,64`` as numbers of units.

    Raises:
        ValueError: not whole numbers above 0, or too many.
    """
    words = [word.strip() for word in text.split(",")]
    if not all(word.isascii() and word.isdigit() and int(word[:9]) > 0 for word in words):
        raise ValueError(f"--hidden {text!r} is not numbers of units; examples: 32, 64,64")
    found = tuple(int(word[:9]) for word in words)
    if len(found) > _LAYERS_AT_MOST or max(found) > _UNITS_AT_MOST:
        raise ValueError(
            f"--hidden {text!r} is too much; at most {_LAYERS_AT_MOST} layers of "
            f"{_UNITS_AT_MOST} units"
        )
    return found


def _foretell(functions: Sequence[Activation], setup: Setup) -> None:
    """Say before it runs which functions let no gradient through, and why."""
    import numpy as np

    from actviz.networks.gain import gain
    from actviz.networks.training import trainable

    for function in functions:
        moments = gain(function).moments
        if moments is not None and moments.slope_second_moment == 0:
            learned = "" if setup.fixed or not trainable(function) else " and its own parameters"
            terminal.note(
                f"{function.display}: its slope is 0 wherever it exists, so no gradient gets "
                f"through it: the last layer{learned} will learn, the weights before stay as drawn"
            )
        for name in () if setup.fixed else trainable(function):
            if not np.any(function.derivative(np.linspace(-3, 3, 61), wrt=name)):
                terminal.note(
                    f"{function.display}: at {name} = {function.values[name]:g} its slope in "
                    f"{name} is 0 at every x, so {name} is not learned from there"
                )


def _tell_diverged(functions: Sequence[Activation], runs: Sequence[Run]) -> None:
    for place, function in enumerate(functions):
        own = [run for run in runs if run.function == place]
        epochs = [run.diverged for run in own if run.diverged is not None]
        if epochs:
            terminal.note(
                f"{function.display}: {len(epochs)} of {len(own)} runs diverged (the first in "
                f"epoch {min(epochs)}): numbers in the network were no longer finite; a smaller "
                "--rate or --init std=0.01 may help"
            )


def _draw(
    functions: Sequence[Activation],
    runs: Sequence[Run],
    data: Data,
    setup: Setup,
    output: str,
    kind: str,
    boundary: bool,
    theme: str,
) -> None:
    from actviz.figures.compose import learning
    from actviz.figures.engines.matplotlib_figure import save, to_bytes

    scene: Scene = (
        learning.boundaries(functions, runs, data, setup, theme=theme)
        if boundary
        else learning.curves(functions, runs, data, theme=theme)
    )
    if output == "-":
        terminal.out_bytes(to_bytes(scene, kind))
        return
    save(scene, Path(output), kind)
    terminal.note(output)


def _summaries(
    functions: Sequence[Activation],
    runs: Sequence[Run],
    data: Data,
    setup: Setup,
    level: float,
    kind: Format,
) -> list[Row]:
    """A row for each function; short numbers where a person reads them."""
    from actviz.networks.training import summary

    rows = []
    human = kind not in ("json", "csv", "tsv")
    for place, function in enumerate(functions):
        found = summary([run for run in runs if run.function == place], level)
        row: Row = {
            "name": function.display,
            _word(data): found.score,
            "spread": found.spread,
            "loss": found.loss,
            "epochs_to_level": found.epochs_to_level,
            "dead": found.dead,
            "diverged": found.diverged,
            **_learned(found.values),
        }
        if kind == "table":
            row["seconds"] = found.seconds
        rows.append({key: _short(value) for key, value in row.items()} if human else row)
    if human and not any(run.diverged for run in runs):
        rows = [{key: row[key] for key in row if key != "diverged"} for row in rows]
    return rows


def _epoch_rows(functions: Sequence[Activation], run: Run, data: Data, setup: Setup) -> list[Row]:
    return [
        {
            "name": functions[run.function].display,
            "seed": run.seed,
            "epoch": state.epoch,
            "train_loss": state.train_loss,
            "test_loss": state.test_loss,
            _word(data): state.score,
            "dead": state.dead,
            **_learned(state.values),
        }
        for state in run.epochs
    ]


def _word(data: Data) -> str:
    return "accuracy" if data.classes else "r2"


def _learned(values: Sequence[dict[str, float]]) -> dict[str, float]:
    """``alpha_1``: alpha of the first hidden layer."""
    return {
        f"{name}_{layer}": value
        for layer, found in enumerate(values, 1)
        for name, value in found.items()
    }


def _filled(rows: Sequence[Row]) -> list[Row]:
    """The same columns in every row: not every function learns the same parameters."""
    keys = list(dict.fromkeys(key for row in rows for key in row if key != "seconds"))
    keys += ["seconds"] if rows and "seconds" in rows[0] else []
    return [{key: row.get(key) for key in keys} for row in rows]


def _short(value: Any) -> Any:
    if value is None:
        return "-"
    return f"{value:.3g}" if isinstance(value, float) else value
