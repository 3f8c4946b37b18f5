"""One operator on formulas: what it makes of them, what is true or false included.

What is true or false is kept as 1 or 0: where(condition, 1, 0).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from actviz.formula.tree import ONE, ZERO, Node, node, written_size
from actviz.models import operators
from actviz.models.operators import Unreadable

TRUTHS: Final = (*operators.COMPARISONS, *operators.LOGIC)


@lru_cache(maxsize=4096)
def put_together(
    kind: str,
    args: tuple[Node | None, ...],
    conditions: tuple[bool, ...],
    attributes: tuple[tuple[str, object], ...],
) -> tuple[Node, int]:
    """An operation on trees, and how many parts what it makes has, written out.

    ``conditions`` says of each argument that is no constant whether it is true or false.
    """
    tree = _operation(kind, args, conditions, dict(attributes))
    return tree, written_size(tree)


def _operation(
    kind: str,
    args: tuple[Node | None, ...],
    conditions: tuple[bool, ...],
    attributes: dict[str, object],
) -> Node:
    given = [arg for arg in args if arg is not None]
    truths = any(conditions)
    if kind in operators.COMPARISONS:
        if truths or len(given) != 2:
            raise Unreadable(kind)
        return node("where", operators.condition(kind, *given), ONE, ZERO)
    if kind in operators.LOGIC:
        return _logic(kind, given)
    if kind == "Where":
        if len(given) != 3 or not conditions[0]:
            raise Unreadable(kind)
        return _chosen(*given)
    if truths and kind != "Mul":  # PyTorch multiplies by what is true or false
        raise Unreadable("arithmetic with true and false")
    if kind == "Clip":
        return operators.formula(kind, args, attributes)  # type: ignore[arg-type]
    return operators.formula(kind, given, attributes)


def _chosen(condition: Node, then: Node, otherwise: Node) -> Node:
    if condition is ONE or condition is ZERO:
        return then if condition is ONE else otherwise
    if condition.op != "where":
        raise Unreadable("a condition that is none")
    asked, yes, no = condition.args
    return _branch(asked, _chosen(yes, then, otherwise), _chosen(no, then, otherwise))


def _branch(asked: Node, yes: Node, no: Node) -> Node:
    return yes if yes is no else node("where", asked, yes, no)


def _logic(kind: str, args: list[Node]) -> Node:
    if kind == "Not":
        return _chosen(args[0], ZERO, ONE)
    one, other = args
    if kind == "And":
        return _chosen(one, other, ZERO)
    if kind == "Or":
        return _chosen(one, ONE, other)
    return _chosen(one, _chosen(other, ZERO, ONE), other)
