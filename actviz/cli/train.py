"""``actviz train``: the same small network trained once for each function and seed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from actviz.cli import options, train_engine, train_rows, train_words
from actviz.cli.options import option
from actviz.cli.plot import kind_of
from actviz.cli.train_runs import trained
from actviz.streams.whole import write_whole
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.figures.scene.scene import Scene
    from actviz.functions.elementwise import Activation
    from actviz.networks.data import Data
    from actviz.networks.training import Run, Setup


_with_torch = partial(typer.Option, rich_help_panel="With PyTorch")
_detail = partial(typer.Option, rich_help_panel="How to train")
_kept = partial(typer.Option, rich_help_panel="Kept while it runs")
_EPOCHS, _EPOCHS_OF_FEW = 20, 100  # the second for generated data: they are few examples


def train(
    names: options.Names,
    data: Annotated[
        str,
        option(
            "--data NAME|FILE",
            "digits, spirals, moons, xor, wave (a curve to fit), reviews, or a file: a table, "
            "arrays x and y, IDX, CIFAR, a folder of images.",
        ),
    ] = "digits",
    target: Annotated[
        str | None,
        option(
            "--target N|NAME",
            "The column of a table to learn: numbers or classes; the last by default.",
        ),
    ] = None,
    text: Annotated[
        str | None, option("--text N|NAME", "The column of a table that holds texts.")
    ] = None,
    field: options.Fields = None,
    network: Annotated[
        Literal["mlp", "cnn", "lstm", "transformer"] | None,
        option("--network", "Dense, convolutional, recurrent, or with attention.  [default: mlp]"),
    ] = None,
    module: Annotated[
        str | None,
        _with_torch(
            metavar="FILE.py:make",
            help="A network of your own: make(activation) gives a torch.nn.Module. The file is "
            "run.",
        ),
    ] = None,
    engine: Annotated[
        Literal["numpy", "torch"] | None,
        _with_torch(help="What trains.  [default: numpy where it can, else torch]"),
    ] = None,
    dtype: Annotated[
        Literal["float32", "float64"] | None,
        _with_torch(help="The format of numbers.  [default: float64; float32 for torch]"),
    ] = None,
    device: Annotated[
        Literal["cpu", "cuda", "mps"] | None,
        _with_torch(help="Where torch computes.  [default: cpu]"),
    ] = None,
    deterministic: Annotated[
        bool, _with_torch("--deterministic", help="The same numbers to the bit, of torch too.")
    ] = False,
    hidden: Annotated[
        str | None,
        option(
            "--hidden N,N,...",
            "Units of each hidden layer, channels of each convolution.  [default: 64,64; cnn "
            "8,16; lstm 32]",
        ),
    ] = None,
    epochs: Annotated[
        int | None,
        option(
            "--epochs", "Passes over the examples.  [default: 20; 100 for generated data]", min=1
        ),
    ] = None,
    seeds: Annotated[int, option("--seeds", "Runs of each function.", min=1, max=1000)] = 3,
    seed: Annotated[int, option("--seed", "The first seed; of generated data too.", min=0)] = 0,
    batch: Annotated[int, _detail(min=1, help="Examples per step.")] = 64,
    optimiser: Annotated[
        Literal["adam", "sgd"], _detail("--optimiser", "--optimizer", help="The optimiser.")
    ] = "adam",
    rate: Annotated[
        float | None,
        _detail("--rate", "--lr", help="The learning rate.  [default: 0.005; 0.05 for sgd]"),
    ] = None,
    tune: Annotated[
        bool,
        _detail("--tune", help="Choose each function's rate, by a part of the training examples."),
    ] = False,
    momentum: Annotated[
        float | None, _detail(min=0.0, max=1.0, help="Momentum of sgd.  [default: 0.9]")
    ] = None,
    init: Annotated[
        str | None,
        _detail(
            metavar="gain|he|lecun|xavier|std=S",
            help="The scale of the initial weights.  [default: gain, computed for each function]",
        ),
    ] = None,
    loss: Annotated[
        Literal["cross-entropy", "squared"] | None,
        _detail(help="What is minimised.  [default: cross-entropy for classes]"),
    ] = None,
    fixed: Annotated[
        bool, _detail("--fixed", help="Keep learnable parameters as they are.")
    ] = False,
    limit: Annotated[
        int | None, _detail(min=1, help="Train on the first so many examples.")
    ] = None,
    level: Annotated[
        float, option("--level", "For epochs_to_level: the score to reach.", max=1.0)
    ] = 0.9,
    by_epoch: Annotated[
        bool, option("--by-epoch", "A row for each function, seed and epoch.")
    ] = False,
    pairs: Annotated[
        bool, option("--pairs", "A row for each two functions, same seed against same.")
    ] = False,
    by_layer: Annotated[
        bool, option("--by-layer", "A row for each function and hidden layer.")
    ] = False,
    log: Annotated[
        str | None,
        _kept(
            metavar="FILE.jsonl",
            help="Write a line for each function, seed and epoch while it runs.",
        ),
    ] = None,
    resume: Annotated[
        str | None,
        _kept(
            metavar="FILE",
            help="Keep runs in this file, and beside it those that have begun; go on from there.",
        ),
    ] = None,
    data_to: Annotated[
        str | None,
        _kept(
            metavar="FILE.npz",
            help="Write the examples too, in the form of mnist.npz: x_train, y_train, x_test, "
            "y_test.",
        ),
    ] = None,
    cluster: options.Cluster = None,
    output: Annotated[
        str | None,
        options.to_file(
            "Curves as png, svg, pdf and what else plot writes; or the table: .csv, .md, ..."
        ),
    ] = None,
    boundary: Annotated[
        bool, option("--boundary", "With -o: draw the decision regions, or the curve fitted.")
    ] = False,
    theme: options.Theme = None,
    format_: options.FormatOption = "table",
) -> None:
    """Train the same network once for each function, and compare.

    NumPy trains small dense networks. PyTorch (pip install 'actviz\\[torch]') trains the others:
    --network cnn (3 x 3 convolutions), lstm (the function stands where tanh does) and transformer
    (the function is in the feed-forward part; gated units are compared there too), and --module,
    whose file is run: make is given an nn.Module, and takes examples as they are stored. Where
    torch has the function its own is used, and said so.

    At one seed all functions start from the same draws, each scaled by its own gain, and see the
    same batches. Parameters marked learnable (prelu's alpha, swish's beta) are learned, one set
    for each hidden layer. The same command gives the same numbers, to the bit, on one machine.

    accuracy is the share of right answers on test examples; for a curve r2 is 1 - squared error
    over variance, and targets are standardised, so that the loss has no unit. Both are means over
    the seeds, with the standard deviation as spread; low and high bound the 95 % interval of the
    mean score. epochs_to_level is the median over the seeds, empty where the level was not reached.
    dead is the share of hidden units whose slope is exactly 0 at every training example, saturated
    the share of their inputs there at which its magnitude is below 0.01. Seconds, which differ from
    run to run, appear in the table alone.

    --pairs tells for each two functions how far the scores are apart, each seed against the same
    seed, and whether the 95 % interval of the mean leaves 0 out. --by-layer tells dead, saturated
    and gradient (the root mean square of an example's loss differentiated by what goes into the
    functions) of each hidden layer, at the end and before training. Ctrl-C ends the training, and
    tells what is done.

    A table is text of any delimiter, Parquet or a .npy file; words and whole numbers are classes.
    An .npz holds x_train and y_train, and maybe x_test and y_test, as MNIST's does; for IDX files
    name the images (train-images-idx3-ubyte.gz), the labels lie beside them; for CIFAR-10 one of
    the binary batches or their folder. A folder of images holds a folder for each class. With
    --text, a column of texts is learned from, by lstm or transformer.

    \b
    Examples:
      actviz train relu tanh --data moons --epochs 20 --hidden 16,16
      actviz train relu --epochs 3 --seeds 1 --by-epoch --format csv
      actviz train relu gelu --data moons --epochs 20 --hidden 16 --seeds 5 --pairs
      actviz train sigmoid relu --data xor --epochs 5 --hidden 8,8,8,8 --by-layer
      actviz train relu sigmoid --data xor --epochs 5 --hidden 8 --tune
      actviz train relu --data xor --epochs 9 --hidden 8 --log log.jsonl --resume runs.npz
      actviz train prelu swish --data xor --hidden 8 --epochs 20 -o learned.png
      actviz train identity tanh --data spirals --seeds 1 --hidden 16,16 --boundary -o spirals.png
      actviz train relu tanh gelu --network cnn --hidden 6,8 --epochs 3 --seeds 2
      actviz train gelu swiglu --network transformer --limit 300 --epochs 2 --pairs
      actviz train tanh relu --network lstm --data reviews --limit 300 --hidden 12 --epochs 3
      actviz train "x * tanh(x)" --data wave --seeds 1 --hidden 16 --epochs 20 --format json
    """
    options.one_thread()  # runs share the processors among them
    kind = kind_of(output)
    if boundary and output is None:
        raise ValueError("--boundary is a picture; name its file with -o")
    if output is None:
        options.idle(options.PICTURE, theme=theme)
    if by_epoch + pairs + by_layer > 1:
        raise ValueError("--by-epoch, --pairs and --by-layer are three tables; choose one")
    if pairs and len(names) == 1 and "," not in names[0]:
        raise ValueError("--pairs compares functions; name two or more")
    theme = theme or "light"
    if output == "-" and sys.stdout.isatty():
        raise ValueError("stdout is a terminal; send the picture on: -o - > picture.png")
    chosen = train_engine.chosen(
        engine, network, module, dtype, device, deterministic, bool(cluster)
    )
    if module is not None:
        options.idle("is not for --module, whose network has its own", hidden=hidden, init=init)
    if boundary and (module is not None or chosen.network != "mlp"):
        raise ValueError("--boundary is drawn of --network mlp")
    functions = train_engine.functions_of(names, chosen)
    from actviz.networks import initial, shapes
    from actviz.networks.data import GENERATED
    from actviz.networks.example_files import as_mnist, load
    from actviz.networks.mlp import LOSSES
    from actviz.networks.training import OPTIMISERS, Setup

    initial.check(init or initial.GAIN)
    if tune:
        options.idle("is chosen by --tune", rate=rate)
    if rate is not None and not 0 < rate < float("inf"):
        raise ValueError(f"--rate {rate:g} is not above 0 and finite; usual are 0.001 to 0.1")
    if momentum is not None and optimiser == "adam":
        raise ValueError("--momentum is for --optimiser sgd; adam has its own")
    layers = shapes.layers(hidden or shapes.HIDDEN[chosen.network])
    examples = load(data, seed, target, options.wish(field).fields, text)
    if limit is not None:
        examples = examples.first(limit)
    if module is None:
        shapes.check(chosen.network, examples, layers)
    if loss == LOSSES[0] and not examples.classes:
        raise ValueError(f"--loss cross-entropy is for classes; {examples.name} has none")
    setup = Setup(
        hidden=layers,
        epochs=epochs or (_EPOCHS_OF_FEW if data in GENERATED else _EPOCHS),
        batch=batch,
        optimiser=optimiser,
        rate=OPTIMISERS[optimiser] if rate is None else rate,
        momentum=0.9 if momentum is None else momentum,
        init=init or initial.GAIN,
        loss=loss or (LOSSES[0] if examples.classes else "squared"),
        fixed=fixed,
        tuned=tune,
        **chosen.fields,
    )
    if boundary:
        from actviz.figures.compose.learning import check_boundary

        check_boundary(examples)
    if data_to is not None:
        write_whole(Path(data_to), as_mnist(examples))
    train_words.foretell(functions, setup)
    train_engine.tell(functions, chosen, setup)
    every = range(seed, seed + seeds)
    runs, interrupted = trained(functions, examples, setup, chosen, every, log, resume, cluster)
    train_words.tell_ends(functions, runs, setup)
    if output is not None and not interrupted:
        _draw(functions, runs, examples, setup, output, kind, boundary, theme)
    if output != "-":
        if by_epoch:
            rows = train_rows.of_epochs(functions, runs, examples)
        elif pairs:
            rows = train_rows.of_pairs(functions, runs, examples, format_)
        elif by_layer:
            rows = train_rows.of_layers(functions, runs, format_)
        else:
            rows = train_rows.of_functions(functions, runs, examples, level, format_)
        terminal.table(rows, format_)
    if interrupted:
        raise KeyboardInterrupt


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
    """Draw curves, or what was learned, and write the picture."""
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
