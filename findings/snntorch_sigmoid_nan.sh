#!/usr/bin/env bash
# snntorch 1.0.0: the surrogate gradient surrogate.sigmoid() is NaN where the membrane lies 3.6 or
# more below the threshold, and so for a neuron that is far from firing. It is
# k*exp(-k*x)/(exp(-k*x) + 1)**2 with k = 25, inf/inf in float32 on that side; on the other it is
# right: about 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet snntorch==1.0.0 torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import torch
from snntorch import surrogate


def slopes(spike):
    x = torch.tensor([-10.0, -3.6, -0.1, 0.1, 3.6, 10.0], requires_grad=True)
    spike(x).sum().backward()
    return x.grad.tolist()


found, other = slopes(surrogate.sigmoid()), slopes(surrogate.fast_sigmoid())
print(found, other)
assert abs(found[2] - found[3]) < 1e-5 and found[4] < 1e-30 and found[5] == 0, found
assert all(map(math.isfinite, other)), other
assert math.isnan(found[0]) and math.isnan(found[1]), f"changed: the slopes are {found}"
PYTHON
venv/bin/python ask.py
