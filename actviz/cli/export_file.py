"""Where exported code goes: into a file, or to stdout."""

from __future__ import annotations

from actviz.text import terminal


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
