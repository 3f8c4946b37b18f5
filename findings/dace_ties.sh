#!/usr/bin/env bash
# DaCE 1.0.2, which compiles NumPy code to C++, and NumPy 1.26.4 differ: np.rint rounds ties away from
# 0 there, 2.5 to 3 and 0.5 to 1, where NumPy has 2 and 0, so that a quantiser np.rint(x/s)*s is a
# step off at every second tie. np.logaddexp(x, 0), the softplus that does not overflow, is infinite
# at 800, where it is 800. np.sign and np.heaviside of NaN are 0; np.maximum, np.tanh and np.clip keep
# it. Seen with GCC 12.2.0 and networkx 3.4.2; with networkx 3.6.1 DaCE ends in a KeyError.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet dace==1.0.2 numpy==1.26.4 networkx==3.4.2 cmake==3.31.6 sympy==1.14.0
cat > ask.py <<'PYTHON'
import dace
import numpy as np


@dace.program
def asked(x: dace.float64[10], y: dace.float64[7, 10]):
    y[0] = np.rint(x)
    y[1] = np.logaddexp(x, 0)
    y[2] = np.sign(x)
    y[3] = np.heaviside(x, 0.5)
    y[4] = np.maximum(x, 0)
    y[5] = np.tanh(x)
    y[6] = np.clip(x, 0, 6)


x = np.array([-800, -2.5, -1.3, -0.5, 0.5, 1.5, 2.5, 3.2, 800, np.nan])
y = np.zeros((7, 10))
asked(x.copy(), y)
meant = [
    *(np.rint(x), np.logaddexp(x, 0), np.sign(x), np.heaviside(x, 0.5)),
    *(np.maximum(x, 0), np.tanh(x), np.clip(x, 0, 6)),
]
away = np.copysign(np.floor(np.abs(x) + 0.5), x)
print(y[0], meant[0], y[1], y[2:4, -1])
assert np.array_equal(y[0], away, equal_nan=True), f"changed: rint is {y[0]}"
assert sum(y[0, :-1] != meant[0][:-1]) == 4, meant[0]
assert y[1, 8] == np.inf and meant[1][8] == 800, f"changed: logaddexp(800, 0) is {y[1, 8]}"
assert y[2, -1] == y[3, -1] == 0, f"changed: of NaN they are {y[2:4, -1]}"
for answers, expected in zip(y[1:], meant[1:]):
    assert np.allclose(answers[:8], expected[:8], rtol=1e-12, atol=0), (answers, expected)
assert np.isnan(y[4:, -1]).all(), f"changed: {y[4:, -1]}"
PYTHON
PATH="$folder/venv/bin:$PATH" DACE_default_build_folder="$folder/cache" venv/bin/python ask.py
