#!/usr/bin/env bash
# HIPS autograd 1.9.1: the second slope of tanh is NaN for every |x| above 710, where it is 0, for the
# first is written with cosh(x), which is infinite there, and inf/inf comes out of it. So the Hessian
# of a saturated network is NaN while its gradient is right. The second slope of sinc at 0 is NaN too,
# and so is the first, which is 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet autograd==1.9.1 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math
import warnings

import autograd.numpy as np
from autograd import elementwise_grad

warnings.simplefilter("ignore")
x = np.array([1.0, 700.0, 711.0, -1000.0])
first = elementwise_grad(np.tanh)(x)
second = elementwise_grad(elementwise_grad(np.tanh))(x)
print("tanh", first, second)
assert abs(second[0] + 2 * math.tanh(1) / math.cosh(1) ** 2) < 1e-12, second
assert list(first[1:]) == [0, 0, 0], first
assert second[1] == 0, second
assert np.isnan(second[2:]).all(), f"changed: {second}"
slope = elementwise_grad(np.sinc)(np.array([0.0, 0.5]))
print("sinc", slope)
assert abs(slope[1] + 4 / math.pi) < 1e-12, slope
assert np.isnan(slope[0]), f"changed: {slope}"
PYTHON
venv/bin/python ask.py
