#!/usr/bin/env bash
# Numba 0.68.1: compiled with fastmath=True, 1/(1 + exp(-x)) and x/(1 + abs(x)) end in a
# ZeroDivisionError for NaN. Numba's division looks for a divisor of 0, as Python's does, and under
# fastmath, where NaN is taken not to occur, the comparison says yes of NaN. Without fastmath both
# give NaN; with error_model="numpy", which does not look, so do they with it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet numba==0.68.1 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import numba


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def softsign(x):
    return x / (1 + abs(x))


for function in sigmoid, softsign:
    plain = numba.njit(function)
    fast = numba.njit(function, fastmath=True)
    careful = numba.njit(function, fastmath=True, error_model="numpy")
    assert fast(0.5) == plain(0.5) == function(0.5)
    assert math.isnan(plain(math.nan)), plain(math.nan)
    assert math.isnan(careful(math.nan)), careful(math.nan)
    try:
        print(function.__name__, fast(math.nan))
    except ZeroDivisionError as error:
        print(function.__name__, "of NaN:", error)
    else:
        raise SystemExit("changed: fastmath gives a value for NaN")
PYTHON
venv/bin/python ask.py
