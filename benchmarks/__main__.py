"""All of them: ``python -m benchmarks [PART...] [-o docs/benchmarks.md]``.

Ratios are medians of pairs that ran one after the other; peers that are not installed are left out.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from pathlib import Path

import numpy as np

from benchmarks import audits, compiled, exported, kernels, plots, startup, streams
from benchmarks.pairs import markdown

PARTS = {
    "startup": startup,
    "streams": streams,
    "kernels": kernels,
    "compiled": compiled,
    "exported": exported,
    "audits": audits,
    "plots": plots,
}


def machine() -> str:
    """The kind of machine: processors, vector units, versions."""
    wide = "with AVX-512" if kernels.limit() == 5 else "without AVX-512"
    return (
        f"{os.cpu_count()} processors ({platform.machine()}, {wide}), {platform.system()}, "
        f"Python {platform.python_version()}, NumPy {np.__version__}"
    )


def page(parts: list[str]) -> str:
    """The benchmarks as a page of Markdown."""
    text = [
        "# Benchmarks\n\n"
        "Made by `python -m benchmarks -o docs/benchmarks.md` on a machine of this kind:\n"
        f"{machine()}.\n\n"
        "Each row is a command against a peer, both run one after the other several times; the\n"
        "ratio is the median of the pairs, and the quartiles say how far it wanders. A row over\n"
        "its limit says so.\n"
    ]
    for part in parts:
        module = PARTS[part]
        listed = []
        for result in module.results():
            print(" | ".join(result.cells()), file=sys.stderr, flush=True)
            listed.append(result)
        text.append(f"## {part.capitalize()}\n\n{module.__doc__}\n\n{markdown(listed)}")
    return "\n".join(text)


def main() -> None:
    """Run the parts asked for and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("parts", nargs="*", help=f"some of {', '.join(PARTS)}; else all")
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    unknown = set(arguments.parts) - set(PARTS)
    if unknown:
        parser.error(f"no part is called {', '.join(sorted(unknown))}")
    text = page(arguments.parts or list(PARTS))
    if arguments.output:
        arguments.output.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
