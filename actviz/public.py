"""The public names, each stated here alone: ``actviz.get`` is ``actviz.public.get``.

The package itself loads this file when a program first asks it for one of them. Rooms below that
need one above, for a notebook or for a spec that is a place in a file, get the way there here.
"""

from typing import Any as _Any

from actviz.facts.interval import Interval as Interval
from actviz.formula.grammar import FormulaError as FormulaError
from actviz.functions import notebook as _notebook
from actviz.functions.elementwise import Activation as Activation
from actviz.functions.elementwise import Parameter as Parameter
from actviz.functions.elementwise import SpecError as SpecError
from actviz.functions.gated import Gate as Gate
from actviz.functions.random_functions import Stochastic as Stochastic
from actviz.functions.vector.vector_function import VectorFunction as VectorFunction
from actviz.lookup import doors as _doors
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


def _bundle(function: _Any) -> dict[str, str]:
    from actviz.pages.library import bundle

    return bundle(function)


def _node(spec: str) -> _Any:
    from actviz.models.nodes import function_at

    return function_at(spec)


_notebook.bundle, _doors.node = _bundle, _node
