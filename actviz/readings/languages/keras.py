"""Keras 3: registered functions and layers, so that a saved model loads where they are imported.

Arithmetic is in float64 where the backend has it (JAX has it with ``jax_enable_x64``, and takes
subnormal numbers for 0), and the result is rounded once to the input's format. The slope is written
out, so that no backend makes NaN of a branch that is not chosen.
"""

from __future__ import annotations

from typing import Final

from actviz.readings.languages import numpy
from actviz.readings.languages.marked_texts import parts
from actviz.readings.languages.program import Program, Unit
from actviz.readings.languages.python_module import definition, module
from actviz.readings.languages.syntax import Syntax
from actviz.readings.languages.torch import class_name

_MATH: Final = "abs exp expm1 log log1p sqrt sin cos tanh round"
FUNCTIONS: Final = {
    **{word: f"ops.{word}({{args}})" for word in _MATH.split()},
    "atan": "ops.arctan({0})",
    # ops.floor gives a float32, whatever it is given; ops.power takes a number for one.
    "floor": "_floor({0})",
    "pow": 'ops.power(ops.cast({0}, "float64"), ops.cast({1}, "float64"))',
}
FORMATS: Final = {"input": ""}
RESERVED: Final = numpy.PYTHON_WORDS | {"keras", "ops"}


def literal(value: float) -> str:
    """A number as Python reads it back."""
    text = numpy.literal(value)
    return f'float("{text.replace("np.", "")}")' if "np." in text else text


SYNTAX: Final = Syntax(
    literal=literal,
    functions=FUNCTIONS,
    where="_where({0}, {1}, {2})",
    let="{0} = {1}",
    prefix="_act_",
)

REGISTERED: Final = '@keras.saving.register_keras_serializable(package="actviz")'
CHOICES: Final = parts(__file__, "keras.txt")["choices"]
_SLOPES: Final = parts(__file__, "keras.txt")["slopes"]


def render(program: Program) -> str:
    """The program as one module."""
    imports = "import keras\nfrom keras import ops"
    return module(program, imports, [CHOICES, _SLOPES], SYNTAX, _unit)


def _unit(unit: Unit) -> list[str]:
    parts = []
    name, given = unit.name, ", ".join(unit.inputs)
    for output in unit.outputs:
        head = f"def _{name}{output.suffix}({given}):"
        value = "{}" if output.tree.names else f"ops.full_like({unit.inputs[0]}, {{}})"
        parts.append(definition(head, output.tree, syntax=SYNTAX, value=value))
    for output in reversed(unit.outputs):
        own = f"{name}{output.suffix}"
        following = [unit.slope(output.suffix, word) for word in unit.inputs]
        slopes = ", ".join([f"_{own}", *(f"{name}{suffix}" for suffix in following)])
        whole = all(following)
        call = f"_with_slopes({slopes})({given})" if whole else f"_in_double(_{own}, {given})"
        said = numpy.documented(unit.says) if not output.suffix else []
        parts.append("\n".join([REGISTERED, f"def {own}({given}):", *said, f"    return {call}"]))
    layer = [
        REGISTERED,
        f"class {class_name(name)}(keras.layers.Layer):",
        f"    def call(self, {given}):",
        f"        return {name}({given})",
    ]
    parts.append("\n".join(layer))
    return parts
