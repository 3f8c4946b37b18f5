"""The answers of trials that exports need not make again, for those that take longest.

An export is to take half a second: what a trial took tells whether its answer is kept.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from actviz.export import answered
from actviz.export.answered import Noted
from actviz.export.targets import TARGETS
from actviz.export.write import program
from actviz.functions.elementwise import Activation
from actviz.lookup import kept_files, names

# Those whose exports hold most: what is asked for the others is asked for these as well.
LANGUAGES: Final = ("torch", "jax")
_LONG: Final = 0.15  # seconds of a function's trials: half a second less start and writing
_WORTH: Final = 15e-6  # seconds that each character of a line saves at least


def remake(anew: Collection[str] | None = None) -> str:
    """Bring the file up to date; its name, or nothing if it is.

    Args:
        anew: the functions whose trials are made; all of them by default.
    """
    functions = list(names.built_in_entries())
    stale = [one for one in functions if anew is None or one.name in anew]
    before = answered.lines()
    texts = {one.name: list[str]() for one in functions}
    for word, *rest in before:
        texts.get(word, []).append("\t".join([word, *rest]))
    known = {tuple(pair) for *pair, _ in before}
    for function, noted in zip(stale, kept_files.of_each(trials, stale), strict=True):
        texts[function.name] = _lines(function.name, noted, known)
    answered.rows.cache_clear()
    text = "".join(f"{line}\n" for one in functions for line in texts[one.name])
    return kept_files.written(answered.FILE.name, text)


def trials(function: Activation) -> dict[str, Noted]:
    """What is asked for a function's exports, and answered, all of it tried now."""
    with answered.noting() as noted:
        for language in LANGUAGES:
            program([function], TARGETS[language])
    return noted


def _lines(word: str, noted: dict[str, Noted], known: Collection[tuple[str, ...]]) -> list[str]:
    """What of it is kept: what was before, so that the file changes little, and what is worth it.

    Args:
        known: functions and questions that are answered in the file as it is.
    """
    long = sum(one.seconds for one in noted.values()) >= _LONG
    return [
        line
        for question, one in noted.items()
        for line in ["\t".join([word, question, one.row])]
        if (word, question) in known or (long and one.seconds >= _WORTH * len(line))
    ]
