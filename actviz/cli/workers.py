"""Work on many functions, shared among the processors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from actviz.processes.shared import shared as among_processes

Given = TypeVar("Given")
Found = TypeVar("Found")

FEW: Final = 8  # starting processes costs more than so many save


def shared(
    work: Callable[[Given], Found], given: Sequence[Given], catalogues: Sequence[str] = ()
) -> Iterator[Found]:
    """What a function finds of each, in order.

    Args:
        work: a function of a module, so that it can be sent to another process.
        catalogues: the files that other processes are to read before.
    """
    if len(given) < FEW:
        return map(work, given)
    # Fresh processes: a copy of this one would copy the progress bar's thread in mid-step.
    return among_processes(
        work, given, start="spawn", prepare=_know, prepared_with=(tuple(catalogues),)
    )


def _know(catalogues: Sequence[str]) -> None:
    """Make a new process know the same names."""
    from actviz.lookup.registry import use_catalogue

    for file in catalogues:
        use_catalogue(file)
