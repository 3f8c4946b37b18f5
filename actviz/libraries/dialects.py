"""Where libraries disagree: one name, several functions or defaults.

Names are compared as users confuse them: without case, underscores, blanks and hyphens, without
what stands before a dot, and without MATLAB's suffix ``Layer``. Two libraries mean the same where
their functions, defaults put in, nowhere differ by more than the rounding of a constant; how far
others differ is computed. A library that demands a parameter has no say about its default.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache, lru_cache

from actviz.dataclass import dataclass
from actviz.formula.grammar import nearest
from actviz.functions.elementwise import Activation, SpecError
from actviz.lookup.names import frameworks, library, options
from actviz.lookup.registry import Function, fold, frameworks_of, resolve
from actviz.measure.distance import largest
from actviz.measure.largest import Largest


@dataclass(frozen=True)
class Meaning:
    """What some libraries mean by a name.

    ``difference`` is that to the group's first meaning, largest over the whole line, with its
    place; None for the first itself, between functions that are not elementwise, and where it was
    not found.
    """

    function: Function
    specs: tuple[str, ...]  # torch:GELU, ...
    difference: Largest | None = None


@dataclass(frozen=True)
class Group:
    """A name with all that is meant by it; the meaning that most libraries share comes first."""

    name: str
    meanings: tuple[Meaning, ...]
    open: tuple[str, ...] = ()  # specs whose parameters the library demands
    switched: tuple[Meaning, ...] = ()  # what an argument makes of the name

    @property
    def contested(self) -> bool:
        """Whether libraries disagree about it."""
        return len(self.meanings) > 1


def key(spelling: str) -> str:
    """What a library's name has in common with those it is confused with."""
    word = fold(spelling.rpartition(".")[2])
    return re.sub(r"layer$", "", word)


@cache
def _specs() -> dict[str, tuple[str, ...]]:
    """All libraries' names by what they have in common."""
    spelled: dict[str, list[str]] = {}
    for framework, table in frameworks().items():
        for spelling in table:
            spelled.setdefault(key(spelling), []).append(f"{framework}:{spelling}")
    return {word: tuple(specs) for word, specs in sorted(spelled.items())}


def contested() -> list[Group]:
    """Every name about which libraries disagree."""
    return [group for group in map(group_of, _specs()) if group.contested]


def groups_of(words: Iterable[str]) -> list[Group]:
    """The groups that some words mean: a library's name, or one of ours for all that carry it.

    Raises:
        SpecError: no library has an activation of that name.
    """
    groups: dict[str, None] = {}
    for word in words:
        groups.update(dict.fromkeys(_keys(word.strip())))
    return [group_of(each) for each in groups]


def _keys(word: str) -> list[str]:
    framework, colon, spelling = word.partition(":")
    if colon:
        resolve(word)  # says what is wrong with it
        ours = framework.strip().lower() not in frameworks()  # elu:alpha=2
        return _keys(framework.strip()) if ours else [key(spelling.split(":")[0])]
    if key(word) in _specs():
        return [key(word)]
    try:
        name = resolve(word)[0].name
    except ValueError:
        name = ""
    keys = [key(each) for spellings in frameworks_of(name).values() for each in spellings]
    if not keys:
        near = nearest(key(word), _specs(), limit=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise SpecError(f"no library is known to have an activation called {word!r}{hint}")
    return list(dict.fromkeys(keys))


@cache
def group_of(word: str) -> Group:
    """All that libraries mean by a name, given as :func:`key` leaves it."""
    meant: list[tuple[Function, list[str]]] = []
    specs_of_all = _specs()[word]
    demanding = [spec for spec in specs_of_all if _demands(spec)]
    if len(demanding) == len(specs_of_all):
        demanding = []  # then our defaults are all there is to show
    for spec in specs_of_all:
        if spec in demanding:
            continue
        function = resolve(spec)[0]
        for other, specs in meant:
            if _same(other, function):
                specs.append(spec)
                break
        else:
            meant.append((function, [spec]))
    meant.sort(key=lambda pair: -len({spec.partition(":")[0] for spec in pair[1]}))
    first = meant[0][0]
    meanings = [Meaning(first, tuple(meant[0][1]))]
    for function, specs in meant[1:]:
        meanings.append(Meaning(function, tuple(specs), apart(first, function)))
    return Group(
        _title(first, word), tuple(meanings), tuple(demanding), _switched(first, specs_of_all)
    )


def _switched(first: Function, specs: Iterable[str]) -> tuple[Meaning, ...]:
    """What arguments of these names lead to, where it is another function than without them."""
    meanings: dict[str, tuple[Function, list[str]]] = {}
    for spec in specs:
        framework, _, spelling = spec.partition(":")
        choices = options(framework, spelling)
        usual = resolve(spec)[0]
        for option in choices:
            # 0 and 1 stand for False and True
            digit = option[-2:] in ("=0", "=1") and f"{option[:-1]}True" in choices
            if "=" not in option or digit:
                continue
            meant = resolve(f"{spec}:{option}")[0]
            if not _same(usual, meant):
                meanings.setdefault(meant.display, (meant, []))[1].append(f"{spec}:{option}")
    return tuple(
        Meaning(meant, tuple(spelled), apart(first, meant)) for meant, spelled in meanings.values()
    )


def _demands(spec: str) -> bool:
    framework, _, spelling = spec.partition(":")
    return spelling in library(framework).get("demanded", ())


def _title(function: Function, word: str) -> str:
    """Our own spelling of a name where we have one: ``leaky_relu`` for ``leakyrelu``."""
    own = (function.name, *function.aliases)
    return next((each for each in own if key(each) == word), word)


def _same(one: Function, other: Function) -> bool:
    if one.name == other.name and one.formula == other.formula and one.values == other.values:
        return True
    difference = apart(one, other)
    if difference is None or not all(map(math.isfinite, difference)):
        return False
    # 1/6 as a double is no other slope than a division by 6.
    return abs(difference.value) <= 2**-52 * (1 + abs(difference.x))


@lru_cache(maxsize=256)  # those that are not the same are asked again how far apart they are
def apart(one: Function, other: Function) -> Largest | None:
    """How far ``other`` is from ``one``: the largest of ``other(x) - one(x)`` and its place."""
    if not isinstance(one, Activation) or not isinstance(other, Activation):
        return None
    return largest(other, one)


def spoken(function: Function) -> dict[str, list[tuple[Function, list[str]]]]:
    """By framework: the names of a canonical function, grouped by what exactly they mean."""
    spoken: dict[str, list[tuple[Function, list[str]]]] = {}
    for framework, spellings in frameworks_of(function.name).items():
        groups = spoken.setdefault(framework, [])
        for spelling in spellings:
            meant = resolve(f"{framework}:{spelling}")[0]
            for other, names in groups:
                if (other.formula, other.values) == (meant.formula, meant.values):
                    names.append(spelling)
                    break
            else:
                groups.append((meant, [spelling]))
    return spoken


def elsewhere(function: Function) -> list[Meaning]:
    """What libraries mean by this function's own name where they mean another function."""
    word = key(function.name)
    if word not in _specs():
        return []
    return [
        meaning for meaning in group_of(word).meanings if meaning.function.name != function.name
    ]
