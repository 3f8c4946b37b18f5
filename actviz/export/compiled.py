"""Exported code as a function under test: compiled into a library and called on whole arrays."""

from __future__ import annotations

import ctypes
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from actviz.dataclass import dataclass
from actviz.measure.tally import Patterns

Float32 = NDArray[np.float32]

# As those compile who want it fast: with all that the machine has, and products joined with sums
# unless the code forbids it.
COMPILERS: Final = {
    "c": ("gcc", ("-O3", "-march=native", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"), "c"),
    "cuda": (
        "g++",
        ("-O3", "-march=native", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"),
        "cpp",
    ),
    "rust": ("rustc", ("-Copt-level=3", "-Ctarget-cpu=native", "--crate-type=cdylib"), "rs"),
}


@dataclass(frozen=True)
class Compiled:
    """A function of a shared library that takes an array, one for results, and a length."""

    path: str
    symbol: str
    label: str

    def answers(self, inputs: Iterable[Patterns]) -> Iterator[Float32]:
        """The results for each array."""
        function = getattr(ctypes.CDLL(self.path), self.symbol)
        function.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
        function.restype = None
        for patterns in inputs:
            x = np.ascontiguousarray(patterns, dtype=np.uint32)
            y = np.empty(x.size, dtype=np.float32)
            function(x.ctypes.data, y.ctypes.data, x.size)
            yield y


def library(folder: Path, language: str, text: str) -> Path:
    """Code compiled for the machine at hand, under a name that no other has in the folder.

    Raises:
        ValueError: it does not compile, with the compiler's first word of why.
    """
    program, flags, suffix = COMPILERS[language]
    binary = folder / f"exported{len(list(folder.iterdir()))}.so"
    source = binary.with_suffix(f".{suffix}")
    source.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [program, *flags, str(source), "-o", str(binary)], capture_output=True, text=True
    )
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "error" in line] or ["it failed"]
        raise ValueError(f"{program}: {errors[0]}")
    return binary


def said(language: str) -> str:
    """The compiler and how it is called, for people."""
    program, flags, _ = COMPILERS[language]
    done = subprocess.run([program, "--version"], capture_output=True, text=True)
    version = done.stdout.splitlines()[0].strip() if done.stdout else program
    kept = [flag for flag in flags if flag.startswith(("-O", "-m", "-C"))]
    return f"{version}, {' '.join(kept)}"
