"""Exported code compiled, run and compared with the exact values, on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from actviz.arrays import Float64
from actviz.dataclass import dataclass
from actviz.export import write
from actviz.export.drivers import driver
from actviz.export.python_drivers import Call
from actviz.export.targets import Target
from actviz.export.trial_vectors import Vectors, lines, vectors
from actviz.readings.languages import c, cuda
from actviz.readings.languages.program import Program

FILES: Final = {
    "c": "exported.c", "cuda": "exported.cuh", "rust": "exported.rs", "js": "exported.mjs",
    "wgsl": "exported.wgsl", "onnx": "exported.onnx",
}  # fmt: skip
_TESTS: Final = {"c": "run.c", "cuda": "run.cu", "rust": "run.rs", "js": "run.mjs"}
_LIMIT: Final = 600  # seconds that a compiler or a run may take


@dataclass(frozen=True)
class TrialResult:
    """What a run showed of one function of the program."""

    vectors: Vectors
    got: Float64

    @property
    def worst(self) -> float:
        """The largest error in ulps among finite results."""
        with np.errstate(invalid="ignore"):
            errors = self.vectors.errors(self.got)
        finite = np.isfinite(self.got) & np.isfinite(self.vectors.expected) & np.isfinite(errors)
        return float(errors[finite].max(initial=0.0))

    @property
    def net(self) -> float:
        """The largest error when what an input two ulp off would cost is forgiven."""
        with np.errstate(invalid="ignore"):
            errors = self.vectors.errors(self.got)
            left = errors - (self.vectors.allowed - self.vectors.base)
        finite = np.isfinite(self.got) & np.isfinite(self.vectors.expected) & np.isfinite(left)
        return float(left[finite].max(initial=0.0))

    @property
    def wrong(self) -> int:
        """How many results are farther off than allowed."""
        return int(self.vectors.wrong(self.got).sum())


def dtype_of(program: Program) -> str:
    """The format that a program is tried in."""
    return "float32" if program.dtype == "input" else program.dtype


def tried(
    functions: Sequence[Any],
    program: Program,
    target: Target,
    code: str | bytes | None = None,
    x: Float64 | None = None,
    dtype: str | None = None,
) -> list[TrialResult]:
    """Every function of a program run at many points.

    Args:
        functions: what the program was made from.
        program: the program.
        target: its language.
        code: the file's content, where it is another than the program's own text.
        x: the points for every elementwise function; many by default.
        dtype: the format to try it in, for a program that takes any.

    Raises:
        ValueError: the code does not compile or run; the message holds the first line of why.
    """
    format_ = dtype or dtype_of(program)
    groups = [
        vectors(function, unit, format_, x)
        for function, unit in zip(functions, program.units, strict=True)
    ]
    flat = [one for group in groups for one in group]
    got = run(program, target, flat, given(functions, program), code, format_)
    return [TrialResult(one, values) for one, values in zip(flat, got, strict=True)]


def given(functions: Sequence[Any], program: Program) -> list[str]:
    """The bound arguments of each function, as text."""
    arguments = []
    for function, unit in zip(functions, program.units, strict=True):
        values = function.values
        words = [w if w in values else w.rstrip("_") for w in unit.parameters]
        arguments.append(", ".join(repr(float(values[word])) for word in words))
    return arguments


def run(
    program: Program,
    target: Target,
    flat: Sequence[Vectors],
    arguments: Sequence[str],
    code: str | bytes | None,
    dtype: str,
) -> list[Float64]:
    """The results of exported code at vectors, in a folder of its own."""
    content = write.text(target, program) if code is None else code
    return results(target, calls(program, target, arguments), flat, content, dtype)


def calls(program: Program, target: Target, arguments: Sequence[str]) -> list[Call]:
    """The functions of a program as a driver calls them."""
    called = []
    for unit, text in zip(program.units, arguments, strict=True):
        for one in unit.outputs:
            name = spelled = f"{unit.name}{one.suffix}"
            if target.name in ("c", "cuda"):
                language = c if target.name == "c" else cuda
                spelled = language.function_name(unit, one, program.dtype)
            output = (one.suffix[1:] or "y") if len(program.units) == 1 else name
            called.append(Call(name, len(unit.inputs), spelled, output, text, unit.parameters))
    return called


def results(
    target: Target,
    functions: Sequence[Call],
    flat: Sequence[Vectors],
    content: str | bytes,
    dtype: str,
    *,
    rows: bool = False,
) -> list[Float64]:
    """What the functions of a file give at vectors; of rows end to end.

    Raises:
        ValueError: the code does not compile or run, or gives too few numbers.
    """
    with tempfile.TemporaryDirectory(prefix="actviz-") as folder:
        here = Path(folder)
        files(here, target, functions, content, flat, dtype, rows=rows)
        for command in compile_commands(target):
            done(command, here, target)
        printed = done([*run_command(target), "vectors.txt", "values"], here, target)
    numbers = np.array([float(word.replace("Infinity", "inf")) for word in printed.split()])
    ends = np.cumsum([one.expected.size for one in flat])
    if numbers.size != ends[-1]:
        raise ValueError(f"{target.name} gave {numbers.size} numbers, not {ends[-1]}")
    return [np.asarray(part) for part in np.split(numbers, ends[:-1])]


def files(
    folder: Path,
    target: Target,
    functions: Sequence[Call],
    content: str | bytes,
    flat: Sequence[Vectors],
    dtype: str,
    *,
    rows: bool = False,
    on_device: bool = False,
) -> None:
    """Write the code, its vectors and the program that runs them."""
    folder.mkdir(parents=True, exist_ok=True)
    file = FILES.get(target.name, "exported.py")
    (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "vectors.txt").write_text(lines(flat), encoding="utf-8")
    program = driver(target, functions, file, dtype, rows=rows, on_device=on_device)
    (folder / test_file(target)).write_text(program, encoding="utf-8")


def fresh(folder: Path) -> Path:
    """The folder of a test, where there may be one.

    Raises:
        ValueError: there is something else of that name already.
    """
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is a file; --test makes a folder of that name")
    return folder


def write_test(
    folder: Path,
    functions: Sequence[Any],
    program: Program,
    target: Target,
    content: str | bytes,
    *,
    exact: bool = False,
) -> None:
    """A folder with the code, its vectors and the program that runs them.

    ``exact``: no result may be off at all.

    Raises:
        ValueError: there is something else of that name already.
    """
    format_ = dtype_of(program)
    groups = [
        vectors(one, unit, format_) for one, unit in zip(functions, program.units, strict=True)
    ]
    flat = [one for group in groups for one in group]
    if exact:
        flat = [replace(one, allowed=np.zeros(one.true.shape)) for one in flat]
    device = exact and target.name == "cuda"
    every = calls(program, target, given(functions, program))
    files(fresh(folder), target, every, content, flat, format_, on_device=device)


def how_to_run(target: Target) -> str:
    """The commands that compile and run a test, for people."""
    commands = [*compile_commands(target), [*run_command(target), "vectors.txt"]]
    words = [" ".join(command).replace(sys.executable, "python") for command in commands]
    return " && ".join(words)


def test_file(target: Target) -> str:
    """What the program that runs vectors is called."""
    return _TESTS.get(target.name, "run.py")


def compile_commands(target: Target) -> list[list[str]]:
    """What compiles the program that runs vectors."""
    match target.name:
        case "c":  # which begins with the exported file, as if that were compiled alone
            warned = ["-Wall", "-Wextra", "-Werror"]
            return [["gcc", "-std=c99", *warned, "-O1", "run.c", "-o", "run", "-lm"]]
        case "rust":
            return [["rustc", "-Copt-level=1", "--edition=2021", "-Awarnings", "run.rs"]]
        case "cuda":
            return [["nvcc", "-O1", "run.cu", "-o", "run"]]
    return []


def run_command(target: Target) -> list[str]:
    """What runs it."""
    match target.name:
        case "c" | "rust" | "cuda":
            return ["./run"]
        case "js":
            return ["node", "run.mjs"]
    return [sys.executable, "run.py"]


def done(command: Sequence[str], folder: Path, target: Target) -> str:
    """What a command of a target printed.

    Raises:
        ValueError: it failed; the message holds the first line of why.
    """
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    ended = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_LIMIT,
        stdin=subprocess.DEVNULL,
    )
    if ended.returncode:
        lines = [line for line in (ended.stderr or ended.stdout).splitlines() if line.strip()]
        errors = [line for line in lines if "error" in line.lower()] or lines or ["no word of why"]
        raise ValueError(f"{target.name} did not run: {errors[-1 if '.py' in command[-1] else 0]}")
    return ended.stdout
