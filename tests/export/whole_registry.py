"""Every elementwise entry of the registry in some languages, held against the exact values.

``python -m tests.export.whole_registry c,js float32`` prints what is off; CI runs it for what is
compiled or interpreted quickly, not for WGSL, which takes Mesa's compiler minutes for some entries
(a number behind the format runs every so-manieth part, of which CI takes some); another number is
the highest derivative. The tests run a part of it. CUDA is compiled alone.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

from actviz.export.targets import TARGETS
from actviz.export.write import program, text
from tests.export import nvrtc
from tests.export.sample import failures, measured, sample


def share(at: int, language: str, dtype: str, parts: int, order: int = 1) -> list[str]:
    """What is off in every so-manieth entry."""
    functions = sample(1)[at::parts]
    if language != "cuda":
        return failures(measured(functions, TARGETS[language], dtype, order))
    try:
        nvrtc.compiled(
            str(
                text(
                    TARGETS[language],
                    program(functions, TARGETS[language], order=order, dtype=dtype),
                )
            )
        )
    except ValueError as error:
        return [str(error)]
    return []


def shares(at: int, languages: Sequence[str], **asked: Any) -> list[str]:
    """The same of some languages, which have most of their planning in common."""
    return [f"{word} {line}" for word in languages for line in share(at, word, **asked)]


def main(languages: str, dtype: str, every: int = 1, order: int = 1) -> int:
    """Try all entries, or every so-manieth part, print what is off, and how many outputs are."""
    words = languages.split(",")
    parts = 100 if "wgsl" in words else 8  # Mesa takes seconds for each slope of many sines
    work = partial(shares, languages=words, dtype=dtype, parts=parts, order=order)
    with ProcessPoolExecutor(2) as pool:
        told = [line for lines in pool.map(work, range(0, parts, every)) for line in lines]
    sys.stdout.write("".join(f"{line}\n" for line in sorted(told)))
    sys.stdout.write(f"{languages} {dtype} up to order {order}: {len(told)} outputs are off\n")
    return len(told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])) > 0)
