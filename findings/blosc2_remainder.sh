#!/usr/bin/env bash
# blosc2 4.14.1, compressed arrays with NumPy's functions: a remainder is not NumPy's, and is two by the
# way it is asked for. x % 2 and blosc2.remainder of -0.5 are -0.5, C's fmod, where NumPy and Python
# have 1.5, though the page of remainder says that it is Python's; remainder(x, 2) typed into an
# expression is C's remainder, -0.5 at 1.5, where the others have 1.5. round is 3 at 2.5 and -1 at -0.5,
# where NumPy has 2 and 0. So triangle waves are wrong on the left, and quantisers a step off at every
# second tie. x - 2*floor(x/2) is right. Seen with NumPy 2.4.6.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet blosc2==4.14.1 numexpr==2.14.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import blosc2
import numpy as np

x = np.array([-3.0, -2.5, -0.5, 0.5, 1.5, 2.5, 3.25])
stored = blosc2.asarray(x)


def typed(text):
    return blosc2.lazyexpr(text, {"x": stored})[:]


def same(numbers, function):
    print(numbers)
    return np.array_equal(numbers, [function(number) for number in x])


def away(number):
    return math.copysign(math.floor(abs(number) + 0.5), number)


assert same(x % 2, lambda number: number % 2) and same(np.round(x), round)
assert same(typed("x - 2*floor(x/2)"), lambda number: number % 2)
for numbers in ((stored % 2)[:], typed("x % 2"), blosc2.remainder(stored, 2)[:]):
    assert same(numbers, lambda number: math.fmod(number, 2)), f"changed: x % 2 is {numbers}"
numbers = typed("remainder(x, 2)")
assert same(numbers, lambda number: math.remainder(number, 2)), f"changed: remainder is {numbers}"
for numbers in (typed("round(x)"), blosc2.round(stored)[:]):
    assert same(numbers, away), f"changed: round is {numbers}"
PYTHON
venv/bin/python ask.py
