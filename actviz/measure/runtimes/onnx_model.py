"""A model of one ONNX operator, as the bytes of its file: no package is needed to write it.

Numbers of fields are those of onnx.proto, which never change.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any, Final

KINDS: Final = {"float32": 1, "float16": 10, "float64": 11, "bfloat16": 16}
_LETTERS: Final = {"float32": "f", "float16": "e", "float64": "d"}
OPSET: Final = 22
_FLOAT, _INT, _STRING, _FLOATS = 1, 2, 3, 6  # AttributeProto.AttributeType


def one_operator(
    operator: str,
    dtype: str,
    attributes: Mapping[str, Any],
    inputs: Mapping[str, float],
    domain: str = "",
) -> bytes:
    """The model: a vector ``x`` of any length in, ``y`` out.

    Args:
        operator: its name in the standard or in ``domain``.
        attributes: whole numbers, floats, texts or lists of floats.
        inputs: further inputs that are constants, in order.
    """
    parts = [_text(1, "x"), *(_text(1, word) for word in inputs), _text(2, "y"), _text(3, "node")]
    parts += [_text(4, operator), *(message(5, _attribute(*each)) for each in attributes.items())]
    graph = message(1, b"".join([*parts, _text(7, domain)])) + _text(2, "one_operator")
    for word, value in inputs.items():
        raw = struct.pack("<" + _LETTERS[dtype], value)
        graph += message(5, _int(2, KINDS[dtype]) + _text(8, word) + message(9, raw))
    vector = _int(1, KINDS[dtype]) + message(2, message(1, _text(2, "N")))
    for number, word in ((11, "x"), (12, "y")):
        graph += message(number, _text(1, word) + message(2, message(1, vector)))
    opsets = message(8, _text(1, "") + _int(2, OPSET))
    if domain:
        opsets += message(8, _text(1, domain) + _int(2, 1))
    return _int(1, 10) + _text(2, "actviz") + message(7, graph) + opsets


def _attribute(name: str, value: Any) -> bytes:
    head = _text(1, name)
    if isinstance(value, bool | int):
        return head + _int(3, int(value)) + _int(20, _INT)
    if isinstance(value, float):
        return head + _key(2, 5) + struct.pack("<f", value) + _int(20, _FLOAT)
    if isinstance(value, str):
        return head + _text(4, value) + _int(20, _STRING)
    numbers = b"".join(_key(7, 5) + struct.pack("<f", each) for each in value)
    return head + numbers + _int(20, _FLOATS)


def varint(value: int) -> bytes:
    """A whole number of variable length."""
    value &= (1 << 64) - 1
    encoded = bytearray()
    while value > 127:
        encoded.append(value & 127 | 128)
        value >>= 7
    return bytes([*encoded, value])


def _key(number: int, kind: int) -> bytes:
    return varint(number << 3 | kind)


def _int(number: int, value: int) -> bytes:
    return _key(number, 0) + varint(value)


def message(number: int, value: bytes) -> bytes:
    """A field of a message that has a length."""
    return _key(number, 2) + varint(len(value)) + value


def _text(number: int, value: str) -> bytes:
    return message(number, value.encode())
