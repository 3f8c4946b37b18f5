"""The commands put together, and what every one of them does about errors and closed pipes.

A command's module is imported when that command is asked for: the others cost nothing.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from types import CodeType, FunctionType
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from actviz import __version__
from actviz.cli import mistyped_options, table_files
from actviz.cli.brief_help import Brief
from actviz.cli.exit_codes import guarded, readable
from actviz.cli.options import Catalogue, Quiet, option
from actviz.text import terminal


class _Program(TyperGroup):
    """The group of all commands, of which a list imports none."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:
        """What a list says of a command."""
        return TyperCommand(cmd_name, help=_help(cmd_name)) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that is to run, whole."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, None if name is None else self.commands[name], rest


app = typer.Typer(
    name="actviz",
    cls=_Program,
    help="Plot, compare and explain the activation functions of neural networks.",
    epilog="actviz COMMAND --help shows the options of a command, with examples.",
    no_args_is_help=True,
    rich_markup_mode=None,  # half the time of a rich help page, and examples stay as written
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

_COMMANDS: Final = (
    "plot table derive compare depth eval show list cite dialects check gain inspect model "
    "identify backprop train approximate export gallery"
)
_OTHERWISE: Final = {"eval": "evaluate", "list": "listing"}  # what may not be a module's name
# Each command's module in this package; the function that it runs bears the module's name.
COMMANDS: Final = {word: _OTHERWISE.get(word, word) for word in _COMMANDS.split()}
_TABLE_FILE: Final = "table_file"  # what -o is called where it is for tables alone
WITHOUT_NAMES: Final = ("gallery", "dialects", "model")  # they take no function of the user's


def _help(name: str) -> str | None:
    """The docstring of a command, out of the code of its module, which is not run."""
    word = COMMANDS[name]
    spec: Any = find_spec(f"actviz.cli.{word}")
    for constant in spec.loader.get_code(spec.name).co_consts:
        if isinstance(constant, CodeType) and constant.co_name == word:
            return FunctionType(constant, {}).__doc__
    raise AssertionError(f"no function {word} in {spec.name}")


def with_shared(function: Callable[..., None], *, named: bool) -> Callable[..., None]:
    """The same command with the options that all have, which are dealt with before it runs.

    ``--quiet`` and ``-h`` for every command, ``--catalogue`` for one that takes names.
    """
    # Evaluated once; whoever asks for the signature would evaluate the text each time.
    function.__annotations__ = inspect.get_annotations(function, eval_str=True)

    @wraps(function)
    def command(
        *,
        catalogue: list[str] | None = None,
        quiet: bool = False,
        short_help: bool = False,
        **given: Any,
    ) -> None:
        mistyped_options.check_names(given, table_files.options_of(function))
        for word, value in given.items():
            if value != value:  # which is neither below a limit nor above one
                raise ValueError(f"--{word.replace('_', '-')} is a number, not nan")
        file = given[words.output] if words.output else given.pop(_TABLE_FILE, None)
        table_files.run(function, given, file, own=bool(words.output))

    words = table_files.words_of(function)
    shared: dict[str, tuple[Any, Any]] = {"quiet": (False, Quiet), "short_help": (False, Brief)}
    if words.format and not words.output:
        shared = {_TABLE_FILE: (None, table_files.Output), **shared}
    if named:
        shared = {"catalogue": (None, Catalogue), **shared}
    signature = inspect.signature(function)
    options = [
        inspect.Parameter(
            word, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
        )
        for word, (default, annotation) in shared.items()
    ]
    command.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*signature.parameters.values(), *options]
    )
    return command


class Commands(Mapping[str, "TyperCommand"]):
    """Every command by its name, made when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, TyperCommand] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)

    def __getitem__(self, name: str) -> TyperCommand:
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    @staticmethod
    def _make(name: str) -> TyperCommand:
        word = COMMANDS[name]
        function = getattr(import_module(f"actviz.cli.{word}"), word)
        # A help page ends with its examples; a docstring holds them last.
        text, _, examples = str(inspect.getdoc(function)).partition("\b\n")
        command = with_shared(function, named=name not in WITHOUT_NAMES)
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(name, help=text, epilog=f"\b\n{examples}")(command)
        described: TyperCommand = typer.main.get_command(single)  # type: ignore[assignment]
        return described


def everything() -> TyperGroup:
    """The program: the group of all commands."""
    group: TyperGroup = typer.main.get_command(app)  # type: ignore[assignment]
    group.commands = Commands()  # type: ignore[assignment]
    return group


def _version(wanted: bool) -> None:
    if wanted:
        terminal.out(f"actviz {__version__}\n")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, option("--version", "Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Plot, compare and explain the activation functions of neural networks."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code: 0, 1, 2 or 130."""
    return guarded(lambda: _parsed(arguments))


def _parsed(arguments: Sequence[str]) -> object:
    command = everything()
    if arguments[:1] == ["help"] and set(arguments[1:]) <= set(COMMANDS):
        arguments = [*arguments[1:2], "--help"]
    try:
        return command.main(shield(arguments), prog_name="actviz", standalone_mode=False)
    except SystemExit:
        # The parser ends so, with code 1, when nobody reads its help page.
        if type(sys.stdout).__name__ == "PacifyFlushWrapper":
            raise terminal.ReaderGone from None
        raise
    except typer.Abort:
        return 130
    except TyperException as error:
        terminal.error(f"actviz: {readable(_message(error))}")
        return 2


def shield(arguments: Sequence[str]) -> list[str]:
    """A blank in front makes ``-22``, ``-1/3`` and ``-2*x`` arguments; no option has a digit."""
    return [
        f" {word}" if re.match(r"-([\d.([]|(inf(inity)?|nan)(,|$))", word, re.IGNORECASE) else word
        for word in arguments
    ]


def _message(error: TyperException) -> str:
    text = error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)
    option = getattr(error, "option_name", None)
    if text.startswith("No such option") and context is not None and option:
        known = [
            word for one in context.command.params for word in (*one.opts, *one.secondary_opts)
        ]
        return mistyped_options.no_option(option, known)
    unknown = re.match(r"No such command '(.*?)'", text)
    if unknown:
        return mistyped_options.no_command(unknown[1], list(COMMANDS))
    extra = re.match(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", text)
    if extra and context is not None:
        return mistyped_options.too_many(extra[1], context.params)
    return text[:1].lower() + text[1:]
