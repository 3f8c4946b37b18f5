"""Like terms and powers put together: ``x*x + x*x`` is ``2*x**2``.

Nothing is multiplied out, and no term is dropped.
"""

from __future__ import annotations

from typing import TypeAlias

from actviz.formula.tree import Node, node, number, rebuild

# A whole number, and factors with their powers, in the order in which they were written.
_Term: TypeAlias = tuple[int, dict[Node, int]]


def collected(tree: Node) -> Node:
    """The tree with like terms and powers put together, wherever that makes it shorter."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        found = node(current.op, *args) if args else current
        if found.op not in ("+", "-", "*", "neg"):
            return found
        terms = _terms(found)
        together = _like(terms)
        if not all(count for count, _ in together):
            return found
        written = _sum(together)
        shorter = len(together) < len(terms) or _size(written) < _size(found)
        return written if shorter else found

    return rebuild(tree, change)


def _terms(tree: Node) -> list[_Term]:
    match tree.op, tree.args:
        case "+", (a, b):
            return [*_terms(a), *_terms(b)]
        case "-", (a, b):
            return [*_terms(a), *(_times(-1, one) for one in _terms(b))]
        case "neg", (a,):
            return [_times(-1, one) for one in _terms(a)]
    return [_monomial(tree)]


def _times(factor: int, term: _Term) -> _Term:
    return factor * term[0], term[1]


def _monomial(tree: Node) -> _Term:
    match tree.op, tree.args:
        case "*", (a, b):
            (one, factors), (two, others) = _monomial(a), _monomial(b)
            both = dict(factors)
            for factor, power in others.items():
                both[factor] = both.get(factor, 0) + power
            return one * two, both
        case "neg", (a,):
            return _times(-1, _monomial(a))
        case "**", (a, Node(op="number", value=int(power))) if power > 0:
            return 1, {a: power}
    if isinstance(tree.value, int):
        return tree.value, {}
    return 1, {tree: 1}


def _like(terms: list[_Term]) -> list[_Term]:
    """The terms with like ones put together, in the order in which each first came."""
    found: dict[frozenset[tuple[Node, int]], _Term] = {}
    for count, factors in terms:
        key = frozenset(factors.items())
        before = found.get(key, (0, factors))
        found[key] = before[0] + count, before[1]
    return list(found.values())


def _sum(terms: list[_Term]) -> Node:
    result: Node | None = None
    for count, factors in terms:
        part = _product(abs(count), factors)
        if result is None:
            result = _product(count, factors)
        else:
            result = node("-" if count < 0 else "+", result, part)
    assert result is not None
    return result


def _product(count: int, factors: dict[Node, int]) -> Node:
    result = None
    if abs(count) != 1 or not factors:
        result = number(abs(count))
        result = node("neg", result) if count < 0 else result
    for factor, power in factors.items():
        raised = factor if power == 1 else node("**", factor, number(power))
        if result is None:
            result = node("neg", raised) if count < 0 else raised
        else:
            result = node("*", result, raised)
    assert result is not None
    return result


def _size(tree: Node) -> int:
    """How many parts a formula has as it is read; a power is one sign on its base."""
    match tree.op, tree.args:
        case "**", (a, Node(op="number")):
            return 1 + _size(a)
    return 1 + sum(map(_size, tree.args))
