"""TorchScript .pt: its code is read as a text, followed with nothing known of the inputs.

What torch.jit.save writes is a program in a part of Python's grammar: assignments, calls, branches.
It is parsed and followed call by call. Nothing of it is run, and its pickles are not loaded.
"""

from __future__ import annotations

import ast
import warnings
import zipfile
from collections.abc import Mapping
from functools import partial
from math import prod
from typing import Any, Final

from actviz.models.model_graph import DAMAGED_ARCHIVE, SMALL, Constant, Model, ModelError
from actviz.models.pickled_objects import MOST_PICKLE, Global, Stored, objects
from actviz.models.pt2_file import numbers_in
from actviz.models.torchscript_graph import Program, graph_of

_MOST_CODE: Final = 10_000_000
_FORMATS: Final = {"HalfStorage": "float16", "FloatStorage": "float32", "DoubleStorage": "float64",
                   "BFloat16Storage": "bfloat16", "IntStorage": "int32",
                   "LongStorage": "int64"}  # fmt: skip


def read(path: str, data: memoryview) -> Model:
    """The graph of a scripted, traced or frozen module.

    Raises:
        ModelError: the archive is damaged, or its code is of another kind.
    """
    del data
    try:
        # Of strings and numbers that Python would not write so it warns; they are not ours.
        with zipfile.ZipFile(path) as archive, warnings.catch_warnings(action="ignore"):
            module, constants = (_held(archive, tail) for tail in ("data.pkl", "constants.pkl"))
            parts = dict(_parsed(archive))
            names = {"/".join(one.split("/")[-2:]): one for one in archive.namelist()}
    except DAMAGED_ARCHIVE as error:
        raise ModelError(f"the archive is damaged: {error}") from None
    if not isinstance(module, Global) or not isinstance(constants, tuple):
        raise ModelError("its pickles hold no module of TorchScript")
    try:
        graph = graph_of(Program(parts, module, constants, partial(_constant, path, names)))
    except RecursionError:
        raise ModelError("its code is nested too deep") from None
    return Model(path, "torchscript", "", graph=graph)


def _parsed(archive: zipfile.ZipFile) -> list[tuple[str, ast.stmt]]:
    """Classes and functions by their full names: ``__torch__.torch.nn.functional.elu``."""
    parsed: list[tuple[str, ast.stmt]] = []
    left = _MOST_CODE
    for name in archive.namelist():
        _, code, place = name.rpartition("code/")
        if not code or not place.endswith(".py"):
            continue
        with archive.open(name) as file:
            text = file.read(left + 1)
        left -= len(text)
        if left < 0:
            raise ModelError(f"its code is larger than {_MOST_CODE:,} bytes")
        try:
            body = ast.parse(text).body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            raise ModelError(f"{place} is no code of TorchScript") from None
        module = place.removesuffix(".py").replace("/", ".")
        parsed += [
            (f"{module}.{one.name}", one)
            for one in body
            if isinstance(one, (ast.ClassDef, ast.FunctionDef))
        ]
    return parsed


def _held(archive: zipfile.ZipFile, tail: str) -> Any:
    """What a pickle of the archive holds."""
    name = next((one for one in archive.namelist() if one.rpartition("/")[2] == tail), None)
    if name is None:
        raise ModelError(f"TorchScript without a {tail}")
    with archive.open(name) as file:
        return objects(file.read(MOST_PICKLE + 1))


def _constant(path: str, names: Mapping[str, str], stored: Stored, folder: str) -> Constant | None:
    """A small tensor, whose numbers are read when asked for; None: it is none of these.

    ``names`` are those of the archive's files by their last two parts: ``data/0``.
    """
    dtype, name = _FORMATS.get(stored.format), names.get(f"{folder}/{stored.key}")
    start, end = stored.start, stored.start + prod(stored.shape)
    if dtype is None or name is None or not 0 <= start <= end <= stored.numbers <= SMALL:
        return None

    def load() -> list[float]:
        return numbers_in(path, name, dtype, stored.numbers)[start:end]

    return Constant(stored.shape, dtype, load)
