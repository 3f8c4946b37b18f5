"""``-o FILE`` for every command that prints rows or a page: the format is told by the suffix."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, get_args

from typer.models import OptionInfo

from actviz.cli.options import to_file
from actviz.dataclass import dataclass

# By suffix, the words that a command may have for that format.
SUFFIXES: Final = {
    ".csv": ("csv",), ".tsv": ("tsv",), ".json": ("json",), ".md": ("md",), ".tex": ("latex",),
    ".txt": ("table", "text"), ".html": ("html",), ".bib": ("bibtex",),
}  # fmt: skip

Output = Annotated[str | None, to_file("Write this file instead, in the format of its suffix.")]


@dataclass(frozen=True)
class Words:
    """What a command calls its --format and its --output; "" where it has none."""

    format: str
    output: str
    formats: tuple[str, ...]
    usual: Any


@cache
def options_of(function: Callable[..., None]) -> dict[str, inspect.Parameter]:
    """The options of a command as they are typed, each with its parameter."""
    options: dict[str, inspect.Parameter] = {}
    for parameter in inspect.signature(function, eval_str=True).parameters.values():
        for extra in getattr(parameter.annotation, "__metadata__", ()):
            if isinstance(extra, OptionInfo):  # its first word stands where a default may
                words = [extra.default, *(extra.param_decls or ())]
                typed = [word for word in words if isinstance(word, str)]
                options |= dict.fromkeys(typed or [f"--{parameter.name}"], parameter)
    return options


@cache
def words_of(function: Callable[..., None]) -> Words:
    """The parameters of a command that are its --format and its --output."""
    options = options_of(function)
    form, file = options.get("--format"), options.get("--output")
    if form is None:
        return Words("", file.name if file else "", (), None)
    kinds = tuple(word for word in _literals(form.annotation) if isinstance(word, str))
    return Words(form.name, file.name if file else "", kinds, form.default)


def _literals(annotation: Any) -> tuple[Any, ...]:
    """Every word of the Literals inside an annotation."""
    words: list[Any] = []
    for inner in get_args(annotation):
        words += _literals(inner) if get_args(inner) else [inner]
    return tuple(words)


def run(
    function: Callable[..., None], given: Mapping[str, Any], file: str | None, *, own: bool
) -> None:
    """Run a command; where its file is a table's, what it prints becomes that file.

    Args:
        file: what --output was given.
        own: whether the command has an --output itself, for files of other kinds.
    """
    words = words_of(function)
    suffix = Path(file).suffix.lower() if file else ""
    kind = next((word for word in SUFFIXES.get(suffix, ()) if word in words.formats), None)
    if not file or (own and kind is None):
        function(**given)
        return
    if kind is None:
        known = [sign for sign, kinds in SUFFIXES.items() if set(kinds) & set(words.formats)]
        ending = f"the suffix {suffix}" if suffix else "a name without a suffix"
        raise ValueError(f"{file}: {ending} is not known; write {', '.join(known)}")
    format_ = given.get(words.format)
    if format_ not in (words.usual, kind):
        raise ValueError(f"{file} is {kind} by its name and --format says {format_}; give one")
    from actviz.streams.whole import write_whole
    from actviz.text import standard

    others = {words.format: kind} | ({words.output: None} if own else {})
    ended: SystemExit | None = None
    with standard.held() as parts:
        try:
            function(**{**given, **others})
        except SystemExit as error:  # a check that fails: its table is written all the same
            ended = error
    write_whole(Path(file), b"".join(parts))
    standard.out(f"{Path(file)}\n")
    if ended is not None:
        raise ended
