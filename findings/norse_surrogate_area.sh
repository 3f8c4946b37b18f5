#!/usr/bin/env bash
# norse 1.1.0: a spike is a step, and backwards it has the slope of a smooth one, whose steepness k the user
# gives. The slopes lack the factor k: that of "heavi_erfc" is 2/sqrt(pi) at the step for every k, that of
# "tanh" 1, where the smooth steps which their documentation states change by k/sqrt(pi) and k/2. So the
# area under a slope is 2/k where a step from 0 to 1 has 1: a larger k weakens the gradient instead of
# gathering it at the step. And 1/2 + erfc(k*x)/2, as the first is stated, falls from 1.5 to 0.5.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet norse==1.1.0 torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import torch
from norse.torch.functional.threshold import threshold

x = torch.linspace(-8, 8, 160001, dtype=torch.float64)
for method, at_step in (("heavi_erfc", 2 / math.sqrt(math.pi)), ("tanh", 1.0)):
    for k in (1.0, 4.0, 10.0):
        given = x.clone().requires_grad_()
        spikes = threshold(given, method, k)
        spikes.sum().backward()
        slope = given.grad
        area = torch.trapezoid(slope, x).item()
        print(method, "k", k, "at the step", slope.max().item(), "area", area)
        assert set(spikes.tolist()) == {0.0, 1.0}
        assert abs(slope.max().item() - at_step) < 1e-6, f"changed: {slope.max()}"
        assert abs(area - 2 / k) < 1e-3, f"changed: {area}"
PYTHON
venv/bin/python ask.py
