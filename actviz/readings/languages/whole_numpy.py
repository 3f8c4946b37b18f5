"""NumPy of whole numbers: arrays of integers in, arrays of integers out."""

from __future__ import annotations

from typing import Final

from actviz.readings.languages.python import RESERVED as RESERVED
from actviz.readings.languages.whole_numbers import Expression, Whole, Width

_CALLED: Final = {"min": "np.minimum", "max": "np.maximum"}


def render(programs: list[Whole], head: tuple[str, ...]) -> str:
    """The functions as the text of a module."""
    lines = [f'"""{head[0]}', "", *head[1:], '"""', "", "import numpy as np", ""]
    for one in programs:
        for word, values in one.tables.items():
            lines.append(f"{_table(one, word)} = np.array({list(values)}, dtype=np.int64)")
        lines += ["", "", f"def {one.name}(x):"]
        lines += [f"    # {line}" for line in one.says]
        lines.append("    x = np.asarray(x).astype(np.int64)")
        lines += [f"    {step.name} = {_written(step.value, one)}" for step in one.steps]
        lines.append(f"    return y.astype(np.{kind(one.result)})")
    return "\n".join(lines) + "\n"


def kind(width: Width) -> str:
    """The type that holds a number of a width."""
    return f"{'' if width.signed else 'u'}int{width.stored}"


def _table(one: Whole, word: str) -> str:
    return f"_{one.name}_{word}"


def _written(value: Expression, one: Whole) -> str:
    if isinstance(value, int):
        return str(value) if value >= 0 else f"({value})"
    if isinstance(value, str):
        return value
    op, *args = value
    if op == "at":
        return f"{_table(one, args[0])}[{_written(args[1], one)}]"
    if op == "count":
        return f'np.searchsorted({_table(one, args[0])}, {_written(args[1], one)}, side="right")'
    texts = [_written(arg, one) for arg in args]
    if op in _CALLED:
        return f"{_CALLED[op]}({texts[0]}, {texts[1]})"
    if op == "<":
        return f"np.where({texts[0]} < {texts[1]}, {texts[2]}, {texts[3]})"
    return f"({texts[0]} {op} {texts[1]})"
