"""What languages lack, as formulas over what every language has.

A row is the text of a function: its arguments, then one line for each named step, then its value.
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
from dataclasses import dataclass
from functools import cache
from typing import Final

from actviz.formula.tree import COMPARISONS, Node, name, node, number
from actviz.readings.languages import compensated_rows, normal_rows, scaled_rows
from actviz.readings.languages.normal_rows import erf_terms, series

# Adding it and taking it away rounds to a multiple of 2**-21, whose square is exact up to 40.
_SHIFT: Final = "3221225472.0"
_NEAR: Final = 20  # terms of the series of erf below 1


_ATAN_TERMS: Final = [(-1) ** k / (2 * k + 1) for k in range(14)]
_EXPM1_TERMS: Final = [1 / math.factorial(k) for k in range(1, 17)]
_LOG_TERMS: Final = [2 / (2 * k + 1) for k in range(13)]

_SINH: Final = """u
        m = expm1(abs(u)/2)
        h = where(abs(u) < 40, m*(2 + m), exp(abs(u)/2))
        r = where(abs(u) < 40, (h + h/(h + 1))/2, h/2*h)
        where(abs(u) < 1e-9, u, where(u < 0, -r, r))"""
_COSH: Final = """u
        h = exp(abs(u)/2)
        where(abs(u) < 40, (h*h + 1/(h*h))/2, h/2*h)"""
_ROWS: Final[Mapping[str, str]] = {
    # Exponentials: r*exp(t) where exp(t) alone would underflow or overflow.
    "scaled_exp": """u, v
        h = exp(v/2)
        where(abs(v) <= 708, u*exp(v), u*h*h)""",
    "expm1": f"""u
        s = where(abs(u) < 0.5, u, 0)
        where(abs(u) < 0.5, s*({series(_EXPM1_TERMS, "s")}), exp(u) - 1)""",
    # log(1 + u) = 2 atanh(u/(2 + u)) near 0.
    "log1p": f"""u
        s = where(abs(u) < 0.25, u, 0)
        r = s/(2 + s)
        q = r*r
        where(abs(u) < 0.25, r*({series(_LOG_TERMS, "q")}), log(1 + u))""",
    "sigmoid": """u
        e = exp(-abs(u))
        where(u > 0, 1, e)/(1 + e)""",
    "softplus": """u
        where(u < 0, 0, u) + log1p(exp(-abs(u)))""",
    "sech": """u
        e = exp(-abs(u))
        2*e/(1 + e*e)""",
    "tanh": """u
        m = expm1(-2*abs(u))
        where(u > 0, -m, where(u < 0, m, u))/(2 + m)""",
    "sinh": _SINH,
    "cosh": _COSH,
    "asinh": """u
        a = abs(u)
        b = where(a < 1e8, a, 1)
        r = where(a < 1e8, log1p(b + b*b/(1 + sqrt(b*b + 1))), log(a) + 0.6931471805599453)
        where(u > 0, r, where(u < 0, -r, u))""",
    "hypot": """u, v
        a = where(abs(u) > abs(v), abs(u), abs(v))
        b = where(abs(u) > abs(v), abs(v), abs(u))
        r = where(b == 0, 0, where(b == a, 1, b/a))
        a*sqrt(1 + r*r)""",
    # atan(u) by the half of the half of the angle.
    "atan": f"""u
        a = where(abs(u) > 1, 1/abs(u), abs(u))
        b = a/(1 + sqrt(1 + a*a))
        c = b/(1 + sqrt(1 + b*b))
        q = c*c
        r = 4*c*({series(_ATAN_TERMS, "q")})
        s = where(abs(u) > 1, 1.5707963267948966 - r, r)
        where(u > 0, s, where(u < 0, -s, u))""",
    "cos": """u
        s = sin(u/2)
        1 - 2*s*s""",
    # u**v: what the logarithm lacks is the part of u that its exponential does not give back.
    "pow": """u, v
        a = abs(u)
        b = where(a == 0, 1, where(a > 1.7976931348623157e308, 1, a))
        l = log(b)
        h = exp(-l/2)
        t = scaled_exp(1 + (product_rest(v, l) + v*(b*h*h - 1)), v*l)
        z = where(v > 0, 0, where(v < 0, 1e999, t))
        i = where(v > 0, 1e999, where(v < 0, 0, t))
        n = where(a == 0, z, where(a > 1.7976931348623157e308, i, t))
        s = where(floor(v/2)*2 == v, n, where(floor(v) == v, -n, log(u)))
        where(u < 0, s, n)""",
    # The error function and the normal distribution.
    "erf_near": f"""u
        q = u*u
        u*({series(erf_terms(_NEAR), "q")})""",
    "square_rest": f"""u
        h = (u + {_SHIFT}) - {_SHIFT}
        (u - h)*(u + h)""",
    "square_part": f"""u
        h = (u + {_SHIFT}) - {_SHIFT}
        h*h""",
    "erfc_right": """u
        c = where(u > 40, 40, u)
        exp(-square_part(c))*exp(-square_rest(c))*erfcx_right(u)""",
    "erf": """u
        a = abs(u)
        r = where(a < 1, erf_near(where(a < 1, a, 0)), 1 - erfc_right(where(a < 1, 1, a)))
        where(u > 0, r, where(u < 0, -r, u))""",
    "erfc": """u
        a = abs(u)
        n = 1 - erf_near(where(a < 1, u, 0))
        t = erfc_right(a)
        where(u < 0.5, where(a < 1, n, 2 - t), t)""",
    "erfcx": """u
        c = where(u < 0, where(u < -27, -27, u), 0)
        r = erfcx_right(abs(u))
        where(u < 0, 2*exp(square_part(c))*exp(square_rest(c)) - r, r)""",
    "Phi": """u
        a = abs(u)
        c = where(a > 40, 40, a)
        t = exp(-square_part(c)/2)*exp(-square_rest(c)/2)*erfcx_right(a*0.7071067811865476)/2
        n = erf_near(where(a < 0.5, u, 0)*0.7071067811865476)/2 + 0.5
        where(a < 0.5, n, where(u < 0, t, 1 - t))""",
    "phi": """u
        c = where(abs(u) > 40, 40, abs(u))
        exp(-square_part(c)/2)*exp(-square_rest(c)/2)*0.3989422804014327""",
    # What rounding takes of a sum, a product and a quotient: exact by Knuth and by Dekker, but 0
    # where a number is too large for it (then it is NaN, or infinite as by one rounding), and of
    # what underflows to 0 the sign alone.
    "sum_rest": """u, v
        s = u + v
        w = s - u
        r = (u - (s - w)) + (v - w)
        where(r == r, r, 0)""",
    "product_rest": """u, v
        r = product_error(u, v)
        where(u*v == 0, underflow(u, v), where(abs(r) < 1e300, r, 0))""",
    "quotient_rest": """u, v
        q = u/v
        r = quotient_error(u, v, q)/v
        where(q == 0, underflow(u, v), where(abs(r) < 1e300, r, 0))""",
    # The least number with the sign of u*v.
    "underflow": """u, v
        s = where(u < 0, -v, where(u > 0, v, 0))
        where(s < 0, -5e-324, where(s > 0, 5e-324, s))""",
    # u*v less its rounded value, and u less q*v: a language that may multiply and add with one
    # rounding has to say so itself, since it could do it here too.
    "product_error": """u, v
        p = u*v
        a = 134217729*u
        h = a - (a - u)
        b = 134217729*v
        k = b - (b - v)
        (((h*k - p) + h*(v - k)) + (u - h)*k) + (u - h)*(v - k)""",
    "quotient_error": """u, v, q
        (u - q*v) - product_error(q, v)""",
    # u - v, whose rest is r; steps of u whose rest is r, which decides on an edge.
    "apart": """u, v, r
        where(u == v, r, (u - v) + r)""",
    "floor_beside": """u, r
        f = floor(u)
        where(f == u, where(r < 0, f - 1, f), f)""",
    "ceil_beside": """u, r
        -floor_beside(-u, -r)""",
    "trunc_beside": """u, r
        where(u < 0, -floor_beside(-u, -r), where(u > 0, floor_beside(u, r), u))""",
    "round_beside": """u, r
        f = floor(u)
        n = round(u)
        where(u - f == 0.5, where(r > 0, f + 1, where(r < 0, f, n)), n)""",
    # The same for float32 arithmetic: a rounded square costs what an x one ulp off would.
    "scaled_exp_single": """u, v
        h = exp(v/2)
        where(abs(v) <= 87, u*exp(v), u*h*h)""",
    "sinh_single": _SINH,  # that of a library may overflow before its value does
    "cosh_single": _COSH,
    # The slope of u*sigmoid(v), v = u*(a + r + b*u**2), for gelu's form with tanh; r is what a
    # lacks. Both products are kept in two parts (Dekker 1971): where the slope is least, an error
    # of v would count two and a half times.
    "cubic_gate_slope_single": """u, a, r, b
        s = 4097*u
        h = s - (s - u)
        l = u - h
        p = b*(u*u)
        m = a + p
        s1 = 4097*m
        h1 = s1 - (s1 - m)
        l1 = m - h1
        v = u*m
        d = (h*h1 - v) + h*l1 + l*h1 + l*l1 + u*((a - m) + p + r)
        p3 = 3*p
        n = a + p3
        s2 = 4097*n
        h2 = s2 - (s2 - n)
        l2 = n - h2
        w = u*n
        g = w + ((h*h2 - w) + h*l2 + l*h2 + l*l2 + u*((a - n) + p3 + r))
        t = exp(-abs(v))
        e = where(v < 0, t + t*d, t - t*d)
        q = 1 + e
        where(v < 0, e/q*(1 + g/q), (1 + g*(e/q))/q)""",
    **normal_rows.SINGLE,
    # In double, but with the digits that a float32 result needs.
    **normal_rows.BRIEF,
    **scaled_rows.ROWS,
    **compensated_rows.ROWS,
    "log1p_brief": """u
        w = 1 + u
        where(w == 1, u, log(w) + where(abs(u) < 0.5, u - (w - 1), 0))""",
    # Steps.
    "ceil": """u
        -floor(-u)""",
    "trunc": """u
        where(u < 0, -floor(-u), floor(u))""",
    "round": """u
        f = floor(u)
        r = u - f
        h = floor(f/2)*2
        where(r == 0.5, where(h == f, f, f + 1), where(r < 0.5, f, f + 1))""",
    "sinc": """u
        dsinc0(u)""",
}  # fmt: skip


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
    if word.startswith("dsinc") and word[5:].isdigit():
        text = _dsinc(int(word[5:]))
    elif word == "erfcx_right":
        text = _erfcx_right()
    elif word in _ROWS:
        text = _ROWS[word]
    else:
        return None
    head, *steps, result = text.splitlines()
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
