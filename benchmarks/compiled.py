"""Exported activations under `torch.compile`, forward and backward, on 10^7 float32 numbers.

Against PyTorch's own function where it has one, and gelu for typed formulas; one thread. Nothing is
measured where PyTorch is not installed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from benchmarks.pairs import Result, Run, paired

_SIZE: Final = 10**7
_OWN: Final = 1.3  # times PyTorch's own time at most
_TYPED: Final = 1.5  # times gelu's
_NAMES: Final = {
    "gelu": "gelu", "silu": "silu", "mish": "mish", "sigmoid": "sigmoid", "tanh": "tanh",
    "softplus": "softplus", "elu": "elu", "selu": "selu", "hard_swish": "hardswish",
    "relu": "relu", "gelu_tanh": "gelu",
}  # fmt: skip
_FORMULAS: Final = ("x*tanh(x)", "x*sigmoid(1.702*x)", "x/(1+exp(-x))", "x*clip(x+3, 0, 6)/6")


def results() -> Iterator[Result]:
    """Every function in turn."""
    try:
        import torch
    except ModuleNotFoundError:
        return
    from actviz import get
    from actviz.export import write
    from actviz.export.targets import TARGETS

    torch.set_num_threads(1)
    own = torch.nn.functional

    def exported(name: str) -> Callable[..., Any]:
        space: dict[str, Any] = {}
        program = write.program([get(name)], TARGETS["torch"], stem="f")
        exec(write.text(TARGETS["torch"], program), space)
        function: Callable[..., Any] = space["f"]
        return function

    for name, word in _NAMES.items():
        approximate = {"approximate": "tanh"} if name == "gelu_tanh" else {}

        def peer(x: Any, word: str = word, given: dict[str, str] = approximate) -> Any:
            return getattr(own, word)(x, **given)

        yield paired(name, _pass(exported(name)), "PyTorch's own", _pass(peer), _OWN)
    for text in _FORMULAS:
        yield paired(f"`{text}`", _pass(exported(text)), "PyTorch's gelu", _pass(own.gelu), _TYPED)


def _pass(function: Callable[[Any], Any]) -> Run:
    """Forward and backward, compiled at the first call."""
    import torch

    torch.manual_seed(0)
    x = torch.randn(_SIZE, requires_grad=True)
    above = torch.ones(_SIZE)
    torch._dynamo.reset()
    compiled: Callable[[Any], Any] = torch.compile(function, fullgraph=True, dynamic=False)

    def run() -> None:
        x.grad = None
        compiled(x).backward(above)

    run()
    return run
