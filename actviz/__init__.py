"""actviz plots, compares and explains the activation functions of neural networks.

>>> import actviz
>>> elu = actviz.get("elu", alpha=0.5)
>>> elu(-1.0)
-0.31606027941427883
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would take as long as the interpreter does to start
if TYPE_CHECKING:
    from typing import Any

__version__ = "0.1.0"


def _homes() -> dict[str, str]:
    """The module that each public name is defined in, as ``__init__.pyi`` states it."""
    with open(f"{__path__[0]}/__init__.pyi", encoding="utf-8") as file:
        lines = [line.split() for line in file if line.startswith("from ")]
    return {words[-1]: words[1] for words in lines}


def __dir__() -> list[str]:
    # Parts of the package that have been imported are its own affair.
    return sorted({*__getattr__("__all__"), *(word for word in globals() if word.startswith("__"))})


def __getattr__(word: str) -> Any:
    """A public name when it is first asked for: ``actviz --version`` needs none of them."""
    homes = _homes()
    if word == "__all__":
        return ["__version__", *homes]
    if word not in homes:
        raise AttributeError(f"module 'actviz' has no attribute {word!r}")
    from importlib import import_module

    from actviz.functions import notebook
    from actviz.lookup import doors

    notebook.bundle, doors.node = _notebook_bundle, _node
    member = globals()[word] = getattr(import_module(homes[word]), word)
    return member


def _notebook_bundle(function: Any) -> dict[str, str]:
    from actviz.pages.library import bundle

    return bundle(function)


def _node(spec: str) -> Any:
    from actviz.models.nodes import function_at

    return function_at(spec)
