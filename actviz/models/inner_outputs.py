"""An ONNX file with tensors of its If branches as outputs, so that a runtime shows them.

An If hands out what both of its branches make. So each tensor asked for becomes one more output of
its branch and of the If around it, from the inside to the outside; the other branch makes an empty
tensor in its place. Nothing else is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from typing import Final, TypeAlias

from actviz.dataclass import dataclass
from actviz.measure.runtimes.onnx_model import message, varint
from actviz.models.wire import fields, span, text

# Where a body is: the first output of each If on the way to it, and which of its branches.
Path: TypeAlias = tuple[tuple[str, int], ...]
_FLOAT, _TENSOR, _INT = 1, 4, 2  # of TensorProto.DataType and AttributeProto.AttributeType
_GRAPH: Final = 6  # the field of an attribute that holds a body


@dataclass
class _Wanted:
    """What is asked of a graph: tensors of its own by number, and what is asked of its bodies."""

    tensors: dict[int, str] = field(default_factory=dict)
    inner: dict[str, dict[int, _Wanted]] = field(default_factory=dict)

    def numbers(self) -> list[int]:
        """The numbers of all tensors that it hands out."""
        below = [n for branches in self.inner.values() for one in branches.values()
                 for n in one.numbers()]  # fmt: skip
        return sorted([*self.tensors, *below])


def name_of(number: int, depth: int = 0) -> str:
    """The name under which a tensor is handed out by a graph so deep; the model's own is 0."""
    return f"actviz inner {number} {depth}"


def with_inner_outputs(data: memoryview, asked: Sequence[tuple[Path, str]]) -> bytes:
    """The bytes of a model whose graph makes each tensor asked for as :func:`name_of` its number.

    Args:
        asked: the body that makes a tensor, and the tensor's name there.
    """
    whole = _Wanted()
    for number, (path, tensor) in enumerate(asked):
        place = whole
        for made, branch in path:
            place = place.inner.setdefault(made, {}).setdefault(branch, _Wanted())
        place.tensors[number] = tensor
    parts = []
    for number, value in fields(data, 0, len(data)):
        if number == 7 and not isinstance(value, int):
            parts.append(message(7, _graph(data, value, whole, 0)))
        else:
            parts.append(_kept(data, number, value))
    return b"".join(parts)


def _graph(data: memoryview, ends: tuple[int, int], wanted: _Wanted, depth: int) -> bytes:
    """A graph whose nodes hand out what is asked of their bodies."""
    parts = []
    for number, value in fields(data, *ends):
        made = _first_output(data, span(value)) if number == 1 else ""
        if made in wanted.inner:
            parts.append(message(1, _node(data, span(value), wanted.inner[made], depth)))
        else:
            parts.append(_kept(data, number, value))
    return b"".join(parts)


def _node(
    data: memoryview, ends: tuple[int, int], branches: dict[int, _Wanted], depth: int
) -> bytes:
    """An If whose branches hand out more, each the same tensors in the same order."""
    numbers = sorted(n for one in branches.values() for n in one.numbers())
    parts, branch = [], 0
    for number, value in fields(data, *ends):
        if number != 5:
            parts.append(_kept(data, number, value))
            continue
        inside = []
        for kind, content in fields(data, *span(value)):
            if kind != _GRAPH:
                inside.append(_kept(data, kind, content))
                continue
            wanted = branches.get(branch, _Wanted())
            body = _graph(data, span(content), wanted, depth + 1)
            inside.append(message(_GRAPH, body + _handed_out(numbers, wanted, depth + 1)))
            branch += 1
        parts.append(message(5, b"".join(inside)))
    more = [message(2, name_of(number, depth).encode()) for number in numbers]
    return b"".join([*parts, *more])


def _handed_out(numbers: Iterable[int], wanted: _Wanted, depth: int) -> bytes:
    """Nodes and outputs of a branch for all that its If hands out."""
    below = set(wanted.numbers()) - set(wanted.tensors)
    parts = []
    for number in numbers:
        name = name_of(number, depth)
        if number in wanted.tensors:
            to = message(1, b"to") + b"\x18" + bytes([_FLOAT]) + b"\xa0\x01" + bytes([_INT])
            parts.append(_made("Cast", wanted.tensors[number], name, to))
        elif number not in below:
            empty = message(1, b"value") + message(5, b"\x08\x00\x10" + bytes([_FLOAT]))
            parts.append(_made("Constant", "", name, empty + b"\xa0\x01" + bytes([_TENSOR])))
        kind = message(2, message(1, b"\x08" + bytes([_FLOAT])))
        parts.append(message(12, message(1, name.encode()) + kind))
    return b"".join(parts)


def _made(operator: str, source: str, name: str, attribute: bytes) -> bytes:
    """A node that makes a tensor."""
    before = message(1, source.encode()) if source else b""
    node = before + message(2, name.encode()) + message(4, operator.encode())
    return message(1, node + message(5, attribute))


def _first_output(data: memoryview, ends: tuple[int, int]) -> str:
    for number, value in fields(data, *ends):
        if number == 2:
            return text(data, value)
    return ""


def _kept(data: memoryview, number: int, value: int | tuple[int, int]) -> bytes:
    """A field as it was."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return message(number, bytes(data[value[0] : value[1]]))
