"""Tree to one line of Unicode maths, for terminals: ``x·tanh(softplus(x))``, ``√(x² + 1)``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from actviz.formula.tree import Node
from actviz.readings.notation.typeset import GREEK, Dialect, Piece, name_parts, typeset

HEADS: Final = {"sigmoid": "σ", "Phi": "Φ", "phi": "φ"}
FENCES: Final = {"abs": ("|", "|"), "floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}
SIGNS: Final = {
    "-": "−", "pi": "π", "e": "e",
    "<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠",
}  # fmt: skip

RAISED: Final = str.maketrans("0123456789−-x()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻ˣ⁽⁾")
LOWERED: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_CAN_BE_RAISED: Final = re.compile("[0-9−x]+")
_ONE_WORD: Final = re.compile(r"[A-Za-zͰ-Ͽ_]+[₀-₉]*|[0-9.]+")
_COEFFICIENT: Final = re.compile(r"−?[0-9.]+")
_ONE_LETTER: Final = re.compile(r"[^\W\d_][₀-₉]*[²³¹⁰-⁹⁻ˣ]*(?=$|·)")
_LONGEST_EXPONENT: Final = 8


def to_unicode(tree: Node) -> str:
    """The formula as one line of readable text; cases stand between braces."""
    return typeset(tree, _Unicode())


class _Unicode(Dialect):
    heads = HEADS
    fences = FENCES
    signs = SIGNS
    fractions = False
    open_cases = False

    def word(self, word: str) -> str:
        return word

    def symbol(self, name: str) -> str:
        head, index = name_parts(name)
        letter = GREEK.get(head, head)
        if index and not index.isdigit():
            return f"{letter}_{index}"
        return letter + index.translate(LOWERED)

    def bracket(self, inner: Piece) -> str:
        return f"({inner.text})"

    def call(self, head: str, inner: Piece) -> str:
        return head + self.bracket(inner)

    def fraction(self, top: str, bottom: str) -> str:
        raise AssertionError("one line has no room for a fraction")

    def fence(self, left: str, inner: Piece, right: str) -> str:
        return left + inner.text + right

    def product(self, left: Piece, right: Piece) -> str:
        if left.slash or right.slash:
            return f"{left.text} · {right.text}"
        plain = _COEFFICIENT.fullmatch(left.text) and left.text.lstrip("−") not in ("0", "1")
        dot = "" if plain and _ONE_LETTER.match(right.text) else "·"
        return left.text + dot + right.text

    def power(self, base: str, exponent: str) -> str:
        if _CAN_BE_RAISED.fullmatch(exponent):
            return base + exponent.translate(RAISED)
        return f"{base}^{exponent}" if _ONE_WORD.fullmatch(exponent) else f"{base}^({exponent})"

    def fits_exponent(self, exponent: Piece) -> bool:
        return len(exponent.text) <= _LONGEST_EXPONENT and "^" not in exponent.text

    def root(self, inner: Piece) -> str:
        return f"√{inner.text}" if _ONE_WORD.fullmatch(inner.text) else f"√({inner.text})"

    def primes(self, head: str, order: str) -> str:
        if order in ("0", "1", "2"):
            return head + ("", "′", "″")[int(order)]
        return head + (f"({order})".translate(RAISED) if order.isdigit() else f"^({order})")

    def cases(self, rows: Sequence[tuple[str, str]], otherwise: str) -> str:
        parts = [f"{value}  if {condition};  " for value, condition in rows]
        return f"{{ {''.join(parts)}{otherwise}  otherwise }}"

    def slope(self, inner: Piece, variable: str, partial: bool) -> str:
        d = "∂" if partial else "d"
        return f"{d}/{d}{variable}[{inner.text}]"
