"""Exported softmax and log_softmax run in their own language against exact values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from actviz.arrays import Float64
from actviz.export import timing, trial
from actviz.export.asked import units_allowed
from actviz.export.drivers import LONGEST
from actviz.export.python_drivers import Call
from actviz.export.targets import Target
from actviz.export.trial_vectors import Vectors
from actviz.readings import soft_rows
from actviz.readings.languages import cuda
from actviz.readings.languages.program import Program, Unit
from actviz.readings.number_formats import largest, rounded, ulp

# Numbers of a row: Mesa's software renderer ends the loops of an invocation that takes many steps.
_LONGEST: Final = {"wgsl": 256}
_ASIDE: Final = "-inf 1|inf 1 2|1 nan|-inf -inf|1 inf inf|inf|-inf|nan"


def tried(
    named: Sequence[tuple[Any, str]], target: Target, dtype: str, order: int, content: str | bytes
) -> list[trial.TrialResult]:
    """Every function of a file run at many rows; the results of a function are end to end.

    Args:
        named: each function with its name in the file.
        target: the language.
        dtype: the format to try it in.
        order: 1 with the products of a gradient and the Jacobian.
        content: the file's text.

    Raises:
        ValueError: it does not run, or gives rows of another length.
    """
    tables = _tables(named, target, dtype, order)
    called = _calls(named, target, dtype, order)
    got = trial.results(target, called, tables, content, dtype, rows=True)
    return [trial.TrialResult(one, part) for one, part in zip(tables, got, strict=True)]


def times(
    named: Sequence[tuple[Any, str]], target: Target, dtype: str, content: str | bytes
) -> dict[str, tuple[float, float]]:
    """Nanoseconds a number of a row of 100,000, of the export and of what is built in."""
    units = [Unit(name, ("x",), (), ()) for _, name in named]
    return timing.times([one for one, _ in named], Program(units, dtype), target, content)


def write_test(
    folder: Path,
    named: Sequence[tuple[Any, str]],
    target: Target,
    dtype: str,
    order: int,
    content: str | bytes,
) -> None:
    """A folder with the code, its vectors and the program that runs them.

    Raises:
        ValueError: there is a file of that name already.
    """
    called, tables = _calls(named, target, dtype, order), _tables(named, target, dtype, order)
    trial.files(trial.fresh(folder), target, called, content, tables, dtype, rows=True)


def _calls(named: Sequence[tuple[Any, str]], target: Target, dtype: str, order: int) -> list[Call]:
    tail = cuda.TYPES[dtype][1] if target.name in ("c", "cuda") else ""
    return [
        Call(
            f"{name}{suffix}", 1 + slope, f"{name}{suffix}{tail}",
            (suffix[1:] or "y") if len(named) == 1 else f"{name}{suffix}",
        )
        for _, name in named
        for slope, suffix in enumerate(("", "_d1")[: order + 1])
    ]  # fmt: skip


def _rows(dtype: str, longest: int) -> list[tuple[Float64, Float64]]:
    """Rows of finite numbers with gradients, all of them numbers of the format."""
    chance = np.random.default_rng(20261128)
    most = float(largest(dtype))
    rows: list[Any] = [
        [0.0, 800, -800, 801, 801], [1e-30, -1e-30, 0], [1000, 1001, 999.5], [-5000, -5001],
        [20, 0, 1, -3], [0, 50, 49, 2], [0, -700, -730, -744], [0, -90, -100, -103],
        [most, -most, 1], [-0.0, 0.0], [0.1] * 10, [-1e30] * 4, chance.normal(size=100),
        chance.normal(size=1), 5 * chance.normal(size=700),
        *(size * chance.normal(size=8) for size in (0.01, 1, 3, 10, 30) * 8),
    ]  # fmt: skip
    pairs = [(np.asarray(x, dtype=float), chance.normal(size=len(x))) for x in rows]
    return [(rounded(x, dtype)[:longest], rounded(g, dtype)[:longest]) for x, g in pairs]


def _tables(
    named: Sequence[tuple[Any, str]], target: Target, dtype: str, order: int
) -> list[Vectors]:
    pairs = _rows(dtype, _LONGEST.get(target.name, LONGEST))
    return [
        _table(function, name, pairs, dtype, slope)
        for function, name in named
        for slope in range(order + 1)
    ]


def _table(
    function: Any, name: str, pairs: Sequence[tuple[Float64, Float64]], dtype: str, order: int
) -> Vectors:
    """The exact results; what the inputs' last digits may cost is forgiven twice."""
    rows, true, moved = [], [], []
    for x, g in pairs:
        exact, size = soft_rows.exactly(function.name, x.tolist(), g.tolist() if order else None)
        rows.append([x, g] if order else [x])
        true.append(np.array(exact))
        moved.append(np.array(size))
    for words in [] if order else _ASIDE.split("|"):
        rows.append([np.array([float(word) for word in words.split()])])
        true.append(function(rows[-1][0]))
        moved.append(np.zeros(true[-1].size))
    values, sizes = np.concatenate(true), np.concatenate(moved)
    least = ulp(np.zeros(1), dtype)[0]
    base = units_allowed(order, dtype)
    with np.errstate(all="ignore"):
        condition = sizes / np.maximum(np.abs(values), least)
        allowed = base + 2 * np.where(np.isnan(condition), 0, condition)
    inputs = tuple(np.concatenate(column) for column in zip(*rows, strict=True))
    parts = (rounded(values, dtype), values, allowed, base, dtype)
    ends = tuple(np.cumsum([row[0].size for row in rows]).tolist())
    return Vectors(name, "_d1" * order, order, inputs, *parts, ends)
