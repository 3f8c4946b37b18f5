"""Tree to Taylor series whose coefficients are balls.

The argument is ``c + h*s`` for a series in ``s``. With a number for ``c`` the coefficients are the
Taylor coefficients there. With a ball for ``c`` each coefficient encloses those at every point of
the ball, and the coefficient of ``s**n`` bounds the remainder of the polynomial of degree n - 1
(Lagrange). NaN stands for "not known to be smooth": a kink, a jump or a pole may be in the ball.

Where a function levels off, its coefficients are integrated from a derivative that keeps its
digits: of ``tanh(u)`` far out they come from ``sech(u)**2``, not from differences of numbers
close to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

from flint import arb, arb_series, ctx

from actviz.formula.atoms import ATOMS
from actviz.formula.calculus import spelled_out
from actviz.formula.grammar import constant_value
from actviz.formula.tree import COMPARISONS, Node, walk
from actviz.readings.balls import BALLS, Ball, chosen, dsinc, operation

Series: TypeAlias = Any  # flint.arb_series; a ball where the formula does not depend on x
Reading: TypeAlias = Callable[[Series, Mapping[str, float]], Series]

_NAN: Final = arb("nan")
_HALF: Final = arb(0.5)


def start(u: Series) -> Ball:
    """The constant coefficient."""
    return u[0] if isinstance(u, arb_series) else u


def line(first: Ball, slope: float) -> Series:
    """The series of ``first + slope*s``."""
    return arb_series([first, arb(slope)])


def coefficient(expansion: Series, order: int) -> Ball:
    """A coefficient of a series, or of a ball, which is a constant."""
    if isinstance(expansion, arb_series):
        return expansion[order]
    return expansion if order == 0 or expansion.is_nan() else arb(0)


def _from(first: Ball, slope: Series) -> Series:
    """The series that begins with ``first`` and has this derivative; NaN if that is NaN."""
    return first + slope.integral() if isinstance(slope, arb_series) else _NAN


def _composed(coefficients: list[Ball], u: Series) -> Series:
    """A function given by its Taylor coefficients at the start of ``u``, of ``u``."""
    step = u - start(u)
    total = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        total = total * step + coefficient
    return total


def divided(u: Series, v: Series) -> Series:
    """A quotient; NaN where the divisor may be zero."""
    if start(v).contains(0):
        return _NAN
    # python-flint 0.7 does not divide the series 0.
    return u if isinstance(u, arb_series) and not len(u) else u / v


def powered(u: Series, v: Series) -> Series:
    """A power of a positive base."""
    return (v * u.log()).exp() if start(u) > 0 else _NAN


def _sqrt(u: Series) -> Series:
    return u.sqrt() if start(u) > 0 else _NAN


def _expm1(u: Series) -> Series:
    return _from(start(u).expm1(), u.exp() * u.derivative())


def _log(u: Series) -> Series:
    return u.log() if start(u) > 0 else _NAN


def _log1p(u: Series) -> Series:
    if not start(u) > -1:
        return _NAN
    return _from(start(u).log1p(), divided(u.derivative(), 1 + u))


def _falling(u: Series) -> Series:
    """exp(-|u|), which does not overflow; beside 0 on either side of it."""
    return (-u if start(u).mid() > 0 else u).exp()


def _sech_squared(u: Series) -> Series:
    power = _falling(2 * u)
    return 4 * power / ((1 + power) * (1 + power))


def _sech(u: Series) -> Series:
    power = _falling(u)
    return 2 * power / (1 + power * power)


def _tanh(u: Series) -> Series:
    return _from(start(u).tanh(), _sech_squared(u) * u.derivative())


def _sigmoid(u: Series) -> Series:
    first = BALLS["sigmoid"](start(u))
    return _from(first, _sech_squared(u * _HALF) * u.derivative() * _HALF * _HALF)


def _softplus(u: Series) -> Series:
    power = _falling(u)
    slope = (1 if start(u).mid() > 0 else power) / (1 + power)
    return _from(BALLS["softplus"](start(u)), slope * u.derivative())


def _sinh(u: Series) -> Series:
    return _from(start(u).sinh(), _cosh(u) * u.derivative())


def _cosh(u: Series) -> Series:
    return (u.exp() + (-u).exp()) * _HALF


def _asinh(u: Series) -> Series:
    return _from(start(u).asinh(), divided(u.derivative(), (1 + u * u).sqrt()))


def _normal_cdf(u: Series) -> Series:
    return (u * -(_HALF.sqrt())).erfc() * _HALF


def _normal_density(u: Series) -> Series:
    return (u * u * -_HALF).exp() * (2 * arb.pi()).rsqrt()


def _erfcx(u: Series) -> Series:
    first = start(u)
    if not first > 1:
        return (u * u).exp() * u.erfc()

    # The n-th Taylor coefficient is (-1)**n U((n + 1)/2, 1/2, u**2)/sqrt(pi), a repeated integral
    # of erfc (DLMF 7.18.11), and U falls as u grows: the ends of a ball bound it.
    def coefficient(order: int) -> Ball:
        ends = (
            (end * end).hypgeom_u(arb(order + 1) / 2, _HALF)
            for end in (arb(first.lower()), arb(first.upper()))
        )
        low, high = ends
        return (-1) ** order * low.union(high) / arb.pi().sqrt()

    return _composed([coefficient(order) for order in range(ctx.cap)], u)


def _dsinc(order: int, u: Series) -> Series:
    coefficients, factorial = [], arb(1)
    for k in range(ctx.cap):
        coefficients.append(dsinc(order + k, start(u)) / factorial)
        factorial *= k + 1
    return _composed(coefficients, u)


def _chosen(condition: Callable[[Ball, Ball], bool]) -> Callable[[Series, Series], Series]:
    """max or min: the side that is it throughout; of two equal sides either."""

    def choice(u: Series, v: Series) -> Series:
        if condition(start(u), start(v)):
            return u
        return v if condition(start(v), start(u)) else _NAN

    return choice


_max: Final = _chosen(lambda u, v: bool(u > v))
_min: Final = _chosen(lambda u, v: bool(u < v))


def _abs(u: Series) -> Series:
    first = start(u)
    return u if first > 0 else -u if first < 0 else _NAN


def _flat(op: str) -> Callable[[Series], Series]:
    """A function that is constant between its jumps."""

    def level(u: Series) -> Series:
        # A whole number may be a jump, from which the function goes on to one side only.
        value, moved = BALLS[op](start(u)), BALLS["floor"](2 * start(u))
        sure = value.is_exact() and moved.is_exact() and not (2 * start(u)).contains_integer()
        return value if sure else _NAN

    return level


def _sign(u: Series) -> Series:
    first = start(u)
    return first.sgn() if first > 0 or first < 0 else _NAN


SERIES: Final[Mapping[str, Callable[..., Series]]] = {
    "exp": lambda u: u.exp(),
    "expm1": _expm1,
    "log": _log,
    "log1p": _log1p,
    "sqrt": _sqrt,
    "sin": lambda u: u.sin(),
    "cos": lambda u: u.cos(),
    "atan": lambda u: u.atan(),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "sech": _sech,
    "asinh": _asinh,
    "sinc": lambda u: _dsinc(0, u),
    "dsinc": _dsinc,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "erf": lambda u: u.erf(),
    "erfc": lambda u: u.erfc(),
    "erfcx": _erfcx,
    "Phi": _normal_cdf,
    "phi": _normal_density,
    "abs": _abs,
    "sign": _sign,
    "max": _max,
    "min": _min,
    **{op: _flat(op) for op in BALLS if ATOMS[op].steps},
}
_KNOWN: Final = frozenset(SERIES)


def _either(op: str) -> Callable[..., Series]:
    """The atom of series; of balls where a branch without x was taken."""
    of_series, of_balls = SERIES[op], BALLS[op]

    def function(*args: Series) -> Series:
        moving = any(isinstance(arg, arb_series) for arg in args)
        return (of_series if moving else of_balls)(*args)

    return function


@lru_cache(maxsize=512)
def compiled(tree: Node) -> Reading:
    """A function of a series for x and of the parameters, at the precision and length set.

    The text compiled here is made of operators, running numbers and quoted names of parameters.
    """
    tree = spelled_out(tree, _KNOWN)
    words: dict[Node, str] = {}
    space: dict[str, Any] = {
        "arb": arb,
        "nan": _NAN,
        "start": start,
        "divided": divided,
        "powered": powered,
    }
    space |= {f"f_{op}": _either(op) for op in SERIES}
    lines: list[str] = []
    for count, current in enumerate(walk(tree)):
        words[current] = f"t{count}"
        if current.op not in COMPARISONS:  # a condition is read where it is used
            lines.append(f"t{count} = {_operation(current, words)}")
    body = "".join(f"    {line}\n" for line in [*lines, f"return {words[tree]}"])
    exec(compile(f"def reading(x, values):\n{body}", "<formula>", "exec"), space)
    reading: Reading = space["reading"]
    return reading


def _operation(current: Node, words: Mapping[Node, str]) -> str:
    """Where x is a series, not a number, something else than balls write."""
    args = [words[arg] for arg in current.args]
    match current.op:
        case "name" if current.value == "x":
            return "x"
        case "/":
            return f"divided({args[0]}, {args[1]})"
        case "**":
            return _power(current, *args)
        case "where":
            return chosen(current, words, "start({})")
    return operation(current, words)


def _power(current: Node, base: str, exponent: str) -> str:
    value = constant_value(current.args[1])
    whole = value.numerator if value is not None and value.denominator == 1 else None
    if "x" not in current.names:
        return f"{base} ** {exponent}" if whole is None else f"{base} ** ({whole})"
    if whole is None:
        return f"powered({base}, {exponent})"
    if whole < 0:
        return f"divided(arb(1), {base} ** {-whole})"
    return f"{base} * {base}" if whole == 2 else f"{base} ** {whole}"
