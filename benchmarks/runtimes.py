"""Which runtime gets which activation right: ``python -m benchmarks.runtimes -o docs/runtimes.md``.

An environment is built for each runtime from pinned packages, and removed when it has answered,
unless ``--environments FOLDER`` has one of its name; a runtime that cannot be installed, refuses or
dies is told, and the page goes on. ``--answers FOLDER`` keeps what they said: a run that was
stopped goes on there. What was found at all 2^32 inputs of float32 is kept in the folder
``every-input`` beside the pictures: see :mod:`benchmarks.every_float32`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

import actviz
from actviz.figures.compose.errors import Errors, errors_scene
from actviz.figures.compose.harm import every_digit
from actviz.figures.compose.heatmap import error_word, heatmap
from actviz.figures.engines.matplotlib_figure import save
from actviz.functions.elementwise import Activation
from actviz.measure import accuracy, true_values
from actviz.measure.callables import Audit, judged
from actviz.measure.headline import headline
from benchmarks import every_float32
from benchmarks.every_float32 import EVERY, vector_unit
from benchmarks.runtime_environments import RUNTIMES, asked, python_of, removed

NAMES: Final = (
    "sigmoid", "tanh", "softplus", "elu", "selu", "silu", "gelu", "gelu_tanh", "mish", "hard_swish",
)  # fmt: skip
DTYPES: Final = ("float32", "float16", "bfloat16")


# ---------------------------------------------------------------- asked


@dataclass(frozen=True)
class Truths:
    """The right results at the inputs that every runtime is asked for, worked out once."""

    function: Activation
    dtype: str
    x: Any
    true: true_values.Truth

    @property
    def key(self) -> str:
        """What it is called in files."""
        return f"{self.function.name}|{self.dtype}"


def truths() -> list[Truths]:
    """Of every function in every format."""
    listed = []
    for name in NAMES:
        function = actviz.get(name)
        for dtype in DTYPES:
            x = accuracy.points(function, 1, dtype)
            listed.append(Truths(function, dtype, x, true_values.truth(function, x, 0, dtype)))
            _told(f"right results: {name} in {dtype}")
    return listed


# ---------------------------------------------------------------- told


def cell(audit: Audit, function: Activation) -> tuple[float, str]:
    """How large an error is among normal results, and the same with what is worse than it."""
    head = headline(audit, function)
    size = head.largest_ulp_normal or 0.0
    lost = np.isfinite(audit.x) & np.isfinite(audit.true.expected)
    marks = [
        word
        for word, bad in (
            ("NaN", (lost & np.isnan(audit.got)).any()),
            ("∞", (lost & np.isinf(audit.got)).any()),
            ("order", not head.order_kept),
            ("range", head.range_kept is False),
        )
        if bad
    ]
    worse = "NaN" in marks or "∞" in marks
    return (np.inf if worse else size), " ".join([error_word(size), *marks])


def ended(error: Exception) -> str:
    """How a process ended; a negative code is the signal that stopped it."""
    if isinstance(error, subprocess.TimeoutExpired):
        return f"gave no answer within {error.timeout:g} s"
    code = getattr(error, "returncode", None)
    if code is None:
        return f"{type(error).__name__}: {error}"
    return f"ended with exit code {code}" if code >= 0 else "was stopped before its end"


@dataclass
class Said:
    """What all runtimes said, and which of them said nothing or not all."""

    audits: dict[tuple[str, str], Audit] = field(default_factory=dict)  # by runtime and key
    versions: dict[str, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    vector: str = "an unknown vector unit"  # under which PyTorch ran


@dataclass(frozen=True)
class Places:
    """The folders of a run."""

    environments: Path  # where they are, or are built
    answers: Path  # what the runtimes said
    every_input: Path  # what was found at every float32
    keep: bool = False  # whether an environment is left when it has answered


def said_by_all(every: list[Truths], places: Places) -> Said:
    """Ask each runtime in its environment, and judge what it says."""
    result = Said()
    inputs = {each.key: (each.function.name, each.dtype, each.x) for each in every}
    for at, name in enumerate(RUNTIMES, 1):
        begun = time.monotonic()
        python = partial(python_of, name, places.environments)
        whole = EVERY.get(name, ())
        try:
            said = asked(name, python, inputs, places.answers / name, whole)
            if whole:
                result.failed += every_float32.tried(places.every_input, name, said, python, _told)
        except (subprocess.SubprocessError, OSError) as error:
            result.failed.append(f"Not measured: {name}: {ended(error)}.")
            continue
        finally:
            if not places.keep:
                removed(name, list(RUNTIMES)[at:], places.environments)
        if said["failed"]:
            result.failed.append(f"Not all was measured: {name}: {ended(said['failed'])}.")
        result.vector = said["vector"].get("torch", result.vector)
        result.versions[name] = next(iter(said["version"].values()), "?")
        for each in every:
            if each.key in said["values"]:
                got = said["values"][each.key]
                result.audits[name, each.key] = judged(
                    each.function, each.x, got, each.dtype, true=each.true
                )
        _told(f"{name}: {time.monotonic() - begun:.0f} s")
    return result


def _told(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def page(every: list[Truths], said: Said, pictures: Path) -> str:
    """The whole page; pictures are drawn into a folder beside it, which has ``every-input``."""
    text = [_head(said)]
    for dtype in DTYPES:
        text.append(_table(dtype, every, said.audits, list(said.versions), pictures))
    text.append(_worst(every, said.audits, list(said.versions), pictures))
    text.append(every_float32.table(pictures / "every-input"))
    return "\n".join(text)


def _head(said: Said) -> str:
    listed = "\n".join(f"| {name} | {version} |" for name, version in said.versions.items())
    lines = [
        "# Which runtime gets which activation right\n",
        "Made by `python -m benchmarks.runtimes -o docs/runtimes.md`; nothing on this page is",
        f"typed by hand. The processor: {vector_unit()}.",
        f"PyTorch and its oneDNN ran under {said.vector}: under another vector unit other kernels",
        "run, and figures of float16 above all are others.\n",
        "A figure is the largest error in ulp among results that should be normal numbers, over",
        "all 65,536 inputs of a 16-bit format and some thousand of float32. Words beside it are",
        "worse: NaN or ∞ where a number should be at a finite x, results in the wrong *order*,",
        "results out of the function's *range*. A dash: no such operator in that format.\n",
        "| runtime | version |\n| --- | --- |",
        listed,
    ]
    lines += [f"\n{one}" for one in said.failed]
    return "\n".join(lines) + "\n"


def _table(
    dtype: str,
    every: list[Truths],
    audits: dict[tuple[str, str], Audit],
    runtimes: list[str],
    pictures: Path,
) -> str:
    here = [each for each in every if each.dtype == dtype]
    rows: list[str] = []
    sizes: list[list[float | None]] = []
    for each in here:
        cells = {
            name: cell(audits[name, each.key], each.function)
            for name in runtimes
            if (name, each.key) in audits
        }
        words = [cells[name][1] if name in cells else "–" for name in runtimes]
        sizes.append([cells[name][0] if name in cells else None for name in runtimes])
        rows.append(f"| {each.function.name} | {' | '.join(words)} |")
    title = f"Largest error of a normal result, in ulp of {dtype}"
    file = pictures / f"{dtype}.svg"
    names = [each.function.name for each in here]
    worst = [every_digit(dtype)] * len(runtimes)
    drawing = heatmap(names, sizes, title, columns=runtimes, worst=worst)
    save(drawing, file, "svg")
    head = f"| function | {' | '.join(runtimes)} |\n|{' --- |' * (len(runtimes) + 1)}"
    return "\n".join(
        [f"\n## {dtype}\n", head, *rows, f"\n![{title}]({pictures.name}/{file.name})\n"]
    )


def _worst(
    every: list[Truths], audits: dict[tuple[str, str], Audit], runtimes: list[str], pictures: Path
) -> str:
    lines = ["\n## The worst of each, in float32\n"]
    for name in runtimes:
        here = [e for e in every if e.dtype == "float32" and (name, e.key) in audits]
        if not here:
            continue
        worst = max(here, key=lambda e: cell(audits[name, e.key], e.function)[0])
        audit = audits[name, worst.key]
        title = f"{name}: {worst.function.name}, error in ulp of float32"
        file = pictures / f"worst-{name}.svg"
        shown = [Errors(worst.function.name, audit.x, audit.errors, audit.measure)]
        try:
            save(errors_scene(shown, title), file, "svg")
        except ValueError:
            continue  # nothing to draw: every result is exact
        lines.append(f"![{title}]({pictures.name}/{file.name})\n")
    return "\n".join(lines)


def main() -> None:
    """Measure, and write the page and its pictures."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--environments", type=Path, help="environments by name; else built anew")
    parser.add_argument("--answers", type=Path, help="keep here what the runtimes say")
    given = parser.parse_args()
    pictures = given.output.with_suffix("")
    pictures.mkdir(exist_ok=True)
    every = truths()
    with tempfile.TemporaryDirectory() as folder:
        places = Places(
            given.environments or Path(folder, "environments"),
            given.answers or Path(folder, "answers"),
            pictures / "every-input",
            keep=given.environments is not None,
        )
        said = said_by_all(every, places)
        given.output.write_text(page(every, said, pictures), encoding="utf-8")


if __name__ == "__main__":
    main()
