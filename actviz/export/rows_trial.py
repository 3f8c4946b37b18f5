"""Exported softmax and log_softmax run in their own language against exact values."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from actviz.export import timing, trial
from actviz.export.targets import Target
from actviz.export.vectors import NARROW, Float64, Vectors
from actviz.readings import soft_rows
from actviz.readings.effort import ULPS
from actviz.readings.languages.program import Program, Unit
from actviz.readings.number_formats import rounded, ulp

_ASIDE: Final = "-inf 1|inf 1 2|1 nan|-inf -inf|1 inf inf"
_PYTHON: Final = """import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import exported
{imports}


def call(name, rows):
{call}


passed = failed = 0
for line in Path(sys.argv[1]).read_text().splitlines():
    name, *parts = line.split("|")
    expected, off, *rows = [[float(word) for word in part.split()] for part in parts]
    got = [float(value) for value in call(name, rows)]
    if len(sys.argv) > 2:
        print(*map(repr, got), sep="\\n")
    elif len(got) == len(expected) and all(
        y == e or (y != y and e != e) or abs(y - e) <= o for y, e, o in zip(got, expected, off)
    ):
        passed += 1
    else:
        failed += 1
        print(f"{{name}}({{rows}}): {{got}}, not {{expected}}")
if len(sys.argv) < 3:
    print(f"{{passed}} passed, {{failed}} failed")
sys.exit(failed != 0)
"""
# What a language imports, and how it calls a function of rows.
_CALLS: Final = {
    "python": ("", "    return getattr(exported, name)(*rows)"),
    "numpy": (
        "import numpy as np",
        '    with np.errstate(all="raise"):\n'
        '        return getattr(exported, name)(*(np.array(row, "{dtype}") for row in rows))',
    ),
    "torch": (
        "import torch",
        "    given = [torch.tensor(row, dtype=torch.{dtype}) for row in rows]\n"
        "    return getattr(exported, name)(*given).tolist()",
    ),
    "jax": (
        "import jax",
        '    with jax.enable_x64("{dtype}" == "float64"):\n'
        '        given = [jax.numpy.array(row, "{dtype}") for row in rows]\n'
        "        return getattr(exported, name)(*given).tolist()",
    ),
}
_JS: Final = """import { readFileSync } from 'node:fs';
import * as exported from './exported.mjs';

const named = { inf: Infinity, '-inf': -Infinity, nan: NaN };
const number = word => word in named ? named[word] : Number(word);
let passed = 0, failed = 0, told = [];
for (const line of readFileSync(process.argv[2], 'utf8').split('\\n')) {
  if (!line) continue;
  const [name, ...parts] = line.split('|');
  const [expected, off, ...rows] = parts.map(part => part.trim().split(' ').map(number));
  const got = [...exported[name](...rows)];
  const fits = (y, i) => y === expected[i] || (isNaN(y) && isNaN(expected[i]))
    || Math.abs(y - expected[i]) <= off[i];
  if (process.argv.length > 3) told.push(...got.map(String));
  else if (got.length === expected.length && got.every(fits)) passed++;
  else {
    failed++;
    told.push(`${name}(${rows}): ${got}, not ${expected}`);
  }
}
if (process.argv.length < 4) told.push(`${passed} passed, ${failed} failed`);
process.stdout.write(told.join('\\n') + '\\n');
process.exitCode = failed ? 1 : 0;
"""
LANGUAGES: Final = (*_CALLS, "js")


@dataclass(frozen=True)
class _Table:
    """The rows that one function is tried at, and its exact results, end to end."""

    vectors: Vectors
    rows: list[list[Float64]] = field(default_factory=list)


def tried(
    named: Sequence[tuple[Any, str]], target: Target, dtype: str, order: int, content: str | bytes
) -> list[trial.Found]:
    """Every function of a file run at many rows; the results of a function are end to end.

    Args:
        named: each function with its name in the file.
        target: the language, one of ``LANGUAGES``.
        dtype: the format to try it in.
        order: 1 with the products of a gradient and the Jacobian.
        content: the file's text.

    Raises:
        ValueError: it does not run, or gives rows of another length.
    """
    tables = _tables(named, dtype, order)
    with tempfile.TemporaryDirectory(prefix="actviz-") as folder:
        here = Path(folder)
        _files(here, target, dtype, content, tables)
        printed = trial.done([*trial.run_command(target), "vectors.txt", "values"], here, target)
    got = np.array([float(word.replace("Infinity", "inf")) for word in printed.split()])
    ends = np.cumsum([one.vectors.expected.size for one in tables])
    if got.size != ends[-1]:
        raise ValueError(f"{target.name} gave {got.size} numbers, not {ends[-1]}")
    parts = np.split(got, ends[:-1])
    return [trial.Found(one.vectors, part) for one, part in zip(tables, parts, strict=True)]


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
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is a file; --test makes a folder of that name")
    folder.mkdir(parents=True, exist_ok=True)
    _files(folder, target, dtype, content, _tables(named, dtype, order))


def _files(
    folder: Path, target: Target, dtype: str, content: str | bytes, tables: Sequence[_Table]
) -> None:
    file = trial.FILES.get(target.name, "exported.py")
    (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    lines = []
    for table in tables:
        one, at = table.vectors, 0
        for given in table.rows:
            part = slice(at, at := at + given[0].size)
            columns = (one.expected[part], one.tolerance[part], *given)
            texts = (" ".join(map(repr, row.tolist())) for row in columns)
            lines.append("|".join([f"{one.name}{one.suffix}", *texts]))
    (folder / "vectors.txt").write_text("\n".join([*lines, ""]), encoding="utf-8")
    program = _JS
    if target.name != "js":
        imports, call = _CALLS[target.name]
        program = _PYTHON.format(imports=imports, call=call.format(dtype=dtype))
    (folder / trial.test_file(target)).write_text(program, encoding="utf-8")


def _rows(dtype: str) -> list[tuple[Float64, Float64]]:
    """Rows of finite numbers with gradients, all of them numbers of the format."""
    chance = np.random.default_rng(20261128)
    most = float(np.finfo(dtype).max)
    rows: list[Any] = [
        [0.0, 800, -800, 801, 801], [1e-30, -1e-30, 0], [1000, 1001, 999.5], [-5000, -5001],
        [20, 0, 1, -3], [0, 50, 49, 2], [0, -700, -730, -744], [0, -90, -100, -103],
        [most, -most, 1], [-0.0, 0.0], [0.1] * 10, [-1e30] * 4, chance.normal(size=100),
        *(size * chance.normal(size=8) for size in (0.01, 1, 3, 10, 30) * 8),
    ]  # fmt: skip
    pairs = [(np.asarray(x, dtype=float), chance.normal(size=len(x))) for x in rows]
    return [(rounded(x, dtype), rounded(g, dtype)) for x, g in pairs]


def _tables(named: Sequence[tuple[Any, str]], dtype: str, order: int) -> list[_Table]:
    return [
        _table(function, name, dtype, slope)
        for function, name in named
        for slope in range(order + 1)
    ]


def _table(function: Any, name: str, dtype: str, order: int) -> _Table:
    """The exact results; what the inputs' last digits may cost is forgiven twice."""
    rows, true, moved = [], [], []
    for x, g in _rows(dtype):
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
    base = ULPS[order] if dtype == "float64" else NARROW
    with np.errstate(all="ignore"):
        condition = sizes / np.maximum(np.abs(values), least)
        allowed = base + 2 * np.where(np.isnan(condition), 0, condition)
    parts = (rounded(values, dtype), values, allowed, base, dtype)
    return _Table(Vectors(name, "_d1" * order, order, (), *parts), rows)
