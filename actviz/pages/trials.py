"""The answers of trials that exports need not make again, for those that take longest.

An export is to take half a second: what a trial took tells whether its answer is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from typing import Final

from actviz.export import answered
from actviz.export.answered import Noted
from actviz.export.targets import TARGETS
from actviz.export.write import program
from actviz.functions.elementwise import Activation
from actviz.functions.gated import Gate
from actviz.lookup import kept_files, names

# Those whose exports hold most: what is asked for the others is asked for these as well.
LANGUAGES: Final = ("torch", "jax")
_LONG: Final = 0.15  # seconds of a function's trials: half a second less start and writing
_WORTH: Final = 20e-6  # seconds that each character of a line saves at least


def remake(anew: Collection[str] | None = None) -> str:
    """Bring the file up to date; its name, or nothing if it is.

    Args:
        anew: the functions whose trials are made; all of them by default.
    """
    functions = [one for one in names.everything() if isinstance(one, Activation | Gate)]
    stale = [one for one in functions if anew is None or one.name in anew]
    held = {one.name: dict[str, str]() for one in functions}
    for word, question, row in answered.lines():
        held.get(word, {})[question] = row
    for function, noted in zip(stale, kept_files.of_each(trials, stale), strict=True):
        held[function.name] = _worth(noted, held[function.name])
    answered.rows.cache_clear()
    return kept_files.written(answered.FILE.name, answered.content(held))


def trials(function: Activation | Gate) -> dict[str, Noted]:
    """What is asked for a function's exports, and answered, all of it tried now."""
    with answered.noting() as noted:
        for language in LANGUAGES:
            program([function], TARGETS[language])
    return noted


def _worth(noted: Mapping[str, Noted], before: Container[str]) -> dict[str, str]:
    """What of it is kept: what was before, for small changes of the file, and what is worth it."""
    long = sum(one.seconds for one in noted.values()) >= _LONG
    return {
        question: one.row
        for question, one in noted.items()
        if question in before or (long and one.seconds >= _WORTH * len(question + one.row))
    }
