"""Writing blocks of all lengths leaves the heap whole: some versions of orjson wrote beyond it."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import random
import numpy as np
from actviz.streams.numerals import written
random.seed({seed})
x = np.arange(-5, 5, 0.00002)
y = 0.5 * x * (1 + np.tanh(0.7978845608028654 * (x + 0.044715 * x**3)))
kept = []
for round in range(600):
    size = random.randint(1000, 60_000)
    start = random.randint(0, len(y) - size)
    part = y[start : start + size]
    text = written(part.reshape(-1, 2) if size % 2 == 0 and round % 3 == 0 else part)
    if round % 50 == 0:
        assert [float(word) for word in text.split()] == part.tolist()
    kept.append(bytearray(random.randint(1, 100_000)))  # neighbours on the heap
    if len(kept) > 20:
        kept.pop(random.randint(0, 19))
"""


@pytest.mark.parametrize("seed", range(4))
def test_the_heap_stays_whole(seed: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(seed=seed)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
