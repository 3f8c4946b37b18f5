"""Slopes of quotients of which parts stand above and below, so that most of the numerator is gone.

That of ``(s - b)/(1 - b)`` in b is ``((s - b) - (1 - b))/(1 - b)**2``, in which b takes all digits
of s - 1 but is not there: products are multiplied out, and what is in them twice is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import reduce
from typing import Final, TypeAlias

from actviz.formula.calculus import Inner, derivative_by
from actviz.formula.constants import constant_value
from actviz.formula.tidying import merged
from actviz.formula.tree import ONE, TWO, Node, addends, node, number
from actviz.readings.notation.plain import to_text

_MOST: Final = 64  # terms

Terms: TypeAlias = Mapping[frozenset[tuple[Node, int]], int]  # powers of factors, how many times


def slope(tree: Node, wrt: str) -> Node:
    """The slope of a formula in a parameter, its quotients so written where something goes out."""

    def own(part: Node, inner: Inner) -> Node | None:
        if part.op != "/" or any(wrt not in arg.names for arg in part.args):
            return None
        above, below = part.args
        first, second = (
            _times(_terms(inner(one)), _terms(other))
            for one, other in ((above, below), (below, above))
        )
        left = _sum([(1, first), (-1, second)])
        if len(first) * len(second) > _MOST or len(left) == len(first) + len(second):
            return None
        return node("/", _tree(left), node("**", below, TWO))

    return derivative_by(tree, wrt, own)


def _terms(tree: Node) -> Terms:
    """A formula as a sum of products."""
    return _sum([(sign, _product_of(one)) for sign, one in addends(tree)])


def _product_of(one: Node) -> Terms:
    value = constant_value(one)
    if value is not None and value.denominator == 1:
        return {frozenset(): int(value)}
    if one.op == "*":
        return _times(*map(_terms, one.args))
    return {frozenset({(one, 1)}): 1}


def _times(a: Terms, b: Terms) -> Terms:
    terms: Counter[frozenset[tuple[Node, int]]] = Counter()
    for one, many in a.items():
        for other, more in b.items():
            product = Counter(dict(one)) + Counter(dict(other))
            terms[frozenset(product.items())] += many * more
    return {product: times for product, times in terms.items() if times}


def _sum(parts: list[tuple[int, Terms]]) -> Terms:
    terms: Counter[frozenset[tuple[Node, int]]] = Counter()
    for sign, one in parts:
        for product, times in one.items():
            terms[product] += sign * times
    return {product: times for product, times in terms.items() if times}


def _tree(terms: Terms) -> Node:
    """A sum of products as a formula, what all of them have in common in front."""
    products = [Counter(dict(one)) for one in terms]
    common = reduce(lambda a, b: a & b, products) if products else Counter[Node]()
    total = number(0)
    for product, times in zip(products, terms.values(), strict=True):
        term = merged("*", number(abs(times)), _product(product - common))
        if total.op == "number" and total.value == 0:
            total = merged("neg", term) if times < 0 else term
        else:
            total = merged("-" if times < 0 else "+", total, term)
    return merged("*", _product(common), _complement(total))


def _product(factors: Counter[Node]) -> Node:
    powers = [
        one if power == 1 else node("**", one, number(power)) for one, power in factors.items()
    ]
    return reduce(lambda a, b: merged("*", a, b), sorted(powers, key=to_text), ONE)


def _complement(total: Node) -> Node:
    """What a sigmoid lacks of 1, and the logarithm of a quotient next to 1, each by itself."""
    match total.op, total.args:
        case "-", (a, b) if a is ONE and b.op == "sigmoid":
            return node("sigmoid", merged("neg", *b.args))
        case "-", (a, b) if b is ONE and a.op == "sigmoid":
            return node("neg", node("sigmoid", merged("neg", *a.args)))
        case "-", (Node(op="log", args=(a,)), Node(op="log", args=(b,))):
            apart = node("/", _tree(_sum([(1, _terms(a)), (-1, _terms(b))])), b)
            close = node("<", node("abs", apart), number(0.5))
            return node("where", close, node("log1p", apart), total)
    return total
