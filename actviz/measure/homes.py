"""Where a callable of Python comes from: its module, whose arrays it takes, and which version.

A module is imported when one of its callables was asked for, which runs its code.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Final

import numpy as np

from actviz.processes.foreign_code import RAISED, prints_aside

LIBRARIES: Final = ("numpy", "torch", "jax")


class Refused(ValueError):  # noqa: N818 - it is the callable that refused, and the message says how
    """A callable that cannot be reached or measured; the message says why."""


def module(name: str) -> Any:
    """A module by its dotted name; one of the current folder is found where no other has the name.

    Raises:
        Refused: it cannot be imported; the message has what its own code raised.
    """
    try:
        _look_here(name.split(".")[0])
        with prints_aside():
            return import_module(name)
    except RAISED as error:
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise Refused(f"module {name} cannot be imported: {' '.join(what.split())}") from None


def _look_here(top: str) -> None:
    """Add the current folder to the path, at its end, where the module is found nowhere else."""
    here = Path.cwd()
    if not top.isidentifier() or not any((here / name).exists() for name in (f"{top}.py", top)):
        return
    if top not in sys.modules and find_spec(top) is None:
        sys.path.append(str(here))


def library_of(module_name: str, member: Any) -> str:
    """Whose arrays a callable takes, one of :data:`LIBRARIES`.

    That of the library it comes from; else of the one that its code names, itself or by way of
    other functions of its module; else NumPy's.
    """
    kinds = member.__mro__ if inspect.isclass(member) else type(member).__mro__
    homes = [module_name, *(str(getattr(each, "__module__", "")) for each in (member, *kinds))]
    tops = {home.split(".")[0] for home in homes}
    origin = next((library for library in LIBRARIES if library in tops), None)
    if origin is not None:
        return origin
    named = set(_tops_named(member, set()))
    # What calls PyTorch or JAX takes their arrays, whatever else it does with NumPy.
    return next((library for library in ("torch", "jax") if library in named), "numpy")


def _tops_named(member: Any, seen: set[int]) -> Iterator[str]:
    """The packages whose parts the code of a callable names."""
    member = inspect.unwrap(member) if callable(member) else member
    if id(member) in seen:
        return
    seen.add(id(member))
    if not inspect.isroutine(member):
        kind = member if inspect.isclass(member) else type(member)
        for method in (vars(kind).get("__init__"), vars(kind).get("__call__")):
            if inspect.isfunction(method):
                yield from _tops_named(method, seen)
        return
    code, names = getattr(member, "__code__", None), getattr(member, "__globals__", {})
    home = getattr(member, "__module__", None)
    for word in _names_in(code) if isinstance(code, CodeType) else ():
        part = names.get(word)
        if part is None:
            yield word  # imported within the function, perhaps
            continue
        where = part.__name__ if isinstance(part, ModuleType) else getattr(part, "__module__", "")
        if where == home:
            yield from _tops_named(part, seen)
        yield str(where).split(".")[0]


def _names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in(constant)


def version_of(path: str, library: str) -> str:
    """The version of the package that ``module:name`` is from, else of the library it calls."""
    tops = dict.fromkeys((path.partition(":")[0].split(".")[0], library))
    for top in tops:
        version = getattr(sys.modules.get(top), "__version__", None)
        if isinstance(version, str):
            return version if top == path.split(".")[0].split(":")[0] else f"{top} {version}"
    return ""


def ml_type(dtype: str) -> Any:
    """NumPy's type of a floating format; of bfloat16 and shorter ones a package of its own has it.

    Raises:
        Refused: that package is not installed.
    """
    if hasattr(np, dtype):
        return np.dtype(dtype)
    try:
        return np.dtype(getattr(import_module("ml_dtypes"), dtype))
    except ImportError:
        raise Refused(
            f"NumPy itself has no {dtype}: install the package ml_dtypes, or leave {dtype} out"
        ) from None
