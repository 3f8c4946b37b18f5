"""What languages lack, as formulas over what every language has.

A row (in ``helpers.txt``) is the text of a function: its arguments, then one line for each named
step, then its value.
Its text is the formula language itself, so that it is written once for all languages. A language
that has a function and whose standard vouches for it takes its own instead.

Every row keeps its digits to a few ulp over the whole line, gives the limits at infinities, and
neither overflows on the way nor turns to NaN, and an odd one keeps the sign of a zero; all branches
may be computed everywhere.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from functools import cache
from typing import Final

from actviz.dataclass import dataclass
from actviz.formula.tree import COMPARISONS, Node, name, node, number
from actviz.readings.languages import compensated_rows, normal_rows, scaled_rows
from actviz.readings.languages.marked_texts import filled, parts
from actviz.readings.languages.normal_rows import erf_terms, series

# Adding it and taking it away rounds to a multiple of 2**-21, whose square is exact up to 40.
_SHIFT: Final = "3221225472.0"
_NEAR: Final = 20  # terms of the series of erf below 1


_ATAN_TERMS: Final = [(-1) ** k / (2 * k + 1) for k in range(14)]
_EXPM1_TERMS: Final = [1 / math.factorial(k) for k in range(1, 17)]
_LOG_TERMS: Final = [2 / (2 * k + 1) for k in range(13)]

# The same rows do for float32, where those of a library may overflow before their values do.
_SAME: Final = {"sinh_single": "sinh", "cosh_single": "cosh"}
_ROWS: Final[Mapping[str, str]] = {
    **parts(__file__, "helpers.txt"),
    **normal_rows.SINGLE,
    **normal_rows.BRIEF,
    **compensated_rows.ROWS,
}


@cache
def _terms() -> Mapping[str, str]:
    """What the rows of the file leave open: series, and numbers."""
    return {
        "expm1_terms": series(_EXPM1_TERMS, "s"),
        "log_terms": series(_LOG_TERMS, "q"),
        "atan_terms": series(_ATAN_TERMS, "q"),
        "erf_terms": series(erf_terms(_NEAR), "q"),
        "shift": _SHIFT,
        **scaled_rows.NUMBERS,
    }


@cache
def _dsinc(order: int) -> str:
    """The row of a derivative of sin(x)/x: its series near 0, else the rule for the next order."""
    terms = [
        (-1) ** j * math.perm(2 * j, order) / math.factorial(2 * j + 1)
        for j in range((order + 1) // 2, order // 2 + 12 + 2 * order)
    ]
    edge = order / 2 + 0.75
    steps = [f"n = where(abs(u) < {edge}, u, 0)", "q = n*n"]
    steps += [f"f = where(abs(u) < {edge}, 1, u)", "s0 = sin(f)/f"]
    waves = ("sin(f)", "cos(f)", "-sin(f)", "-cos(f)")
    for k in range(1, order + 1):
        steps.append(f"s{k} = ({waves[k % 4]} - {k}*s{k - 1})/f")
    near = f"{'n*' * (order % 2)}({series(terms, 'q')})"
    steps.append(
        f"where(abs(u) < {edge}, {near}, where(abs(u) > 1.7976931348623157e308, 0, s{order}))"
    )
    return "\n".join(["u", *steps])


def _erfcx_right() -> str:
    """erfcx on the right: (1 + v*Q(2v - 1))/(1 + 2u) with v = u/(u + shift)."""
    from actviz.readings.float64 import normal

    return f"""u
        w = where(u < 1e17, u, 1e17)
        v = w/(w + {normal.ERFCX_SHIFT})
        t = 2*v - 1
        (1 + v*({series(list(normal.ERFCX), "t")}))/2/(u + 0.5)"""


# Rows that tell what rounding took in float64 and decide by it; they have no like in float32.
REMAINDERS: Final = frozenset(
    word
    for word in _ROWS
    if word.endswith(("_rest", "_error", "_beside")) or word in ("underflow", "apart")
)


@dataclass(frozen=True)
class Helper:
    """A function by its name, with the names of its arguments and its value as a tree."""

    name: str
    arguments: tuple[str, ...]
    tree: Node


@cache
def helper(word: str) -> Helper | None:
    """The helper of a name; None if there is none."""
    row = _SAME.get(word, word)
    if word.startswith("dsinc") and word[5:].isdigit():
        text = _dsinc(int(word[5:]))
    elif word == "erfcx_right":
        text = _erfcx_right()
    elif row in _ROWS:
        text = filled(_ROWS[row], **_terms())
    else:
        return None
    head, *steps, result = (line for line in text.splitlines() if line and line[0] != "#")
    known: dict[str, Node] = {}
    for step in steps:
        letter, _, value = step.partition(" = ")
        known[letter.strip()] = _read(value, known)
    return Helper(word, tuple(head.split(", ")), _read(result, known))


_OPERATORS: Final = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_SIGNS: Final = dict(
    zip((ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq), COMPARISONS, strict=True)
)


def _read(text: str, known: Mapping[str, Node]) -> Node:
    """One line of a row as a tree: a call is a node, whatever its name."""

    def tree(part: ast.expr) -> Node:
        match part:
            case ast.Constant(value=int() | float() as value):
                return number(value)
            case ast.Name(id=word):
                return known.get(word) or name(word)
            case ast.UnaryOp(operand=inner):
                return node("neg", tree(inner))
            case ast.BinOp(left=left, op=op, right=right):
                return node(_OPERATORS[type(op)], tree(left), tree(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return node(_SIGNS[type(op)], tree(left), tree(right))
            case ast.Call(func=ast.Name(id=word), args=args):
                return node(word, *map(tree, args))
        raise ValueError(f"{text!r} is no line of a helper")

    return tree(ast.parse(text.strip(), mode="eval").body)
