"""Where libraries disagree, as rows."""

from __future__ import annotations

import math
from collections import Counter

from actviz.functions.elementwise import Activation
from actviz.libraries.dialects import Group, Meaning, apart, elsewhere, spoken
from actviz.lookup.registry import Function, resolve
from actviz.pages.formula_cells import formula_cell
from actviz.text.rows import Row, short


def rows_of(group: Group, *, numbers: bool) -> list[Row]:
    """One row for each meaning of a name, and one for libraries that demand the parameters.

    Args:
        numbers: for a machine: differences as numbers, and every spelling in full.
    """
    counts = Counter(
        framework for meaning in group.meanings for framework in _frameworks(meaning.specs)
    )
    rows = [
        {
            "name": group.name,
            "means": _named(meaning.function),
            "formula": formula_cell(meaning.function),
            "libraries": list(meaning.specs) if numbers else _libraries(meaning.specs, counts),
            **_difference(meaning, group, numbers=numbers),
        }
        for meaning in group.meanings
    ]
    rows += [
        {
            "name": group.name,
            "means": _named(meaning.function),
            "formula": formula_cell(meaning.function),
            "libraries": list(meaning.specs),
            **_difference(meaning, group, numbers=numbers),
        }
        for meaning in group.switched
    ]
    if group.open:
        parameters = group.meanings[0].function.parameters
        rows.append(
            {
                "name": group.name,
                "means": f"{', '.join(p.name for p in parameters)} must be given",
                "formula": "",
                "libraries": list(group.open) if numbers else _libraries(group.open, counts),
                "differs_by": None if numbers else "",
                "at_x": None if numbers else "",
            }
        )
    return rows


def _named(function: Function) -> str:
    """A function with the values that are not our defaults, to the digits that tell them apart."""
    settings = ", ".join(f"{word}={value:.10g}" for word, value in _settings(function).items())
    called = function.spelling or function.name
    return f"{called}({settings})" if settings else called


def _frameworks(specs: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(spec.partition(":")[0] for spec in specs))


def _libraries(specs: tuple[str, ...], counts: Counter[str]) -> list[str]:
    """Each library; where it means several things by the name, the spelling that means this."""
    names = []
    for framework in _frameworks(specs):
        own = [spec for spec in specs if spec.startswith(f"{framework}:")]
        names += own if counts[framework] > 1 else [framework]
    return names


def _difference(meaning: Meaning, group: Group, *, numbers: bool) -> Row:
    difference = meaning.difference
    if numbers:
        value, x = (difference.value, difference.x) if difference else (None, None)
        if meaning is group.meanings[0] and isinstance(meaning.function, Activation):
            value = 0.0
        return {"differs_by": value, "at_x": x}
    if meaning is group.meanings[0]:
        return {"differs_by": "-", "at_x": ""}
    return {"differs_by": said(meaning), "at_x": short(difference.x) if difference else ""}


def said(meaning: Meaning) -> str:
    """A largest difference in a word or a number."""
    if meaning.difference is None:
        return "not found" if isinstance(meaning.function, Activation) else "not elementwise"
    value = meaning.difference.value
    return "unbounded" if math.isinf(value) else short(abs(value))


def names_in(function: Function) -> list[tuple[str, str]]:
    """Each library with its names for a function, and what differs where it does."""
    return [
        (framework, "; ".join(_meaning(*group) for group in groups))
        for framework, groups in spoken(function).items()
    ]


def _meaning(meant: Function, spellings: list[str]) -> str:
    names = ", ".join(spellings)
    if meant.spelling:
        return f"{names} ({meant.note.rstrip('.')}; {_distance(meant)})"
    settings = [f"{word} = {value:.10g}" for word, value in _settings(meant).items()]
    return f"{names} ({', '.join(settings)})" if settings else names


def _settings(meant: Function) -> dict[str, float]:
    """The parameters whose values are not our defaults."""
    ours = {parameter.name: parameter.default for parameter in meant.parameters}
    return {word: value for word, value in meant.values.items() if value != ours[word]}


def _distance(meant: Function) -> str:
    difference = apart(resolve(meant.name)[0], meant)
    if difference is None:
        return "how far off is not known"
    if math.isinf(difference.value):
        return "off without bound"
    return f"off by up to {short(abs(difference.value))}, at x = {short(difference.x)}"


def other_meanings(function: Function) -> str:
    """What libraries mean by a function's own name where they mean another function."""
    meanings = []
    for meaning in elsewhere(function):
        libraries = ", ".join(_frameworks(meaning.specs))
        if not meaning.function.spelling:
            libraries = f"{meaning.function.display} in {libraries}"
        meanings.append(libraries)
    return "; ".join(meanings)


def details(function: Function) -> list[Row]:
    """A function's names in libraries that compute it in their own way, as plain data."""
    plain = resolve(function.name)[0]
    rows: list[Row] = []
    for framework, groups in spoken(function).items():
        for meant, spellings in groups:
            if not meant.spelling and not _settings(meant):
                continue
            off = apart(plain, meant)
            rows.append(
                {
                    "framework": framework,
                    "names": spellings,
                    "formula": meant.formula,
                    "values": dict(meant.values),
                    "note": meant.note if meant.spelling else "",
                    "differs_by": off.value if off else None,
                    "at_x": off.x if off else None,
                }
            )
    return rows
