"""ONNX of whole numbers: a graph of int64 operators between two casts, for any runtime."""

from __future__ import annotations

from typing import Any, Final

from actviz.readings.languages.onnx import OPSET
from actviz.readings.languages.onnx import RESERVED as RESERVED
from actviz.readings.languages.whole_numbers import Expression, Whole, Width

_OPERATORS: Final = {"+": "Add", "-": "Sub", "*": "Mul", "min": "Min", "max": "Max"}


def render(programs: list[Whole], head: tuple[str, ...]) -> bytes:
    """The functions as one model, each with an output of its name, or y if it is alone."""
    import onnx
    from onnx import helper as make

    writing = _Writing(make, onnx.TensorProto)
    results = []
    for one in programs:
        out = "y" if len(programs) == 1 else one.name
        writing.function(one, out)
        results.append((out, one.result))
    model = make.make_model(
        make.make_graph(
            writing.nodes,
            "actviz",
            [writing.declared("x", programs[0].given)],
            [writing.declared(*result) for result in results],
            writing.constants,
        ),
        opset_imports=[make.make_opsetid("", OPSET)],
        ir_version=8,
        producer_name="actviz",
        doc_string="\n".join([*head, *(line for one in programs for line in one.says)]),
    )
    onnx.checker.check_model(model)
    written: bytes = model.SerializeToString()
    return written


class _Writing:
    """The nodes of one graph, and the constants that they take."""

    def __init__(self, make: Any, kinds: Any) -> None:
        self.make, self.kinds = make, kinds
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.count = 0

    def kind(self, width: Width) -> Any:
        """The type of tensors that hold a width."""
        return getattr(self.kinds, width.type.upper())

    def declared(self, name: str, width: Width) -> Any:
        return self.make.make_tensor_value_info(name, self.kind(width), ["N"])

    def function(self, one: Whole, out: str) -> None:
        names = {"x": self.node("Cast", ["x"], to=self.kinds.INT64)}
        tables = {word: self.constant(values, [len(values)]) for word, values in one.tables.items()}
        for step in one.steps:
            names[step.name] = self.written(step.value, names, tables)
        cast = self.make.make_node("Cast", [names["y"]], [out], to=self.kind(one.result))
        self.nodes.append(cast)

    def constant(self, values: tuple[int, ...], shape: list[int]) -> str:
        self.count += 1
        name = f"k{self.count}"
        self.constants.append(self.make.make_tensor(name, self.kinds.INT64, shape, values))
        return name

    def node(self, op: str, inputs: list[str], **more: Any) -> str:
        self.count += 1
        name = f"t{self.count}"
        self.nodes.append(self.make.make_node(op, inputs, [name], **more))
        return name

    def written(self, value: Expression, names: dict[str, str], tables: dict[str, str]) -> str:
        """The name of the tensor that holds an expression."""
        if isinstance(value, int):
            return self.constant((value,), [1])
        if isinstance(value, str):
            return names[value]
        op, *args = value
        if op in ("at", "count"):
            at = self.written(args[1], names, tables)
            if op == "at":
                return self.node("Gather", [tables[args[0]], at])
            column = self.node("Unsqueeze", [at, self.constant((1,), [1])])
            beyond = self.node("GreaterOrEqual", [column, tables[args[0]]])
            ones = self.node("Cast", [beyond], to=self.kinds.INT64)
            axis = self.constant((1,), [1])
            return self.node("ReduceSum", [ones, axis], keepdims=0)
        if op == ">>":
            op, args = "//", [args[0], 1 << args[1]]
        given = [self.written(arg, names, tables) for arg in args]
        if op == "<":
            return self.node("Where", [self.node("Less", given[:2]), *given[2:]])
        if op == "//":  # the remainder of Mod has the sign of the divisor, so that nothing is cut
            rest = self.node("Mod", given)
            return self.node("Div", [self.node("Sub", [given[0], rest]), given[1]])
        return self.node(_OPERATORS[op], given)
