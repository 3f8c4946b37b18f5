"""A formula as it is written on paper: numbers multiplied, like terms and powers put together.

``x*x + x*x`` is ``2*x**2``, ``2*x/2`` is ``x``, ``-(-x)`` is ``x``. A bracket is multiplied out
where that is shorter, and nothing goes that has no value somewhere. Decimals are multiplied and
added as they are written, so that the last digit of a double may be another: this is for reading,
not for arithmetic.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial, reduce

from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import Step, derivative, steps
from actviz.formula.terms import INPUTS, Term, product, read, times, without_poles, written
from actviz.formula.tidying import tidied
from actviz.formula.tree import COMPARISONS, ZERO, Node, node, number, rebuild, walk


def written_steps(tree: Node, variable: str = "x") -> list[Step]:
    """The steps of the first derivative, and the one from there to how it is written on paper."""
    taken, result = steps(tree, variable), derivative(tree, variable)
    together = collected(result)
    if together is not result:
        note = "multiply out numbers, put like terms and powers together"
        taken.append(Step("collect", result, together, note))
    return taken


def collected(tree: Node) -> Node:
    """The tree as it is written on paper, where that makes it no longer.

    Conditions stay what they are, in blocks made of cases as well: where they hold is not a matter
    of writing.
    """

    outside = _outside(tree)

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op in COMPARISONS or (current.op in ATOMS and ATOMS[current.op].cases):
            return current
        found = _rebuilt(current, args)
        if found.op in ("+", "-"):
            return _sum(found, current in outside)
        if found.op in ("*", "/", "neg", "**"):
            term = without_poles(read(found)) if current in outside else read(found)
            together = written(term) if term.number else None
            if together is not None and _size(together) <= _size(found):
                return together
        return found

    return rebuild(tree, change)


def grouped(tree: Node) -> Node:
    """Long products as two, constants apart, so that the product rule gives a sum without brackets.

    ``a*x*f*g`` becomes ``a*(x*(f*g))``, which is written alike.
    """

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        found = node(current.op, *args) if args else current
        constant, rest = [], _factors(found)
        while rest and not rest[0].names & INPUTS:
            constant.append(rest.pop(0))
        if len(rest) < 3 - bool(constant):
            return found
        together = reduce(lambda later, factor: node("*", factor, later), reversed(rest))
        return reduce(partial(node, "*"), [*constant, together])

    return rebuild(tree, change)


def in_decimals(tree: Node) -> Node:
    """The same with every decimal as the fraction that it is on paper: 0.1 is a tenth."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if isinstance(current.value, float):
            parts = Fraction(repr(current.value)).as_integer_ratio()
            return node("/", *map(number, parts))
        return node(current.op, *args) if args else current

    return rebuild(tree, change)


def _factors(tree: Node) -> list[Node]:
    if tree.op != "*":
        return [tree]
    return [factor for arg in tree.args for factor in _factors(arg)]


def _outside(tree: Node) -> set[Node]:
    """The parts whose infinities are the formula's own: 1/(1/x) is 0 where 1/x is infinite."""
    inside, outside = set[Node](), set[Node]()
    for current in reversed(list(walk(tree))):
        if current is tree:
            outside.add(current)
        through = {"+": 0, "-": 0, "*": 0, "neg": 0, "where": 1, "/": 0}.get(current.op)
        for place, arg in enumerate(current.args):
            kept = through is not None and place >= through and not (current.op == "/" and place)
            (outside if kept and current not in inside else inside).add(arg)
    return outside - inside


def _rebuilt(current: Node, args: tuple[Node, ...]) -> Node:
    if isinstance(current.value, float) and current.value.is_integer() and current.value < 1e15:
        return number(int(current.value))
    if current.op in ("/", "**") and ZERO in args and ZERO not in current.args:
        return current
    if current.op in ("where", "**"):
        return tidied(current.op, *args)
    return node(current.op, *args) if args else current


def _sum(found: Node, outside: bool) -> Node:
    """A sum with like terms put together, if that makes it shorter; in brackets, too."""
    terms = _terms(found)
    best, least = found, (_size(found), len(terms))
    for addends in (terms, [inner for term in terms for inner in _opened(term)]):
        addends = [without_poles(term) if outside else term for term in addends]
        together = [term for term in _like(addends) if term.number or not term.everywhere]
        total = _added(together) if all(term.number for term in together) else None
        if total is ZERO and not outside:  # it may be a divisor
            continue
        if total is not None and (size := (_size(total), len(together))) < least:
            best, least = total, size
    return best


def _terms(tree: Node) -> list[Term]:
    match tree.op, tree.args:
        case "+", (a, b):
            return [*_terms(a), *_terms(b)]
        case "-", (a, b):
            return [*_terms(a), *(times(-1, one) for one in _terms(b))]
        case "neg", (Node(op="+" | "-") as a,):
            return [times(-1, one) for one in _terms(a)]
    return [read(tree)]


def _opened(term: Term) -> list[Term]:
    """A product with one sum among its factors as the sum of products that it is."""
    sums = [part for part in term.over if part.op in ("+", "-") and part.names & INPUTS]
    if len(sums) != 1 or term.over[sums[0]] != 1:
        return [term]
    rest = {factor: power for factor, power in term.over.items() if factor is not sums[0]}
    return [product(term._replace(over=rest), inner) for inner in _terms(sums[0])]


def _like(terms: list[Term]) -> list[Term]:
    """The terms with like ones put together, in the order in which each first came."""
    found: dict[object, Term] = {}
    for term in terms:
        before = found.get(term.key, term._replace(number=term.number * 0, decimal=False))
        count, decimal = before.number + term.number, before.decimal or term.decimal
        found[term.key] = before._replace(number=count, decimal=decimal)
    return list(found.values())


def _added(terms: list[Term]) -> Node | None:
    """The sum of the terms; None if one cannot be written."""
    result = ZERO
    for place, term in enumerate(terms):
        part = written(term if place == 0 else term._replace(number=abs(term.number)))
        if part is None:
            return None
        result = part if place == 0 else node("-" if term.number < 0 else "+", result, part)
    return result


def _size(tree: Node) -> int:
    """How many parts a formula has as it is read; a power is one sign on its base."""
    match tree.op, tree.args:
        case "**", (a, Node(op="number")):
            return 1 + _size(a)
    return 1 + sum(map(_size, tree.args))
