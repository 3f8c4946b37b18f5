"""Every elementwise entry of the registry in one language, held against the exact values.

``python -m tests.export.whole_registry rust float32`` prints what is off; CI runs it for CUDA,
which is compiled alone, and for some of WGSL, which takes Mesa's compiler minutes for some entries
(a number behind the format runs every so-manieth part); another number is the highest derivative.
What is compiled or interpreted quickly is tried by tests/export/test_lost_digits.py.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

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


def main(language: str, dtype: str, every: int = 1, order: int = 1) -> int:
    """Try all entries, or every so-manieth part, print what is off, and how many outputs are."""
    parts = 100 if language == "wgsl" else 8  # Mesa takes seconds for each slope of many sines
    work = partial(share, language=language, dtype=dtype, parts=parts, order=order)
    with ProcessPoolExecutor(2) as pool:
        listed = [line for lines in pool.map(work, range(0, parts, every)) for line in lines]
    sys.stdout.write("".join(f"{line}\n" for line in sorted(listed)))
    sys.stdout.write(f"{language} {dtype} up to order {order}: {len(listed)} outputs are off\n")
    return len(listed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])) > 0)
