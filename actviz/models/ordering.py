"""Operations in an order in which what they need comes before them."""

from __future__ import annotations

from actviz.models.graph import ModelError, Operation


def in_order(operations: list[Operation]) -> list[Operation]:
    """Operations with those that others need before them.

    Raises:
        ModelError: they need each other in a circle.
    """
    made = {name: at for at, one in enumerate(operations) for name in one.outputs if name}
    waiting = [0] * len(operations)
    users: list[list[int]] = [[] for _ in operations]
    for at, one in enumerate(operations):
        for name in set(one.inputs):
            source = made.get(name)
            if source is not None:
                users[source].append(at)
                waiting[at] += 1
    if all(made.get(name, -1) < at for at, one in enumerate(operations) for name in one.inputs):
        return operations
    ready = [at for at, count in enumerate(waiting) if not count]
    found = []
    while ready:
        at = ready.pop()
        found.append(operations[at])
        for user in users[at]:
            waiting[user] -= 1
            if not waiting[user]:
                ready.append(user)
    if len(found) < len(operations):
        stuck = next(one for at, one in enumerate(operations) if waiting[at])
        raise ModelError(f"its nodes need each other in a circle; one of them is {stuck.spoken!r}")
    return found
