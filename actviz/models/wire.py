"""Protobuf's wire format, walked: fields with their places, and no byte of a payload copied."""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack_from
from typing import TypeAlias

from actviz.models.model_graph import ModelError, readable

# The number of a field, and its value: a whole number, or the ends of its bytes.
Field: TypeAlias = tuple[int, int | tuple[int, int]]


def varint(data: memoryview, at: int, end: int) -> tuple[int, int]:
    """A whole number of variable length, and where the next byte is."""
    value = shift = 0
    while at < end:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
        if shift > 63:
            raise ModelError("a number of more than ten bytes")
    raise ModelError("the file ends in the middle of a number")


def fields(data: memoryview, start: int, end: int) -> Iterator[Field]:
    """The fields of a message between two places.

    Fixed-width numbers come as the ends of their bytes, like everything that has a length.

    Raises:
        ModelError: the message is cut off, or is no protobuf.
    """
    at = start
    while at < end:
        key = data[at]
        at += 1
        if key > 127:
            key, at = varint(data, at - 1, end)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at, end)
            yield key >> 3, value
            continue
        if kind == 2:
            length, at = varint(data, at, end)
        elif kind in (1, 5):
            length = 8 if kind == 1 else 4
        else:
            raise ModelError(f"a field of the unknown kind {kind}")
        if at + length > end:
            raise ModelError("the file is cut off")
        yield key >> 3, (at, at + length)
        at += length


class Message:
    """The fields of a message by their numbers: of each all values, in their order."""

    def __init__(self, data: memoryview, start: int, end: int) -> None:
        self.data = data
        self._values: dict[int, list[int | tuple[int, int]]] = {}
        for number, value in fields(data, start, end):
            self._values.setdefault(number, []).append(value)

    def all(self, number: int) -> list[int | tuple[int, int]]:
        """Every value of a field."""
        return self._values.get(number, [])

    def spans(self, number: int) -> list[tuple[int, int]]:
        """Every message in a field, by the ends of its bytes."""
        return [span(value) for value in self.all(number)]

    def texts(self, number: int) -> list[str]:
        """Every text of a field."""
        return [text(self.data, value) for value in self.all(number)]

    def text(self, number: int) -> str:
        """The last text of a field, which is the one that counts; empty where there is none."""
        return text(self.data, self.all(number)[-1]) if self.all(number) else ""


def text(data: memoryview, ends: int | tuple[int, int]) -> str:
    """A field as text.

    Raises:
        ModelError: it is not UTF-8, or holds control characters.
    """
    low, high = span(ends)
    try:
        return readable(str(data[low:high], "utf-8"))
    except UnicodeDecodeError:
        raise ModelError("a name that is not UTF-8") from None


def span(ends: int | tuple[int, int]) -> tuple[int, int]:
    """A field that must have a length."""
    if isinstance(ends, int):
        raise ModelError("a number stands where a message should be")
    return ends


def whole(value: int | tuple[int, int]) -> int:
    """A field that must be a whole number, with its sign."""
    if not isinstance(value, int):
        raise ModelError("a message stands where a number should be")
    return value - 2**64 if value >= 2**63 else value


def packed(data: memoryview, value: int | tuple[int, int]) -> list[int]:
    """Repeated whole numbers: one, or many in a row."""
    if isinstance(value, int):
        return [whole(value)]
    at, end = value
    numbers = []
    while at < end:
        one, at = varint(data, at, end)
        numbers.append(whole(one))
    return numbers


def floats(data: memoryview, value: int | tuple[int, int], letter: str = "f") -> list[float]:
    """Numbers of fixed width in a row."""
    low, high = span(value)
    width = 4 if letter in "fi" else 8
    return list(unpack_from(f"<{(high - low) // width}{letter}", data, low))
