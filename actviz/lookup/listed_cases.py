"""Functions by cases as programs list them, and Mathematica, whose brackets are square.

``Piecewise((x, x > 0), (0, True))`` of SymPy, ``np.select([x > 0], [x], 0)`` and
``Piecewise[{{x, x > 0}}, 0]``, in words of the language: ``where(x > 0, x, 0)``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from actviz.formula.grammar import FormulaError
from actviz.lookup.from_latex import choice, whole
from actviz.lookup.names import frameworks

_LISTED: Final = re.compile(r"(?<![\w.])(?:\w+\.)?(Piecewise|piecewise|select)\s*\(")
_SQUARE: Final = re.compile(r"(?<![\w.])([A-Z]\w*)\[([^\[\]]*)\]")
# f[x_] := Max[0, x], and Max[0, #] &
_DEFINED: Final = re.compile(r"\s*\w+\[\s*(\w+)_\s*\]\s*:?=(?!=)\s*")
_PURE: Final = re.compile(r"&\s*$")
_TIMES: Final = re.compile(r"(?<=[\w).])[ \t]+(?=[\w({])")  # a space between two factors
_LETTERS: Final = {"E": "e", "Pi": "pi"}
# What Mathematica calls it, in our words; activations are in the catalogue's table of its names.
_WORDS: Final = {
    "If": "where", "Power": "pow", "Ceiling": "ceil", "CubeRoot": "cbrt", "ArcSin": "asin",
    "ArcCos": "acos", "ArcTan": "atan", "ArcSinh": "asinh", "ArcCosh": "acosh",
    "ArcTanh": "atanh", "Log2": "log2", "Log10": "log10",
    "Abs": "abs", "Sign": "sign", "Max": "max", "Min": "min", "Exp": "exp", "Log": "log",
    "Sqrt": "sqrt", "Erf": "erf", "Erfc": "erfc", "Sin": "sin", "Cos": "cos", "Tan": "tan",
    "Cot": "cot", "Sec": "sec", "Csc": "csc", "Sinh": "sinh", "Cosh": "cosh", "Tanh": "tanh",
    "Coth": "coth", "Sech": "sech", "Csch": "csch", "Floor": "floor", "Round": "round",
    "Sinc": "sinc",
}  # fmt: skip
_COMPARISON: Final = re.compile(r"(<=|>=|==|!=|<|>)")
_LAMBDA: Final = re.compile(r"\s*lambda\s+(\w+)\s*:\s*")
_TRUE: Final = ("True", "true")


def read(text: str) -> str:
    """A formula with its lists of cases as ``where``, and round brackets for square ones.

    Raises:
        FormulaError: a list is none of cases, or Mathematica's function is not known.
    """
    if _SQUARE.search(text):
        text = _mathematica(text)
    while matches := list(_LISTED.finditer(text)):
        match = matches[-1]  # what is inside others first
        inner = _inside(text, match.end())
        cases = _cases(match[1], _parts(inner))
        text = f"{text[: match.start()]}{cases}{text[match.end() + len(inner) + 1 :]}"
    return text


def _mathematica(text: str) -> str:
    letter = "#"
    if defined := _DEFINED.match(text):
        letter, text = defined[1], text[defined.end() :]
    text = _PURE.sub("", text).replace("#1", "#")
    text = re.sub(r"#" if letter == "#" else rf"\b{letter}\b", "x", text)
    text = re.sub(r"(?<![\w.])(?:E|Pi)(?!\w)", lambda found: _LETTERS[found[0]], text)
    while match := _SQUARE.search(text):
        called = _called(match[1], _parts(match[2]))
        text = f"{text[: match.start()]}{called}{text[match.end() :]}"
    return _TIMES.sub("*", text)


def _called(word: str, args: list[str]) -> str:
    theirs = frameworks()["wolfram"].get(word, "")
    if word == "Piecewise":
        return f"Piecewise({', '.join(args)})"
    if word == "Which":
        pairs = zip(args[1::2], args[::2], strict=False)
        return f"Piecewise({', '.join(f'({value}, {held})' for value, held in pairs)})"
    if word == "Clip" and args:
        low, high = _items(args[1]) if len(args) == 2 else ["-1", "1"]
        return f"clip({args[0]}, {low}, {high})"
    if word == "Log" and len(args) == 2:
        return f"(log({args[1]})/log({args[0]}))"
    if word in ("UnitStep", "HeavisideTheta") and len(args) == 1:
        return f"where({args[0]} >= 0, 1, 0)"
    if word in _WORDS:
        return f"{_WORDS[word]}({', '.join(args)})"
    if theirs and ":" not in theirs:
        return f"{theirs}({', '.join(args)})"
    raise FormulaError(
        f"{word}[...] of Mathematica is not known here; in our words functions are called with "
        "round brackets, max(0, x), and cases are where(condition, a, b)"
    )


def _cases(word: str, args: list[str]) -> str:
    """What stands in the brackets of a list of cases, as one ``where`` in another."""
    otherwise: str | None = "0"
    if word == "Piecewise":
        if args[:1] and args[0].startswith("{"):  # Mathematica's are one list, and have a default
            otherwise = args[1] if len(args) > 1 else "0"
            args = _items(args[0])
        else:
            otherwise = None
        rows = [(pair[0], pair[1]) for pair in map(_items, args) if len(pair) == 2]
        if not rows or len(rows) < len(args):
            raise FormulaError("the cases of Piecewise are pairs: Piecewise((x, x > 0), (0, True))")
    else:
        if word == "piecewise":
            args = args[1:]
        conditions, values = (_items(one) for one in (*args, "()", "()")[:2])
        values = [_LAMBDA.sub("", one) for one in values]
        if len(values) == len(conditions) + 1:
            otherwise = values.pop()
        elif len(args) > 2:
            otherwise = args[2].removeprefix("default=").strip()
        if len(values) != len(conditions):
            raise FormulaError(f"{word} takes as many values as conditions")
        rows = list(zip(values, conditions, strict=True))
        if word == "piecewise":  # where several hold, the last counts
            rows.reverse()
    return _chosen(rows, otherwise)


def _chosen(rows: Sequence[tuple[str, str]], otherwise: str | None) -> str:
    held = [(value, condition) for value, condition in rows if condition not in _TRUE]
    if len(held) < len(rows):
        otherwise = rows[len(held)][0]
    conditions = [_comparisons(condition) for _, condition in held]
    if otherwise is None:
        if not whole(conditions):
            raise FormulaError("the last case of Piecewise needs True for its condition")
        otherwise = held[-1][0]
        held, conditions = held[:-1], conditions[:-1]
    otherwise = otherwise if conditions else f"({otherwise})"
    for (value, _), condition in reversed(list(zip(held, conditions, strict=True))):
        otherwise = choice(condition, value, otherwise)
    return otherwise


def _comparisons(condition: str) -> list[tuple[str, str, str]]:
    """``0 < x < 1`` and ``(x > 0) & (x < 1)`` as comparisons that hold together."""
    pairs = []
    for part in re.split(r"&&|&|\band\b", condition):
        part = part.strip()
        if part.startswith("(") and _inside(part, 1) == part[1:-1]:
            part = part[1:-1]
        first, *rest = (word.strip() for word in _COMPARISON.split(part))
        if not rest:
            raise FormulaError(f"{part!r} is no condition; one compares, as x > 0 does")
        for sign, side in zip(rest[::2], rest[1::2], strict=True):
            pairs.append((first, sign, side))
            first = side
    return pairs


def _inside(text: str, start: int) -> str:
    """What stands from ``start`` to the bracket that closes there."""
    depth = 1
    for at in range(start, len(text)):
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth == 0:
            return text[start:at]
    raise FormulaError("a bracket is never closed", text, start)


def _items(text: str) -> list[str]:
    """What is in a list, in whatever brackets."""
    text = text.strip()
    if text[:1] not in ("(", "[", "{"):
        raise FormulaError(f"{text!r} is no list of cases; write where(condition, a, b)")
    return _parts(_inside(text, 1))


def _parts(text: str) -> list[str]:
    """Parts between the commas that stand in no inner brackets."""
    depth, parts, start = 0, [], 0
    for at, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()] if text[start:].strip() else parts
