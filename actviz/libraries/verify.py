"""What is stated of libraries, asked of those that are installed.

Each library is asked in a process of its own, on the device that it picks itself and in float32,
for every name, for every argument that switches a name's meaning, and for its slopes at kinks.
"""

from __future__ import annotations

import importlib.util
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from actviz.arrays import identical, np
from actviz.dataclass import dataclass
from actviz.functions.elementwise import Activation
from actviz.functions.random_functions import Stochastic
from actviz.functions.vector.noisy import NoisyWeights
from actviz.lookup.names import frameworks, library
from actviz.lookup.registry import get, resolve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.floating[Any]]

Row = dict[str, Any]

# Names that libraries compute wrongly. Keras adds up the cumulative sums of all that is kept where
# the last one is meant: its sparsemax is right only where one component takes all. ncnn's tanh of 0
# is -6e-8, which its Mish multiplies by x. tinygrad's relu6 is relu(x) - relu(x - 6), in float32 0
# from 2**27 on.
MISTAKEN: Final = {
    "keras:sparsemax", "ncnn:Mish", "tinygrad:relu6", "tinygrad:hardswish", "tinygrad:hardsigmoid",
}  # fmt: skip


# Formulas that cancel, with what multiplies the rounding: log(x + sqrt(x*x + 1)) where x < 0.
CANCELS: Final[dict[str, Callable[[Any], Any]]] = {"tinygrad:asinh": lambda x: x * x}


@dataclass(frozen=True)
class Asked:
    """A library as it is asked: its module, its package, and what its environment must say."""

    word: str  # as in libraries.toml
    module: str
    package: str
    setting: Mapping[str, str] = field(default_factory=dict)
    place: str = ""  # of several: the backend

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
    return Asked("keras", "keras", "keras", setting, backend)


LIBRARIES: Final = (
    Asked("torch", "torch", "torch"),
    Asked("hf", "transformers", "transformers"),
    Asked("timm", "timm", "timm"),
    *map(_keras, ("tensorflow", "torch", "jax")),
    Asked("tf", "tensorflow", "tensorflow"),
    Asked("jax", "jax", "jax"),
    Asked("flax", "flax", "flax"),
    Asked("onnx", "onnx", "onnx"),
    Asked("onnxruntime", "onnxruntime", "onnxruntime"),
    Asked("mlx", "mlx", "mlx"),
    Asked("tinygrad", "tinygrad", "tinygrad"),
    Asked("paddle", "paddle", "paddlepaddle"),
    Asked("openvino", "openvino", "openvino"),
    Asked("ncnn", "ncnn", "ncnn"),
    Asked("litert", "ai_edge_litert", "ai-edge-litert"),
    Asked("sklearn", "sklearn", "scikit-learn"),
    Asked("thinc", "thinc", "thinc"),
    Asked("neat_python", "neat", "neat-python"),
    Asked("scipy", "scipy", "scipy"),
)


def verified(asked: Asked, words: frozenset[str] = frozenset()) -> Iterator[Row]:
    """A row for each thing that is stated of a library; to be called in a process of its own.

    Args:
        words: specs such as ``torch:GELU`` or ``torch:ELU:alpha=2`` to ask for alone, and no
            slopes; none: everything.

    Yields:
        Rows ``{library, version, name, stated, found, same}``; ``same`` is None of what it has and
        we do not know, and where it could not be asked.
    """
    import warnings

    warnings.simplefilter("ignore")
    os.environ.update(asked.setting)
    head = {"library": asked.label, "version": _version(asked)}
    parts = [_names(asked, words)]
    if not words:
        parts += [_slopes(asked), _unknown(asked)]
    try:
        for row in chain.from_iterable(parts):
            yield {**head, **row}
    except ImportError as error:  # a package that is there in part
        yield {**head, "name": "", "stated": None, "found": f"not asked: {error}", "same": None}


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
        spec = f"{asked.word}:{name}"
        if name.startswith("RNN."):
            continue
        spellings = [word.partition(":")[2] for word in words if word.startswith(f"{spec}:")]
        if not words or spec in words:
            spellings += [name, *(f"{name}:{word}" for word in _switches(options.get(name, ())))]
        for spelling in sorted(set(spellings), key=len):
            yield {"name": spelling, **_compared(asked.word, spelling, call)}


def _switches(options: Iterable[str]) -> list[str]:
    """The arguments with a value; 0 and 1 are how we spell what a library calls False and True."""
    every = [word for word in options if "=" in word]
    truths = {word.partition("=")[0] for word in every if word.endswith("=False")}
    return [
        word for word in every if word.partition("=")[0] not in truths or not word[-1].isdigit()
    ]


def _compared(word: str, spelling: str, call: Callable[..., Any]) -> Row:
    name, *parts = spelling.split(":")
    ours = resolve(f"{word}:{spelling}")[0]
    given = arguments_of(parts)
    mistaken = f"{word}:{name}" in MISTAKEN

    def theirs(x: Any) -> Any:
        return call(name, x, **given)

    try:
        wrong, beside = _difference(ours, theirs, CANCELS.get(f"{word}:{name}", np.zeros_like))
    except ImportError:
        raise
    except Exception as error:  # whatever the library raises
        said = str(error).strip().splitlines()
        failure = f"{type(error).__name__}: {said[0] if said else ''}"[:160]
        return {"stated": ours.display, "found": failure, "same": None}
    if mistaken:
        stated = f"{ours.display}, computed wrongly"
        return {"stated": stated, "found": wrong or "correct now", "same": bool(wrong)}
    verdict = wrong or f"the same{beside}"
    return {"stated": ours.display, "found": verdict, "same": not wrong}


def _difference(ours: Any, theirs: Callable[[Any], Any], cancels: Any) -> tuple[str, str]:
    """How two functions of whatever kind differ, and what is to be said where they do not."""
    from actviz.libraries import not_of_one_x as other

    if isinstance(ours, Activation):
        answers = theirs(_points().astype(np.float32))
        wrong = disagreement(ours, lambda x: answers, np.float32, cancels)
        return wrong, overflow(ours, lambda x: answers, np.float32)
    if isinstance(ours, Stochastic):
        return disagreement(ours.evaluation, theirs, np.float32), ", where nothing is drawn"
    if isinstance(ours, NoisyWeights):
        softmax: Any = resolve("softmax")[0]
        weights = np.asarray(softmax(other.VECTORS[0]))
        return other.largest_drawn_differs(weights, theirs, np.float32), " in distribution"
    return other.vectors_differ(ours, theirs, np.float32), ""


def arguments_of(parts: list[str]) -> dict[str, Any]:
    """``approximate=True`` as a keyword and a value: a truth value, a number, else a text."""
    words = {"True": True, "False": False}
    arguments: dict[str, Any] = {}
    for part in parts:
        name, _, text = part.partition("=")
        try:
            arguments[name] = words[text] if text in words else float(text)
        except ValueError:
            arguments[name] = text
    return arguments


def disagreement(
    ours: Activation,
    theirs: Callable[[Any], Any],
    dtype: type,
    cancels: Callable[[Any], Any] | None = None,
) -> str:
    """Where and by how much the two differ by more than rounding explains; empty if nowhere.

    What overflows on the way is badly computed, and no other meaning: see :func:`overflow`. The
    allowance is eight units of rounding of each part that goes into a value: 1, x up to 100, the
    value itself, and what a rounded x would change. Library formulas such as exp(x) - 1 lose that.
    """
    x: Any = _points().astype(dtype)
    points = x.astype(np.float64)
    single = dtype == np.float32  # then fast doubles have digits to spare
    expected = np.asarray(ours(points) if single else ours.exact(points))
    slopes = np.abs(np.asarray(ours.derivative(points)))
    with np.errstate(all="ignore"):
        computed = np.asarray(theirs(x), dtype=np.float64)
        moved = np.where(np.isfinite(slopes), np.abs(points * slopes), 0)
        unit = 8 * np.finfo(dtype).eps
        lost = cancels(points) if cancels else 0
        part = np.where(np.abs(points) <= 100, np.abs(points), 0)
        allowed = unit * (1 + part + np.abs(expected) + moved + lost)
        wrong = ~(np.abs(computed - expected) <= allowed)
    wrong &= ~identical(computed, expected)
    wrong &= np.abs(expected) < np.finfo(dtype).max / 4
    wrong &= ~_overflowed(points, computed, dtype)
    if not wrong.any():
        return ""
    at = int(np.argmax(np.where(wrong, np.abs(computed - expected), -1)))
    return (
        f"{wrong.sum()} points, at {float(points[at])!r} {float(computed[at])!r} instead of "
        f"{float(expected[at])!r}"
    )


def overflow(ours: Activation, theirs: Callable[[Any], Any], dtype: type) -> str:
    """Where a kernel that means the same gives no number because exp(|x|) is none in the format."""
    x: Any = _points().astype(dtype)
    points = x.astype(np.float64)
    with np.errstate(all="ignore"):
        computed = np.asarray(theirs(x), dtype=np.float64)
        finite = np.abs(np.asarray(ours(points))) < np.finfo(dtype).max / 4
    lost = np.flatnonzero(_overflowed(points, computed, dtype) & finite)
    if not lost.size:
        return ""
    at = lost[0]
    return f", but {float(computed[at])!r} at {float(points[at])!r}"


def _overflowed(x: Any, computed: Any, dtype: type) -> Any:
    return ~np.isfinite(computed) & (np.abs(x) > np.log(np.finfo(dtype).max))


def _points() -> Any:
    """Points on and around the places where dialects differ, and a grid."""
    grid = np.linspace(-12, 12, 1537)  # with every 64th: thresholds are met exactly
    near = [-1e-3, -1e-8, 1e-8, 1e-3, 9.75, 10.0, 10.25, 19.5, 20.0, 20.25]
    far = [-1e9, -100.0, -61.25, -25.5, 25.5, 61.25, 88.0, 100.0, 1e9]
    return np.unique(np.concatenate([grid, near, far]))


# ---------------------------------------------------------------- slopes, and what is not known


def _slopes(asked: Asked) -> Iterator[Row]:
    from actviz.catalogue.conventions import conventions
    from actviz.facts.breaks import breaks
    from actviz.libraries.kink_slopes import answers

    for word in conventions():
        entry = get(word)
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
    from actviz.libraries.unknown import unknown, why_lacking

    for name in unknown(asked.word):
        verdict = f"has it, we lack it{why_lacking(asked.word, name)}"
        yield {"name": name, "stated": None, "found": verdict, "same": None}
