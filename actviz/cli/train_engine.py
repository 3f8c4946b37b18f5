"""What ``actviz train`` trains with: NumPy, or PyTorch where something needs it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from actviz.dataclass import dataclass
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.networks.training import Setup

_NEEDED = "--engine torch needs PyTorch; install it: pip install 'actviz[torch]'"


@dataclass(frozen=True)
class Engine:
    """What was chosen, by the fields of a setup."""

    name: str
    network: str
    module: str
    dtype: str
    device: str
    deterministic: bool
    source: str = ""

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of a setup."""
        return {
            "engine": self.name, "network": self.network, "module": self.module,
            "source": self.source,
            "dtype": self.dtype, "device": self.device, "deterministic": self.deterministic,
        }  # fmt: skip

    @property
    def trainer(self) -> Any:
        """What trains one network; None for NumPy's."""
        if self.name == "numpy":
            return None
        from actviz.networks import torch_engine

        return torch_engine.train

    @property
    def takes_gates(self) -> bool:
        """Whether there is a place for a function of two inputs."""
        return bool(self.module) or self.network == "transformer"


def chosen(
    engine: str | None,
    network: str | None,
    module: str | None,
    dtype: str | None,
    device: str | None,
    deterministic: bool,
    far_away: bool,
) -> Engine:
    """The engine that does what is asked: NumPy where it can.

    Args:
        far_away: whether another computer trains; the others are the options as typed.
    """
    wanted = {
        f"--network {network}": network not in (None, "mlp"),
        f"--module {module}": module is not None,
        "--dtype float32": dtype == "float32",
        f"--device {device}": device is not None,
        "--deterministic": deterministic,
    }
    source = ""
    for_torch = [word for word, given in wanted.items() if given]
    if module is not None:
        if network is not None:
            raise ValueError("--module is a network of your own; leave --network out")
        file, _, name = module.rpartition(":")
        if not (file and name.isidentifier()):
            raise ValueError(f"--module {module!r} is not FILE.py:make")
        if not os.path.isfile(file):
            raise ValueError(f"--module {module}: there is no file {file}")
        source = _text(file)
    if engine == "numpy" and for_torch:
        raise ValueError(
            f"{for_torch[0]} is for --engine torch; NumPy trains dense networks in float64, and "
            "gives the same numbers to the bit"
        )
    if not for_torch and engine != "torch":
        return Engine("numpy", "mlp", "", "float64", "cpu", False)
    choice = Engine(
        "torch", network or "mlp", module or "", dtype or "float32", device or "cpu", deterministic,
        source,
    )  # fmt: skip
    _must_be_there(choice, far_away)
    return choice


def _text(file: str) -> str:
    try:
        with open(file, encoding="utf-8") as opened:
            return opened.read()
    except UnicodeDecodeError:
        raise ValueError(f"--module {file}: not text in UTF-8, as Python's files are") from None


def _must_be_there(engine: Engine, far_away: bool) -> None:
    from importlib.util import find_spec

    if find_spec("torch") is None:
        raise ValueError(_NEEDED)
    # Asked in another way, CUDA would not survive the fork of the processes that train.
    os.environ.setdefault("PYTORCH_NVML_BASED_CUDA_CHECK", "1")
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # what deterministic sums need
    if not far_away:
        from actviz.networks.torch_engine import device_of

        device_of(engine.device)
    if engine.device == "mps" and engine.dtype == "float64":
        raise ValueError("--device mps has no float64; take --dtype float32")


def workers(engine: Engine) -> int | None:
    """How many runs at once: one for each GPU, and on processors what is usual."""
    if engine.device == "cpu":
        return None
    import torch

    return torch.cuda.device_count() if engine.device == "cuda" else 1


def functions_of(names: Sequence[str], engine: Engine) -> list[Any]:
    """What the names mean: functions of one x, and gated units where there is a place for them."""
    from actviz.functions.gated import Gate
    from actviz.lookup.registry import elementwise, resolve_all

    if not engine.takes_gates:
        try:
            return list(elementwise(names, "train"))
        except ValueError as error:
            if any(isinstance(each, Gate) for each in resolve_all(names)):
                raise ValueError(f"{error}, or --network transformer for gated units") from None
            raise
    functions: list[Any] = []
    for name in names:
        for each in resolve_all([name]):
            functions += [each] if isinstance(each, Gate) else elementwise([name], "train")
            if not isinstance(each, Gate):
                break  # a sweep is taken whole
    return functions


def tell(functions: Sequence[Any], engine: Engine, setup: Setup) -> None:
    """Say whose functions are used, and what is equal for all of them."""
    if engine.name == "numpy":
        return
    import warnings

    from actviz.networks.torch_units import Unit

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch's own affairs
        own = [Unit(function, fixed=True).own for function in functions]
    theirs = [f.display for f, is_own in zip(functions, own, strict=True) if is_own]
    ours = [f.display for f, is_own in zip(functions, own, strict=True) if not is_own]
    parts = [f"torch's own {', '.join(theirs)}"] if theirs else []
    parts += [f"as exported by actviz {', '.join(ours)}"] if ours else []
    terminal.note(f"functions: {'; '.join(parts)}")
    if len(functions) > 1:
        scale = "your module's weights" if engine.module else "draws of weights"
        gain = "" if engine.module or setup.init != "gain" else "; not equal: each has its own gain"
        terminal.note(
            f"equal for all: {scale}, batches, {setup.epochs} epochs, {setup.optimiser}"
            f"{'' if setup.tuned else f' at rate {setup.rate:g}'}{gain}"
        )
