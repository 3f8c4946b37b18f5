"""Which kind a function is of, without importing the classes of the other kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import TypeIs

    from actviz.functions.elementwise import Activation
    from actviz.functions.gated import Gate
    from actviz.functions.random_functions import Stochastic
    from actviz.functions.vector.vector_function import VectorFunction
    from actviz.lookup.registry import Function


def is_elementwise(function: Function) -> TypeIs[Activation]:
    """Whether it takes one number and gives one."""
    return function.door == "get"


def is_vector(function: Function) -> TypeIs[VectorFunction]:
    """Whether it takes a whole vector."""
    return function.door == "vector"


def is_gate(function: Function) -> TypeIs[Gate]:
    """Whether it takes two inputs, one of them a gate."""
    return function.door == "gate"


def is_random(function: Function) -> TypeIs[Stochastic]:
    """Whether it draws."""
    return function.door == "stochastic"
