"""What was asked of ``actviz export``, and where code goes: into a file, or to stdout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actviz.dataclass import dataclass
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.export.targets import Target


@dataclass(frozen=True)
class ExportRequest:
    """What was asked for."""

    functions: Sequence[Any]
    to: str | None
    output: str | None
    order: int
    name: str | None
    dtype: str | None
    verify: bool
    test: bool
    format_: Any

    @property
    def everywhere(self) -> bool:
        """Whether all languages are to be tried."""
        return self.verify and self.to is None and self.output is None

    @property
    def folder(self) -> Path:
        """Where a test goes."""
        return Path(f"{self.output}-test")

    def chosen(self, every: Iterable[Target]) -> list[Target]:
        """The languages: those of some that can be tried here, or the one that was named."""
        from actviz.export.targets import target_of

        if self.everywhere:
            return tried_here(every, self.dtype)
        return [target_of(self.to, self.output)]


def must_run(target: Target) -> None:
    """Refuse to try what this machine cannot."""
    from actviz.export.targets import missing

    if lacking := missing(target):
        raise ValueError(f"trying {target.name} needs {', '.join(lacking)}")


def written(output: str | None, text: str | bytes) -> bool:
    """Write a file's content, whole, and say its name; without a file write it to stdout.

    Returns:
        Whether it is in a file.
    """
    content = text if isinstance(text, bytes) else text.encode()
    if output is None or output == "-":
        terminal.out_bytes(content)
        return False
    from actviz.streams.whole import write_whole

    write_whole(Path(output), content)
    terminal.out(f"{output}\n")
    return True


def tried_here(every: Iterable[Target], dtype: str | None) -> list[Target]:
    """The languages that can be tried on this machine; a note names the others, with the reason."""
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
    note = f"left out: {'; '.join(left)}"
    if not kept:
        raise ValueError(f"nothing is left to try; {note}")
    if left:
        terminal.note(note)
    return kept
