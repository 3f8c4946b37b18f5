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

    from actviz.facts.interval import Interval as Interval
    from actviz.formula.grammar import FormulaError as FormulaError
    from actviz.functions.elementwise import Activation as Activation
    from actviz.functions.elementwise import Parameter as Parameter
    from actviz.functions.elementwise import SpecError as SpecError
    from actviz.functions.gated import Gate as Gate
    from actviz.functions.random_functions import Stochastic as Stochastic
    from actviz.functions.vector.vector_function import VectorFunction as VectorFunction
    from actviz.lookup.registry import gate as gate
    from actviz.lookup.registry import get as get
    from actviz.lookup.registry import names as names
    from actviz.lookup.registry import resolve as resolve
    from actviz.lookup.registry import stochastic as stochastic
    from actviz.lookup.registry import use_catalogue as use_catalogue
    from actviz.lookup.registry import vector as vector
    from actviz.pages.library import code as code
    from actviz.pages.library import compare as compare
    from actviz.pages.library import identify as identify
    from actviz.pages.library import table as table
    from actviz.pages.plotting import plot as plot


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
    "VectorFunction": "actviz.functions.vector.vector_function",
    "code": "actviz.pages.library",
    "compare": "actviz.pages.library",
    "gate": "actviz.lookup.registry",
    "get": "actviz.lookup.registry",
    "identify": "actviz.pages.library",
    "names": "actviz.lookup.registry",
    "plot": "actviz.pages.plotting",
    "resolve": "actviz.lookup.registry",
    "stochastic": "actviz.lookup.registry",
    "table": "actviz.pages.library",
    "use_catalogue": "actviz.lookup.registry",
    "vector": "actviz.lookup.registry",
}

__all__ = ["__version__", *_HOMES]


def __dir__() -> list[str]:
    # Parts of the package that have been imported are its own affair.
    return sorted({*__all__, *(word for word in globals() if word.startswith("__"))})


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
