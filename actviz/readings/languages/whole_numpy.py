"""NumPy of whole numbers: arrays of integers in, arrays of integers out."""

from __future__ import annotations

from typing import Final

from actviz.readings.languages.python import RESERVED as RESERVED
from actviz.readings.languages.whole_numbers import Whole, written

_FORMS: Final = {
    "number": "{0}",
    "negative": "(-{0})",
    "x": "x",
    "at": "{table}[{0}]",
    "count": 'np.searchsorted({table}, {0}, side="right")',
    "min": "np.minimum({0}, {1})",
    "max": "np.maximum({0}, {1})",
    "<": "np.where({0} < {1}, {2}, {3})",
}


def render(programs: list[Whole], head: tuple[str, ...]) -> str:
    """The functions as the text of a module."""
    lines = [f'"""{head[0]}', "", *head[1:], '"""', "", "import numpy as np", ""]
    for one in programs:
        for word, values in one.tables.items():
            lines.append(f"{_table(one, word)} = np.array({list(values)}, dtype=np.int64)")
        lines += ["", "", f"def {one.name}(x):"]
        lines += [f"    # {line}" for line in one.says]
        lines.append("    x = np.asarray(x).astype(np.int64)")
        for step in one.steps:
            lines.append(f"    {step.name} = {written(step.value, one, _FORMS, _table)}")
        lines.append(f"    return y.astype(np.{one.result.type})")
    return "\n".join(lines) + "\n"


def _table(one: Whole, word: str) -> str:
    return f"_{one.name}_{word}"
