"""A tree as statements that fill one block of an array, every step into a buffer used again.

What only one branch of a ``where`` needs stands under an ``if``: a block that lies wholly on the
other side, as most do where the condition marks a tail, skips it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from actviz.dataclass import dataclass
from actviz.formula.tree import COMPARISONS, Node, walk

Side = tuple[Node, int]  # a where, and which of its arguments


@dataclass(frozen=True, slots=True)
class Line:
    """One step: an operation to be computed, or an ``if`` over a branch of a where."""

    node: Node
    depth: int  # how many ifs it stands under
    branch: int = 0  # 1 or 2: the lines below hold only for this branch; 0: the operation itself


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
    sides: dict[Node, Side] = {}
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
                    sides[part], size[part] = (choice, branch), len(alone)
    return sides


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


# Operations that may write over what they read; the others read it again after the first write.
_IN_PLACE: Final = frozenset(
    ("exp", "expm1", "log", "log1p", "sqrt", "tanh", "abs", "max", "min", "neg", *"+-*/")
)


# What takes no longer than memory does.
_QUICK: Final = frozenset(("abs", "max", "min", "neg", "where", *"+-*/", "**"))


def places(tree: Node, plan: Sequence[Line], moving: frozenset[str]) -> dict[Node, str]:
    """Where each operation on arrays writes: ``out``, ``work0``..., ``marks0``...

    A buffer is used again as soon as nothing reads it any more, if possible by the operation that
    read it last: the fewer there are, the more of them the nearest cache holds.
    """
    last_use = {arg: at for at, line in enumerate(plan) for arg in line.node.args}
    buffers: dict[Node, str] = {}
    free: dict[str, list[str]] = {"work": [], "marks": []}
    counts = {"work": 0, "marks": 0}
    straight = _straight_out(tree, plan, last_use)
    for at, line in enumerate(plan):
        part = line.node
        if line.branch or not part.names & moving:
            continue
        kind = "marks" if part.op in COMPARISONS else "work"
        dying = dict.fromkeys(
            buffers[arg]
            for arg in part.args
            if arg in buffers and last_use[arg] == at and buffers[arg] != "out"
        )
        if part in straight:
            buffers[part] = "out"
        elif reused := [buffers[arg] for arg in _overwritten(part) if buffers.get(arg) in dying]:
            buffers[part] = reused[0]
            del dying[reused[0]]
        elif free[kind]:
            buffers[part] = free[kind].pop()
        else:
            buffers[part] = f"{kind}{counts[kind]}"
            counts[kind] += 1
        for word in dying:
            free[word.rstrip("0123456789")].append(word)
    return buffers


def _straight_out(tree: Node, plan: Sequence[Line], last_use: Mapping[Node, int]) -> list[Node]:
    """What may be written where the results go: the root, and what it may write over, and so on.

    Down to a slow operation, if one can be reached: what writes there first waits for memory that
    no cache holds, and what is slow does not feel it.
    """

    def dying(part: Node) -> Iterator[Node]:
        for arg in _overwritten(part):
            # What does not vary is worked out before: no line of the plan uses it.
            if arg.args and arg in last_use and plan[last_use[arg]].node is part:
                yield arg

    def down(part: Node) -> list[Node]:
        if part.op not in _QUICK:
            return [part]
        ways = map(down, dying(part))
        return [part, *max(ways, key=lambda way: way[-1].op not in _QUICK, default=[])]

    return down(tree)


def _overwritten(part: Node) -> tuple[Node, ...]:
    """The arguments that an operation may write over."""
    if part.op == "where":
        return part.args[2:]
    squared = part.op == "**" and part.args[1].value == 2
    return part.args if squared or part.op in _IN_PLACE else ()
