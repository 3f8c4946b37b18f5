#!/usr/bin/env bash
# tinygrad 0.14.0, float16: Tensor.tanh of 1e-4 is 0, and that of 2.4e-4 is 0 or twice too much. It is
# written 2*sigmoid(2*x) - 1, which cancels: numbers below half a unit of 1/2 are lost. NumPy's
# float16 tanh gives 1e-4. Seen on the PYTHON device, which needs no compiler, and on CPU.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet tinygrad==0.14.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
from tinygrad import Tensor

x = np.array([1e-4, -1e-4, 0.5, 2.0], dtype=np.float16)
found = Tensor(x).tanh().numpy()
print(found.tolist(), np.tanh(x).tolist())
assert np.abs(found[2:] - np.tanh(x[2:])).max() < 2e-3, found
assert np.abs(np.tanh(x[:2]) - x[:2]).max() < 1e-6
assert found[0] == 0 and found[1] == 0, f"changed: tanh(1e-4) is {found[0]}"
PYTHON
DEV=PYTHON venv/bin/python ask.py
