"""Formulas as sums of products: what is in them twice is left out, what all have is in front.

A power whose exponent is a letter and a whole number is the one of the letter alone and so many
factors: of ``u**(b - 1)*v**b - u**b*v**(b - 1)`` nothing is left but ``v - u`` times powers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from math import prod
from typing import Final, TypeAlias

from actviz.formula.constants import constant_value
from actviz.formula.tidying import merged
from actviz.formula.tree import ONE, ZERO, Node, addends, node, number
from actviz.readings.notation.plain import to_text

MOST: Final = 64  # terms

Terms: TypeAlias = Mapping[frozenset[tuple[Node, int]], int]  # powers of factors, how many times


def terms_of(tree: Node, *, quotients: bool = False) -> Terms:
    """A formula as a sum of products.

    Args:
        tree: the formula.
        quotients: whether what stands below is a factor too, though it may be 0.
    """
    return total((sign, _product_of(one, quotients)) for sign, one in addends(tree))


def _product_of(one: Node, quotients: bool) -> Terms:
    value = constant_value(one)
    if value is not None and value.denominator == 1:
        return {frozenset(): int(value)}
    match one.op, one.args:
        case "*", (a, b):
            return times(*(terms_of(each, quotients=quotients) for each in (a, b)))
        case "/", (a, b) if quotients:
            above, below = (terms_of(each, quotients=True) for each in (a, b))
            if list(below.values()) == [1]:
                (product,) = below
                return times(above, {frozenset((part, -power) for part, power in product): 1})
        case "exp", (u,):
            return {frozenset((node("exp", part), times) for part, times in _exponent(u)): 1}
        case "scaled_exp", (a, u):
            return times(*(terms_of(each, quotients=quotients) for each in (a, node("exp", u))))
        case "**", (u, Node(op=("+" | "-") as sign, args=(power, whole))) if power.names:
            many = constant_value(whole)
            if many is not None and many.denominator == 1:
                more = int(many) if sign == "+" else -int(many)
                return {frozenset({(node("**", u, power), 1), (u, more)}): 1}
    return {frozenset({(one, 1)}): 1}


def _exponent(of: Node) -> Iterator[tuple[Node, int]]:
    """What exponentials are taken of whose product one is, and how often."""
    for product, many in terms_of(of).items():
        yield _product(dict(product)), many


def times(a: Terms, b: Terms) -> Terms:
    """The product of two sums, multiplied out."""
    terms: Counter[frozenset[tuple[Node, int]]] = Counter()
    for one, many in a.items():
        for other, more in b.items():
            product = Counter(dict(one))
            product.update(dict(other))
            terms[frozenset((part, power) for part, power in product.items() if power)] += (
                many * more
            )
    return {product: many for product, many in terms.items() if many}


def total(parts: Iterable[tuple[int, Terms]]) -> Terms:
    """The sum of sums, each so many times."""
    terms: Counter[frozenset[tuple[Node, int]]] = Counter()
    for sign, one in parts:
        for product, many in one.items():
            terms[product] += sign * many
    return {product: many for product, many in terms.items() if many}


def in_front(terms: Terms) -> tuple[Node, Node, Node]:
    """What all products have in common, the exponent of that, and the sum of what is left of them.

    Of exponentials with negative powers it is the highest: what is left grows no further.
    """
    products = [dict(one) for one in terms]
    every = {part for one in products for part in one}
    least = {}
    for part in every:
        ends = [choose(one.get(part, 0) for one in products) for choose in (min, max)]
        least[part] = ends[part.op == "exp" and ends[1] < 0]
    left = {
        frozenset((part, more) for part in every if (more := one.get(part, 0) - least[part])): many
        for one, many in zip(products, terms.values(), strict=True)
    }
    out = total((many, _multiplied_out(dict(one))) for one, many in left.items())
    exponent, common = _exponent_of(least)
    return _product(common), exponent, _sum(out if len(out) < len(left) else left)


def _multiplied_out(product: Mapping[Node, int]) -> Terms:
    factors = [terms_of(one) for one in sorted(product, key=to_text) for _ in range(product[one])]
    if any(power < 0 for power in product.values()) or prod(map(len, factors)) > MOST:
        return {frozenset(product.items()): 1}
    return reduce(times, factors, terms_of(ONE))


def _sum(terms: Terms) -> Node:
    result = ZERO
    for product, many in terms.items():
        term = merged("*", number(abs(many)), _product(dict(product)))
        if result is ZERO:
            result = merged("neg", term) if many < 0 else term
        else:
            result = merged("-" if many < 0 else "+", result, term)
    return result


def _exponent_of(factors: Mapping[Node, int]) -> tuple[Node, dict[Node, int]]:
    """The exponent of what exponentials are among factors, and the other factors."""
    left = {one: power for one, power in factors.items() if power}
    exponent = ZERO
    for one in sorted((one for one in left if one.op == "exp"), key=lambda one: -left[one]):
        many = left.pop(one)
        part = merged("*", number(abs(many)), one.args[0])
        exponent = merged("-" if many < 0 else "+", exponent, part)
    return exponent, left


def _product(factors: Mapping[Node, int]) -> Node:
    exponent, left = _exponent_of(factors)
    powers = [] if exponent is ZERO else [node("exp", exponent)]
    for one in [one for one in left if one.op == "**"]:
        base, power = one.args
        if left[one] == 1 and (more := left.pop(base, 0)):
            del left[one]
            sign = "-" if more < 0 else "+"
            powers.append(node("**", base, node(sign, power, number(abs(more)))))
    powers += [one if power == 1 else node("**", one, number(power)) for one, power in left.items()]
    return reduce(lambda a, b: merged("*", a, b), sorted(powers, key=to_text), ONE)
