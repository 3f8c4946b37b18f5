"""The form in which two equal formulas look the same, written out as a formula again."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import tidied
from actviz.formula.tree import Node, X, node, number, rebuild
from actviz.readings.identity.laws import Forms
from actviz.readings.identity.parts import Cut, Part
from actviz.readings.identity.quotient_reading import agreed, meaning
from actviz.readings.identity.quotients import (
    Generator,
    NotExpressed,
    NoValue,
    Polynomial,
    Quotient,
    fraction,
)

_MOST_PARTS = 12  # stretches of a proof that is to be read


class Stretch(NamedTuple):
    """A stretch of the line, open, or one place on it, and what both formulas are there."""

    low: Fraction | None
    high: Fraction | None
    form: Node


def common_forms(one: Node, other: Node) -> list[Stretch] | None:
    """What two formulas both are, stretch by stretch from left to right.

    None where that is not shown, or is shown but not easily written. Places between stretches are
    left out: there the formulas agree as well.
    """
    parts = [Part.between(-math.inf, math.inf)]
    stretches: list[Stretch] = []
    while parts:
        if len(stretches) + len(parts) > _MOST_PARTS:
            return None
        part = parts.pop(0)
        try:
            known = agreed(one, other, part)
            form = _Writer(known[0]).quotient(known[1]) if known else None
        except Cut as cut:
            parts = part.cut(cut.x) + parts
            continue
        except NoValue:
            if part.place:
                continue  # nothing to be shown there, and nothing is
            return None
        except (NotExpressed, OverflowError):
            return None
        if form is None:
            return None
        if not part.place:
            stretches.append(Stretch(part.low, part.high, form))
    return stretches


def written_out(tree: Node) -> Node:
    """The formula with functions that have a definition in others replaced by it."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        rebuilt = tidied(current.op, *args) if args else current
        atom = ATOMS.get(rebuilt.op)
        if atom is None or atom.primitive:
            return rebuilt
        try:
            means = meaning(rebuilt)
        except NotExpressed:
            return rebuilt
        return rebuilt if "where" in _signs(means) else written_out(means)

    return rebuild(tree, change)


def _signs(tree: Node) -> set[str]:
    return {tree.op}.union(*map(_signs, tree.args))


class _Writer:
    """Quotients as formulas."""

    def __init__(self, forms: Forms) -> None:
        self.forms = forms

    def quotient(self, value: Quotient) -> Node:
        """Numerator over denominator; fractions in the coefficients go below."""
        top, below = value
        scale = math.lcm(*(fraction(one).denominator for one in top.to_dict().values()), 1)
        scale = math.lcm(scale, *(fraction(one).denominator for one in below.to_dict().values()))
        upper = self.polynomial(top, scale)
        lower = self.polynomial(below, scale)
        return tidied("/", upper, lower)

    def polynomial(self, value: Polynomial, scale: int = 1) -> Node:
        """A sum of products, times a whole number."""
        result: Node | None = None
        for monomial, coefficient in value.to_dict().items():
            share = fraction(coefficient) * scale
            part = self._product(abs(share), tuple(map(int, monomial)))
            if result is None:
                result = node("neg", part) if share < 0 else part
            else:
                result = node("-" if share < 0 else "+", result, part)
        return number(0) if result is None else result

    def _product(self, share: Fraction, powers: tuple[int, ...]) -> Node:
        rational = number(share.numerator)
        if share.denominator != 1:
            rational = node("/", rational, number(share.denominator))
        result = rational
        for index, power in enumerate(powers):
            if power:
                result = tidied("*", result, self._raised(self.forms.generators[index], power))
        return result

    def _raised(self, known: Generator, power: int) -> Node:
        if known.kind == "exp":
            part, step = known.argument
            return node("exp", self.quotient(self.forms.scaled(part, step * power)))
        base = self._generator(known)
        return base if power == 1 else node("**", base, number(power))

    def _generator(self, known: Generator) -> Node:
        argument = known.argument
        match known.kind:
            case "x":
                return X
            case "name":
                return argument  # type: ignore[no-any-return]
            case "pi":
                return node("pi")
        if known.kind in ATOMS and isinstance(argument, Quotient):
            return node(known.kind, self.quotient(argument))
        if known.kind == "root":
            base, step = argument
            power = node("/", number(step.numerator), number(step.denominator))
            return node("**", self.polynomial(base), power)
        raise NotExpressed(f"{known.kind} is not written")
