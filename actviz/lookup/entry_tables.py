"""What the table of an entry becomes: the class of its kind, and that class's arguments.

Built-in entries, a user's file and plug-ins have one format. ``kind`` says what a table describes:
``elementwise`` where it is left out, ``gated``, ``random``, or for functions of a whole vector
``weights``, ``noisy_weights``, ``pieces``, ``context`` and ``written``.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would take as long as the interpreter does to start
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, Final, TypeAlias

    from actviz.facts.interval import Interval
    from actviz.functions.entry import Parameter

    Row: TypeAlias = dict[str, Any]

# Where the class of a kind is.
KINDS: Final = {
    "elementwise": ("actviz.functions.elementwise", "Activation"),
    "gated": ("actviz.functions.gated", "Gate"),
    "random": ("actviz.functions.random_functions", "Stochastic"),
    "weights": ("actviz.functions.vector.weights", "Weights"),
    "noisy_weights": ("actviz.functions.vector.noisy", "NoisyWeights"),
    "pieces": ("actviz.functions.vector.side_by_side", "Pieces"),
    "context": ("actviz.functions.vector.context", "Context"),
    "written": ("actviz.functions.vector.vector_function", "Written"),
}


def row(name: str, fields: Mapping[str, Any], family: str) -> Row:
    """The arguments of an entry's class, with the class itself under ``kind``.

    Raises:
        ValueError: a value that no field of this kind has.
        KeyError: a field of an inner table is missing.
    """
    cls = class_of(fields.get("kind", "elementwise"))
    entry: Row = {"name": name, "family": family, "kind": cls}
    for field, value in fields.items():
        if field != "kind":
            entry[field] = _converted(field, value)
    return entry


def class_of(kind: str) -> type[Any]:
    """The class whose instances are functions of this kind; it is imported now.

    Raises:
        ValueError: no kind is called that.
    """
    if kind not in KINDS:
        raise ValueError(f"no kind of function is called {kind!r}; known: {', '.join(KINDS)}")
    cls: type[Any] = _object(":".join(KINDS[kind]))
    return cls


def parameters(tables: Mapping[str, Mapping[str, Any]]) -> tuple[Parameter, ...]:
    """The parameters that the tables under ``parameters`` describe."""
    from actviz.functions.entry import Parameter

    return tuple(
        Parameter(letter, **{field: _plain(value) for field, value in table.items()})
        for letter, table in tables.items()
    )


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _converted(field: str, value: Any) -> Any:
    convert = _CONVERSIONS.get(field)
    return convert(value) if convert else _plain(value)


def _interval(text: str) -> Interval:
    """``"[0, inf)"``: a bracket where the end belongs to it."""
    from actviz.facts.interval import Interval

    low, comma, high = text[1:-1].partition(",")
    if not comma or text[0] not in "[(" or text[-1] not in "])":
        raise ValueError(f"a range is written like [0, 1) or (-inf, inf), not {text!r}")
    return Interval(float(low), float(high), text[0] == "[", text[-1] == "]")


def _draws(tables: Mapping[str, Mapping[str, Any]]) -> tuple[Any, ...]:
    from actviz.functions.distributions import Draw

    return tuple(
        Draw(letter, table["distribution"], tuple(table["arguments"]))
        for letter, table in tables.items()
    )


def _quantities(words: Iterable[str]) -> tuple[Any, ...]:
    from actviz.functions.vector.context import QUANTITIES

    return tuple(QUANTITIES[word] if word in QUANTITIES else _object(word) for word in words)


def _notation(table: Mapping[str, Any]) -> Any:
    from actviz.functions.vector.vector_function import Notation, Step

    steps = tuple(Step(**step) for step in table.get("steps", ()))
    return Notation(**{**table, "steps": steps})


def _object(path: str) -> Any:
    """What ``package.module:name`` names; the module is imported."""
    from importlib import import_module

    module, colon, name = path.partition(":")
    if not colon:
        raise ValueError(f"{path!r} is not written as module:name")
    return getattr(import_module(module), name)


_CONVERSIONS: Final[dict[str, Callable[[Any], Any]]] = {
    "parameters": parameters,
    "draws": _draws,
    "halves": lambda table: tuple(table.items()),
    "range": _interval,
    "sum": float,
    "quantities": _quantities,
    "compute": _object,
    "slopes": _object,
    "proved": _object,
    "limits": _object,
    "written": _notation,
}
