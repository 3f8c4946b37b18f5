"""Activation functions as modules of PyTorch: torch's own where it has the function, else ours.

What torch has not is written by :mod:`actviz.export`, with each slope written out.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import torch
from torch import nn

from actviz.export import write
from actviz.export.targets import TARGETS
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError
from actviz.functions.gated import Gate
from actviz.lookup.names import frameworks, library

_PROBED: Final = np.linspace(-30, 30, 601)  # where torch's own must agree with the formula
_AGREES: Final = 1e-12


class Unit(nn.Module):  # type: ignore[misc]
    """A function in a network, which can be asked what went into it.

    ``learned`` names the parameters of the function that training moves; ``own`` says that torch's
    own function is used. While ``seen`` is a list, each call adds its inputs.
    """

    def __init__(self, function: Activation | Gate, *, fixed: bool) -> None:
        super().__init__()
        self.function = function
        names = tuple(p.name for p in function.parameters if p.trainable)
        inner = torchs_own(function)
        self.own = inner is not None
        self.inner = exported(function) if inner is None else inner
        self.learned = () if fixed else names
        self.seen: list[tuple[Any, ...]] | None = None
        for parameter in self.inner.parameters():
            parameter.requires_grad_(not fixed)

    def forward(self, *inputs: Any) -> Any:
        """The function of one tensor, or the gated unit of two."""
        if self.seen is not None:
            for each in inputs:
                if each.requires_grad and not each.is_leaf:
                    each.retain_grad()
            self.seen.append(inputs)
        return self.inner(*inputs)

    def values(self) -> dict[str, float]:
        """The learned parameters as they are."""
        held = list(self.inner.parameters())
        return {word: float(one.detach()) for word, one in zip(self.learned, held, strict=False)}

    def stay_in_domain(self, before: dict[str, float]) -> None:
        """Put back what a step has taken out of its domain."""
        function = self.function.with_values(**before)
        held = dict(zip(self.learned, self.inner.parameters(), strict=False))
        for word, value in self.values().items():
            try:
                function = function.with_values(**{word: value})
            except SpecError:
                with torch.no_grad():
                    held[word].fill_(before[word])


def torchs_own(function: Activation | Gate) -> Any:
    """The module of torch.nn that is this function, or None."""
    if not isinstance(function, Activation):
        return None
    for spelling, arguments in _spellings(function):
        try:
            module = getattr(nn, spelling)(**arguments)
        except (AttributeError, TypeError):
            continue
        if _agrees(module.double(), function):
            return module
    return None


def _spellings(function: Activation) -> list[tuple[str, dict[str, Any]]]:
    """Classes of torch.nn that may be this function, and what each is to be given."""
    spellings = []
    for spelling, target in frameworks()["torch"].items():
        name, *settings = target.split(":")
        if name == function.name and spelling[:1].isupper():
            theirs = dict(setting.split("=") for setting in settings)
            arguments = {theirs.get(word, word): v for word, v in function.values.items()}
            spellings += [(spelling, arguments), (spelling, {})]
    for spelling, options in library("torch").get("options", {}).items():
        for option, target in options.items():
            if target == function.name and spelling[:1].isupper():
                spellings.append((spelling, dict([option.split("=")])))
    return spellings


def _agrees(module: Any, function: Activation) -> bool:
    ours = np.asarray(function(_PROBED))
    with torch.no_grad():
        theirs = module(torch.from_numpy(_PROBED)).numpy()
    return bool(np.allclose(ours, theirs, rtol=_AGREES, atol=_AGREES, equal_nan=True))


def exported(function: Activation | Gate) -> Any:
    """A module that the export has written; its learnable parameters are parameters of it."""
    program = write.program([function], TARGETS["torch"], stem="f")
    space: dict[str, Any] = {"__name__": "actviz_exported"}
    # Text that was generated from a tree; nothing that a user wrote gets here as it is.
    exec(compile(write.text(TARGETS["torch"], program), "<exported>", "exec"), space)
    return space["F"]()
