"""Where a tensor's elements are after transposes and reshapes, to see that they are back."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Final, TypeAlias

from actviz.models import operators
from actviz.models.model_graph import Operation

Shape: TypeAlias = tuple[int | str, ...]
MOST_AXES: Final = 16
BACK: Final = ("the root's",)  # a shape that is not known, but is that of the root


def asked(numbers: Sequence[int], before: Shape | None) -> Shape | None:
    """The shape that the numbers of a Reshape mean: 0 keeps a length, -1 is what is left.

    Args:
        before: a shape with as many elements as the tensor, where one is known.
    """
    if all(number > 0 for number in numbers):
        return tuple(numbers)
    lengths = [length for length in before or ("?",) if isinstance(length, int) and length > 0]
    if 0 in numbers or numbers.count(-1) != 1 or len(lengths) < len(before or ("?",)):
        return None
    left, rest = divmod(prod(lengths), prod(number for number in numbers if number > 0))
    return tuple(left if number < 0 else number for number in numbers) if not rest else None


def moved(
    layout: tuple[object, ...], one: Operation, ours: Shape | None, root: Shape | None
) -> tuple[object, ...]:
    """An arrangement after one more operation that moves elements or leaves them.

    Args:
        layout: the steps since the root; () where elements are where they were.
        ours, root: the shapes of what it makes and of the root, where they are known.
    """
    if one.kind == "Transpose":
        order = one.attributes.get("perm")
        if not isinstance(order, list) or set(order) != set(range(len(order))):
            return (*layout, one.spoken)
        if layout and isinstance(layout[-1], tuple):
            before = layout[-1]
            if len(before) == len(order):
                both = tuple(before[int(axis)] for axis in order)
                rest = layout[:-1]
                return rest if both == tuple(range(len(both))) else (*rest, both)
        return (*layout, tuple(int(axis) for axis in order))
    if one.kind not in operators.MOVES:
        return layout
    before = layout[:-1] if layout and _reshaped(layout[-1]) else layout
    if not before and ours is not None and ours in (root, BACK):
        return ()
    return (*before, f"reshape {ours if ours is not None else one.spoken}")


def _reshaped(step: object) -> bool:
    return isinstance(step, str) and step.startswith("reshape")
