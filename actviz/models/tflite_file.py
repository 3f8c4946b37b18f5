"""TFLite: the graph of a flatbuffer, walked where it lies.

Numbers of tables, fields and operators are those of TensorFlow's schema.fbs, which never change.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from struct import Struct, unpack
from typing import Any, Final

from actviz.models.model_graph import (
    MOST_OPERATIONS,
    WHOLE,
    Constant,
    Graph,
    Model,
    ModelError,
    Operation,
    Quantised,
    meanings,
    readable,
)  # fmt: skip
from actviz.models.ordering import in_order

_TYPES: Final = {
    0: ("float32", "f", 4), 1: ("float16", "e", 2), 2: ("int32", "i", 4), 3: ("uint8", "B", 1),
    4: ("int64", "q", 8), 6: ("bool", "B", 1), 7: ("int16", "h", 2), 9: ("int8", "b", 1),
    10: ("float64", "d", 8),
}  # fmt: skip
_CLIPS: Final = {20: (-1.0, 1.0), 21: (0.0, 6.0), 152: (0.0, 1.0)}
# ActivationFunctionType, and in which field of its options an operator keeps it.
_FUSED: Final[dict[int, tuple[str, str, dict[str, float]]]] = {
    1: ("RELU", "Relu", {}),
    2: ("RELU_N1_TO_1", "Clip", {"min": -1.0, "max": 1.0}),
    3: ("RELU6", "Clip", {"min": 0.0, "max": 6.0}),
    4: ("TANH", "Tanh", {}),
}
_FUSED_IN: Final = {0: 0, 1: 5, 2: 1, 3: 3, 4: 4, 9: 0, 12: 5, 17: 5, 18: 0, 41: 0, 42: 0, 67: 3,
                    132: 4}  # fmt: skip
_ZEROS_LIKE: Final = 93
_LAYERS: Final = ("Gemm", "Conv")
_BODIES: Final = 12  # of subgraphs that are read: those of If and While are graphs of their own


def read(path: str, data: memoryview) -> Model:
    """The graphs of a TFLite file as one, those of loops and branches behind the first.

    Raises:
        ModelError: the file is cut off, or points outside itself.
    """
    try:
        return _Reader(path, data).model()
    except _CUT:
        raise ModelError("the file is cut off, or damaged") from None


class _DamagedError(ModelError):
    pass


_CUT: Final = (_DamagedError, IndexError)


class _Table:
    """A table of a flatbuffer: its fields by number."""

    def __init__(self, data: memoryview, at: int) -> None:
        self.data, self.at = data, at
        back = _number(data, at, "i")
        self.fields = at - back
        self.count = (_number(data, self.fields, "H") - 4) // 2

    def place(self, field: int) -> int:
        """Where a field is; 0: it is left out."""
        if field >= self.count:
            return 0
        offset = _number(self.data, self.fields + 4 + 2 * field, "H")
        return self.at + offset if offset else 0

    def number(self, field: int, letter: str, default: Any = 0) -> Any:
        place = self.place(field)
        return _number(self.data, place, letter) if place else default

    def table(self, field: int) -> _Table | None:
        place = self.place(field)
        return _Table(self.data, place + _number(self.data, place, "I")) if place else None

    def vector(self, field: int) -> tuple[int, int]:
        """Where the elements of a vector begin, and how many they are."""
        place = self.place(field)
        if not place:
            return 0, 0
        start = place + _number(self.data, place, "I")
        count = _number(self.data, start, "I")
        if count > len(self.data) - start:
            raise _DamagedError("a vector that is longer than the file")
        return start + 4, count

    def numbers(self, field: int, letter: str) -> list[Any]:
        start, count = self.vector(field)
        width = Struct(f"<{letter}").size
        if start + count * width > len(self.data):
            raise _DamagedError("a vector beyond the file")
        return list(unpack(f"<{count}{letter}", self.data[start : start + count * width]))

    def tables(self, field: int) -> list[_Table]:
        start, count = self.vector(field)
        if count > MOST_OPERATIONS:
            raise ModelError(f"more than {MOST_OPERATIONS:,} operators or tensors")
        places = range(start, start + 4 * count, 4)
        return [_Table(self.data, at + _number(self.data, at, "I")) for at in places]

    def text(self, field: int) -> str:
        start, count = self.vector(field)
        return readable(str(self.data[start : start + count], "utf-8", "replace"))


def _number(data: memoryview, at: int, letter: str) -> Any:
    packed = Struct(f"<{letter}")
    if at < 0 or at + packed.size > len(data):
        raise _DamagedError("a place outside the file")
    return packed.unpack_from(data, at)[0]


def _meaning(theirs: _Table | None, dtype: str) -> Quantised | None:
    """What a tensor's whole numbers mean; None: it has none."""
    if theirs is None or dtype not in WHOLE:
        return None
    scales, zeros = theirs.numbers(2, "f"), theirs.numbers(3, "q")
    zeros = zeros or [0]
    if not scales or len(zeros) not in (1, len(scales)):
        return None
    if not all(0 < scale < math.inf for scale in scales):
        return None
    if len(zeros) < len(scales):
        zeros = zeros * len(scales)
    axis = theirs.number(6, "i")
    return Quantised(tuple(scales), tuple(zeros), *WHOLE[dtype], axis=axis, halves="away")


def _meant(raw: Sequence[float], shape: Sequence[int], meant: Quantised) -> list[float]:
    """The numbers that stored whole numbers mean, each channel with its own scale."""
    inner = math.prod(shape[meant.axis + 1 :]) or 1
    channels = [index // inner % len(meant.scales) for index in range(len(raw))]
    return [(one - meant.zeros[at]) * meant.scales[at]
            for one, at in zip(raw, channels, strict=True)]  # fmt: skip


def _once(graph: Graph, operations: Sequence[Operation]) -> list[Operation]:
    """The operations, a layer that is there twice once.

    One whose output is used with an activation and without it, as by CELU, is written twice: once
    with the activation in it.
    """
    first: dict[str, Operation] = {}
    same: dict[str, str] = {}
    kept = []
    for one in operations:
        one.inputs = tuple(same.get(name, name) for name in one.inputs)
        what = one.kind, one.inputs, [graph.shapes.get(name) for name in one.outputs]
        before = first.setdefault(repr(what), one) if one.kind in _LAYERS else one
        if before is one or not set(one.outputs).isdisjoint(graph.outputs):
            kept.append(one)
        else:
            same.update(zip(one.outputs, before.outputs, strict=True))
    return kept


class _Reader:
    def __init__(self, path: str, data: memoryview) -> None:
        self.path, self.data = path, data
        self.root = _Table(data, _number(data, 0, "I"))
        self.codes = [
            (max(one.number(0, "b"), one.number(3, "i")), one.text(1))
            for one in self.root.tables(1)
        ]
        self.buffers = self.root.tables(4)

    def model(self) -> Model:
        graphs = [self._graph(one) for one in self.root.tables(2)[:_BODIES]]
        if not graphs:
            raise ModelError("no graph in it")
        whole = graphs[0]
        if len(graphs) > 1:
            whole.operations.append(
                Operation("If", "", (), (), bodies=tuple(graphs[1:]), as_written="subgraphs")
            )
        return Model(self.path, "tflite", "tflite", graph=whole)

    def _graph(self, table: _Table) -> Graph:
        graph = Graph()
        tensors = table.tables(0)
        names = [f"{one.text(3) or 'tensor'}" for one in tensors]
        names = [name if names.count(name) == 1 or len(names) > 5000 else f"{name}@{index}"
                 for index, name in enumerate(names)]  # fmt: skip
        for name, one in zip(names, tensors, strict=True):
            self._tensor(graph, name, one)

        def named(indices: list[int]) -> tuple[str, ...]:
            return tuple(names[index] if index >= 0 else "" for index in indices)

        graph.inputs = named(table.numbers(1, "i"))
        graph.outputs = named(table.numbers(2, "i"))
        for one in table.tables(3):
            self._operator(graph, one, named)
        graph.operations = _once(graph, in_order(graph.operations))
        return graph

    def _tensor(self, graph: Graph, name: str, table: _Table) -> None:
        shape = tuple(table.numbers(0, "i"))
        dtype, letter, width = _TYPES.get(table.number(1, "b"), ("other", "", 0))
        graph.shapes[name], graph.dtypes[name] = shape, dtype
        meant = _meaning(table.table(4), dtype)
        if meant is not None:
            graph.quantised[name] = meant
        index = table.number(2, "I")
        if not 0 < index < len(self.buffers):
            return
        start, length = self.buffers[index].vector(0)
        if not length or not width:
            return

        def load() -> list[float]:
            raw = unpack(f"<{length // width}{letter}", self.data[start : start + length])
            return _meant(raw, shape, meant) if meant is not None else list(raw)

        graph.constants[name] = Constant(shape, "float32" if meant is not None else dtype, load)

    def _operator(self, graph: Graph, table: _Table, named: Any) -> None:
        code, custom = self.codes[table.number(0, "I")]
        unknown = custom or f"operator {code}", f"tflite:{code}"
        word, kind = meanings("tflite")["operators"].get(str(code), unknown)
        inputs, outputs = named(table.numbers(1, "i")), named(table.numbers(2, "i"))
        attributes: dict[str, Any] = {}
        if code == _ZEROS_LIKE and outputs:
            graph.constants[outputs[0]] = Constant((), "float32", lambda: [0.0])
            return
        if code in _CLIPS:
            attributes["min"], attributes["max"] = _CLIPS[code]
        options = table.table(4)
        if code == 98:
            attributes["alpha"] = options.number(0, "f") if options else 0.0
        elif code == 150 and options and options.number(0, "b"):
            attributes["approximate"] = "tanh"
        elif code == 25 and options:
            attributes["beta"] = options.number(0, "f", 1.0)
        elif code == 39 and len(inputs) > 1 and inputs[1] in graph.constants:
            attributes["perm"] = graph.constants[inputs[1]].numbers()
            inputs = inputs[:1]
        elif code == 49:
            inputs = inputs[1:]  # the axis comes first
        fused = options.number(_FUSED_IN[code], "b") if options and code in _FUSED_IN else 0
        if fused not in _FUSED or not outputs:
            graph.operations.append(
                Operation(kind, outputs[0] if outputs else "", inputs, outputs, attributes,
                          as_written=word)
            )  # fmt: skip
            return
        theirs, ours, settings = _FUSED[fused]
        before = f"{outputs[0]} before {theirs}"
        graph.shapes[before] = graph.shapes[outputs[0]]
        graph.operations += [
            Operation(kind, before, inputs, (before, *outputs[1:]), attributes, as_written=word),
            Operation(ours, outputs[0], (before,), outputs[:1], dict(settings),
                      as_written=f"{theirs} in {word}"),
        ]  # fmt: skip
