r"""Formulas in LaTeX, as papers set them, in the words of the language.

``\frac{x}{1+e^{-x}}``, ``x\,\sigma(\beta x)``, ``\tfrac12 x^2``, ``\begin{cases} x & x > 0 \\ 0 &
\text{otherwise} \end{cases}``. What stands side by side is multiplied; letters are names, and each
stands for itself: ``ax`` is ``a*x``.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from actviz.formula.atoms import ATOMS
from actviz.formula.grammar import MAX_DEPTH, FormulaError, free_names, parse
from actviz.formula.shorthands import SHORTHANDS
from actviz.lookup.foreign_words import ours
from actviz.lookup.names import fold, folded
from actviz.lookup.written_out import as_text
from actviz.readings.notation.typeset import GREEK

if TYPE_CHECKING:
    from collections.abc import Callable

_MARK: Final = re.compile(r"\\[A-Za-z]|[\^_]\{")
# What only places the signs.
_SPACE: Final = re.compile(
    r"\\(?:left|right|[bB]igg?[lr]?|displaystyle|textstyle|limits|quad|qquad|q?quad)(?![A-Za-z])"
    r"|\\[,;:! \[\]()]|[~$]|\s+"
)
_TOKEN: Final = re.compile(
    r"\\(?:mathit|mathrm|mathbf|text|textrm|textit|operatorname\*?|mbox)\s*\{(?P<word>[^{}]*)\}"
    r"|\\math(?:bb|bbm|ds)\s*\{\s*(?P<indicator>[1I])\s*\}"
    r"|\\(?P<edge>begin|end)\s*\{(?P<block>\w+\*?)\}|\\(?P<command>[A-Za-z]+|[\\{}|_])"
    r"|(?P<number>\d+\.?\d*|\.\d+)|(?P<sign>\S)"
)
_COMMANDS: Final = {
    "varphi": "phi", "sgn": "sign", "arsinh": "asinh", "varepsilon": "epsilon", "lbrace": "{",
    "rbrace": "}", "cdot": "*", "times": "*", "ast": "*", "div": "/", "le": "<=", "leq": "<=",
    "leqslant": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=", "lt": "<", "gt": ">",
    "ne": "!=", "neq": "!=", "lvert": "|", "rvert": "|", "vert": "|", "mid": "|", "\\": "\\",
    "{": "(", "}": ")", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
    "dfrac": "frac", "tfrac": "frac", "cfrac": "frac",
}  # fmt: skip
# The braces of the set in \mathbb{1}_{\{x > 0\}}.
_SET: Final = re.compile(r"_\s*\{\s*\\\{([^{}]*)\\\}\s*\}")
# Cases as they were written before amsmath: a brace beside an array.
_ARRAY: Final = re.compile(
    r"(?:\\left\s*)?\\\{\s*\\begin\{array\}\s*(?:\{[lcr\s|]*\})?(.*?)\\end\{array\}\s*(?:\\right\s*\.)?",
    re.DOTALL,
)
_AS_CASES: Final = r"\\begin{cases}\1\\end{cases}"
_GIVEN: Final = re.compile(r"(?:(?!\\begin)[^=<>&])*(?<![<>!])=(?!=)")
_OPPOSITE: Final = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "!=", "!=": "="}
_FENCES: Final = {"(": ")", "[": "]", "{": "}", "|": "|", "⌊": "⌋", "⌈": "⌉"}
_HEADS: Final = {"|": "abs", "⌊": "floor", "⌈": "ceil"}
# A number or a parameter stands before these in an argument, not behind them.
_VARIABLES: Final = frozenset("xyztuv")
_OTHERWISE: Final = re.compile(r"\s*(otherwise|else|elsewhere|if|for|when|where)?[\s.,:]*")
_NOT_BEGINNING: Final = frozenset({*")]},+-*/^_=<>|⌋⌉&\\", "<=", ">=", "!=", "", "end"})


def is_latex(text: str) -> bool:
    r"""Whether a command such as ``\frac`` is in it."""
    return _MARK.search(text) is not None


def read(text: str) -> str:
    """The formula in our words.

    Raises:
        FormulaError: what LaTeX has there is not read; the message says what.
    """
    # The name that a formula is given, as f(x) =, is none of it.
    named = _GIVEN.match(text)
    reader = _Reader(text[named.end() :] if named else text)
    formula = reader.sum()
    while reader.here() in (".", ","):
        reader.next()
    if reader.here():
        raise FormulaError(f"unexpected {reader.here()!r} in LaTeX")
    try:
        return as_text(parse(formula, free_names(formula)))  # with the brackets that it needs
    except FormulaError:
        return formula  # a name of the catalogue is in it, or a mistake, which is told as such


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []  # kind and text; words are names of letters
        self.position = 0
        self.depth = 0
        self.fences: list[str] = []
        for match in _TOKEN.finditer(
            _SET.sub(r"_{\1}", _SPACE.sub(" ", _ARRAY.sub(_AS_CASES, text)))
        ):
            kind = str(match.lastgroup)
            token = match[kind]
            if kind == "block":
                kind, token = "sign", match["edge"]
                if not match["block"].startswith(("cases", "dcases")):
                    raise FormulaError(f"LaTeX's {match['block']} is not read, but cases are")
            elif kind == "command":
                token = _COMMANDS.get(token, token)
                kind = "command" if token.isalpha() else "sign"
            self.tokens.append((kind, token))

    def here(self) -> str:
        return self.tokens[self.position][1] if self.position < len(self.tokens) else ""

    def kind(self) -> str:
        return self.tokens[self.position][0] if self.position < len(self.tokens) else "end"

    def next(self) -> str:
        token = self.here()
        self.position += 1
        return token

    def expect(self, sign: str) -> None:
        token = self.next()
        if token != sign:
            raise FormulaError(f"expected {sign!r} in LaTeX, found {token or 'the end'!r}")

    def sum(self) -> str:
        text = self.signed(self.product)
        while self.here() in ("+", "-"):
            text += f" {self.next()} {self.product()}"
        return text

    def signed(self, read: Callable[[], str]) -> str:
        if self.here() in ("-", "+"):
            return ("-" if self.next() == "-" else "") + read()
        return read()

    def product(self) -> str:
        text, divided = self.power(), False
        while True:
            sign = self.here()
            if sign in ("*", "/"):
                self.next()
                text += sign + self.signed(self.power)
                divided = sign == "/"
            elif self.begins():
                if divided:
                    raise FormulaError(r"what a/bc is is not agreed on: write \frac{a}{bc}")
                text += "*" + self.power()
            else:
                return text

    def begins(self) -> bool:
        """Whether something begins here that what stands before it is multiplied by."""
        if self.here() == "|":
            return self.fences[-1:] != ["|"]
        return self.kind() != "end" and self.here() not in _NOT_BEGINNING

    def power(self) -> str:
        base = self.primary()
        if signs := self.positive():
            self.position += signs
            base = f"max({base}, 0)"
        while self.here() == "^":
            self.next()
            exponent = self.exponent()
            if base == "10" and re.fullmatch(r"-?\d{2,}", exponent):
                base = f"1e{exponent}"  # as a decimal is printed
            else:
                base = f"({base})**({exponent})" if "**" in base else f"{base}**({exponent})"
        return base

    def positive(self) -> int:
        """How many signs here, ``_+`` or ``^{+}``, say that of what is before the positive part."""
        after = [token for _, token in self.tokens[self.position : self.position + 4]]
        forms = ([mark, *plus] for mark in "_^" for plus in ("+", "{+}"))
        return next((len(form) for form in forms if after[: len(form)] == form), 0)

    def exponent(self) -> str:
        if self.here() == "{":
            return self.fenced()
        if self.kind() == "number":  # x^23 is x^2 times 3
            digit, rest = self.here()[0], self.here()[1:]
            self.tokens[self.position : self.position + 1] = [("number", digit)] + (
                [("number", rest)] if rest else []
            )
        return self.primary()

    def fenced(self) -> str:
        """What stands between brackets or bars."""
        opened = self.next()
        self.fences.append(opened)
        inner = self.sum()
        self.expect(_FENCES[opened])
        self.fences.pop()
        return inner

    def primary(self) -> str:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError(f"the formula is nested more than {MAX_DEPTH} deep")
        text = self.read_primary()
        self.depth -= 1
        return text

    def read_primary(self) -> str:
        kind, token = self.kind(), self.here()
        if token in _FENCES:
            return f"{_HEADS.get(token, '')}({self.fenced()})"
        if token == "begin":
            return self.cases()
        after = self.tokens[self.position + 1 : self.position + 2]
        if kind == "indicator" or (token == "1" and after == [("sign", "_")]):
            return self.indicator()
        if kind == "number":
            return self.next()
        if token == "frac":
            self.next()
            top = self.exponent()
            return f"(({top})/({self.exponent()}))"
        if token == "sqrt":
            return self.root()
        if kind in ("word", "command") or token.isalpha():
            return self.named()
        raise FormulaError(f"unexpected {token or 'end'!r} in LaTeX")

    def root(self) -> str:
        self.next()
        if self.here() != "[":
            return f"sqrt({self.exponent()})"
        degree = self.fenced()
        if degree == "3":  # that of a negative number is negative, unlike a power's
            return f"cbrt({self.exponent()})"
        return f"({self.exponent()})**(1/({degree}))"

    def named(self) -> str:
        kind = self.kind()
        word = self.next().strip().replace("\\_", "_")
        if kind == "sign":
            return word + self.index()
        called = self.here() == "("
        word = ours("sigmoid" if word == "sigma" and called else word)
        if word in ATOMS or word in SHORTHANDS:
            if called or word not in GREEK:
                return self.call(word)
        elif fold(word) in folded() and (called or self.here() == "^"):
            return self.call(word)
        if kind == "command" and word not in GREEK and word != "pi":
            raise FormulaError(f"LaTeX's \\{word} is not read")
        name = word + self.index()
        return "lambd" if name == "lambda" else name  # which Python keeps for itself

    def index(self) -> str:
        if self.here() != "_" or self.positive():
            return ""
        self.next()
        if self.here() != "{":
            if not self.here().isalnum():
                raise FormulaError("unexpected '_' in LaTeX")
            token = self.next()
            return token[0] if token[0].isdigit() else f"_{token}"
        self.next()
        token = ""
        while self.here() not in ("}", ""):
            token += self.next()
        self.expect("}")
        return token if token.isdigit() else f"_{token}"

    def call(self, word: str) -> str:
        base = ""
        if word == "log" and self.here() == "_":
            self.next()
            base = self.exponent()
        primes = 0
        while self.here() == "'":
            primes += len(self.next())
        power = ""
        if self.here() == "^":
            self.next()
            power = self.exponent()
            if order := re.fullmatch(r"\((\d+)\)", power):
                primes, power = int(order[1]), ""
            if "-" in power:
                raise FormulaError(f"{word}^{{{power}}} may be the inverse or the reciprocal")
        if primes and word != "sinc":
            raise FormulaError(f"derivatives such as {word}' are not read")
        head = f"dsinc({primes}, " if primes else f"{word}("
        text = f"{head}{self.arguments()})"
        text = f"({text}/log({base}))" if base else text
        return f"{text}**({power})" if power else text

    def arguments(self) -> str:
        if self.here() in ("(", "[", "{"):
            opened = self.next()
            self.fences.append(opened)
            args = [self.sum()]
            while self.here() == ",":
                self.next()
                args.append(self.sum())
            self.expect(_FENCES[opened])
            self.fences.pop()
            return ", ".join(args)
        text = self.signed(self.power)  # \tanh x, \ln 2x, \sin 2\pi x, but \tanh x \sin x
        while self.begins():
            varies = not _VARIABLES.isdisjoint(re.findall(r"\w+", text))
            if varies and (self.calls() or self.here() in _FENCES):
                break
            if varies or self.calls():
                message = f"whether {self.here()!r} belongs to the argument before it is not clear"
                raise FormulaError(f"{message}: write brackets")
            text += "*" + self.power()
        return text

    def calls(self) -> bool:
        """Whether a function with its argument begins here."""
        if self.here() in GREEK:
            after = self.tokens[self.position + 1 : self.position + 2]
            return after == [("sign", "(")]
        return self.kind() in ("command", "word") and self.here() not in ("frac", "sqrt")

    def cases(self) -> str:
        self.next()
        rows: list[tuple[str, list[tuple[str, str, str]]]] = []
        while self.here() not in ("end", ""):
            value = self.sum()
            while self.here() in (",", "&"):
                self.next()
            rows.append((value, self.condition()))
            if self.here() == "\\":
                self.next()
        self.expect("end")
        if not rows or (rows[-1][1] and not whole([conditions for _, conditions in rows])):
            raise FormulaError(r"the last case needs \text{otherwise}")
        text = rows.pop()[0]
        for value, conditions in reversed(rows):
            text = choice(conditions, value, text)
        return f"({text})"

    def indicator(self) -> str:
        r"""``\mathbb{1}_{x > 0}``: 1 where the condition holds, and 0 elsewhere."""
        self.next()
        if self.here() == "_":
            self.next()
        if self.here() not in _FENCES:
            raise FormulaError("the condition of an indicator stands between brackets in LaTeX")
        closing = _FENCES[self.next()]
        text = choice(self.condition(), "1", "0")
        self.expect(closing)
        return text

    def condition(self) -> list[tuple[str, str, str]]:
        """Comparisons that hold together; none: otherwise."""
        while self.kind() == "word" and _OTHERWISE.fullmatch(self.here()):
            self.next()
        comparisons: list[tuple[str, str, str]] = []
        if self.here() in ("\\", "end"):
            return comparisons
        left = self.sum()
        while self.here() in _OPPOSITE:
            sign = self.next()
            right = self.sum()
            comparisons.append((left, sign, right))
            left = right
        if not comparisons:
            raise FormulaError(f"expected a comparison in LaTeX, found {left!r}")
        while self.here() in (",", ".", ";"):
            self.next()
        return comparisons


def choice(conditions: list[tuple[str, str, str]], then: str, otherwise: str) -> str:
    """One of two, by comparisons that hold together."""
    for left, sign, right in reversed(conditions):
        sign = "==" if sign == "=" else sign
        then = f"where({left} {sign} {right}, {then}, {otherwise})"
    return then


def whole(rows: list[list[tuple[str, str, str]]]) -> bool:
    """Whether one of the rows holds wherever x is, so that the last need not be asked."""
    if len(rows) == 2 and len(rows[0]) == len(rows[1]) == 1:
        ((left, sign, right),), ((other, against, bound),) = rows
        if (left, right, against) == (other, bound, _OPPOSITE[sign]):
            return True
    try:
        places = sorted(
            {float(side) for row in rows for one in row for side in one[::2] if side != "x"}
        )
    except ValueError:
        return False
    between = [(low + high) / 2 for low, high in pairwise(places)]
    tried = [-math.inf, *places, *between, math.inf]
    return all(any(all(_holds(one, x) for one in row) for row in rows) for x in tried)


def _holds(condition: tuple[str, str, str], x: float) -> bool:
    left, right = (x if side == "x" else float(side) for side in condition[::2])
    order = {"<": left < right, "=": left == right}
    order |= {">": left > right, "<=": left <= right}
    order |= {">=": left >= right, "!=": left != right}
    return order[condition[1]]
