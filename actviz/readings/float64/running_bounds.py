"""A running bound on the rounding errors of a formula in float64, as lines of a program.

The bound is on the relative error, in units of 2**-53: half a unit in the last place at most. An
operation adds its own rounding and passes on those of its arguments, times how much the function
itself enlarges a relative change there. Bounds that do not depend on x are numbers, and cost
nothing; those that do are computed in the same pass as the values.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from actviz.formula.atoms import ATOMS
from actviz.formula.tree import COMPARISONS, Node, walk
from actviz.readings import float64
from actviz.readings.float64.named import KERNELS, small_power

Error = float | str  # a number, or the word of an array in the text that is compiled

UNIT: Final = 2.0**-53
# The error of one call with an exact argument, in units: NumPy's own functions stay within one unit
# in the last place, which is two of these; ours within 3.4 (tests/readings/test_kernels.py), and
# sech divides by NumPy's cosh.
NUMPY: Final = 2.0
_SECH: Final = NUMPY + 1.0
OURS: Final = 7.0
NORMAL: Final = float(np.finfo(np.float64).tiny)

# How much a function enlarges a relative change of its argument u: at most this, t being its value.
# (|u f'(u)/f(u)|; those of the tails by the inequalities of Mills and Gordon.)
_GAIN: Final[Mapping[str, str]] = {
    "exp": "np.abs({u})",
    "expm1": "(np.maximum({u}, 0) + 1)",
    "log": "(1/np.abs({t}))",
    "log1p": "np.abs({u}/((1 + {u})*{t}))",
    "sqrt": "0.5",
    "sin": "np.abs({u}*np.cos({u})/{t})",
    "cos": "np.abs({u}*np.sin({u})/{t})",
    "sinc": "np.abs(np.cos({u})/{t} - 1)",
    "atan": "1",
    "asinh": "1",
    "tanh": "1",
    "erf": "1",
    "sinh": "(np.abs({u}) + 1)",
    "cosh": "np.abs({u})",
    "sech": "np.abs({u})",
    "sigmoid": "np.maximum(-{u}, 0.3)",
    "softplus": "np.maximum(-{u}, 1)",
    "Phi": "(np.minimum({u}, 0)**2 + 1)",
    "phi": "({u}*{u})",
    "erfc": "(2*np.maximum({u}, 0)**2 + 1)",
    "erfcx": "(2*np.minimum({u}, 0)**2 + 1)",
}
_VANISHING: Final = frozenset(
    {"exp", "sigmoid", "softplus", "Phi", "phi", "erfc", "sech", "scaled_exp", "*", "/", "**"}
)
_OVERFLOWING: Final = frozenset(
    {"exp", "expm1", "sinh", "cosh", "erfcx", "scaled_exp", "hypot", *"+-*/", "**"}
)
_ABOVE: Final = frozenset(
    {"exp", "sigmoid", "softplus", "Phi", "phi", "erfc", "erfcx", "sech", "cosh", "pi", "e"}
)
# What underflows before these is half a unit of the result at most; what overflows shows in it.
_SUMS: Final = frozenset({"neg", "abs", "where", "max", "min", "clip", "+", "-"})
_SHOWING: Final = _SUMS | {"*", "/"}
_STOPPED: Final = {("where", 0), ("/", 1)}
_STEPS: Final[Mapping[str, str]] = {
    "floor": "np.abs({u} - np.rint({u}))",
    "ceil": "np.abs({u} - np.rint({u}))",
    "trunc": "np.abs({u} - np.rint({u}))",
    "round": "np.abs(np.abs({u} - np.floor({u})) - 0.5)",
}


# How near to each other the sides of a condition count as near, where a cell is looked at.
_WIDE: Final = 2.0**-5

_WAVE: Final = 0.02  # how much a phase may change in a cell


class Writer:
    """Writes the lines that work out values and bounds, arguments first."""

    def __init__(self, tree: Node, *, wide: bool = False) -> None:
        self.root = tree
        self.wide = wide  # whether the bound is to hold between the points as well
        self.words, self.constants = float64._given(tree)
        self.error: dict[Node, Error] = {}
        self.above: dict[Node, bool | None] = {}  # never below 0; never above; not known
        self.lines: list[str] = []
        self.underflow = 0.0
        outer, shown = _outer(tree, _SUMS), _outer(tree, _SHOWING)
        for count, current in enumerate(walk(tree)):
            self.above[current] = self._sign(current)
            if current not in self.words:
                self._line(f"t{count}", float64._plain(current, self.words))
                self.words[current] = f"t{count}"
            error = self._error(current)
            if isinstance(error, str) and not current.names:
                with np.errstate(all="ignore"):
                    # Of a constant a helper that looks along rows makes a row of one.
                    error = float(np.max(eval(error, {**self.constants, **HELPERS})))
            if isinstance(error, str):
                self._line(f"r{count}", error)
                error = f"r{count}"
            vanishing, moves = current.op in _VANISHING, bool(current.names)
            if vanishing and moves and current in outer:
                self.underflow += 0.5
            elif vanishing and moves:
                error = self._unless_small(f"r{count}", error, current)
            if current.op in _OVERFLOWING and moves and current not in shown:
                self._line(f"r{count}", f"unless_infinite({error}, {self.words[current]})")
                error = f"r{count}"
            self.error[current] = error

    def _line(self, word: str, text: str) -> None:
        self.lines.append(f"    {word} = {text}\n")

    def _unless_small(self, word: str, error: Error, current: Node) -> str:
        """The bound, which tells nothing where the value underflowed."""
        value = self.words[current]
        exactly = "False"
        if current.op in ("*", "/", "**", "scaled_exp"):  # 0 times a number is 0, and exact
            factors = current.args if current.op == "*" else current.args[:1]
            exactly = " | ".join(f"({self.words[arg]} == 0)" for arg in factors)
        self._line(word, str(error))
        self.lines.append(
            f"    if small({value}): {word} = "
            f"np.where((np.abs({value}) >= {NORMAL!r}) | {exactly}, {word}, inf)\n"
        )
        return word

    def _sign(self, current: Node) -> bool | None:
        signs = [self.above[arg] for arg in current.args]
        match current.op, signs:
            case "number", _:
                return bool(current.value >= 0)  # type: ignore[operator]
            case op, _ if op in _ABOVE:
                return True
            case (("abs" | "sqrt" | "hypot"), _):
                return True
            case "neg", [sign]:
                return None if sign is None else not sign
            case "**", _ if small_power(current) in (2, 4):
                return True
            case "**", [True, _]:
                return True
            case "+", [a, b] if a is b:
                return a
            case "-", [bool() as a, bool() as b] if a is not b:
                return a
            case (("*" | "/"), [bool() as a, bool() as b]):
                return a is b
            case (("tanh" | "atan" | "asinh" | "erf" | "sinh" | "expm1" | "sign"), [sign]):
                return sign
            case "scaled_exp", [sign, _]:
                return sign
            case "max", [a, b] if a or b:
                return True
            case "where", [_, a, b] if a is b:
                return a
        return None

    def _error(self, current: Node) -> Error:
        op, t = current.op, self.words[current]
        words = [self.words[arg] for arg in current.args]
        errors = [self.error[arg] for arg in current.args]
        match op, words, errors:
            case "number", _, _:
                exact = math.isfinite(value := float(current.value)) and value == current.value  # type: ignore[arg-type]
                return 0.0 if exact else 1.0
            case "name", _, _:
                return 0.0
            case (("pi" | "e"), _, _):
                return 1.0
            case (("neg" | "abs"), _, [a]):
                return a
            case _ if op in COMPARISONS:
                return 0.0
            case (("+" | "-"), [u, v], [a, b]):
                if a == b == 0.0:
                    return 1.0
                signs = [self.above[arg] for arg in current.args]
                together = None not in signs and (signs[0] is signs[1]) == (op == "+")
                if together and isinstance(a, float) and isinstance(b, float):
                    return max(a, b) + 1.0
                shares = _sum(_times(a, f"np.abs({u})"), _times(b, f"np.abs({v})"))
                return _sum(f"({shares})/np.abs({t})", 1.0)
            case (("*" | "/"), _, [a, b]):
                return _sum(_sum(a, b), 0.0 if _is_power_of_two(current) else 1.0)
            case "**", [u, v], [a, b]:
                power = small_power(current)
                if power:
                    return _sum(_times(a, str(power)), power - 1.0)
                shares = _sum(_times(a, f"np.abs({v})"), _times(b, f"np.abs({v}*np.log({u}))"))
                return _sum(shares, NUMPY)
            case "hypot", _, [a, b]:
                return _sum(_larger(a, b), NUMPY)
            case "scaled_exp", [_, v], [a, b]:
                return _sum(_sum(a, _times(b, f"np.abs({v})")), OURS)
            case "sign", _, [a]:
                return 0.0 if isinstance(a, float) else f"np.where({a} < 2**50, 0, np.inf)"
            case _ if op in _STEPS and self.wide:
                return "np.inf"
            case _ if op in _STEPS:
                gap = _STEPS[op].format(u=words[0])
                return 0.0 if errors[0] == 0.0 else f"steps({gap}, {words[0]}, {errors[0]})"
            case (("max" | "min"), [u, v], [a, b]):
                if a == b == 0.0:
                    return 0.0
                zero = [arg.op == "number" and arg.value == 0 for arg in current.args]
                if any(zero):  # the sign of the other is right
                    return b if zero[0] else a
                return f"choice({t}, {u}, {v}, {a}, {b})"
            case "clip", [u, v, w], [a, b, c]:
                if a == b == c == 0.0:
                    return 0.0
                inner = f"np.maximum({u}, {v})"
                return f"choice({t}, {inner}, {w}, choice({inner}, {u}, {v}, {a}, {b}), {c})"
            case "where", [condition, _, _], [_, a, b]:
                left, right = current.args[0].args
                chosen = a if a == b else f"np.where({condition}, {a}, {b})"
                if isinstance(a, float) and isinstance(b, float):
                    chosen = max(a, b)
                sizes = [f"np.abs({self.words[arg]})" for arg in (left, right)]
                gaps = [_times(self.error[arg], size)
                        for arg, size in zip((left, right), sizes, strict=True)]  # fmt: skip
                if gaps == [0.0, 0.0] and (a == b or isinstance(chosen, float) or not self.wide):
                    return chosen
                gap = f"np.abs({self.words[left]} - {self.words[right]})"
                clear = f"({gap} > 2**-53*({_sum(*gaps)}))"
                if self.wide:
                    clear += f" & ({gap} > {_WIDE}*({_sum(*sizes)})) & ~changes({condition})"
                return f"np.where({clear}, {chosen}, np.inf)"
            case _, [u], [a] if op in _GAIN:
                own = NUMPY if KERNELS[op].startswith("np.") else _SECH if op == "sech" else OURS
                total = _sum(_times(a, _GAIN[op].format(u=u, t=t)), own)
                return _sum(total, f"turning({u})") if self.wide and ATOMS[op].turns else total
            case (("sinc" | "dsinc"), _, _):
                return OURS if all(error == 0.0 for error in errors) and op == "sinc" else math.inf
        return math.inf


# A bound of second order is left out of the products above; all of them together stay below a
# hundredth of the whole as long as the bounds are used below 2**40 units, and this pays for it.
_REST: Final = 1.01


def _sum(a: Error, b: Error) -> Error:
    if isinstance(a, float) and isinstance(b, float):
        return a + b
    if 0.0 in (a, b):
        return b if a == 0.0 else a
    return f"{a} + {b}"


def _times(error: Error, gain: str) -> Error:
    if error == 0.0:
        return 0.0
    try:
        return float(error) * float(gain) * _REST
    except ValueError:
        return f"({error})*{gain}*{_REST}"


def _larger(a: Error, b: Error) -> Error:
    if isinstance(a, float) and isinstance(b, float):
        return max(a, b)
    return f"np.maximum({a}, {b})"


def _outer(root: Node, passing: frozenset[str]) -> set[Node]:
    """What reaches the result through such operations alone."""
    reached, inner = {root}, set()
    for current in reversed(list(walk(root))):
        passed = current in reached and current not in inner and current.op in passing
        for at, arg in enumerate(current.args):
            if passed and (current.op, at) not in _STOPPED:
                reached.add(arg)
            else:
                inner.add(arg)
    return reached - inner


def _small(value: Any) -> bool:
    """Whether some value is below the normal numbers, or NaN."""
    return not np.abs(value).min() >= NORMAL


def _unless_infinite(error: Any, value: Any) -> Any:
    """The bound, which tells nothing where the value overflowed."""
    if float64.all_finite(np.reshape(value, -1)):
        return error
    return np.where(np.isfinite(value), error, np.inf)


def _is_power_of_two(current: Node) -> bool:
    """Whether a product or quotient is exact, with a factor or divisor that is a power of 2."""
    sides = current.args if current.op == "*" else current.args[1:]
    for arg in sides:
        if arg.op == "number" and arg.value:
            mantissa, _ = math.frexp(abs(float(arg.value)))
            if mantissa == 0.5:
                return True
    return False


def _steps(gap: Any, u: Any, error: Any) -> Any:
    """The error of a step function: none, or anything where a step is nearer than u is sure."""
    return np.where(gap > UNIT * np.abs(u) * error, 0.0, np.inf)


def _choice(t: Any, u: Any, v: Any, a: Any, b: Any) -> Any:
    """The error of the larger or smaller of two numbers that have errors themselves."""
    own = np.abs(u) * a, np.abs(v) * b
    clear = np.abs(u - v) > UNIT * (own[0] + own[1])
    return np.where(clear, np.where(t == u, a, b), (own[0] + own[1]) / np.abs(t))


def _changes(condition: Any) -> Any:
    """Of rows of points those in which a condition is not the same at all."""
    condition = np.atleast_1d(condition)  # one that does not depend on x has no rows
    return (condition != condition[..., :1]).any(axis=-1, keepdims=True)


def _turning(u: Any) -> Any:
    """What waves add to the bound: none, or anything in rows of phases too far apart."""
    return np.where(np.ptp(np.atleast_1d(u), axis=-1, keepdims=True) < _WAVE, 0.0, np.inf)


HELPERS: Final[Mapping[str, Any]] = {
    "changes": _changes,
    "turning": _turning,
    "steps": _steps,
    "choice": _choice,
    "small": _small,
    "unless_infinite": _unless_infinite,
    "inf": math.inf,  # as constants are written
    "nan": math.nan,
}
