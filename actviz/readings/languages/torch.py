"""PyTorch: a function, its slopes as autograd functions of their own, and a module.

Arithmetic is in float64, or in float32 for an input of at most that width where thousands of points
lost no digits by it; the result is rounded once to the input's format. What
autograd would differentiate, and make NaN of, it never sees: each derivative is written out, so
that ``gradcheck``, ``gradgradcheck``, ``torch.compile(fullgraph=True)`` and ``torch.func`` hold.
"""

from __future__ import annotations

import math
from typing import Final

from actviz.formula.constants import constant_value
from actviz.formula.tree import ZERO, Node, node, number, of_parts, rebuild
from actviz.readings.languages import numpy
from actviz.readings.languages.marked_texts import filled, parts
from actviz.readings.languages.program import Program, Unit
from actviz.readings.languages.python_module import definition, module
from actviz.readings.languages.syntax import Syntax

_MATH: Final = (
    "abs exp expm1 log log1p sqrt sin cos atan sinh cosh tanh asinh erf erfc floor "
    "ceil trunc round pow"
)
FUNCTIONS: Final = {**{word: f"torch.{word}({{args}})" for word in _MATH.split()}}
# In float32, torch.erf follows a formula that is 1.5e-7 off at 0, torch.erfc is slow, and
# torch.sinh overflows before its value does.
SINGLE: Final = FUNCTIONS.keys() - {"erf", "erfc", "sinh", "cosh"}
FORMATS: Final = {"input": ""}
RESERVED: Final = numpy.PYTHON_WORDS | {"torch", "nn"}


def literal(value: float) -> str:
    """A number as Python reads it back."""
    return numpy.literal(value).replace("np.", "torch.")


SYNTAX: Final = Syntax(
    literal=literal,
    functions=FUNCTIONS,
    where="torch.where({0}, {1}, {2})",
    let="{0} = {1}",
    prefix="_act_",
)

_CHAIN: Final = parts(__file__, "torch.txt")["chain"]
FORMAT: Final = parts(__file__, "torch.txt")["format"]
_IN_SINGLE: Final = parts(__file__, "torch.txt")["in single"]
IN_DOUBLE: Final = parts(__file__, "torch.txt")["in double"]


def render(program: Program) -> str:
    """The program as one module."""
    imports = "import torch\nfrom torch import nn"
    outputs = [output for unit in program.units for output in unit.outputs]
    before = [FORMAT]
    before += [_IN_SINGLE] if any(one.single is not None for one in outputs) else []
    before += [IN_DOUBLE] if any(one.single is None for one in outputs) else []
    return module(program, imports, before, SYNTAX, _unit, _function)


def _unit(unit: Unit) -> list[str]:
    letters = (*unit.inputs, *unit.parameters)
    parts = []
    for output in unit.outputs:
        for suffix, tree in (
            (output.suffix, output.tree),
            (f"{output.suffix}_single", output.single),
        ):
            if tree is not None:
                head = f"def _{unit.name}{suffix}({', '.join(letters)}):"
                parts.append(_function(head, tree, letters[0]))
    return [*parts, *_classes(unit), _module(unit)]


def _function(head: str, tree: Node, full: str = "") -> str:
    value = "{}" if tree.names or not full else f"torch.full_like({full}, {{}})"
    if full and tree.op == "name":  # autograd refuses an input that is given back as it is
        value = "{}.clone()"
    return definition(head, rebuild(tree, _as_torch_means_it), syntax=SYNTAX, value=value)


def _as_torch_means_it(current: Node, args: tuple[Node, ...]) -> Node:
    """``x == x`` as a comparison with a number, and a root of no zero that has a sign.

    What compares two tensors, torch.compile takes for a reduction, and stores what came out of it
    for the backward pass, which costs more than the whole function. ``torch.pow(-0.0, -0.5)`` is
    -inf, as of a root and unlike other powers.
    """
    if current.op == "==" and args[0] is args[1]:
        return node("<=", node("abs", args[0]), number(math.inf))
    if current.op == "pow" and abs(constant_value(args[1]) or 0) == 0.5:
        return node("pow", node("where", node("==", args[0], ZERO), ZERO, args[0]), args[1])
    return of_parts(current, args)


def class_name(name: str) -> str:
    """``gelu`` as ``GELU``, ``hard_swish`` as ``HardSwish``."""
    words = name.split("_")
    if len(words) == 1 and len(name) <= 5:
        return name.upper()
    return "".join(word[:1].upper() + word[1:] for word in words)


def _classes(unit: Unit) -> list[str]:
    """An autograd function for the value and each slope whose own slopes are written out."""
    parts = []
    letters = (*unit.inputs, *unit.parameters)
    for suffix in (output.suffix for output in unit.outputs):
        parts.append(_class(unit, suffix, letters))
        said = numpy.documented(unit.says) if not suffix else []
        tensors = [
            f"    {word} = torch.as_tensor({word}, dtype=torch.float64, "
            f"device={unit.inputs[0]}.device)"
            for word in unit.parameters
        ]
        defaults = dict(unit.learnable)
        signature = ", ".join(
            f"{word}={defaults[word]!r}" if word in defaults else word for word in letters
        )
        call = f"    return _{class_name(unit.name)}{suffix}.apply({', '.join(letters)})"
        parts.append("\n".join([f"def {unit.name}{suffix}({signature}):", *said, *tensors, call]))
    return parts


def _class(unit: Unit, suffix: str, letters: tuple[str, ...]) -> str:
    if not unit.is_derived(suffix):
        return _last(unit, suffix, letters)
    slopes = []
    for word in letters:
        if own := unit.slope(suffix, word):
            tail = "" if word in unit.inputs else f".sum_to_size({word}.shape)"
            body = f"g * _{class_name(unit.name)}{own}.apply({', '.join(letters)})"
            slopes.append(f"({body}){tail}" if tail else body)
        else:
            slopes.append("None")
    return filled(
        _CHAIN,
        class_name=class_name(unit.name),
        suffix=suffix,
        call=_computed(unit, suffix),
        letters=", ".join(letters),
        comma="," if len(letters) == 1 else "",
        slopes=", ".join(slopes),
    )


def _last(unit: Unit, suffix: str, letters: tuple[str, ...]) -> str:
    """The highest slope: autograd goes on through its operations."""
    given = ", ".join(letters)
    return "\n".join(
        [
            f"class _{class_name(unit.name)}{suffix}:",
            "    @staticmethod",
            f"    def apply({given}):",
            f"        return {_computed(unit, suffix)}",
        ]
    )


def _computed(unit: Unit, suffix: str) -> str:
    """The call that computes an output in the arithmetic that its input's format asks for."""
    given = ", ".join((*unit.inputs, *unit.parameters))
    output = unit.output(suffix)
    if output is None or output.single is None:
        return f"_in_double(_{unit.name}{suffix}, {given})"
    return f"_in_single(_{unit.name}{suffix}_single, _{unit.name}{suffix}, {given})"


def _module(unit: Unit) -> str:
    name = class_name(unit.name)
    lines = [f"class {name}(nn.Module):"]
    given = [(word, dict(unit.learnable).get(word)) for word in unit.parameters]
    if given:
        signature = ", ".join(w if v is None else f"{w}={v!r}" for w, v in given)
        lines += [f"    def __init__(self, {signature}):", "        super().__init__()"]
        lines += [
            f"        self.{w} = nn.Parameter(torch.as_tensor({w}, "
            f"dtype=torch.get_default_dtype()))"
            for w, _ in given
        ]
        lines.append("")
    inputs = ", ".join(unit.inputs)
    own = "".join(f", self.{word}" for word in unit.parameters)
    lines += [f"    def forward(self, {inputs}):", f"        return {unit.name}({inputs}{own})"]
    return "\n".join(lines)
