"""Derivatives: a table of rules, applied at once or step by step.

:func:`derivative` works the whole derivative out; :func:`steps` applies one rule at a time and
names it. Both read the same rules: the arithmetic ones below and one row per block in
:mod:`atoms`. What they give is tidied (:mod:`tidying`) and never rearranged: the rules already have
the form that keeps its digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final

from actviz.dataclass import dataclass
from actviz.formula.atoms import ATOMS
from actviz.formula.grammar import constant_value, parse
from actviz.formula.tidying import merged as merged
from actviz.formula.tidying import tidied as tidied
from actviz.formula.tidying import tidy as tidy
from actviz.formula.tree import (
    COMPARISONS,
    ONE,
    TWO,
    ZERO,
    Node,
    name,
    node,
    number,
    of_parts,
    rebuild,
    replaced,
    substitute,
    walk,
)  # fmt: skip

MAX_ORDER: Final = 12  # an order beyond which no reading has been tried

Build = Callable[..., Node]
Inner = Callable[[Node], Node]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a derivation: ``before`` equals ``after``, by the rule named."""

    rule: str
    before: Node
    after: Node
    note: str


@lru_cache(maxsize=256)  # every call of a function's derivative asks for it
def derivative(tree: Node, variable: str = "x", order: int = 1, *, careful: bool = False) -> Node:
    """The derivative of a formula in one variable, tidied.

    Args:
        tree: a formula without unresolved ``d`` nodes.
        variable: ``"x"`` or a parameter.
        order: how many times to differentiate, from 0 to 12.
        careful: use the atoms' careful rules, for float64 arithmetic.

    Raises:
        ValueError: the order is not in that range.
    """
    if not hasattr(order, "__index__"):
        raise TypeError(f"order is a whole number, not {type(order).__name__}")
    if not 0 <= order <= MAX_ORDER:
        raise ValueError(f"the order of a derivative is a whole number from 0 to {MAX_ORDER}")
    build = merged if careful else tidied
    for _ in range(order):
        known: dict[Node, Node] = {}
        for current in walk(tree):
            if current.op not in COMPARISONS:
                known[current] = _apply(current, variable, known.__getitem__, build, careful)[2]
        tree = known[tree]
    return tree


def derivative_by(tree: Node, variable: str, own: Callable[[Node, Inner], Node | None]) -> Node:
    """The careful derivative of a formula, of some parts by a rule of one's own.

    Args:
        tree: a formula without unresolved ``d`` nodes.
        variable: in which.
        own: of a part and what gives the derivatives of its arguments, that of the part; ``None``
            where it is to be by the rules here.
    """
    known: dict[Node, Node] = {}
    for current in walk(tree):
        if current.op not in COMPARISONS:
            inner = known.__getitem__
            known[current] = (
                own(current, inner) or _apply(current, variable, inner, merged, True)[2]
            )
    return known[tree]


def steps(tree: Node, variable: str = "x") -> list[Step]:
    """The derivation of the first derivative, one rule at a time, outermost first.

    Every step holds whole expressions in which ``d`` nodes are derivatives still to be taken.
    The last step, if any tidying was needed, is the tidying.
    """
    target = name(variable)

    def pending(inner: Node) -> Node:
        if inner is target:
            return ONE
        return node("d", inner, target) if variable in inner.names else ZERO

    current = node("d", tree, target)
    taken: list[Step] = []
    while (open_part := _first_open(current)) is not None:
        rule, note, after_part = _apply(open_part.args[0], variable, pending, node)
        after = replaced(current, {open_part: after_part})
        taken.append(Step(rule, current, after, note))
        current = after
    result = derivative(tree, variable)
    if result is not current:
        note = "multiply out ones and zeros, collect signs"
        taken.append(Step("tidy", current, result, note))
    return taken


def _first_open(root: Node) -> Node | None:
    stack = [root]
    seen: set[Node] = set()
    while stack:
        current = stack.pop()
        if current.op == "d":
            return current
        if current not in seen:
            seen.add(current)
            stack.extend(reversed(current.args))
    return None


def _apply(
    u: Node, variable: str, d: Inner, build: Build, careful: bool = False
) -> tuple[str, str, Node]:
    """One rule on one expression: its name, a note, and the derivative in terms of ``d``."""
    if variable not in u.names:
        return "constant rule", f"it does not depend on {variable}", ZERO
    if u.op == "name":
        return "variable rule", f"{variable} changes as fast as itself", ONE
    constant = [variable not in arg.names for arg in u.args]
    match u.op, u.args:
        case "neg", (a,):
            return "sign rule", "a sign stays in front", build("neg", d(a))
        case ("+" | "-") as op, (a, b):
            rule = "sum rule" if op == "+" else "difference rule"
            return rule, "term by term", build(op, d(a), d(b))
        case "*", (a, b):
            return _product(a, b, constant, d, build)
        case "/", (a, b):
            return _quotient(a, b, constant, d, build, careful)
        case "**", (a, b):
            return _power(a, b, constant, d, build, careful)
        case "where", (condition, a, b):
            note = "branch by branch; the joint is looked at afterwards"
            return "piecewise rule", note, build("where", condition, d(a), d(b))
    return _atom(u, variable, d, build, careful)


def _product(
    a: Node, b: Node, constant: list[bool], d: Inner, build: Build
) -> tuple[str, str, Node]:
    if constant[0]:
        return "constant factor rule", "a constant factor stays", build("*", a, d(b))
    if constant[1]:
        return "constant factor rule", "a constant factor stays", build("*", d(a), b)
    note = "(u v)' = u' v + u v'"
    return "product rule", note, build("+", build("*", d(a), b), build("*", a, d(b)))


def _quotient(
    a: Node, b: Node, constant: list[bool], d: Inner, build: Build, careful: bool
) -> tuple[str, str, Node]:
    if constant[1]:
        return "constant factor rule", "a constant divisor stays", build("/", d(a), b)
    square = build("**", b, TWO)
    if constant[0]:
        top = d(b) if a is ONE else build("*", a, d(b))
        after = build("/", top, square)
        if careful:  # v^2 may overflow where the quotient is an ordinary number
            after = build("*", build("/", a, b), build("/", d(b), b))
        return "reciprocal rule", "(c/v)' = -c v'/v^2", build("neg", after)
    top = build("-", build("*", d(a), b), build("*", a, d(b)))
    after = build("/", top, square)
    if careful and b.op == "+" and a in b.args and d(rest := b.args[b.args[0] is a]) is ZERO:
        after = build(
            "*", build("/", rest, b), build("/", d(a), b)
        )  # near u/v = 1 no digit is lost
    elif careful:
        after = build("/", build("-", d(a), build("*", build("/", a, b), d(b))), b)
    return "quotient rule", "(u/v)' = (u' v - u v')/v^2", after


def _power(
    a: Node, b: Node, constant: list[bool], d: Inner, build: Build, careful: bool
) -> tuple[str, str, Node]:
    if constant[1]:
        less = _less_one(b, build)
        lowered = build("**", a, less)
        if careful and isinstance(b.value, float) and Fraction(b.value) - 1 != b.value - 1:
            lowered = build("/", build("**", a, b), a)  # 0.3 - 1 is no double
        outer = build("*", b, lowered)
        return "power rule", "(u^n)' = n u^(n-1) u'", build("*", outer, d(a))
    itself = build("**", a, b)
    log_base = build("log", a)
    if constant[0]:
        outer = build("*", itself, log_base)
        return "exponential rule", "(c^v)' = c^v log(c) v'", build("*", outer, d(b))
    inner = build("+", build("*", d(b), log_base), build("*", b, build("/", d(a), a)))
    note = "(u^v)' = u^v (v' log(u) + v u'/u)"
    return "general power rule", note, build("*", itself, inner)


def _less_one(exponent: Node, build: Build) -> Node:
    value = exponent.value
    if isinstance(value, int):
        return number(value - 1)
    # 1.1 - 1 is not the double that 0.1 stands for, and 0.3 - 1 is none at all.
    if isinstance(value, float) and Fraction(repr(value)) - 1 == Fraction(value) - 1:
        return number(value - 1)
    return build("-", exponent, ONE)


def _atom(u: Node, variable: str, d: Inner, build: Build, careful: bool) -> tuple[str, str, Node]:
    atom = ATOMS[u.op]
    letters = dict(zip("uvw", u.args, strict=False))
    if not atom.derivative:
        cases = by_cases(u, variable)
        if build is node:
            return "definition", f"{u.op} written as its cases", d(cases)
        return "definition", "", _inside(cases, u.args, variable, d, build, careful)
    letters |= {f"d{letter}": d(arg) for letter, arg in zip("uvw", u.args, strict=False)}
    rule = atom.careful if careful and atom.careful else atom.derivative
    after = instantiate(rule, letters, build)
    inner_is_variable = all(arg.op in ("name", "number") for arg in u.args)
    slope = re.sub(r"\bd([uvw])\b", r"\1'", atom.derivative)
    shown = f"{u.op}({atom.arguments})' = {slope}"
    if atom.steps:
        return "step rule", f"{u.op} is constant between its jumps", after
    if inner_is_variable:
        return f"{u.op} rule", shown, after
    return "chain rule", f"outer slope of {u.op} times inner slope; {shown}", after


def _inside(
    tree: Node, known: tuple[Node, ...], variable: str, d: Inner, build: Build, careful: bool
) -> Node:
    """The derivative of what a block means, all at once, down to its arguments."""
    if tree in known:
        return d(tree)

    def inner(part: Node) -> Node:
        return _inside(part, known, variable, d, build, careful)

    return _apply(tree, variable, inner, build, careful)[2]


def by_cases(current: Node, variable: str) -> Node:
    """A piecewise block as its cases, a tie to the constant side; clip in order has one less."""
    text = ATOMS[current.op].means
    constant = [variable not in arg.names for arg in current.args]
    if current.op in ("max", "min") and constant[0] and not constant[1]:
        text = f"where(v {'>' if current.op == 'max' else '<'} u, v, u)"
    elif current.op == "clip":
        low, high = (constant_value(end) for end in current.args[1:])
        text = "where(u > v, where(u < w, u, w), where(v < w, v, w))"
        if low is not None and high is not None:
            text = "where(u > v, where(u < w, u, w), v)" if low <= high else "w"
    return substitute(_cases(text), dict(zip("uvw", current.args, strict=False)))


@cache
def _cases(text: str) -> Node:
    return expand_cases(_template(text))


@cache
def _template(text: str) -> Node:
    return parse(text, ("u", "v", "w", "du", "dv", "dw"))


def instantiate(text: str, letters: dict[str, Node], build: Build) -> Node:
    """A row of the atoms' table with its letters replaced, put together by ``build``."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "name" and isinstance(current.value, str):
            return letters[current.value]
        return build(current.op, *args) if args else current

    return rebuild(_template(text), change)


def expand_cases(tree: Node, variable: str = "x") -> Node:
    """The same formula with blocks made of cases (abs, sign, max, min, clip) as ``where``.

    So are those of whose meaning that is true, as long as their rows tell no facts.
    """

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        rebuilt = of_parts(current, args)
        piecewise = current.op in ATOMS and ATOMS[current.op].cases
        return by_cases(rebuilt, variable) if piecewise else rebuilt

    return rebuild(spelled_out(tree), change)


@lru_cache(maxsize=4096)
def spelled_out(tree: Node, known: frozenset[str] | None = None) -> Node:
    """The same formula with every block that is not known written as what it means.

    Args:
        known: the names of blocks that stay; without it those whose rows tell facts. What has no
            meaning but words stays too.
    """

    def stays(op: str) -> bool:
        atom = ATOMS.get(op)
        return atom is None or atom.primitive or (atom.has_facts if known is None else op in known)

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if stays(current.op):
            return of_parts(current, args)
        meaning = spelled_out(_template(ATOMS[current.op].means), known)
        return substitute(meaning, dict(zip("uvw", args, strict=False)))

    return tree if all(stays(current.op) for current in walk(tree)) else rebuild(tree, change)
