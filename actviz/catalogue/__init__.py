"""What is known of each activation function: data and no logic.

One module a family or a part of it; each holds ``ENTRIES``, rows of the fields of
:class:`actviz.functions.elementwise.Activation`, or of the class that a row's ``kind`` names.
``frameworks`` holds the names that libraries use, ``dialects`` what some of them compute instead.

A module is imported when one of its rows is asked for: ``index.txt`` says which names, with their
aliases, stand where. It is remade by ``python -m actviz.lookup.properties``.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Final

    from actviz.catalogue.dialects import DIALECTS
    from actviz.catalogue.frameworks import DEMANDED, FRAMEWORKS, OPTIONS

    Row = dict[str, Any]
    FAMILIES: dict[str, tuple[Row, ...]]
    OTHER_FAMILIES: dict[str, tuple[Row, ...]]

# Families of functions of one number, by the modules that hold them.
MODULES: Final[dict[str, tuple[str, ...]]] = {
    "elementary": ("elementary", "powers", "logarithmic", "staircases"),
    "sigmoidal": ("sigmoidal", "scaled_sigmoids", "other_sigmoids"),
    "rectified": ("rectified", "shifted_rectifiers", "curved_rectifiers", "soft_rectifiers"),
    "exponential": ("exponential", "exponential_kin"),
    "self_gated": ("self_gated", "distribution_gates", "swish_kin"),
    "periodic": ("periodic", "waves"),
    "bump": ("bumps",),
    "shrinkage": ("shrinkage",),
    "learnable": (
        "learnable.rectifiers", "learnable.pieces", "learnable.smooth_rectifiers",
        "learnable.exponentials", "learnable.steps", "learnable.swishes", "learnable.gates",
        "learnable.sums",
    ),
}  # fmt: skip

# Functions of a whole vector, of two inputs, and of chance.
OTHER_MODULES: Final[dict[str, tuple[str, ...]]] = {
    "vector": ("softmaxes", "arrangements"),
    "gated": ("gated",),
    "stochastic": ("stochastic",),
}


def rows(module: str) -> tuple[Row, ...]:
    """The rows of a module, which is imported now."""
    found: tuple[Row, ...] = import_module(f"{__name__}.{module}").ENTRIES
    return found


def _families(modules: dict[str, tuple[str, ...]]) -> dict[str, tuple[Row, ...]]:
    return {
        family: tuple(row for part in parts for row in rows(part))
        for family, parts in modules.items()
    }


def __getattr__(word: str) -> Any:
    """The tables of all families and of libraries, put together when they are first asked for."""
    if word == "FAMILIES":
        found: Any = _families(MODULES)
    elif word == "OTHER_FAMILIES":
        found = _families(OTHER_MODULES)
    elif word == "DIALECTS":
        found = import_module(f"{__name__}.dialects").DIALECTS
    elif word in ("DEMANDED", "FRAMEWORKS", "OPTIONS"):
        found = getattr(import_module(f"{__name__}.frameworks"), word)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {word!r}")
    globals()[word] = found
    return found


__all__ = [
    "DEMANDED", "DIALECTS", "FAMILIES", "FRAMEWORKS", "MODULES", "OPTIONS", "OTHER_FAMILIES",
    "OTHER_MODULES", "Row", "rows",
]  # fmt: skip
