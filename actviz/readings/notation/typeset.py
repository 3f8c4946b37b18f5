"""Tree to mathematical notation: one walker for LaTeX, Matplotlib's mathtext and plain Unicode.

The walker decides what a formula looks like: where brackets go, which quotients are fractions and
which are written with a slash, when ``exp(u)`` is a power of e. A :class:`Dialect` knows only how
each of these is spelled, so that the three notations cannot disagree about brackets.

Notation is for people: it cannot be read back (:mod:`actviz.readings.notation.plain` can). Sums and
products lose the brackets that do not change the value, ``a*(b*c)``, and nothing else.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import instantiate
from actviz.formula.grammar import constant_value
from actviz.formula.tree import COMPARISONS, ONE, TWO, Node, node, of_parts, rebuild, walk

# How tightly a piece holds together; brackets go where an operand is looser than its place.
SUM: Final = 1
PRODUCT: Final = 2
POWER: Final = 3
ATOM: Final = 4

# Blocks that exist for the sake of digits; on paper they are what they mean.
WRITTEN_OUT: Final = ("expm1", "log1p", "scaled_exp", "hypot")
# tanh(x)**2 is written tanh²(x) for these alone: log²(x) might be log(log(x)).
_RAISED: Final = frozenset(("sin", "cos", "sinh", "cosh", "tanh", "sech"))

_OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}

GREEK: Final = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "ϕ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω",
}  # fmt: skip
_PYTHON_SPELLINGS: Final = {"lambd": "lambda", "lambda_": "lambda", "lmbda": "lambda"}
_INDEXED: Final = re.compile(r"([^\W\d_]+)_?([0-9]+)")


class Piece(NamedTuple):
    """A part of the formula, written, with what its surroundings must know."""

    text: str
    level: int
    minus: bool = False  # starts with a sign: a + -b needs brackets
    slash: bool = False  # holds a quotient written a/b
    tall: bool = False  # higher than a line: its brackets must grow
    open: bool = False  # ends in cases, which no bracket closes on the right


class Dialect(ABC):
    """How the walker's decisions are spelled; each notation is one subclass."""

    heads: Mapping[str, str]  # functions written head(arguments), where that is not their word
    fences: Mapping[str, tuple[str, str]]  # functions written between two signs
    signs: Mapping[str, str]  # the minus, the comparisons, pi, e
    fractions: bool  # whether a numerator can stand above its denominator
    open_cases: bool  # whether nothing closes a list of cases on the right

    def head(self, op: str) -> str:
        """How a function is called."""
        return self.heads.get(op) or self.word(ATOMS[op].word or op)

    @abstractmethod
    def word(self, word: str) -> str:
        """A function of several letters."""

    @abstractmethod
    def symbol(self, name: str) -> str:
        """A variable or a parameter."""

    @abstractmethod
    def bracket(self, inner: Piece) -> str:
        """Round brackets."""

    @abstractmethod
    def call(self, head: str, inner: Piece) -> str:
        """A function of arguments that are joined by commas already."""

    @abstractmethod
    def fence(self, left: str, inner: Piece, right: str) -> str:
        """A function that is a pair of signs."""

    @abstractmethod
    def fraction(self, top: str, bottom: str) -> str:
        """One above the other; asked for only where ``fractions`` is true."""

    @abstractmethod
    def product(self, left: Piece, right: Piece) -> str:
        """Two factors, with a dot, a space or nothing between them."""

    @abstractmethod
    def power(self, base: str, exponent: str) -> str:
        """A power; the base has its brackets already."""

    @abstractmethod
    def fits_exponent(self, exponent: Piece) -> bool:
        """Whether e to this power reads better than exp(...)."""

    @abstractmethod
    def root(self, inner: Piece) -> str:
        """A square root."""

    @abstractmethod
    def primes(self, head: str, order: str) -> str:
        """A derivative of a named function; the order is a number or a letter."""

    @abstractmethod
    def cases(self, rows: Sequence[tuple[str, str]], otherwise: str) -> str:
        """Rows of value and condition, the first that holds."""

    @abstractmethod
    def slope(self, inner: Piece, variable: str, partial: bool) -> str:
        """A derivative still to be taken."""


def typeset(tree: Node, dialect: Dialect) -> str:
    """The formula in the notation of ``dialect``."""
    writer = _Writer(dialect)
    tree = _written_out(tree)
    for current in walk(tree):
        writer.add(current)
    return writer.of(tree, small=False).text


def name_parts(name: str) -> tuple[str, str]:
    """A name and its index: ``beta1`` is β with 1, ``x_min`` is x with min, ``slope`` has none."""
    plain = _PYTHON_SPELLINGS.get(name, name)
    indexed = _INDEXED.fullmatch(plain)
    if indexed:
        return indexed[1], indexed[2]
    head, _, tail = plain.partition("_")
    if tail and (len(head) == 1 or head in GREEK):
        return head, tail
    return plain, ""


def _written_out(tree: Node) -> Node:
    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op == "**" and current.args[0].op == "hypot" and args[1] is TWO:
            return args[0].args[0]  # the square of the root that hypot became
        if current.op in WRITTEN_OUT:
            letters = dict(zip("uvw", args, strict=False))
            return instantiate(ATOMS[current.op].means, letters, _without_ones)
        return of_parts(current, args)

    return rebuild(tree, change)


def _without_ones(op: str, *args: Node) -> Node:
    if op == "**" and args[0] is ONE:
        return ONE
    return args[1] if op == "*" and args[0] is ONE else node(op, *args)


class _Writer:
    """Every node, written twice: at full size, and small for arguments, exponents, fractions."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.done: dict[tuple[Node, bool], Piece] = {}

    def of(self, current: Node, *, small: bool) -> Piece:
        return self.done[current, small]

    def add(self, current: Node) -> None:
        """Write one node; its arguments are written already."""
        if current.op in COMPARISONS:
            return  # written with the cases that it tells apart
        for small in (False, True):
            self.done[current, small] = self._piece(current, small)

    def _piece(self, current: Node, small: bool) -> Piece:
        match current.op, current.args:
            case "number", ():
                return self._number(current.value)
            case "name", ():
                return Piece(self.dialect.symbol(str(current.value)), ATOM)
            case ("pi" | "e") as op, ():
                return Piece(self.dialect.signs[op], ATOM)
            case "neg", (a,):
                inner = self._held(self._factor(a, small), PRODUCT, first=False)
                return inner._replace(
                    text=self.dialect.signs["-"] + inner.text, level=PRODUCT, minus=True
                )
            case ("+" | "-") as op, (a, b):
                return self._sum(op, self.of(a, small=small), self.of(b, small=small))
            case "*", (a, b):
                return self._product(self._factor(a, small), self._factor(b, small))
            case "/", (a, b):
                return self._quotient(self.of(a, small=True), self.of(b, small=True), small)
            case "**", (a, b):
                return self._power(a, b, small)
            case "where", _:
                return self._cases(current)
            case "d", (a, variable):
                return self._slope(self.of(a, small=small), variable)
        return self._function(current)

    def _held(self, piece: Piece, level: int, *, first: bool) -> Piece:
        """An operand in its place: bracketed where it would fall apart."""
        loose = piece.open if first else piece.minus
        return piece if piece.level >= level and not loose else self._bracketed(piece)

    def _bracketed(self, piece: Piece) -> Piece:
        return Piece(self.dialect.bracket(piece), ATOM, tall=piece.tall)

    def _number(self, value: object) -> Piece:
        digits, _, exponent = repr(value).removesuffix(".0").partition("e")
        minus = digits.startswith("-")
        digits = digits.removeprefix("-")
        piece = Piece(digits, ATOM)
        if exponent:
            ten = self.dialect.power("10", self._number(int(exponent)).text)
            piece = Piece(ten, POWER)
            if digits != "1":
                piece = self._product(Piece(digits.removesuffix(".0"), ATOM), piece)
        if minus:
            piece = Piece(self.dialect.signs["-"] + piece.text, PRODUCT, minus=True)
        return piece

    def _sum(self, op: str, a: Piece, b: Piece) -> Piece:
        left = self._held(a, SUM, first=True)
        right = self._held(b, SUM if op == "+" else PRODUCT, first=False)
        sign = self.dialect.signs.get(op, op)
        text = f"{left.text} {sign} {right.text}"
        return Piece(text, SUM, left.minus, tall=left.tall or right.tall, open=right.open)

    def _factor(self, current: Node, small: bool) -> Piece:
        # x/2 y would be read as x/(2 y); a fraction cannot.
        piece = self.of(current, small=small)
        return self.of(current, small=False) if piece.slash else piece

    def _product(self, a: Piece, b: Piece) -> Piece:
        left = self._held(a, PRODUCT, first=True)
        right = self._held(b, PRODUCT, first=False)
        return Piece(
            self.dialect.product(left, right),
            PRODUCT,
            left.minus,
            left.slash or right.slash,
            left.tall or right.tall,
            right.open,
        )

    def _quotient(self, top: Piece, bottom: Piece, small: bool) -> Piece:
        fits = (
            top.level >= PRODUCT and bottom.level >= POWER
            and not any(part.slash or part.tall or part.open for part in (top, bottom))
        )  # fmt: skip
        if self.dialect.fractions and not (small and fits):
            # The sign of a product stands in front of the whole fraction.
            sign = self.dialect.signs["-"] if top.minus and top.level >= PRODUCT else ""
            text = sign + self.dialect.fraction(top.text[len(sign) :], bottom.text)
            return Piece(text, PRODUCT, minus=bool(sign), tall=True)
        above = self._bracketed(top) if top.slash else self._held(top, PRODUCT, first=True)
        below = self._held(bottom, POWER, first=False)
        return Piece(f"{above.text}/{below.text}", PRODUCT, above.minus, slash=True)

    def _power(self, a: Node, b: Node, small: bool) -> Piece:
        exponent = self.of(b, small=True)
        whole = b.value if b.op == "number" else None
        if a.op in _RAISED and isinstance(whole, int) and whole > 1:
            head = self.dialect.power(self.dialect.head(a.op), exponent.text)
            return self._call(head, a.args)._replace(level=POWER)
        base = self._held(self.of(a, small=small), ATOM, first=True)
        text = self.dialect.power(base.text, exponent.text)
        return Piece(text, POWER, tall=base.tall or exponent.tall)

    def _function(self, current: Node) -> Piece:
        inner = self.of(current.args[0], small=True)
        match current.op:
            case "sqrt":
                return Piece(self.dialect.root(inner), POWER, tall=inner.tall)
            case "exp" if self.dialect.fits_exponent(inner):
                return Piece(self.dialect.power(self.dialect.signs["e"], inner.text), POWER)
            case "dsinc":
                order = constant_value(current.args[0])
                text = inner.text if order is None else str(order)
                return self._call(self.dialect.primes(self.dialect.head("sinc"), text),
                                  current.args[1:])  # fmt: skip
        left, right = self.dialect.fences.get(current.op, ("", ""))
        # Bars inside bars cannot be told apart: there it is abs(...).
        if left and not (left == right and left in inner.text):
            return Piece(self.dialect.fence(left, inner, right), ATOM, tall=inner.tall)
        return self._call(self.dialect.head(current.op), current.args)

    def _call(self, head: str, args: Sequence[Node]) -> Piece:
        pieces = [self.of(arg, small=True) for arg in args]
        tall = any(piece.tall for piece in pieces)
        inner = Piece(", ".join(piece.text for piece in pieces), 0, tall=tall)
        return Piece(self.dialect.call(head, inner), ATOM, tall=tall)

    def _cases(self, current: Node) -> Piece:
        rows = []
        while current.op == "where":
            condition, value, rest = current.args
            # Cases inside the first case alone: ask the opposite first, and the list stays flat.
            opposite = value.op == "where" and rest.op != "where"
            if opposite:
                value, rest = rest, value
            rows.append((self.of(value, small=True).text, self._condition(condition, opposite)))
            current = rest
        text = self.dialect.cases(rows, self.of(current, small=True).text)
        return Piece(text, ATOM, tall=True, open=self.dialect.open_cases)

    def _condition(self, comparison: Node, opposite: bool) -> str:
        op = _OPPOSITE[comparison.op] if opposite else comparison.op
        left, right = (
            self._held(self.of(arg, small=True), SUM, first=True).text for arg in comparison.args
        )
        return f"{left} {self.dialect.signs[op]} {right}"

    def _slope(self, inner: Piece, variable: Node) -> Piece:
        name = str(variable.value)
        text = self.dialect.slope(inner, self.dialect.symbol(name), partial=name != "x")
        return Piece(text, PRODUCT, slash=not self.dialect.fractions, tall=True)
