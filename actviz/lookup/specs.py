"""The grammar of a NAME, as :mod:`actviz.lookup.registry` describes it, read."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from functools import cache
from itertools import product
from os.path import exists
from typing import TYPE_CHECKING, Final

from actviz import catalogue
from actviz.formula.grammar import FormulaError, constant_value, nearest, parse
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError
from actviz.lookup import doors, plug_ins
from actviz.lookup.names import (
    dialect,
    entry_called,
    fold,
    frameworks,
    frameworks_of,
    head_of,
    named,
    options,
    plugged,
    plugged_spellings,
    spellings,
)
from actviz.lookup.typed_formula import typed

if TYPE_CHECKING:
    from actviz.lookup.names import Function

_LABEL: Final = re.compile(
    r"\s*(?!\{)(?P<label>(?:(?!\\begin)[^:=<>!()])+?)\s*=(?![=>])(?P<rest>.+)", re.DOTALL
)
_ASSIGNMENT: Final = re.compile(r"\s*(?P<name>[^\W\d]\w*)\s*=\s*(?P<value>[^=].*)")
_CALLED: Final = re.compile(r"\s*(?P<name>[^\W\d][\w-]*)(?P<values>\(\s*\w+\s*=(?!=).+\))\s*")
_WORDS: Final = re.compile(r"[^\W\d]\w*([\s-][^\W\d]\w*)*")  # reads like a name, not a formula
_DOTTED: Final = re.compile(r"\s*[^\W\d]\w*(\.[^\W\d]\w*)+\s*(\(\s*x?\s*\))?\s*")
_AS_HERE: Final = re.compile(r"[\w-]+(:\w+=[\w.,-]+)*")  # what needs no translation
_SUFFIX: Final = re.compile(r"\.[A-Za-z]\w*$")  # of a file
_APPROXIMATION: Final = ".json"
MAX_SWEEP: Final = 64  # curves of one spec


def _is_node(spec: str, label: str) -> bool:
    """Whether a spec is a place in a file, ``model.onnx#node``, and not a label with a # in it."""
    before, sharp, _ = spec.partition("#")
    file = before.rpartition("=")[2].strip()
    if not sharp or not file:
        return False
    return exists(file) or ("#" not in label and _SUFFIX.search(file) is not None)


def resolve(spec: str) -> list[Function]:
    """Every function that a spec means: one, or as many as its sweeps ask for.

    Raises:
        SpecError: nothing of that name, or a bad parameter.
        FormulaError: the spec is a formula with a mistake in it.
    """
    labelled = _LABEL.fullmatch(spec)
    if doors.node is not None and _is_node(spec, labelled["label"] if labelled else ""):
        return [doors.node(spec)]
    if spec.strip().endswith(_APPROXIMATION) and (exists(spec.strip()) or not labelled):
        from actviz.lookup.approximations import from_file

        return [from_file(spec.strip())]
    if labelled:
        functions = resolve(labelled["rest"].strip())
        return [replace(function, label=labelled["label"]) for function in functions]
    spec = _ours(spec)
    head, *assignments = _split(spec)
    framework, colon, foreign = (word.strip() for word in head.partition(":"))
    if colon and "?" not in framework:  # a choice as in C: x > 0 ? x : 0
        base, renamed, assignments = _foreign(framework, foreign, assignments)
        given = _assignments(assignments, spec)
    elif framework := _library_with(head.strip(), assignments):
        return resolve(f"{framework}:{spec}")
    else:
        given = _assignments(assignments, spec)
        base, renamed = _own(head.strip(), given), {}
    given = {renamed.get(word, word): values for word, values in given.items()}
    swept = [[(word, value) for value in values] for word, values in given.items()]
    combinations = list(product(*swept))
    if len(combinations) > MAX_SWEEP:
        raise SpecError(f"{spec!r} asks for {len(combinations)} functions; at most {MAX_SWEEP}")
    return [base.with_values(**dict(chosen)) if chosen else base for chosen in combinations]


doors.spec = resolve


def _ours(spec: str) -> str:
    """A spec as it stands in a program, ``torch.nn.ReLU`` or ``lambda x: x``, in our words."""
    if _AS_HERE.fullmatch(spec):
        return spec
    from actviz.lookup.definitions import expression

    spec = expression(spec)
    head, colon, rest = spec.partition(":")
    if not _DOTTED.fullmatch(head):
        return _with_colons(spec)
    from actviz.lookup.foreign_words import translated

    return translated(head) + colon + rest


def _with_colons(spec: str) -> str:
    """``elu(alpha=sqrt(2))`` as ``elu:alpha=sqrt(2)``; what is no such call as it stands."""
    called = _CALLED.fullmatch(spec)
    if not called or not entry_called(called["name"]):
        return spec
    import ast

    text = f"f{called['values']}"
    try:
        call = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return spec
    if not isinstance(call, ast.Call) or call.args or not isinstance(call.func, ast.Name):
        return spec
    given = [one.arg for one in call.keywords]
    if len(set(given)) < len(given):
        raise SpecError(
            f"{spec!r} gives a parameter twice; a sweep is {called['name']}:{given[0]}=1,2"
        )
    values = [
        one.value.value
        if isinstance(one.value, ast.Constant)
        else ast.get_source_segment(text, one.value)
        for one in call.keywords
    ]
    return ":".join([called["name"], *map("{}={}".format, given, values)])


def _split(spec: str) -> list[str]:
    """``torch:ELU:alpha=1`` to ``torch:ELU``, ``alpha=1``; a formula holds no colon."""
    parts = spec.split(":")
    while len(parts) > 1 and not _ASSIGNMENT.fullmatch(parts[1]):
        parts[:2] = [":".join(parts[:2])]
        if "?" not in parts[0]:
            break
    return parts


def _assignments(parts: list[str], spec: str) -> dict[str, list[float]]:
    """``["beta=0.5,1", "alpha=2"]`` to values by name; a comma also separates assignments."""
    values: dict[str, list[float]] = {}
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
            values.setdefault(word, []).append(_value(text, word))
    return values


def _value(text: str, word: str) -> float:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return constant(text)
    except ValueError as error:
        why = error.message if isinstance(error, FormulaError) else error
        raise SpecError(f"{word} = {text.strip()!r} is not a number: {why}") from None


def constant(text: str) -> float:
    """The double nearest to constant arithmetic such as ``1/6``, ``sqrt(2)`` or ``2*pi``.

    Raises:
        FormulaError: it cannot be read.
        ValueError: it depends on x, or has no value.
    """
    tree = parse(text)
    if tree.names:
        raise ValueError("it depends on x")
    known = constant_value(tree)
    if known is not None:  # balls need not be loaded
        try:
            return float(known)
        except OverflowError:
            raise ValueError("it is beyond the largest double") from None
    from actviz.readings.exact.nearest_constant import nearest

    value = nearest(tree)
    if value != value:  # NaN
        raise ValueError("it has no value")
    return value


def _own(word: str, given: dict[str, list[float]]) -> Function:
    """The function that a name of ours, or a formula, means."""
    known = entry_called(word)
    if not known and _WORDS.fullmatch(word):
        known = plugged_spellings().get(fold(word))
    if known:
        return named(known)
    from actviz.lookup import programs

    spec = programs.read(word)
    if spec is not None:
        return resolve(spec)[0] if ":" in spec else typed(spec, list(given))
    try:
        return typed(word, list(given))
    except FormulaError as error:
        if not word or (_WORDS.fullmatch(word) and word.isascii()):
            raise _unknown(word) from None
        from actviz.lookup import foreign_words, from_latex, printed

        hint = foreign_words.hint(word)
        if hint:
            raise SpecError(f"{word!r} is no name and no formula; {hint}") from None
        if from_latex.is_latex(word):
            return typed(from_latex.read(word), list(given))
        formula = printed.read(foreign_words.formula(word))
        if formula != word:
            return typed(formula, list(given))
        if _WORDS.fullmatch(word):
            raise _unknown(word) from None
        raise error from None  # a formula's own mistake is told as such


def _unknown(word: str) -> SpecError:
    from actviz.lookup.foreign_words import meant

    near = meant(word)
    if word.endswith(" x"):
        with suppress(ValueError):
            called = typed(f"{word[:-2]}(x)", []).name
            return SpecError(f"{word!r} is no name and no formula; write {called}")
    hint = f"did you mean {' or '.join(near)}?" if near else "see: actviz list"
    return SpecError(f"no activation function is called {word!r}; {hint}")


def spellings_of(spec: str) -> list[str]:
    """A library's names for the parameters of one of its functions, in ours where there is none."""
    framework, colon, word = (part.strip() for part in spec.partition(":"))
    if not colon or framework.lower() not in frameworks():
        return []
    return list(_foreign(framework, word.split(":")[0], [])[1])


def _foreign(
    framework: str, word: str, assignments: list[str]
) -> tuple[Function, dict[str, str], list[str]]:
    """A framework's name with that framework's defaults; an exact spelling wins.

    Returns the function, the framework's names for its parameters, and the assignments that are
    left when those that choose between functions are done with.
    """
    framework = catalogue.LIBRARY_ALIASES.get(framework.lower(), framework)
    table = catalogue.frameworks().get(framework.lower())
    if table is None or word not in table:  # only then is it worth a look at what is installed
        table = frameworks().get(framework.lower())
    if table is None or (word not in table and framework in plug_ins.catalogues()):
        function = plugged(framework, word)
        if function is not None:
            return function, {}, assignments
    if table is None:
        raise _no_library(framework, word)
    if word not in table:
        forgiven = {fold(spelling): spelling for spelling in reversed(table)}
        spelled = forgiven.get(fold(word))
        if spelled is None:
            near = nearest(word, table, limit=3)
            hint = (
                f"did you mean {' or '.join(near)}?"
                if near
                else f"see: actviz list --framework {framework}"
            )
            raise SpecError(f"{framework} has no activation called {word!r}; {hint}")
        word = spelled
    framework = framework.lower()
    target, left = _chosen(framework, word, table[word], assignments)
    head, settings = head_of(target)
    entry = _dialect(head, f"{framework}:{word}") if dialect(head) else _target(head, framework)
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


def _no_library(framework: str, word: str) -> SpecError:
    """What is wrong with ``elu:0.1``, or with a library that nobody knows."""
    known = entry_called(framework)
    if known is None:
        libraries = ", ".join([*frameworks(), *plug_ins.catalogues()])
        return SpecError(f"no framework is called {framework!r}; known: {libraries}")
    values = getattr(named(known), "values", {})
    if not values:
        return SpecError(f"{framework} has no parameters, so no {word!r}")
    if word.endswith("=") and (own := word[:-1]) in values:
        return SpecError(f"{own} has no value; an example: {framework}:{word}{values[own]:g}")
    spelled = " or ".join(f"{framework}:{parameter}={word}" for parameter in values)
    return SpecError(f"a value needs the name of its parameter: write {spelled}")


def _target(word: str, framework: str) -> Function:
    """The function that a library's name leads to: an entry, or a formula."""
    plug_in, colon, own = word.partition(":")
    if colon and (function := plugged(plug_in, own)) is not None:
        return function
    known = spellings().get(word) or plugged_spellings().get(fold(word))
    if known is None and not word.isidentifier() and not colon:
        return typed(word, [])
    if known is None:
        raise SpecError(f"{framework}: a name leads to {word!r}, which is no function")
    return named(known)


def _chosen(
    framework: str, word: str, target: str, assignments: list[str]
) -> tuple[str, list[str]]:
    """The target that a framework's options ask for, and the assignments that are no options.

    An option is ``approximate=tanh``, which is used up, or ``max_value``, the name of one or more
    parameters that only another formula has, which stay. Of several that are met the last counts.
    """
    choices = options(framework, word)
    if not choices:
        return target, assignments
    said = _said(assignments)
    switches: dict[str, list[str]] = {}
    for option, other in choices.items():
        name, equals, value = option.partition("=")
        if equals:
            switches.setdefault(name, []).append(value)
        target = other if _met(option, said) else target
    for name in said.keys() & switches.keys():
        if said[name] not in map(fold, switches[name]):
            known = " or ".join(f"{name}={value}" for value in switches[name])
            raise SpecError(f"{framework}:{word} takes {known}, not {name}={said[name]}")
    kept = [
        ",".join(p for p in part.split(",") if p.partition("=")[0].strip() not in switches)
        for part in assignments
    ]
    return target, list(filter(None, kept))


def _library_with(word: str, assignments: list[str]) -> str:
    """The library of which an option is said to a name of ours: torch, of ``approximate=tanh``."""
    said, known = _said(assignments), spellings().get(word)
    if not said or not known or said.keys() <= getattr(named(known), "values", {}).keys():
        return ""
    for framework in frameworks_of(known):
        if any(_met(option, said) for option in options(framework, word)):
            return framework
    return ""


def _said(assignments: list[str]) -> dict[str, str]:
    """What is assigned, by name, folded."""
    pieces = (piece for part in assignments for piece in part.split(","))
    matches = filter(None, map(_ASSIGNMENT.fullmatch, pieces))
    return {match["name"]: fold(match["value"]) for match in matches}


def _met(option: str, said: dict[str, str]) -> bool:
    """Whether an option, ``approximate=tanh`` or the names of parameters, is among what is said."""
    names, equals, value = option.partition("=")
    return said.get(names) == fold(value) if equals else said.keys() >= set(names.split(","))


@cache
def _dialect(word: str, spelling: str) -> Activation:
    """What a framework computes where its formula is one of its own."""
    row = dialect(word)
    assert row is not None
    entry = _own(row["of"], {})
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
