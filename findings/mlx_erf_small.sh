#!/usr/bin/env bash
# MLX 0.32.4 on its CPU, float32: erf of small numbers loses its digits. erf(1e-4) is 0.04 % too large,
# erf(1e-6) 6 %, and erf(1e-7) is 0, where it is 1.1e-7. It rises in steps of 4e-7: a thousand numbers
# between 0 and 1e-6 have four answers. The slope, 1.128, is right there, and so are erfinv and
# tanh to the last digits; erf(erfinv(1e-7)) is 0, and a check of slopes by small steps finds none.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "mlx[cpu]==0.32.4" numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import mlx.core as mx
import numpy as np

mx.set_default_device(mx.cpu)
numbers = [1e-7, 1e-6, 1e-4, 0.5]
x = mx.array(numbers)
found = np.array(mx.erf(x), dtype=np.float64)
slopes = np.array(mx.grad(lambda t: mx.erf(t).sum())(x))
back = np.array(mx.erf(mx.erfinv(x)))
exact = np.array([math.erf(float(t)) for t in np.array(numbers, np.float32)])
off = found / exact - 1
print(found, off, slopes, back)
assert abs(off[3]) < 1e-6 and np.allclose(slopes[:3], 2 / math.pi**0.5, rtol=1e-6), slopes
assert np.allclose(np.array(mx.tanh(x)), np.tanh(numbers), rtol=3e-7, atol=0)
assert np.allclose(np.array(mx.erfinv(x))[:2], [8.862269e-8, 8.862269e-7], rtol=3e-7, atol=0)
assert found[0] == back[0] == 0, f"changed: erf(1e-7) is {found[0]}"
assert 0.04 < off[1] < 0.08 and 3e-4 < off[2] < 6e-4, f"changed: erf is {off} off"
stairs = np.unique(np.array(mx.erf(mx.array(np.linspace(0, 1e-6, 1001, dtype=np.float32)))))
print(stairs)
assert len(stairs) < 10, f"changed: {len(stairs)} answers"
PYTHON
venv/bin/python ask.py
