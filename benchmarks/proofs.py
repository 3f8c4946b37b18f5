"""What `export --exact` has proved: ``python -m benchmarks.proofs [NAME...] [-o docs/exact.md]``.

Each function and its slope is fitted, compiled and run at all 2^32 inputs, one to two minutes of
one processor for both. The page is written anew after each, and tells of those that were run.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Final

from actviz import __version__, get
from actviz.export import exact
from actviz.export.compiled import said
from actviz.export.fitted_tables import NoTable
from actviz.export.targets import TARGETS

_NAMES: Final = (
    "sigmoid", "tanh", "erf", "softplus", "elu", "selu", "silu", "gelu", "gelu_tanh", "mish"
)  # fmt: skip
_HEAD: Final = """# Correctly rounded code

Made by `python -m benchmarks.proofs -o docs/exact.md` with actviz {version}. Each row is a run of
what `actviz export NAME --to c --exact` writes at all 2^32 numbers of float32, as compiled by
{compiler}.
Each result was held against bounds of the true value that are proved. A result is a value or, with
a ′, the slope. *Mended* are rows of the table whose last digits the run has changed, after which
all inputs of theirs were run again. Seconds are those of one processor.

| result | inputs | not correctly rounded | degree | bytes | mended | seconds |
| --- | --- | --- | --- | --- | --- | --- |
"""


def row(name: str, order: int) -> str:
    """What a run of one function or slope says."""
    function, target = get(name), TARGETS["c"]
    began = time.process_time()
    [*_, (_, _, table)] = exact.fit([function], target, order, None)
    shown = f"| `{name}`{'′' * order} "
    try:
        proved, _ = exact.proved(function, order, table, target)
    except NoTable as error:
        return f"{shown}| | {error} | | | | |\n"
    took = time.process_time() - began
    mended = sum(a != b for a, b in zip(table.rows, proved.rows, strict=False))
    mended += len(proved.rows) - len(table.rows)
    return (
        f"{shown}| 4 294 967 296 | 0 | {proved.terms - 1} | {proved.size} | {mended} "
        f"| {took:.0f} |\n"
    )


def main() -> None:
    """Run what is asked for and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("names", nargs="*", default=_NAMES)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    page = _HEAD.format(version=__version__, compiler=said("c"))
    for name in arguments.names:
        for order in (0, 1):
            page += (line := row(name, order))
            print(line, end="", flush=True)
            if arguments.output:
                arguments.output.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
