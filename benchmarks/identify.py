"""How often ``identify`` finds the name: ``python -m benchmarks.identify [STEP]``.

Of each scalar function of the catalogue 1,000 samples on [-6, 6], clean and with normal noise of
1e-3: is the first answer the function, or one that differs from it by less than 1e-9 there? Every
STEP-th function is asked (1: all).
"""

from __future__ import annotations

import sys
import time

import numpy as np

from actviz.functions.elementwise import Activation
from actviz.lookup.registry import entries, resolve
from actviz.models.identification import of_samples

X = np.linspace(-6, 6, 1000)
NOISE = 1e-3


def functions(step: int) -> list[tuple[Activation, np.ndarray]]:
    """The scalar functions that have a value all over the range and are not constant."""
    listed = []
    for one in list(entries())[::step]:
        with np.errstate(all="ignore"):
            y = np.asarray(one(X))
        if np.isfinite(y).all() and np.ptp(y) > 0:
            listed.append((one, y))
    return listed


def named(y: np.ndarray, samples: np.ndarray) -> str:
    """The first answer's spec if it is the function itself on these inputs, else what it is."""
    answers = of_samples(X, samples, top=1)
    if not answers:
        return "nothing"
    (other,) = resolve(answers[0].spec)
    assert isinstance(other, Activation)
    right = np.max(np.abs(np.asarray(other(X)) - y)) <= 1e-9 * max(1.0, float(np.max(np.abs(y))))
    return "" if right else answers[0].spec


def main(step: int) -> None:
    """Ask, and print what went wrong and the shares."""
    chance = np.random.default_rng(0)
    known = functions(step)
    for word, noise in (("clean", 0.0), (f"noise {NOISE:g}", NOISE)):
        wrong, longest = [], 0.0
        for one, y in known:
            began = time.process_time()
            wrong_name = named(y, y + noise * chance.normal(size=len(X)) if noise else y)
            longest = max(longest, time.process_time() - began)
            if wrong_name:
                wrong.append(f"{one.name}: {wrong_name}")
        right = len(known) - len(wrong)
        print(f"{word}: {right} of {len(known)} ({right / len(known):.1%}), "
              f"longest {longest:.1f} s; {'; '.join(wrong)}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
