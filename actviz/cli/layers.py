"""Files of pre-activations, read to their end for the commands that look into them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from actviz.cli.budget import bounded
from actviz.cli.options import DATA
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.files.wish import Wish
    from actviz.functions.elementwise import Activation
    from actviz.networks.inspection import Inspection, LayerInputs


def layers(
    files: Sequence[str],
    functions: Sequence[Activation],
    tolerance: float = 0.01,
    *,
    wish: Wish | None = None,
    sketched: bool = False,
) -> list[LayerInputs]:
    """Every layer of every file under some functions; ``sketched`` for a picture."""
    from actviz.files.numbers_from_file import AS_IT_IS, blocks
    from actviz.networks.inspection import LayerInputs
    from actviz.networks.regions import regions

    titles = _titles(files)
    with bounded(functions):
        where = [(function, regions(function, tolerance)) for function in functions]
    inputs: dict[tuple[int, int], LayerInputs] = {}
    for place, file in enumerate(files):
        with terminal.progress(titles[place], 1) as done:
            for block in blocks(file, wish or AS_IT_IS):
                key = place, block.layer
                if key not in inputs:
                    name = _name(titles[place], block.name, several=len(files) > 1)
                    inputs[key] = LayerInputs(name, where, block.units, sketched=sketched)
                inputs[key].add(block.values, block.first_unit)
                done(block.done)
    return list(inputs.values())


def show_inspections(inspections: Sequence[Inspection], format_: str) -> None:
    """Print what was found of each layer under each function: all of it where a program reads."""
    from actviz.pages.inspection import full_row, short_rows

    if format_ in DATA:
        terminal.table([full_row(one) for one in inspections], format_)
    else:
        terminal.table(short_rows(list(inspections)), format_)


def _titles(files: Sequence[str]) -> list[str]:
    """What files are called: their stems, or as they were given where stems are the same."""
    if len(set(files)) < len(files):
        twice = next(file for file in files if files.count(file) > 1)
        raise ValueError(f"{twice} is given twice")
    stems = ["stdin" if file == "-" else Path(file.removesuffix(".gz")).stem for file in files]
    return stems if len(set(stems)) == len(stems) else list(files)


def _name(title: str, name: str, *, several: bool) -> str:
    if not name:
        return title
    return f"{title}:{name}" if several else name
