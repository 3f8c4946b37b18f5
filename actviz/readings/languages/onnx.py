"""ONNX: a model whose functions are local functions with a body, for any runtime.

The bodies compute in float64 between casts, with operators that ONNX Runtime has for float64; what
it lacks there (Erf, Atan, Sinh among others) is written out. The input is ``x`` (``u`` and ``v``
of a gated unit), the outputs ``y`` and ``d1``, ``d2``; of several functions, their names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from actviz.formula.tree import Node, node, rebuild, substitute, walk
from actviz.readings.languages.lowering import ARITHMETIC, LEAVES, written_out
from actviz.readings.languages.program import Output, Program, Unit

FUNCTIONS: Final = {
    "abs": "Abs", "exp": "Exp", "log": "Log", "sqrt": "Sqrt", "sin": "Sin", "cos": "Cos",
    "tanh": "Tanh", "floor": "Floor", "ceil": "Ceil", "round": "Round", "pow": "Pow",
}  # fmt: skip
_OPERATORS: Final = {
    "+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "neg": "Neg", "where": "Where",
    "<": "Less", "<=": "LessOrEqual", ">": "Greater", ">=": "GreaterOrEqual", "==": "Equal",
    "!=": "Equal",
}  # fmt: skip
FORMATS: Final = {"float32": "FLOAT", "float64": "DOUBLE", "float16": "FLOAT16"}
RESERVED: Final = frozenset[str]()
OPSET: Final = 18
DOMAIN: Final = "actviz"


def expanded(tree: Node) -> Node:
    """The tree with every helper's own tree put in the place of its call."""

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        word = current.op
        if word in LEAVES or word in ARITHMETIC or word in FUNCTIONS:
            return node(word, *args) if args else current
        row = written_out(word)
        inside = dict(zip(row.arguments, args, strict=True))
        return substitute(expanded(row.tree), inside)

    return rebuild(tree, change)


def render(program: Program) -> bytes:
    """The program as a serialised model."""
    import onnx
    from onnx import helper as make

    kind = getattr(onnx.TensorProto, FORMATS[program.dtype])
    functions, calls, results = [], [], []
    inputs: dict[str, list[str]] = {}
    for unit in program.units:
        many = ["N" if "x" in unit.inputs else "M"]  # arrays of one length share their memory
        functions.append(_function(unit, kind, make, onnx))
        letters = [*unit.inputs, *unit.parameters]
        inputs |= dict.fromkeys(unit.inputs, many) | {word: [] for word in unit.parameters}
        alone = len(program.units) == 1
        names = [_result(unit, output, alone) for output in unit.outputs]
        calls.append(make.make_node(unit.name, letters, names, domain=DOMAIN))
        results += [make.make_tensor_value_info(word, kind, many) for word in names]
    graph = make.make_graph(
        calls,
        "actviz",
        [make.make_tensor_value_info(word, kind, shape) for word, shape in inputs.items()],
        results,
    )
    return serialised(graph, functions, program.head)


def serialised(graph: Any, functions: Sequence[Any], head: Sequence[str]) -> bytes:
    """A checked model of a graph and of the local functions that it calls."""
    import onnx
    from onnx import helper as make

    model = make.make_model(
        graph,
        functions=functions,
        opset_imports=[make.make_opsetid("", OPSET), make.make_opsetid(DOMAIN, 1)],
        ir_version=8,
        producer_name="actviz",
        doc_string="\n".join(head),
    )
    onnx.checker.check_model(model)
    written: bytes = model.SerializeToString()
    return written


def _result(unit: Unit, output: Output, alone: bool) -> str:
    if not alone:
        return f"{unit.name}{output.suffix}"
    return output.suffix[1:] or "y"


def _function(unit: Unit, kind: int, make: Any, onnx: Any) -> Any:
    letters = [*unit.inputs, *unit.parameters]
    wide = onnx.TensorProto.DOUBLE
    nodes = [make.make_node("Cast", [w], [f"{w}_wide"], to=wide) for w in letters]
    words: dict[Node, str] = {}
    results = []
    for output in unit.outputs:
        tree = expanded(output.tree)
        for current in walk(tree):
            if current in words:
                continue
            inner = current.op != "name"
            word = words[current] = f"t{len(words)}" if inner else f"{current.value}_wide"
            if inner:
                nodes += _nodes(current, word, words, make, onnx)
        name = output.suffix[1:] or "y"
        results.append(name)
        shaped = words[tree]
        if not tree.names:
            nodes.append(make.make_node("Shape", [letters[0]], [f"{name}_shape"]))
            nodes.append(make.make_node("Expand", [shaped, f"{name}_shape"], [f"{name}_full"]))
            shaped = f"{name}_full"
        nodes.append(make.make_node("Cast", [shaped], [name], to=kind))
    return make.make_function(
        DOMAIN,
        unit.name,
        letters,
        results,
        nodes,
        [make.make_opsetid("", OPSET)],
        doc_string="\n".join(unit.says),
    )


def _nodes(current: Node, word: str, words: dict[Node, str], make: Any, onnx: Any) -> list[Any]:
    if current.op == "number":
        value = make.make_tensor(word, onnx.TensorProto.DOUBLE, [], [float(str(current.value))])
        return [make.make_node("Constant", [], [word], value=value)]
    args = [words[arg] for arg in current.args]
    name = _OPERATORS.get(current.op) or FUNCTIONS[current.op]
    if current.op == "!=":
        equal = make.make_node(name, args, [f"{word}_equal"])
        return [equal, make.make_node("Not", [f"{word}_equal"], [word])]
    return [make.make_node(name, args, [word])]
