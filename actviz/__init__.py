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

    from actviz.facts.interval import Interval
    from actviz.formula.grammar import FormulaError
    from actviz.functions.elementwise import Activation, Parameter, SpecError
    from actviz.functions.gated import Gate
    from actviz.functions.random_functions import Stochastic
    from actviz.functions.vector import VectorFunction
    from actviz.lookup.registry import gate, get, names, resolve, stochastic, use_catalogue, vector
    from actviz.pages.library import compare, plot, table

__version__ = "0.1.0"

# Loaded when first asked for: `actviz --version` needs none of it.
_HOMES = {
    "Activation": "actviz.functions.elementwise",
    "FormulaError": "actviz.formula.grammar",
    "Gate": "actviz.functions.gated",
    "Interval": "actviz.facts.interval",
    "Parameter": "actviz.functions.elementwise",
    "SpecError": "actviz.functions.elementwise",
    "Stochastic": "actviz.functions.random_functions",
    "VectorFunction": "actviz.functions.vector",
    "compare": "actviz.pages.library",
    "gate": "actviz.lookup.registry",
    "get": "actviz.lookup.registry",
    "names": "actviz.lookup.registry",
    "plot": "actviz.pages.library",
    "resolve": "actviz.lookup.registry",
    "stochastic": "actviz.lookup.registry",
    "table": "actviz.pages.library",
    "use_catalogue": "actviz.lookup.registry",
    "vector": "actviz.lookup.registry",
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

    from actviz.functions import notebook
    from actviz.lookup import doors

    notebook.bundle, doors.node = _notebook_bundle, _node
    return getattr(import_module(_HOMES[word]), word)


def _notebook_bundle(function: Any) -> dict[str, str]:
    from actviz.pages.library import bundle

    return bundle(function)


def _node(spec: str) -> Any:
    from actviz.models.nodes import function_at

    return function_at(spec)
