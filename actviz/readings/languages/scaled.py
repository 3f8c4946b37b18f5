"""A formula in numbers with a power of two beside them, which neither overflow nor underflow.

``x/sinh(x)`` is an ordinary number where sinh(x) is larger than any double. Every step is taken of
a part and a number of steps (:mod:`~actviz.readings.languages.scaled_rows`), and only the result is
a double again. Functions that bring a number back to ordinary size take the double next to their
argument; where that has become subnormal, they are straight lines.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final, NamedTuple

from actviz.formula.atoms import STEPS
from actviz.formula.constants import constant_value
from actviz.formula.tree import COMPARISONS, ONE, TWO, ZERO, Node, literal, node, number, walk
from actviz.readings.languages.lowering import POWERS, lowered, minus, raised
from actviz.readings.languages.scaled_rows import EDGE, END, HIGH, LOG, LOW, steps
from actviz.readings.program_sides import combined

_DIGITS: Final = 2.0**20  # of what is no whole number of steps
_MANY: Final = 2.0**20  # steps
_ALL: Final = 2.0**45  # for a power that is no more than 20 digits long: beyond, none is whole
_FAR: Final = 40.0  # exp(-40) is nothing beside 1
_TAIL: Final = 20.0  # from here on the tail of a normal distribution may be gone
_HELD: Final = number(1e150)  # whose square is a double
# Odd functions that are straight lines next to 0, with their slopes there.
_ODD: Final = {
    **dict.fromkeys(("sin", "atan", "tanh", "sinh", "asinh", "expm1", "log1p"), 1.0),
    "erf": 2 / math.sqrt(math.pi),
}


class Scaled(NamedTuple):
    """``part*2**(1000*step)``; no step is 0 steps."""

    part: Node
    step: Node | None = None
    known: Node | None = None  # the double next to it, where that has been computed already

    @property
    def steps(self) -> Node:
        """The number of steps as a tree."""
        return self.step or ZERO

    @property
    def value(self) -> Node:
        """The double next to it."""
        if self.known is not None or self.step is None:
            return self.known or self.part
        return node("scaled_value", self.part, self.step)


def scaled(tree: Node) -> Node:
    """The formula in such numbers, brought down to what languages have and helpers are for.

    Raises:
        KeyError: there is something in it that is none of the language's blocks.
    """
    known: dict[Node, Scaled] = {}
    conditions: dict[Node, Node] = {}
    low = lowered(tree)
    for current in walk(low):
        if current.op in COMPARISONS:
            conditions[current] = _compared(current.op, *(known[arg] for arg in current.args))
        elif current.op == "where":
            condition, a, b = current.args
            known[current] = _chosen(conditions[condition], known[a], known[b])
        else:
            known[current] = _operation(current, [known[arg] for arg in current.args])
    return known[low].value


# ---------------------------------------------------------------- steps of arithmetic


def _normal(part: Node, steps: Node | None = None) -> Scaled:
    """A double, times a power of two, with a part of ordinary size."""
    step = node("scaled_step", part)
    return Scaled(node("scaled_part", part), step if steps is None else node("+", steps, step))


def _constant(value: float) -> Scaled:
    part, step = steps(value)
    return Scaled(_number(part), _number(step) if step else None)


def _number(value: float) -> Node:
    return literal(int(value) if value.is_integer() and abs(value) < 2**53 else value)


def _chosen(condition: Node, a: Scaled, b: Scaled) -> Scaled:
    part = a.part if a.part is b.part else node("where", condition, a.part, b.part)
    step = a.step if a.steps is b.steps else node("where", condition, a.steps, b.steps)
    return Scaled(part, step)


def _compared(op: str, a: Scaled, b: Scaled) -> Node:
    if b.part is ZERO or (a.step is None and b.step is None) or a == b:
        return node(op, a.part, b.part)
    if a.part is ZERO:
        return node(op, ZERO, b.part)
    return node(op, node("scaled_sum", a.part, a.steps, minus(b.part), b.steps), ZERO)


def _added(a: Scaled, b: Scaled) -> Scaled:
    if a.step is None and b.step is None:
        return _normal(node("+", a.part, b.part))
    total = node("scaled_sum", a.part, a.steps, b.part, b.steps)
    return _normal(total, node("where", node(">", a.steps, b.steps), a.steps, b.steps))


def _times(a: Scaled, b: Scaled) -> Scaled:
    if ONE in (a.part, b.part):
        one, other = (a, b) if a.part is ONE else (b, a)
        step = combined("+", other.step, one.step)
        return other if one.step is None else Scaled(other.part, step)
    return _normal(node("*", a.part, b.part), combined("+", a.step, b.step))


def _over(a: Scaled, b: Scaled) -> Scaled:
    return _normal(node("/", a.part, b.part), combined("-", a.step, b.step))


def _less(a: Node, edge: float) -> Node:
    return node("<", a, _number(float(edge)))


def _minus(a: Scaled) -> Scaled:
    return Scaled(minus(a.part), a.step)


# ---------------------------------------------------------------- functions


def _exp(of: Node) -> Scaled:
    step = node("scaled_exp_step", of)
    return Scaled(node("scaled_exp_part", of, step), step)


def _log(u: Scaled) -> Node:
    return node("log", u.part) if u.step is None else node("scaled_log", u.part, u.step)


def _square_exp(of: Node, half: bool) -> Scaled:
    """``exp(-of**2)``, or of the half of the square, with the digits that ``of`` has."""
    held = node("abs", of)
    held = node("where", node(">", held, _HELD), _HELD, held)
    parts = [node("neg", node(word, held)) for word in ("square_part", "square_rest")]
    if half:
        parts = [node("/", part, TWO) for part in parts]
    return _times(_exp(parts[0]), Scaled(node("exp", parts[1])))


def _operation(current: Node, args: list[Scaled]) -> Scaled:
    match current.op, args:
        case "number", _:
            assert isinstance(current.value, int | float)
            return _constant(float(current.value))
        case "name", _:
            return _normal(current)._replace(known=current)
        case "+", [a, b]:
            return _added(a, b)
        case "-", [a, b]:
            return _added(a, _minus(b))
        case "*", [a, b]:
            return _times(a, b)
        case "/", [a, b]:
            return _over(a, b)
        case "neg", [a]:
            return _minus(a)
        case "abs", [a]:
            return Scaled(node("abs", a.part), a.step)
        case "sqrt", [a]:
            return _root(a, 0.5)
        case "pow", [a, b]:
            return _power(a, b, constant_value(current.args[1]))
        case "scaled_exp", [a, b]:
            return _times(a, _exp(b.value))
        case "hypot", [a, b]:
            return _root(_added(_times(a, a), _times(b, b)), 0.5)
        case word, [a] if word in STEPS and a.step is not None:
            inner = node(word, node("*", a.part, number(0.5 / EDGE)))
            small = _normal(node("where", _less(a.step, 0), inner, node(word, a.part)))
            return _chosen(node(">", a.step, ZERO), a, small)
        case word, [a]:
            return _function(word, a)
    raise KeyError(current.op)


def _function(word: str, a: Scaled) -> Scaled:
    """A function of one number: its tails, and what it is between them."""
    v, size = a.value, node("abs", a.value)
    inner = _normal(node(word, v))
    if word in _ODD and a.step is not None:
        line = _times(_constant(_ODD[word]), a)
        inner = _chosen(_less(a.step, 0), line, inner)
    match word:
        case "exp":
            return _exp(v)
        case "log":
            return _normal(_log(a))
        case "log1p" if a.step is not None:
            return _chosen(node(">", a.step, ZERO), _normal(_log(a)), inner)
        case "asinh" if a.step is not None:
            beyond = node("+", _log(Scaled(node("abs", a.part), a.step)), number(math.log(2)))
            beyond = node("where", _less(a.part, 0), node("neg", beyond), beyond)
            return _chosen(node(">", a.step, ZERO), _normal(beyond), inner)
        case "expm1":
            return _chosen(node(">", v, number(_FAR)), _exp(v), inner)
        case "sigmoid":
            return _chosen(_less(v, -_FAR), _exp(v), inner)
        case "softplus":
            right = inner if a.step is None else _chosen(node(">", a.step, ZERO), a, inner)
            return _chosen(_less(v, -_FAR), _exp(v), right)
        case "sinh" | "cosh":
            far = _times(Scaled(number(0.5)), _exp(size))
            if word == "sinh":
                turned = node("where", _less(a.part, 0), node("neg", far.part), far.part)
                far = Scaled(turned, far.step)
            return _chosen(node(">", size, number(_FAR)), far, inner)
        case "sech":
            far = _times(Scaled(TWO), _exp(node("neg", size)))
            return _chosen(node(">", size, number(_FAR)), far, inner)
        case "phi":
            return _times(Scaled(number(1 / math.sqrt(2 * math.pi))), _square_exp(v, True))
        case "Phi":
            part = node("/", node("erfcx", node("/", size, number(math.sqrt(2)))), TWO)
            far = _times(_square_exp(v, True), _normal(part))
            return _chosen(_less(v, -_TAIL), far, inner)
        case "erfc":
            far = _times(_square_exp(v, False), _normal(node("erfcx", size)))
            return _chosen(node(">", v, number(_TAIL)), far, inner)
        case "erfcx":
            far = _over(Scaled(TWO), _square_exp(v, False))
            right = _over(Scaled(number(1 / math.sqrt(math.pi))), a)
            if a.step is not None:
                inner = _chosen(node(">", a.step, ZERO), right, inner)
            return _chosen(_less(v, -_TAIL), far, inner)
    return inner


def _power(a: Scaled, b: Scaled, power: Fraction | None) -> Scaled:
    if power is None:
        if a.step is None:
            return _normal(node("pow", a.value, b.value))
        step = node("scaled_pow_step", a.part, a.step, b.value)
        return _normal(node("scaled_pow_part", a.part, a.step, b.value, step), step)
    whole, rest = divmod(abs(power), 1)
    if whole > POWERS:
        return _normal(node("pow", a.value, b.value))
    result = _root(a, float(rest)) if rest else Scaled(ONE)
    result = raised(a, int(whole), _times, result)
    return result if power > 0 else _over(Scaled(ONE), result)


def _root(a: Scaled, power: float) -> Scaled:
    """A power between 0 and 1, that of the steps worked out where there are few."""
    part = node("sqrt", a.part) if power == 0.5 else node("pow", a.part, number(power))
    if a.step is None:
        return _normal(part)
    # What is no whole step is so few digits long that its exponent is exact.
    short = round(power * _DIGITS) / _DIGITS
    many = _MANY if power != short else _ALL / Fraction(power).numerator
    far = node(">", node("abs", a.step), number(many))
    few = node("where", far, ZERO, a.step)
    total = node("*", few, number(short))
    whole = node("floor", node("+", total, number(0.5)))
    rest = node("-", total, whole)
    factor = node("exp", node("*", rest, number(HIGH)))
    less = node("*", rest, number(LOW))
    if power != short:
        less = node("+", less, node("*", few, literal((power - short) * LOG)))
    factor = node("*", factor, node("exp", less))
    # The steps of a zero and of an infinity stay theirs; those of an exponential so far out that
    # they are not whole are shared out as they are.
    end = node("<", node("abs", a.step), number(END / 2))
    apart = node("where", end, node("*", a.step, number(power)), a.step)
    return _times(Scaled(factor), Scaled(part, node("where", far, apart, whole)))
