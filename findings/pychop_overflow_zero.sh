#!/usr/bin/env bash
# pychop 0.6.2, which rounds to other number formats: with its NumPy side, numbers up to twice beyond
# the range of a format become 0, and only those beyond that infinity. Chop(5, 10), half precision,
# has 70000 and 131000 -> 0, 140000 -> infinity, and from 65520 to 65536 the answer is 65536, which
# half precision does not hold. Chop(4, 3), eight bits, has 250 -> 256, where the largest is 240, and
# 300 -> 0. So an activation without bound, such as ReLU, drops to 0 just where it overflows, and no
# test for infinity finds it. NumPy and ml_dtypes say infinity for all of these.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet pychop==0.6.2 numpy==1.26.4 ml_dtypes==0.5.4
cat > ask.py <<'PYTHON'
import warnings

import ml_dtypes
import numpy as np
import pychop

warnings.simplefilter("ignore")
pychop.backend("numpy")
cases = [
    (5, 10, np.float16, [65520.0, 65535.0, 7e4, -131e3, 14e4], [65536, 65536, 0, 0, np.inf]),
    (4, 3, ml_dtypes.float8_e4m3, [250.0, 255.0, 300.0, -500.0, 600.0], [256, 256, 0, 0, np.inf]),
]
for exponent, bits, kind, numbers, wanted in cases:
    chop = pychop.Chop(exponent, bits, subnormal=True)
    inside = np.array([1 / 3, -1 / 3, 1e-3, 3.7, -17.3, 100.0, np.inf])
    assert (chop(inside.copy()) == inside.astype(kind).astype(float)).all(), kind
    x = np.array(numbers)
    found, right = chop(x.copy()), x.astype(kind).astype(float)
    print(kind.__name__, found, right)
    assert np.isinf(right).all()
    assert (found == wanted).all(), f"changed: {numbers} becomes {found}"
PYTHON
venv/bin/python ask.py
