"""TFLite files made by hand: flatbuffers written from the schema's field numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from struct import pack

INT8, INT16 = 9, 7  # of TensorType; 0 is float32


class Flat:
    """A flatbuffer, written forwards: offsets lead to what comes later."""

    def __init__(self) -> None:
        self.data = bytearray(b"\0\0\0\0TFL3")

    def put(self, raw: bytes) -> int:
        while len(self.data) % 4:
            self.data.append(0)
        self.data += raw
        return len(self.data) - len(raw)

    def point(self, at: int, to: int) -> None:
        self.data[at : at + 4] = pack("<I", to - at)

    def vector(self, at: int, raw: bytes, count: int) -> int:
        """A vector that the offset at a place leads to; returns where its elements begin."""
        start = self.put(pack("<I", count) + raw)
        self.point(at, start)
        return start + 4

    def several(self, at: int, count: int) -> int:
        """A vector of offsets, to be pointed later."""
        return self.vector(at, bytes(4 * count), count)

    def table(self, fields: dict[int, bytes | None]) -> tuple[int, dict[int, int]]:
        """A table; where a field is None, a place for an offset. Returns it and its places."""
        count = max(fields, default=-1) + 1
        layout, places, at = bytearray(), {}, 4
        body = bytearray()
        for number in range(count):
            raw = fields.get(number, b"")
            if raw == b"":
                layout += pack("<H", 0)
                continue
            raw = raw or bytes(4)
            raw += bytes(-len(raw) % 4)
            layout += pack("<H", at)
            places[number] = at
            body += raw
            at += len(raw)
        head = self.put(pack("<HH", 4 + 2 * count, at) + bytes(layout))
        while len(self.data) % 4:
            self.data.append(0)
        start = len(self.data)
        self.data += pack("<i", start - head) + bytes(body)
        return start, {number: start + place for number, place in places.items()}


@dataclass
class Tensor:
    """A tensor of shape [1, 8]; of whole numbers if it has scales, of each channel or one.

    Bytes that are stored make it a constant.
    """

    name: str
    scales: Sequence[float] = ()
    zeros: Sequence[int] = (0,)
    kind: int = INT8
    axis: int = 1
    stored: bytes = b""


@dataclass
class Operator:
    """A builtin operator by its number: indices of tensors, fields of its options."""

    code: int
    inputs: Sequence[int] = (0,)
    output: int = 1
    options: dict[int, bytes] | None = None


def model(tensors: Sequence[Tensor], operators: Sequence[Operator]) -> bytes:
    """A graph from its first tensor to its last."""
    file = Flat()
    root, at = file.table({1: None, 2: None, 4: None})
    file.point(0, root)
    counts = {1: len(operators), 2: 1, 4: 1 + len(tensors)}
    several = {number: file.several(at[number], count) for number, count in counts.items()}
    for index, one in enumerate(operators):
        code = {0: pack("<b", min(one.code, 127)), 3: pack("<i", one.code)}
        file.point(several[1] + 4 * index, file.table(dict(code))[0])
    file.point(several[4], file.table({})[0])
    for index, tensor in enumerate(tensors):
        buffer, at = file.table({0: None})
        file.point(several[4] + 4 * (index + 1), buffer)
        file.vector(at[0], tensor.stored, len(tensor.stored))
    graph, at = file.table({0: None, 1: None, 2: None, 3: None})
    file.point(several[2], graph)
    places = file.several(at[0], len(tensors))
    file.vector(at[1], pack("<i", 0), 1)
    file.vector(at[2], pack("<i", len(tensors) - 1), 1)
    nodes = file.several(at[3], len(operators))
    for index, tensor in enumerate(tensors):
        file.point(places + 4 * index, _tensor(file, index, tensor))
    for index, operator in enumerate(operators):
        file.point(nodes + 4 * index, _operator(file, index, operator))
    return bytes(file.data)


def _tensor(file: Flat, index: int, tensor: Tensor) -> int:
    kind = tensor.kind if tensor.scales else 0
    fields: dict[int, bytes | None] = {
        0: None,
        1: pack("<b", kind),
        2: pack("<I", index + 1),
        3: None,
    }
    if tensor.scales:
        fields[4] = None
    made, at = file.table(fields)
    file.vector(at[0], pack("<2i", 1, 8), 2)
    file.vector(at[3], tensor.name.encode(), len(tensor.name))
    if tensor.scales:
        detail, inner = file.table({2: None, 3: None, 6: pack("<i", tensor.axis)})
        file.point(at[4], detail)
        file.vector(inner[2], pack(f"<{len(tensor.scales)}f", *tensor.scales), len(tensor.scales))
        file.vector(inner[3], pack(f"<{len(tensor.zeros)}q", *tensor.zeros), len(tensor.zeros))
    return made


def _operator(file: Flat, index: int, operator: Operator) -> int:
    fields: dict[int, bytes | None] = {0: pack("<I", index), 1: None, 2: None}
    if operator.options is not None:
        fields[4] = None
    made, at = file.table(fields)
    file.vector(at[1], pack(f"<{len(operator.inputs)}i", *operator.inputs), len(operator.inputs))
    file.vector(at[2], pack("<i", operator.output), 1)
    if operator.options is not None:
        file.point(at[4], file.table(dict(operator.options))[0])
    return made
