"""NumPy: functions of arrays, in float64, float32 or float16, without warnings.

Arithmetic is in float64 whatever the format; a result is rounded once. Both branches of a choice
are computed everywhere, with NumPy's warnings held back inside.
"""

from __future__ import annotations

import builtins
import keyword
import math
from typing import Final

from actviz.readings.languages.program import Output, Program, Unit
from actviz.readings.languages.python_module import module
from actviz.readings.languages.syntax import Syntax, written

_MATH: Final = "abs exp expm1 log log1p sqrt hypot sin cos sinh cosh tanh floor ceil trunc"
FUNCTIONS: Final = {
    **{word: f"np.{word}({{args}})" for word in _MATH.split()},
    "atan": "np.arctan({0})",
    "asinh": "np.arcsinh({0})",
    "round": "np.rint({0})",
    "pow": "np.power({0}, {1})",
}
FORMATS: Final = {"float64": "float64", "float32": "float32", "float16": "float16"}
PYTHON_WORDS: Final = frozenset({*keyword.kwlist, *dir(builtins)})
RESERVED: Final = PYTHON_WORDS | {"np"}

REAL: Final = """def _real(x):
    if np.iscomplexobj(x):
        raise TypeError("takes real numbers, not complex ones")
    return np.asarray(x, dtype=np.float64)"""


def literal(value: float, *, whole: bool = True) -> str:
    """A number as Python reads it back; a whole one that is small without its point if asked."""
    if math.isinf(value):
        return "np.inf" if value > 0 else "-np.inf"
    if math.isnan(value):
        return "np.nan"
    whole &= value.is_integer() and abs(value) < 1e6 and str(value) != "-0.0"
    return repr(int(value)) if whole else repr(value)


SYNTAX: Final = Syntax(
    literal=literal,
    functions=FUNCTIONS,
    where="np.where({0}, {1}, {2})",
    let="{0} = {1}",
    prefix="_",
)


def render(program: Program) -> str:
    """The program as one module."""

    def unit(one: Unit) -> list[str]:
        return [_exported(one, output, program.dtype) for output in one.outputs]

    return module(program, "import numpy as np", [REAL], SYNTAX, unit)


def _exported(unit: Unit, output: Output, dtype: str) -> str:
    letters = (*unit.inputs, *unit.parameters)
    text = written([output.tree], SYNTAX)
    lines = [f"def {unit.name}{output.suffix}({', '.join(letters)}):"]
    if not output.suffix:
        lines += documented(unit.says)
    lines += [f"    {word} = _real({word})" for word in letters]
    lines.append('    with np.errstate(all="ignore"):')
    lines += [f"        {let}" for let in text.lets]
    lines.append(f"        y = {text.values[0]}")
    shape = letters[0] if len(letters) == 1 else f"np.broadcast_arrays({', '.join(letters)})[0]"
    if not output.tree.names:
        lines.append(f"        y = np.full(np.shape({shape}), y)")
    lines.append(f"        return y{'' if dtype == 'float64' else f'.astype(np.{dtype})'}[()]")
    return "\n".join(lines)


def documented(says: tuple[str, ...]) -> list[str]:
    """The lines of a docstring."""
    if len(says) < 2:
        return [f'    """{says[0]}"""'] if says else []
    return ['    """' + says[0], *(f"    {line}" if line else "" for line in says[1:]), '    """']
