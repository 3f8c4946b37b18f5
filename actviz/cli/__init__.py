"""Floor 5: the command line, one thin file per command. Heavy imports stay inside the bodies."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line on ``sys.argv`` and end the process with its exit code."""
    from actviz.cli.app import run

    sys.exit(run(sys.argv[1:]))
