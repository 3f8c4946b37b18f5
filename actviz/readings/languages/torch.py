"""PyTorch: a function, its slopes as autograd functions of their own, and a module.

Arithmetic is in float64 whatever the input's format, and the result is rounded once to it. What
autograd would differentiate, and make NaN of, it never sees: each derivative is written out, so
that ``gradcheck``, ``gradgradcheck``, ``torch.compile(fullgraph=True)`` and ``torch.func`` hold.
"""

from __future__ import annotations

import builtins
import keyword
from typing import Final

from actviz.formula.tree import Node
from actviz.readings.languages import numpy
from actviz.readings.languages.program import Program, Unit
from actviz.readings.languages.python_module import module
from actviz.readings.languages.syntax import Syntax, written

_MATH: Final = (
    "abs exp expm1 log log1p sqrt sin cos atan sinh cosh tanh asinh erf erfc floor "
    "ceil trunc round pow"
)
FUNCTIONS: Final = {
    **{word: f"torch.{word}({{args}})" for word in _MATH.split()},
}
FORMATS: Final = {"input": ""}
RESERVED: Final = frozenset({*keyword.kwlist, *dir(builtins), "torch", "nn"})


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

_CHAIN: Final = """class _{class_name}{suffix}(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward({letters}):
        return _in_double(_{name}{suffix}, {letters})

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, g):
        {letters}{comma} = ctx.saved_tensors
        return {slopes}"""

_IN_DOUBLE: Final = """def _in_double(function, x, *others):
    wide = (one.double() for one in (x, *others))
    return function(*wide).to(x.dtype)"""


def render(program: Program) -> str:
    """The program as one module."""
    imports = "import torch\nfrom torch import nn"
    return module(program, imports, [_IN_DOUBLE], FUNCTIONS, SYNTAX, _function, _unit)


def _unit(unit: Unit) -> list[str]:
    letters = (*unit.inputs, *unit.parameters)
    words = {word: word for word in letters}
    parts = []
    for output in unit.outputs:
        head = f"def _{unit.name}{output.suffix}({', '.join(letters)}):"
        parts.append(_function(head, output.tree, words, full=letters[0]))
    return [*parts, *_classes(unit), _module(unit)]


def _function(head: str, tree: Node, words: dict[str, str], full: str = "") -> str:
    text = written([tree], SYNTAX, words)
    value = text.values[0]
    if full and not tree.names:
        value = f"torch.full_like({full}, {value})"
    lines = [f"    {line}" for line in (*text.lets, f"return {value}")]
    return "\n".join([head, *lines])


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
    suffixes = [output.suffix for output in unit.outputs]
    for suffix in suffixes:
        parts.append(_class(unit, suffix, letters, suffixes))
        said = numpy.documented(unit.says) if not suffix else []
        tensors = [
            f"    {word} = torch.as_tensor({word}, dtype={unit.inputs[0]}.dtype, "
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


def _class(unit: Unit, suffix: str, letters: tuple[str, ...], suffixes: list[str]) -> str:
    first = len(unit.inputs) == 1
    step = f"_d{int(suffix[2:] or 0) + 1}" if suffix[2:].isdigit() or not suffix else ""
    slopes = []
    for at, word in enumerate(letters):
        own = step if first and not at else f"_d{word}" if not suffix else ""
        if own and own in suffixes:
            tail = "" if word in unit.inputs else f".sum_to_size({word}.shape)"
            body = f"g * _{class_name(unit.name)}{own}.apply({', '.join(letters)})"
            slopes.append(f"({body}){tail}" if tail else body)
        else:
            slopes.append("None")
    if all(slope == "None" for slope in slopes):
        return _last(unit, suffix, letters)
    return _CHAIN.format(
        class_name=class_name(unit.name),
        suffix=suffix,
        name=unit.name,
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
            f"        return _in_double(_{unit.name}{suffix}, {given})",
        ]
    )


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
