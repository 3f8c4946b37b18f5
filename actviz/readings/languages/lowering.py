"""A formula brought down to the operations that a language has.

What is left is arithmetic, comparisons, ``where``, and calls of functions that the language has
or that :mod:`~actviz.readings.languages.helpers` has. Blocks made of cases become ``where``: what
``max`` makes of NaN and of zeros differs from language to language, comparisons do not.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable
from typing import Final

from actviz.formula.atoms import ATOMS
from actviz.formula.grammar import parse
from actviz.formula.tree import COMPARISONS, Node, node, number, rebuild, walk
from actviz.readings.languages.helpers import Helper, helper

ARITHMETIC: Final = {"+", "-", "*", "/", "neg", "where", *COMPARISONS}
LEAVES: Final = {"number", "name", "pi", "e"}
_POWERS: Final = 64  # whole exponents up to here are products
_ZERO: Final = number(0)


def lowered(tree: Node) -> Node:
    """The tree without blocks made of cases, powers that are products, and constants by name."""
    return rebuild(tree, _lower)


def _lower(current: Node, args: tuple[Node, ...]) -> Node:
    match current.op, args:
        case "pi", _:
            return number(math.pi)
        case "e", _:
            return number(math.e)
        case ("max" | "min") as op, (a, b):
            return _extreme("<" if op == "min" else ">", a, b)
        case "clip", (a, low, high):
            return node(
                "where",
                node("<", a, low),
                low,
                node("where", node(">", a, high), high, a),
            )
        case "sign", (a,):
            below = node("where", node("<", a, _ZERO), number(-1), a)
            return node("where", node(">", a, _ZERO), number(1), below)
        case "**", (a, b):
            return _power(a, b)
        case ("sinc" | "dsinc") as op, _:
            order = 0 if op == "sinc" else int(args[0].value or 0)
            return node(f"dsinc{order}", args[-1])
    return node(current.op, *args) if args else current


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
    if not float(size).is_integer() or not 1 <= size <= _POWERS:
        return node("pow", a, b)
    base = node("/", number(1), a) if negative else a  # so that no product overflows on the way
    power: Node | None = None
    square = base
    whole = int(size)
    while whole:
        if whole % 2:
            power = square if power is None else node("*", power, square)
        whole //= 2
        square = node("*", square, square) if whole else square
    assert power is not None
    return power


def with_arrays(tree: Node) -> Node:
    """The tree with no number alone beside an array in ``hypot``, which tensors do not take."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "hypot" and any(not arg.names for arg in args):
            u, v = args if args[1].names else args[::-1]
            return node("hypot", node("where", node("!=", v, v), v, u), v)
        return node(current.op, *args) if args else current

    return rebuild(tree, change)


def keeps_nan(tree: Node) -> bool:
    """Whether NaN for x surely gives NaN: a comparison with it is false, and takes a branch."""
    kept: dict[Node, bool] = {}
    for current in walk(tree):
        if current.op == "name":
            kept[current] = current.value in ("x", "u", "v")
        elif current.op == "where":
            kept[current] = kept[current.args[1]] and kept[current.args[2]]
        elif current.op in ("hypot", "pow"):
            kept[current] = all(kept[arg] for arg in current.args)
        else:
            kept[current] = any(kept[arg] for arg in current.args)
    return kept[tree]


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


def needed(trees: Iterable[Node], has: Container[str]) -> list[Helper]:
    """The helpers that trees need in a language that has some functions, each after its own."""
    rows: dict[str, Helper] = {}
    waiting: list[str] = []

    def visit(tree: Node) -> None:
        for current in walk(tree):
            word = current.op
            if word in ARITHMETIC or word in LEAVES or word in has or word in rows:
                continue
            if word in waiting:
                raise ValueError(f"the helper {word} needs itself")
            row = written_out(word)
            waiting.append(word)
            visit(row.tree)
            waiting.pop()
            rows[word] = row

    for tree in trees:
        visit(tree)
    return list(rows.values())
