"""A program of TorchScript as a graph: calls are followed, values are names of tensors."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from actviz.dataclass import dataclass
from actviz.models import aten
from actviz.models.model_graph import (
    MOST_OPERATIONS,
    Constant,
    Graph,
    ModelError,
    Operation,
    readable,
)
from actviz.models.ordering import in_order
from actviz.models.pickled_objects import Global, Stored

_MOST_DEEP: Final = 60  # calls inside of calls
# The names of arguments in their order, which calls leave out; elsewhere of self and other.
_ARGUMENTS: Final = {
    "clamp": "self min max", "clamp_min": "self min", "clamp_max": "self max",
    "hardtanh": "self min_val max_val", "leaky_relu": "self negative_slope",
    "elu": "self alpha scale input_scale", "celu": "self alpha",
    "softplus": "self beta threshold", "threshold": "self threshold value",
    "hardshrink": "self lambd", "softshrink": "self lambd", "logit": "self eps",
    "rrelu": "self lower upper training", "masked_fill": "self mask value",
    "where": "condition self other", "pow": "self exponent", "softmax": "self dim dtype",
    "log_softmax": "self dim dtype", "glu": "self dim", "prelu": "self weight",
    "full": "size fill_value", "full_like": "self fill_value", "scalar_tensor": "s",
    "rsub": "self other alpha", "permute": "self dims", "dropout": "input p train",
}  # fmt: skip
# What gives several tensors, and what gives none.
_SEVERAL: Final = ("split", "split_with_sizes", "chunk", "unbind", "tensor_split", "topk", "sort",
                   "max", "min", "lstm", "gru")  # fmt: skip
_PARTS: Final = 8
_NO_TENSOR: Final = ("size", "dim", "len", "numel", "format", "__contains__", "is_floating_point")
_CASTS: Final = ("unchecked_cast", "annotate")


@dataclass(frozen=True)
class Program:
    """Classes and functions by their full names, the module, and the tensors beside the code.

    ``load`` makes a constant of a tensor in a folder of the archive, where it is small.
    """

    parts: Mapping[str, ast.stmt]
    module: Global
    constants: Sequence[Any]
    load: Callable[[Stored, str], Constant | None]


@dataclass(frozen=True)
class _Tensor:
    name: str


@dataclass(frozen=True)
class _Module:
    held: Global
    path: str


@dataclass(frozen=True)
class _Dotted:
    """A word with dots: a function of the program, or one of PyTorch's."""

    path: str


class _Unknown:
    """A value of which nothing is known: a size, a number that is stored elsewhere."""


_UNKNOWN: Final = _Unknown()
_CONSTANTS: Final = "CONSTANTS"  # what a program keeps beside its code: c0, c1
_Values = dict[str, Any]


def graph_of(program: Program) -> Graph:
    """What the model's ``forward`` computes.

    Raises:
        ModelError: it has none, or it is nested too deep or too long.
    """
    followed = _Followed(program)
    forward = followed.method(program.module, "forward")
    if forward is None:
        raise ModelError("its module has no forward")
    given = [_Tensor(readable(one.arg)) for one in forward.args.args[1:]]
    returned = followed.called(forward, [_Module(program.module, ""), *given], {}, "")
    graph = followed.graph
    graph.inputs = tuple(one.name for one in given)
    graph.outputs = tuple(one.name for one in _tensors(returned))
    used = {*graph.outputs, *(name for one in graph.operations for name in one.inputs)}
    graph.operations = in_order([_without_spares(one, used) for one in graph.operations])
    return graph


def _without_spares(one: Operation, used: Container[str]) -> Operation:
    """An operation without the parts behind the last that is used: a file does not count them."""
    if len(one.outputs) < _PARTS:
        return one
    last = max((at for at, name in enumerate(one.outputs) if name in used), default=0)
    return replace(one, outputs=one.outputs[: last + 1])


class _Followed:
    """A program that is followed, with the operations met so far."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.graph = Graph()
        self.depth = self.calls = 0
        self.named: Counter[str] = Counter()
        self.changed: dict[str, str] = {}  # tensors that were written over, and by what

    def method(self, of: Global, name: str) -> ast.FunctionDef | None:
        """A method of a module."""
        for one in getattr(self.program.parts.get(of.path), "body", ()):
            if isinstance(one, ast.FunctionDef) and one.name == name:
                return one
        return None

    def called(self, function: ast.FunctionDef, given: list[Any], named: _Values, path: str) -> Any:
        """What a call of a function gives, its operations added to the graph."""
        self.depth += 1
        self.calls += 1
        if self.depth > _MOST_DEEP or self.calls > MOST_OPERATIONS:
            told = f"nested more than {_MOST_DEEP} deep" if self.depth > _MOST_DEEP else "too many"
            raise ModelError(f"its code has calls {told}")
        words = [one.arg for one in function.args.args]
        values: _Values = dict(zip(words[::-1], function.args.defaults[::-1], strict=False))
        values = {word: self.value(one, {}, path) for word, one in values.items()}
        values |= dict(zip(words, given, strict=False)) | named
        returned = self.block(function.body, values, path)
        self.depth -= 1
        return returned[0] if returned else None

    def block(self, body: list[ast.stmt], values: _Values, path: str) -> tuple[Any] | None:
        """Follow statements; what they return, if they do."""
        for one in body:
            returned = self.statement(one, values, path)
            if returned is not None:
                return returned
        return None

    def statement(self, one: ast.stmt, values: _Values, path: str) -> tuple[Any] | None:
        if isinstance(one, ast.Return):
            return (self.value(one.value, values, path) if one.value else None,)
        if isinstance(one, ast.If):
            return self.branches(one, values, path)
        if isinstance(one, (ast.For, ast.While)):
            return self.loop(one, values, path)
        if isinstance(one, ast.Expr):
            self.value(one.value, values, path)
        elif isinstance(one, ast.AnnAssign) and one.value is not None:
            _assign(one.target, self.value(one.value, values, path), values)
        elif isinstance(one, ast.Assign):
            value = self.value(one.value, values, path)
            for target in one.targets:
                _assign(target, value, values)
        return None

    def loop(self, one: ast.For | ast.While, values: _Values, path: str) -> tuple[Any] | None:
        """A loop, followed once; numbers that change in it are not known."""
        if isinstance(one, ast.For):
            _assign(one.target, _UNKNOWN, values)
        before = dict(values)
        returned = self.block(one.body, values, path)
        for word in before:
            if values[word] is not before[word] and not isinstance(values[word], _Tensor):
                values[word] = _UNKNOWN
        return returned

    def branches(self, one: ast.If, values: _Values, path: str) -> tuple[Any] | None:
        """The branch that is taken; where that is not known both, and either's values."""
        test = self.value(one.test, values, path)
        if not isinstance(test, _Unknown | _Tensor):
            return self.block(one.body if test else one.orelse, values, path)
        other = dict(values)
        returned = self.block(one.body, values, path)
        otherwise = self.block(one.orelse, other, path)
        for word in values.keys() | other.keys():
            values[word] = self.either(values.get(word), other.get(word), path)
        if returned and otherwise:
            return (self.either(returned[0], otherwise[0], path),)
        return returned or otherwise

    def either(self, one: Any, other: Any, path: str) -> Any:
        """A value that is one of two."""
        if one is other or (type(one) is type(other) and one == other):
            return one
        if not isinstance(one, _Tensor) or not isinstance(other, _Tensor):
            return one if isinstance(one, _Tensor) else _UNKNOWN if other is None else other
        return self.operation("torchscript.either", [one, other], {}, path)

    def value(self, node: ast.expr, values: _Values, path: str) -> Any:
        """What an expression is."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return values.get(node.id, _Dotted(node.id))
        if isinstance(node, (ast.List, ast.Tuple)):
            return [self.value(one, values, path) for one in node.elts]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            inner = self.value(node.operand, values, path)
            return -inner if isinstance(inner, (int, float)) else _UNKNOWN
        if isinstance(node, ast.Attribute):
            return self.attribute(self.value(node.value, values, path), node.attr)
        if isinstance(node, ast.Subscript):
            at = self.value(node.slice, values, path)
            return _part(self.value(node.value, values, path), at)
        return self.call(node, values, path) if isinstance(node, ast.Call) else _UNKNOWN

    def attribute(self, of: Any, word: str) -> Any:
        """An attribute of a module, or a longer word."""
        if isinstance(of, _Dotted) and of.path == _CONSTANTS:
            at, every = word.removeprefix("c"), self.program.constants
            known = at.isdecimal() and int(at) < len(every)
            return self.held(every[int(at)], word, "constants") if known else _UNKNOWN
        if isinstance(of, _Dotted):
            return _Dotted(f"{of.path}.{word}")
        if not isinstance(of, _Module) or word == "training":
            return False if word == "training" else _UNKNOWN
        path = f"{of.path}.{word}" if of.path else word
        if word in of.held.attributes:
            return self.held(of.held.attributes[word], path, "data")
        for one in getattr(self.program.parts.get(of.held.path), "body", ()):
            if isinstance(one, ast.AnnAssign) and one.value and ast.unparse(one.target) == word:
                return self.value(one.value, {}, path)  # Final
        return _UNKNOWN

    def held(self, one: Any, path: str, folder: str) -> Any:
        """What a pickle holds: a module, a tensor, or a plain value."""
        if isinstance(one, Stored):
            name = readable(path)
            constant = self.program.load(one, folder)
            if constant is not None:
                self.graph.constants[name] = constant
            return _Tensor(name)
        if isinstance(one, Global):
            return _Module(one, path) if one.path in self.program.parts else _UNKNOWN
        plain = one is None or isinstance(one, (bool, int, float, str))
        return one if plain else _UNKNOWN

    def call(self, node: ast.Call, values: _Values, path: str) -> Any:
        given = [self.value(one, values, path) for one in node.args]
        named = {one.arg: self.value(one.value, values, path) for one in node.keywords if one.arg}
        if isinstance(node.func, ast.Attribute):
            of = self.value(node.func.value, values, path)
            if isinstance(of, _Module):
                method = self.method(of.held, node.func.attr)
                return self.called(method, [of, *given], named, of.path) if method else _UNKNOWN
        function = self.value(node.func, values, path)
        if not isinstance(function, _Dotted):
            return _UNKNOWN
        word = function.path
        part = self.program.parts.get(word)
        if isinstance(part, ast.FunctionDef):
            return self.called(part, given, named, path)
        if word == "getattr" and len(given) == 2:
            return self.attribute(given[0], str(given[1]))
        if word in _CASTS and len(given) == 2:
            return given[1]
        library, _, operator = word.partition(".")
        if operator == "append" and len(given) == 2 and isinstance(given[0], list):
            given[0].append(given[1])
            return given[0]
        if library == "ops" and not operator.startswith("prim."):  # ops.quantized.linear_relu
            return self.operation(word, given, named, path)
        if library != "torch" or operator in _NO_TENSOR:
            return _UNKNOWN
        if operator in ("__is__", "__isnot__") and len(given) == 2:
            return _same(given) if operator == "__is__" else _negated(_same(given))
        if operator == "__not__" and given:
            return _negated(given[0])
        if operator == "tensor" and given and isinstance(given[0], (int, float)):
            return given[0]
        return self.operation(operator, given, named, path)

    def operation(self, word: str, given: list[Any], named: _Values, path: str) -> Any:
        """A call of an operator of PyTorch, added to the graph."""
        changing = word.endswith("_") and not word.endswith("__")
        plain = word.rstrip("_") if changing else word
        if not list(_tensors([given, list(named.values())])) and plain not in aten.FILLED:
            return _UNKNOWN
        if len(self.graph.operations) >= MOST_OPERATIONS:
            raise ModelError(f"more than {MOST_OPERATIONS:,} operations")
        keys = _ARGUMENTS.get(plain, "self other").split()
        keys += [f"argument {at}" for at in range(len(keys), len(given))]
        arguments = dict(zip(keys, given, strict=False)) | named
        two = plain in ("max", "min") and isinstance(arguments.get("other"), _Tensor)
        name = readable(f"{path}.{plain}" if path else plain)
        self.named[name] += 1
        if self.named[name] > 1:
            name = f"{name}_{self.named[name]}"
        target = plain if plain.startswith("ops.") else f"ops.aten.{plain}"
        output = f"{name}#{len(self.graph.operations)}"  # whatever a file calls its own
        parts = [f"{output}#{at}" for at in range(_PARTS)]
        several = plain in _SEVERAL and not two
        outputs = [{"as_tensor": {"name": one}} for one in (parts if several else [output])]
        self.graph.operations.append(aten.operation(self.graph, {
            "target": f"torch.{target}.{'other' if two else 'default'}", "name": name,
            "inputs": [{"name": key, "arg": self.argument(one)} for key, one in arguments.items()],
            "outputs": outputs,
        }, {}))  # fmt: skip
        if changing and isinstance(given[0], _Tensor):
            self.changed[self.now(given[0].name)] = output
        return _Tensor(output)

    def argument(self, one: Any) -> dict[str, Any]:
        """A value as torch.export writes it."""
        if isinstance(one, _Tensor):
            return {"as_tensor": {"name": self.now(one.name)}}
        if isinstance(one, list):
            inner = [{"name": self.now(part.name)} for part in one if isinstance(part, _Tensor)]
            return {"as_tensors": inner} if inner else {"as_ints": one}
        kinds = {bool: "as_bool", int: "as_int", float: "as_float", str: "as_string"}
        return {kinds[type(one)]: one} if type(one) in kinds else {"as_none": True}

    def now(self, name: str) -> str:
        """The tensor that one written over has become."""
        while name in self.changed:
            name = self.changed[name]
        return name


def _assign(target: ast.expr, value: Any, values: _Values) -> None:
    if isinstance(target, ast.Name):
        values[target.id] = value
    elif isinstance(target, (ast.Tuple, ast.List)):
        for at, one in enumerate(target.elts):
            _assign(one, _part(value, at), values)


def _part(value: Any, at: Any) -> Any:
    """An element of a list, or one of the tensors that an operator gives."""
    if type(at) is not int:
        return _UNKNOWN
    if isinstance(value, list):
        return value[at] if -len(value) <= at < len(value) else _UNKNOWN
    return _Tensor(f"{value.name}#{at}") if isinstance(value, _Tensor) else _UNKNOWN


def _tensors(value: Any) -> Iterator[_Tensor]:
    """The tensors in a value, however they are put together."""
    if isinstance(value, list):
        for one in value:
            yield from _tensors(one)
    elif isinstance(value, _Tensor):
        yield value


def _same(given: list[Any]) -> Any:
    """Whether two values are one; nothing is known where one of them is unknown."""
    if any(isinstance(one, _Unknown) for one in given):
        return _UNKNOWN
    return given[0] is given[1]


def _negated(value: Any) -> Any:
    return _UNKNOWN if isinstance(value, _Unknown | _Tensor) else not value
