"""Formulas in the signs of mathematics, as they are printed, in those of the language.

``x·Φ(x)``, ``√(x² + 1)``, ``|x|`` and ``{ x  if x > 0;  0.1x  otherwise }``: what is read off a
screen or a page can be typed.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from actviz.readings.notation.unicode import FENCES, HEADS, LOWERED, RAISED, SIGNS

_ALIKE: Final = str.maketrans(
    {
        "×": "·",
        "⋅": "·",
        "∙": "·",
        "∗": "·",
        "–": "−",
        "‐": "−",
        "÷": "/",
        "ℯ": "e",
        "⩽": "≤",
        "⩾": "≥",
    }
)
_PLAIN: Final = str.maketrans({sign: word for word, sign in SIGNS.items() if not sign.isascii()})
_POWERS: Final = str.maketrans({sign: chr(code) for code, sign in RAISED.items()})
_INDICES: Final = str.maketrans({sign: chr(code) for code, sign in LOWERED.items()})
_RAISED: Final = "".join(map(chr, _POWERS))
_CASES: Final = re.compile(r"\{([^{}]*)\}")
_CASE: Final = re.compile(r"(.+?)\s+if\s(.+)", re.DOTALL)
_FRACTION: Final = re.compile(r"(?<!\d)([¼½¾⅐-⅞])\s*(?=([\w(√|])?)")
_ROOT: Final = re.compile(r"([√∛])\s*(\w[\w.]*)")
_ROOTS: Final = {"√": "sqrt", "∛": "cbrt"}
# max{0, x}; 𝟙(x > 0), 1{0 < x < 1}: 1 where that holds; (x)₊ is max(x, 0), σ(x)₊ max(σ(x), 0).
_LIST: Final = re.compile(r"\b(max|min)\s*\{([^{}]*)\}")
_INDICATOR: Final = re.compile(r"(?:𝟙|𝟏|(?<![\w.])1(?=[\[{]))\s*[\[({]([^\[\](){}]+)[\])}]")
_COMPARISON: Final = re.compile(r"([<>]=?|[=!]=|[=≤≥≠])")
_POSITIVE: Final = re.compile(
    rf"(?:\[(?P<square>[^\[\]]*)\]|(?P<end>\))|(?P<word>[^\W\d_]\w*?))(?:_\+|[₊⁺])"
    rf"(?=\s*(?:$|[-+−·*/^),;{_RAISED}]|(?P<factor>[(\[])))"
)
_HEAD: Final = re.compile(r"[^\W\d]\w*$")
_POWER: Final = re.compile(f"[{_RAISED}]+")
# tanh⁻¹ may be the inverse or the reciprocal, and is not read.
_POWER_OF_CALL: Final = re.compile(rf"([^\W\d]\w*?)((?!⁻)[{_RAISED}]+)\(|([^\W\d_]{{2,}})\^(\d+)\(")
# 2x is 2*x, but what 1/2x and 3^2x are is not agreed on.
_FACTOR: Final = re.compile(
    r"(?<![\w./^])(?<!\*\*)(?<![/^] )((?:\d+\.?\d*|\.\d+)(?:e[-−]?\d+)?)(?=[^\W\d]|√|\()"
)
# So are π and a Greek letter before x alone.
_LETTER: Final = re.compile(
    r"(?<![/^])(?<![/^] )(?:π(?=[^\W\d]|√|\()|(?<![^\W\d_])[α-ω][₀-₉]*(?=x\b))"
)
_WORD: Final = re.compile(r"\b(?:if|else)\s*$")
_BEFORE_A_FENCE: Final = "+-−·*/^(,;{<>=≤≥≠ "


def read(text: str) -> str:
    """A formula with every sign of mathematics in place of which the language has another."""
    text = text.translate(_ALIKE)
    while (match := _LIST.search(text)) is not None:
        text = f"{text[: match.start()]}{match[1]}({match[2]}){text[match.end() :]}"
    text = _FRACTION.sub(_fraction, _INDICATOR.sub(_indicator, text))
    while (match := _CASES.search(text)) is not None:
        text = text[: match.start()] + _cases(match[1]) + text[match.end() :]
    text = _fences(text)
    while (match := _POSITIVE.search(text)) is not None:
        start = _opening(text, match.start()) if match["end"] else match.start()
        if start < 0 or (match["factor"] and match["word"]):  # x_+(1 - x) may be x_ + (1 - x)
            break
        called = _HEAD.search(text, 0, start) if match["end"] else None
        inner = match["square"] or match["word"] or text[start + 1 : match.start()]
        if called:
            start, inner = called.start(), f"{called[0]}({inner})"
        times = "·" * bool(match["factor"])
        text = f"{text[:start]}max({inner}, 0){times}{text[match.end() :]}"
    while (match := _POWER_OF_CALL.search(text)) is not None:
        inner = _closing(text, match.end())
        after = text[match.end() + len(inner) + 1 :]
        power = _power(match[2]) if match[2] else f"**{match[4]}"
        text = f"{text[: match.start()]}{match[1] or match[3]}({inner}){power}{after}"
    text = _POWER.sub(lambda raised: _power(raised[0]), text)
    text = _ROOT.sub(lambda root: f"{_ROOTS[root[1]]}({root[2]})", text)
    text = text.replace("√", "sqrt").replace("∛", "cbrt")
    text = _FACTOR.sub(r"\1·", _LETTER.sub(lambda letter: f"{letter[0]}·", text))
    for word, sign in HEADS.items():
        text = re.sub(rf"(?<!\w){sign}\s*\(", f"{word}(", text)
    return text.replace("·", "*").translate(_INDICES).translate(_PLAIN)


def _fraction(match: re.Match[str]) -> str:
    """``½`` as ``(1/2)``, times what follows."""
    quotient = unicodedata.normalize("NFKC", match[1]).replace("\u2044", "/")
    return f"({quotient}){'·' * bool(match[2])}"


def _indicator(match: re.Match[str]) -> str:
    """``1{0 < x < 1}`` as one ``where`` in another; what compares nothing is no indicator."""
    first, *rest = _COMPARISON.split(match[1])
    text = "1" if rest else ""
    for at in range(len(rest) - 1, 0, -2):
        sign = "==" if rest[at - 1] == "=" else rest[at - 1]
        text = f"where({rest[at - 2] if at > 1 else first} {sign} {rest[at]}, {text}, 0)"
    return text or match[0]


def _power(raised: str) -> str:
    exponent = raised.translate(_POWERS).translate(_PLAIN)
    return f"**{exponent}" if re.fullmatch(r"-?(\d+|x)", exponent) else f"**({exponent})"


def _cases(inside: str) -> str:
    *rows, last = (part.strip() for part in inside.split(";"))
    text = re.sub(r"\s+otherwise$", "", last)
    for row in reversed(rows):
        match = _CASE.fullmatch(row)
        if match is None:
            return f"where({inside})"  # it is told as the mistake that it is
        condition = re.sub(r"(?<![<>=!])=(?!=)", "==", match[2])
        text = f"where({condition}, {match[1]}, {text})"
    return text


def _closing(text: str, start: int) -> str:
    """What stands between a bracket that ends at ``start`` and the one that closes it."""
    depth = 1
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return text[start:at]
    return text[start:]


def _opening(text: str, end: int) -> int:
    """Where the bracket opens that is closed at ``end``; -1 where none does."""
    depth = 0
    for at in range(end, -1, -1):
        depth += {")": 1, "(": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return -1


def _fences(text: str) -> str:
    """``|u|`` as ``abs(u)``, ``⌊u⌋`` as ``floor(u)``: a bar opens where an operand is to begin."""
    for word, (left, right) in FENCES.items():
        if left != right:
            text = text.replace(left, f"{word}(").replace(right, ")")
    pieces, before, inside = [], "(", 0
    for at, sign in enumerate(text):
        opens = sign == "|" and (before in _BEFORE_A_FENCE or _WORD.search(text, 0, at) is not None)
        inside += (1 if opens else -1) * (sign == "|")
        if inside < 0:
            break
        pieces.append("abs(" if opens else ")" if sign == "|" else sign)
        if sign != " ":
            before = "(" if opens else ")" if sign == "|" else sign
    return text if inside else "".join(pieces)  # a bar without its other is told as such
