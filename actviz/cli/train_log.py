"""A log of a training, a line of JSON for each function, seed and epoch as it ends."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actviz.functions.elementwise import Activation
    from actviz.networks.data import Data
    from actviz.networks.training import Epoch


@contextmanager
def lines(
    file: str | None, functions: Sequence[Activation], data: Data, further: bool
) -> Iterator[Callable[[int, int, Epoch], object]]:
    """What writes the line of an epoch, in whichever process it ends; nothing without a file.

    Args:
        file: its path.
        functions: whose names the lines hold.
        data: the examples.
        further: write behind what the file holds, as a run that is resumed does.

    Raises:
        OSError: the file cannot be written.
    """
    if file is None:
        yield lambda place, seed, epoch: None
        return
    from actviz.networks.outcomes import epoch_row
    from actviz.text.rows import plain

    kind = os.O_APPEND if further else os.O_APPEND | os.O_TRUNC
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | kind, 0o666)

    def tell(place: int, seed: int, epoch: Epoch) -> None:
        import json

        row = epoch_row(functions[place].display, seed, epoch, data)
        line = json.dumps({key: plain(value) for key, value in row.items()}, ensure_ascii=False)
        os.write(handle, f"{line}\n".encode())  # one call: lines of processes do not mix

    try:
        yield tell
    finally:
        os.close(handle)
