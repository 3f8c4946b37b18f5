"""Formulas that repeat for ever: the proof that ``x - floor(x)`` has no limit.

The series know sines and cosines; steps, and sines of sines, are merely bounded to them. Here the
tree is asked by how much each part changes when x grows by a period: if the whole does not change
and takes two different values, there is no limit. ``x + floor(x)`` repeats but for a constant.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from actviz.formula.atoms import STEPS
from actviz.formula.calculus import expand_cases
from actviz.formula.tree import PI, ZERO, Node, X, node, number, of_parts, rebuild, substitute, walk
from actviz.readings.asymptotics.algebra import Numbers
from actviz.readings.asymptotics.asymptotic_series import MAX_WORK
from actviz.readings.asymptotics.exact_constants import (
    NotDecided,
    NotDefined,
    Number,
    rational,
    single,
    to_node,
)
from actviz.readings.asymptotics.series_reading import Reader

_MULTIPLES: Final = (1, 2, 3, 4, 6, 12)  # of a part's period, tried as that of the whole
# Of several denominators: 7*x - floor(7*x) is 0 at all sevenths.
_PROBES: Final = tuple(Fraction(k**3, n) for k, n in enumerate((7, 11, 13, 17, 19, 23, 29), 1))


def is_periodic(tree: Node, side: int, values: Mapping[str, float]) -> bool:
    """Whether a formula provably repeats for ever on one side without being constant."""
    reader = Reader(values, side, keep=6, work=MAX_WORK // 2)
    try:
        settled = _settled(tree, reader)
        periods = _periods(settled, reader.numbers)
        if any(_drift(settled, period, reader.numbers) == 0 for period in periods):
            return _varies(settled, values)
    except (NotDecided, NotDefined, RecursionError):
        pass
    return False


def period(tree: Node, values: Mapping[str, float]) -> Node | None:
    """A period that a formula provably has wherever x is, as a constant; None: none is found."""
    length, change = recurrence(tree, values) or (None, ZERO)
    return length if change is ZERO else None


def recurrence(tree: Node, values: Mapping[str, float]) -> tuple[Node, Node] | None:
    """A distance after which a formula is provably what it was plus a constant, and that constant.

    The constant is ZERO wherever it can be; None: there is no such distance, or none is found.
    """
    numbers = Reader(values, 1, keep=6, work=MAX_WORK // 2).numbers
    shifted: tuple[Number, Number] | None = None
    try:
        whole = expand_cases(tree)
        for one in _periods(whole, numbers):
            change = _drift(whole, one, numbers)
            if change == 0:
                return to_node(one), ZERO
            if change is not None and shifted is None and numbers.sign(change):
                shifted = one, change
        return shifted and (to_node(shifted[0]), to_node(shifted[1]))
    except (NotDecided, NotDefined, RecursionError):
        return None


def _settled(tree: Node, reader: Reader) -> Node:
    """The tree with every condition replaced by the branch that it picks eventually.

    Towards an infinity, ``trunc`` is ``floor`` or ``ceil``.
    """

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "where" and (verdict := reader.verdict(current.args[0])) is not None:
            return args[1] if verdict else args[2]
        if current.op == "trunc":
            verdict = reader.verdict(node(">=", current.args[0], ZERO))
            return node({True: "floor", False: "ceil", None: "trunc"}[verdict], *args)
        return of_parts(current, args)

    return rebuild(expand_cases(tree), change)


def _periods(tree: Node, numbers: Numbers) -> Iterator[Number]:
    """Multiples of what each part repeats after, and what is a multiple for all parts."""
    parts: list[Number] = []
    for current in walk(tree):
        steps = current.op in STEPS
        if steps or current.op in ("sin", "cos"):
            speed = _drift(current.args[0], 1, numbers)
            if speed is not None and numbers.sign(speed):
                one = numbers.inverse(speed) * (1 if steps else 2 * single(PI))
                yield from (one * times for times in _MULTIPLES)
                parts.append(one)
    ratios = (one * numbers.inverse(parts[0]) for one in parts)
    known = [ratio.as_integer_ratio() for ratio in ratios if isinstance(ratio, int | Fraction)]
    if known and len(known) == len(parts):
        tops, bottoms = zip(*known, strict=True)
        common = Fraction(math.lcm(*tops), math.gcd(*bottoms))
        yield from (parts[0] * common * times for times in (1, 2))  # round needs an even one


def _drift(tree: Node, period: Number, numbers: Numbers) -> Number | None:
    """By how much a formula changes, wherever x is, when x grows by a period; None: it depends."""
    known: dict[Node, Number | None] = {}
    for current in walk(tree):
        drifts = [known[arg] for arg in current.args]
        drift = _drift_of(current, drifts, period, numbers)
        known[current] = rational(drift) if isinstance(drift, Fraction) else drift
    return known[tree]


def _drift_of(
    tree: Node, drifts: list[Number | None], period: Number, numbers: Numbers
) -> Number | None:
    if tree is X:
        return period
    if all(drift == 0 for drift in drifts):
        return 0
    match tree.op, drifts:
        case "neg", [u] if u is not None:
            return -u
        case "+", [u, v] if u is not None and v is not None:
            return u + v
        case "-", [u, v] if u is not None and v is not None:
            return u - v
        case "*", [u, v]:
            for drift, factor in ((u, tree.args[1]), (v, tree.args[0])):
                if drift is not None and "x" not in factor.names:
                    return drift * numbers.of(factor)
        case "/", [u, _] if u is not None and "x" not in tree.args[1].names:
            return u * numbers.inverse(numbers.of(tree.args[1]))
        case "sin" | "cos", [u] if u is not None:
            turns = u * single(PI, -1)
            return 0 if isinstance(turns, int | Fraction) and turns % 2 == 0 else None
        case "floor" | "ceil", [int() as u]:
            return u
        case "round", [int() as u] if u % 2 == 0:
            return u
        case "where", [0, u, v] if u == v:
            return u
        case "<" | "<=" | ">" | ">=" | "==" | "!=", [u, v] if u == v and u is not None:
            return 0
    return None


def _varies(tree: Node, values: Mapping[str, float]) -> bool:
    first: Number | None = None
    reader = Reader(values, 1, keep=5)
    for probe in _PROBES:
        at = node("/", number(probe.numerator), number(probe.denominator))
        value = reader.constant(reader.series(substitute(tree, {"x": at})))
        if first is None:
            first = value
        elif value is not None and reader.numbers.sign(value - first):
            return True
    return False
