#!/usr/bin/env bash
# pythran 0.19.0, which compiles NumPy code to C++, and NumPy 2.4.6 differ: np.maximum(0, x), a ReLU, of
# NaN is 0 there, while np.maximum(x, 0) is NaN, so the order of the two decides whether a NaN is
# hidden; np.sign(NaN) is 1. np.logaddexp(x, 0), the softplus that does not overflow, is written
# out as log(exp(x) + 1): infinity at 800, where it is 800, and 0 at -40, where it is 4.2e-18.
# No option for fast arithmetic is on.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet pythran==0.19.0 numpy==2.4.6 setuptools==59.8.0
cat > plain.py <<'PYTHON'
import numpy as np


# pythran export left(float64[])
def left(x):
    return np.maximum(0.0, x)


# pythran export right(float64[])
def right(x):
    return np.maximum(x, 0.0)


# pythran export sign(float64[])
def sign(x):
    return np.sign(x)


# pythran export softplus(float64[])
def softplus(x):
    return np.logaddexp(x, 0.0)
PYTHON
venv/bin/python -m pythran.run plain.py -o compiled.so
cat > ask.py <<'PYTHON'
import compiled
import numpy as np
import plain

x = np.array([np.nan, -2.0, 3.0])
for name in ("left", "right", "sign", "softplus"):
    f, g = getattr(plain, name), getattr(compiled, name)
    print(name, f(x), g(x), f(np.array([800.0, -40.0])), g(np.array([800.0, -40.0])))
    assert np.isnan(f(x)[0]) and np.allclose(f(x)[1:], g(x)[1:]), name
assert np.isnan(compiled.right(x)[0])
assert compiled.left(x)[0] == 0, "changed: maximum(0, nan)"
assert compiled.sign(x)[0] == 1, "changed: sign(nan)"
ends = np.array([800.0, -40.0])
assert np.allclose(plain.softplus(ends), [800, 4.248354255291589e-18], rtol=1e-12, atol=0)
found = compiled.softplus(ends)
assert found[0] == np.inf and found[1] == 0, f"changed: softplus is {found}"
PYTHON
venv/bin/python ask.py
