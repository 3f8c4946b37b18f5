"""Which quotient each operation and atom of a formula is: :mod:`quotients` put to use."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from actviz.formula.tree import Node, walk
from actviz.readings.quotients import Finer, Forms, NotExpressed, Quotient


def attempt(work: Callable[[dict[Any, Fraction]], Any]) -> Any:
    """Do something with forms, again and again until the steps of exponents are fine enough."""
    steps: dict[Any, Fraction] = {}
    for _ in range(12):
        try:
            return work(steps)
        except Finer:
            continue
    raise NotExpressed("exponents without a common step")


def quotient(tree: Node, forms: Forms, where: Callable[..., Quotient]) -> Quotient:
    """A formula in x alone as a quotient.

    Args:
        tree: a formula without abs, sign, max, min and clip.
        forms: what it is written in.
        where: picks the branch of a ``where``: called with its condition's operator, the
            difference of the condition's sides, and functions that give the branches.

    Raises:
        NotExpressed: it is no such quotient.
    """
    known: dict[Node, Quotient] = {}

    def read(current: Node) -> Quotient:
        if current not in known:
            if current.op == "where":
                condition, then, otherwise = current.args
                left, right = (read(side) for side in condition.args)
                apart = forms.add(left, forms.negated(right))
                known[current] = where(condition.op, apart, lambda: read(then),
                                       lambda: read(otherwise))  # fmt: skip
            else:
                known[current] = _apply(forms, current, [read(arg) for arg in current.args])
        return known[current]

    inner = {arg for part in walk(tree) if part.op == "where" for arg in part.args}
    for current in walk(tree):  # arguments first, so that recursion stays shallow
        if not inner and current.op != "where":
            known[current] = _apply(forms, current, [known[arg] for arg in current.args])
    return read(tree)


def _apply(forms: Forms, current: Node, args: list[Quotient]) -> Quotient:
    match current.op, args:
        case "number", _:
            assert isinstance(current.value, (int, float))
            return forms.constant(Fraction(current.value))
        case "name", _ if current.value == "x":
            return forms.x
        case "pi", _:
            return forms.pi()
        case "e", _:
            return forms.exp(forms.constant(1))
        case "neg", [a]:
            return forms.negated(a)
        case "+", [a, b]:
            return forms.add(a, b)
        case "-", [a, b]:
            return forms.add(a, forms.negated(b))
        case "*", [a, b]:
            return forms.times(a, b)
        case "/", [a, b]:
            return forms.over(a, b)
        case "**", [a, b]:
            return _raised(forms, a, b)
        case op, _ if op in _ATOMS:
            return _ATOMS[op](forms, *args)
    raise NotExpressed(f"{current.op} has no such form")


def _raised(forms: Forms, a: Quotient, b: Quotient) -> Quotient:
    exponent = forms.number_of(b)
    if exponent is not None and exponent.denominator == 1:
        return forms.power(a, exponent.numerator)
    if exponent is not None and exponent.denominator == 2:
        return forms.power(forms.root(a), exponent.numerator)
    return forms.exp(forms.times(b, forms.log(a)))


def _sum(forms: Forms, u: Quotient, value: int) -> Quotient:
    return forms.add(u, forms.constant(value))


def _tanh(forms: Forms, u: Quotient) -> Quotient:
    double = forms.exp(forms.times(forms.constant(2), u))
    return forms.over(_sum(forms, double, -1), _sum(forms, double, 1))


def _sigmoid(forms: Forms, u: Quotient) -> Quotient:
    up = forms.exp(u)
    return forms.over(up, _sum(forms, up, 1))


def _sech(forms: Forms, u: Quotient) -> Quotient:
    up = forms.exp(u)
    return forms.over(forms.times(forms.constant(2), up), _sum(forms, forms.times(up, up), 1))


def _hyperbolic(forms: Forms, u: Quotient, sign: int) -> Quotient:
    up, down = forms.exp(u), forms.exp(forms.negated(u))
    half = forms.constant(Fraction(1, 2))
    return forms.times(half, forms.add(up, forms.times(forms.constant(sign), down)))


def _erfc(forms: Forms, u: Quotient) -> Quotient:
    return _sum(forms, forms.negated(forms.odd("erf", u)), 1)


def _cumulative(forms: Forms, u: Quotient) -> Quotient:
    inner = forms.over(u, forms.root(forms.constant(2)))
    half = forms.constant(Fraction(1, 2))
    return forms.times(half, _sum(forms, forms.odd("erf", inner), 1))


def _density(forms: Forms, u: Quotient) -> Quotient:
    bell = forms.exp(forms.times(forms.constant(Fraction(-1, 2)), forms.times(u, u)))
    return forms.over(bell, forms.root(forms.times(forms.constant(2), forms.pi())))


def _scaled_erfc(forms: Forms, u: Quotient) -> Quotient:
    return forms.times(forms.exp(forms.times(u, u)), _erfc(forms, u))


def _hypotenuse(forms: Forms, u: Quotient, v: Quotient) -> Quotient:
    return forms.root(forms.add(forms.times(u, u), forms.times(v, v)))


_ATOMS: Final[dict[str, Callable[..., Quotient]]] = {
    "exp": Forms.exp,
    "expm1": lambda forms, u: _sum(forms, forms.exp(u), -1),
    "log": Forms.log,
    "log1p": lambda forms, u: forms.log(_sum(forms, u, 1)),
    "scaled_exp": lambda forms, u, v: forms.times(u, forms.exp(v)),
    "sqrt": Forms.root,
    "hypot": _hypotenuse,
    "sin": lambda forms, u: forms.odd("sin", u),
    "cos": Forms.cosine,
    "sinc": lambda forms, u: forms.over(forms.odd("sin", u), u),
    "atan": lambda forms, u: forms.odd("atan", u),
    "asinh": lambda forms, u: forms.odd("asinh", u),
    "sinh": lambda forms, u: _hyperbolic(forms, u, -1),
    "cosh": lambda forms, u: _hyperbolic(forms, u, 1),
    "tanh": _tanh,
    "sech": _sech,
    "sigmoid": _sigmoid,
    "softplus": lambda forms, u: forms.log(_sum(forms, forms.exp(u), 1)),
    "erf": lambda forms, u: forms.odd("erf", u),
    "erfc": _erfc,
    "erfcx": _scaled_erfc,
    "Phi": _cumulative,
    "phi": _density,
    "trunc": lambda forms, u: forms.odd("trunc", u),
    "round": lambda forms, u: forms.odd("round", u),
    "floor": lambda forms, u: forms.other("floor", u),
    "ceil": lambda forms, u: forms.negated(forms.other("floor", forms.negated(u))),
}
