"""Exports that are correctly rounded at every number of float32, and the run that proves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np

from actviz.export import quick_judge
from actviz.export.compiled import COMPILERS, Compiled, library, said
from actviz.export.fitted_tables import NoTable, fitted
from actviz.export.table_proof import Emulated, Prover
from actviz.export.targets import Target
from actviz.export.write import called, head, safe, says
from actviz.functions.elementwise import Activation
from actviz.measure.campaign import Report
from actviz.measure.tested_kernels import Kernel
from actviz.readings.languages.cells import Table

# The languages, by the names of the targets.
MODULES: Final = {word: f"cells_{word}" for word in ("c", "cuda", "numpy", "rust")}
_SEED: Final = 20261128
_ALIKE: Final = 1 << 22  # inputs at which a language without a compiler has to give the same bits


def check(functions: Sequence[Any], target: Target, dtype: str | None) -> None:
    """Refuse what cannot be exact.

    Raises:
        ValueError: with the reason.
    """
    if target.name not in MODULES:
        raise ValueError(f"--exact is for {', '.join(MODULES)}, not for {target.name}")
    if dtype not in (None, "float32"):
        raise ValueError(f"--exact is for --dtype float32, not for {dtype}")
    for function in functions:
        if not isinstance(function, Activation):
            raise ValueError(f"--exact is for functions of one number, not for {function.name}")


def fit(
    functions: Sequence[Activation], target: Target, order: int, stem: str | None
) -> list[tuple[Activation, int, Table]]:
    """Functions and their slopes as tables that nobody has proved yet.

    Raises:
        NoTable: one has none; the message says which, and for which inputs.
    """
    taken: set[str] = set()
    fits = []
    for function in functions:
        name = called(function, stem, language(target).RESERVED, taken)
        notes = tuple(map(safe, says(function, name)))
        for each in range(order + 1):
            with _named(function, each):
                fits.append((function, each, fitted(function, each, name, () if each else notes)))
    return fits


@contextmanager
def _named(function: Activation, order: int) -> Iterator[None]:
    """What has no table is told by its name."""
    try:
        yield
    except NoTable as error:
        word = function.display + "'" * order
        raise NoTable(f"--exact cannot do {word}: {error}") from None


def language(target: Target) -> Any:
    """The module that writes tables in a language."""
    return import_module(f"actviz.readings.languages.{MODULES[target.name]}")


def text(target: Target, tables: Sequence[Table], version: str, accuracy: str) -> str:
    """The file's content."""
    names = [f"{table.name}{table.suffix}" for table in tables]
    written: str = language(target).render(tables, head(names, version, accuracy))
    return written


def proved(
    function: Activation,
    order: int,
    table: Table,
    target: Target,
    *,
    jobs: int = 1,
    report: Report = lambda done, total: None,
    window: tuple[float, float] | None = None,
) -> tuple[Table, str]:
    """A table that gives the right result at every number of float32, and what has shown it.

    The code of a compiled language is run itself, CUDA's on a processor, where its intrinsics are
    the same operations. NumPy's table is run in C, if there is a compiler, and its code has to give
    the same bits at four million inputs.

    Args:
        function, order: what the table is of.
        table: as it was fitted; rows that are not right are mended.
        target: the language.
        jobs: how many processes share the work.
        report: called with the inputs done and all that are due.
        window: a range of x to prove alone.

    Raises:
        NoTable: there are inputs for which it cannot be done, or is not known.
        ValueError: the code does not compile.
    """
    runs = next((word for word in (target.name, "c") if _compiles(word)), None)
    with TemporaryDirectory(prefix="actviz-") as folder, _named(function, order):

        def kernel(current: Table) -> Kernel:
            return _kernel(current, runs, Path(folder)) if runs else Emulated(current)

        loop = quick_judge.compiled(Path(folder)) if _compiles("c") else ""
        done = Prover(function, order, kernel, jobs, report, window, loop).proved(table)
    shown = f"run as compiled by {said(runs)}" if runs else "run in NumPy"
    if target.name == "numpy":
        _alike(done, target)
        shown = f"its table {shown}, and this code the same at {_ALIKE} of them"
    elif runs != target.name:
        shown = f"its table {shown}, not this code, for want of {COMPILERS[target.name][0]}"
    elif target.name == "cuda":
        shown = f"not on a GPU: {shown} with CUDA's intrinsics as functions of C++"
    return done, shown


def _compiles(word: str) -> bool:
    return word in COMPILERS and which(COMPILERS[word][0]) is not None


def _kernel(table: Table, word: str, folder: Path) -> Compiled:
    code = import_module(f"actviz.readings.languages.{MODULES[word]}")
    written, symbol = code.runnable(table)
    return Compiled(str(library(folder, word, written)), symbol, symbol)


def _alike(table: Table, target: Target) -> None:
    """See that the text in NumPy gives the bits of the table at inputs over the whole line."""
    space: dict[str, Any] = {}
    exec(text(target, [table], "", ""), space)
    draw = np.random.default_rng(_SEED)
    bits = draw.integers(0, 1 << 32, _ALIKE, dtype=np.uint32)
    got = space[f"{table.name}{table.suffix}"](bits.view(np.float32))
    for expected in Emulated(table).answers([np.sort(bits)]):
        ordered = got[np.argsort(bits, kind="stable")]
        same = (ordered.view(np.uint32) == expected.view(np.uint32)) | np.isnan(expected)
        if not same.all() or not np.array_equal(np.isnan(ordered), np.isnan(expected)):
            raise NoTable("its code in NumPy gives other results than its table")
