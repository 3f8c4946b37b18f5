#!/usr/bin/env bash
# tinygrad 0.14.0: Tensor.asinh is odd no more in float32: asinh(-1000) is 0.024 off, asinh(-1e4) is
# -inf and asinh(-1e30) even +inf, where it is -69.8. It is written log(x + sqrt(x*x + 1)), whose sum
# cancels on the left. On the right it is exact to rounding up to 1e19.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet tinygrad==0.14.0
cat > ask.py <<'PYTHON'
import math

from tinygrad import Tensor

x = [1000.0, 1e4, -1.0, -1000.0, -1e4, -1e30]
found = Tensor(x).asinh().tolist()
print(found, [math.asinh(t) for t in x])
assert all(abs(found[i] - math.asinh(x[i])) < 1e-5 for i in range(3)), found
assert abs(found[3] - math.asinh(x[3])) > 0.02, f"changed: asinh(-1000) is {found[3]}"
assert found[4] == -math.inf, f"changed: asinh(-1e4) is {found[4]}"
assert found[5] == math.inf, f"changed: asinh(-1e30) is {found[5]}"
PYTHON
DEV=PYTHON venv/bin/python ask.py
