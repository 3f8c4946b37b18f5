"""Files among the names of ``plot``: two columns are a function that is given as samples."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from actviz.figures.compose.samples import Samples

_LABELLED: Final = re.compile(r"\s*([^:=<>!()]+?)\s*=(?!=)(.+)", re.DOTALL)
_SUFFIXES: Final = (".csv", ".tsv", ".txt", ".dat", ".npy", ".npz", ".parquet", ".arrow", ".gz")


def apart(names: Sequence[str]) -> tuple[list[str], list[Samples]]:
    """The names of functions, and the files of samples among them, read."""
    functions, samples = [], []
    for name in names:
        label, file = _labelled(name)
        if file.lower().endswith(_SUFFIXES) and Path(file).is_file():
            samples.append(_read(file, label or Path(file.removesuffix(".gz")).stem))
        else:
            functions.append(name)
    return functions, samples


def _labelled(name: str) -> tuple[str, str]:
    """The label of ``label=file``, empty for none, and the file."""
    match = _LABELLED.fullmatch(name)
    if match is None or Path(name).is_file():
        return "", name
    return match[1], match[2].strip()


def _read(file: str, label: str) -> Samples:
    from actviz.figures.compose.samples import Samples
    from actviz.files.numbers_from_file import table
    from actviz.files.wish import Wish

    columns = table(file, Wish(pairs=True)).columns
    if len(columns) != 2:
        what = "1 column" if len(columns) == 1 else f"{len(columns)} columns"
        raise ValueError(f"{file}: {what} of numbers; a function as samples has two, x and y")
    return Samples(label, *columns)
