"""How each runtime of the page is installed, and what it said, kept where it was asked."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

ROOT: Final = Path(__file__).parents[1]
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
    "scipy": Runtime(
        ("scipy==1.17.1",), "scipy.special:{name}", {}, {"sigmoid": "scipy.special:expit"},
    ),
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


def python_of(name: str, environments: Path) -> Path:
    """The Python of a runtime's environment, built where there is none.

    Raises:
        subprocess.CalledProcessError: its packages cannot be installed.
    """
    home = _home(name, environments)
    python = home / "bin" / "python"
    if not (home / "whole").exists() and (not python.exists() or (home / "begun").exists()):
        shutil.rmtree(home, ignore_errors=True)  # one whose building was stopped
        home.mkdir(parents=True)
        (home / "begun").touch()
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--no-compile", str(ROOT)]
        subprocess.run([*pip, *RUNTIMES[name].packages], check=True, stdout=subprocess.DEVNULL)
        (home / "begun").rename(home / "whole")
    return python


def removed(name: str, later: Sequence[str], environments: Path) -> None:
    """Remove the environment of a runtime that none of the later ones shares."""
    home = _home(name, environments)
    if home not in [_home(other, environments) for other in later]:
        shutil.rmtree(home, ignore_errors=True)


def _home(name: str, environments: Path) -> Path:
    return environments / (RUNTIMES[name].environment or name)


def asked(
    name: str,
    python: Callable[[], Path],
    inputs: Mapping[str, tuple[str, str, Any]],
    folder: Path,
    digests: Sequence[str] = (),
) -> dict[str, Any]:
    """What a runtime said, and its values by key.

    Args:
        name: of the runtime.
        python: gives that of its environment, if it has to be asked.
        inputs: the function's name, the format and the numbers, by key.
        folder: where the answers are kept; one that was given to the same question stays.
        digests: the functions of which a digest over all of float32 is asked for.

    Raises:
        subprocess.SubprocessError: it died, or was given up, before it answered anything.
    """
    wanted = asked_of(name, inputs)
    numbers = {key.replace("|", "_"): x for key, (_, _, x) in inputs.items()}
    whole = [[word, *path_of(name, word)] for word in digests]
    question = json.dumps([list(RUNTIMES[name].packages), wanted, whole])
    if not _same(folder, question, numbers):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        np.savez(folder / "inputs.npz", **numbers)
        (folder / "asked.json").write_text(question)
    failed: subprocess.SubprocessError | None = None
    if not (folder / "whole").exists():
        command = [str(python()), str(ROOT / "benchmarks" / "runtime_values.py"), str(folder)]
        try:
            run_within(command, LIMIT_S)
            (folder / "whole").touch()
        except subprocess.SubprocessError as error:
            failed = error
    if failed and not (folder / "said.json").exists():
        raise failed
    said: dict[str, Any] = json.loads((folder / "said.json").read_text())
    by_name = {
        key: np.load(folder / f"{key.replace('|', '_')}.npy")
        for key in inputs
        if (folder / f"{key.replace('|', '_')}.npy").exists()
    }
    return {**said, "values": by_name, "failed": failed}


def asked_of(name: str, inputs: Mapping[str, tuple[str, str, Any]]) -> list[list[Any]]:
    """The questions: key, path, options, format, and what the numbers are called."""
    return [
        [key, *path_of(name, word), dtype, key.replace("|", "_")]
        for key, (word, dtype, _) in inputs.items()
    ]


def path_of(name: str, word: str) -> tuple[str, dict[str, Any]]:
    """Where a runtime has a function, and with which options it is asked."""
    runtime = RUNTIMES[name]
    return runtime.paths.get(word, runtime.path), {
        **runtime.always,
        **runtime.options.get(word, {}),
    }


def _same(folder: Path, question: str, numbers: Mapping[str, Any]) -> bool:
    """Whether a folder holds answers to this question."""
    try:
        kept = np.load(folder / "inputs.npz")
        return (folder / "asked.json").read_text() == question and all(
            np.array_equal(kept[word], x, equal_nan=True) for word, x in numbers.items()
        )
    except (OSError, KeyError, ValueError):
        return False


def run_within(command: list[str], limit: float) -> None:
    """Run a command silently; after so many seconds, end it with all that it started."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            code = process.wait(limit)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    if code:
        raise subprocess.CalledProcessError(code, command)
