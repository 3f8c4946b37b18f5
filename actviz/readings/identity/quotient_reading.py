"""Tree to quotient: every operation of the formula language on one part of the line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

import actviz.readings.identity.quotient_signs as signs
from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import instantiate
from actviz.formula.tree import ZERO, Node, holds, node
from actviz.readings.effort import check
from actviz.readings.identity.laws import Forms
from actviz.readings.identity.parts import Part
from actviz.readings.identity.quotients import Finer, Grain, NotExpressed, Quotient

_MOST_ATTEMPTS: Final = 12  # at one part, each with finer exponents


def agreed(one: Node, other: Node, part: Part) -> tuple[Forms, Quotient] | None:
    """What two formulas both are on a part of the line; None: they are not shown to agree.

    Raises:
        NotExpressed: one of them is no quotient; ``NoValue`` where it has no value.
        Cut: they have to be compared on smaller parts.
    """
    grain = Grain()
    for _ in range(_MOST_ATTEMPTS):
        forms = Forms(grain, part)
        try:
            left, right = quotient(one, forms), quotient(other, forms)
            gap = left if other is ZERO else forms.add(left, forms.scaled(right, -1))
            if gap.top.is_zero():
                return forms, left
        except Finer:
            continue
        if not (grain.inverse and grain.inverted):
            return None
        grain.inverse = False
    raise NotExpressed("exponents without a common step")


def quotient(tree: Node, forms: Forms) -> Quotient:
    """A formula as a quotient; of a ``where`` only the branch that its condition picks is read.

    Raises:
        NotExpressed: it is no such quotient.
        Finer, Cut: the comparison has to start again.
    """
    known: dict[Node, Quotient] = {}
    instead: dict[Node, Node] = {}
    stack = [tree]
    while stack:
        check()
        current = stack[-1]
        args = current.args[0].args if current.op == "where" else current.args
        if current in instead:
            args = (instead[current],)
        missing = [arg for arg in args if arg not in known]
        if missing:
            stack += missing
            continue
        if current in instead:
            known[current] = known[instead[current]]
        elif current.op == "where":
            instead[current] = _branch(forms, current, known)
            continue
        elif current.op in ATOMS and current.op not in _ATOMS:
            instead[current] = meaning(current)
            continue
        else:
            known[current] = _apply(forms, current, [known[arg] for arg in args])
        stack.pop()
    return known[tree]


def _branch(forms: Forms, current: Node, known: Mapping[Node, Quotient]) -> Node:
    condition, then, otherwise = current.args
    left, right = (known[side] for side in condition.args)
    sign = signs.known(forms, forms.add(left, forms.scaled(right, -1)))
    if sign is None:
        raise NotExpressed("a condition that is not solved exactly")
    return then if holds(condition.op, sign) else otherwise


def meaning(current: Node) -> Node:
    """What a function of the language is in terms of others.

    Raises:
        NotExpressed: nothing that is written here.
    """
    atom = ATOMS[current.op]
    if atom.primitive and current.op not in _SPELLED:
        raise NotExpressed(f"{current.op} has no such form")
    means = _SPELLED.get(current.op, atom.means)
    return instantiate(means, dict(zip("uvw", current.args, strict=False)), node)


def _apply(forms: Forms, current: Node, args: list[Quotient]) -> Quotient:
    match current.op, args:
        case "number", _:
            assert isinstance(current.value, (int, float))
            return forms.constant(Fraction(current.value))
        case "name", _:
            return forms.x if current.value == "x" else forms.generator("name", current)
        case "pi", _:
            return forms.generator("pi", None, positive=True)
        case "e", _:
            return forms.exp(forms.constant(1))
        case "neg", [a]:
            return forms.scaled(a, -1)
        case "+", [a, b]:
            return forms.add(a, b)
        case "-", [a, b]:
            return forms.add(a, forms.scaled(b, -1))
        case "*", [a, b]:
            return forms.times(a, b)
        case "/", [a, b]:
            return forms.over(a, b)
        case "**", [a, b]:
            exponent = forms.number_of(b)
            if exponent is not None:
                return forms.power(a, exponent)
            return forms.exp(forms.times(b, forms.log(a)))
    return _ATOMS[current.op](forms, *args)


def _sign(forms: Forms, u: Quotient) -> Quotient:
    sign = signs.known(forms, u)
    return forms.odd("sign", u) if sign is None else forms.constant(sign)


def _sinc(forms: Forms, u: Quotient) -> Quotient:
    return forms.constant(1) if u.top.is_zero() else forms.over(forms.odd("sin", u), u)


def _dsinc(forms: Forms, order: Quotient, u: Quotient) -> Quotient:
    count = int(forms.number_of(order) or 0)
    return (forms.odd if count % 2 else forms.even)(f"dsinc {count}", u)


def _odd(kind: str) -> Callable[[Forms, Quotient], Quotient]:
    return lambda forms, u: forms.odd(kind, u)


_ATOMS: Final[Mapping[str, Callable[..., Quotient]]] = {
    **{kind: _odd(kind) for kind in ("sin", "atan", "asinh", "erf", "round", "trunc")},
    "exp": Forms.exp,
    "log": Forms.log,
    "cos": Forms.cosine,
    "sinc": _sinc,
    "dsinc": _dsinc,
    "abs": Forms.absolute,
    "sign": _sign,
    "floor": lambda forms, u: forms.generator("floor", u),
}  # fmt: skip
# Every other atom is read as what it means, or as this, which is the same.
_SPELLED: Final = {
    "erfc": "1 - erf(u)", "ceil": "-floor(-u)",
    "max": "(u + v + abs(u - v))/2", "min": "(u + v - abs(u - v))/2",
}  # fmt: skip
