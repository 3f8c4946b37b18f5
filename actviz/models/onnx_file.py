"""ONNX: the graph of a file, walked where it lies. Weights are passed over, not read.

Field numbers are those of onnx.proto, which never change.
"""

from __future__ import annotations

from dataclasses import field
from struct import unpack
from typing import Any, Final

from actviz.dataclass import dataclass
from actviz.models.model_graph import (
    MOST_BODIES,
    MOST_OPERATIONS,
    Constant,
    Graph,
    Model,
    ModelError,
    Operation,
)
from actviz.models.ordering import in_order
from actviz.models.wire import Field, Message, fields, floats, packed, span, text, whole

# TensorProto.DataType: a name, and how raw bytes are read (letter of struct, bytes).
_TYPES: Final[dict[int, tuple[str, str, int]]] = {
    1: ("float32", "f", 4), 2: ("uint8", "B", 1), 3: ("int8", "b", 1), 4: ("uint16", "H", 2),
    5: ("int16", "h", 2), 6: ("int32", "i", 4), 7: ("int64", "q", 8), 9: ("bool", "B", 1),
    10: ("float16", "e", 2), 11: ("float64", "d", 8), 12: ("uint32", "I", 4),
    13: ("uint64", "Q", 8), 16: ("bfloat16", "H", 2),
}  # fmt: skip
_OTHER: Final = ("other", "", 0)
_STANDARD: Final = ("", "ai.onnx")
_SUBGRAPH, _SUBGRAPHS = 6, 11  # fields of AttributeProto


@dataclass
class _Function:
    """A function of the model: its letters and its body, to be put in where it is called."""

    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    bodies: list[tuple[int, int]] = field(default_factory=list)
    defaults: dict[str, Any] = field(default_factory=dict)


def read(path: str, data: memoryview) -> Model:
    """The graph of an ONNX file.

    Raises:
        ModelError: the file is cut off, cyclic, too large, or no ONNX.
    """
    return _Reader(path, data).model()


class _Reader:
    def __init__(self, path: str, data: memoryview) -> None:
        self.path, self.data = path, data
        self.left = MOST_OPERATIONS
        self.functions: dict[tuple[str, str], _Function] = {}
        self.calls = 0

    def model(self) -> Model:
        seen = Message(self.data, 0, len(self.data))
        for one in seen.spans(25):
            self._function(*one)
        producer, version, graphs = seen.text(2), seen.text(3), seen.spans(7)
        if not graphs:
            raise ModelError("no graph in it: not an ONNX file")
        graph = self._graph(*graphs[-1], depth=0, bound={})
        if not producer and any(one.name.startswith("p2o.") for one in graph.operations):
            producer = "paddle2onnx"
        return Model(self.path, "onnx", f"{producer} {version}".strip(), graph=graph)

    def _function(self, low: int, high: int) -> None:
        seen = Message(self.data, low, high)
        defaults = [self._attribute(*one, depth=1, bound={})[:2] for one in seen.spans(11)]
        self.functions[seen.text(10), seen.text(1)] = _Function(
            seen.texts(4), seen.texts(5), seen.spans(7), dict(defaults)
        )

    def _graph(self, low: int, high: int, depth: int, bound: dict[str, Any]) -> Graph:
        if depth > MOST_BODIES:
            raise ModelError(f"bodies nested more than {MOST_BODIES} deep")
        seen = Message(self.data, low, high)
        if len(seen.all(1)) > self.left:
            raise ModelError(f"more than {MOST_OPERATIONS:,} nodes")  # before any is kept
        graph = Graph()
        for one in seen.spans(1):
            self._node(graph, *one, depth=depth, bound=bound)
        graph.constants = dict(self._tensor(*one) for one in seen.spans(5))
        inputs, outputs, _ = (
            [self._value(graph, *one) for one in seen.spans(number)] for number in (11, 12, 13)
        )
        graph.inputs = tuple(name for name in inputs if name not in graph.constants)
        graph.outputs = tuple(outputs)
        graph.operations = in_order(graph.operations)
        return graph

    def _value(self, graph: Graph, low: int, high: int) -> str:
        seen = Message(self.data, low, high)
        name = seen.text(1)
        for kind in seen.spans(2):
            for tensor in Message(self.data, *kind).spans(1):
                described = Message(self.data, *tensor)
                for value in described.all(1):
                    graph.dtypes[name] = _TYPES.get(whole(value), _OTHER)[0]
                for shape in described.spans(2):
                    sizes = Message(self.data, *shape).spans(1)
                    graph.shapes[name] = tuple(self._dimension(*one) for one in sizes)
        return name

    def _dimension(self, low: int, high: int) -> int | str:
        for number, value in fields(self.data, low, high):
            return whole(value) if number == 1 else text(self.data, value)
        return "?"

    # ------------------------------------------------------------ nodes

    def _node(
        self, graph: Graph, low: int, high: int, depth: int, bound: dict[str, Any]
    ) -> Operation:
        self.left -= 1
        if self.left < 0:
            raise ModelError(f"more than {MOST_OPERATIONS:,} nodes")
        seen = Message(self.data, low, high)
        kind, domain = seen.text(4), seen.text(7)
        content: dict[str, Any] = {}
        bodies: list[Graph] = []
        for place in seen.spans(5):
            word, value, graphs = self._attribute(*place, depth=depth, bound=bound)
            content[word] = value
            bodies += graphs
        operation = Operation(
            kind if domain in _STANDARD else f"{domain}:{kind}",
            seen.text(3), tuple(seen.texts(1)), tuple(seen.texts(2)), content, tuple(bodies), kind,
        )  # fmt: skip
        function = self.functions.get((domain, kind))
        if function is not None:
            self._call(graph, operation, function, depth)
        else:
            graph.operations.append(operation)
        return operation

    def _call(self, graph: Graph, call: Operation, function: _Function, depth: int) -> None:
        """Put a function's nodes in place of its call, under names of their own."""
        if depth > MOST_BODIES:
            raise ModelError(f"functions nested more than {MOST_BODIES} deep")
        self.calls += 1
        inside = Graph()
        bound = {**function.defaults, **call.attributes}
        for place in function.bodies:
            self._node(inside, *place, depth=depth + 1, bound=bound)
        outer = dict(zip(function.inputs, call.inputs, strict=False))
        outer |= dict(zip(function.outputs, call.outputs, strict=False))
        prefix = f"{call.spoken}/"

        def renamed(name: str) -> str:
            return outer.get(name, f"{prefix}{name}#{self.calls}" if name else "")

        for one in inside.operations:
            one.inputs = tuple(map(renamed, one.inputs))
            one.outputs = tuple(map(renamed, one.outputs))
            one.name = f"{prefix}{one.name or one.kind}"
            graph.inlined.update(name for name in one.outputs if name not in call.outputs)
            graph.operations.append(one)

    def _attribute(
        self, low: int, high: int, depth: int, bound: dict[str, Any]
    ) -> tuple[str, Any, list[Graph]]:
        """An attribute: its name, its content, the bodies in it."""
        name, content = "", None
        numbers: list[float] = []
        bodies: list[Graph] = []
        for number, value in fields(self.data, low, high):
            match number:
                case 1:
                    name = text(self.data, value)
                case 21:  # inside a function: the content of the call's attribute
                    content = bound.get(text(self.data, value))
                case _ if number in (_SUBGRAPH, _SUBGRAPHS):
                    bodies.append(self._graph(*span(value), depth=depth + 1, bound=bound))
                case 7:
                    numbers += floats(self.data, value)
                    content = numbers
                case 8:
                    numbers += packed(self.data, value)
                    content = numbers
                case 9:
                    content = [*(content or ()), self._content(4, value)]
                case 2 | 3 | 4 | 5:
                    content = self._content(number, value)
        return name, content, bodies

    def _content(self, number: int, value: int | tuple[int, int]) -> Any:
        match number:
            case 2:
                return floats(self.data, value)[0]
            case 3:
                return whole(value)
            case 4:
                low, high = span(value)
                return str(self.data[low:high], "utf-8", "replace")
        return self._tensor(*span(value))[1]

    # ------------------------------------------------------------ tensors

    def _tensor(self, low: int, high: int) -> tuple[str, Constant]:
        """A tensor's name, shape and type; its numbers when they are asked for."""
        seen = Message(self.data, low, high)
        name, kind = seen.text(8), whole((seen.all(2) or [1])[-1])
        shape = [length for value in seen.all(1) for length in packed(self.data, value)]
        for entry in seen.spans(13):
            self._outside(*entry)
        places = [(number, one) for number in (4, 5, 7, 9, 10, 11) for one in seen.all(number)]
        if any(length < 0 for length in shape):
            raise ModelError(f"{name}: a tensor of negative size")
        dtype, letter, width = _TYPES.get(kind, _OTHER)
        constant = Constant(
            tuple(shape), dtype, lambda: self._numbers(name, dtype, letter, width, places)
        )
        return name, constant

    def _outside(self, low: int, high: int) -> None:
        """External data is not read; that it stays beside the model is checked all the same."""
        entry = Message(self.data, low, high)
        if entry.text(1) != "location":
            return
        location = entry.text(2)
        parts = location.replace("\\", "/").split("/")
        if location.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            raise ModelError(f"external data outside the model's folder: {location!r}")

    def _numbers(
        self, name: str, dtype: str, letter: str, width: int, places: list[Field]
    ) -> list[float]:
        numbers: list[float] = []
        for number, value in places:
            match number:
                case 4:
                    numbers += floats(self.data, value)
                case 10:
                    numbers += floats(self.data, value, "d")
                case 5 | 7 | 11:
                    numbers += packed(self.data, value)
                case 9:
                    low, high = span(value)
                    if not width or (high - low) % width:
                        raise ModelError(f"{name}: its bytes do not fill its shape")
                    numbers += unpack(f"<{(high - low) // width}{letter}", self.data[low:high])
        if dtype == "bfloat16":
            words = b"".join(
                int(one).to_bytes(4, "little") for one in (int(f) << 16 for f in numbers)
            )
            return list(unpack(f"<{len(numbers)}f", words))
        if dtype == "float16" and any(number == 5 for number, _ in places):
            words = b"".join(int(one).to_bytes(2, "little") for one in numbers)
            return list(unpack(f"<{len(numbers)}e", words))
        return numbers
