"""Text to activations: the one resolver for everything that a command accepts as a NAME.

A spec is, in the order in which it is tried:

- ``gelu``: a canonical name or an alias; case, hyphens, blanks and underscores are forgiven;
- ``torch:GELU``, ``hf:gelu_new``: a framework's name, with that framework's semantics and
  defaults; ``torch:GELU:approximate=tanh`` with an option of its own;
- ``elu:alpha=0.5``, ``torch:ELU:alpha=0.5``: the same with parameters;
- ``swish:beta=0.5,1,2``: a sweep, one function each;
- ``x * sigmoid(1.702 * x)``: a formula; ``x * sigmoid(b * x):b=1,2``: one with its own parameters;
- ``mine=x * tanh(x)``: any of these with a label in front.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from os import PathLike, fspath
from typing import Any, Final

from actviz import own
from actviz.activation import Activation, Parameter, SpecError
from actviz.catalogue import DIALECTS, FAMILIES, FRAMEWORKS, OPTIONS, OTHER_FAMILIES
from actviz.formula.grammar import FormulaError, constant_value, nearest, parse
from actviz.gates import Gate
from actviz.random_functions import Stochastic
from actviz.vectors import VectorFunction

Function = Activation | VectorFunction | Gate | Stochastic

_LABEL: Final = re.compile(r"\s*(?P<label>[^:=<>!()]+?)\s*=(?!=)(?P<rest>.+)", re.DOTALL)
_ASSIGNMENT: Final = re.compile(r"\s*(?P<name>[^\W\d]\w*)\s*=\s*(?P<value>[^=].*)")
_WORDS: Final = re.compile(r"[^\W\d]\w*([\s-][^\W\d]\w*)*")  # reads like a name, not a formula
MAX_SWEEP: Final = 64  # curves of one spec


@cache
def _rows() -> dict[str, dict[str, Any]]:
    """Every entry of the catalogue by its canonical name, not yet validated."""
    usual = {"gated": Gate, "stochastic": Stochastic}
    found = {
        row["name"]: {"kind": usual.get(family, Activation), **row, "family": family}
        for family, rows in [*FAMILIES.items(), *OTHER_FAMILIES.items()]
        for row in rows
    }
    for word, row in own_rows().items():
        found[word] = {field: row[field] for field in row if field != "file"} | {"kind": Activation}
    return found


@cache
def own_rows() -> dict[str, dict[str, Any]]:
    """The entries of the user's own catalogues by name, each with the file that it is from.

    Raises:
        SpecError: a file does not make sense, or a name in it is taken.
    """
    found: dict[str, dict[str, Any]] = {}
    taken: dict[str, str] = {}
    if own.files:
        for rows in (*FAMILIES.values(), *OTHER_FAMILIES.values()):
            for row in rows:
                words = (row["name"], *row.get("aliases", ()))
                taken |= {fold(word): f"the built-in {row['name']}" for word in words}
    for file in own.files:
        for word, row in own.read(file)[0].items():
            for spelling in (word, *row.get("aliases", ())):
                other = taken.get(fold(spelling))
                if other is not None:
                    raise SpecError(
                        f"{file}: {word}: the name {spelling!r} is taken by {other}; "
                        "take another, so that every name means one thing"
                    )
            for spelling in (word, *row.get("aliases", ())):
                taken[fold(spelling)] = f"{word} of {file}"
            found[word] = row
    return found


@cache
def own_references() -> dict[str, dict[str, str | int]]:
    """The references of the user's own catalogues by key."""
    return {key: fields for file in own.files for key, fields in own.read(file)[1].items()}


def forget() -> None:
    """Read everything anew when it is next asked for: another catalogue is in use."""
    for kept in (_rows, own_rows, own_references, _entry, _spellings, _folded, _dialect):
        kept.cache_clear()


def use_catalogue(path: str | PathLike[str]) -> list[str]:
    """Add the functions of a file to those that names mean, and return their names.

    Raises:
        SpecError: the file, an entry or a field does not make sense; the message names it.
    """
    found = fspath(path)
    if found not in own.files:
        own.files.append(found)
        forget()
    try:
        return [name for name, row in own_rows().items() if row["file"] == found]
    except ValueError:
        own.files.remove(found)
        forget()
        raise


@cache
def _entry(word: str) -> Function:
    row = dict(_rows()[word])
    function: Function = row.pop("kind")(**row)
    return function


@cache
def _spellings() -> dict[str, str]:
    """Canonical names and aliases as they are written, to the canonical name."""
    found = {word: word for word in names()}
    for word, row in _rows().items():
        found.update((alias, word) for alias in row.get("aliases", ()) if alias not in found)
    return found


@cache
def _folded() -> dict[str, str]:
    """The same with case, hyphens, blanks and underscores ignored; canonical names win."""
    found: dict[str, str] = {}
    for spelling, word in _spellings().items():
        found.setdefault(fold(spelling), word)
    return found


def fold(word: str) -> str:
    """A spelling with what is forgiven taken away: ``Leaky-ReLU`` and ``leaky_relu`` agree."""
    return re.sub(r"[\s_-]", "", word).lower()


def names() -> list[str]:
    """The canonical names by family: elementwise functions, then those of other kinds."""
    return list(_rows())


def entries() -> Iterator[Activation]:
    """Every elementwise entry at its defaults."""
    return (entry for entry in everything() if isinstance(entry, Activation))


def everything() -> list[Function]:
    """Every function at its defaults, in the order of :func:`names`."""
    return [_entry(word) for word in names()]


def canonical(target: str) -> str:
    """The canonical name that a framework's target leads to."""
    word = target.split(":")[0]
    return str(DIALECTS[word]["of"]) if word in DIALECTS else word


def frameworks_of(word: str) -> dict[str, list[str]]:
    """The names under which each framework ships a canonical function, dialects included."""
    found: dict[str, list[str]] = {}
    for framework, table in FRAMEWORKS.items():
        for spelling, target in table.items():
            if canonical(target) == word:
                found.setdefault(framework, []).append(spelling)
    return found


def get(spec: str, **parameters: float) -> Activation:
    """One elementwise activation by its spec.

    Args:
        spec: see the module's own documentation.
        parameters: values for its parameters, on top of those in the spec.

    Raises:
        SpecError: nothing of that name, a bad parameter, a sweep or a vector function.
        FormulaError: the spec is a formula with a mistake in it.
    """
    function = _one(spec)
    if not isinstance(function, Activation):
        raise _other_kind(function, spec)
    return function.with_values(**parameters) if parameters else function


def vector(spec: str) -> VectorFunction:
    """One function of a whole vector, such as softmax, by its spec.

    Raises:
        SpecError: nothing of that name, or a function of another kind.
    """
    function = _one(spec)
    if not isinstance(function, VectorFunction):
        raise _other_kind(function, spec)
    return function


def gate(spec: str) -> Gate:
    """One gated unit, such as swiglu, by its spec.

    Raises:
        SpecError: nothing of that name, or a function of another kind.
    """
    function = _one(spec)
    if not isinstance(function, Gate):
        raise _other_kind(function, spec)
    return function


def stochastic(spec: str) -> Stochastic:
    """One random function, such as rrelu, by its spec.

    Raises:
        SpecError: nothing of that name, or a function of another kind.
    """
    function = _one(spec)
    if not isinstance(function, Stochastic):
        raise _other_kind(function, spec)
    return function


def _one(spec: str) -> Function:
    found = resolve(spec)
    if len(found) > 1:
        raise SpecError(f"{spec!r} is a sweep of {len(found)} functions; one is wanted here")
    return found[0]


def _other_kind(function: Function, spec: str) -> SpecError:
    return SpecError(f"{what(function)}; use actviz.{_door(function)}({spec!r})")


def what(function: Function) -> str:
    """Which kind a function is: ``swiglu is a gated unit of two inputs``."""
    if isinstance(function, VectorFunction):
        return f"{function.name} is a function of a whole vector"
    if isinstance(function, Gate):
        return f"{function.name} is a gated unit of two inputs"
    if isinstance(function, Stochastic):
        return f"{function.name} is a random function"
    return f"{function.name} is elementwise"


def _door(function: Function) -> str:
    """The function of the library that gives one of this kind."""
    if isinstance(function, VectorFunction):
        return "vector"
    if isinstance(function, Gate):
        return "gate"
    return "stochastic" if isinstance(function, Stochastic) else "get"


def resolve_all(specs: Iterable[str]) -> list[Function]:
    """Every function that a list of specs means, in order."""
    return [function for spec in specs for function in resolve(spec)]


def resolve(spec: str) -> list[Function]:
    """Every function that a spec means: one, or as many as its sweeps ask for.

    Raises:
        SpecError: nothing of that name, or a bad parameter.
        FormulaError: the spec is a formula with a mistake in it.
    """
    labelled = _LABEL.fullmatch(spec)
    if labelled:
        found = resolve(labelled["rest"].strip())
        return [_labelled(function, labelled["label"]) for function in found]
    head, *assignments = _split(spec)
    framework, colon, foreign = (word.strip() for word in head.partition(":"))
    if colon:
        base, renamed, assignments = _foreign(framework, foreign, assignments)
        given = _assignments(assignments, spec)
    else:
        given = _assignments(assignments, spec)
        base, renamed = _own(head.strip(), given), {}
    given = {renamed.get(word, word): values for word, values in given.items()}
    swept = [[(word, value) for value in values] for word, values in given.items()]
    combinations = list(product(*swept))
    if len(combinations) > MAX_SWEEP:
        raise SpecError(f"{spec!r} asks for {len(combinations)} functions; at most {MAX_SWEEP}")
    return [base.with_values(**dict(chosen)) if chosen else base for chosen in combinations]


def _labelled(function: Function, label: str) -> Function:
    return replace(function, label=label)


def _split(spec: str) -> list[str]:
    """``torch:ELU:alpha=1`` to ``torch:ELU``, ``alpha=1``; a formula holds no colon."""
    parts = spec.split(":")
    if len(parts) > 1 and not _ASSIGNMENT.fullmatch(parts[1]):
        parts[:2] = [":".join(parts[:2])]
    return parts


def _assignments(parts: list[str], spec: str) -> dict[str, list[float]]:
    """``["beta=0.5,1", "alpha=2"]`` to values by name; a comma also separates assignments."""
    found: dict[str, list[float]] = {}
    for part in parts:
        word = ""
        for piece in part.split(","):
            match = _ASSIGNMENT.fullmatch(piece)
            word, text = (match["name"], match["value"]) if match else (word, piece)
            if not word or not text.strip():
                raise SpecError(
                    f"{piece.strip() or part!r} in {spec!r} is not a parameter; "
                    "write name:parameter=value, as in elu:alpha=0.5"
                )
            found.setdefault(word, []).append(_value(text, word))
    return found


def _value(text: str, word: str) -> float:
    """A parameter's value: a number, or constant arithmetic such as ``1/6`` or ``sqrt(2)``."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        tree = parse(text)
    except FormulaError as error:
        raise SpecError(f"{word} = {text.strip()!r} is not a number: {error.message}") from None
    if tree.names:
        raise SpecError(f"{word} = {text.strip()!r} is not a number: it depends on x")
    exact_value = constant_value(tree)
    if exact_value is not None:
        return float(exact_value)
    from actviz.readings import exact

    return float(exact.evaluate(tree, 0.0, {}))


def _own(word: str, given: dict[str, list[float]]) -> Function:
    """The function that a name of ours, or a formula, means."""
    known = _spellings().get(word) or _folded().get(fold(word))
    if known:
        return _entry(known)
    try:
        parse(word, list(given))
    except FormulaError:
        if not word or _WORDS.fullmatch(word):
            raise _unknown(word) from None
        raise  # a formula's own mistake is told as such
    parameters = tuple(Parameter(letter, 1.0) for letter in given)
    return Activation(name=word, formula=word, parameters=parameters)


def _unknown(word: str) -> SpecError:
    near = nearest(word, _spellings(), limit=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "see: actviz list"
    return SpecError(f"no activation function is called {word!r}; {hint}")


def _foreign(
    framework: str, word: str, assignments: list[str]
) -> tuple[Function, dict[str, str], list[str]]:
    """A framework's name with that framework's defaults; an exact spelling wins.

    Returns the function, the framework's names for its parameters, and the assignments that are
    left when those that choose between functions are done with.
    """
    table = FRAMEWORKS.get(framework.lower())
    if table is None:
        raise SpecError(f"no framework is called {framework!r}; known: {', '.join(FRAMEWORKS)}")
    if word not in table:
        forgiven = {fold(spelling): spelling for spelling in reversed(table)}
        found = forgiven.get(fold(word))
        if found is None:
            near = nearest(word, table, limit=3)
            hint = (
                f"did you mean {' or '.join(near)}?"
                if near
                else f"see: actviz list --framework {framework}"
            )
            raise SpecError(f"{framework} has no activation called {word!r}; {hint}")
        word = found
    framework = framework.lower()
    target, left = _chosen(framework, word, table[word], assignments)
    head, *settings = target.split(":")
    entry = _dialect(head, f"{framework}:{word}") if head in DIALECTS else _entry(head)
    renamed: dict[str, str] = {}
    values: dict[str, float] = {}
    for setting in settings:
        ours, _, theirs = setting.partition("=")
        if theirs[0].isalpha():
            renamed[theirs] = ours
        else:
            values[ours] = _value(theirs, ours)
    if values:
        entry = entry.with_values(**values)
    return entry, renamed, left


def _chosen(
    framework: str, word: str, target: str, assignments: list[str]
) -> tuple[str, list[str]]:
    """The target that a framework's options ask for, and the assignments that are no options.

    An option is ``approximate=tanh``, which is used up, or ``max_value``, the name of one or more
    parameters that only another formula has, which stay. Of several that are met the last counts.
    """
    options = OPTIONS.get(framework, {}).get(word)
    if not options:
        return target, assignments
    pieces = [piece for part in assignments for piece in part.split(",")]
    said = {}
    for piece in pieces:
        match = _ASSIGNMENT.fullmatch(piece)
        if match:
            said[match["name"]] = fold(match["value"])
    switches: dict[str, list[str]] = {}
    for option, other in options.items():
        name, equals, value = option.partition("=")
        if equals:
            switches.setdefault(name, []).append(value)
            met = said.get(name) == fold(value)
        else:
            met = said.keys() >= set(option.split(","))
        target = other if met else target
    for name in said.keys() & switches.keys():
        if said[name] not in map(fold, switches[name]):
            known = " or ".join(f"{name}={value}" for value in switches[name])
            raise SpecError(f"{framework}:{word} takes {known}, not {name}={said[name]}")
    kept = [
        ",".join(piece for piece in part.split(",") if _word(piece) not in switches)
        for part in assignments
    ]
    return target, list(filter(None, kept))


def _word(piece: str) -> str:
    return piece.partition("=")[0].strip()


@cache
def _dialect(word: str, spelling: str) -> Activation:
    """What a framework computes where its formula is one of its own."""
    row = DIALECTS[word]
    entry = _entry(row["of"])
    assert isinstance(entry, Activation)
    return replace(
        entry,
        formula=row["formula"],
        careful=row.get("careful", ""),
        quick="",
        parameters=row.get("parameters", ()),
        identities=(),
        values={},
        note=row["note"],
        spelling=spelling,
    )
