#!/usr/bin/env bash
# Numba 0.68.1: round(x) of a float is a 64-bit integer without a look at its size, so 1e19, 1e300,
# infinity and NaN are all -9223372036854775808, and a quantiser round(x/s)*s sends 1e19 to the far
# left. Python's round gives 10000000000000000000 for the first and raises for the last two.
# numpy.rint inside the same function keeps all of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet numba==0.68.1 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import numba
import numpy as np


@numba.njit
def rounded(x):
    return round(x)


@numba.njit
def quantised(x):
    return round(x / 0.25) * 0.25


@numba.njit
def kept(x):
    return np.rint(x / 0.25) * 0.25


assert rounded(2.5) == round(2.5) == 2
assert quantised(1.1) == kept(1.1) == 1.0
least = -(2**63)
for x in 1e19, 1e300, math.inf, math.nan:
    print(x, rounded(x), quantised(x), kept(x))
    assert rounded(x) == least, f"changed: round({x}) is {rounded(x)}"
    assert quantised(x) == least * 0.25, f"changed: {x} is quantised to {quantised(x)}"
    assert kept(x) == x or math.isnan(x), kept(x)
PYTHON
venv/bin/python ask.py
