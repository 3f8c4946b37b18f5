"""Pictures against the pyplot scripts that one would write by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.pairs import PYTHON, Result, paired, program

TWO: Final = """
import sys
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
x = np.linspace(-5, 5, 1001)
fig, ax = plt.subplots()
ax.plot(x, np.maximum(x, 0), label="relu")
u = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
ax.plot(x, 0.5 * x * (1 + np.tanh(u)), label="gelu")
ax.set(xlabel="x", ylabel="f(x)", title="relu and gelu")
ax.grid(True)
ax.legend()
fig.tight_layout()
fig.savefig(sys.argv[1], dpi=150)
"""
MANY: Final = """
import sys
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
x = np.linspace(-5, 5, 401)
fig, axes = plt.subplots(8, 8, figsize=(16, 14))
for k, ax in enumerate(axes.flat):
    ax.plot(x, np.tanh(x * (k + 1) / 16))
    ax.set_title(f"f{k}")
    ax.grid(True)
fig.tight_layout()
fig.savefig(sys.argv[1], dpi=100)
"""


def results(pairs: int = 7) -> Iterator[Result]:
    """Two curves, and a grid of 64 panels."""
    with TemporaryDirectory() as folder:
        ours, theirs = str(Path(folder, "a.png")), str(Path(folder, "b.png"))
        plot = program(PYTHON, "-m", "actviz", "plot", "relu", "gelu", "--dpi", "150", "-o", ours)
        by_hand = program(PYTHON, "-c", TWO, theirs)
        yield paired("plot relu gelu", plot, "pyplot by hand", by_hand, 0.75, pairs)
        names = [f"tanh(x*{k}/16)" for k in range(1, 65)]
        grid = program(PYTHON, "-m", "actviz", "plot", *names, "--grid", "--dpi", "100", "-o", ours)
        by_hand = program(PYTHON, "-c", MANY, theirs)
        yield paired("a grid of 64 panels", grid, "plt.subplots(8, 8)", by_hand, 0.4, pairs)
