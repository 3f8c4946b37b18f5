"""What a start costs, as a multiple of what the interpreter itself costs.

``python benchmarks/startup.py [PAIRS]``: each program is run right after a bare ``python -c pass``,
and what counts is the median of the ratios of the pairs, which a busy machine disturbs least.
Importing the registry may add 1.5 times a bare start: the ratio is to stay below 2.5.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import Final

PAIRS: Final = 11
BARE: Final = ("-c", "pass")
PROGRAMS: Final = {
    "import actviz": ("-c", "import actviz"),
    "import actviz.registry": ("-c", "import actviz.registry"),
    "one name": ("-c", "import actviz; actviz.get('gelu')"),
    "every name": ("-c", "import actviz; actviz.names()"),
    "every entry": ("-c", "from actviz.registry import everything; everything()"),
    "actviz --version": ("-m", "actviz", "--version"),
    "actviz list": ("-m", "actviz", "list"),
    "actviz eval gelu 1": ("-m", "actviz", "eval", "gelu", "1"),
}


def seconds(program: tuple[str, ...]) -> float:
    """How long one run of the interpreter takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *program], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def ratio(program: tuple[str, ...], pairs: int = PAIRS) -> tuple[float, float]:
    """The median ratio to a bare start, each run next to one, and the median seconds."""
    seconds(program)  # once unmeasured: bytecode is written, files are in memory
    runs = [(seconds(BARE), seconds(program)) for _ in range(pairs)]
    return (
        statistics.median(program / bare for bare, program in runs),
        statistics.median(program for _, program in runs),
    )


def main() -> None:
    """Print a line for each program."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    print(f"{'program':<24}{'times a bare start':>20}{'milliseconds':>14}")
    for name, program in PROGRAMS.items():
        times, took = ratio(program, pairs)
        print(f"{name:<24}{times:>20.2f}{took * 1e3:>14.1f}")


if __name__ == "__main__":
    main()
