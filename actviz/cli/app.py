"""The commands put together, and what every one of them does about errors and closed pipes."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Annotated, Any, Final

import typer
from typer.exceptions import TyperException

from actviz import __version__, own, terminal
from actviz.cli import check, cite, derive, dialects, evaluate, gallery, listing, plot, show, table
from actviz.cli.options import Catalogue
from actviz.streams.numerals import is_number

app = typer.Typer(
    name="actviz",
    help="Plot, compare and explain the activation functions of neural networks.",
    epilog="actviz COMMAND --help shows the options of a command, with examples.",
    no_args_is_help=True,
    rich_markup_mode=None,  # half the time of a rich help page, and examples stay as written
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

COMMANDS: Final[dict[str, Callable[..., None]]] = {
    "plot": plot.plot,
    "table": table.table,
    "derive": derive.derive,
    "eval": evaluate.evaluate,
    "show": show.show,
    "list": listing.listing,
    "cite": cite.cite,
    "dialects": dialects.dialects,
    "check": check.check,
    "gallery": gallery.gallery,
}
WITHOUT_NAMES: Final = ("gallery", "dialects")  # they take no function of the user's


def with_catalogue(function: Callable[..., None]) -> Callable[..., None]:
    """The same command with ``--catalogue``, which is dealt with before it runs."""

    @wraps(function)
    def command(*, catalogue: list[str] | None = None, **given: Any) -> None:
        function(**given)

    signature = inspect.signature(function, eval_str=True)
    option = inspect.Parameter(
        "catalogue", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Catalogue
    )
    command.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*signature.parameters.values(), option]
    )
    return command


for _name, _function in COMMANDS.items():
    # A help page ends with its examples; a docstring holds them last.
    _text, _, _examples = str(inspect.getdoc(_function)).partition("\b\n")
    _command = _function if _name in WITHOUT_NAMES else with_catalogue(_function)
    app.command(_name, help=_text, epilog=f"\b\n{_examples}")(_command)


def _version(wanted: bool) -> None:
    if wanted:
        terminal.out(f"actviz {__version__}\n")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Plot, compare and explain the activation functions of neural networks."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code: 0, 1, 2 or 130."""
    command = typer.main.get_command(app)
    try:
        usual = own.usual_file()
        own.files[:] = [usual] if usual else []
        code = command.main(shield(arguments), prog_name="actviz", standalone_mode=False)
    except terminal.ReaderGone:
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except TyperException as error:
        terminal.note(f"actviz: {_message(error, list(command.commands))}")  # type: ignore[attr-defined]
        return 2
    except (ValueError, ArithmeticError) as error:
        # SpecError, FormulaError and NotDecided say in their message what was wrong.
        if os.environ.get("ACTVIZ_TRACEBACK"):
            raise
        terminal.note(f"actviz: {error}")
        return 2
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        terminal.note(f"actviz: {name}{error.strerror or error}")
        return 2
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        terminal.silence(sys.stdout)
    return code if isinstance(code, int) else 0


def shield(arguments: Sequence[str]) -> list[str]:
    """Negative numbers as typed: a blank in front makes ``-22`` an argument, not an option."""
    return [f" {word}" if word.startswith("-") and is_number(word) else word for word in arguments]


def _message(error: TyperException, commands: list[str]) -> str:
    text = error.format_message().rstrip(".")
    if text.startswith("No such command") and "Did you mean" not in text:
        text += f"; commands: {', '.join(commands)}"
    return text[:1].lower() + text[1:]
