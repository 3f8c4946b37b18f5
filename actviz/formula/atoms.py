"""The building blocks of the language, one row each.

A row states what the block means, its derivative and, where it applies, the cases it consists of
or the arguments it is defined for. In these texts ``u``, ``v``, ``w`` are the arguments and
``du``, ``dv``, ``dw`` their derivatives. A derivative is written in the form that keeps its digits
in floating point: sigmoid' is ``sigmoid(u)*sigmoid(-u)``, not ``s*(1 - s)``, which is 0 from 37 on.
Where the form that people read would lose them at the next order, ``careful`` says the same in the
form that float64 differentiates; the tests check that it is the same.

Blocks made of cases have no derivative of their own: theirs is that of their cases, and at a
joint it is that of the case the comparison picks. ``max``, ``min`` and ``clip`` give a tie to the
constant side, so that relu'(0) = 0 as in the frameworks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Atom:
    """One row: a function of the formula language."""

    name: str
    arguments: str  # "u", "u, v" or "u, v, w"
    means: str  # in terms of simpler blocks, or in words where there are none
    derivative: str = ""  # in u, v, w, du, dv, dw
    careful: str = ""  # the same derivative, for float64, where its own derivative would cancel
    cases: str = ""  # piecewise blocks: the same function with where(...)
    domain: str = ""  # a comparison; "" means every real argument
    literal_first: bool = False  # the first argument is a whole number from 0 to 64
    steps: bool = False  # constant between jumps at infinitely many places

    @property
    def arity(self) -> int:
        """How many arguments it takes."""
        return self.arguments.count(",") + 1

    @property
    def primitive(self) -> bool:
        """Whether ``means`` is words: the readings know the function by themselves."""
        return self.means.startswith("the ")


_ROWS: Final = (
    # Exponentials and logarithms
    Atom("exp", "u", "the exponential function", "exp(u)*du", careful="scaled_exp(du, u)"),
    Atom("expm1", "u", "exp(u) - 1", "exp(u)*du", careful="scaled_exp(du, u)"),
    Atom("log", "u", "the natural logarithm", "du/u", domain="u > 0"),
    Atom("log1p", "u", "log(1 + u)", "du/(1 + u)", domain="u > -1"),
    # r * exp(t) as one operation: exp(t) alone may underflow where the product does not
    Atom("scaled_exp", "u, v", "u*exp(v)", "scaled_exp(du + u*dv, v)"),
    Atom("sqrt", "u", "u**0.5", "du/(2*sqrt(u))", domain="u >= 0"),
    # sqrt(u**2 + v**2) without the overflow of the squares
    Atom("hypot", "u, v", "sqrt(u**2 + v**2)", "(u*du + v*dv)/hypot(u, v)"),
    # Trigonometric and hyperbolic
    Atom("sin", "u", "the sine of an angle in radians", "cos(u)*du"),
    Atom("cos", "u", "the cosine of an angle in radians", "-sin(u)*du"),
    Atom(
        "atan",
        "u",
        "the inverse tangent, between -pi/2 and pi/2",
        "du/(1 + u**2)",
        careful="du*(1/hypot(1, u))**2",
    ),
    Atom("sinh", "u", "(exp(u) - exp(-u))/2", "cosh(u)*du"),
    Atom("cosh", "u", "(exp(u) + exp(-u))/2", "sinh(u)*du"),
    Atom("tanh", "u", "1 - 2/(exp(2*u) + 1)", "sech(u)**2*du"),
    Atom("sech", "u", "2/(exp(u) + exp(-u))", "-sech(u)*tanh(u)*du"),
    Atom("asinh", "u", "log(u + sqrt(u**2 + 1))", "du/hypot(1, u)"),
    # dsinc(n, u): the n-th derivative of sinc, a block of its own because of the hole at 0
    Atom("sinc", "u", "sin(u)/u", "dsinc(1, u)*du"),
    Atom(
        "dsinc", "u, v", "the u-th derivative of sin(v)/v", "dsinc(u + 1, v)*dv", literal_first=True
    ),
    # Sigmoidal
    Atom(
        "sigmoid",
        "u",
        "1/(1 + exp(-u))",
        "sigmoid(u)*sigmoid(-u)*du",
        careful="sech(u/2)**2/4*du",
    ),
    Atom("softplus", "u", "log(1 + exp(u))", "sigmoid(u)*du"),
    # The error function and the normal distribution
    Atom("erf", "u", "1 - erfc(u)", "2/sqrt(pi)*exp(-u**2)*du"),
    Atom("erfc", "u", "the complementary error function", "-2/sqrt(pi)*exp(-u**2)*du"),
    Atom("erfcx", "u", "exp(u**2)*erfc(u)", "(2*u*erfcx(u) - 2/sqrt(pi))*du"),
    Atom("Phi", "u", "erfc(-u/sqrt(2))/2", "phi(u)*du"),
    Atom("phi", "u", "exp(-u**2/2)/sqrt(2*pi)", "-u*phi(u)*du"),
    # Made of cases
    Atom("abs", "u", "where(u >= 0, u, -u)", "sign(u)*du", cases="where(u >= 0, u, -u)"),
    Atom(
        "sign",
        "u",
        "where(u > 0, 1, where(u < 0, -1, 0))",
        cases="where(u > 0, 1, where(u < 0, -1, 0))",
    ),
    Atom("max", "u, v", "where(u > v, u, v)", cases="where(u > v, u, v)"),
    Atom("min", "u, v", "where(u < v, u, v)", cases="where(u < v, u, v)"),
    Atom(
        "clip",
        "u, v, w",
        "min(max(u, v), w)",
        cases="where(u > v, where(u < w, u, w), where(v < w, v, w))",
    ),
    Atom("floor", "u", "the largest whole number not above u", "0*du", steps=True),
    Atom("ceil", "u", "the smallest whole number not below u", "0*du", steps=True),
    Atom("trunc", "u", "the whole part of u", "0*du", steps=True),
    Atom("round", "u", "the nearest whole number, halves to even", "0*du", steps=True),
)  # fmt: skip

ATOMS: Final = {row.name: row for row in _ROWS}


def arity_text(word: str) -> str:
    """How the arguments of a function are spoken of in a message: ``u``, ``u, v``."""
    return ATOMS[word].arguments if word in ATOMS else "condition, a, b"
