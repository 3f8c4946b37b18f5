#!/usr/bin/env bash
# thinc 9.1.1 (the networks of spaCy): swish falls without end on the left, where it goes to 0. Its
# sigmoid clamps x to -20 and so ends at 2.06e-9, and swish is x times that: -2.06 at -1e9. gelu and
# erf of float64 have 6 digits, for erf is an approximation with an error of 1.5e-7: erf(1e-4) is
# 1.5e-5 off and gelu(-2) 3e-6. mish is right on the left.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet thinc==9.1.1 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import numpy as np
from thinc.api import NumpyOps

ops = NumpyOps()
x = np.array([-1e9, -1e4, -19.0, 3.0])
swish, mish = ops.swish(x.copy()), ops.mish(x.copy())
meant = x[2:] / (1 + np.exp(-x[2:]))
erf, gelu = ops.erf(np.array([1e-4]))[0], ops.gelu(np.array([-2.0]))[0]
off = erf / math.erf(1e-4) - 1, gelu / (-math.erfc(math.sqrt(2))) - 1
print(ops.sigmoid(x.copy()), swish, mish, off)
assert np.allclose(swish[2:], meant, rtol=1e-9), swish
assert abs(mish[0]) < 1e-30, mish
assert abs(swish[0] + 2.0611536) < 1e-6, f"changed: swish(-1e9) is {swish[0]}"
assert abs(swish[1] + 2.0611536e-5) < 1e-9, f"changed: swish(-1e4) is {swish[1]}"
assert 1e-5 < abs(off[0]) < 1e-3, f"changed: erf(1e-4) is {off[0]} off"
assert 1e-7 < abs(off[1]) < 1e-5, f"changed: gelu(-2) is {off[1]} off"
PYTHON
venv/bin/python ask.py
