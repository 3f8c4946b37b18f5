#!/usr/bin/env bash
# ndonnx 0.20.0, the array API standard that builds ONNX graphs: logaddexp(x, 0), the softplus that
# does not overflow, is written out as log(exp(x) + 1): infinity at 800, where it is 800, and 0 at
# -40, where it is 4.2e-18; of (-800, -800) it is -infinity. sinh, cosh, tan, atan, asinh, atanh
# and cos of float64 arrays are taken in float32, as onnxruntime lacks them, with a warning, and
# the answer is called float64: sinh(90) is infinity, where it is 6.1e38, and atan(1e30) is above
# pi/2. tanh and exp have all digits. Seen with onnxruntime 1.32.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet ndonnx==0.20.0 onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math
import warnings

import ndonnx as ndx
import numpy as np

warnings.simplefilter("ignore")


def ask(name, *numbers):
    arrays = [ndx.asarray(np.array([x], np.float64)) for x in numbers]
    found = getattr(ndx, name)(*arrays).unwrap_numpy()
    assert found.dtype == np.float64, found.dtype
    return float(found[0])


for name in ("tanh", "exp"):
    assert abs(ask(name, 0.3) / getattr(math, name)(0.3) - 1) < 1e-15, name
for name in ("sinh", "cosh", "cos", "tan", "atan", "asinh", "atanh"):
    right = getattr(math, name)(0.3)
    off = abs(ask(name, 0.3) / right - 1)
    print(name, ask(name, 0.3), right)
    assert 1e-10 < off < 1e-6, f"changed: {name} is off by {off}"
assert ask("sinh", 90) == math.inf, "changed: sinh(90)"
assert ask("atan", 1e30) > math.pi / 2, "changed: atan(1e30)"
found = [ask("logaddexp", *pair) for pair in ((1, 0), (800, 0), (-40, 0), (-800, -800))]
print(found, np.logaddexp([1, 800, -40, -800], [0, 0, 0, -800]))
assert abs(found[0] - math.log1p(math.e)) < 1e-15
assert found[1:] == [math.inf, 0, -math.inf], f"changed: logaddexp is {found}"
PYTHON
venv/bin/python ask.py
