"""Examples from the columns of a table, with what was made of them in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from actviz.files.numbers_from_file import Table
from actviz.files.wish import chosen
from actviz.networks.data import Data
from actviz.networks.texts import encoded

Array = NDArray[Any]

_MOST_CLASSES: Final = 1000
_MOST_CATEGORIES: Final = 50  # of a column of words that becomes columns of 0 and 1
_TELLS_ALL: Final = 0.9999  # a correlation so large is the target itself


def target(y: Array, note: Callable[[str], object]) -> Array:
    """Targets of a table: text knows no types, so whole numbers are classes."""
    if y.dtype.kind != "f" or np.any(y % 1) or len(np.unique(y)) > _MOST_CLASSES:
        return y
    note(f"the target's whole numbers ({_some(np.unique(y).astype(int))}) are classes")
    return y.astype(np.int64)


def features(
    path: Path, held: Table, goal: int, kept: Sequence[int], note: Callable[[str], object]
) -> Array:
    """The columns that are learned from; words become a column of 0 and 1 for each.

    Raises:
        ValueError: a number is missing, or no column is left.
    """
    columns: list[Array] = []
    left_out = []
    for place in kept:
        column, name = held.columns[place], _name(held, place)
        if column.dtype.kind in "fiub":
            lost = int(np.sum(~np.isfinite(column)))
            if lost:
                raise ValueError(
                    f"{path}: column {name}: {lost} of {len(column)} cells are empty or not "
                    "finite; leave it out with --field, or remove those lines"
                )
            columns.append(column)
            continue
        categories = np.unique(column)
        if len(categories) > _MOST_CATEGORIES:
            left_out.append(name)
            continue
        note(f"column {name}: {len(categories)} categories, each 0 or 1: {_some(categories)}")
        columns += [(column == category).astype(float) for category in categories]
    if left_out:
        note(f"text left out: {', '.join(left_out)}")
    if not columns:
        raise ValueError(f"{path}: no column of numbers is left to learn from")
    for place in kept:
        if _is(held.columns[place], held.columns[goal]):
            note(f"column {_name(held, place)} tells the target by itself at every "
                 "line: leave it out with --field if it is not known beforehand")  # fmt: skip
    return np.stack(columns, axis=1)


def _name(held: Table, place: int) -> str:
    """What a column is called; counted from 1 where it has no name."""
    return held.names[place] or str(place + 1)


def _some(values: Array) -> str:
    return ", ".join(map(str, values[:6])) + (", ..." if len(values) > 6 else "")


def _is(column: Array, y: Array) -> bool:
    """Whether a column is the target in other words: one value for each, or in proportion."""
    numbers = column.dtype.kind in "fiub" and y.dtype.kind in "fiub"
    if numbers and np.any(y % 1):
        if not (column.std() and y.std()):
            return False
        return bool(abs(np.corrcoef(column, y)[0, 1]) > _TELLS_ALL)
    values, places = np.unique(column, return_inverse=True)
    goals, goal_places = np.unique(y, return_inverse=True)
    together = len(np.unique(np.c_[places.ravel(), goal_places.ravel()], axis=0))
    return len(goals) > 1 and len(values) == len(goals) == together


def finished(data: Data, note: Callable[[str], object]) -> Data:
    """A table's data, each column standardised by itself, with a word on what was done."""
    note(f"{len(data.x)} lines for training, {len(data.x_test)} (every fifth of a shuffled order) "
         "for testing; each column is shifted and scaled to mean 0 and variance 1 over the "
         "training part")  # fmt: skip
    return replace(data, by_column=True)


def texts(
    path: Path, held: Table, text: str, goal: int, classes_of: Callable[[Array], tuple[Any, int]],
    note: Callable[[str], object],
) -> Data:  # fmt: skip
    """A column of texts, and what is to be told of them.

    Raises:
        ValueError: there is no such column, or it holds numbers.
    """
    (place,) = chosen((text,), held.names, str(path), "column")
    if place == goal:
        raise ValueError(f"{path}: --text and --target are two columns, and {text} is one")
    column = held.columns[place]
    if column.dtype.kind in "fiub":
        raise ValueError(f"{path}: --text {text} is a column of numbers")
    broken = sum("\ufffd" in str(each) for each in column)
    if broken:
        note(f"{broken} texts hold bytes that are not UTF-8, which are left out; this makes them "
             f"so, if it was Latin-1: iconv -f LATIN1 -t UTF-8 {path}")  # fmt: skip
    y, classes = classes_of(target(held.columns[goal], note))
    data, said = encoded(path.name, [str(each) for each in column], y, classes, note)
    note(said)
    return data
