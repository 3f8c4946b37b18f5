"""A tree as statements that fill one block of an array, every step into a buffer used again.

What only one branch of a ``where`` needs stands under an ``if``: a block that lies wholly on the
other side, as most do where the condition marks a tail, skips it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from actviz.formula.tree import COMPARISONS, Node, walk

Side = tuple[Node, int]  # a where, and which of its arguments


@dataclass(frozen=True, slots=True)
class Line:
    """One step: an operation to be computed, or an ``if`` over a branch of a where."""

    node: Node
    depth: int  # how many ifs it stands under
    branch: int = 0  # 1 or 2: the lines below hold only for this branch; 0: the operation itself


@dataclass(slots=True)
class Buffers:
    """Names of buffers, handed out and given back."""

    name: str
    count: int = 0
    free: list[str] | None = None

    def take(self) -> str:
        """A buffer that nothing is held in."""
        self.free = self.free or []
        if not self.free:
            self.free.append(f"{self.name}[{self.count}]")
            self.count += 1
        return self.free.pop()

    def give_back(self, word: str) -> None:
        """The buffer's content is not needed any more."""
        assert self.free is not None
        self.free.append(word)


def lines(tree: Node, moving: frozenset[str]) -> list[Line]:
    """The operations of a tree in the order in which they are computed.

    ``moving`` are the names that stand for arrays; a condition without them picks one branch for
    all elements, and needs no ``if``.
    """
    order = [part for part in walk(tree) if part.args]
    sides = _sides(tree, order, moving)
    inhabited = set(sides.values())

    def laid_out(side: Side | None, depth: int) -> Iterator[Line]:
        for part in order:
            if sides.get(part) == side:
                for branch in (1, 2):
                    if (part, branch) in inhabited:
                        yield Line(part, depth, branch)
                        yield from laid_out((part, branch), depth + 1)
                yield Line(part, depth)

    return list(laid_out(None, 0))


def _sides(tree: Node, order: list[Node], moving: frozenset[str]) -> dict[Node, Side]:
    """For each operation that only one branch of a where needs: the innermost such branch."""
    found: dict[Node, Side] = {}
    size: dict[Node, int] = {}
    for choice in order:
        if choice.op != "where" or not choice.args[0].names & moving:
            continue
        for branch in (1, 2):
            needed = _needed_without(tree, (choice, branch))
            alone = [part for part in walk(choice.args[branch]) if part not in needed]
            for part in alone:
                # A number that is no array costs nothing, and the where itself may ask for it.
                if (
                    part.args
                    and part.names & moving
                    and len(alone) < size.get(part, len(order) + 1)
                ):
                    found[part], size[part] = (choice, branch), len(alone)
    return found


def _needed_without(tree: Node, side: Side) -> set[Node]:
    """What the tree still needs if one branch of a where is left out."""
    needed: set[Node] = set()
    stack = [tree]
    while stack:
        current = stack.pop()
        if current not in needed:
            needed.add(current)
            stack += [arg for at, arg in enumerate(current.args) if (current, at) != side]
    return needed


def is_truth(node: Node) -> bool:
    """Whether a node is a condition, whose buffer holds truths."""
    return node.op in COMPARISONS
