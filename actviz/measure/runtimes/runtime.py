"""What the adapters of several runtimes need.

An adapter is a file with one name: ``prepare(operator, options, own)``, which gives a
:class:`Prepared` call; ``own`` are the options of the runtime itself, as ``runtimes.toml`` lists
them. It imports its runtime within ``prepare`` alone, which runs in a process of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from actviz.dataclass import dataclass
from actviz.lookup.names import fold
from actviz.measure.homes import Refused


@dataclass(frozen=True)
class Prepared:
    """An operator ready to be called on arrays of ``library``; ``note`` goes beside the version."""

    call: Callable[[Any], Any]
    library: str = "numpy"
    note: str = ""


def spellings(word: str) -> list[str]:
    """A name, and what else our function of that name is called."""
    from actviz.lookup.registry import resolve

    try:
        function = resolve(word)[0] if word.isidentifier() else None
    except ValueError:
        function = None
    return list(dict.fromkeys((word, *((function.name, *function.aliases) if function else ()))))


def nearest(spelling: str, known: Iterable[str]) -> str | None:
    """The name among some that is spelled so; else so but for case, or as another of its names."""
    known = sorted(known, key=lambda word: (not word.islower(), word))
    if spelling in known:
        return spelling
    for word in spellings(spelling):
        for name in known:
            if fold(name) == fold(word):
                return name
    return None


def pick(runtime: str, spelling: str, known: Iterable[str]) -> str:
    """The operator among some that a name means.

    Raises:
        Refused: there is none.
    """
    operator = nearest(spelling, known)
    if operator is None:
        raise Refused(f"{runtime} has no operator {spelling!r}")
    return operator


def member(runtime: str, spelling: str, homes: Iterable[Any]) -> Callable[..., Any]:
    """What the first of some modules has under a name, so spelled or nearly."""
    for home in homes:
        names = [word for word in dir(home) if not word.startswith("_")]
        try:
            operation = getattr(home, pick(runtime, spelling, names))
        except Refused:
            continue
        if callable(operation):
            call: Callable[..., Any] = operation
            return call
    raise Refused(f"{runtime} has no operator {spelling!r}")
