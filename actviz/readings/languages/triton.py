"""Triton: device functions, and a kernel for each with a function that launches it.

Arithmetic is in float64 whatever the format of the input, and a result is rounded once. Of
``tl``'s functions those are taken that its interpreter has for float64 as well; the others are
written out.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import Final

from actviz.formula.tree import Node
from actviz.readings.languages import numpy, python_module
from actviz.readings.languages.marked_texts import filled, parts
from actviz.readings.languages.program import Program, Unit
from actviz.readings.languages.python_module import definition, module
from actviz.readings.languages.syntax import Syntax

FUNCTIONS: Final = {
    word: f"tl.{word}({{0}})" for word in ("abs", "exp", "log", "sin", "cos", "floor", "erf")
} | {"sqrt": "tl.sqrt({0})"}
FORMATS: Final = {"float32": "", "float64": "", "float16": "", "bfloat16": ""}
_SINGLE: Final = 2.0**127  # below it is a float32
RESERVED: Final = numpy.PYTHON_WORDS | {"torch", "triton", "tl"}


def literal(value: float) -> str:
    """A number as Triton reads it back: by itself it would be a float32."""
    if math.isinf(value):
        return 'float("inf")' if value > 0 else 'float("-inf")'
    if math.isnan(value):
        return 'float("nan")'
    single = abs(value) < _SINGLE and struct.unpack("f", struct.pack("f", value))[0] == value
    return repr(value) if single else f"tl.full([], {value!r}, tl.float64)"


SYNTAX: Final = Syntax(
    literal=literal,
    functions=FUNCTIONS,
    where="tl.where({0}, {1}, {2})",
    let="{0} = {1}",
    prefix="_act_",
)

# A bfloat16 by its bits, for its subnormal numbers, and on the way back by a float32 whose last bit
# remembers what was cut off, so that it is rounded once.
AROUND: Final = parts(__file__, "triton.txt")["around"]

# What rounding takes from a product and from a sum is carried along, each by itself.
_KERNEL: Final = parts(__file__, "triton.txt")["kernel"]


IMPORTS: Final = "import torch\nimport triton\nimport triton.language as tl"


def render(program: Program) -> str:
    """The program as one module."""
    return module(program, IMPORTS, [AROUND], SYNTAX, _unit, _function)


def helpers(trees: Sequence[Node]) -> list[str]:
    """The definitions of what trees call and Triton lacks."""
    return python_module.helpers(trees, SYNTAX, _function)


def _function(head: str, tree: Node, value: str = "{}") -> str:
    return definition(f"@triton.jit\n{head}", tree, syntax=SYNTAX, value=value)


def _unit(unit: Unit) -> list[str]:
    letters = (*unit.inputs, *unit.parameters)
    parts = []
    for output in unit.outputs:
        name = f"{unit.name}{output.suffix}"
        first = letters[0]
        tree = output.tree
        head = f"def _{name}({', '.join(letters)}):"
        value = "{}" if tree.names else f"{first} * 0.0 + {{}}"
        parts.append(_function(head, tree, value))
        said = numpy.documented(unit.says) if not output.suffix else []
        loads = [
            f"    {word}_ = _act_wide(tl.load({word} + at, mask=inside, other=0.0))"
            for word in unit.inputs
        ]
        parts.append(
            filled(
                _KERNEL,
                name=name,
                pointers=", ".join(letters),
                loads="\n".join(loads),
                wide=", ".join([*(f"{word}_" for word in unit.inputs), *unit.parameters]),
                inputs=", ".join(letters),
                first=first,
                said="".join(f"\n{line}" for line in said),
            )
        )
    return parts
