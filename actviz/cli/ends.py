"""How every command ends: its exit code, and one message about what went wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from actviz.lookup import user_catalogues
from actviz.text import terminal


def guarded(command: Callable[[], object]) -> int:
    """Run a command and return its exit code: 0, 1, 2 or 130."""
    try:
        usual = user_catalogues.usual_file()
        user_catalogues.files[:] = [usual] if usual else []
        terminal.quiet.wanted = False
        code = command()
    except terminal.ReaderGone:
        return 0
    except KeyboardInterrupt:
        return 130
    except (ValueError, ArithmeticError) as error:
        # SpecError, FormulaError and NotDecided say in their message what was wrong.
        if os.environ.get("ACTVIZ_TRACEBACK"):
            raise
        terminal.error(f"actviz: {error}")
        return 2
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        terminal.error(f"actviz: {name}{error.strerror or error}")
        return 2
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        terminal.silence(sys.stdout)
    return code if isinstance(code, int) else 0
