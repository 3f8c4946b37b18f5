"""JAX: functions with a derivative rule of their own, under jit, vmap and grad of grad.

Arithmetic is in float64, which is switched on inside whatever the program's own setting, and the
result is rounded once to the input's format. The processor's arithmetic in XLA takes subnormal
numbers for 0, so that those are taken apart and put together as bits.
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

FUNCTIONS: Final = {
    **{
        word: f"jnp.{spelled}({{args}})"
        for word, spelled in (
            ("abs", "abs"), ("exp", "exp"), ("expm1", "expm1"), ("log", "log"),
            ("log1p", "log1p"), ("sqrt", "sqrt"), ("hypot", "hypot"), ("sin", "sin"),
            ("cos", "cos"), ("atan", "arctan"), ("tanh", "tanh"), ("floor", "floor"),
            ("ceil", "ceil"), ("trunc", "trunc"), ("round", "rint"), ("pow", "power"),
        )
    },
}  # fmt: skip
FORMATS: Final = {"input": ""}
RESERVED: Final = frozenset({*keyword.kwlist, *dir(builtins), "jax", "jnp", "lax"})


def literal(value: float) -> str:
    """A number as Python reads it back."""
    return numpy.literal(value).replace("np.", "jnp.")


SYNTAX: Final = Syntax(
    literal=literal,
    functions=FUNCTIONS,
    where="jnp.where({0}, {1}, {2})",
    let="{0} = {1}",
    prefix="_act_",
)

AROUND: Final = '''\
# Of a format whose subnormal numbers are kept: whole numbers of its width, and the binary places
# of its least number.
_BITS = {"float32": (jnp.int32, 149), "bfloat16": (jnp.int16, 133)}


def _wide(x):
    """A number as float64, subnormal numbers too."""
    wide = lax.convert_element_type(x, jnp.float64)
    if str(x.dtype) not in _BITS:
        return wide
    whole, places = _BITS[str(x.dtype)]
    bits = lax.convert_element_type(lax.bitcast_convert_type(x, whole), jnp.int32)
    least = 2**(places - 126)
    part = lax.convert_element_type(bits & (least - 1), jnp.float64) * 2.0**-places
    small = (bits & (0xFF * least)) == 0
    return jnp.where(small, jnp.where(bits < 0, -part, part), wide)


def _narrow(y, dtype):
    """float64 rounded once, to subnormal numbers too."""
    narrow = lax.convert_element_type(y, dtype)
    if str(dtype) not in _BITS:
        return narrow
    whole, places = _BITS[str(dtype)]
    small = jnp.abs(y) < 2.0**-126
    size = lax.convert_element_type(jnp.rint(jnp.where(small, jnp.abs(y), 0) * 2.0**places), whole)
    bits = jnp.where(jnp.signbit(y), size | jnp.iinfo(whole).min, size)
    return jnp.where(small, lax.bitcast_convert_type(bits, dtype), narrow)


def _in_double(function, x, *others):
    x = jnp.asarray(x)
    dtype = x.dtype if jnp.issubdtype(x.dtype, jnp.floating) else jnp.result_type(float)
    with jax.enable_x64(True):
        wide = [_wide(lax.convert_element_type(jnp.asarray(one), dtype)) for one in (x, *others)]
        shape = jnp.broadcast_shapes(*map(jnp.shape, wide))
        return _narrow(jnp.broadcast_to(function(*wide), shape), dtype)'''


def render(program: Program) -> str:
    """The program as one module."""
    imports = "import jax\nimport jax.numpy as jnp\nfrom jax import lax"
    return module(program, imports, [AROUND], FUNCTIONS, SYNTAX, _function, _unit)


def _function(head: str, tree: Node, words: dict[str, str]) -> str:
    text = written([tree], SYNTAX, words)
    return "\n".join([head, *(f"    {line}" for line in (*text.lets, f"return {text.values[0]}"))])


def _unit(unit: Unit) -> list[str]:
    letters = (*unit.inputs, *unit.parameters)
    given = ", ".join(letters)
    suffixes = [output.suffix for output in unit.outputs]
    parts = []
    for output in unit.outputs:
        head = f"def _{unit.name}{output.suffix}({given}):"
        parts.append(_function(head, output.tree, {word: word for word in letters}))
    for output in reversed(unit.outputs):
        suffix, name = output.suffix, f"{unit.name}{output.suffix}"
        said = numpy.documented(unit.says) if not suffix else []
        rules = _rules(unit, suffix, letters, suffixes)
        ruled = ["@jax.custom_jvp"] if rules else []
        call = f"    return _in_double(_{name}, {given})"
        text = "\n".join([*ruled, f"def {name}({given}):", *said, call])
        if rules:
            text += "\n\n\n" + "\n".join(
                [
                    f"@{name}.defjvp",
                    f"def _{name}_jvp(at, along):",
                    f"    return {name}(*at), " + " + ".join(rules),
                ]
            )
        parts.append(text)
    return parts


def _rules(unit: Unit, suffix: str, letters: tuple[str, ...], suffixes: list[str]) -> list[str]:
    """The terms of a tangent: a slope times how fast its argument moves."""
    alone = len(unit.inputs) == 1
    step = f"_d{int(suffix[2:] or 0) + 1}" if not suffix or suffix[2:].isdigit() else ""
    rules = []
    for at, word in enumerate(letters):
        own = step if alone and not at else f"_d{word}" if not suffix else ""
        if own in suffixes and own:
            rules.append(f"{unit.name}{own}(*at) * along[{at}]")
        elif suffix == "" or (alone and not at):
            return []
    return rules
