"""Examples by name, or from a user's file: arrays as MNIST comes in them, or a table.

The kind of a file is told by its first bytes, not by its name. Nothing in it is executed.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.arrays import Float64
from actviz.files.numbers_from_file import Table, table_of, tell
from actviz.files.sources import Source, opened
from actviz.files.whole_arrays import arrays
from actviz.files.wish import Wish, chosen
from actviz.formula.grammar import nearest
from actviz.networks import image_files, leaks, tables
from actviz.networks.data import GENERATED, NAMES, Data, digits, split
from actviz.networks.texts import reviews

Array = NDArray[Any]

_LARGEST: Final = 1 << 32  # bytes of numbers that are taken from one file: four MNISTs as doubles
_MOST_CLASSES: Final = 1000
_WANTED: Final = "x_train and y_train (with x_test and y_test), or x and y"
_IDX: Final = "train-images-idx3-ubyte.gz, with the labels and the t10k pair beside it"
_ELSEWHERE: Final = {  # sets that are well known: where they are found, and what to name
    "mnist": ("yann.lecun.com/exdb/mnist and as mnist.npz of Keras", f"mnist.npz or {_IDX}"),
    "fashion-mnist": ("github.com/zalandoresearch/fashion-mnist", _IDX),
    "cifar10": (
        "www.cs.toronto.edu/~kriz/cifar.html (the binary version)",
        "the folder of data_batch_1.bin and test_batch.bin",
    ),
    "iris": ("archive.ics.uci.edu/dataset/53/iris", "iris.csv, whose last column is the class"),
    "imdb": (
        "ai.stanford.edu/~amaas/data/sentiment",
        "a CSV with --text review --target sentiment",
    ),
}
_BROKEN: Final = (
    ValueError, EOFError, KeyError, NotImplementedError, OverflowError, MemoryError, RuntimeError,
    struct.error, zipfile.BadZipFile, zlib.error, OSError, SyntaxError, TypeError,
)  # fmt: skip


def load(
    name: str,
    seed: int = 0,
    target: str | None = None,
    fields: tuple[str, ...] = (),
    text: str | None = None,
) -> Data:
    """Data by name, or from a file; ``seed`` is that of data that are made.

    Args:
        target: the column of a table that is to be learned, by name or number; else the last.
        fields: the columns that it is learned from; else all others.
        text: the column of texts that it is learned from.

    Raises:
        ValueError: neither a name nor a file, or the file does not hold examples.
        OSError: the file cannot be read.
    """
    path = Path(name)
    if name in (*NAMES, "reviews") and (target or fields or text):
        raise ValueError(
            f"--target, --text and --field are for tables in files; {name} is ready made"
        )
    if name == "digits":
        return digits()
    if name == "reviews":
        return reviews(seed)
    if name in GENERATED:
        return GENERATED[name](seed)
    if path.exists():
        return read(path, target, fields, text)
    known = name.lower().replace("_", "-").replace("cifar-10", "cifar10")
    if known in _ELSEWHERE:
        where, wanted = _ELSEWHERE[known]
        raise ValueError(
            f"{name} does not come with actviz, which fetches nothing: take --data digits, or get "
            f"it from {where} and give --data the path of {wanted}"
        )
    near = nearest(name, [*NAMES, "reviews"])
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise ValueError(
        f"no data are called {name!r}, and there is no such file; known: "
        f"{', '.join(NAMES)}, reviews{hint}"
    )


def read(
    path: Path, target: str | None = None, fields: tuple[str, ...] = (), text: str | None = None
) -> Data:
    """Examples from a file.

    Args:
        path: arrays x_train and y_train, and maybe x_test and y_test, or x and y, in an ``.npz`` or
            safetensors file; the images of an IDX pair, plain or gzipped, whose labels lie beside
            them under MNIST's names (``train-images-idx3-ubyte`` and ``train-labels-idx1-ubyte``,
            and maybe the two of ``t10k``); CIFAR-10's binary batches; a folder of images by
            class; or a table: text of any delimiter, Parquet, Arrow, or a .npy file of two axes.
        target, fields, text: as for :func:`load`.

    Whole numbers and words as targets are classes; real ones are what is to be learned. Without a
    part for testing, every fifth example of a shuffled order is one.

    Raises:
        ValueError: it is of no such kind, broken, or its arrays do not fit together.
        OSError: it cannot be read.
    """
    if path.is_dir() or image_files.is_cifar(path):
        if target or fields or text:
            raise ValueError(f"{path}: --target, --text and --field are for tables, not for images")
        cifar = not path.is_dir() or any(path.glob("data_batch_*.bin"))
        train, test = (image_files.cifar if cifar else image_files.folders)(path)
        return _watched(path, _data(path, *train, test))
    with opened(str(path), "examples") as source:
        if source.kind in ("zip", "safetensors", "idx"):
            if target or fields or text:
                raise ValueError(
                    f"{path}: --target, --text and --field are for tables, not for arrays"
                )
            idx = source.kind == "idx"
            return _watched(path, _from_idx(path) if idx else _from_arrays(path, source))
        return _from_table(path, table_of(source, Wish(words=True)), target, fields, text)


def _watched(path: Path, data: Data) -> Data:
    """The same, once it is said what gives its answers away."""
    leaks.tell_of_arrays(data, lambda sentence: tell(f"{path}: {sentence}"))
    return data


def _from_arrays(path: Path, source: Source) -> Data:
    names = {"x_train", "y_train", "x_test", "y_test", "x", "y"}
    try:
        held = arrays(source, names, _LARGEST)
    except _BROKEN as error:
        raise ValueError(f"{path}: a broken file of arrays: {_reason(error)}") from None
    if {"x_train", "y_train"} <= held.keys():
        train = held["x_train"], held["y_train"]
        test = (held["x_test"], held["y_test"]) if {"x_test", "y_test"} <= held.keys() else None
        return _data(path, *train, test)
    if {"x", "y"} <= held.keys():
        return _data(path, held["x"], held["y"], None)
    raise ValueError(f"{path}: wanted are arrays called {_WANTED}")


def _from_table(
    path: Path, held: Table, target: str | None, fields: tuple[str, ...], text: str | None
) -> Data:
    """Columns of a table: one is learned from others."""
    names, where = held.names, str(path)
    if len(names) < 2:
        raise ValueError(f"{path}: a table needs two columns, what is learned and from what")

    def note(sentence: str) -> None:
        tell(f"{path}: {sentence}")

    (goal,) = chosen((target,), names, where, "column") if target else (len(names) - 1,)
    if text:
        if fields:
            raise ValueError(f"{path}: --text is one column, and --field others; choose")
        count = len(held.columns[goal])
        return tables.texts(path, held, text, goal, lambda y: _targets(y, count), note)
    others = [place for place in range(len(names)) if place != goal]
    kept = chosen(fields, names, where, "column") if fields else others
    if goal in kept:
        raise ValueError(f"{path}: {names[goal] or goal + 1} is the target; --field are the others")
    y = tables.target(held.columns[goal], note)
    x = tables.features(path, held, goal, kept, note)
    return tables.finished(_data(path, x, y, None), note)


def _from_idx(path: Path) -> Data:
    labels = Path(path.parent, path.name.replace("images-idx3", "labels-idx1"))
    if labels == path:
        raise ValueError(
            f"{path}: an IDX file of images is wanted, called like train-images-idx3-ubyte or "
            "train-images-idx3-ubyte.gz, with its labels beside it"
        )
    train = read_idx(path), read_idx(labels)
    others = [Path(part.parent, part.name.replace("train-", "t10k-", 1)) for part in (path, labels)]
    if path.name.startswith("train-") and all(part.exists() for part in others):
        return _data(path, *train, (read_idx(others[0]), read_idx(others[1])))
    return _data(path, *train, None)


def as_mnist(data: Data) -> bytes:
    """Examples as Keras's mnist.npz holds them: each in its shape, pixels as bytes.

    Raises:
        ValueError: they are texts, whose words are lost.
    """
    if data.words:
        raise ValueError(f"--data-to is for numbers, and {data.name} holds texts")

    def stored(x: Float64) -> Array:
        pixels = bool(np.all((x >= 0) & (x <= 255) & (x % 1 == 0)))
        return x.reshape(len(x), *data.form).astype(np.uint8 if pixels else np.float64)

    file = io.BytesIO()
    np.savez_compressed(
        file, x_train=stored(data.x), y_train=data.y, x_test=stored(data.x_test), y_test=data.y_test
    )
    return file.getvalue()


def read_idx(path: Path) -> Array:
    """The array in an IDX file, plain or gzipped.

    Raises:
        ValueError: it is not one, or shorter or longer than its head says.
        OSError: it cannot be read.
    """
    try:
        with opened(str(path), "examples") as source:
            if source.kind != "idx":
                raise ValueError("its first four bytes are not those of an IDX file")
            return arrays(source, (), _LARGEST)[""]
    except FileNotFoundError:
        raise
    except _BROKEN as error:
        raise ValueError(f"{path}: a broken IDX file: {_reason(error)}") from None


def _data(path: Path, x: Array, y: Array, test: tuple[Array, Array] | None) -> Data:
    try:
        inputs = _inputs(x)
        if test is None:
            targets, classes = _targets(y, len(inputs))
            if len(inputs) < 10:
                raise ValueError(f"{len(inputs)} examples are too few; 10 at least")
            return split(path.name, inputs, targets, classes, x.shape[1:])
        others = _inputs(test[0])
        if others.shape[1] != inputs.shape[1]:
            raise ValueError(
                f"examples of {inputs.shape[1]} numbers for training and of {others.shape[1]} for "
                "testing"
            )
        if not (len(inputs) and len(others)):
            raise ValueError("there is no example")
        if np.shape(y)[1:] != np.shape(test[1])[1:]:
            raise ValueError("targets for training and for testing have different shapes")
        if len(y) != len(inputs) or len(test[1]) != len(others):
            raise ValueError("there are not as many targets as inputs")
        both, classes = _targets(np.concatenate([y, test[1]]), len(inputs) + len(others))
        cut = len(inputs)
        return Data(path.name, inputs, both[:cut], others, both[cut:], classes, x.shape[1:])
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}: {error}") from None


def _inputs(x: Array) -> Float64:
    if x.dtype.kind not in "buif" or x.ndim < 1:
        raise ValueError(f"inputs are real numbers, not {x.dtype} of shape {x.shape}")
    if x.size == 0 or x.size * 8 > _LARGEST:
        raise ValueError(f"inputs of shape {x.shape} are nothing to learn from")
    inputs = x.reshape(len(x), -1).astype(np.float64)
    if not np.isfinite(inputs).all():
        raise ValueError("some inputs are not finite")
    return inputs


def _targets(y: Array, count: int) -> tuple[Any, int]:
    """Targets, and how many classes there are: 0 where they are real numbers."""
    if y.dtype.kind not in "buifU" or y.ndim < 1 or len(y) != count:
        raise ValueError(
            f"{count} examples want as many numbers as targets, not {y.dtype} of shape {y.shape}"
        )
    if y.dtype.kind == "f":
        real = y.reshape(count, -1).astype(np.float64)
        if not real.size or not np.isfinite(real).all():
            raise ValueError("some targets are not finite")
        return real, 0
    if y.size != count:
        raise ValueError(f"classes are one whole number each, not an array of shape {y.shape}")
    words, classes = np.unique(y, return_inverse=True)
    if len(words) == 1:
        raise ValueError(f"every example is of one class, {words[0]}: nothing is to be told apart")
    if not 2 <= len(words) <= _MOST_CLASSES:
        raise ValueError(f"{len(words)} classes; from 2 to {_MOST_CLASSES} can be told apart")
    return classes.reshape(count).astype(np.int64), len(words)


def _reason(error: BaseException) -> str:
    text = str(error).splitlines()
    return text[0] if text else type(error).__name__
