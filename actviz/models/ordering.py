"""Operations in an order in which what they need comes before them."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from actviz.models.model_graph import ModelError, Operation


def in_order(operations: list[Operation]) -> list[Operation]:
    """Operations with those that others need before them.

    Raises:
        ModelError: they need each other in a circle.
    """
    made = {name: at for at, one in enumerate(operations) for name in one.outputs if name}
    if all(made.get(name, -1) < at for at, one in enumerate(operations) for name in one.inputs):
        return operations
    needed = {at: {made[name] for name in one.inputs if name in made}
              for at, one in enumerate(operations)}  # fmt: skip
    try:
        return [operations[at] for at in TopologicalSorter(needed).static_order()]
    except CycleError as error:
        stuck = operations[error.args[1][0]].spoken
    raise ModelError(f"its nodes need each other in a circle; one of them is {stuck!r}")
