#!/usr/bin/env bash
# PyTorch 2.13.0: in float64 the slope of celu has float32's digits, by grad and by jvp. With
# alpha = 0.7 the values are right to the last bits, but the slope at -1 is 0.2396510347 where
# exp(-1/0.7) = 0.2396510364, and just left of 0 it is 1.000000017 where 1 is right: it is what
# comes out if alpha is rounded to float32 before its inverse is taken. With alpha = 0.5, which
# float32 holds, the slope is right; so are those of elu and softplus with 0.7.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import numpy as np
import torch
from torch.func import grad, jvp
from torch.nn import functional

x = torch.tensor(-1.0, dtype=torch.float64)


def slopes(function, at=x):
    forwards = jvp(function, (at,), (torch.ones_like(at),))[1].item()
    return grad(function)(at).item(), forwards


def celu(alpha):
    return lambda t: functional.celu(t, alpha)


value = functional.celu(x, 0.7).item()
right = math.exp(-1 / 0.7)
rounded = 1 / float(np.float32(0.7))
by_float32 = 0.7 * rounded * math.exp(-rounded)
print("value", value - 0.7 * math.expm1(-1 / 0.7), "slopes", slopes(celu(0.7)), "right", right)
assert abs(value - 0.7 * math.expm1(-1 / 0.7)) < 1e-15
others = {
    functional.elu: 0.7 * math.exp(-1),
    functional.softplus: 1 / (1 + math.exp(0.7)),
}
for function, expected in others.items():
    for slope in slopes(lambda t: function(t, 0.7)):
        assert abs(slope - expected) < 1e-15, (function, slope, expected)
for slope in slopes(celu(0.5)):
    assert abs(slope - math.exp(-2)) < 1e-15, slope
for slope in slopes(celu(0.7)):
    assert abs(slope - right) > 1e-9, f"changed: {slope} is right"
    assert abs(slope - by_float32) < 1e-15, f"changed: {slope}, not {by_float32}"
for slope in slopes(celu(0.7), torch.tensor(-1e-300, dtype=torch.float64)):
    assert abs(slope - 0.7 * rounded) < 1e-15, f"changed: {slope}"
PYTHON
venv/bin/python ask.py
