"""A reader of printed maths, as a mathematician reads it; the judge of the brackets in the tests.

It knows nothing of the package: it turns LaTeX, mathtext or Unicode into common tokens and
evaluates them by the conventions of print. Where print would be ambiguous, it refuses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

Value = float
Functions = Mapping[str, Callable[..., Value]]


class UnclearError(ValueError):
    """The text can be read in more than one way, or in none."""


_GREEK = {"α": "alpha", "β": "beta", "λ": "lambd", "σ": "sigma", "Φ": "Phi", "φ": "phi", "π": "pi"}
_FROM_TEX = {
    r"\begin{cases}": " CASES ", r"\left\{": " CASES ", r"& \text{if }": " IF ",
    r"\;\mathrm{if}\;": " IF ", r"\mathrm{otherwise} \right\}": " SHUT ",
    r"& \text{otherwise} \end{cases}": " OPEN ", r" \\ ": " ROW ", r";\;\;": " ROW ",
    "{-}": "-", r"\left": "", r"\right": "", r"\!": "", r"\,": " ", r"\;": " ",
    r"\lvert": "abs(", r"\rvert": ")", r"\lfloor": "floor(", r"\rfloor": ")", r"\lceil": "ceil(",
    r"\rceil": ")", r"\leq": "<=", r"\geq": ">=", r"\neq": "!=", r"\le": "<=", r"\ge": ">=",
    r"\ne": "!=", r"\cdot": "*", r"\lambda": "lambd", r"\varphi": "phi", r"\_": "_",
}  # fmt: skip
_FROM_UNICODE = {
    "{ ": " CASES ", "  otherwise }": " SHUT ", "  if ": " IF ", ";  ": " ROW ", " · ": " wide ",
    "·": "*", "−": "-", "≤": "<=", "≥": ">=", "≠": "!=", "⌊": "floor(", "⌋": ")", "⌈": "ceil(",
    "⌉": ")", "√": "sqrt ",
}  # fmt: skip
_UPPER = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ˣ", "0123456789-x", strict=True))
_TOKEN = re.compile(r"\s*([0-9.]+|[^\W\d]\w*|[<>=!]=|\S)")


def read_tex(text: str, names: Mapping[str, Value], functions: Functions) -> Value:
    for old in sorted(_FROM_TEX, key=len, reverse=True):
        text = text.replace(old, _FROM_TEX[old])
    text = re.sub(r"\\(?:operatorname|mathit|mathrm)\{(\w+)\}", r" \1 ", text)
    return _Reader(_bars(text.replace("\\", " ")), names, functions, set()).whole()


def read_unicode(text: str, names: Mapping[str, Value], functions: Functions) -> Value:
    for old, new in _FROM_UNICODE.items():
        text = text.replace(old, new)
    raised = re.compile(f"[{''.join(_UPPER)}]+")
    text = raised.sub(lambda m: "^{" + "".join(_UPPER[sign] for sign in m[0]) + "}", text)
    text = re.sub(r"([α-ωΑ-Ω])", lambda m: f" {_GREEK[m[0]]} ", text)
    # Typed on one line, a name stands beside a bracket only where it is a function.
    return _Reader(_bars(text), names, functions, set(names)).whole()


def _bars(text: str) -> str:
    parts = text.split("|")
    if len(parts) % 2 == 0:
        raise UnclearError("a bar without its partner")
    return "".join(
        part if not i else (" abs(" if i % 2 else ") ") + part for i, part in enumerate(parts)
    )


class _Reader:
    def __init__(
        self, text: str, names: Mapping[str, Value], functions: Functions, callable_names: set[str]
    ) -> None:
        self.tokens: list[str] = [*_TOKEN.findall(text.rstrip()), "END"]
        self.at = 0
        self.names, self.functions, self.unclear_before_bracket = names, functions, callable_names

    def _peek(self) -> str:
        return self.tokens[self.at]

    def _take(self, expected: str = "") -> str:
        token = self.tokens[self.at]
        if expected and token != expected:
            raise UnclearError(f"expected {expected!r}, found {token!r} in {self.tokens}")
        self.at += 1
        return token

    def whole(self) -> Value:
        value = self._sum()
        self._take("END")
        return value

    def _sum(self) -> Value:
        sign = -1 if self._peek() == "-" and self._take() else 1
        value = sign * self._term()
        while self._peek() in ("+", "-"):
            value += (-1 if self._take() == "-" else 1) * self._term()
        return value

    def _term(self) -> Value:
        value = self._factor()
        slash = False
        while True:
            token = self._peek()
            if token == "/":
                if slash:
                    raise UnclearError("a/b/c")
                self._take()
                value, slash = value / self._factor(), True
            elif token in ("*", "wide") or self._starts_factor(token):
                if slash and token != "wide":
                    raise UnclearError("a/b c")
                if self._starts_factor(token) and token[0].isdigit():
                    raise UnclearError("two numbers side by side")
                if not self._starts_factor(token):
                    self._take()
                    slash = False
                value *= self._factor()
            else:
                return value

    def _starts_factor(self, token: str) -> bool:
        return token not in ("END", "IF", "ROW", "SHUT", "OPEN", "wide") and bool(
            re.match(r"[\w({]", token)
        )

    def _factor(self) -> Value:
        base = self._base()
        if self._peek() == "^":
            base = power(base, self._exponent())
            if self._peek() == "^":
                raise UnclearError("a^b^c")
        return base

    def _exponent(self) -> Value:
        self._take("^")
        return self._group()

    def _group(self) -> Value:
        """{...}, (...) or one token, as in x^2 and √2."""
        if self._peek() in "{(":
            close = "}" if self._take() == "{" else ")"
            value = self._sum()
            self._take(close)
            return value
        return self._word(self._take())

    def _word(self, token: str) -> Value:
        if token in self.names:
            return self.names[token]
        if token in ("pi", "e"):
            return math.pi if token == "pi" else math.e
        if not token[0].isdigit():
            raise UnclearError(f"a name: {token!r}")
        return float(token)

    def _base(self) -> Value:
        token = self._peek()
        if token in "({":
            return self._group()
        self._take()
        if token == "frac":
            return self._group() / self._group()
        if token == "sqrt":
            return self.functions["sqrt"](self._group())
        if token == "CASES":
            return self._cases()
        after = self._peek()
        letter = token in ("sigma", "Phi", "phi")
        if token in self.functions or (letter and after == "("):
            return self._call({"sigma": "sigmoid"}.get(token, token))
        if after == "(" and token in self.unclear_before_bracket:
            raise UnclearError(f"{token}(: a function?")
        return self._word(token)

    def _call(self, token: str) -> Value:
        exponent = self._exponent() if self._peek() == "^" else 1.0
        self._take("(")
        args = [self._sum()]
        while self._peek() == ",":
            self._take()
            args.append(self._sum())
        self._take(")")
        return power(self.functions[token](*args), exponent)

    def _cases(self) -> Value:
        result: Value | None = None
        while True:
            value = self._sum()
            if self._peek() == "IF":
                self._take()
                left, op, right = self._sum(), self._take(), self._sum()
                if result is None and holds(op, left, right):
                    result = value
                self._take("ROW")
                continue
            end = self._take()
            if end not in ("SHUT", "OPEN"):
                raise UnclearError(f"cases end with {end!r}")
            if end == "OPEN" and self._peek() not in ("END", ")", "}", ",", "IF", "OPEN", "ROW"):
                raise UnclearError("something follows cases that nothing closes")
            return value if result is None else result


def holds(op: str, a: Value, b: Value) -> bool:
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "=": a == b, "==": a == b,
            "!=": a != b}[op]  # fmt: skip


def power(a: Value, b: Value) -> Value:
    """A power that is real for every pair, so that no tree is left out; the sign counts."""
    if a < 0 and b != round(b):
        return -power(-a, b)
    return math.pow(a, b)
