"""How every command ends: its exit code, and one message about what went wrong."""

from __future__ import annotations

import os
from contextlib import suppress

from actviz.lookup import doors, user_catalogues
from actviz.text import standard

TYPE_CHECKING = False  # importing typing would take as long as the interpreter does to start
if TYPE_CHECKING:
    from collections.abc import Callable

    from actviz.lookup.names import Function


def _node(spec: str) -> Function:
    from actviz.models.nodes import function_at

    return function_at(spec)


def guarded(command: Callable[[], object]) -> int:
    """Run a command and return its exit code: 0, 1, 2 or 130."""
    try:
        usual = user_catalogues.usual_file()
        user_catalogues.files[:] = [usual] if usual else []
        standard.quiet.wanted = False
        doors.node = _node
        code = command()
        standard.finish()
    except standard.ReaderGone:
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("ACTVIZ_TRACEBACK"):
            raise
        standard.error(f"actviz: {readable(_message(error))}")
        with suppress(OSError, standard.ReaderGone):  # what a parser's page left in the buffer
            standard.finish()
        return int(getattr(error, "exit_code", 2))
    return code if isinstance(code, int) else 0


def _message(error: Exception) -> str:
    """What to say of an error."""
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        return f"{name}{error.strerror or error}"
    if isinstance(error, RecursionError):
        return "what was given is nested too deeply"
    if isinstance(error, MemoryError):
        return "there is not enough memory for this"
    if isinstance(error, (ValueError, ArithmeticError)):
        # SpecError, FormulaError and NotDecided say in their message what was wrong.
        return str(error)
    return (
        f"a mistake of the program itself, {type(error).__name__}: {error}; please report it, "
        "with what ACTVIZ_TRACEBACK=1 shows"
    )


def readable(message: str) -> str:
    """A message without control characters, and without the whole of something endless."""
    import re

    message = "".join(
        sign if sign.isprintable() or sign == "\n" else repr(sign)[1:-1] for sign in message
    )
    # Words that nobody wrote by hand, what is quoted at such a length, and whatever is longer yet.
    for far_too_long in (r"'[^'\n]{300,}'|[^\s']{300,}", r"[^\n]{1200,}"):
        message = re.sub(far_too_long, lambda match: f"{match[0][:60]}...{match[0][-40:]}", message)
    return message
