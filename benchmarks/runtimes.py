"""Which runtime gets which activation right: ``python -m benchmarks.runtimes -o docs/runtimes.md``.

An environment is built for each runtime from pinned packages, unless ``--environments FOLDER`` has
one of its name; a runtime that cannot be installed, refuses or dies is told, and the page goes on.
``--every-input FOLDER`` tells what was found at all 2^32 inputs of float32, a file each; with
``--missing-too`` what is missing there is done now, about a minute of processor time each.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

import actviz
from actviz.figures.compose.errors import Errors, errors_scene
from actviz.figures.compose.heatmap import heatmap
from actviz.figures.engines.matplotlib_figure import save
from actviz.functions.elementwise import Activation
from actviz.measure import accuracy
from actviz.measure.callables import Audit, judged
from actviz.measure.headline import headline

ROOT: Final = Path(__file__).parents[1]
NAMES: Final = (
    "sigmoid", "tanh", "softplus", "elu", "selu", "silu", "gelu", "gelu_tanh", "mish", "hard_swish",
)  # fmt: skip
DTYPES: Final = ("float32", "float16", "bfloat16")
LIMIT_S: Final = 1500  # of one runtime, before it is given up


@dataclass(frozen=True)
class Runtime:
    """How a runtime is installed, and what its path is where it is not its own prefix."""

    packages: tuple[str, ...]
    path: str
    options: dict[str, dict[str, Any]] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    always: dict[str, Any] = field(default_factory=dict)
    environment: str = ""  # of another runtime, where it is the same


def _gelus(word: str, plain: Any, tanh: Any) -> dict[str, dict[str, Any]]:
    return {"gelu": {word: plain}, "gelu_tanh": {word: tanh}}


_APPROXIMATE: Final = _gelus("approximate", False, True)
RUNTIMES: Final = {
    "numpy": Runtime(("numpy==2.4.6", "ml_dtypes==0.6.0"), "numpy:{name}"),
    "torch": Runtime(
        ("torch==2.13.0",), "torch.nn.functional:{name}", _gelus("approximate", "none", "tanh"),
        {"gelu_tanh": "torch.nn.functional:gelu"},
    ),
    "torch.compile": Runtime(
        ("torch==2.13.0",), "torch.compile:{name}", _gelus("approximate", "none", "tanh"),
        {"gelu_tanh": "torch.compile:gelu"}, environment="torch",
    ),
    "jax": Runtime(
        ("jax==0.10.2",), "jax.nn:{name}", _APPROXIMATE,
        {"gelu_tanh": "jax.nn:gelu", "tanh": "jax.numpy:tanh"},
    ),
    "onnxruntime": Runtime(
        ("onnxruntime==1.32.0", "ml_dtypes==0.6.0"), "onnxruntime:{name}",
        {"gelu_tanh": {"approximate": "tanh"}}, {"gelu_tanh": "onnxruntime:Gelu"},
    ),
    "openvino": Runtime(
        ("openvino==2026.4.1", "ml_dtypes==0.6.0"), "openvino:{name}",
        {"gelu_tanh": {"approximation_mode": "tanh"}}, {"gelu_tanh": "openvino:Gelu"},
    ),
    "ncnn": Runtime(
        ("ncnn==1.0.20261020",), "ncnn:{name}",
        {
            "gelu_tanh": {"fast_gelu": 1}, "elu": {"alpha": 1.0},
            "hard_swish": {"alpha": 1 / 6, "beta": 0.5},
        },
        {"gelu_tanh": "ncnn:GELU", "silu": "ncnn:Swish"},
    ),
    "litert": Runtime(
        ("ai-edge-litert==2.3.0",), "litert:{name}", _APPROXIMATE, {"gelu_tanh": "litert:GELU"},
    ),
    "tinygrad": Runtime(
        ("tinygrad==0.14.0",), "tinygrad:{name}", {},
        {"gelu": "tinygrad:none", "gelu_tanh": "tinygrad:gelu"},
    ),
    "mlx": Runtime(
        ("mlx[cpu]==0.32.4", "ml_dtypes==0.6.0"), "mlx:{name}", {},
        {"gelu_tanh": "mlx:gelu_approx"},
    ),
    "keras": Runtime(
        ("keras==3.15.1", "torch==2.13.0", "ml_dtypes==0.6.0"), "keras:{name}", _APPROXIMATE,
        {"gelu_tanh": "keras:gelu"}, {"backend": "torch"},
    ),
    "tensorflow": Runtime(
        ("tensorflow-cpu==2.21.0",), "tensorflow:{name}", _APPROXIMATE,
        {"gelu_tanh": "tensorflow:gelu"},
    ),
    "paddle": Runtime(
        ("paddlepaddle==3.3.1",), "paddle:{name}", _APPROXIMATE, {"gelu_tanh": "paddle:gelu"},
    ),
}  # fmt: skip

# Every float32 input: of PyTorch, and of those that NumPy and JAX have.
EVERY: Final = [
    *(("torch", name) for name in NAMES),
    ("numpy", "tanh"),
    *(("jax", name) for name in NAMES),
]


# ---------------------------------------------------------------- asked


@dataclass(frozen=True)
class Truths:
    """The right results at the inputs that every runtime is asked for, worked out once."""

    function: Activation
    dtype: str
    x: Any
    true: accuracy.Truth

    @property
    def key(self) -> str:
        """What it is called in files."""
        return f"{self.function.name}|{self.dtype}"


def truths() -> list[Truths]:
    """Of every function in every format."""
    found = []
    for name in NAMES:
        function = actviz.get(name)
        for dtype in DTYPES:
            x = accuracy.points(function, 1, dtype)
            found.append(Truths(function, dtype, x, accuracy.truth(function, x, 0, dtype)))
            print(f"right results: {name} in {dtype}", file=sys.stderr, flush=True)
    return found


def python_of(name: str, environments: Path) -> Path:
    """The Python of a runtime's environment, built where there is none.

    Raises:
        subprocess.CalledProcessError: its packages cannot be installed.
    """
    home = environments / (RUNTIMES[name].environment or name)
    python = home / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", str(ROOT)]
        subprocess.run([*pip, *RUNTIMES[name].packages], check=True, stdout=subprocess.DEVNULL)
    return python


def asked(name: str, python: Path, every: list[Truths], folder: Path) -> dict[str, Any]:
    """What a runtime said, and its values by key; it may have died on the way.

    Raises:
        subprocess.SubprocessError: it died, or was given up.
    """
    runtime = RUNTIMES[name]
    inputs = {each.key.replace("|", "_"): each.x for each in every}
    wanted = []
    for each in every:
        word = each.function.name
        options = {**runtime.always, **runtime.options.get(word, {})}
        path = runtime.paths.get(word, runtime.path)
        wanted.append([each.key, path, options, each.dtype, each.key.replace("|", "_")])
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "inputs.npz", **inputs)
    (folder / "asked.json").write_text(json.dumps(wanted))
    subprocess.run(
        [str(python), str(ROOT / "benchmarks" / "runtime_values.py"), str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=LIMIT_S,
    )
    said: dict[str, Any] = json.loads((folder / "said.json").read_text())
    return {**said, "values": dict(np.load(folder / "values.npz"))}


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
    digits = f"{size:.2g}" if size < 1000 else f"{size:.0e}".replace("e+0", "e")
    worse = "NaN" in marks or "∞" in marks
    return (np.inf if worse else size), " ".join([digits, *marks])


def vector_unit() -> str:
    """The processor, and the widest of its vector instructions."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    model = re.search(r"model name\s*: (.*)", text)
    listed = re.search(r"flags\s*: (.*)", text)
    flags = set(listed[1].split()) if listed else set()
    known = ("amx_tile", "avx512_bf16", "avx512_fp16", "avx512f", "avx2", "avx")
    widest = [word for word in known if word in flags]
    return f"{model[1] if model else platform.machine()} ({', '.join(widest) or 'no vectors'})"


def ended(code: int) -> str:
    """How a process ended; a negative code is the signal that stopped it."""
    return f"ended with exit code {code}" if code >= 0 else "was stopped before its end"


def page(
    every: list[Truths], environments: Path, pictures: Path, inputs: Path | None, missing: bool
) -> str:
    """The whole page; pictures are drawn into a folder beside it."""
    audits: dict[tuple[str, str], Audit] = {}
    versions: dict[str, str] = {}
    failed: list[str] = []
    vectors: dict[str, str] = {}
    for name in RUNTIMES:
        begun = time.monotonic()
        try:
            python = python_of(name, environments)
            said = asked(name, python, every, environments / f"{name}.asked")
        except (subprocess.SubprocessError, OSError) as error:
            code = getattr(error, "returncode", None)
            how = type(error).__name__ if code is None else ended(code)
            failed.append(f"{name}: {how}")
            continue
        vectors |= said["vector"]
        versions[name] = next(iter(said["version"].values()), "?")
        for each in every:
            if each.key in said["values"]:
                got = said["values"][each.key]
                audits[name, each.key] = judged(
                    each.function, each.x, got, each.dtype, true=each.true
                )
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    text = [_head(versions, failed, vectors)]
    for dtype in DTYPES:
        text.append(_table(dtype, every, audits, list(versions), pictures))
    text.append(_worst(every, audits, list(versions), pictures))
    if inputs is not None:
        text.append(_every_input(inputs, list(versions) if missing else []))
    return "\n".join(text)


def _head(versions: dict[str, str], failed: list[str], vectors: dict[str, str]) -> str:
    capability = vectors.get("torch", "unknown")
    listed = "\n".join(f"| {name} | {said} |" for name, said in versions.items())
    lines = [
        "# Which runtime gets which activation right\n",
        "Made by `python -m benchmarks.runtimes -o docs/runtimes.md`; nothing on this page is",
        f"typed by hand. The processor: {vector_unit()}.",
        f"PyTorch and its oneDNN ran under {capability}: under another vector unit other kernels",
        "run, and figures of float16 above all are others.\n",
        "A figure is the largest error in ulp among results that should be normal numbers, over",
        "all 65,536 inputs of a 16-bit format and some thousand of float32. Words beside it are",
        "worse: NaN or ∞ where a number should be at a finite x, results in the wrong *order*,",
        "results out of the function's *range*. A dash: no such operator in that format.\n",
        "| runtime | version |\n| --- | --- |",
        listed,
    ]
    lines += [f"\nNot measured: {one}." for one in failed]
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
    drawing = heatmap([each.function.name for each in here], sizes, title, columns=runtimes)
    save(drawing, file, "svg")
    head = f"| function | {' | '.join(runtimes)} |\n|{' --- |' * (len(runtimes) + 1)}"
    return "\n".join(
        [f"\n## {dtype}\n", head, *rows, f"\n![{title}]({pictures.name}/{file.name})\n"]
    )


def _worst(
    every: list[Truths],
    audits: dict[tuple[str, str], Audit],
    runtimes: list[str],
    pictures: Path,
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


# ---------------------------------------------------------------- every input of float32


def _every_input(folder: Path, run_now: list[str]) -> str:
    """A row for each run over all 2^32 inputs: those in the folder, and runtimes' missing ones."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        "\n## Every input of float32\n",
        "All 4,294,967,296 bit patterns, each judged by proof.\n",
        "| runtime | function | not correctly rounded | beyond 1 ulp | largest ulp | flushed |"
        " 0 for a number | NaN for a number | ∞ for a number | in the wrong order |",
        f"|{' --- |' * 10}",
    ]
    for name, word in EVERY:
        file = folder / f"{name}-{word}.json"
        if not file.exists() and name in run_now:
            _run_all(name, word, file)
        found = _read(file)
        if found is None:
            continue
        wrong = found["wrong"]
        worst = found["worst"][0]["ulp"] if found["worst"] else 0.0
        numbers = [
            f"{found['misrounded']:,}", f"{found['beyond_1_ulp']:,}", f"{worst:.4g}",
            *(f"{n:,}" for n in (found["flushed"], wrong["zero"], wrong["nan"], wrong["overflow"])),
            f"{wrong['monotone']:,}",
        ]  # fmt: skip
        lines.append(f"| {name} | {word} | {' | '.join(numbers)} |")
    return "\n".join(lines) + "\n"


def _read(file: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(file.read_text())[0]
    except (OSError, ValueError, IndexError):
        return None
    return found


def _run_all(name: str, word: str, file: Path) -> None:
    runtime = RUNTIMES[name]
    path = runtime.paths.get(word, runtime.path)
    command = [sys.executable, "-m", "actviz", "check", word, "--against", path, "--dtype"]
    command += ["float32", "--all-inputs", "--format", "json"]
    for key, value in runtime.options.get(word, {}).items():
        command += ["--with", f"{key}={value}"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode in (0, 1):
        file.write_text(done.stdout)


def main() -> None:
    """Measure, and write the page and its pictures."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--environments", type=Path, help="environments by name; else built anew")
    parser.add_argument("--every-input", type=Path, metavar="FOLDER")
    parser.add_argument("--missing-too", action="store_true")
    given = parser.parse_args()
    pictures = given.output.with_suffix("")
    pictures.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = given.environments or Path(folder)
        text = page(truths(), home, pictures, given.every_input, given.missing_too)
        given.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
