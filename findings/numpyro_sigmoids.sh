#!/usr/bin/env bash
# NumPyro 0.22.0 with JAX 0.10.2, float32: of its sigmoids (cdf), Student's has slope NaN at 0 and
# infinity at 1e-6, where the slope is 0.368, and Laplace's is 0 left of -17, where it is exp(x)/2,
# with slope 0 at 0 (0.5 is meant). Backwards (icdf), Cauchy's answers 2.3e7 for 0 and -2.3e7 for 1,
# which are -infinity and infinity: the wrong side. Those of the normal and the logistic are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet numpyro==0.22.0 jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math
import os

os.environ["JAX_PLATFORMS"] = "cpu"
import jax
from numpyro.distributions import Cauchy, Laplace, Logistic, Normal, StudentT


def slope(distribution, x):
    return float(jax.grad(distribution.cdf)(x))


student, laplace, cauchy = StudentT(3.0), Laplace(), Cauchy()
at = {x: slope(student, x) for x in (0.0, 1e-6, 1.0)}
flat = slope(laplace, 0.0)
step = 0.01
measured = float(student.cdf(step) - student.cdf(-step)) / (2 * step)
tail, ends = float(laplace.cdf(-20.0)), [float(cauchy.icdf(p)) for p in (0.0, 1.0)]
print(at, measured, tail, math.exp(-20) / 2, flat, ends)
assert abs(measured - 0.3675526) < 1e-3
assert abs(at[1.0] - 0.2067483) < 1e-4
assert abs(slope(Normal(), 0.0) - 0.3989423) < 1e-6
assert float(Logistic().cdf(-20.0)) > 2e-9
assert float(Logistic().icdf(0.0)) == -math.inf
assert math.isnan(at[0.0]), f"changed: Student's slope at 0 is {at[0.0]}"
assert at[1e-6] == math.inf, f"changed: Student's slope at 1e-6 is {at[1e-6]}"
assert tail == 0, f"changed: Laplace's cdf(-20) is {tail}"
assert flat == 0, f"changed: Laplace's slope at 0 is {flat}"
assert ends[0] > 1e7, f"changed: Cauchy's icdf(0) is {ends[0]}"
assert ends[1] < -1e7, f"changed: Cauchy's icdf(1) is {ends[1]}"
PYTHON
venv/bin/python ask.py
