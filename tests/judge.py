"""An independent judge: the same trees read by mpmath and by SymPy.

Each atom is written here a second time, by its mathematical definition, without looking at how
actviz computes it. mpmath's careful functions are used where a definition would lose digits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import mpmath as mp
import sympy as sp

from actviz.formula.tree import Node, walk
from actviz.functions.elementwise import Activation, SpecError

mp.mp.dps = 60  # the judge compares at more digits than a double has

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}
ARITHMETIC: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "**": lambda a, b: a**b,
    "neg": lambda a: -a,
}


def _mp_dsinc(order: Any, u: Any) -> Any:
    # The n-th derivative of the power series sum (-1)^k u^(2k)/(2k+1)!, term by term.
    n, u = int(order), mp.mpf(u)
    with mp.extradps(30 + int(abs(u))):  # its terms grow to exp(|u|) before they fall
        total, k = mp.mpf(0), (n + 1) // 2
        while True:
            power = 2 * k - n
            term = (-1) ** k * u**power / (mp.factorial(power) * (2 * k + 1))
            total += term
            if power > abs(u) and abs(term) <= mp.eps * abs(total):
                return total
            k += 1


MPMATH: dict[str, Callable[..., Any]] = {
    "exp": mp.exp,
    "expm1": mp.expm1,
    "log": mp.log,
    "log1p": mp.log1p,
    "scaled_exp": lambda u, v: u * mp.exp(v),
    "sqrt": mp.sqrt,
    "hypot": mp.hypot,
    "sin": mp.sin,
    "cos": mp.cos,
    "atan": mp.atan,
    "sinh": mp.sinh,
    "cosh": mp.cosh,
    "tanh": mp.tanh,
    "sech": mp.sech,
    "asinh": mp.asinh,
    "sinc": mp.sinc,
    "dsinc": _mp_dsinc,
    "sigmoid": lambda u: 1 / (1 + mp.exp(-u)),
    "softplus": lambda u: mp.log1p(mp.exp(u)) if u < 0 else u + mp.log1p(mp.exp(-u)),
    "erf": mp.erf,
    "erfc": mp.erfc,
    "erfcx": lambda u: mp.exp(u**2) * mp.erfc(u),
    "Phi": lambda u: mp.erfc(-u / mp.sqrt(2)) / 2,
    "phi": mp.npdf,
    "abs": abs,
    "sign": mp.sign,
    "max": max,
    "min": min,
    "clip": lambda u, low, high: min(max(u, low), high),
    "floor": mp.floor,
    "ceil": mp.ceil,
    "trunc": lambda u: mp.sign(u) * mp.floor(abs(u)),
    "round": lambda u: mp.mpf(round(Fraction(*mp_fraction(u)))),
}


def mp_fraction(value: Any) -> tuple[int, int]:
    """An mpf as numerator and denominator."""
    mantissa, exponent = int(mp.mpf(value).man), int(mp.mpf(value).exp)
    mantissa = -mantissa if value < 0 else mantissa
    return (mantissa << exponent, 1) if exponent >= 0 else (mantissa, 1 << -exponent)


def mp_value(tree: Node, values: Mapping[str, float], digits: int = 60) -> Any:
    """The formula at a point, in mpmath, branch by branch; ``d`` nodes by numerical derivative."""
    with mp.workdps(max(digits, mp.mp.dps)):  # mp.diff asks for more than it is given
        return _mp(tree, {name: mp.mpf(value) for name, value in values.items()})


def _mp(tree: Node, values: Mapping[str, Any]) -> Any:
    op, args = tree.op, tree.args
    if op == "number":
        return mp.mpf(tree.value)
    if op == "name":
        return values[str(tree.value)]
    if op == "pi":
        return +mp.pi
    if op == "e":
        return +mp.e
    if op == "where":
        condition, then, otherwise = args
        truth = COMPARE[condition.op](*(_mp(side, values) for side in condition.args))
        return _mp(then if truth else otherwise, values)
    if op == "d":
        variable = str(args[1].value)

        def along(moved: Any) -> Any:
            return _mp(args[0], {**values, variable: moved})

        with mp.extradps(30):
            return mp.diff(along, values[variable])
    return (ARITHMETIC.get(op) or MPMATH[op])(*(_mp(arg, values) for arg in args))


x = sp.Symbol("x", real=True)

SYMPY: dict[str, Callable[..., Any]] = {
    "exp": sp.exp,
    "expm1": lambda u: sp.exp(u) - 1,
    "log": sp.log,
    "log1p": lambda u: sp.log(1 + u),
    "scaled_exp": lambda u, v: u * sp.exp(v),
    "sqrt": sp.sqrt,
    "hypot": lambda u, v: sp.sqrt(u**2 + v**2),
    "sin": sp.sin,
    "cos": sp.cos,
    "atan": sp.atan,
    "sinh": sp.sinh,
    "cosh": sp.cosh,
    "tanh": sp.tanh,
    "sech": sp.sech,
    "asinh": sp.asinh,
    "sinc": lambda u: sp.sin(u) / u,
    "dsinc": lambda n, u: sp.diff(sp.sin(x) / x, (x, int(n))).subs(x, u),
    "sigmoid": lambda u: 1 / (1 + sp.exp(-u)),
    "softplus": lambda u: sp.log(1 + sp.exp(u)),
    "erf": sp.erf,
    "erfc": sp.erfc,
    "erfcx": lambda u: sp.exp(u**2) * sp.erfc(u),
    "Phi": lambda u: sp.erfc(-u / sp.sqrt(2)) / 2,
    "phi": lambda u: sp.exp(-(u**2) / 2) / sp.sqrt(2 * sp.pi),
    "abs": lambda u: sp.Piecewise((u, u >= 0), (-u, True)),
    "sign": lambda u: sp.Piecewise((1, u > 0), (-1, u < 0), (0, True)),
    "max": lambda u, v: sp.Piecewise((u, u > v), (v, True)),
    "min": lambda u, v: sp.Piecewise((u, u < v), (v, True)),
    "clip": lambda u, v, w: sp.Piecewise((v, u <= v), (w, u >= w), (u, True)),
    "floor": sp.floor,
    "ceil": sp.ceiling,
    "trunc": lambda u: sp.sign(u) * sp.floor(abs(u)),
    "round": lambda u: sp.floor(u + sp.Rational(1, 2)),
}


def to_sympy(tree: Node) -> Any:
    """The formula as a SymPy expression in real symbols named as in the tree."""
    done: dict[Node, Any] = {}
    for current in walk(tree):
        args = [done[arg] for arg in current.args]
        op = current.op
        if op == "number":
            # A float is the double it is, exactly.
            done[current] = sp.Rational(current.value)
        elif op == "name":
            done[current] = sp.Symbol(str(current.value), real=True)
        elif op in ("pi", "e"):
            done[current] = {"pi": sp.pi, "e": sp.E}[op]
        elif op in COMPARE:
            done[current] = COMPARE[op](*args)
        elif op == "where":
            done[current] = sp.Piecewise((args[1], args[0]), (args[2], True))
        else:
            done[current] = (ARITHMETIC.get(op) or SYMPY[op])(*args)
    return done[tree]


def moved(entry: Activation, letter: str) -> Activation:
    """The entry with one parameter a little off its default, where its formula may have a joint."""
    value = entry.values[letter]
    for step in (1 / 64, -1 / 64):
        try:
            return entry.with_values(**{letter: value + step * max(1.0, abs(value))})
        except SpecError:
            continue
    return entry
