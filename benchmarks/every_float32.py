"""What was found at all 2^32 inputs of float32: a file for each runtime and function.

A file says of what it was asked: path, options, version, processor, and a digest of the results at
every 1024th bit pattern. What is asked of the same is read; anything else is tried anew in the
runtime's environment, one to five minutes each, and a run that was stopped goes on.
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from benchmarks.runtime_environments import path_of

# Of PyTorch all ten, and of those that NumPy and JAX have.
_TEN: Final = (
    "sigmoid", "tanh", "softplus", "elu", "selu", "silu", "gelu", "gelu_tanh", "mish", "hard_swish",
)  # fmt: skip
EVERY: Final[dict[str, tuple[str, ...]]] = {"torch": _TEN, "numpy": ("tanh",), "jax": _TEN}
LIMIT_S: Final = 7200  # of one function, before it is given up


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


def question(name: str, word: str, version: str, digest: str) -> dict[str, Any]:
    """What a file must have been asked of, to be read for this one."""
    path, options = path_of(name, word)
    return {
        "path": path,
        "options": options,
        "version": version,
        "processor": vector_unit(),
        "digest": digest,
    }


def read(folder: Path, name: str, word: str) -> dict[str, Any] | None:
    """What a file has, if there is one: ``asked`` and ``found``."""
    try:
        kept: dict[str, Any] = json.loads((folder / f"{name}-{word}.json").read_text())
    except (OSError, ValueError):
        return None
    return kept if {"asked", "found"} <= kept.keys() else None


def tried(
    folder: Path,
    name: str,
    said: dict[str, dict[str, str]],
    python: Callable[[], Path],
    report: Callable[[str], object],
) -> list[str]:
    """Try what is not kept of a runtime, and say which functions could not be tried.

    Args:
        folder: where the files are.
        name: of the runtime.
        said: ``version`` and ``digest`` of what was asked, by function.
        python: gives that of its environment, if it has to be asked.
        report: told what is done.
    """
    failed = []
    folder.mkdir(parents=True, exist_ok=True)
    for word in EVERY.get(name, ()):
        if word not in said["digest"]:
            failed.append(f"Not tried at every input: {name}: {word}: it gave no answer.")
            continue
        asked = question(name, word, said["version"][word], said["digest"][word])
        kept = read(folder, name, word)
        if kept is not None and kept["asked"] == asked:
            report(f"every input: {name}: {word}: kept, the same at every 1024th")
            continue
        try:
            result = _tried(python(), word, asked, folder / f"{name}-{word}.begun")
        except (subprocess.SubprocessError, OSError, ValueError) as error:
            failed.append(f"Not tried at every input: {name}: {word}: {error}.")
            continue
        text = json.dumps({"asked": asked, "found": result}, indent=1)
        (folder / f"{name}-{word}.json").write_text(f"{text}\n", encoding="utf-8")
        report(f"every input: {name}: {word}: done")
    return failed


def _tried(python: Path, word: str, asked: dict[str, Any], begun: Path) -> dict[str, Any]:
    command = [str(python), "-m", "actviz", "check", word, "--against", asked["path"]]
    command += ["--dtype", "float32", "--all-inputs", "--format", "json", "--resume", str(begun)]
    for key, value in asked["options"].items():
        command += ["--with", f"{key}={value}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S)
    if done.returncode not in (0, 1):
        raise ValueError(f"ended with exit code {done.returncode}")
    result: dict[str, Any] = json.loads(done.stdout)[0]
    begun.unlink(missing_ok=True)
    return result


def table(folder: Path) -> str:
    """A row for each run over all 2^32 inputs that the folder has."""
    lines = [
        "\n## Every input of float32\n",
        "All 4,294,967,296 bit patterns, each judged by proof; the processor of each run is in its",
        "file in [every-input](runtimes/every-input).\n",
        "| runtime | function | not correctly rounded | beyond 1 ulp | largest ulp | flushed |"
        " 0 for a number | NaN for a number | ∞ for a number | in the wrong order |",
        f"|{' --- |' * 10}",
    ]
    for name, words in EVERY.items():
        for word in words:
            kept = read(folder, name, word)
            if kept is not None:
                lines.append(_row(f"{name} {kept['asked']['version']}", word, kept["found"]))
    return "\n".join(lines) + "\n"


def _row(name: str, word: str, got: dict[str, Any]) -> str:
    wrong = got["wrong"]
    worst = got["worst"][0]["ulp"] if got["worst"] else 0.0
    numbers = [
        f"{got['misrounded']:,}", f"{got['beyond_1_ulp']:,}", f"{worst:.4g}",
        *(f"{n:,}" for n in (got["flushed"], wrong["zero"], wrong["nan"], wrong["overflow"])),
        f"{wrong['monotone']:,}",
    ]  # fmt: skip
    return f"| {name} | {word} | {' | '.join(numbers)} |"
