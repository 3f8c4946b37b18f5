"""The command line, one thin file per command. Heavy imports stay inside the bodies."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress


def main() -> None:
    """Run the command line on ``sys.argv`` and end the process with its exit code."""
    if sys.argv[1:] == ["--version"]:  # scripts ask it at every start: it needs no parser
        from actviz import __version__

        print(f"actviz {__version__}")
        return
    # Imports make many objects and drop few: looking through them at every 700th costs a twentieth.
    gc.set_threshold(100_000)
    # OpenBLAS starts its threads, half of what NumPy's import costs, unless told before.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from actviz.cli.ends import guarded
    from actviz.cli.plain_eval import NotPlain, plain

    command = plain(sys.argv[1:])
    if command is not None:
        with suppress(NotPlain):
            sys.exit(guarded(command))
    from actviz.cli.app import run

    sys.exit(run(sys.argv[1:]))
