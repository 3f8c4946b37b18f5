"""The one structure that every reading walks.

A formula is a tree of :class:`Node`. Equal trees are the same object (they are interned when
built), so equality is identity, a dictionary keyed by nodes costs nothing, and a subexpression
that occurs ten times in a sixth derivative is stored, differentiated and compiled once.

Operators, by the value of ``op``:

========================  =======================================  ==========================
``op``                    ``args``                                 ``value``
========================  =======================================  ==========================
``number``                none                                     int, or float (the double)
``name``                  none                                     ``"x"`` or a parameter
``pi`` ``e``              none                                     none
``+ - * / **``            two                                      none
``neg``                   one                                      none
``< <= > >= == !=``       two (a condition, only inside where)     none
``where``                 condition, then, otherwise               none
``d``                     the expression, the variable (a name)    none
any atom's name           its arguments                            none
========================  =======================================  ==========================

``d`` is a derivative not worked out yet; it occurs in the steps that ``calculus`` prints and
nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from threading import RLock
from typing import Final, TypeVar
from weakref import ref

Found = TypeVar("Found")

COMPARISONS: Final = ("<", "<=", ">", ">=", "==", "!=")


class Node:
    """One operation of a formula. Build it with :func:`node`, :func:`number` or :func:`name`."""

    __slots__ = ("__weakref__", "args", "names", "op", "value")

    op: str
    args: tuple[Node, ...]
    value: int | float | str | None
    names: frozenset[str]

    def __repr__(self) -> str:
        if self.op in ("number", "name"):
            return str(self.value)
        return f"{self.op}({', '.join(map(repr, self.args))})" if self.args else self.op

    def __reduce__(self) -> tuple[object, ...]:
        return _intern, (self.op, self.args, self.value)


_NAMELESS: Final = frozenset[str]()
_known: dict[tuple[object, ...], ref[Node]] = {}
_making = RLock()  # two threads that build the same tree get the same objects


def _intern(op: str, args: tuple[Node, ...], value: int | float | str | None) -> Node:
    # 1 and 1.0 are equal in Python but not here: an integer is exact, a float is that double;
    # repr tells 0.0 from -0.0.
    key = (op, args) if value is None else (op, type(value), repr(value))
    known = reference() if (reference := _known.get(key)) else None
    if known is not None:
        return known
    with _making:
        known = reference() if (reference := _known.get(key)) else None
        if known is not None:
            return known
        known = Node()
        known.op, known.args, known.value = op, args, value
        if op == "name" and isinstance(value, str):
            known.names = frozenset((value,))
        else:
            known.names = args[0].names if args else _NAMELESS
            for arg in args[1:]:
                if not arg.names <= known.names:
                    known.names |= arg.names
        _known[key] = ref(known, partial(_forget, key))
        return known


def _forget(key: tuple[object, ...], dead: ref[Node]) -> None:
    with _making:
        if _known.get(key) is dead:
            del _known[key]


def node(op: str, *args: Node) -> Node:
    """An operation on arguments, exactly as given (:mod:`calculus` has builders that tidy)."""
    return _intern(op, args, None)


def number(value: int | float) -> Node:
    """A literal: an integer is exact, a float is the double it is."""
    return _intern("number", (), value)


def literal(value: int | float) -> Node:
    """A number as the language writes it: -3.0 is the negation of 3.0, and -0.0 is 0.0."""
    return node("neg", number(-value)) if value < 0 else number(abs(value))


def name(text: str) -> Node:
    """A variable: ``x`` or a parameter."""
    return _intern("name", (), text)


X: Final = name("x")
PI: Final = node("pi")
E: Final = node("e")
ZERO: Final = number(0)
ONE: Final = number(1)
TWO: Final = number(2)


def holds(comparison: str, sign: int) -> bool:
    """Whether a comparison holds, by the sign of its left side less its right one."""
    return {
        "<": sign < 0, "<=": sign <= 0, ">": sign > 0,
        ">=": sign >= 0, "==": sign == 0, "!=": sign != 0,
    }[comparison]  # fmt: skip


def walk(root: Node) -> Iterator[Node]:
    """Every distinct node below ``root``, arguments before the operations that use them."""
    return iter(_order(root) if root.args else (root,))


@lru_cache(maxsize=256)  # the same tree is walked for one question after the other
def _order(root: Node) -> tuple[Node, ...]:
    order: dict[Node, None] = {}
    try:
        _visit(root, order)
    except RecursionError:
        return _order_of_deep(root)
    return tuple(order)


def _visit(current: Node, order: dict[Node, None]) -> None:
    for arg in current.args:
        if arg not in order:
            _visit(arg, order)
    order[current] = None


def _order_of_deep(root: Node) -> tuple[Node, ...]:
    """The same without recursion, in twice the time."""
    order: list[Node] = []
    seen: set[Node] = set()
    stack: list[Node | None] = [root]
    while stack:
        current = stack.pop()
        if current is None:  # above an operation whose arguments are done
            done = stack.pop()
            assert done is not None
            order.append(done)
        elif current not in seen:
            seen.add(current)
            if current.args:
                stack += (current, None, *current.args[::-1])
            else:
                order.append(current)
    return tuple(order)


def folded(root: Node, step: Callable[[Node, tuple[Found, ...]], Found]) -> Found:
    """What ``step(node, what it made of the node's arguments)`` makes of the root in the end."""
    done: dict[Node, Found] = {}
    for current in walk(root):
        args = current.args
        done[current] = step(current, tuple([done[arg] for arg in args]) if args else ())
    return done[root]


def rebuild(root: Node, change: Callable[[Node, tuple[Node, ...]], Node]) -> Node:
    """The tree in which every node became ``change(node, its changed arguments)``."""
    return folded(root, change)


def of_parts(current: Node, args: tuple[Node, ...]) -> Node:
    """The same operation on other arguments; itself if they are the same."""
    return current if args == current.args else _intern(current.op, args, current.value)


def substitute(root: Node, values: Mapping[str, Node]) -> Node:
    """The tree with names replaced by trees; names that are not in ``values`` stay."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "name" and isinstance(current.value, str):
            return values.get(current.value, current)
        return of_parts(current, args)

    return root if root.names.isdisjoint(values) else rebuild(root, change)


def replaced(root: Node, parts: Mapping[Node, Node]) -> Node:
    """The tree with some of its parts replaced by trees, the largest where one lies in another."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        return parts.get(current) or of_parts(current, args)

    return rebuild(root, change) if parts else root


def has_outside(root: Node, letter: Node, part: Node) -> bool:
    """Whether there is a letter in a formula that is not in that part of it."""
    waiting, seen = [root], {part}
    while waiting:
        if (current := waiting.pop()) is letter:
            return True
        if letter.names <= current.names and current not in seen:
            seen.add(current)
            waiting += current.args
    return False


def addends(tree: Node, sign: int = 1) -> Iterator[tuple[int, Node]]:
    """What a formula is a sum of, each with its sign (1 or -1)."""
    match tree.op, tree.args:
        case "+", (a, b):
            yield from addends(a, sign)
            yield from addends(b, sign)
        case "-", (a, b):
            yield from addends(a, sign)
            yield from addends(b, -sign)
        case "neg", (a,):
            yield from addends(a, -sign)
        case _:
            yield sign, tree


def written_size(tree: Node) -> int:
    """How many parts a formula has when it is written out: shared ones as often as they occur."""
    return folded(tree, lambda _, sizes: 1 + sum(sizes))
