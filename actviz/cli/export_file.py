"""Where exported code goes: into a file, or to stdout."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.export.targets import Target


def written(output: str | None, text: str | bytes) -> bool:
    """Write a file's content, whole, and say its name; without a file write it to stdout.

    Returns:
        Whether it is in a file.
    """
    content = text if isinstance(text, bytes) else text.encode()
    if output is None or output == "-":
        terminal.out_bytes(content)
        return False
    from pathlib import Path

    from actviz.streams.whole import write_whole

    write_whole(Path(output), content)
    terminal.out(f"{output}\n")
    return True


def tried_here(every: Iterable[Target], dtype: str | None) -> list[Target]:
    """The languages that can be tried on this machine; a note names the others, with the reason.

    Raises:
        ValueError: none can.
    """
    from actviz.export import targets, write

    kept, left = [], []
    for target in every:
        lacking = targets.missing(target)
        if lacking:
            left.append(f"{target.name} needs {', '.join(lacking)}")
            continue
        try:
            write.format_of(target, dtype)
            kept.append(target)
        except ValueError as reason:
            left.append(str(reason))
    told = f"left out: {'; '.join(left)}"
    if not kept:
        raise ValueError(f"nothing is left to try; {told}")
    if left:
        terminal.note(told)
    return kept
