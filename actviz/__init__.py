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

    from actviz.activation import Activation, Parameter, SpecError
    from actviz.formula.grammar import FormulaError
    from actviz.gates import Gate
    from actviz.interval import Interval
    from actviz.pages.library import compare, plot, table
    from actviz.random_functions import Stochastic
    from actviz.registry import gate, get, names, resolve, stochastic, use_catalogue, vector
    from actviz.vectors import VectorFunction

__version__ = "0.1.0"

# Loaded when first asked for: `actviz --version` needs none of it.
_HOMES = {
    "Activation": "actviz.activation",
    "FormulaError": "actviz.formula.grammar",
    "Gate": "actviz.gates",
    "Interval": "actviz.interval",
    "Parameter": "actviz.activation",
    "SpecError": "actviz.activation",
    "Stochastic": "actviz.random_functions",
    "VectorFunction": "actviz.vectors",
    "compare": "actviz.pages.library",
    "gate": "actviz.registry",
    "get": "actviz.registry",
    "names": "actviz.registry",
    "plot": "actviz.pages.library",
    "resolve": "actviz.registry",
    "stochastic": "actviz.registry",
    "table": "actviz.pages.library",
    "use_catalogue": "actviz.registry",
    "vector": "actviz.registry",
}

__all__ = [
    "Activation",
    "FormulaError",
    "Gate",
    "Interval",
    "Parameter",
    "SpecError",
    "Stochastic",
    "VectorFunction",
    "__version__",
    "compare",
    "gate",
    "get",
    "names",
    "plot",
    "resolve",
    "stochastic",
    "table",
    "use_catalogue",
    "vector",
]


def __getattr__(word: str) -> Any:
    if word not in _HOMES:
        raise AttributeError(f"module 'actviz' has no attribute {word!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[word]), word)
