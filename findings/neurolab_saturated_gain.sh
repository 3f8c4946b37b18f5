#!/usr/bin/env bash
# neurolab 0.3.5: its straight piece with a gain, SatLinPrm(k, low, high), is clipped first and multiplied
# by k afterwards, so that it leaves the range that it states: with k = 3 and high = 1 it reaches 3. Its
# derivative is 1 between the ends whatever k is, where the function rises by k: training by gradients
# takes steps that are k times too short, or too long. The slope of its softmax is y*(1 - y), the diagonal
# of the matrix alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet neurolab==0.3.5 numpy==1.26.4
cat > ask.py <<'PYTHON'
import numpy as np
from neurolab import trans

unit = trans.SatLinPrm(k=3, out_min=0, out_max=1)
x = np.array([-2.0, 0.25, 0.5, 2.0])
y = unit(x)
slope = unit.deriv(x, y)
step = 1e-6
rise = (unit(x + step) - unit(x - step)) / (2 * step)
print("values", y, "within", unit.out_minmax, "derivative", slope, "rise", rise)
assert unit.out_minmax == [0, 1], unit.out_minmax
assert np.allclose(y, [0, 0.75, 1.5, 3]), f"changed: {y}"
assert np.allclose(rise, [0, 3, 3, 0]), rise
assert list(slope) == [0, 1, 1, 0], f"changed: {slope}"
soft = trans.SoftMax()
x = np.array([0.0, 1.0, 2.0])
y = soft(x)
one_way = (soft(x + [step, 0, 0]) - soft(x - [step, 0, 0])) / (2 * step)
print("softmax", y, "derivative", soft.deriv(x, y), "rise in the first", one_way)
assert np.allclose(soft.deriv(x, y), y * (1 - y)), "changed"
assert np.allclose(one_way, y[0] * (np.array([1, 0, 0]) - y)), one_way
PYTHON
venv/bin/python ask.py
