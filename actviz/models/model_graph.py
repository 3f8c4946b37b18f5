"""A model as every reader gives it: operations in ONNX's vocabulary, and constants on disk."""

from __future__ import annotations

import json
import struct
import tomllib
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import Any, Final

from actviz.dataclass import dataclass
from actviz.functions.entry import SpecError

try:
    from lzma import LZMAError
except ImportError:  # a Python without it, whose zipfile refuses such archives
    LZMAError = EOFError  # type: ignore[misc, assignment]

MOST_OPERATIONS: Final = 300_000  # in one file, bodies and functions included
MOST_BODIES: Final = 40  # bodies inside bodies
SMALL: Final = 4096  # elements of a constant that are read to see whether they are all the same

FLOATS: Final = ("float16", "bfloat16", "float32", "float64")
# The least and the largest number of formats in which activations are quantised.
WHOLE: Final = {"uint8": (0, 255), "int8": (-128, 127), "uint16": (0, 65535),
                "int16": (-32768, 32767)}  # fmt: skip

# What comes up where a zip archive, or what is stored in it, is not as it should be,
DAMAGED_ARCHIVE: Final = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError,
                          RuntimeError, ValueError, KeyError)  # fmt: skip
# and where a file's bytes, or the values in it, are laid out as they never are.
DAMAGED: Final = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError,
                  TypeError, ValueError, struct.error)  # fmt: skip


@cache
def meanings(file: str) -> dict[str, Any]:
    """What words and numbers in model files mean, as a file of this folder has it."""
    return tomllib.loads(Path(__file__).with_name(f"{file}.toml").read_text(encoding="utf-8"))


class ModelError(SpecError):
    """A file that is not what it should be; the message says what is wrong with it."""

    def of(self, path: str) -> ModelError:
        """The same, said of a file."""
        told = str(self)
        return self if told.startswith(path) else ModelError(f"{path}: {told}")


def readable(name: str) -> str:
    """A name in a file, as it is.

    Raises:
        ModelError: it holds control characters.
    """
    if not name.isprintable():
        raise ModelError(f"a name with control characters: {name[:40]!r}")
    return name


def shown(word: str) -> str:
    """A word of a file as it may be printed."""
    return (word if word.isprintable() else repr(word))[:80]


def json_object(text: bytes, what: str, most: int) -> dict[str, Any]:
    """The object that a text is, of at most so many bytes.

    Raises:
        ModelError: it is larger, or something else; ``what`` is how the message calls it.
    """
    if len(text) > most:
        raise ModelError(f"{what} is larger than {most:,} bytes")
    try:
        table = json.loads(text)
    except (ValueError, RecursionError):
        raise ModelError(f"{what} is no JSON") from None
    if not isinstance(table, dict):
        raise ModelError(f"{what} is no JSON object")
    return table


@dataclass(frozen=True)
class Constant:
    """A tensor that is stored. ``load`` is how its numbers are read, where they are asked for."""

    shape: tuple[int, ...]
    dtype: str
    load: Callable[[], list[float]]

    @property
    def size(self) -> int:
        """How many elements it has."""
        count = 1
        for length in self.shape:
            count *= length
        return count

    def numbers(self) -> list[float]:
        """Its numbers.

        Raises:
            ModelError: they are not stored as its format and its size say.
        """
        try:
            return self.load()
        except ModelError:
            raise
        except (*DAMAGED_ARCHIVE, *DAMAGED) as error:
            raise ModelError(f"a weight is damaged: {error or type(error).__name__}") from None

    def uniform(self) -> float | None:
        """The one number that it holds, however often; None: several, or too many to look at."""
        if not 0 < self.size <= SMALL:
            return None
        numbers = self.numbers()
        first = numbers[0] if numbers else None
        return first if first is not None and all(one == first for one in numbers) else None

    def channels(self) -> list[float]:
        """Its numbers where it holds one for each channel; else none."""
        single_axis = self.size == max(self.shape, default=0)
        small = 1 < self.size <= SMALL and self.dtype in FLOATS
        return self.numbers() if single_axis and small else []


@dataclass
class Operation:
    """One node. ``kind`` is ONNX's word for it, ``as_written`` the file's own."""

    kind: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any] = field(default_factory=dict)
    bodies: tuple[Graph, ...] = ()
    as_written: str = ""

    @property
    def spoken(self) -> str:
        """How a reader finds it in the file: its name, or its output's where it has none."""
        return self.name or next(filter(None, self.outputs), self.kind)

    @property
    def word(self) -> str:
        """The operator as the file writes it."""
        return self.as_written or self.kind


@dataclass(frozen=True)
class Quantised:
    """How a tensor's whole numbers are meant: ``(q - zero)*scale``, q from low to high.

    One scale and zero point for all of it, or one for each place along an axis. ``halves`` is
    where a runtime rounds what lies in the middle: to ``even`` numbers, or ``away`` from zero.
    """

    scales: tuple[float, ...]
    zeros: tuple[int, ...]
    low: int
    high: int
    axis: int = 0
    halves: str = "even"

    @property
    def word(self) -> str:
        """The format of the whole numbers: ``int8``."""
        bits = (self.high - self.low + 1).bit_length() - 1
        return f"{'' if self.low else 'u'}int{bits}"

    @property
    def single(self) -> bool:
        """Whether one scale and zero point hold for all of it."""
        return len(self.scales) == 1


@dataclass
class Graph:
    """Operations in an order in which inputs come before their use."""

    operations: list[Operation] = field(default_factory=list)
    constants: dict[str, Constant] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    shapes: dict[str, tuple[int | str, ...]] = field(default_factory=dict)
    dtypes: dict[str, str] = field(default_factory=dict)
    quantised: dict[str, Quantised] = field(default_factory=dict)
    inlined: set[str] = field(default_factory=set)  # tensors that only functions have


@dataclass
class Named:
    """An activation of which the file holds only a name: where, whose name, and how often."""

    where: str
    spelling: str  # as the file has it
    spec: str  # what this library's version means by it; empty: not known
    dialect: str = ""
    note: str = ""
    count: int = 1


@dataclass
class Model:
    """What was read of a file: a graph, or names, or both."""

    path: str
    format: str  # onnx, tflite, pt2, torchscript, keras, config, gguf
    producer: str = ""
    graph: Graph | None = None
    named: list[Named] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
