"""Somebody else's code in this process: what it may raise, and where what it prints goes."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import Any, Final

# Were it to end the program, a check that never measured would be a success.
RAISED: Final = (Exception, SystemExit)


def prints_aside() -> redirect_stdout[Any]:
    """Send to stderr what it prints meanwhile: stdout is for rows."""
    return redirect_stdout(sys.stderr)
