"""Cells of a table in Markdown and LaTeX: formulas as such, numbers with real minus signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final


class Formula(str):
    """A cell that is a formula: code in Markdown, and mathematics in LaTeX.

    Args:
        latex: gives it in LaTeX, for maths mode; asked for only where it is needed.
        tail: what stands behind it and is no part of it, such as a mark.
    """

    latex: Callable[[], str] | None
    tail: str

    def __new__(cls, text: str, latex: Callable[[], str] | None = None, tail: str = "") -> Formula:
        """The text with its tail; str needs it here."""
        cell = super().__new__(cls, text + tail)
        cell.latex, cell.tail = latex, tail
        return cell

    @property
    def bare(self) -> str:
        """The formula without what stands behind it."""
        return str(self).removesuffix(self.tail) if self.tail else str(self)


class Markdown(str):
    """A cell that is Markdown as it stands."""


# A bar ends a cell, unless a backslash is before it that none is before; < can begin a tag.
_BARS: Final = re.compile(r"(\\*)\|")
_TAGS: Final = re.compile(r"<(?=[A-Za-z/!?])")
_MARK: Final = re.compile(r" [*~]$")  # behind a name; it is explained below the table
_EATEN: Final = re.compile(r"[*`]|(?<!\w)_|_(?!\w)|\^")  # what CommonMark makes something else of

_SIGNS: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
        "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
        "∞": r"$\infty$", "−": "$-$", "…": r"\ldots{}", "π": r"$\pi$", "α": r"$\alpha$",
        "β": r"$\beta$", "≤": r"$\le$", "≥": r"$\ge$", "±": r"$\pm$",
        "<": r"\textless{}", ">": r"\textgreater{}",
    }
)  # fmt: skip
_NUMBER: Final = r"[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|inf)"
# A number with a sign or an exponent, an infinity, an interval or a comparison, inside words.
_MATHS: Final = re.compile(
    rf"[\[(]{_NUMBER}, {_NUMBER}[\])]|\bx? ?[<>]=? {_NUMBER}(?!\w)"
    rf"|(?<![\w.])-(?:\d+\.?\d*(?:e[+-]?\d+)?|inf)(?!\w)|(?<![\w.])\d+\.?\d*e[+-]?\d+(?!\w)"
    rf"|(?<![\w-])inf(?![\w-])"
)
_EXPONENT: Final = re.compile(r"(\d+\.?\d*)e([+-]?)0*(\d+)")


def in_markdown(cell: object, text: str) -> str:
    """A cell's text in a table of Markdown."""
    if isinstance(cell, Formula):
        return code(cell.bare) + _escaped(cell.tail)
    if isinstance(cell, Markdown):
        return _escaped(text)
    mark = _MARK.search(text)
    word, tail = (text[: mark.start()], mark[0]) if mark else (text, "")
    return (code(word) if _EATEN.search(word) else _escaped(word)) + _escaped(tail, star=True)


def code(text: str) -> str:
    """Text as a code span, whatever is in it; a bar in a table keeps its backslash."""
    if not text:
        return ""
    longest = max(map(len, re.findall("`+", text)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return ticks + pad + _BARS.sub(lambda match: match[1] * 2 + r"\|", text) + pad + ticks


def _escaped(text: str, *, star: bool = False) -> str:
    text = _TAGS.sub("&lt;", _BARS.sub(lambda match: match[1] * 2 + r"\|", text))
    return text.replace("*", r"\*") if star else text


def in_latex(cell: object, text: str) -> str:
    """A cell's text in a table of LaTeX."""
    if isinstance(cell, Formula):
        shown = f"${cell.latex()}$" if cell.latex else rf"\texttt{{{cell.bare.translate(_SIGNS)}}}"
        return shown + cell.tail.translate(_SIGNS)
    if re.search(r"[*^]\S|[*^] \S", text):  # a formula that came as a name
        return rf"\texttt{{{text.translate(_SIGNS)}}}"
    parts, at = [], 0
    for match in _MATHS.finditer(text):
        parts += [text[at : match.start()].translate(_SIGNS), f"${_maths(match[0])}$"]
        at = match.end()
    return "".join([*parts, text[at:].translate(_SIGNS)])


def _maths(text: str) -> str:
    """A number, an interval or a comparison for maths mode."""
    text = _EXPONENT.sub(
        lambda match: rf"{match[1]} \cdot 10^{{{match[2].replace('+', '')}{match[3]}}}", text
    )
    for word, sign in (("inf", r"\infty"), ("<=", r"\le"), (">=", r"\ge")):
        text = text.replace(word, sign)
    return text.strip()


def align(lines: Sequence[str]) -> str:
    """Lines as an environment of amsmath."""
    body = " \\\\\n".join(lines)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}\n"
