"""A product read as one number, factors and divisors, and written as on paper.

Numbers are multiplied as they are written: ``3*0.044715`` is 0.134145, exactly. What has no value
at some input has none there afterwards: ``x/x`` stays, and ``x/x**3`` is ``1/x**2``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Final, NamedTuple

from actviz.formula.atoms import ATOMS
from actviz.formula.signs import above_zero, not_below_zero
from actviz.formula.tree import ONE, Node, node, number, walk

INPUTS: Final = frozenset(("x", "u", "v"))  # anything else with a name is a parameter
_RAISED: Final = 10_000  # a power of a whole number below it is worked out: (2*x)**3 is 8*x**3
_DIGITS: Final = 15  # a whole number of more is written with a power of ten, if it was typed so


class Term(NamedTuple):
    """A product: its number, and what is multiplied by and divided by, with their powers."""

    number: Fraction
    decimal: bool = False  # whether part of the number was typed as a decimal
    over: Mapping[Node, int] = {}
    under: Mapping[Node, int] = {}

    @property
    def key(self) -> tuple[frozenset[tuple[Node, int]], frozenset[tuple[Node, int]]]:
        """What like terms have in common."""
        return frozenset(self.over.items()), frozenset(self.under.items())

    @property
    def everywhere(self) -> bool:
        """Whether it plainly has a value for every input."""
        inside = not _varies(self.under)
        return inside and all(_everywhere(part) for factor in self.over for part in walk(factor))


def _everywhere(part: Node) -> bool:
    """Whether an operation has a value wherever its arguments have one."""
    if part.op in ("/", "**"):
        power = part.args[1]
        return not power.names & INPUTS and (part.op == "/" or isinstance(power.value, int))
    atom = ATOMS.get(part.op)
    return (atom.has_facts and not atom.domain) if atom else part.op != "where"


def negative(term: Term) -> Term:
    """The product with the other sign."""
    return term._replace(number=-term.number)


def read(tree: Node) -> Term:
    """A formula as a product; of a sum, the sum is the only factor."""
    match tree.op, tree.args:
        case "*", (a, b):
            return product(read(a), read(b))
        case "/", (a, b):
            below = read(b)
            if not below.number or _varies(below.under):  # a/(b/c) has no value where c is 0
                below = Term(Fraction(1), over={b: 1})
            return product(read(a), _flipped(below))
        case "neg", (a,):
            return negative(read(a))
        case "**", (base, Node(op="number", value=int(power))) if power > 1:
            return _power(read(base), base, power)
    if isinstance(tree.value, (int, float)):
        return Term(Fraction(repr(tree.value)), isinstance(tree.value, float))
    return Term(Fraction(1), over={tree: 1})


def _power(inner: Term, base: Node, power: int) -> Term:
    """A product raised; what has several factors stays in its bracket: ``(a*x)**2``."""
    raised = inner.number**power
    short = max(map(abs, raised.as_integer_ratio())) < _RAISED
    if not inner.over and not inner.under and short:
        return Term(raised, inner.decimal)
    whole = not inner.decimal and raised.denominator == 1 and short
    if whole and not inner.under and len(inner.over) == 1:
        ((factor, before),) = inner.over.items()
        return Term(raised, over=_known({factor: before * power}))
    if base.op == "neg":
        return Term(Fraction(-1) ** power, over={base.args[0]: power})
    return Term(Fraction(1), over={base: power})


def product(one: Term, other: Term) -> Term:
    """Two products as one."""
    over, under = _added(one.over, other.over), _added(one.under, other.under)
    both = Term(one.number * other.number, one.decimal or other.decimal, over, under)
    # A divisor that is a constant is not 0, where the formula has a value.
    return _cancelled(both, [part for part in over if not part.names & INPUTS or above_zero(part)])


def without_poles(term: Term, positive: Collection[Node] = ()) -> Term:
    """The product with what is above and below the bar cancelled, but for a last one below.

    ``x/x**3`` has no value at 0, and ``1/x**2`` is infinite there. Of what is said to be positive
    none stays.
    """
    return _cancelled(_cancelled(term, positive), term.over, 1)


def with_one_divisor(
    terms: Iterable[Term], below: Mapping[Node, int]
) -> tuple[list[Term], dict[Node, int]]:
    """Terms of a sum that is divided by factors, with their own divisors among those, cancelled."""
    terms, under, own = list(terms), dict(below), dict[Node, int]()
    for term in terms:
        own |= {part: max(power, own.get(part, 0)) for part, power in term.under.items()}
    for part, power in own.items():
        under[part] = under.get(part, 0) + power
    divided = []
    for term in terms:
        lacks = {part: power - term.under.get(part, 0) for part, power in own.items()}
        term = term._replace(over=_added(term.over, lacks), under={})
        for root in [part for part in under if part.op == "sqrt"]:  # it stays below
            pairs, single = divmod(term.over.get(root, 0), 2)
            over = _added({**term.over, root: single}, {root.args[0]: pairs})
            term = term._replace(over=over)
        divided.append(term)
    for part in under:
        spare = 0 if above_zero(part) or not part.names & INPUTS else 1
        for factor, weight in _within(part):
            common = min(
                (under[part] - spare) // weight, *(one.over.get(factor, 0) for one in divided)
            )
            under[part] -= weight * common
            divided = [one._replace(over=_added(one.over, {factor: -common})) for one in divided]
    return divided, {part: power for part, power in under.items() if power}


def _cancelled(term: Term, factors: Collection[Node], spare: int = 0) -> Term:
    """The product with factors cancelled, but for so many of each below."""
    over, under = dict(term.over), dict(term.under)
    for part in term.under:
        for factor, weight in _within(part):
            if factor in factors:
                common = min(over.get(factor, 0), max(under[part] - spare, 0) // weight)
                over[factor] = over.get(factor, 0) - common
                under[part] -= weight * common
    over, under = ({f: n for f, n in part.items() if n} for part in (over, under))
    return term._replace(over=over, under=under)


def spread(term: Term) -> Term:
    """The product with powers of products in it as products of powers."""
    whole = term._replace(over={}, under={})
    for side in ("over", "under"):
        for part, power in getattr(term, side).items():
            inner = read(part)
            if part.op != "*" or inner.under or power > _DIGITS:
                inner = Term(Fraction(1), over={part: 1})
            raised = Term(
                inner.number**power,
                inner.decimal,
                {factor: power * own for factor, own in inner.over.items()},
            )
            whole = product(whole, raised if side == "over" else _flipped(raised))
    return whole


def _flipped(term: Term) -> Term:
    return Term(1 / term.number, term.decimal, term.under, term.over)


def _within(divisor: Node) -> list[tuple[Node, int]]:
    """What cancels with a divisor, and with which power of it: with a root also what is below."""
    return [(divisor, 1), *([(divisor.args[0], 2)] if divisor.op == "sqrt" else [])]


def _varies(factors: Iterable[Node]) -> bool:
    return any(factor.names & INPUTS for factor in factors)


def _added(one: Mapping[Node, int], other: Mapping[Node, int]) -> dict[Node, int]:
    both = dict(one)
    for factor, power in other.items():
        both[factor] = both.get(factor, 0) + power
    return _known(both)


def _known(factors: dict[Node, int]) -> dict[Node, int]:
    """The same with squares of roots as what is below the root, and x*sign(x) as abs(x).

    A root of what may be negative stays: it has no value there.
    """
    known = dict(factors)
    for factor in factors:
        if factor.op == "sign" and (inner := factor.args[0]) in factors:
            size, together = node("abs", inner), min(known[factor], known[inner])
            known |= {size: known.get(size, 0) + together, inner: known[inner] - together}
            known[factor] -= together
        if factor.op == "sqrt" and not_below_zero(inner := factor.args[0]):
            halves = known[factor] + 2 * known.get(inner, 0)
            known[inner], known[factor] = (0, halves) if halves % 2 else (halves // 2, 0)
    return {factor: power for factor, power in known.items() if power}


def written(term: Term) -> Node | None:
    """A term as a formula; None if no double is written as its number is."""
    parts, negative = _number(abs(term.number), term.decimal), term.number < 0
    if parts is None:
        return None
    top, bottom = parts
    front = [number(top)] if top != 1 else []
    simple = sorted((part for part in term.over if _rank(part) < 2), key=_rank)
    front += [_raised(part, term.over[part]) for part in simple]
    rest = [_raised(part, power) for part, power in term.over.items() if part not in simple]
    below = [number(bottom)] if bottom != 1 else []
    below += [_raised(part, term.under[part]) for part in sorted(term.under, key=_rank)]
    if below and (not front or not rest or _varies(term.under)):
        return node("/", _row([*front, *rest], negative), _row(below))
    if below:
        return _row([node("/", _row(front, negative), _row(below)), *rest])
    return _row([*front, *rest], negative)


def _rank(factor: Node) -> int:
    """In which order people write factors: constants, inputs and their powers, the rest."""
    if not factor.names & INPUTS:
        return 0
    plain = factor.op == "name" or (factor.op == "abs" and factor.args[0].op == "name")
    power = factor.op == "**" and not factor.args[1].names & INPUTS
    return 1 if plain or (power and _rank(factor.args[0]) == 1) else 2


def _raised(factor: Node, power: int) -> Node:
    return factor if power == 1 else node("**", factor, number(power))


def _row(factors: Iterable[Node], negative: bool = False) -> Node:
    """Factors in a row; the sign is the first one's, as -2*x is read."""
    first, *rest = list(factors) or [ONE]
    first = node("neg", first) if negative else first
    return reduce(lambda a, b: node("*", a, b), rest, first)


def _number(value: Fraction, decimal: bool) -> tuple[int | float, int] | None:
    """A positive number as it is written, above and below a bar."""
    top, bottom = value.numerator, value.denominator
    if not decimal or (bottom == 1 and top < 10**_DIGITS):
        return top, bottom
    odd = bottom
    for prime in (2, 5):
        while odd % prime == 0:
            odd //= prime
    shown = _double(value * odd)
    if shown is None:
        return None
    plain = odd > 1 and len(f"{top}/{bottom}") <= len(f"{shown!r}/{odd}")
    return (top, bottom) if plain else (shown, odd)


def _double(value: Fraction) -> float | None:
    """The double that is written with just these digits."""
    try:
        nearest = float(value)
    except OverflowError:
        return None
    return nearest if Fraction(repr(nearest)) == value else None
