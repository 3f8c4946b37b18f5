"""Files that are written whole or not at all.

What is written first has a name of its own beside the file, and is locked as long as its writer
lives; whoever comes next removes what a killed one has left.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

_PREFIX: Final = ".actviz-"
_SUFFIX: Final = ".part"


def write_whole(path: Path, data: bytes) -> None:
    """A file with this content; as :func:`whole_file`."""
    with whole_file(path) as file:
        file.write(data)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which takes the name when all is written: no reader sees half of it.

    A symbolic link stays, and its target is written; a device or a pipe is written as it is. A
    file that was there keeps its permissions.

    Raises:
        OSError: it cannot be written; the error names ``path``, unless it is about another file.
    """
    goal = Path(os.path.realpath(path))  # beside the target, not beside a link to it
    try:
        if goal.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if goal.exists() and not goal.is_file():
            with goal.open("wb") as file:
                yield file
            return
        mode = goal.stat().st_mode & 0o777 if goal.exists() else None
        _remove_leftovers(goal.parent)
        with _part(goal.parent) as (file, part):
            yield file
            file.flush()
            if mode is not None:
                os.chmod(part, mode)
            if os.name == "nt":  # which renames no open file
                file.close()
            os.replace(part, goal)
    except OSError as error:
        if error.errno and (error.filename in (None, str(goal)) or _is_ours(error.filename)):
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise


@contextmanager
def _part(folder: Path) -> Iterator[tuple[IO[bytes], str]]:
    """A new file of a folder and its name; it is gone afterwards, unless renamed."""
    while True:
        # Short, so that a goal whose name is as long as can be leaves room for it.
        part = str(folder / f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}")
        with open(part, "xb") as file:
            _lock(file)
            if not os.path.exists(part):  # removed between its making and its locking
                continue
            try:
                yield file, part
            finally:
                with suppress(OSError):  # what could not be written cannot be written now
                    file.close()
                with suppress(FileNotFoundError):
                    os.unlink(part)
            return


def _remove_leftovers(folder: Path) -> None:
    """Remove what killed processes have left in a folder."""
    with suppress(OSError):
        for name in filter(_is_ours, os.listdir(folder)):
            with suppress(OSError):
                if os.name == "nt":  # where a file that is open cannot be removed
                    os.unlink(folder / name)
                    continue
                with open(folder / name, "rb") as file:
                    if _lock(file):
                        os.unlink(folder / name)


def _is_ours(name: object) -> bool:
    word = os.path.basename(str(name))
    return word.startswith(_PREFIX) and word.endswith(_SUFFIX)


def _lock(file: IO[bytes]) -> bool:
    """Lock a file until it is closed; False where another has, or where there are no locks."""
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True
