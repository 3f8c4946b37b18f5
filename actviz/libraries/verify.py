"""What is stated of libraries, asked of those that are installed.

Each library is asked in a process of its own, on the device that it picks itself and in float32,
for every name, for every argument that switches a name's meaning, and for its slopes at kinks.
"""

from __future__ import annotations

import importlib.util
import math
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final

from actviz.functions.elementwise import Activation
from actviz.lookup.names import frameworks, library
from actviz.lookup.registry import resolve

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

Row = dict[str, Any]

# Keras adds up the cumulative sums of all that is kept where the last one is meant: its sparsemax
# is right only where one component takes all.
MISTAKEN: Final = {"keras:sparsemax"}


def _squared(x: Any) -> Any:
    return x * x


# Formulas that cancel, with what multiplies the rounding: log(x + sqrt(x*x + 1)) where x < 0.
CANCELS: Final[dict[str, Callable[[Any], Any]]] = {"tinygrad:asinh": _squared}


@dataclass(frozen=True)
class Asked:
    """A library as it is asked: its module, its package, and what its environment must say."""

    word: str  # as in libraries.toml
    module: str
    package: str
    setting: Mapping[str, str] = field(default_factory=dict)
    place: str = ""  # of several: the backend
    own: str = ""  # a module that has activations and nothing else

    @property
    def label(self) -> str:
        """What it is called in the rows."""
        return f"{self.word} on {self.place}" if self.place else self.word

    @property
    def installed(self) -> bool:
        """Whether it can be asked here."""
        backend = self.place or self.module
        return all(importlib.util.find_spec(word) is not None for word in (self.module, backend))


def _keras(backend: str) -> Asked:
    setting = {"KERAS_BACKEND": backend}
    return Asked("keras", "keras", "keras", setting, backend, "keras.activations")


LIBRARIES: Final = (
    Asked("torch", "torch", "torch", own="torch.nn.modules.activation"),
    Asked("hf", "transformers", "transformers"),
    Asked("timm", "timm", "timm"),
    *map(_keras, ("tensorflow", "torch", "jax")),
    Asked("tf", "tensorflow", "tensorflow"),
    Asked("jax", "jax", "jax"),
    Asked("flax", "flax", "flax", own="flax.linen.activation"),
    Asked("onnx", "onnx", "onnx"),
    Asked("onnxruntime", "onnxruntime", "onnxruntime"),
    Asked("mlx", "mlx", "mlx", own="mlx.nn.layers.activations"),
    Asked("tinygrad", "tinygrad", "tinygrad"),
    Asked("paddle", "paddle", "paddlepaddle", own="paddle.nn.functional.activation"),
    Asked("openvino", "openvino", "openvino"),
    Asked("ncnn", "ncnn", "ncnn"),
    Asked("litert", "ai_edge_litert", "ai-edge-litert"),
    Asked("sklearn", "sklearn", "scikit-learn"),
    Asked("neat_python", "neat", "neat-python"),
)


def verified(asked: Asked, words: frozenset[str] = frozenset()) -> list[Row]:
    """A row for each thing that is stated of a library; to be called in a process of its own.

    Args:
        asked: the library.
        words: specs such as ``torch:GELU`` to ask for alone, and no slopes; none: everything.

    Returns:
        Rows ``{library, version, name, stated, found, same}``; ``same`` is None of what it has and
        we do not know, and where it could not be asked.
    """
    import warnings

    warnings.simplefilter("ignore")
    os.environ.update(asked.setting)
    head = {"library": asked.label, "version": _version(asked)}
    rows = [*_names(asked, words)]
    if not words:
        rows += [*_slopes(asked), *_unknown(asked)]
    return [{**head, **row} for row in rows]


def _version(asked: Asked) -> str:
    for package in (asked.package, f"{asked.package}-cpu"):
        try:
            return version(package)
        except PackageNotFoundError:
            continue
    return ""


# ---------------------------------------------------------------- names and arguments


def _names(asked: Asked, words: frozenset[str]) -> Iterator[Row]:
    from actviz.libraries import asking

    call = getattr(asking, asked.word)
    options = library(asked.word).get("options", {})
    for name in frameworks()[asked.word]:
        if name.startswith("RNN.") or (words and f"{asked.word}:{name}" not in words):
            continue
        for spelling in (
            name,
            *(f"{name}:{word}" for word in options.get(name, ()) if "=" in word),
        ):
            yield {"name": spelling, **_compared(asked.word, spelling, call)}


def _compared(word: str, spelling: str, call: Callable[..., Any]) -> Row:
    import numpy as np

    name, *parts = spelling.split(":")
    ours = resolve(f"{word}:{spelling}")[0]
    given = arguments_of(parts)
    if not isinstance(ours, Activation):
        return {"stated": ours.display, "found": "not a function of one x", "same": None}
    try:
        cancels = CANCELS.get(f"{word}:{name}", np.zeros_like)
        wrong = disagreement(ours, lambda x: call(name, x, **given), np.float32, cancels)
    except Exception as error:  # whatever the library raises
        said = str(error).strip().splitlines()
        found = f"{type(error).__name__}: {said[0] if said else ''}"[:160]
        return {"stated": ours.display, "found": found, "same": None}
    return {"stated": ours.display, "found": wrong or "the same", "same": not wrong}


def arguments_of(parts: list[str]) -> dict[str, Any]:
    """``approximate=True`` as a keyword and a value: a truth value, a number, else a text."""
    words = {"True": True, "False": False}
    found: dict[str, Any] = {}
    for part in parts:
        name, _, text = part.partition("=")
        try:
            found[name] = words[text] if text in words else float(text)
        except ValueError:
            found[name] = text
    return found


def disagreement(
    ours: Activation,
    theirs: Callable[[Any], Any],
    dtype: type,
    cancels: Callable[[Any], Any] | None = None,
) -> str:
    """Where and by how much the two differ by more than rounding explains; empty if nowhere.

    The allowance is eight units of rounding of each part that goes into a value: 1, x, the value
    itself, and what a rounded x would change. Library formulas such as exp(x) - 1 lose that.
    """
    import numpy as np

    x: Any = _points().astype(dtype)
    points = x.astype(np.float64)
    single = dtype == np.float32  # then fast doubles have digits to spare
    expected = np.asarray(ours(points) if single else ours.exact(points))
    slopes = np.abs(np.asarray(ours.derivative(points)))
    with np.errstate(all="ignore"):
        found = np.asarray(theirs(x), dtype=np.float64)
        moved = np.where(np.isfinite(slopes), np.abs(points * slopes), 0)
        unit = 8 * np.finfo(dtype).eps
        lost = cancels(points) if cancels else 0
        allowed = unit * (1 + np.abs(points) + np.abs(expected) + moved + lost)
        wrong = ~(np.abs(found - expected) <= allowed)
    wrong &= ~((found == expected) | (np.isnan(found) & np.isnan(expected)))
    wrong &= np.abs(expected) < np.finfo(dtype).max / 4
    if not wrong.any():
        return ""
    at = int(np.argmax(np.where(wrong, np.abs(found - expected), -1)))
    return (
        f"{wrong.sum()} points, at {float(points[at])!r} {float(found[at])!r} instead of "
        f"{float(expected[at])!r}"
    )


def _points() -> Any:
    """Points on and around the places where dialects differ, and a grid."""
    import numpy as np

    grid = np.linspace(-12, 12, 1537)  # with every 64th: thresholds are met exactly
    near = [-1e-3, -1e-8, 1e-8, 1e-3, 9.75, 10.0, 10.25, 19.5, 20.0, 20.25]
    far = [-100.0, -61.25, -25.5, 25.5, 61.25, 88.0, 100.0]
    return np.unique(np.concatenate([grid, near, far]))


# ---------------------------------------------------------------- slopes, and what is not known


def _slopes(asked: Asked) -> Iterator[Row]:
    from actviz.catalogue.conventions import CONVENTIONS
    from actviz.facts.breaks import breaks
    from actviz.libraries.kink_slopes import answers

    for word in CONVENTIONS:
        entry = resolve(word)[0]
        if not isinstance(entry, Activation):
            continue
        for answer in answers(entry, tuple(breaks(entry.bound_tree, -math.inf, math.inf))):
            whose = answer.framework.partition(" on ")[0].partition(".")[0]
            if whose != asked.word or answer.installed is None or answer.stated is None:
                continue
            yield {
                "name": f"{word}' at {answer.x:g}" + _spoken(answer.framework, asked),
                "stated": answer.stated,
                "found": answer.installed,
                "same": abs(answer.installed - answer.stated) <= 1e-4 * abs(answer.stated),
            }


def _spoken(framework: str, asked: Asked) -> str:
    return "" if framework in (asked.word, asked.label) else f" ({framework})"


def _unknown(asked: Asked) -> Iterator[Row]:
    """Activations that it has and we lack, of libraries that keep them in a module of their own."""
    if not asked.own:
        return
    home = import_module(asked.own)
    known = frameworks()[asked.word]
    names = getattr(home, "__all__", None) or [
        word
        for word in dir(home)
        if not word.startswith("_")
        and callable(getattr(home, word))
        and getattr(getattr(home, word), "__module__", "").startswith(home.__name__)
    ]
    for word in sorted(names):
        if word not in known:
            yield {"name": word, "stated": None, "found": "has it, we lack it", "same": None}
