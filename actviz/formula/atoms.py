"""The building blocks of the language, one row each.

A row states what the block means and its derivative. In these texts ``u``, ``v``, ``w`` are the
arguments and ``du``, ``dv``, ``dw`` their derivatives. A derivative is written in the form that
keeps its digits in floating point: sigmoid' is ``sigmoid(u)*sigmoid(-u)``, not ``s*(1 - s)``, which
is 0 from 37 on. Where the form that people read would lose them at the next order, ``careful`` says
the same in the form that float64 differentiates; the tests check that it is the same.

What is known of a block besides (where it is defined, its parity, what it comes to at its ends)
stands in its row or follows from what it means: a reading that has no line for a block reads its
meaning (:func:`actviz.formula.calculus.spelled_out`), and so do the facts where the row tells none.

Blocks made of cases have the derivative of their cases, and at a joint it is that of the case the
comparison picks. ``max``, ``min`` and ``clip`` give a tie to the constant side, so that
relu'(0) = 0 as in the frameworks.
"""

from __future__ import annotations

import math
import re
from functools import cache
from typing import Final

from actviz.dataclass import dataclass
from actviz.formula.shorthands import SHORTHANDS


@dataclass(frozen=True, slots=True)
class Atom:
    """One row: a function of the formula language."""

    name: str
    arguments: str  # "u", "u, v" or "u, v, w"
    means: str  # in terms of simpler blocks, or in words where there are none
    derivative: str = ""  # in u, v, w, du, dv, dw; "" for one made of cases: that of its cases
    careful: str = ""  # the same derivative, for float64, where its own derivative would cancel
    domain: str = ""  # u compared with a number; "" means every real argument
    parity: str = ""  # "odd" or "even", in all arguments together
    # What it comes to where its domain begins and ends. In between it rises, or falls, and smoothly
    # unless it is made of cases or steps; of an even one, at 0 and far out on both sides.
    ends: str = ""
    turns: bool = False  # turns for ever, between -1 and 1
    literal_first: bool = False  # the first argument is a whole number from 0 to 64
    steps: bool = False  # constant between jumps at infinitely many places
    word: str = ""  # what mathematicians call it, where that is not its name

    @property
    def arity(self) -> int:
        """How many arguments it takes."""
        return self.arguments.count(",") + 1

    @property
    def primitive(self) -> bool:
        """Whether ``means`` is words: the readings know the function by themselves."""
        return self.means.startswith("the ")

    @property
    def cases(self) -> bool:
        """Whether it is made of cases: in what it means there is a choice."""
        return not self.primitive and _chooses(self.means)

    @property
    def has_facts(self) -> bool:
        """Whether its row tells what facts need to know; else they read what it means."""
        return self.primitive or self.turns or bool(self.ends)

    @property
    def bounds(self) -> tuple[float, float]:
        """What it comes to at its ends, as doubles; NaN where the row does not tell."""
        return _doubles(self.ends) if self.ends else (math.nan, math.nan)

    @property
    def way(self) -> int:
        """1 for a block that rises from end to end, -1 for one that falls; 0: neither, not told."""
        low, high = self.bounds
        return 0 if self.parity == "even" else (low < high) - (low > high)

    @property
    def smooth(self) -> bool:
        """Whether it has every derivative wherever it is defined."""
        return not (self.cases or self.steps)

    @property
    def whole(self) -> bool:
        """Whether it is smooth on the whole line, so that facts of it hold everywhere."""
        return self.has_facts and self.smooth and not self.domain

    @property
    def positive(self) -> bool:
        """Whether it is above zero everywhere; an even one takes the value that it has at 0."""
        low, high = self.bounds
        return self.whole and min(low, high) >= 0 and not (self.parity == "even" and low == 0)

    @property
    def forgets(self) -> bool:
        """Whether its derivative has values where it has none: 1/u is more than log(u)."""
        return bool(self.domain) and f"{self.name}(" not in self.derivative


@cache
def _chooses(text: str) -> bool:
    """Whether there is a choice in a formula, or in a block or a shorthand that it calls."""
    for word in re.findall(r"\w+(?=\()", text):
        if word == "where" or (word in ATOMS and ATOMS[word].cases):
            return True
        if word in SHORTHANDS and _chooses(SHORTHANDS[word][1]):
            return True
    return False


@cache
def _doubles(ends: str) -> tuple[float, float]:
    low, high = (float(eval(text, _NUMBERS)) for text in ends.split(", "))
    return low, high


_NUMBERS: Final = {"pi": math.pi, "inf": math.inf, "sqrt": math.sqrt}  # in the ends of a row
_ROWS: Final = (
    # Exponentials and logarithms
    Atom("exp", "u", "the exponential function", "exp(u)*du",
         careful="scaled_exp(du, u)", ends="0, inf"),
    Atom("expm1", "u", "exp(u) - 1", "exp(u)*du", careful="scaled_exp(du, u)", ends="-1, inf"),
    Atom("log", "u", "the natural logarithm", "du/u", domain="u > 0", ends="-inf, inf"),
    Atom("log1p", "u", "log(1 + u)", "du/(1 + u)", domain="u > -1", ends="-inf, inf"),
    # r * exp(t) as one operation: exp(t) alone may underflow where the product does not
    Atom("scaled_exp", "u, v", "u*exp(v)", "scaled_exp(du + u*dv, v)"),
    Atom("sqrt", "u", "u**0.5", "du/(2*sqrt(u))", domain="u >= 0", ends="0, inf"),
    # sqrt(u**2 + v**2) without the overflow of the squares
    Atom("hypot", "u, v", "sqrt(u**2 + v**2)", "(u*du + v*dv)/hypot(u, v)",
         parity="even", ends="0, inf"),
    # Trigonometric and hyperbolic
    Atom("sin", "u", "the sine of an angle in radians", "cos(u)*du", parity="odd", turns=True),
    Atom("cos", "u", "the cosine of an angle in radians", "-sin(u)*du", parity="even", turns=True),
    Atom("atan", "u", "the inverse tangent, between -pi/2 and pi/2", "du/(1 + u**2)",
         careful="du*(1/hypot(1, u))**2", parity="odd", ends="-pi/2, pi/2", word="arctan"),
    Atom("sinh", "u", "(exp(u) - exp(-u))/2", "cosh(u)*du", parity="odd", ends="-inf, inf"),
    Atom("cosh", "u", "(exp(u) + exp(-u))/2", "sinh(u)*du", parity="even", ends="1, inf"),
    Atom("tanh", "u", "1 - 2/(exp(2*u) + 1)", "sech(u)**2*du", parity="odd", ends="-1, 1"),
    Atom("sech", "u", "2/(exp(u) + exp(-u))", "-sech(u)*tanh(u)*du", parity="even", ends="1, 0"),
    Atom("asinh", "u", "log(u + sqrt(u**2 + 1))", "du/hypot(1, u)",
         parity="odd", ends="-inf, inf", word="arsinh"),
    # dsinc(n, u): the n-th derivative of sinc, a block of its own because of the hole at 0
    Atom("sinc", "u", "sin(u)/u", "dsinc(1, u)*du", parity="even", turns=True),
    Atom("dsinc", "u, v", "the u-th derivative of sin(v)/v", "dsinc(u + 1, v)*dv",
         literal_first=True, turns=True),
    # Sigmoidal
    Atom("sigmoid", "u", "1/(1 + exp(-u))", "sigmoid(u)*sigmoid(-u)*du",
         careful="sech(u/2)**2/4*du", ends="0, 1"),
    Atom("softplus", "u", "log(1 + exp(u))", "sigmoid(u)*du", ends="0, inf"),
    # The error function and the normal distribution
    Atom("erf", "u", "1 - erfc(u)", "2/sqrt(pi)*exp(-u**2)*du", parity="odd", ends="-1, 1"),
    Atom("erfc", "u", "the complementary error function", "-2/sqrt(pi)*exp(-u**2)*du", ends="2, 0"),
    Atom("erfcx", "u", "exp(u**2)*erfc(u)", "(2*u*erfcx(u) - 2/sqrt(pi))*du", ends="inf, 0"),
    Atom("Phi", "u", "erfc(-u/sqrt(2))/2", "phi(u)*du", ends="0, 1"),
    Atom("phi", "u", "exp(-u**2/2)/sqrt(2*pi)", "-u*phi(u)*du",
         parity="even", ends="1/sqrt(2*pi), 0"),
    # Made of cases
    Atom("abs", "u", "where(u >= 0, u, -u)", "sign(u)*du", parity="even", ends="0, inf"),
    Atom("sign", "u", "where(u > 0, 1, where(u < 0, -1, 0))", parity="odd", ends="-1, 1"),
    Atom("max", "u, v", "where(u > v, u, v)", ends="-inf, inf"),
    Atom("min", "u, v", "where(u < v, u, v)", ends="-inf, inf"),
    Atom("clip", "u, v, w", "min(max(u, v), w)", ends="-inf, inf"),
    Atom("floor", "u", "the largest whole number not above u", "0*du",
         steps=True, ends="-inf, inf"),
    Atom("ceil", "u", "the smallest whole number not below u", "0*du",
         steps=True, ends="-inf, inf"),
    Atom("trunc", "u", "the whole part of u", "0*du", steps=True, parity="odd", ends="-inf, inf"),
    Atom("round", "u", "the nearest whole number, halves to even", "0*du",
         steps=True, parity="odd", ends="-inf, inf"),
)  # fmt: skip

ATOMS: Final = {row.name: row for row in _ROWS}
STEPS: Final = frozenset(row.name for row in _ROWS if row.steps)


def arity_text(word: str) -> str:
    """How the arguments of a function are spoken of in a message: ``u``, ``u, v``."""
    return ATOMS[word].arguments if word in ATOMS else "condition, a, b"
