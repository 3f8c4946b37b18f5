"""Catalogues that installed packages bring along.

A package names one as an entry point, and its functions are known without being asked for::

    [project.entry-points."actviz.catalogue"]
    mine = "my_activations:catalogue"

The object is the path of a catalogue file, or a function that returns one. Built-in names and the
user's own win; ``mine:relu`` is always the plug-in's.
"""

from __future__ import annotations

import os
import sys
from functools import cache

TYPE_CHECKING = False  # importing typing would take as long as the interpreter does to start
if TYPE_CHECKING:
    from typing import Final

    from actviz.lookup.catalogue_file import Catalogue

GROUP: Final = "actviz.catalogue"


@cache
def catalogues() -> dict[str, Catalogue]:
    """What each plug-in says, by its name; one that is broken is left out, and a note says so."""
    read = {}
    for name, load in _entry_points().items():
        try:
            read[name] = _read(name, load)
        except Exception as error:  # whatever is wrong with it, it is not our functions' fault
            _note(f"the plug-in {name} is left out: {' '.join(str(error).split())}")
    return read


def _entry_points() -> dict[str, object]:
    """The entry points of our group; packages' metadata are loaded only if one mentions it."""
    if not _mentioned():
        return {}
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=GROUP)}


def _mentioned() -> bool:
    """Whether a package says that it has a catalogue: a look at files, which takes a moment."""
    for folder in dict.fromkeys(path or os.curdir for path in sys.path):
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                try:
                    with open(os.path.join(folder, name, "entry_points.txt"), "rb") as file:
                        if GROUP.encode() in file.read():
                            return True
                except OSError:
                    continue
    return False


def _read(name: str, point: object) -> Catalogue:
    from actviz.functions.entry import SpecError
    from actviz.lookup.catalogue_file import read

    said = point.load()  # type: ignore[attr-defined]
    path = said() if callable(said) else said
    if not isinstance(path, (str, os.PathLike)):
        raise SpecError(f"the path of a catalogue is wanted, not {path!r}")
    return read(os.fspath(path), family=name)


def _note(text: str) -> None:
    from logging import getLogger

    getLogger("actviz").warning(text)
