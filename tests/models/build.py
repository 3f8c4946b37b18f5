"""ONNX files made by hand: protobuf written from the standard's field numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from struct import pack
from typing import Any

FLOAT, UINT8, INT8, INT16, INT64, FLOAT16, DOUBLE, BFLOAT16 = 1, 2, 3, 5, 7, 10, 11, 16


def varint(value: int) -> bytes:
    value &= 2**64 - 1
    result = bytearray()
    while value > 127:
        result.append(value & 127 | 128)
        value >>= 7
    return bytes([*result, value])


def field_of(number: int, value: int | bytes | str) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def tensor(name: str, numbers: list[float], shape: list[int], kind: int = FLOAT) -> bytes:
    letters = {FLOAT: "f", UINT8: "B", INT8: "b", INT16: "h", INT64: "q", FLOAT16: "e",
               DOUBLE: "d"}  # fmt: skip
    raw = pack(f"<{len(numbers)}{letters[kind]}", *numbers)
    sizes = b"".join(field_of(1, length) for length in shape)
    return sizes + field_of(2, kind) + field_of(8, name) + field_of(9, raw)


def value(name: str, shape: list[int | str] | None = None, kind: int = FLOAT) -> bytes:
    inner = field_of(1, kind)
    if shape is not None:
        dims = b"".join(
            field_of(1, field_of(1, one) if isinstance(one, int) else field_of(2, one))
            for one in shape
        )
        inner += field_of(2, dims)
    return field_of(1, name) + field_of(2, field_of(1, inner))


def attribute(name: str, content: Any) -> bytes:
    start = field_of(1, name)
    if isinstance(content, float):
        return start + varint(2 << 3 | 5) + pack("<f", content) + field_of(20, 1)
    if isinstance(content, int):
        return start + field_of(3, content) + field_of(20, 2)
    if isinstance(content, str):
        return start + field_of(4, content) + field_of(20, 3)
    if isinstance(content, Graph):
        return start + field_of(6, content.encoded()) + field_of(20, 5)
    if isinstance(content, bytes):
        return start + field_of(5, content) + field_of(20, 4)
    if all(isinstance(one, str) for one in content):
        return start + b"".join(field_of(9, one) for one in content) + field_of(20, 8)
    if all(isinstance(one, int) for one in content):
        return start + b"".join(field_of(8, one) for one in content) + field_of(20, 7)
    floats = b"".join(varint(7 << 3 | 5) + pack("<f", one) for one in content)
    return start + floats + field_of(20, 6)


@dataclass
class Graph:
    """A graph under construction; every call of ``add`` gives the name of a new tensor."""

    inputs: list[str] = field(default_factory=lambda: ["x"])
    shape: list[int | str] | None = field(default_factory=lambda: list[int | str]((1, 8)))
    nodes: list[bytes] = field(default_factory=list)
    constants: list[bytes] = field(default_factory=list)
    values: list[bytes] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    kind: int = FLOAT
    count: int = 0

    def add(self, operator: str, *inputs: str, name: str = "", domain: str = "",
            outputs: int = 1, **attributes: Any) -> str:  # fmt: skip
        self.count += 1
        names = [f"t{self.count}" if not at else f"t{self.count}_{at}" for at in range(outputs)]
        node = b"".join(field_of(1, one) for one in inputs)
        node += b"".join(field_of(2, one) for one in names)
        node += field_of(3, name) + field_of(4, operator)
        node += b"".join(field_of(5, attribute(w, c)) for w, c in attributes.items())
        self.nodes.append(node + (field_of(7, domain) if domain else b""))
        return names[0]

    def constant(self, *numbers: float, shape: list[int] | None = None, kind: int = 0) -> str:
        self.count += 1
        name = f"c{self.count}"
        if shape is None:
            shape = [] if len(numbers) == 1 else [len(numbers)]
        self.constants.append(tensor(name, list(numbers), shape, kind or self.kind))
        return name

    def encoded(self) -> bytes:
        parts = [field_of(1, one) for one in self.nodes]
        parts += [field_of(5, one) for one in self.constants]
        parts += [field_of(11, value(one, self.shape, self.kind)) for one in self.inputs]
        parts += [field_of(12, value(one, None, self.kind)) for one in self.outputs]
        parts += [field_of(13, one) for one in self.values]
        return field_of(2, "g") + b"".join(parts)


def model(graph: Graph, producer: str = "pytorch", functions: list[bytes] | None = None,
          opset: int = 20) -> bytes:  # fmt: skip
    parts = field_of(1, 8) + field_of(2, producer) + field_of(7, graph.encoded())
    parts += field_of(8, field_of(1, "") + field_of(2, opset))
    return parts + b"".join(field_of(25, one) for one in functions or ())
