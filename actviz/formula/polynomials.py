"""Polynomials in parts of a formula, with rational coefficients."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from functools import reduce
from typing import Final, TypeAlias

from actviz.formula.calculus import tidied
from actviz.formula.tree import Node, literal, number

# What each letter, any part of a formula, is raised to in a product, perhaps to a power below 0.
Powers: TypeAlias = frozenset[tuple[Node, int]]
Polynomial: TypeAlias = dict[Powers, Fraction]


def constant(value: Fraction | int) -> Polynomial:
    """A number as a polynomial."""
    return {frozenset(): Fraction(value)} if value else {}


UNITY: Final[Polynomial] = constant(1)


def letter(part: Node, power: int = 1) -> Polynomial:
    """A power of a part of a formula."""
    return {frozenset({(part, power)}): Fraction(1)} if power else UNITY


def plus(a: Polynomial, b: Polynomial, factor: int = 1) -> Polynomial:
    """The sum of one and so many times the other."""
    total = defaultdict(Fraction, a)
    for term, count in b.items():
        total[term] += factor * count
    return {term: count for term, count in total.items() if count}


def times(a: Polynomial, b: Polynomial) -> Polynomial:
    """The product."""
    total: Polynomial = {}
    for one, count in a.items():
        for other, factor in b.items():
            powers = defaultdict(int, one)
            for part, power in other:
                powers[part] += power
            term = frozenset((part, power) for part, power in powers.items() if power)
            total = plus(total, {term: count * factor})
    return total


def derived(a: Polynomial, part: Node) -> Polynomial:
    """The derivative in a letter."""
    terms = (
        times(times(constant(power), rest), letter(part, power - 1))
        for power, rest in by_power(a, part).items()
    )
    return reduce(plus, terms, {})


def by_power(a: Polynomial, part: Node) -> dict[int, Polynomial]:
    """What each power of a letter is multiplied by, the lowest first."""
    coefficients: defaultdict[int, Polynomial] = defaultdict(dict)
    for term, count in a.items():
        rest = frozenset(pair for pair in term if pair[0] is not part)
        coefficients[dict(term).get(part, 0)][rest] = count
    return dict(sorted(coefficients.items()))


def divided(
    a: Mapping[int, Polynomial], b: Mapping[int, Polynomial]
) -> tuple[dict[int, Polynomial], dict[int, Polynomial]]:
    """Quotient and remainder by powers of a letter; the highest of the divisor's is taken once."""
    whole, rest, top = {0: constant(0)}, dict(a), max(b)
    for power in range(max(a), top - 1, -1):
        whole[power - top] = factor = rest.get(power, {})
        for other, part in b.items():
            at = other + power - top
            rest[at] = plus(rest.get(at, {}), times(factor, part), -1)
    return whole, {power: part for power, part in rest.items() if part} or {0: {}}


def written(a: Polynomial, *parts: Node) -> Node:
    """By Horner's rule, in the first of some letters, its coefficients in the next one."""
    if not parts:
        return _summed(a)
    coefficients = by_power(a, parts[0]).items()
    return horner({power: written(rest, *parts[1:]) for power, rest in coefficients}, parts[0])


def horner(coefficients: Mapping[int, Node], part: Node) -> Node:
    """The sum of coefficients times powers that are not below 0, the lowest of them first."""
    total, above = number(0), max(coefficients, default=0)
    for power in sorted(coefficients, reverse=True):
        total = tidied("+", coefficients[power], tidied("*", total, _raised(part, above - power)))
        above = power
    return tidied("*", total, _raised(part, above))


def _raised(part: Node, power: int) -> Node:
    return tidied("**", part, number(power))


def _summed(a: Polynomial) -> Node:
    """Terms one by one: numbers in front, then their letters."""
    total = number(0)
    for term, count in a.items():
        product = literal(count.numerator)
        for part, power in sorted(term, key=lambda pair: repr(pair[0])):
            product = tidied("*", product, _raised(part, power))
        total = tidied("+", total, tidied("/", product, number(count.denominator)))
    return total
