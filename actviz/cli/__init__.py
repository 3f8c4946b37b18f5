"""The command line, one thin file per command. Heavy imports stay inside the bodies.

Whatever a user got wrong is raised as a ValueError, whose message is told and is all that is told;
what cannot be read or written, as an OSError.
"""

from __future__ import annotations

import gc
import sys

TYPE_CHECKING = False  # importing typing would take as long as the interpreter does to start
if TYPE_CHECKING:
    from typing import Any


def main() -> None:
    """Run the command line on ``sys.argv`` and end the process with its exit code."""
    sys.unraisablehook = _interrupted_again
    try:
        code = _run(sys.argv[1:])
    except KeyboardInterrupt:  # while a part of the program was being imported
        code = 130
    finally:
        # A process that ends looks for cycles in all that is alive, a tenth of its time; what is
        # frozen it leaves to the system. What is to happen at exit happens all the same.
        gc.freeze()
    sys.exit(code)


def _interrupted_again(lost: Any) -> None:
    """Ctrl-C that came while an object was being removed, where Python drops it: once more."""
    if not issubclass(lost.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(lost)
        return
    import os
    import signal
    import threading

    threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGINT)).start()


def _run(words: list[str]) -> int:
    import os

    from actviz.cli.exit_codes import guarded
    from actviz.text import standard

    standard.repair()
    if words == ["--version"]:  # scripts ask it at every start: it needs no parser
        from actviz import __version__

        return guarded(lambda: standard.out(f"actviz {__version__}\n"))
    # Imports make many objects and drop few: looking through them at every 700th costs a twentieth.
    gc.set_threshold(100_000)
    # OpenBLAS starts its threads, half of what NumPy's import costs, unless told before.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if not sys.warnoptions:  # what libraries have to say to those who program with them
        import warnings

        warnings.simplefilter("ignore")
    from actviz.cli.plain_eval import NotPlain, plain

    command = plain(words)
    if command is not None:
        try:
            return guarded(command)
        except NotPlain:
            pass
    from actviz.cli.app import run

    return run(words)
