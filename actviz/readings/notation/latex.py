r"""Tree to LaTeX, and to the part of it that Matplotlib's mathtext draws.

LaTeX needs ``amsmath``: ``\operatorname``, ``\text``, ``\lvert``, ``cases``. Mathtext has none of
the last three, so there cases stand in one line and bars are plain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from actviz.formula.tree import Node
from actviz.readings.notation.typeset import GREEK, Dialect, Piece, name_parts, typeset

_HEADS: Final = {"sigmoid": r"\sigma", "Phi": r"\Phi", "phi": r"\varphi"}
_COMMANDS: Final = frozenset(
    ("exp", "log", "sin", "cos", "arctan", "sinh", "cosh", "tanh", "max", "min")
)
_FENCES: Final = {
    "abs": (r"\lvert", r"\rvert"),
    "floor": (r"\lfloor", r"\rfloor"),
    "ceil": (r"\lceil", r"\rceil"),
}
_SIGNS: Final = {
    "-": "-", "pi": r"\pi", "e": "e",
    "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne",
}  # fmt: skip
_FENCES_MATHTEXT: Final = {**_FENCES, "abs": ("|", "|")}
_SIGNS_MATHTEXT: Final = {**_SIGNS, "<=": r"\leq", ">=": r"\geq", "!=": r"\neq"}

_GREEK_COMMANDS: Final = {
    **{name: "\\" + name for name in GREEK},
    **{letter: "\\" + name for name, letter in GREEK.items()},
    "epsilon": r"\varepsilon",
    "ε": r"\varepsilon",
}

_ANY_GREEK: Final = "|".join(re.escape(text) for text in sorted(set(_GREEK_COMMANDS.values())))

_GROWING: Final = (r"\left", r"\begin")  # TeX keeps its own distance to these
_NAMED: Final = (*(rf"\{word}" for word in _COMMANDS), r"\operatorname", r"\mathrm")
_PLAIN_NUMBER: Final = re.compile(r"-?[0-9.]+")
_ENDS_IN_LETTER: Final = re.compile(rf"(?:^|[ -])(?:[A-Za-z]|{_ANY_GREEK})(?:_[0-9])?$")
_STARTS_WITH_LETTER: Final = re.compile(rf"(?:[A-Za-z]|{_ANY_GREEK})(?![A-Za-z(]|\\!|\\left)")
_NO_WIDTH: Final = re.compile(
    r"\\(?:operatorname|left|right|mathit|mathrm|[lr](?:vert|floor|ceil)|cdot|[,!;])|[{}^_\s\\]"
)
_LONGEST_EXPONENT: Final = 10  # letters and signs


def to_latex(tree: Node, symbols: Mapping[str, str] = {}) -> str:
    r"""The formula in LaTeX, for maths mode.

    Args:
        tree: a formula; derivatives still to be taken are welcome.
        symbols: LaTeX for names whose own spelling would not do: ``{"slope": "m"}``.
    """
    return typeset(tree, _Latex(symbols))


def to_mathtext(tree: Node, symbols: Mapping[str, str] = {}) -> str:
    """The formula for Matplotlib, to be put between dollar signs; arguments as in to_latex."""
    # Mathtext sets -1 in f(x, -1) like a difference; a sign is the minus without a space behind.
    return re.sub("-(?! )", "{-}", typeset(tree, _Mathtext(symbols)))


class _Latex(Dialect):
    heads = _HEADS
    fences = _FENCES
    signs = _SIGNS
    fractions = True
    open_cases = True
    knows_functions = True  # TeX keeps a distance around \tanh and \left by itself

    def __init__(self, symbols: Mapping[str, str]) -> None:
        self.symbols = symbols

    def word(self, word: str) -> str:
        return rf"\{word}" if word in _COMMANDS else rf"\operatorname{{{_escaped(word)}}}"

    def symbol(self, name: str) -> str:
        if name in self.symbols:
            own = self.symbols[name]
            return f"{{{own}}}" if "^" in own else own  # {a^*}^2, not a^*^2
        head, index = name_parts(name)
        plain = head if len(head) == 1 else rf"\mathit{{{_escaped(head)}}}"
        letter = _GREEK_COMMANDS.get(head, plain)
        if not index:
            return letter
        if index.isdigit():
            return f"{letter}_{_group(index)}"
        return rf"{letter}_{{\mathrm{{{_escaped(index)}}}}}"

    def bracket(self, inner: Piece) -> str:
        return self.fence("(", inner, ")")

    def fence(self, left: str, inner: Piece, right: str) -> str:
        if inner.tall:
            return rf"\left{left} {inner.text} \right{right}"
        gap = " " if left.startswith("\\") else ""
        return f"{left}{gap}{inner.text}{gap}{right}"

    def call(self, head: str, inner: Piece) -> str:
        # Growing brackets would stand off from the name.
        back = r"\!" if inner.tall and self.knows_functions else ""
        return head + back + self.bracket(inner)

    def fraction(self, top: str, bottom: str) -> str:
        return rf"\frac{{{top}}}{{{bottom}}}"

    def product(self, left: Piece, right: Piece) -> str:
        return left.text + self._between(left.text, right.text) + right.text

    def _between(self, left: str, right: str) -> str:
        if _needs_dot(left, right):
            return r" \cdot "
        close = (
            right.startswith(("(", *_GROWING))
            or (right.startswith(_NAMED) and self.knows_functions)
            or (_PLAIN_NUMBER.fullmatch(left) and not right.startswith(_NAMED))
            or (_ENDS_IN_LETTER.search(left) and _STARTS_WITH_LETTER.match(right))
        )
        return " " if close else r" \, "

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{_group(exponent)}"

    def fits_exponent(self, exponent: Piece) -> bool:
        glyphs = _NO_WIDTH.sub("", re.sub(_ANY_GREEK, "o", exponent.text))
        short = len(glyphs) <= _LONGEST_EXPONENT and exponent.text.count("^") <= 1
        return short and not exponent.tall

    def root(self, inner: Piece) -> str:
        return rf"\sqrt{{{inner.text}}}"

    def primes(self, head: str, order: str) -> str:
        if order in ("0", "1", "2"):
            return head + "'" * int(order)
        return f"{head}^{{({order})}}"

    def cases(self, rows: Sequence[tuple[str, str]], otherwise: str) -> str:
        lines = [rf"{value} & \text{{if }} {condition}" for value, condition in rows]
        lines.append(rf"{otherwise} & \text{{otherwise}}")
        return r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}"

    def slope(self, inner: Piece, variable: str, partial: bool) -> str:
        d = r"\partial " if partial else "d"
        return rf"\frac{{{d.strip()}}}{{{d}{variable}}}\left[ {inner.text} \right]"


class _Mathtext(_Latex):
    fences = _FENCES_MATHTEXT
    signs = _SIGNS_MATHTEXT
    open_cases = False
    knows_functions = False

    def word(self, word: str) -> str:
        return rf"\mathrm{{{_escaped(word)}}}"  # \tanh^2 would get a gap

    def cases(self, rows: Sequence[tuple[str, str]], otherwise: str) -> str:
        parts = [rf"{value} \;\mathrm{{if}}\; {condition}" for value, condition in rows]
        parts.append(rf"{otherwise} \;\mathrm{{otherwise}}")
        return r"\left\{ " + r" ;\;\; ".join(parts) + r" \right\}"


def _needs_dot(left: str, right: str) -> bool:
    """Whether two factors set side by side would read as something else."""
    if right[0].isdigit() or left == right or re.search(r"(?:^|[ -])[01]$", left):
        return True  # x 2, x x, 1 x
    if left[-1].isdigit() and re.match(r"\\frac\{[0-9]", right):
        return True  # 2 1/2 is two and a half
    return left.endswith(tuple(_HEADS.values())) and right.startswith(("(", r"\left("))


def _group(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"


def _escaped(text: str) -> str:
    return text.replace("_", r"\_")
