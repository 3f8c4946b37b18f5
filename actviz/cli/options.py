"""Arguments and options that several commands share: their texts, and how they are read."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from actviz.readings.formats import NAMES, known
from actviz.streams.words import is_number, number

if TYPE_CHECKING:
    from actviz.files.wish import Wish

Format = Literal["table", "json", "csv", "tsv", "md", "latex"]
DATA: Final = ("json", "csv", "tsv")  # what programs read, and not people


def option(typed: str, help_: str, **more: Any) -> Any:
    """An option as it is typed, such as ``--output -o FILE``, and what its help says."""
    *words, last = typed.split()
    metavar = None if last.startswith("-") else last
    return typer.Option(*words, *([] if metavar else [last]), metavar=metavar, help=help_, **more)


FORMATS: Final = f"{', '.join(NAMES)}, Q4.12, int8:SCALE:ZERO (int16, uint8)"


def a_format(name: str | None) -> str | None:
    """The name of a number format as it was given."""
    if name is not None:
        known(name)
    return name


def formats_among(text: str | None) -> list[str]:
    """The formats that ``--dtype`` lists, between commas."""
    names = [word.strip() for word in text.split(",")] if text else []
    for name in names:
        known(name)
    return list(dict.fromkeys(names))


def complete_format(incomplete: str) -> list[str]:
    """The formats with names of their own."""
    return [name for name in NAMES if name.startswith(incomplete)]


def _use(paths: list[str] | None) -> None:
    """Take the functions of these catalogues in, before any NAME is read."""
    if paths:
        from actviz.lookup.registry import use_catalogue

        for path in paths:
            use_catalogue(path)


Catalogue = Annotated[
    list[str] | None,
    option(
        "--catalogue FILE",
        "A TOML file with functions of your own, for NAME; may be repeated.",
        callback=_use,
        is_eager=True,
    ),
]


def _be_quiet(wanted: bool) -> None:
    if wanted:
        from logging import getLogger

        from actviz.text import terminal

        terminal.quiet.wanted = True
        getLogger("actviz").disabled = True  # notes on plug-ins


Quiet = Annotated[
    bool,
    option("--quiet -q", "No notes and no progress on stderr.", callback=_be_quiet, is_eager=True),
]


def complete_spec(incomplete: str) -> list[str]:
    """What may stand for NAME, for completion: names, a library's names, parameters."""
    from actviz.lookup.names import frameworks, names

    head, colon, word = incomplete.partition(":")
    if not colon:
        known = [*names(), *(f"{framework}:" for framework in frameworks())]
    elif head in frameworks() and ":" not in word:
        known = [f"{head}:{name}" for name in frameworks()[head]]
    else:
        spec, _, _ = incomplete.rpartition(":")
        known = [f"{spec}:{parameter}=" for parameter in parameters_of(spec)]
    return [name for name in known if name.startswith(incomplete)]


def parameters_of(spec: str) -> list[str]:
    """The parameters of a function, with a library's own names for them in front."""
    from actviz.lookup import specs

    try:
        (function,) = specs.resolve(spec)
        theirs = specs.spellings_of(spec)
    except ValueError:
        return []
    return list(dict.fromkeys([*theirs, *function.values]))


def complete_family(incomplete: str) -> list[str]:
    """Families, for completion."""
    from actviz.catalogue import FAMILIES

    return [name for name in FAMILIES if name.startswith(incomplete)]


def complete_framework(incomplete: str) -> list[str]:
    """Libraries, for completion."""
    from actviz.lookup.names import frameworks

    return [name for name in frameworks() if name.startswith(incomplete)]


def complete_role(incomplete: str) -> list[str]:
    """Places in a network, for completion."""
    from actviz.lookup import roles

    return [name for name in roles.names() if name.startswith(incomplete)]


_WHAT_IS_A_NAME = (
    "A name (gelu), a framework's name (torch:GELU), parameters (elu:alpha=0.5), "
    "a sweep (swish:beta=0.5,1,2) or a formula ('x * tanh(x)')."
)

Names = Annotated[
    list[str], typer.Argument(metavar="NAME...", help=_WHAT_IS_A_NAME, autocompletion=complete_spec)
]
MaybeNames = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME...]", help=_WHAT_IS_A_NAME, autocompletion=complete_spec),
]
Name = Annotated[
    str, typer.Argument(metavar="NAME", help=_WHAT_IS_A_NAME, autocompletion=complete_spec)
]
FormatOption = Annotated[Format, option("--format -f", "How rows are printed.", show_default=True)]


Theme = Annotated[
    Literal["light", "dark", "print"] | None,
    option("--theme", "The colours of the picture; light by default."),
]


def to_file(help_: str) -> Any:
    """Where to write: ``-o``, with what is written there."""
    return option("--output -o FILE", help_)


def low_high(help_: str) -> Any:
    """A range of x: ``-r``, with what it is for."""
    return option("--range -r LOW:HIGH", help_)


PictureOrTable = Annotated[
    str | None,
    to_file("A picture: png, svg, pdf and what else plot writes; or the table: .csv, .md, ..."),
]


# Where work is shared out, beyond the processors of this computer.
Cluster = Annotated[
    str | None,
    option(
        "--dask tcp://HOST:PORT", "Let the workers of a Dask cluster that is there do the work."
    ),
]

# How a file of numbers is read, where its user says more than the file does.
Fields = Annotated[
    str | None,
    option("--field -F N|NAME,...", "Columns of a table, by name or by number from 1 on."),
]
Arrays = Annotated[str | None, option("--array NAME,...", "Arrays of an archive, by name.")]
Binary = Annotated[
    Literal[
        "float64", "float32", "float16", "bfloat16", "float8_e4m3fn", "float8_e5m2",
        "int32", "int16", "int8", "uint16", "uint8",
    ]
    | None,
    option(
        "--binary FORMAT",
        "Bare little-endian numbers, or those of a .npy that has no name for them: float64, "
        "float32, float16, bfloat16, float8_e4m3fn, float8_e5m2, int32, int16, int8, uint16, "
        "uint8.",
    ),
]  # fmt: skip
Delimiter = Annotated[
    str | None,
    option(
        "--delimiter -D SIGN", "Between fields; \\t for tabs, ' ' for blanks; inferred by default."
    ),
]
Decimal = Annotated[
    Literal["point", "comma"] | None, option("--decimal", "The decimal mark; inferred by default.")
]
Header = Annotated[
    bool | None,
    option("--header/--no-header", "The first line names the columns; inferred by default."),
]


def wish(
    field: str | None = None,
    array: str | None = None,
    binary: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    header: bool | None = None,
    **more: Any,
) -> Wish:
    """What is asked of a file by the options that were given."""
    from actviz.files.wish import Wish

    sign = None if delimiter is None else delimiter.replace("\\t", "\t")
    if sign is not None and (len(sign) != 1 or sign in '"\n.' or sign.isalnum()):
        raise ValueError(f"--delimiter {delimiter!r} is not one sign, such as ';' or \\t")
    return Wish(_listed(field), _listed(array), sign, decimal, header, binary, **more)


def idle(why: str, **given: object) -> None:
    """Refuse options that would change nothing.

    Args:
        why: what they do not go with, or what they need.
        given: options, with underscores, and what was given of each; nothing where it is false.
    """
    for word, value in given.items():
        if value is not None and value is not False and value != 0 and value != []:
            raise ValueError(f"--{word.strip('_').replace('_', '-')} {why}")


PICTURE: str = "is of the picture; name its file with -o"


def one_thread() -> None:
    """Keep libraries to one thread: sums must not depend on how many processors there are."""
    words = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")
    os.environ.update(dict.fromkeys(words, "1"))


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",")) if text else ()


def span(text: str | None) -> tuple[float, float] | None:
    """``-6:6`` as two numbers."""
    if text is None:
        return None
    low, colon, high = text.partition(":")
    try:
        ends = typed(low), typed(high if colon else "")
    except ValueError:
        wrong = f"--range {text.strip()!r} is not LOW:HIGH; an example: --range=-6:6"
        raise ValueError(wrong) from None
    if not all(map(math.isfinite, ends)):
        raise ValueError(f"--range {text.strip()!r} must have finite ends")
    if not ends[0] < ends[1]:
        kind = "empty" if ends[0] == ends[1] else "reversed"
        raise ValueError(f"--range {text.strip()!r} is {kind}; the low end comes first")
    if not math.isfinite(ends[1] - ends[0]):
        raise ValueError(f"--range {text.strip()!r} is wider than the largest double")
    return ends


def numbers(text: str) -> list[float]:
    """``-2,0,2`` or ``0,1/3,pi/2`` as numbers."""
    values = []
    for word in text.split(","):
        try:
            values.append(typed(word))
        except ValueError:
            raise ValueError(f"{word.strip()!r} in {text!r} is not a number") from None
    return values


def typed(word: str) -> float:
    """The double nearest to a number as typed, or to constant arithmetic such as ``pi/2``.

    Raises:
        ValueError: it is neither.
    """
    if is_number(word):
        return number(word)
    from actviz.lookup.specs import constant

    return constant(word)
