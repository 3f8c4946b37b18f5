"""A formula as it is written on paper: numbers multiplied, like terms and powers put together.

``x*x + x*x`` is ``2*x**2``, ``2*x/2`` is ``x``, ``-(-x)`` is ``x``. A bracket is multiplied out
where that is shorter, and nothing goes that has no value somewhere. Decimals are multiplied and
added as they are written, so that the last digit of a double may be another: this is for reading,
not for arithmetic.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache, partial, reduce
from math import gcd, lcm
from typing import Final

from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import Step, derivative, steps
from actviz.formula.terms import (
    INPUTS,
    Term,
    negative,
    product,
    read,
    spread,
    with_one_divisor,
    without_poles,
    written,
)
from actviz.formula.tidying import tidied
from actviz.formula.tree import COMPARISONS, ZERO, Node, node, number, of_parts, rebuild, walk

_SUMS: Final = 2  # sums in a product that are multiplied with each other
_ADDENDS: Final = 12  # of a sum that is worth it


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

    # What all addends of a numerator have in common is seen before their brackets are opened.
    for most in (0, _SUMS):
        tree = _collected(tree, most)
    return tree


def _collected(tree: Node, most: int) -> Node:
    outside = _outside(tree)

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op in COMPARISONS or (current.op in ATOMS and ATOMS[current.op].cases):
            return current
        changed = _rebuilt(current, args)
        if changed.op in ("+", "-"):
            changed = _sum(changed, current in outside, most)
        if changed.op in ("*", "/", "neg", "**"):
            for term in (read(changed), spread(read(changed))):
                term = without_poles(term) if current in outside else term
                together = written(term) if term.number else None
                if together is not None and _size(together) <= _size(changed):
                    changed = together
        return _over_one_bar(changed) if current in outside else changed

    return rebuild(tree, change)


def grouped(tree: Node) -> Node:
    """Long products as two, constants apart, so that the product rule gives a sum without brackets.

    ``a*x*f*g`` becomes ``a*(x*(f*g))``, which is written alike.
    """

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        changed = of_parts(current, args)
        constant, rest = [], _factors(changed)
        while rest and not rest[0].names & INPUTS:
            constant.append(rest.pop(0))
        if len(rest) < 3 - bool(constant):
            return changed
        together = reduce(lambda later, factor: node("*", factor, later), reversed(rest))
        return reduce(partial(node, "*"), [*constant, together])

    return rebuild(tree, change)


def in_decimals(tree: Node) -> Node:
    """The same with every decimal as the fraction that it is on paper: 0.1 is a tenth."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if isinstance(current.value, float):
            parts = Fraction(repr(current.value)).as_integer_ratio()
            return node("/", *map(number, parts))
        return of_parts(current, args)

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
    return of_parts(current, args)


def _sum(whole: Node, outside: bool, opened: int = _SUMS) -> Node:
    """A sum with like terms put together, if that makes it shorter; in brackets, too."""
    terms = _terms(whole)
    # Where x is not above 0, log(x) + x/x has no value, whatever x/x has.
    logs = [part.args[0] for term in terms for part in term.over if part.op == "log"]
    best, least = whole, (_size(whole), len(terms))
    for most in range(opened + 1):
        addends = [inner for term in terms for inner in _opened(term, most)]
        addends = [without_poles(term, logs) if outside else term for term in addends]
        together = [
            term for term in _like(_circled(addends), outside) if term.number or not term.everywhere
        ]
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
            return [*_terms(a), *(negative(one) for one in _terms(b))]
        case "neg", (Node(op="+" | "-") as a,):
            return [negative(one) for one in _terms(a)]
    return [read(tree)]


def _opened(term: Term, most: int) -> list[Term]:
    """A product with so many sums at most among its factors as the sum of products that it is."""
    sums = [part for part in term.over if _is_sum(part)]
    if not 0 < len(sums) <= most or any(term.over[part] > 1 for part in sums):
        return [term]
    rest = {factor: power for factor, power in term.over.items() if factor not in sums}
    products = [term._replace(over=rest)]
    for part in sums:
        products = [product(one, other) for one in products for other in _terms(part)]
    return products if len(sums) == 1 or len(products) <= _ADDENDS else [term]


def _is_sum(part: Node) -> bool:
    return part.op in ("+", "-") and bool(part.names & INPUTS)


def _over_one_bar(tree: Node) -> Node:
    """A fraction whose numerator is a sum, or a sum of fractions, as one fraction where shorter.

    What every addend has as a factor is cancelled, but for a last one that may be 0.
    """
    whole = spread(read(tree))
    sums = [part for part, power in whole.over.items() if power == 1 and _is_sum(part)]
    addends = _terms(sums[0]) if len(sums) == 1 else []
    fractions = [part for one in addends for part in one.under if part.names & INPUTS]
    divided = whole.under or whole.number.denominator > 1 or fractions
    if not 0 < len(addends) <= _ADDENDS or not divided:
        return tree
    addends, under = with_one_divisor(map(spread, addends), whole.under)
    if not whole.decimal and not any(one.decimal for one in addends):
        numbers = [one.number for one in addends]
        bottom = lcm(*(one.denominator for one in numbers))
        tops = [int(one * bottom) for one in numbers]
        shared = Fraction(gcd(bottom * whole.number.denominator, *tops), bottom)
        addends = [one._replace(number=one.number / shared) for one in addends]
        whole = whole._replace(number=whole.number * shared)
    total = _added(addends)
    if total is None:
        return tree
    rest = {factor: power for factor, power in whole.over.items() if factor is not sums[0]}
    top = product(whole._replace(over=rest, under={}), read(_sum(total, outside=True)))
    together = written(without_poles(top._replace(under=under)))
    return together if together is not None and _length(together) < _length(tree) else tree


def _length(tree: Node) -> tuple[int, int]:
    digits = sum(len(repr(part.value)) for part in walk(tree) if part.op == "number")
    return _size(tree), digits


def _like(terms: list[Term], outside: bool) -> list[Term]:
    """The terms with like ones put together, in the order in which each first came.

    ``1/x - 4/x`` has no value at 0, and ``-3/x`` is infinite there.
    """
    sums: dict[object, Term] = {}
    for term in terms:
        key = term.key, not outside and not term.everywhere and term.number < 0
        before = sums.get(key, term._replace(number=term.number * 0, decimal=False))
        count, decimal = before.number + term.number, before.decimal or term.decimal
        sums[key] = before._replace(number=count, decimal=decimal)
    return list(sums.values())


def _circled(terms: list[Term]) -> list[Term]:
    """The terms, with the squares of a sine and of a cosine that are added as 1."""
    for one in terms:
        for sine in [part for part, power in one.over.items() if part.op == "sin" and power > 1]:
            square = Term(Fraction(1), over={node("cos", *sine.args): 2})
            rest = product(one, Term(Fraction(1), over={sine: -2}))
            if (other := product(rest, square)) in terms:
                left = [term for term in terms if term not in (one, other)]
                return _circled([*left, rest])
    return terms


def _added(terms: list[Term]) -> Node | None:
    """The sum of the terms, one that is added in front; None if one cannot be written."""
    result = ZERO
    if terms and terms[0].number < 0:
        first = next((term for term in terms if term.number > 0), terms[0])
        terms = [first, *(term for term in terms if term is not first)]
    for place, term in enumerate(terms):
        part = written(term if place == 0 else term._replace(number=abs(term.number)))
        if part is None:
            return None
        result = part if place == 0 else node("-" if term.number < 0 else "+", result, part)
    return result


@lru_cache(maxsize=4096)
def _size(tree: Node) -> int:
    """How many parts a formula has as it is read; a power is one sign on its base."""
    match tree.op, tree.args:
        case "**", (a, Node(op="number")):
            return 1 + _size(a)
    return 1 + sum(map(_size, tree.args))
