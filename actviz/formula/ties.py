"""Where the cases of a formula meet: ties of its comparisons, zeros at which it may break.

A derivative is taken branch by branch, so at a tie it is that of the branch which the condition
picks there. If all that changes at a place picks the same side, that is a one-sided derivative. If
not (``sign(x)`` at 0 is neither that of the left nor that of the right), the picks may make up a
number that is the slope of neither side: such places are *mixed*.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from functools import cache, lru_cache
from itertools import product
from math import frexp, prod
from typing import Final

from actviz.dataclass import dataclass
from actviz.formula.atoms import ATOMS, STEPS
from actviz.formula.calculus import derivative, spelled_out, tidied, tidy
from actviz.formula.grammar import constant_value, parse_condition
from actviz.formula.signs import above_zero
from actviz.formula.tree import COMPARISONS, ZERO, Node, literal, node, substitute, walk

INPUTS: Final = frozenset("xuv")  # of functions of one number and of gated units
_BRANCHES: Final = 16  # pieces of a difference that are looked at one by one

# Which side of a rising difference's zero a comparison with zero picks there; 0: neither.
_PICKS: Final = {">": -1, "<": 1, ">=": 1, "<=": -1, "==": 0, "!=": 0, "sign": 0}


@dataclass(frozen=True, slots=True)
class Tie:
    """Two expressions whose equality is a tie, and what asks for it: a comparison, sign, a step."""

    op: str
    left: Node
    right: Node

    @property
    def isolated(self) -> bool:
        """Whether the tie itself is a case of its own."""
        return _PICKS.get(self.op) == 0

    @property
    def steps(self) -> bool:
        """Whether it is that of floor or one of its kin: at many places, and on one side."""
        return self.op not in _PICKS


@dataclass(frozen=True, slots=True)
class Mixed:
    """The places at which picks may disagree: known ones, and ties to be tried at every point."""

    places: tuple[Fraction, ...] = ()
    ties: tuple[Tie, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.places or self.ties)


def delicate(tree: Node, letter: str = "x") -> list[Node]:
    """The parts of a formula at whose zeros it may break: divisors, arguments of logs and roots.

    What is plainly above 0, such as ``1 + exp(u)``, has no zero and is none of them. An exponent is
    one where its base may be 0 throughout: 0**x is 1 at 0 and 0 right of it.
    """
    return [part for part in _delicate(tree) if letter in part.names]


@lru_cache(maxsize=256)  # asked of a formula once for each of its letters
def _delicate(tree: Node) -> list[Node]:
    parts = []
    for current in walk(spelled_out(tree)):
        part = broken_by(current)
        if part is None or above_zero(part):
            continue
        parts.append(part)
        if current.op == "**" and (not part.names or any(map(branched, walk(part)))):
            parts.append(current.args[1])
    return parts


def branched(current: Node) -> bool:
    """Whether a block is not one analytic function: elsewhere it may be another branch."""
    if current.op == "**":
        power = constant_value(current.args[1])
        return power is None or power.denominator != 1
    atom = ATOMS.get(current.op)
    return current.op in ("where", "hypot") or bool(atom and (atom.domain or not atom.smooth))


def broken_by(current: Node) -> Node | None:
    """The part of an operation, spelled out, at whose zeros it may break."""
    match current.op, current.args:
        case "/", (_, divisor):
            return divisor
        case "**", (base, exponent):
            power = constant_value(exponent)
            if power is None or power.denominator != 1 or power < 0:
                return base
        case op, (inner,) if op in ATOMS and ATOMS[op].domain:
            return tidied("+", literal(-edge(op)), inner)
        case "hypot", (one, other):
            if not (constant_value(one) or constant_value(other)):
                return current
    return None


@cache
def edge(op: str) -> int:
    """Where the domain of a block begins: at -1 that of log1p."""
    value = constant_value(parse_condition(ATOMS[op].domain, ("u",)).args[1])
    return int(value or 0)


def step_atoms(tree: Node) -> list[Node]:
    """The floors and their kin in a formula whose arguments are not constant."""
    return [current for current in walk(tree) if current.op in STEPS and "x" in current.names]


def logarithmic(tree: Node) -> bool:
    """Whether a formula holds a block whose derivative has values where it has none."""
    return any(part.op in ATOMS and ATOMS[part.op].forgets for part in walk(spelled_out(tree)))


@lru_cache(maxsize=1024)
def forgets(
    tree: Node,
    derived: Node,
    values: tuple[tuple[str, float], ...] = (),
    inputs: frozenset[str] = INPUTS,
) -> bool:
    """Whether a formula may have no value where a derivative of it, as it stands, has one.

    The slope 1/u of a logarithm has values where the logarithm has none, of what cancels nothing
    is left (of sqrt(x) - sqrt(x) + x the rules of derivation leave 1), and a case that is not
    taken is not missed: of max(1/x, 0) they leave 0 where 1/x > 0 does not hold.

    Args:
        values: of letters, as far as they are known: x + sqrt(a) has values nowhere if a is -1.
        inputs: the letters that may be anything. Those that are neither are where they may be.
    """
    if logarithmic(tree):
        return True
    known = {word: literal(value) for word, value in values}
    tree, derived = (substitute(one, known) for one in (tree, derived))
    kept = _breakable(derived, inputs)
    return any(
        not any(factor is same and cases >= others for others, same in kept)
        for cases, factor in _breakable(tree, inputs)
    )


@lru_cache(maxsize=256)
def poles(tree: Node) -> tuple[Node, ...]:
    """The parts of a formula at whose zeros it may be infinite: divisors, arguments of logs."""
    roots = "sqrt", "hypot"
    parts = (broken_by(part) for part in walk(spelled_out(tree)) if part.op not in roots)
    return tuple(part for part in parts if part is not None and not above_zero(part))


_Cases = frozenset[tuple[Node, bool]]  # conditions, and whether they hold


def _breakable(tree: Node, inputs: frozenset[str]) -> set[tuple[_Cases, Node]]:
    """The factors at whose zeros a formula may break, each with the cases in which it counts."""
    breakable: dict[Node, set[tuple[_Cases, Node]]] = {}
    for current in walk(spelled_out(tree)):
        own = broken_by(current)
        zeros_at = [factor for factor in (factors(own) if own else ()) if factor.names & inputs]
        if own and not own.names and not _unbroken(current.op, own):
            zeros_at = [own]
        parts = {(_Cases(), factor) for factor in zeros_at}
        args = [breakable[arg] for arg in current.args]
        if current.op == "where":
            condition = current.args[0]
            for arg, holds in zip(args[1:], (True, False), strict=True):
                parts |= {(cases | {(condition, holds)}, factor) for cases, factor in arg}
        elif current.op not in COMPARISONS:
            parts = parts.union(*args)
        breakable[current] = parts
    return breakable[current]


def _unbroken(op: str, part: Node) -> bool:
    """Whether a number is surely none at which an operation breaks."""
    value = constant_value(part)
    return value is not None and (value > 0 or (value < 0 and op == "/"))


def factors(part: Node) -> list[Node]:
    """What a product or power is made of: it is zero where one of them is."""
    match part.op, part.args:
        case (("*" | "/"), (a, b)):
            return [*factors(a), *factors(b)]
        case "neg", (a,):
            return factors(a)
        case "**", (a, b) if constant_value(b):
            return factors(a)
    return [part]


@lru_cache(maxsize=1024)
def ties(tree: Node, letter: str) -> tuple[Tie, ...]:
    """All ties in a letter that may change what a formula evaluates to.

    Those of abs, max, min and clip do not: both their branches have the same value there.
    """
    ties = []
    for current in walk(spelled_out(tree)):
        if letter not in current.names:
            continue
        if current.op in COMPARISONS:
            ties.append(Tie(current.op, *current.args))
        elif current.op == "sign":
            ties.append(Tie("sign", current.args[0], ZERO))
        elif current.op in STEPS:
            ties.append(Tie(current.op, current.args[0], current))
    return tuple(ties)


@lru_cache(maxsize=1024)
def mixed(tree: Node, letter: str, values: tuple[tuple[str, float], ...] = ()) -> Mixed:
    """Where the picks of a formula in a letter may disagree.

    Args:
        values: the other letters, as far as they are known.
    """
    watched = ties(tree, letter)
    if len(watched) < 2 and all(_simple(tie, letter) for tie in watched):
        return Mixed()
    literals = {word: literal(value) for word, value in values if word != letter}
    picks: dict[Fraction, set[int]] = defaultdict(set)
    tried = []
    for tie in watched:
        roots = _roots(tie, letter, literals)
        if roots is None:
            tried.append(tie)
        for root, side in roots or ():
            picks[root].add(side)
    places = (root for root, sides in picks.items() if sides not in ({-1}, {1}))
    return Mixed(tuple(places), tuple(tried))


def _simple(tie: Tie, letter: str) -> bool:
    """Whether a tie is at one place, or one of many, of which each picks one side."""
    if tie.steps:
        return True
    slope = derivative(tidied("-", tie.left, tie.right), letter)
    return not tie.isolated and bool(constant_value(slope))


def _roots(tie: Tie, letter: str, literals: dict[str, Node]) -> list[tuple[Fraction, int]] | None:
    """Where a tie may be, and which side it picks there; None: its pieces are not all linear."""
    if tie.steps:
        return None
    if any(delicate(side, letter) for side in (tie.left, tie.right)):
        return None  # x/x > 0 is 1 > 0, and not at 0
    pieces = _pieces(substitute(node("-", tie.left, tie.right), literals))
    roots = []
    for piece in pieces or ():
        slope = constant_value(derivative(piece, letter))
        start = constant_value(substitute(piece, {letter: ZERO}))
        if slope is None or (slope and start is None):
            return None
        if slope and start is not None:
            roots.append((-start / slope, _PICKS[tie.op] * (1 if slope > 0 else -1)))
    return roots if pieces else None


def _pieces(tree: Node) -> list[Node] | None:
    """The formulas that a formula is made of, its cases one by one; None: too many."""
    match tree.op, tree.args:
        case "abs", (u,):
            pieces = [piece for part in _pieces(u) or () for piece in (part, tidied("neg", part))]
        case (("max" | "min" | "clip"), args):
            pieces = [piece for arg in args for piece in _pieces(arg) or ()]
        case "where", (_, a, b):
            pieces = [piece for arg in (a, b) for piece in _pieces(arg) or ()]
        case op, args if args:
            parts = [_pieces(arg) or [] for arg in args]
            if prod(len(part) for part in parts) > _BRANCHES:
                return None
            pieces = [tidied(op, *chosen) for chosen in product(*parts)]
        case _:
            pieces = [tree]
    return pieces if 0 < len(pieces) <= _BRANCHES else None


def zeros(tree: Node) -> tuple[Fraction, ...] | None:
    """Where the straight pieces of a formula in x alone are 0; None: its pieces are not straight.

    Not every such place is a zero of the formula, but each zero is among them.
    """
    roots = _roots(Tie("==", tree, ZERO), "x", {})
    return None if roots is None else tuple(dict.fromkeys(root for root, _ in roots))


@lru_cache(maxsize=1024)
def joints(tree: Node, letter: str = "x") -> dict[Node, Node]:
    """Where in a letter picks of a formula may change or it may break, the other letters left.

    Returns:
        Each place as a formula in the other letters, with what is zero there and straight in the
        letter. Of what is not straight no place is told.
    """
    gaps = [tidied("-", tie.left, tie.right) for tie in ties(tree, letter) if not tie.steps]
    places: dict[Node, Node] = {}
    for gap in (*gaps, *delicate(tree, letter)):
        for piece in _pieces(gap) or ():
            for factor in factors(piece):
                slope = derivative(factor, letter)
                if slope is not ZERO and letter not in slope.names:
                    start = substitute(factor, {letter: ZERO})
                    place = tidy(node("/", node("neg", start), slope))
                    places.setdefault(place, factor)
    return places


@lru_cache(maxsize=1024)
def rounded(tree: Node) -> tuple[Tie, ...]:
    """The ties that float64 may decide otherwise than they are, by rounding."""
    return tuple(filter(may_round, ties(tree, "x")))


def may_round(tie: Tie) -> bool:
    """Whether rounding may decide a tie otherwise than it is."""
    if _unrounded(tie.left) and (tie.steps or _unrounded(tie.right)):
        return False
    # Two numbers whose difference is 0 are equal.
    return not (tie.right is ZERO and tie.left.op in ("+", "-") and _plain(tie.left.args))


def _unrounded(tree: Node) -> bool:
    if tree.op in ("*", "/") and is_power_of_2(tree.args[1]):
        return _unrounded(tree.args[0])
    if tree.op == "*" and is_power_of_2(tree.args[0]):
        return _unrounded(tree.args[1])
    return tree.op in ("number", "name") or (
        tree.op in ("neg", "abs", "max", "min", "clip") and _plain(tree.args)
    )


def is_power_of_2(tree: Node) -> bool:
    """Whether to multiply or divide by a number rounds nothing."""
    size = tree.value
    return isinstance(size, (int, float)) and 2**-64 <= size <= 2**64 and frexp(size)[0] == 0.5


def _plain(trees: tuple[Node, ...]) -> bool:
    return all(_unrounded(tree) for tree in trees)
