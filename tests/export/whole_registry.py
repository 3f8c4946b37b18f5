"""Every elementwise entry of the registry in one language, held against the exact values.

``python -m tests.export.whole_registry c float32`` prints what is off; CI runs it for each
language, the tests run a part of it.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from actviz.export.targets import TARGETS
from tests.export.sample import failures, measured, sample


def share(at: int, language: str, dtype: str, parts: int) -> list[str]:
    """What is off in every so-manieth entry."""
    return failures(measured(sample(1)[at::parts], TARGETS[language], dtype))


def main(language: str, dtype: str) -> int:
    """Try all entries, print what is off, and say how many outputs that were."""
    parts = 100 if language == "wgsl" else 8  # Mesa takes seconds for each slope of many sines
    work = partial(share, language=language, dtype=dtype, parts=parts)
    with ProcessPoolExecutor(2) as pool:
        told = [line for lines in pool.map(work, range(parts)) for line in lines]
    sys.stdout.write("".join(f"{line}\n" for line in sorted(told)))
    sys.stdout.write(f"{language} {dtype}: {len(told)} outputs are off\n")
    return len(told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]) > 0)
