"""Tree to JavaScript: the arithmetic of a page that computes while it is looked at.

A tree becomes the text of a function of x and an array of parameters, in which every distinct
subexpression is computed once, by the operations of :mod:`float64` in the same order. What
JavaScript's ``Math`` lacks stands in ``prelude.js``, which goes in front. Names of parameters are
not taken over, so nothing a user typed becomes code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from actviz.formula.atoms import ATOMS
from actviz.formula.tree import COMPARISONS, Node, walk
from actviz.readings.float64 import small_power

# What each atom is in JavaScript; a bare name is a function of the prelude.
FUNCTIONS: Final[Mapping[str, str]] = {
    "exp": "Math.exp",
    "expm1": "Math.expm1",
    "log": "Math.log",
    "log1p": "Math.log1p",
    "scaled_exp": "scaled_exp",
    "sqrt": "Math.sqrt",
    "hypot": "Math.hypot",
    "sin": "Math.sin",
    "cos": "Math.cos",
    "atan": "Math.atan",
    "sinh": "Math.sinh",
    "cosh": "Math.cosh",
    "tanh": "Math.tanh",
    "sech": "sech",
    "asinh": "Math.asinh",
    "sinc": "sinc",
    "dsinc": "dsinc",
    "sigmoid": "sigmoid",
    "softplus": "softplus",
    "erf": "erf",
    "erfc": "erfc",
    "erfcx": "erfcx",
    "Phi": "Phi",
    "phi": "phi",
    "abs": "Math.abs",
    "sign": "Math.sign",
    "max": "Math.max",
    "min": "Math.min",
    "clip": "clip",
    "floor": "Math.floor",
    "ceil": "Math.ceil",
    "trunc": "Math.trunc",
    "round": "round",
}
OPERATORS: Final[Mapping[str, str]] = {
    **{op: op for op in ("+", "-", "*", "/", *COMPARISONS)},
    "==": "===",
    "!=": "!==",
}

# What a piecewise atom compares, or counts: it has a joint where one of these changes.
_SIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "abs": ("Math.sign({0})",),
    "sign": ("Math.sign({0})",),
    "max": ("Math.sign({0} - {1})",),
    "min": ("Math.sign({0} - {1})",),
    "clip": ("Math.sign({0} - {1})", "Math.sign({0} - {2})"),
    "floor": ("stairs({0})",),
    "ceil": ("stairs({0})",),
    "trunc": ("stairs({0})",),
    "round": ("middles({0})",),
}


def prelude() -> str:
    """The functions that the other texts call, to stand in front of them."""
    from actviz.readings.float64 import normal

    text = Path(__file__).with_name("prelude.js").read_text(encoding="utf-8")
    shift, terms = repr(normal.ERFCX_SHIFT), ", ".join(map(repr, normal.ERFCX))
    return f"const ERFCX_SHIFT = {shift};\nconst ERFCX = [{terms}];\n{text}"


def to_javascript(tree: Node, letters: Sequence[str], within: Node | None = None) -> str:
    """A function ``(x, p) => value``, where ``p`` holds the parameters in the order of letters.

    Values are doubles. They differ from those of :mod:`float64` by what ``Math`` and the prelude
    differ from NumPy and its kernels, a few ULP each; an overflow on the way is not mended.

    Args:
        tree: a formula, or a comparison.
        letters: the parameters.
        within: another formula; where it has no value there is none. A derivative needs it whose
            formula is defined in more places than the function, as 1/x is than log(x).
    """
    lines, words = _lines([tree, within or tree], letters)
    result = words[tree]
    return _function(lines, f"isNaN({words[within]}) ? NaN : {result}" if within else result)


def to_sides(tree: Node, letters: Sequence[str]) -> str:
    """A function ``(x, p) => array of small numbers`` that changes at every joint of the formula.

    For each comparison -1, 0 or 1 as its left side is below, at or above the right one; for each
    step, twice the number of the stair, one more between two edges. Only changes matter.
    """
    places = [
        (template, current)
        for current in walk(tree)
        for template in ("Math.sign({0} - {1})",) * (current.op in COMPARISONS)
        + _SIDES.get(current.op, ())
    ]
    lines, words = _lines([arg for _, current in places for arg in current.args], letters)
    sides = dict.fromkeys(
        template.format(*(words[arg] for arg in current.args)) for template, current in places
    )
    return _function(lines, f"[{', '.join(sides)}]")


def _function(lines: Sequence[str], result: str) -> str:
    return f"(x, p) => {{{' '.join(lines)} return {result};}}" if lines else f"(x, p) => {result}"


def _lines(roots: Sequence[Node], letters: Sequence[str]) -> tuple[list[str], dict[Node, str]]:
    """Statements that compute the trees, and the word that each node has in them."""
    words: dict[Node, str] = {}
    lines: list[str] = []
    for root in roots:
        for current in walk(root):
            if current in words:
                continue
            if not current.args:
                words[current] = _leaf(current, letters)
            else:
                words[current] = f"t{len(lines)}"
                text = _operation(current, [words[arg] for arg in current.args])
                lines.append(f"const {words[current]} = {text};")
    return lines, words


def _leaf(current: Node, letters: Sequence[str]) -> str:
    if current.op == "number":
        assert isinstance(current.value, (int, float))
        text = repr(current.value if abs(current.value) < 2**53 else float(current.value))
        return f"({text})" if text.startswith("-") else text
    if current.op == "name":
        return "x" if current.value == "x" else f"p[{letters.index(str(current.value))}]"
    return {"pi": "Math.PI", "e": "Math.E"}[current.op]


def _operation(current: Node, args: Sequence[str]) -> str:
    op = current.op
    power = small_power(current)
    if power:
        return " * ".join([args[0]] * power)
    if op == "neg":
        return f"-{args[0]}"
    if op == "**":
        return f"Math.pow({args[0]}, {args[1]})"
    if op == "where":
        return f"{args[0]} ? {args[1]} : {args[2]}"
    if op in ATOMS:
        return f"{FUNCTIONS[op]}({', '.join(args)})"
    return f"{args[0]} {OPERATORS[op]} {args[1]}"
