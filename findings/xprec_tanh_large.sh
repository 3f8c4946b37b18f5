#!/usr/bin/env bash
# xprec 1.4.7, numbers of 32 digits (two float64 each) for NumPy: tanh is NaN from 710 on, infinity
# included, where it is 1. So are sqrt(infinity) and square(infinity). maximum(x, 0) of NaN is 0 and
# maximum(0, x) NaN, sign(NaN) is 1 and rint(0.5) is 1, where NumPy 2.4.6 has NaN, NaN, NaN and 0. Nor
# are there always 32 digits: arctanh and arcsinh of 1e-9 have 24, where tanh and sinh have all.
# Reference values for activations are taken from such numbers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet xprec==1.4.7 numpy==2.4.6 mpmath==1.3.0
cat > ask.py <<'PYTHON'
import mpmath
import numpy as np
from xprec import ddouble

np.seterr(all="ignore")
mpmath.mp.dps = 60


def asked(function, *numbers):
    """What NumPy's function answers of double-double numbers, as float64 numbers."""
    return function(*(np.array([n]).astype(ddouble) for n in numbers)).astype(float)[0]


def off(function, exact, number):
    """The relative error, with both halves of the answer counted."""
    answer = function(np.array([number]).astype(ddouble))
    high = answer.astype(float)
    low = (answer - high.astype(ddouble)).astype(float)
    exact = exact(mpmath.mpf(number))
    return float(abs((mpmath.mpf(high[0]) + mpmath.mpf(low[0])) / exact - 1))


far = [asked(np.tanh, x) for x in (-800, -710, 400, 710, np.inf)]
roots = asked(np.sqrt, np.inf), asked(np.square, np.inf)
relus = asked(np.maximum, np.nan, 0), asked(np.maximum, 0, np.nan)
print(far, roots, relus, asked(np.sign, np.nan), asked(np.rint, 0.5))
assert far[2] == 1 and all(map(np.isnan, far[:2] + far[3:])), f"changed: tanh is {far}"
assert all(map(np.isnan, roots)), f"changed: {roots}"
assert relus[0] == 0 and np.isnan(relus[1]), f"changed: the maxima are {relus}"
assert asked(np.sign, np.nan) == 1, "changed: sign(NaN)"
assert asked(np.rint, 0.5) == 1 and np.rint(0.5) == 0, "changed: rint(0.5)"
for function, exact in ((np.tanh, mpmath.tanh), (np.sinh, mpmath.sinh)):
    assert off(function, exact, 1e-9) < 1e-31, function
for function, exact in ((np.arctanh, mpmath.atanh), (np.arcsinh, mpmath.asinh)):
    error = off(function, exact, 1e-9)
    print(function.__name__, error)
    assert off(function, exact, 0.5) < 1e-30, function
    assert 1e-25 < error < 1e-22, f"changed: {function.__name__} is {error} off"
PYTHON
venv/bin/python ask.py
