"""What a command costs by itself: a process forked by a large one begins with that one's peak."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# Run in a small process of its own, which then asks what its child took.
_ASK = """
import json, resource, subprocess, sys
done = subprocess.run(
    sys.argv[2:], stdin=open(sys.argv[1]), capture_output=True, text=True, errors="replace"
)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({
    "code": done.returncode, "out": done.stdout, "err": done.stderr,
    "seconds": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss * unit,
}))
"""


@dataclass(frozen=True)
class Usage:
    """How a command ended, what it wrote, its processor time in seconds and its peak in bytes."""

    code: int
    out: str
    err: str
    seconds: float
    peak: int


def usage(
    *words: str,
    stdin: str = os.devnull,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Usage:
    """Run a command, its input from a file, and say what it took; needs the module ``resource``."""
    done = subprocess.run(
        [sys.executable, "-c", _ASK, stdin, *words], capture_output=True, text=True, check=True,
        cwd=cwd, env=environment,
    )  # fmt: skip
    return Usage(**json.loads(done.stdout))
