"""How much a run of the tests looks at: the set-up's own a part, CI all of it.

A run of the whole tree without more words takes every fifth entry where each entry takes long
(:func:`some`), and elsewhere every tenth case of a test that has several; it leaves out tests that
are marked as long. With
``ACTVIZ_TESTS=whole`` in the environment, or where a file is named, all cases of a test are run;
``ACTVIZ_TESTS=rest``, which is CI's, leaves out what the set-up's run has had.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

T = TypeVar("T")

MODE: Final = os.environ.get("ACTVIZ_TESTS", "")
WHOLE: Final = MODE in ("whole", "rest")
FEW: Final = 3  # cases from which on a test has several
EVERY: Final = 10  # of those, which one the set-up's run takes


def some(entries: Sequence[T], every: int = 5) -> Sequence[T]:
    """A part, or all."""
    return entries if WHOLE else entries[::every]


@cache
def thinned(path: Path) -> frozenset[str]:
    """The tests of a file that use :func:`some` or WHOLE, directly or by what stands above them."""
    used = {"some", "WHOLE"}
    tests = set()
    text = path.read_text(encoding="utf-8")
    for part in ast.parse(text).body if re.search(r"\b(some|WHOLE)\b", text) else ():
        if not used & {each.id for each in ast.walk(part) if isinstance(each, ast.Name)}:
            continue
        if isinstance(part, ast.Assign):  # a list of cases
            used |= {each.id for each in part.targets if isinstance(each, ast.Name)}
        elif isinstance(part, ast.FunctionDef):
            used.add(part.name)
            if part.name.startswith("test_"):
                tests.add(part.name)
    return frozenset(tests)


def chosen(case: int, cases: int, thin: bool, long: bool = False, mode: str = MODE) -> bool:
    """Whether a run of the whole tree has a case of a test.

    Args:
        case: its place among those of the test.
        cases: how many there are.
        thin: whether the test's own list is a part already.
        long: whether the test is marked so.
        mode: empty, or ``rest``.
    """
    if long:
        return mode == "rest"
    if thin:
        return True
    first = cases < FEW or case % EVERY == 0
    return first != (mode == "rest")
