#!/usr/bin/env bash
# MXNet 1.9.1 on a CPU: GELU of float64 numbers has float32's digits. At 1 it is 0.84134471 where
# 0.84134475 is meant, at -5 it is 4 % off, and at -6 it is 0, where it is -5.9e-9. Its erf is
# right to the last digits in float64, and so is x*(1 + erf(x/sqrt(2)))/2 made of it. A check of
# slopes by small steps, for which one takes float64, finds 0 at 1 with a step of 1e-8, not 1.083.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet mxnet==1.9.1 numpy==1.23.5 mpmath==1.3.0
cat > ask.py <<'PYTHON'
import mpmath
import mxnet
import numpy as np
from mxnet import nd

numbers = [-6.0, -5.0, -1.0, 1.0]


def gelu(given):
    return nd.LeakyReLU(nd.array(given, dtype="float64"), act_type="gelu").asnumpy()


x = nd.array(numbers, dtype="float64")
found, made = gelu(numbers), (x * (1 + nd.erf(x / 2**0.5)) / 2).asnumpy()
meant = np.array([float(t * mpmath.ncdf(t)) for t in numbers])
step = 1e-8
ends = gelu([1.0 - step, 1.0 + step])
slope, true = (ends[1] - ends[0]) / (2 * step), float(mpmath.ncdf(1) + mpmath.npdf(1))
print(mxnet.__version__, found, made, meant, slope, true)
assert found.dtype == np.float64 and np.allclose(made, meant, rtol=1e-6, atol=1e-15), made
assert np.allclose(found, meant, rtol=1e-6, atol=1e-6), found
assert found[0] == 0 and abs(found[1] / meant[1] - 1) > 0.03, f"changed: {found}"
assert np.all(abs(found[2:] / meant[2:] - 1) > 1e-9), f"changed: {found}"
assert abs(slope - true) > 0.05, f"changed: a slope by small steps is {slope}"
PYTHON
venv/bin/python ask.py
