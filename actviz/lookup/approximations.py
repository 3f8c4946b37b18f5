"""Specs that are an approximation in a file, ``approx.json``."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from actviz.functions.entry import SpecError

if TYPE_CHECKING:
    from actviz.approximation.value.as_function import Approximated

_LARGEST: Final = 1 << 26  # bytes that are read: a table of a million entries


def from_file(path: str) -> Approximated:
    """The function that an approximation computes, named after its file.

    Raises:
        SpecError: no such file, or it holds no approximation; the message says why.
    """
    try:
        stat = os.stat(path)
        if stat.st_size > _LARGEST:
            raise SpecError(f"{path}: {stat.st_size} bytes are no approximation")
        return _read(path, (stat.st_size, stat.st_mtime_ns))
    except OSError as error:
        raise SpecError(f"{path}: {error.strerror}") from None


@lru_cache(maxsize=16)
def _read(path: str, stamp: tuple[int, int]) -> Approximated:
    from actviz.approximation.value.as_function import function_of
    from actviz.approximation.value.result import read

    try:
        with open(path, encoding="utf-8") as file:
            record = read(file.read(), path)
    except UnicodeDecodeError:
        raise SpecError(f"{path}: no text in UTF-8") from None
    except ValueError as error:
        raise SpecError(str(error)) from None
    return function_of(record, os.path.basename(path).removesuffix(".json"))
