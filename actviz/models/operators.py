"""What ONNX's elementwise operators compute, as formulas of our language.

Operators that are activations are the catalogue's own, by their ONNX names; the others, arithmetic
and the elementary functions, are written here in ``u`` and ``v``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from actviz.catalogue import frameworks
from actviz.formula.calculus import tidied
from actviz.formula.grammar import parse
from actviz.formula.tree import Node, literal, node, number, rebuild, substitute
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError
from actviz.lookup.registry import get

# Arithmetic. What is written here of a letter is put together as it stands.
_OF_ONE: Final = (
    "Abs Sign Sqrt Exp Log Expm1 Log1p Erf Erfc Sin Cos Tan Asin Acos Atan Sinh Cosh Asinh Acosh "
    "Atanh Floor Ceil Round"
)
ARITHMETIC: Final[dict[str, str]] = {
    **{word: f"{word.lower()}(u)" for word in _OF_ONE.split()},
    "Neg": "-u",
    "Reciprocal": "1/u",
    "Square": "u**2",
    "Rsqrt": "1/sqrt(u)",
    "Add": "u + v",
    "Sub": "u - v",
    "Mul": "u*v",
    "Div": "u/v",
    "Pow": "u**v",
    "Max": "max(u, v)",
    "Min": "min(u, v)",
}
COMPARISONS: Final = {
    "Greater": ">", "GreaterOrEqual": ">=", "Less": "<", "LessOrEqual": "<=",
    "Equal": "==", "NotEqual": "!=",
}  # fmt: skip
LOGIC: Final = ("And", "Or", "Not", "Xor")

# Where numbers only change their place or their format.
MOVES: Final = ("Reshape", "Flatten", "Squeeze", "Unsqueeze")
QUANTISING: Final = ("QuantizeLinear", "DequantizeLinear")
SAME: Final = ("Identity", "Cast", "CastLike", "Dropout", "Transpose", *MOVES, *QUANTISING)

# Activations: the catalogue's name and the operator's words for its parameters.
_MICROSOFT: Final = {
    "com.microsoft:Gelu": "gelu",
    "com.microsoft:FastGelu": "gelu_tanh",
    "com.microsoft:QuickGelu": "swish:beta=alpha",
}
_SCALED_SILU: Final = "com.microsoft:ScaledSiLU"
_SETTINGS: Final = {"Swish": "swish:beta=alpha", **_MICROSOFT}
_DEFAULTS: Final[dict[str, dict[str, float]]] = {
    # What the standard says of attributes that are left out, where the table of names does not.
    "com.microsoft:QuickGelu": {"beta": 1.7020000219345093}
}
FLOAT_MAX: Final = 3.4028234663852886e38

# Functions of a whole vector, by operator; the catalogue's names.
VECTORS: Final = {
    "Softmax": "softmax", "LogSoftmax": "log_softmax", "Hardmax": "hardmax",
}  # fmt: skip


class Unreadable(ValueError):  # noqa: N818 - not an error: the operator stays unread
    """An operator that is no formula of its inputs here."""


@cache
def activations() -> frozenset[str]:
    """The operators that are activations of one tensor."""
    known = {word for word in frameworks()["onnx"] if "." not in word}
    arithmetic = {*ARITHMETIC, *VECTORS, "Identity", "Clip", "PRelu", "SwiGLU"}
    return frozenset((known - arithmetic) | {*_SETTINGS, _SCALED_SILU})


def formula(kind: str, args: Sequence[Node], attributes: dict[str, Any]) -> Node:
    """What an operator computes of its arguments.

    Raises:
        Unreadable: it is none that is known, or its arguments are none that it takes.
    """
    if kind in ARITHMETIC:
        return _arithmetic(kind, args)
    if kind == "Clip":
        return _clip(args, attributes)
    if kind.startswith("formula:"):
        return _put_into(kind.removeprefix("formula:"), args)
    if kind.startswith("spec:") and args:
        return substitute(_by_spec(kind.removeprefix("spec:")), {"x": args[0]})
    if kind == _SCALED_SILU and len(args) == 1:
        scaled = tidied("*", constant(attributes.get("alpha", 1.0)), args[0])
        return substitute(_by_spec("silu"), {"x": scaled})
    if kind in activations() and args:
        numbers = tuple(sorted(plain(attributes)))
        return substitute(_activation(kind, numbers), {"x": args[0]})
    raise Unreadable(kind)


@cache
def _by_spec(spec: str) -> Node:
    try:
        return get(spec).bound_tree
    except ValueError as error:
        raise Unreadable(str(error)) from None


def is_elementwise(kind: str) -> bool:
    """Whether an operator computes each element from those at its place."""
    return (
        kind in ARITHMETIC or kind in COMPARISONS or kind in LOGIC or kind in ("Where", "Clip")
        or kind in activations() or kind.startswith(("spec:", "formula:"))
    )  # fmt: skip


def plain(attributes: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    """The attributes of an operator that are numbers or words."""
    return tuple(pair for pair in attributes.items() if isinstance(pair[1], (int, float, str)))


@cache
def _activation(kind: str, attributes: tuple[tuple[str, Any], ...]) -> Node:
    given = dict(attributes)
    try:
        if kind == "Gelu":
            word = str(given.get("approximate", "none"))
            return _tree(get(f"onnx:Gelu:approximate={word}"))
        if kind in _SETTINGS:
            name, *settings = _SETTINGS[kind].split(":")
            values = dict(_DEFAULTS.get(kind, {}))
            for setting in settings:
                ours, _, theirs = setting.partition("=")
                if theirs in given:
                    values[ours] = given[theirs]
            return _tree(get(name, **values))
        _, *settings = frameworks()["onnx"][kind].split(":")
        values = {}
        for setting in settings:
            ours, _, theirs = setting.partition("=")
            if not theirs[0].isalpha():
                continue
            if theirs in given:
                values[ours] = float(given[theirs])
        base = get(f"onnx:{kind}")
        taken = {word for one in base.parameters for word in (one.name, *one.aliases)}
        same = {word: float(value) for word, value in given.items()
                if word in taken and word not in values and not isinstance(value, str)}  # fmt: skip
        return _tree(base.with_values(**{**same, **values}))
    except (SpecError, TypeError, ValueError) as error:
        raise Unreadable(f"{kind}: {error}") from None


def _tree(function: Activation) -> Node:
    return function.bound_tree


@cache
def _template(text: str) -> Node:
    return parse(text, tuple("uvwz"))


def _arithmetic(kind: str, args: Sequence[Node]) -> Node:
    if kind in ("Max", "Min", "Add", "Mul") and len(args) != 2:
        if not args:
            raise Unreadable(kind)
        total = args[0]
        for one in args[1:]:
            total = _arithmetic(kind, (total, one))
        return total
    if kind == "Pow" and len(args) == 2:
        return _power(*args)
    return _put_into(ARITHMETIC[kind], args)


def _put_into(text: str, args: Sequence[Node]) -> Node:
    """A formula in ``u``, ``v``, ``w`` and ``z`` of its arguments."""
    tree = _template(text)
    if len(args) != len(tree.names):
        raise Unreadable(f"{text} with {len(args)} inputs")
    letters = dict(zip("uvwz", args, strict=False))

    def change(current: Node, below: tuple[Node, ...]) -> Node:
        if current.op == "name" and isinstance(current.value, str):
            return letters[current.value]
        return tidied(current.op, *below) if below else current

    return rebuild(tree, change)


def _power(base: Node, exponent: Node) -> Node:
    if isinstance(exponent.value, (int, float)):
        value = exponent.value
        if abs(value) > 64:
            raise Unreadable("a power beyond 64")
        whole = int(value) if float(value).is_integer() else value
        return tidied("**", base, number(whole))
    if exponent.op == "neg":
        return tidied("/", number(1), _power(base, exponent.args[0]))
    return node("**", base, exponent)


def _clip(args: Sequence[Node], attributes: dict[str, Any]) -> Node:
    """Between two ends, of which either may be left out."""
    bounds = [*args[1:], *[None] * (3 - len(args))]
    for at, word in enumerate(("min", "max")):
        given = attributes.get(word)
        if bounds[at] is None and isinstance(given, (int, float)) and abs(given) < FLOAT_MAX:
            bounds[at] = constant(given)
    low, high = bounds[:2]
    low, high = (None if one is not None and _endless(one) else one for one in (low, high))
    inner = args[0]
    if low is not None and high is not None:
        return node("clip", inner, low, high)
    if low is not None:
        return node("max", low, inner)
    return node("min", inner, high) if high is not None else inner


def _endless(bound: Node) -> bool:
    inner = bound.args[0] if bound.op == "neg" else bound
    value = inner.value
    return isinstance(value, (int, float)) and abs(value) >= FLOAT_MAX


def constant(value: float) -> Node:
    """A stored number: a whole one as such, so that 0*u and 1*u are tidied."""
    if not abs(value) <= 1.7e308:
        raise Unreadable("a constant that is no finite number")
    if float(value).is_integer() and abs(value) < 2**53:
        return literal(int(value))
    return literal(float(value))


def condition(kind: str, left: Node, right: Node) -> Node:
    """A comparison."""
    return node(COMPARISONS[kind], left, right)
