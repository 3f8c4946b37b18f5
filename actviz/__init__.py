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

    from actviz.public import *  # noqa: F403

__version__ = "0.1.0"


def _public() -> dict[str, object]:
    # Loaded when one of them is first asked for: `actviz --version` needs none.
    import actviz.public as public

    return {word: one for word, one in vars(public).items() if word[0] != "_"}


def __dir__() -> list[str]:
    # Parts of the package that have been imported are its own affair.
    return sorted({*_public(), "__all__", *(word for word in globals() if word.startswith("__"))})


def __getattr__(word: str) -> Any:
    if word == "__all__":
        return ["__version__", *sorted(_public())]
    if word.startswith("_") or word not in _public():
        raise AttributeError(f"module 'actviz' has no attribute {word!r}")
    return _public()[word]
