"""What gives the answers away: examples of both parts, and inputs that are the target itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from actviz.networks.data import Data

Note = Callable[[str], object]


def tell_of_arrays(data: Data, note: Note) -> None:
    """Say which numbers of an example tell its class, and how many examples are in both parts.

    A number tells the class where it is one value in each class, and another in each.
    """
    _tell_of_both(list(map(bytes, data.x)), list(map(bytes, data.x_test)), note)
    if not data.classes:
        return
    groups = [data.x[data.y == each] for each in range(data.classes)]
    if min(map(len, groups)) < 2:  # one example of a class says nothing of it
        return
    low = np.stack([group.min(axis=0) for group in groups])
    high = np.stack([group.max(axis=0) for group in groups])
    places = [
        place
        for place in np.flatnonzero((low == high).all(axis=0))
        if len(np.unique(low[:, place])) == len(groups)
    ]
    if places:
        where = ", ".join(map(str, np.unravel_index(places[0], data.form)))
        more = f" (and so do {len(places) - 1} more)" if len(places) > 1 else ""
        note(f"the number at ({where}) of each example tells its class by itself{more}: leave it "
             "out if it is not known beforehand")  # fmt: skip


def tell_of_texts(texts: Sequence[Sequence[str]], y: Any, test: Any, note: Note) -> None:
    """The same of texts, each as its words: a word that is in all texts of one class alone."""
    every = [" ".join(words).encode() for words in texts]
    train, others = (
        [one for one, is_test in zip(every, test, strict=True) if is_test == part]
        for part in (False, True)
    )
    _tell_of_both(train, others, note)
    if y.ndim > 1:
        return
    sizes = Counter(y.tolist())
    counts = [Counter[str]() for _ in range(max(sizes) + 1)]
    for words, label in zip(texts, y.tolist(), strict=True):
        counts[label].update(set(words))
    whole = sum(counts, Counter[str]())
    marks = [
        sorted(word for word, count in own.items() if count == sizes[label] == whole[word])
        for label, own in enumerate(counts)
    ]
    if sum(map(bool, marks)) >= len(sizes) - 1:
        words = ", ".join(repr(mark[0]) for mark in marks if mark)
        note(f"the class is told by words that all of its texts have and no others: {words}; are "
             "they known beforehand?")  # fmt: skip


def _tell_of_both(train: Sequence[bytes], test: Sequence[bytes], note: Note) -> None:
    known = set(train)
    both = sum(one in known for one in test)
    if both:
        note(f"{both} of {len(test)} examples for testing are among those for training too: they "
             "are remembered, not told apart")  # fmt: skip
