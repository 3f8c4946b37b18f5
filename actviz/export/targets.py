"""The languages an export can be written in: what each is called, holds and needs."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from actviz.dataclass import dataclass


@dataclass(frozen=True)
class Target:
    """A language: its name, its module in the readings, and what a user has to know of it."""

    name: str
    module: str
    suffixes: tuple[str, ...]  # of files that can only mean this language
    dtypes: tuple[str, ...]  # the first is the default; "input" follows what comes in
    order: int  # the highest derivative written when none is asked for
    needs: str
    runs: tuple[str, ...]  # programs, or Python modules behind a colon, that a trial needs
    says: str

    def language(self) -> Any:
        """The module that writes it."""
        return import_module(f"actviz.readings.languages.{self.module}")


_ROWS: Final = (
    Target(
        "python", "python", (), ("float64",), 1, "Python", (),
        "functions of one number, math alone",
    ),
    Target(
        "numpy", "numpy", (), ("float64", "float32", "float16"), 1, "NumPy", (":numpy",),
        "functions of arrays, without warnings",
    ),
    Target(
        "torch", "torch", (), ("input",), 2, "PyTorch", (":torch",),
        "autograd functions with first and second slopes, and a module",
    ),
    Target(
        "jax", "jax", (), ("input",), 2, "JAX", (":jax",),
        "functions with a rule for their derivatives: jit, vmap, grad of grad",
    ),
    Target(
        "keras", "keras", (), ("input",), 1, "Keras 3", (":keras", ":torch"),
        "registered functions and layers, for every backend",
    ),
    Target(
        "c", "c", (".c", ".h"), ("float64", "float32"), 1, "a C99 compiler and libm", ("gcc",),
        "functions of one number",
    ),
    Target(
        "cuda", "cuda", (".cu", ".cuh"), ("float32", "float64", "float16", "bfloat16"), 1, "nvcc",
        ("nvcc",), "functions for host and device, and a kernel of each; run where there is a GPU",
    ),
    Target(
        "triton", "triton", (), ("float32", "float64", "float16", "bfloat16"), 1,
        "Triton and PyTorch", (":triton", ":torch"), "device functions and kernels",
    ),
    Target(
        "rust", "rust", (".rs",), ("float64", "float32"), 1, "rustc", ("rustc",),
        "functions of one number, the standard library alone",
    ),
    Target(
        "js", "javascript", (".js", ".mjs"), ("float64", "float32"), 1, "a browser or Node",
        ("node",), "an ES module",
    ),
    Target(
        "wgsl", "wgsl", (".wgsl",), ("float32",), 1, "WebGPU; wgpu to run it from Python",
        (":wgpu", ":numpy"), "functions of one f32, exact to the standard's whole numbers alone",
    ),
    Target(
        "onnx", "onnx", (".onnx",), ("float32", "float64", "float16"), 1,
        "onnx to write it, a runtime to run it", (":onnx", ":onnxruntime"),
        "a model of local functions",
    ),
)  # fmt: skip
TARGETS: Final = {target.name: target for target in _ROWS}
# Languages of whole numbers alone: they take approximations in integers.
WHOLE: Final = {
    target.name: target
    for target in (
        Target(
            "verilog", "whole_verilog", (".v",), ("integers",), 0, "a simulator or a synthesiser",
            ("iverilog",), "modules of whole numbers, of approximations in integers",
        ),
        Target(
            "mem", "whole_mem", (".mem",), ("integers",), 0, "$readmemh", (),
            "tables in hexadecimal, of approximations in integers",
        ),
    )
}  # fmt: skip


def target_of(word: str | None, file: str | None) -> Target:
    """The target that an option names, else the one that a file's suffix tells.

    Raises:
        ValueError: neither tells; the message lists the targets.
    """
    every = TARGETS | WHOLE
    known = ", ".join(every)
    if word is not None:
        if word not in every:
            raise ValueError(f"{word!r} is none of the languages {known}")
        return every[word]
    for target in every.values():
        if file and file.endswith(target.suffixes):
            return target
    raise ValueError(f"--to LANGUAGE says which language; one of {known}")


def missing(target: Target) -> list[str]:
    """What a trial of a target needs and this machine lacks."""
    from importlib.util import find_spec
    from shutil import which

    return [
        word.lstrip(":")
        for word in target.runs
        if (find_spec(word[1:]) if word.startswith(":") else which(word)) is None
    ]
