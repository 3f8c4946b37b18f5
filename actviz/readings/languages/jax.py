"""JAX: functions with a derivative rule of their own, under jit, vmap and grad of grad.

Arithmetic is in float64, which is switched on inside whatever the program's own setting, and the
result is rounded once to the input's format. The processor's arithmetic in XLA takes subnormal
numbers for 0, so that those are taken apart and put together as bits; in float64 those of which a
root, a power or a logarithm is an ordinary number.
"""

from __future__ import annotations

from typing import Final

from actviz.formula.tree import COMPARISONS, ZERO, Node, X, node, of_parts, rebuild, walk
from actviz.readings.languages import numpy
from actviz.readings.languages.marked_texts import parts
from actviz.readings.languages.program import Program, Unit
from actviz.readings.languages.python_module import definition, module
from actviz.readings.languages.syntax import Syntax

_MATH: Final = "abs exp expm1 log log1p sqrt hypot sin cos tanh floor ceil trunc"
FUNCTIONS: Final = {
    **{word: f"jnp.{word}({{args}})" for word in _MATH.split()},
    "atan": "jnp.arctan({0})",
    "round": "jnp.rint({0})",
    "pow": "jnp.power({0}, {1})",
    **{f"{word}_of_x": f"_{word}({{args}})" for word in ("pow", "log", "sqrt", "side")},
}
FORMATS: Final = {"input": ""}
RESERVED: Final = numpy.PYTHON_WORDS | {"jax", "jnp", "lax"}


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

AROUND: Final = parts(__file__, "jax.txt")["around"]
_OF_X: Final = parts(__file__, "jax.txt")["of x"]


def render(program: Program) -> str:
    """The program as one module."""
    imports = "import jax\nimport jax.numpy as jnp\nfrom jax import lax"
    needed = any(_apart(tree) is not tree for tree in program.trees)
    before = [AROUND, _OF_X] if needed else [AROUND]
    return module(program, imports, before, SYNTAX, _unit)


def _apart(tree: Node) -> Node:
    """The tree with functions of x itself that are ordinary numbers where x is subnormal."""
    if not any(
        current.op in ("pow", "log", "sqrt") and _is_x(current.args[0]) for current in walk(tree)
    ):
        return tree

    def change(current: Node, args: tuple[Node, ...]) -> Node:
        if current.op in ("pow", "log", "sqrt") and _is_x(current.args[0]):
            return node(f"{current.op}_of_x", *args)
        if current.op in COMPARISONS and ZERO in args and any(map(_is_x, args)):
            args = tuple(node("side_of_x", arg) if _is_x(arg) else arg for arg in args)
        return of_parts(current, args)

    return rebuild(tree, change)


def _is_x(tree: Node) -> bool:
    """Whether a part is x or its negative, as far as it is not a number."""
    if tree.op == "where":
        return any(map(_is_x, tree.args[1:]))
    return tree is X or (tree.op in ("neg", "abs") and _is_x(tree.args[0]))


def _unit(unit: Unit) -> list[str]:
    letters = (*unit.inputs, *unit.parameters)
    given = ", ".join(letters)
    parts = []
    for output in unit.outputs:
        head = f"def _{unit.name}{output.suffix}({given}):"
        parts.append(definition(head, _apart(output.tree), syntax=SYNTAX))
    for output in reversed(unit.outputs):
        suffix, name = output.suffix, f"{unit.name}{output.suffix}"
        said = numpy.documented(unit.says) if not suffix else []
        rules = _rules(unit, suffix, letters)
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


def _rules(unit: Unit, suffix: str, letters: tuple[str, ...]) -> list[str]:
    """The terms of a tangent: a slope times how fast its argument moves."""
    rules = []
    for at, word in enumerate(letters):
        if own := unit.slope(suffix, word):
            rules.append(f"{unit.name}{own}(*at) * along[{at}]")
        elif suffix == "" or unit.inputs == (word,):
            return []
    return rules
