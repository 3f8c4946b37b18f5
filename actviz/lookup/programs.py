"""Functions as they stand in a program in Python: methods, modules, arguments by name.

``x.clamp(min=0)``, ``nn.LeakyReLU(0.2)``, ``F.gelu(x, approximate="tanh")``. Python's own reader
takes the text apart; nothing of it is ever run.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

from actviz.formula.grammar import MAX_DEPTH, MAX_LENGTH, FormulaError
from actviz.functions.elementwise import Activation
from actviz.functions.entry import SpecError
from actviz.lookup import doors
from actviz.lookup.foreign_words import (
    CONSTANTS,
    MATHEMATICS,
    MODULES,
    hint,
    of_several,
    ours,
    translated,
)
from actviz.lookup.names import library, named, options, spellings
from actviz.lookup.written_out import as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_OF_A_PROGRAM: Final = re.compile(r"[^\W\d]\w*\.[^\W\d]|\)\.[^\W\d]|['\"]|\b[A-Z]\w*\(")
# What Python's reader warns of, and powers written ^, which bind otherwise there.
_NOT_PYTHON: Final = re.compile(r"[\\^\n]|(?<![\w.])(?:\d[\d.]*|\.\d+)(?:[eE][+-]?\d+)?[^\W\d]")
_ROOTS: Final = frozenset(word.partition(".")[0] for word in (*MODULES, *MATHEMATICS) if word)
_OPERATORS: Final[dict[str, type[ast.operator]]] = {
    "add": ast.Add, "sub": ast.Sub, "mul": ast.Mult, "div": ast.Div, "pow": ast.Pow,
    "powi": ast.Pow, "powf": ast.Pow, "multiply": ast.Mult, "subtract": ast.Sub,
}  # fmt: skip
# What a library's modules are imported as; where the library is named too, it is that library's.
_IMPORTED: Final = {
    "torch": {"F": "torch.nn.functional", "nn": "torch.nn"},
    "paddle": {"F": "paddle.nn.functional", "nn": "paddle.nn"},
    "jax": {"nn": "jax.nn"},
}
# Another kind of number, which a formula has not: real numbers stay what they are.
_KINDS: Final = ("float", "double", "half", "to", "astype", "type", "type_as", "clone", "detach")
_REAL_KIND: Final = re.compile(r".*(float|double|half|dtype)\w*", re.DOTALL)
_FILLED: Final = {"zeros_like": 0, "ones_like": 1}
# Where the result is written; along what, where there is one vector alone.
_HARMLESS: Final = frozenset({"inplace", "dim", "axis"})
# Modules whose max takes an array and an axis.
_OF_ARRAYS: Final = frozenset({"np", "numpy", "jnp", "jax.numpy", "torch"})
# Arguments that are true or false, though the name is not one of a parameter.
_SWITCHES: Final = frozenset({"inplace", "approximate"})
_CLASS: Final = re.compile(r"[A-Z]\w*[a-z]\w*|[A-Z]\w*LU")
_NODES: Final = (
    ast.BinOp, ast.UnaryOp, ast.Compare, ast.IfExp, ast.Call, ast.Name, ast.Constant, ast.Attribute,
    ast.operator, ast.unaryop, ast.cmpop, ast.expr_context, ast.keyword,
)  # fmt: skip


class _NotReadError(Exception):
    """It is no expression that a formula could be, or holds what nothing is known of."""


def read(text: str) -> str | None:
    """A spec or a formula in our words; None where the text holds nothing that is a program's.

    Raises:
        SpecError: a library's function with an argument that is not understood.
        FormulaError: a function that may be of several libraries.
    """
    if len(text) > MAX_LENGTH or not _OF_A_PROGRAM.search(text) or _NOT_PYTHON.search(text):
        return None
    for root, modules in _IMPORTED.items():
        if f"{root}." in text:
            for word, module in modules.items():
                text = re.sub(rf"(?<![\w.]){word}\.", f"{module}.", text)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        before = ast.unparse(tree)
        reader = _Reader(tree)
        after = ast.unparse(reader.visit(tree))
    except (SpecError, FormulaError):
        raise
    except (SyntaxError, ValueError, RecursionError, MemoryError, _NotReadError):
        return None
    return reader.spec or (after if after != before else None)


class _Reader(ast.NodeTransformer):
    """An expression, with every call as the language writes it."""

    def __init__(self, root: ast.expr) -> None:
        self.root = root
        self.spec = ""  # of a library's function that is the whole of it
        self.depth = 0

    def visit(self, node: ast.AST) -> ast.AST:
        self.depth += 1
        if not isinstance(node, _NODES) or self.depth > MAX_DEPTH:
            raise _NotReadError
        rewritten: ast.AST = super().visit(node)
        self.depth -= 1
        return rewritten

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """A constant of a module: ``math.pi``."""
        word = _dotted(node)
        if word.partition(".")[0] not in _ROOTS or node.attr not in CONSTANTS:
            raise _NotReadError
        return _parsed(CONSTANTS[node.attr])

    def visit_Call(self, node: ast.Call) -> ast.AST:
        called = node.func
        if isinstance(called, ast.Call):  # nn.ELU(0.5)(x)
            if len(node.args) != 1 or node.keywords or not _dotted(called.func):
                raise _NotReadError
            operand = self._seen(node.args)[0]
            return self._library(node, _dotted(called.func), operand, called.args, called.keywords)
        word = _dotted(called)
        if isinstance(called, ast.Attribute) and word.partition(".")[0] not in _ROOTS:
            (receiver,) = self._seen([called.value])
            return self._method(called.attr, receiver, node)
        module, _, last = word.rpartition(".")
        if _is_class(word) and not any(map(_holds_a_name, node.args)):
            return self._library(node, word, ast.Name("x"), node.args, node.keywords)
        layer = _CLASS.fullmatch(last) and not any(map(_holds_a_name, node.args))
        if layer and (several := of_several(word)):
            raise FormulaError(f"{word}: {several}, with arguments torch.{word}(...)")
        if module not in MATHEMATICS:
            if not node.args and not node.keywords:
                raise _NotReadError
            (operand,) = self._seen(node.args[:1] or [ast.Name("x")])
            return self._library(node, word, operand, node.args[1:], node.keywords)
        if module in _OF_ARRAYS:
            _refuse_axis(last, node.args[1:])
        return self._function(last, self._seen(node.args), node.keywords, module)

    def _seen(self, nodes: Sequence[ast.expr]) -> list[ast.expr]:
        rewritten = [self.visit(node) for node in nodes]
        return [node for node in rewritten if isinstance(node, ast.expr)]

    def _by_name(self, given: dict[str, ast.expr]) -> list[ast.keyword]:
        return [ast.keyword(word, *self._seen([value])) for word, value in given.items()]

    def _method(self, word: str, receiver: ast.expr, node: ast.Call) -> ast.AST:
        """``x.sigmoid()`` is ``sigmoid(x)``."""
        if word in _KINDS:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            if not all(_REAL_KIND.fullmatch(ast.unparse(one)) for one in given):
                raise _NotReadError
            if isinstance(receiver, ast.Compare):
                return ast.IfExp(receiver, ast.Constant(1), ast.Constant(0))
            return receiver
        _refuse_axis(word, node.args)
        return self._function(word, [receiver, *self._seen(node.args)], node.keywords)

    def _function(
        self, word: str, args: list[ast.expr], keywords: list[ast.keyword], module: str = "torch"
    ) -> ast.AST:
        given = {one.arg or "": one.value for one in keywords if one.arg not in _HARMLESS}
        if word in _FILLED and len(args) == 1:
            return ast.Constant(_FILLED[word])
        if word in ("tensor", "full_like") and args:
            return args[-1]
        if word == "heaviside" and len(args) == 2 and not given:  # the second is the value at 0
            u, value = map(ast.unparse, args)
            return _parsed(f"where({u} > 0, 1, where({u} < 0, 0, {value}))")
        if word in _OPERATORS and len(args) == 2 and not given:
            return ast.BinOp(args[0], _OPERATORS[word](), args[1])
        word = ours(word, module)
        if word == "clip" and (given or len(args) < 3 or _is_none(*args)):
            return _clipped(args, {key.removeprefix("a_"): one for key, one in given.items()})
        kept = self._by_name(given)
        return ast.Call(ast.Name(word), args, kept)

    def _library(
        self,
        node: ast.Call,
        word: str,
        operand: ast.expr,
        args: list[ast.expr],
        keywords: list[ast.keyword],
    ) -> ast.AST:
        """A function of a library with what is said of its parameters."""
        said = [one for one in keywords if one.arg not in _HARMLESS and not _is_none(one.value)]
        settings = {one.arg or "": one.value for one in said}
        spec = _spec(word)
        if ":" not in spec or doors.spec is None:
            if several := hint(word):
                raise FormulaError(
                    f"{word}: {several}; in a formula as torch.nn.functional.relu(x)"
                )
            raise _NotReadError
        if args:
            settings |= _by_place(word, spec, args, settings)
        theirs, _, spelling = spec.partition(":")
        choices = options(theirs, spelling)
        asks = any(f"{key}={_said(value)}" in choices for key, value in settings.items())
        if any(map(_holds_a_name, settings.values())) and not asks:
            kept = self._by_name(settings)
            return ast.Call(_parsed(word), [operand], kept)
        spec += "".join(f":{key}={_said(value)}" for key, value in settings.items())
        if node is self.root and isinstance(operand, ast.Name):
            self.spec = spec
            return operand
        if not settings and "." in word:
            return ast.Call(_parsed(word), [operand], [])
        (function,) = doors.spec(spec)
        if not isinstance(function, Activation):
            raise SpecError(f"{word} is {function.kind_in_words}; it stands alone: {spec}")
        if function.name in spellings() and named(function.name).formula == function.formula:
            values = [ast.keyword(key, _number(one)) for key, one in function.values.items()]
            return ast.Call(ast.Name(function.name), [operand], values)
        inner: ast.AST = _Put(operand).visit(_parsed(as_text(function.bound_tree)))
        return inner


def _by_place(
    word: str, spec: str, args: list[ast.expr], settings: dict[str, ast.expr]
) -> dict[str, ast.expr]:
    """What arguments without a name say of parameters.

    In the order that is known of the library, or one alone where there is one parameter.
    """
    parameters = doors.spec(spec)[0].parameters if doors.spec else ()
    home, _, spelling = spec.partition(":")
    order: list[str] = library(home).get("order", {}).get(spelling, "").split()
    # A layer is told how many learned parameters it has, not what they are.
    if not order and len(parameters) == 1 and not (_is_class(word) and parameters[0].trainable):
        order = [parameters[0].name]
    given = dict(zip(order, args, strict=False))
    flags = [_holds(one, bool) for name, one in given.items() if name == "inplace"]
    numbers = [not _holds(one, bool) for name, one in given.items() if name not in _SWITCHES]
    if len(args) > len(order) or given.keys() & settings or not all(flags + numbers):
        shown = ", ".join(f"{name}=..." for name in order or [one.name for one in parameters])
        raise SpecError(f"{word}: name its arguments" + (f": {shown}" if shown else ""))
    return {name: one for name, one in given.items() if name not in _HARMLESS}


def _holds(node: ast.expr, kind: type) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, kind)


class _Put(ast.NodeTransformer):
    """Another expression in the place of x."""

    def __init__(self, operand: ast.expr) -> None:
        self.operand = operand

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.operand if node.id == "x" else node


def _dotted(node: ast.expr) -> str:
    """``torch.nn.ELU``; "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    head = _dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{head}.{node.attr}" if head and isinstance(node, ast.Attribute) else ""


def _is_class(word: str) -> bool:
    """Whether a name is one of a layer, which is made first and applied then."""
    last = word.rpartition(".")[2]
    return _CLASS.fullmatch(last) is not None and ":" in _spec(word)


def _spec(word: str) -> str:
    """``nn.ELU`` and ``ELU`` as ``torch:ELU``; without a colon where it may be of several."""
    return translated(word if "." in word else f"nn.{word}")


def _holds_a_name(node: ast.expr) -> bool:
    return any(isinstance(one, ast.Name) for one in ast.walk(node))


def _refuse_axis(word: str, args: Sequence[ast.expr]) -> None:
    """Refuse what an array's greatest is looked for along: a whole number is an axis, 0.0 none."""
    if word not in ("max", "min", "amax", "amin"):
        return
    for one in args:
        if isinstance(one, ast.Constant) and type(one.value) is int:
            name = word.removeprefix("a")
            raise FormulaError(
                f"{word} with {one.value} looks along an axis of an array; "
                f"the {name}imum of two numbers is {name}(x, {one.value})"
            )


def _is_none(*nodes: ast.expr) -> bool:
    return any(isinstance(one, ast.Constant) and one.value is None for one in nodes)


def _clipped(args: list[ast.expr], limits: dict[str, ast.expr]) -> ast.AST:
    """``clamp(x, min=0)``, which has one end alone."""
    value, *ends = args
    given = dict(zip(("min", "max"), ends, strict=False)) | limits
    if not given.keys() <= {"min", "max"}:
        raise _NotReadError
    for word, held in (("max", given.get("min")), ("min", given.get("max"))):
        if held is not None and not _is_none(held):
            value = ast.Call(ast.Name(word), [value, held], [])
    return value


def _said(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


def _number(value: float) -> ast.expr:
    return _parsed(repr(value))


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
