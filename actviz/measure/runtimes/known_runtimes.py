"""All runtimes: found by the prefix of a path, and listed, installed or not."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from actviz.measure.runtimes.runtime import Runtime

_HOME: Final = "actviz.measure.runtimes"
ADAPTERS: Final = {
    name: f"{_HOME}.{name.replace('.', '_')}"
    for name in (
        "onnxruntime", "openvino", "ncnn", "litert", "tinygrad", "mlx", "keras", "tensorflow",
        "paddle", "torch.compile", "torch.quantized",
    )
}  # fmt: skip
# What is asked as a module, with arrays of its own or NumPy's.
_MODULES: Final = (
    Runtime("numpy", "numpy", ("float16", "bfloat16", "float32", "float64"), example="tanh"),
    Runtime("scipy", "scipy", ("float32", "float64"), example="special:expit"),
    Runtime("torch", "torch", ("float16", "bfloat16", "float32", "float64"), example="tanh"),
    Runtime("jax", "jax", ("float16", "bfloat16", "float32", "float64"), example="nn:gelu"),
)


def about(name: str) -> Runtime:
    """What an adapter says of itself."""
    runtime: Runtime = import_module(ADAPTERS[name]).ABOUT
    return runtime


def version_of(runtime: Runtime) -> str | None:
    """The version of its package that is installed; None where it is not."""
    for package in (runtime.package.partition("[")[0], *runtime.also):
        with suppress(PackageNotFoundError):
            return version(package)
    return None


def rows() -> list[dict[str, Any]]:
    """A row for each runtime; none is imported."""
    every = [*_MODULES, *(about(name) for name in ADAPTERS)]
    return [
        {
            "runtime": runtime.name,
            "version": release,
            "installed": release is not None,
            "formats": list(runtime.formats),
            "options": dict(runtime.options),
        }
        for runtime in every
        for release in [version_of(runtime)]
    ]
