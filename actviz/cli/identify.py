"""``actviz identify``: which function is this?"""

from __future__ import annotations

import re
from os.path import isfile
from typing import TYPE_CHECKING, Annotated, Final

import typer

from actviz.arrays import Float64
from actviz.cli.budget import NAMED, bounded
from actviz.cli.options import DATA, Arrays, Binary, Fields, FormatOption, option, wish
from actviz.text import terminal

if TYPE_CHECKING:
    from actviz.files.wish import Wish
    from actviz.functions.elementwise import Activation
    from actviz.models.identification import Answer


_CALLABLE: Final = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")
_FILES: Final = (".npy", ".npz", ".csv", ".tsv", ".txt", ".gz", ".parquet", ".safetensors")
_SHOWN: Final = 6  # names in a cell


def identify(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="Pairs x, y (a file of any kind that inspect reads, or - for stdin), a callable "
            "(torch.nn.functional:gelu), or a formula.",
        ),
    ],
    top: Annotated[int, option("--top N", "Rows at most.", min=1, max=50)] = 5,
    field: Fields = None,
    array: Arrays = None,
    binary: Binary = None,
    format_: FormatOption = "table",
) -> None:
    """Identify a function from samples, from code or from a formula.

    The nearest entries, best first, with parameters fitted where that explains more. largest: the
    largest difference, the source less the function, and at which x; rms: the root of the mean
    square. proved: a formula and the entry are the same function, by exact arithmetic. samples:
    they agree here, up to rounding or to noise that is independent of x. near:
    merely the nearest. same_on_these: other functions that these inputs do not tell apart from it.
    Exit code 1, and no row, if no function of the catalogue is near.

    A callable's module is imported, which runs its code.

    \b
    Examples:
      actviz identify 'x * 0.5 * (1 + erf(x / sqrt(2)))'
      seq -4 0.01 4 | actviz eval mish --keep | actviz identify -
      seq 0 0.01 4 | actviz eval relu --keep | actviz identify - --format json
      actviz identify numpy:tanh --top 3
    """
    answers, range_ = _answers(source, top, wish(field, array, binary, pairs=True))
    if answers and format_ == "table":
        first = answers[0]
        if first.same_on_these and range_:
            count = len(first.same_on_these)
            names = ", ".join(first.same_on_these[:_SHOWN])
            more = f" and {count - _SHOWN} others" if count > _SHOWN else ""
            terminal.note(f"actviz: on {range_} {first.function}, {names}{more} agree")
    rows = [one.row() for one in answers]
    if format_ not in DATA:
        for row in rows:
            names = row["same_on_these"]
            row["same_on_these"] = " ".join(names[:_SHOWN]) + (" ..." if names[_SHOWN:] else "")
    if rows or format_ in DATA:
        terminal.table(rows, format_, list(_COLUMNS))
    if not rows:
        terminal.fail(f"{source}: no function of the catalogue is near", code=1)


_COLUMNS: Final = ("function", "spec", "largest", "at", "rms", "certainty", "same_on_these")


def _answers(source: str, top: int, wished: Wish) -> tuple[list[Answer], str]:
    """The answers, and the range of x in words."""
    from actviz.models import identification

    if source == "-" or isfile(source):
        from actviz.files.numbers_from_file import pairs

        x, y = pairs(source, wished)
        return identification.of_samples(x, y, top), _range(x)
    if source.endswith(_FILES):
        raise ValueError(f"{source}: no such file")
    if wished != wish(pairs=True):
        raise ValueError("--field, --array and --binary are for files of pairs")
    function = _function(source)
    if function is not None:
        with bounded([function], NAMED):
            return identification.of_formula(function.bound_tree, top), ""
    from actviz.measure import callables

    return identification.of_callable(callables.load(source), top), _range(identification.points())


def _function(source: str) -> Activation | None:
    """What a NAME or formula means; None: it is a callable."""
    from actviz.functions.entry import SpecError
    from actviz.lookup.registry import resolve
    from actviz.models.identification import one_of_x

    try:
        functions = resolve(source)
    except SpecError:
        if _CALLABLE.fullmatch(source):
            return None
        raise
    return one_of_x(functions, source)


def _range(x: Float64) -> str:
    return f"[{x.min():.6g}, {x.max():.6g}]"
