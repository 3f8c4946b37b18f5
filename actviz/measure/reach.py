"""From text to something that can be measured: an operator of a runtime, or a callable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actviz.measure import callables
from actviz.measure.callables import Foreign
from actviz.measure.homes import module
from actviz.measure.runtimes.known_runtimes import ADAPTERS
from actviz.measure.runtimes.runtime import nearest
from actviz.processes.patience import PATIENCE

NAME = "{name}"  # in a path: each function's own name


def reach(
    path: str,
    extra: Mapping[str, Any] | None = None,
    library: str | None = None,
    limit: float = PATIENCE,
) -> Foreign:
    """A callable by ``module:name`` or ``runtime:operator``; a runtime's prefix wins.

    Args:
        path: such as ``torch.nn.functional:gelu`` or ``onnxruntime:com.microsoft.QuickGelu``.
        extra: keyword arguments of a callable; attributes of an operator and options of a runtime.
        limit: seconds that it may take for each answer before it is given up.

    Raises:
        Refused: it cannot be reached; the message says why.
    """
    prefix, _, operator = path.partition(":")
    if library is None and operator and prefix in ADAPTERS:
        from actviz.measure.runtimes.process import reach as reach_runtime

        return reach_runtime(prefix, operator, extra or {}, limit)
    return callables.load(path, extra, library, limit)


def filled_in(path: str, name: str) -> str:
    """A path with a function's name in the place of ``{name}``, as the module spells it.

    A runtime's adapter finds its own spelling; a module's is the one that differs in case and
    underscores alone, or is another of the function's names, where it has no such name.
    """
    prefix, colon, _ = path.partition(":")
    filled = path.replace(NAME, name)
    if path != f"{prefix}{colon}{NAME}" or prefix in ADAPTERS:
        return filled
    spelling = nearest(name, [word for word in dir(module(prefix)) if not word.startswith("_")])
    return f"{prefix}:{spelling}" if spelling else filled
