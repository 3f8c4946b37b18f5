#!/usr/bin/env bash
# Dr.Jit 1.5.0: erf(NaN) is 1, so the gate of a GELU lets NaN through as a certain unit, and
# sign(NaN) is -1. erfinv(1) and erfinv(-1) are NaN, where they are infinite. In double precision
# erfinv has the digits of single precision: it is 6e-8 off at 0.001, where erf has 1e-15.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet drjit==1.5.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import drjit as dr
from drjit.scalar import ArrayXf, ArrayXf64

nan = math.nan
for array in (ArrayXf, ArrayXf64):
    erf, sign = list(dr.erf(array([0.5, nan]))), list(dr.sign(array([-2, nan])))
    inverse = list(dr.erfinv(array([0.5, 1, -1])))
    print(array.__name__, erf, sign, inverse, dr.tanh(nan))
    assert abs(erf[0] - math.erf(0.5)) < 1e-7 and math.isnan(dr.tanh(nan))
    assert erf[1] == 1, f"changed: erf(NaN) is {erf[1]}"
    assert sign == [-1, -1], f"changed: sign is {sign}"
    assert math.isnan(inverse[1]) and math.isnan(inverse[2]), f"changed: erfinv is {inverse}"
erf, inverse = dr.erf(ArrayXf64([1e-3]))[0], dr.erfinv(ArrayXf64([1e-3]))[0]
off = inverse / 0.0008862271574665521 - 1
print(inverse, off)
assert abs(erf / math.erf(1e-3) - 1) < 1e-14
assert 3e-8 < abs(off) < 1e-7, f"changed: erfinv(0.001) is {off} off"
PYTHON
venv/bin/python ask.py
