"""torch.compile: a function of PyTorch as its compiler writes it, in C++ for a CPU."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from actviz.measure.runtimes.runtime import Prepared, member


def prepare(operator: str, options: dict[str, Any], own: dict[str, Any]) -> Prepared:
    """A function such as ``gelu``; options are its keyword arguments. It has a derivative."""
    torch = import_module("torch")
    if "threads" in own:
        torch.set_num_threads(int(own["threads"]))
    homes = [torch.nn.functional, torch.special, torch]
    chosen = member("torch.compile", operator, homes)

    def plain(x: Any) -> Any:
        return chosen(x, **options)

    backend = str(own.get("backend", "inductor"))
    return Prepared(torch.compile(plain, backend=backend), "torch", f"backend {backend}")
