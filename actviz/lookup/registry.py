"""Text to activations: the one resolver for everything that a command accepts as a NAME.

A spec is, in the order in which it is tried:

- ``gelu``: a canonical name or an alias; case, hyphens, blanks and underscores are forgiven;
- ``torch:GELU``, ``hf:gelu_new``: a framework's name, with that framework's semantics and
  defaults; ``torch:GELU:approximate=tanh`` with an option of its own;
- ``elu:alpha=0.5``, ``torch:ELU:alpha=0.5``: the same with parameters;
- ``swish:beta=0.5,1,2``: a sweep, one function each;
- ``x * sigmoid(1.702 * x)``: a formula; ``x * sigmoid(b * x):b=1,2``: one with its own parameters;
- ``model.onnx#/layers/3/act/Mul``: what a node of a model file computes; all after # is its name;
- ``approx.json``: what an approximation computes, as ``actviz approximate -o`` wrote it;
- ``mine=x * tanh(x)``: any of these with a label in front.
"""

from __future__ import annotations

from actviz.lookup.names import (
    canonical,
    entries,
    everything,
    fold,
    forget,
    frameworks,
    frameworks_of,
    names,
    own_references,
    own_rows,
    use_catalogue,
)

TYPE_CHECKING = False  # importing typing would take as long as the interpreter does to start
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from actviz.functions.elementwise import Activation
    from actviz.functions.gated import Gate
    from actviz.functions.random_functions import Stochastic
    from actviz.functions.vector.vector_function import VectorFunction
    from actviz.lookup.names import Function
else:
    Function = object

__all__ = [
    "Function", "canonical", "elementwise", "entries", "everything", "fold", "forget",
    "frameworks", "frameworks_of", "gate", "get", "names", "own_references", "own_rows", "resolve",
    "resolve_all", "stochastic", "use_catalogue", "vector", "what",
]  # fmt: skip


def get(spec: str, **parameters: float) -> Activation:
    """One elementwise activation by its spec.

    Args:
        spec: see the module's own documentation.
        parameters: values for its parameters, on top of those in the spec.

    Raises:
        SpecError: nothing of that name, a bad parameter, a sweep or a vector function.
        FormulaError: the spec is a formula with a mistake in it.
    """
    function: Activation = _behind("get", spec)
    return function.with_values(**parameters) if parameters else function


def vector(spec: str) -> VectorFunction:
    """One function of a whole vector, such as softmax, by its spec.

    Raises:
        SpecError: nothing of that name, or a function of another kind.
    """
    function: VectorFunction = _behind("vector", spec)
    return function


def gate(spec: str) -> Gate:
    """One gated unit, such as swiglu, by its spec.

    Raises:
        SpecError: nothing of that name, or a function of another kind.
    """
    function: Gate = _behind("gate", spec)
    return function


def stochastic(spec: str) -> Stochastic:
    """One random function, such as rrelu, by its spec.

    Raises:
        SpecError: nothing of that name, or a function of another kind.
    """
    function: Stochastic = _behind("stochastic", spec)
    return function


def _behind(door: str, spec: str) -> Any:
    """The one function of a spec, of the kind that a door of the package is for."""
    from actviz.functions.entry import SpecError

    functions = resolve(spec)
    if len(functions) > 1:
        raise SpecError(f"{spec!r} is a sweep of {len(functions)} functions; one is wanted here")
    if functions[0].door != door:
        raise SpecError(f"{what(functions[0])}; use actviz.{functions[0].door}({spec!r})")
    return functions[0]


def what(function: Function) -> str:
    """Which kind a function is: ``swiglu is a gated unit of two inputs``."""
    return f"{function.name} is {function.kind_in_words}"


def resolve_all(specs: Iterable[str]) -> list[Function]:
    """Every function that a list of specs means, in order."""
    return [function for spec in specs for function in resolve(spec)]


def elementwise(specs: Iterable[str], command: str) -> list[Activation]:
    """Every function that a list of specs means, for a command that takes functions of one x."""
    return of_one_x(resolve_all(specs), command)


def of_one_x(given: Iterable[Function], command: str) -> list[Activation]:
    """Functions, for a command that takes those of one x.

    Raises:
        SpecError: one of them is of another kind; the message says what would work.
    """
    from actviz.functions.elementwise import Activation
    from actviz.functions.entry import SpecError
    from actviz.functions.random_functions import Stochastic

    functions: list[Activation] = []
    for function in given:
        if isinstance(function, Activation):
            functions.append(function)
            continue
        works = ", such as gelu"
        if isinstance(function, Stochastic):
            from actviz.readings.notation.plain import to_text

            works = f"; its evaluation mode is one: {to_text(function.evaluation.bound_tree)!r}"
        raise SpecError(f"{what(function)}; {command} takes functions of one x{works}")
    return functions


def resolve(spec: str) -> list[Function]:
    """Every function that a spec means: one, or as many as its sweeps ask for.

    Raises:
        SpecError: nothing of that name, or a bad parameter.
        FormulaError: the spec is a formula with a mistake in it.
        TypeError: it is no text.
    """
    from actviz.lookup import specs

    if not isinstance(spec, str):
        raise TypeError(f"a name or a formula is text, not {type(spec).__name__}")
    return specs.resolve(spec)
