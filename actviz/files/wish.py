"""What is asked of a file, and the parts in which its numbers come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from actviz.dataclass import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Wish:
    """How a file is to be read, where its user says more than the file does.

    Args:
        fields: columns of a table, each by its name or by its number from 1 on; all by default.
        arrays: arrays of an archive by name; all by default.
        delimiter: between fields; ``" "`` for blanks. Else told by the first lines.
        decimal: ``point`` or ``comma``. Else told by the first lines.
        header: whether the first line names the columns. Else told by what follows it.
        binary: the format of bare little-endian numbers, or of those whose file does not say.
        unit_axis: which axis of an array counts units, from 0 on, or from -1 on backwards.
        pairs: the file holds points of a function: a first line 0,1 is one of them.
        words: columns of text are wanted too, as they are.
    """

    fields: tuple[str, ...] = ()
    arrays: tuple[str, ...] = ()
    delimiter: str | None = None
    decimal: str | None = None
    header: bool | None = None
    binary: str | None = None
    unit_axis: int | None = None
    pairs: bool = False
    words: bool = False


@dataclass(frozen=True)
class Block:
    """Some numbers of one layer of a file.

    ``layer`` counts the layers of the file. ``name`` is what the file calls it, empty where it
    has a single layer without a name. Where ``units`` are known, ``values`` has the shape (part
    of the batch, part of the units), and its first column is the unit ``first_unit``. ``done`` is
    the share of the layer that has been read, where that is known.
    """

    layer: int
    name: str
    values: NDArray[Any]
    units: int | None = None
    first_unit: int = 0
    done: float = 0.0


Tell = Callable[[str], object]  # takes a sentence on what was understood


def chosen(wanted: Sequence[str], there: Sequence[str], where: str, what: str) -> list[int]:
    """The places of what was asked for, by name or by number from 1 on; all where nothing was.

    Raises:
        ValueError: there is no such thing; the message names those that there are.
    """
    if not wanted:
        return list(range(len(there)))
    places = []
    for word in wanted:
        if word.isdecimal() and 1 <= int(word) <= len(there):
            places.append(int(word) - 1)
        elif word in there:
            places.append(there.index(word))
        else:
            names = ", ".join(name or str(place) for place, name in enumerate(there, 1))
            raise ValueError(f"{where}: no {what} is called {word!r}; there are {names}")
    return places
