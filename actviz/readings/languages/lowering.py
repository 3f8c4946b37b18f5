"""A formula brought down to the operations that a language has.

What is left is arithmetic, comparisons, ``where``, and calls of functions that the language has
or that :mod:`~actviz.readings.languages.helpers` has. Blocks made of cases become ``where``: what
``max`` makes of NaN and of zeros differs from language to language, comparisons do not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Final, TypeVar

from actviz.formula.atoms import ATOMS
from actviz.formula.grammar import constant_value, parse
from actviz.formula.tree import (
    COMPARISONS,
    Node,
    X,
    holds,
    node,
    number,
    of_parts,
    rebuild,
    walk,
)
from actviz.readings.languages.helpers import REMAINDERS, Helper, helper

T = TypeVar("T")

ARITHMETIC: Final = {"+", "-", "*", "/", "neg", "where", *COMPARISONS}
LEAVES: Final = {"number", "name", "pi", "e"}
_AS_IT_IS: Final = ARITHMETIC - {"+", "-"}
POWERS: Final = 64  # whole exponents up to here are products
_SHORT: Final = 256  # whole numbers up to here are numbers of every format
_ZERO: Final = number(0)
_ONE: Final = number(1)
_TWO: Final = number(2)


@lru_cache(maxsize=64)
def lowered(tree: Node) -> Node:
    """The tree without blocks made of cases, powers that are products, and constants by name."""
    return rebuild(tree, _lower)


def _lower(current: Node, args: tuple[Node, ...]) -> Node:
    if current.op in _AS_IT_IS:
        return of_parts(current, args)
    match current.op, args:
        case "pi", _:
            return number(math.pi)
        case "e", _:
            return number(math.e)
        case ("max" | "min") as op, (a, b):
            return _extreme("<" if op == "min" else ">", a, b)
        case "clip", (a, low, high):
            # min(max(u, v), w) is w wherever the ends have crossed.
            ends = constant_value(low), constant_value(high)
            apart = ends[0] is not None and ends[1] is not None and ends[0] <= ends[1]
            below = low if apart else _extreme("<", low, high)
            return node(
                "where", node("<", a, low), below, node("where", node(">", a, high), high, a)
            )
        case "sign", (a,):
            below = node("where", node("<", a, _ZERO), number(-1), a)
            return node("where", node(">", a, _ZERO), number(1), below)
        case "**", (a, b):
            return _power(a, b)
        case "+", (Node(op="number", value=1) as one, b):
            return _above(b) or node("+", one, b)
        case "+", (a, Node(op="number", value=1) as one):
            return _above(a) or node("+", a, one)
        case "-", (Node(op="number", value=1) as one, b):
            return _below(b) or node("-", one, b)
        case "-", (a, Node(op="number", value=1) as one) if better := _below(a):
            return minus(better)
        case "-", (Node(op="exp", args=(w,)), Node(op="number", value=1)):
            return node("expm1", w)
        case "log", (Node(op="+", args=(a, b)),) if _ONE in (a, b):
            return node("log1p", b if a == _ONE else a)
        case "log", (Node(op="-", args=(a, b)),) if a == _ONE:
            return node("log1p", minus(b))
        case "log", (a,):
            return _log_of(a)
        case "log1p", (a,) if better := _above(a):
            return _log_of(better)
        case ("sinc" | "dsinc") as op, _:
            order = 0 if op == "sinc" else int(args[0].value or 0)
            return node(f"dsinc{order}", args[-1])
    return of_parts(current, args)


# 1 less a function, without cancellation where that comes close to 1.
_COMPLEMENTS: Final[Mapping[str, Callable[[Node], Node]]] = {
    "erf": partial(node, "erfc"),
    "erfc": partial(node, "erf"),
    "tanh": lambda w: node("*", _TWO, node("sigmoid", node("*", _TWO, minus(w)))),
    "sigmoid": lambda w: node("sigmoid", minus(w)),
    "Phi": lambda w: node("Phi", minus(w)),
}


def _below(other: Node) -> Node | None:
    """1 - other, without cancellation where that can be had."""
    complement = _COMPLEMENTS.get(other.op)
    return complement(*other.args) if complement else None


def _above(other: Node) -> Node | None:
    """1 + other, where other comes close to -1."""
    if other.op == "neg":
        return _below(other.args[0])
    return _below(node(other.op, minus(other.args[0]))) if other.op in ("erf", "tanh") else None


def _log_of(of: Node) -> Node:
    """A logarithm, with the digits of what comes close to 1 or to 0 on the way."""
    match of:
        case Node(op="sigmoid", args=(u,)):
            return minus(node("softplus", minus(u)))
        case Node(op="*", args=(two, Node(op="sigmoid", args=(u,)))) if two == _TWO:
            # 1 + tanh(u/2)
            left = node("-", number(math.log(2)), node("softplus", minus(u)))
            right = _log1p_less(node("tanh", minus(node("/", u, _TWO))))
            return node("where", node("<", u, number(-1)), left, right)
        case Node(op="Phi", args=(u,)):
            v = node("where", node("<", u, number(-1)), minus(u), _ONE)
            scaled = node("/", node("erfcx", node("/", v, number(math.sqrt(2)))), _TWO)
            left = node("-", node("log", scaled), node("*", v, node("/", v, _TWO)))
            right = _log1p_less(node("Phi", minus(u)))
            return node("where", node("<", u, number(-1)), left, right)
        case Node(op="erfc", args=(u,)):
            v = node("where", node(">", u, number(0.5)), u, _ONE)
            right = node("-", node("log", node("erfcx", v)), node("*", v, v))
            left = _log1p_less(node("erf", u))
            return node("where", node(">", u, number(0.5)), right, left)
    return node("log", of)


def _log1p_less(of: Node) -> Node:
    """log(1 - of), and no other text for it when what is lowered is lowered once more."""
    return node("log1p", node("*", number(-1), of))


def _extreme(sign: str, a: Node, b: Node) -> Node:
    """The larger or the smaller of two: NaN stays NaN, of two zeros the one that varies stays."""
    if a.op in LEAVES and "x" not in a.names:
        a, b = b, a
    opposite = {"<": ">", ">": "<"}[sign]
    other = node("where", node(opposite, a, b), b, a)
    if b.names:
        other = node("where", node("==", b, b), other, b)
    return node("where", node(sign, a, b), a, other)


def _power(a: Node, b: Node) -> Node:
    negative = b.op == "neg"
    exponent = (b.args[0] if negative else b).value
    if b.op not in ("neg", "number") or not isinstance(exponent, (int, float)):
        return node("pow", a, b)
    negative ^= exponent < 0
    size = abs(exponent)
    if size == 0:  # where there is no base there is no power either
        return node("where", node("==", a, a), number(1), a)
    if size == 0.5 and not negative:
        return node("sqrt", a)
    if not float(size).is_integer() or not 1 <= size <= POWERS:
        return node("pow", a, b)
    base = node("/", number(1), a) if negative else a  # so that no product overflows on the way
    return raised(base, int(size), partial(node, "*"))


def raised(base: T, whole: int, times: Callable[[T, T], T], start: T | None = None) -> T:
    """A whole power by squaring, times what it starts from; that may only be left out above 0."""
    result, square = start, base
    while whole:
        if whole % 2:
            result = square if result is None else times(result, square)
        whole //= 2
        square = times(square, square) if whole else square
    assert result is not None
    return result


def with_arrays(tree: Node, has: Container[str]) -> Node:
    """The tree as a framework of tensors takes it that has those functions.

    Some that are written out take no number alone beside an array. A choice between two numbers
    is of the framework's own format, not of any array's, and so is what it is multiplied by.
    """
    results, seen = [tree], set[Node]()
    while results:
        current = results.pop()
        if current.op == "where" and current not in seen:
            seen.add(current)
            results += current.args[1:]
    whole = set[Node]()  # results between whole numbers, which any format holds

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op not in has and current.op in {"hypot", "pow", *REMAINDERS}:
            array = next((arg for arg in args if arg.names), None)
            if array is not None:
                args = tuple(a if a.names else _like(array, a) for a in args)
        elif current.op == "where" and all(not a.names or a in whole for a in args[1:]):
            other = [at for at in (1, 2) if not (_is_whole(args[at]) or args[at] in whole)]
            if current in seen and not other:
                choice = of_parts(current, args)
                whole.add(choice)
                return choice
            array = next((side for side in args[0].args if side.names), None)
            if array is not None:
                at = other[0] if other else 1
                args = (*args[:at], _like(array, args[at]), *args[at + 1 :])
        return of_parts(current, args)

    return rebuild(tree, change)


def _is_whole(tree: Node) -> bool:
    value = minus(tree).value if tree.op == "neg" else tree.value
    return isinstance(value, int | float) and float(value).is_integer() and value <= _SHORT


def _like(array: Node, value: Node) -> Node:
    """A number in an array's format; NaN where that is NaN."""
    return node("where", node("==", array, array), value, array)


def keeps_nan(tree: Node, word: str) -> bool:
    """Whether NaN for an input surely gives NaN: a comparison with it is false, but ``!=``."""
    kept: dict[Node, bool] = {}
    for current in walk(tree):
        if current.op == "name":
            kept[current] = current.value == word
        elif current.op == "where":
            condition, then, otherwise = current.args
            if condition.op in COMPARISONS and any(kept[side] for side in condition.args):
                kept[current] = kept[then if condition.op == "!=" else otherwise]
            else:
                kept[current] = kept[then] and kept[otherwise]
        elif current.op in ("hypot", "pow"):
            kept[current] = all(kept[arg] for arg in current.args)
        else:
            kept[current] = any(kept[arg] for arg in current.args)
    return kept[tree]


def minus(tree: Node) -> Node:
    """The negative of a part."""
    return tree.args[0] if tree.op == "neg" else node("neg", tree)


def without_dead_branches(tree: Node) -> Node:
    """The tree without branches that no x reaches, such as those of an x held back from them.

    A condition between numbers alone is decided: a framework's choice takes no plain truth.
    """
    held = _Held()

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "where" and not args[0].names and (plain := _decided(args[0])) is not None:
            return args[1] if plain else args[2]
        if current.op == "where" and _never(args[0], held):
            return args[2]
        return of_parts(current, args)

    return rebuild(tree, change)


def _decided(condition: Node) -> bool | None:
    """Whether a condition between numbers holds; None where one is no arithmetic of fractions."""
    left, right = map(constant_value, condition.args)
    if left is None or right is None:
        return None
    return holds(condition.op, (left > right) - (left < right))


def _never(condition: Node, held: _Held) -> bool:
    """Whether a part that is held between numbers never meets a condition; NaN meets none."""
    left, right = condition.args
    if right.op not in ("number", "neg") or right.names:
        return False
    place = held.ends(right)[0]
    low, high = held.ends(left)
    match condition.op:
        case "<":
            return low >= place
        case "<=":
            return low > place
        case ">":
            return high <= place
        case ">=":
            return high < place
        case "==":
            return not low <= place <= high
    return False


Ends = tuple[float, float]


class _Held:
    """Between which numbers parts lie, each asked once: cases share them."""

    def __init__(self) -> None:
        self._known: dict[tuple[Node, float, float], tuple[float, float]] = {}

    def ends(self, part: Node, low: float = -math.inf, high: float = math.inf) -> Ends:
        """Between which numbers a part lies while x is between two."""
        ends = self._known.get((part, low, high))
        if ends is None:
            ends = self._known[part, low, high] = self._ends(part, low, high)
        return ends

    def _ends(self, part: Node, low: float, high: float) -> Ends:
        match part:
            case Node(op="number", value=int() | float() as value):
                return float(value), float(value)
            case Node(op="neg", args=(Node(op="number", value=int() | float() as value),)):
                return -float(value), -float(value)
            case Node(op="name", value="x"):
                return low, high
            case Node(op="where", args=(condition, then, otherwise)):
                left, right = condition.args
                inside = outside = (low, high)
                if left == X and not right.names and condition.op in ("<", ">"):
                    place = self.ends(right)[0]
                    under, over = (low, min(high, place)), (max(low, place), high)
                    inside, outside = (under, over) if condition.op == "<" else (over, under)
                ends = (*self.ends(then, *inside), *self.ends(otherwise, *outside))
                return min(ends), max(ends)
        return -math.inf, math.inf


def written_out(word: str) -> Helper:
    """What a language lacks: the helper of that name, or one made of what the block means.

    Raises:
        ValueError: there is neither.
    """
    row = helper(word)
    atom = ATOMS.get(word)
    if row is None and atom is not None and not atom.primitive:
        letters = tuple(atom.arguments.split(", "))
        row = Helper(word, letters, lowered(parse(atom.means, letters)))
    if row is None:
        raise ValueError(f"there is no {word} in this language, and nothing says how to write it")
    return row


def needed(trees: Iterable[Node], has: Container[str], mark: str = "") -> list[Helper]:
    """The helpers that trees need in a language that has some functions, each after its own.

    ``mark``: those with it behind their name go first.
    """
    rows: dict[str, Helper] = {}
    waiting: list[str] = []

    def visit(tree: Node) -> None:
        for current in walk(tree):
            word = current.op
            if word in ARITHMETIC or word in LEAVES or word in has or word in rows:
                continue
            if word in waiting:
                raise ValueError(f"the helper {word} needs itself")
            marked = helper(word + mark)
            row = replace(marked, name=word) if mark and marked else written_out(word)
            waiting.append(word)
            visit(row.tree)
            waiting.pop()
            rows[word] = row

    for tree in trees:
        visit(tree)
    return list(rows.values())
