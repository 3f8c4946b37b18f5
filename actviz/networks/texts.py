"""Texts as numbers of words, and sentences like reviews that are made from a grammar."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from actviz.networks import leaks
from actviz.networks.data import HELD_OUT, Data

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MOST_WORDS: Final = 10_000  # of a vocabulary
_LONGEST: Final = 200  # words of a text that are taken, its last ones
_UNKNOWN: Final = 1
REVIEWS: Final = 2_000


def encoded(
    name: str,
    texts: Sequence[str],
    y: Any,
    classes: int,
    note: Callable[[str], object] = lambda sentence: None,
) -> tuple[Data, str]:
    """Texts for training and, every fifth of a shuffled order, for testing.

    The vocabulary is that of the training part: what occurs in the test part alone is one unknown
    word.

    Returns:
        the data, and a sentence on what was made of the texts.
    """
    order = np.random.default_rng(0).permutation(len(texts))
    test = np.zeros(len(texts), dtype=bool)
    test[order[::HELD_OUT]] = True
    words = [_WORD.findall(text.lower()) for text in texts]
    leaks.tell_of_texts(words, np.asarray(y), test, note)
    counts = Counter(word for at in np.flatnonzero(~test) for word in words[at])
    ranked = sorted(counts, key=lambda word: (-counts[word], word))[:_MOST_WORDS]
    number = {word: at for at, word in enumerate(ranked, _UNKNOWN + 1)}
    width = min(max(1, *map(len, words)), _LONGEST)
    x = np.zeros((len(texts), width))
    for at, sentence in enumerate(words):
        kept = sentence[-width:]
        if kept:  # the last word of every text stands at the end
            x[at, -len(kept) :] = [number.get(word, _UNKNOWN) for word in kept]
    data = Data(
        name, x[~test], y[~test], x[test], y[test], classes, words=len(ranked) + _UNKNOWN + 1
    )
    cut = sum(len(sentence) > width for sentence in words)
    said = (
        f"{len(data.x)} texts for training, {len(data.x_test)} for testing; a vocabulary of "
        f"{len(ranked)} words from those for training, texts of up to {width} words"
    )
    return data, said + (f"; of {cut} longer ones the last {width}" if cut else "")


# ---------------------------------------------------------------- reviews

_NOUNS: Final = ("plot", "acting", "music", "ending", "story", "cast", "camera", "dialogue")
_GOOD: Final = ("good", "great", "moving", "funny", "clever", "brilliant", "charming", "fresh")
_BAD: Final = ("bad", "boring", "awful", "dull", "weak", "silly", "tired", "predictable")
_DEGREES: Final = ("", "very", "really", "quite")
_OPENINGS: Final = ("", "i must say", "last night i saw this", "to be honest")


def reviews(seed: int) -> Data:
    """Two thousand sentences such as "the plot was not good at all", praise or not.

    The grammar is in docs/networks.md. No sentence is mislabelled, so the ceiling is 1.
    """
    source = np.random.default_rng(seed)
    y = np.arange(REVIEWS) % 2
    texts = [review(source, bool(praise)) for praise in y]
    return encoded("reviews", texts, y, 2)[0]


def review(source: np.random.Generator, praise: bool) -> str:
    """A sentence that praises or does not.

    What comes after "but" counts; before it stands the contrary.
    """

    def any_of(words: Sequence[str]) -> str:
        return words[int(source.integers(len(words)))]

    def clause(praise: bool) -> str:
        negated = source.random() < 0.5
        word = any_of(_GOOD if praise != negated else _BAD)
        tail = "at all" if negated and source.random() < 0.5 else ""
        parts = "the", any_of(_NOUNS), "was", "not" if negated else "", any_of(_DEGREES), word, tail
        return " ".join(part for part in parts if part)

    parts = [any_of(_OPENINGS)]
    turn = source.random()
    if turn < 1 / 3:
        parts.append(f"{clause(not praise)} but")
    elif turn < 2 / 3:
        parts.append(f"{clause(praise)} and")
    return " ".join(part for part in [*parts, clause(praise)] if part)
