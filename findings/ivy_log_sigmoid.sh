#!/usr/bin/env bash
# ivy 1.0.0.5, one interface for several frameworks, on its side for NumPy: logsigmoid is -infinity
# from -89 on in float32 and from -710 on in float64, where it is x: one confident mistake makes a
# loss infinite. erf has six digits in float64: erf(1e-9) is 2.1e-9, where it is 1.1e-9, and
# erf(0.5) 1.4e-7 off, so the exact GELU is 5e-4 off at -4. softshrink and hardshrink of NaN are 0;
# relu, tanhshrink and hardtanh keep it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet ivy==1.0.0.5 numpy==1.26.4
cat > ask.py <<'PYTHON'
import math
import warnings

import ivy
import numpy as np

warnings.simplefilter("ignore")
ivy.set_backend("numpy")


def answers(name, x, kind="float64"):
    """What an activation of ivy answers to x."""
    return ivy.to_numpy(getattr(ivy, name)(ivy.array(np.array(x, kind)))).tolist()


for kind, far in ("float32", -89), ("float64", -710):
    values = answers("logsigmoid", [far - 1, far * 2, -80, 2], kind)
    print(kind, values)
    assert np.allclose(values[2:], [-80, -math.log1p(math.exp(-2))], rtol=1e-5), values
    assert values[:2] == [-math.inf, -math.inf], f"changed: {values}"
x = [1e-9, 0.5, 2]
erf = answers("erf", x)
print(erf, [math.erf(t) for t in x])
assert abs(erf[1] - math.erf(0.5)) < 2e-7 and abs(erf[2] - math.erf(2)) < 2e-7, erf
assert 2e-9 < erf[0] < 2.2e-9 and abs(erf[1] - math.erf(0.5)) > 1e-7, f"changed: {erf}"
gelu = answers("gelu", [-4, 1])
print(gelu)
assert abs(gelu[1] - math.erfc(-math.sqrt(0.5)) / 2) < 1e-6, gelu
assert 4e-4 < abs(gelu[0] / (-2 * math.erfc(math.sqrt(8))) - 1) < 5e-4, f"changed: {gelu}"
for name in ("softshrink", "hardshrink", "relu", "tanhshrink", "hardtanh"):
    value = answers(name, [math.nan])[0]
    print(name, value)
    assert (value == 0) == (name in ("softshrink", "hardshrink")), f"changed: {name}: {value}"
PYTHON
venv/bin/python ask.py
