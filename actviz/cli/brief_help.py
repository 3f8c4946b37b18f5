"""``actviz COMMAND -h``: a help page of one screen. ``--help`` tells all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from actviz.cli.options import option
from actviz.text import terminal

if TYPE_CHECKING:
    from typer.core import TyperCommand

WIDE: Final = 80
HIGH: Final = 40  # lines at most
_EXAMPLES: Final = 6
_COLUMN: Final = 25  # characters of an option, beyond which what it means begins later


def _show(context: typer.Context, wanted: bool) -> None:
    if wanted:
        terminal.out(page(context))
        raise typer.Exit


Brief = Annotated[bool, option("-h", "The same on one screen.", callback=_show, is_eager=True)]


def page(context: Any) -> str:
    """A command's usage, its options, a line each, and examples."""
    command: TyperCommand = context.command
    usage = " ".join(command.collect_usage_pieces(context))
    summary = (command.help or "").partition("\n\n")[0].replace("\n", " ")
    examples = [line.strip() for line in (command.epilog or "").split("\n") if "actviz " in line]
    options = [row for row in map(_row, command.params) if row is not None]
    panels: dict[str, list[str]] = {}
    for one in command.params:
        if (row := _row(one)) is not None and (panel := getattr(one, "rich_help_panel", None)):
            panels.setdefault(panel, []).append(row[0])
            options.remove(row)
    lines = [f"Usage: {context.command_path} {usage}", "", f"  {summary}", ""]
    lines += list(_laid_out(options))
    for panel, words in panels.items():
        lines += wrap(f"{panel}: {', '.join(words)}", WIDE - 2, break_on_hyphens=False)
    lines = [line if line.startswith((" ", "Usage")) or not line else f"  {line}" for line in lines]
    lines += ["", "Examples:", *(f"  {line}" for line in _short(examples))]
    lines += ["", f"{context.command_path} --help tells more."]
    return "\n".join(lines) + "\n"


def _row(option: Any) -> tuple[str, str] | None:
    """How an option is typed, and what it does."""
    if option.param_type_name != "option" or option.hidden or option.opts in (["-h"], ["--help"]):
        return None
    words = ", ".join(sorted(option.opts, key=lambda word: word.startswith("--")))
    for opposite in option.secondary_opts:
        negated = opposite == f"--no-{words[2:]}"
        words = f"--[no-]{words[2:]}" if negated else f"{words} / {opposite}"
    if not option.is_flag:
        words += f" {_value(option)}"
    return words, option.help or ""


def _value(option: Any) -> str:
    """What stands for an option's value."""
    if option.metavar:
        return str(option.metavar)
    choices = "|".join(map(str, getattr(option.type, "choices", ())))
    if choices:
        return choices if len(choices) <= _COLUMN else "KIND"
    return "N" if option.type.name.startswith("int") else "X"


def _laid_out(options: list[tuple[str, str]]) -> Iterator[str]:
    for words, meaning in options:
        start = f"  {words}".ljust(_COLUMN + 2) + "  "
        yield f"{start}{_clause(meaning, WIDE - len(start))}".rstrip()


def _clause(text: str, room: int) -> str:
    """As much of a sentence as there is room for, ended where a reader would pause."""
    text = re.split(r"\.\s", text)[0].rstrip(".") + "."
    if len(text) <= room:
        return text
    for pause in (r"[;:]\s", r"\s\(", r",\s"):
        ends = [match.start() for match in re.finditer(pause, text) if match.start() < room]
        if ends and ends[-1] > room // 3:
            return f"{text[: ends[-1]].rstrip()}."
    return f"{text[: text.rfind(' ', 0, room - 3)]}..."


def _short(examples: list[str]) -> list[str]:
    """The first examples that fit the screen."""
    return [line for line in examples if len(line) <= WIDE - 2][:_EXAMPLES]
