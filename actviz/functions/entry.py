"""What every entry of the catalogue has, whatever kind of function it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, fields, replace
from numbers import Complex, Real
from typing import Any, Final, Self

from actviz.dataclass import dataclass
from actviz.formula.grammar import FormulaError, constant_value, nearest, parse_condition
from actviz.formula.tree import Node, literal, substitute
from actviz.functions import notebook
from actviz.text.cleaning import one_line

_NAME: Final = re.compile(r"([\w-]+:)?[a-z][a-z0-9_]*")  # a plug-in's may say whose it is


# Fields that are shown as they are given.
_SHOWN: Final = (
    "title", "note", "summary", "problem", "solution", "uses", "strengths", "weaknesses", "remedy",
    "spelling", "label",
)  # fmt: skip


class SpecError(ValueError):
    """A request for something unknown or out of its domain; the message says what would do."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A letter in a formula that the user may set.

    ``domain`` holds comparisons in the parameters, separated by commas (``"alpha > 0"``).
    ``typical`` are the ends of a range that plots and tests draw from.
    """

    name: str
    default: float
    domain: str = ""
    typical: tuple[float, float] | None = None
    meaning: str = ""
    trainable: bool = False
    whole: bool = False  # a count: 2 and 2.0 will do, 2.5 will not
    aliases: tuple[str, ...] = ()  # other names under which a value may be given


class Values(Mapping[str, float]):
    """What the parameters of a function are set to; it cannot be changed, and is hashable."""

    __slots__ = ("_held",)

    def __init__(self, values: Mapping[str, float]) -> None:
        self._held = dict(values)

    def __getitem__(self, word: str) -> float:
        return self._held[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __hash__(self) -> int:
        return hash(frozenset(self._held.items()))

    def __repr__(self) -> str:
        return repr(self._held)


@dataclass(frozen=True, kw_only=True, repr=False)
class Entry:
    """A function with a name, its parameters bound, and what people say of it.

    Raises:
        SpecError: a field does not make sense; the message names it.
    """

    kind_in_words = "elementwise"
    door = "get"  # the function of the library that gives one of this kind

    name: str
    title: str = ""
    parameters: tuple[Parameter, ...] = ()
    aliases: tuple[str, ...] = ()
    family: str = "own"
    year: int | None = None
    reference: str = ""  # keys of catalogue/references.bib, the first the main one
    single_source: bool = False  # the formula rests on one public transcription of the paper
    note: str = ""  # where a source misprints it, and what was mended; other caveats
    relatives: tuple[str, ...] = ()  # specs of close functions; how far off is computed
    summary: str = ""
    problem: str = ""  # what it was made against
    solution: str = ""  # how it meets that
    uses: str = ""
    strengths: str = ""
    weaknesses: str = ""
    remedy: str = ""  # what came next, or what to take instead
    values: Mapping[str, float] = field(default_factory=lambda: Values({}))
    spelling: str = ""  # a library's name for its dialect, where ours would mislead
    label: str = ""

    def __post_init__(self) -> None:
        for word in _SHOWN:
            object.__setattr__(self, word, one_line(getattr(self, word)))
        known = [parameter.name for parameter in self.parameters]
        if self.family != "own" and not _NAME.fullmatch(self.name):
            raise SpecError(f"{self.name!r} is not a name: lower-case letters, digits and _ only")
        bound = {parameter.name: float(parameter.default) for parameter in self.parameters}
        spellings = {alias: p.name for p in self.parameters for alias in (p.name, *p.aliases)}
        for given, value in self.values.items():
            if given not in spellings:
                raise SpecError(self.no_parameter(given, known))
            bound[spellings[given]] = _number(given, value)
        object.__setattr__(self, "values", Values(bound))
        for word, value in bound.items():
            if value - value != 0:
                raise SpecError(f"{self.name}: {word} must be a finite number, not {value}")
        for parameter in self.parameters:
            value = bound[parameter.name]
            if parameter.whole and not value.is_integer():
                raise SpecError(
                    f"{self.name}: {parameter.name} must be a whole number, not {value}"
                )
            for text in filter(None, parameter.domain.split(",")):
                if not holds(parse_condition(text, known), bound):
                    raise SpecError(
                        f"{self.name}: {parameter.name} = {value!r} is out of its "
                        f"domain, {text.strip()}"
                    )

    def __repr__(self) -> str:
        values = ", ".join(f"{word}={value:g}" for word, value in self.values.items())
        bound = f"({values})" if values else ""
        return f"<actviz {self.spelling or self.name}{bound}: {self.formula}>"  # type: ignore[attr-defined]

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """What a notebook shows: the formula typeset, and a picture."""
        return notebook.bundle(self) if notebook.bundle else {"text/plain": repr(self)}

    def __getstate__(self) -> dict[str, object]:
        """The fields alone: what was worked out of them is worked out again where it is needed."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @property
    def references(self) -> tuple[str, ...]:
        """The keys of the papers, standard works or source files behind it."""
        return tuple(self.reference.split())

    def no_parameter(self, given: str, known: Iterable[str]) -> str:
        """What to say of a letter that is none of the known ones."""
        known = list(known)
        if not known:
            return f"{self.name} has no parameters, so no {given!r}"
        near = nearest(given, known)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return f"{self.name} has no parameter {given!r}; it has {', '.join(known)}{hint}"

    @property
    def heading(self) -> str:
        """What stands above a page about it."""
        return f"{self.display}: {self.title}" if self.title else self.display

    @property
    def display(self) -> str:
        """What a legend says: the label given, or the name with the parameters that were set."""
        if self.label:
            return self.label
        changed = [
            f"{p.name}={self.values[p.name]:g}"
            for p in self.parameters
            if self.values[p.name] != p.default
        ]
        called = self.spelling or self.name
        return f"{called}({', '.join(changed)})" if changed else called

    def with_values(self, **values: float) -> Self:
        """The same function with some parameters changed."""
        return replace(self, values={**self.values, **values})

    def bind(self, tree: Node) -> Node:
        """A tree in this function's parameters with their values put in."""
        literals = {word: literal(value) for word, value in self.values.items()}
        return substitute(tree, literals)


def holds(condition: Node, values: Mapping[str, float]) -> bool:
    """Whether a comparison in the parameters is true of these values."""
    bound = substitute(condition, {word: literal(value) for word, value in values.items()})
    left, right = (constant_value(side) for side in bound.args)
    if left is None or right is None:
        raise FormulaError("a parameter's domain compares plain arithmetic in the parameters")
    return {
        "<": left < right, "<=": left <= right, ">": left > right,
        ">=": left >= right, "==": left == right, "!=": left != right,
    }[condition.op]  # fmt: skip


def _number(word: str, value: Any) -> float:
    unlike = isinstance(value, str | bytes | Complex) and not isinstance(value, Real)
    if unlike or not hasattr(value, "__float__") or getattr(value, "shape", ()) != ():
        raise TypeError(f"{word} is a real number, not {type(value).__name__}")
    try:
        return float(value)
    except OverflowError:
        raise SpecError(f"{word} is too large for a float") from None
