#!/usr/bin/env bash
# PyTorch 2.13.0 on a CPU: the second derivative of mish is NaN from x = 88.8 on in float32, and
# from 709.8 on in float64, where it is 0. Mish itself is x there and its slope 1. The formula of
# the second step has exp(x) in a numerator and a denominator. So penalties on gradients and
# Hessians are NaN for one large input; SiLU's and GELU's are right there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import torch
from torch.nn import functional


def derivatives(function, x, dtype):
    x = torch.full((16,), x, dtype=dtype, requires_grad=True)
    y = function(x)
    (first,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    (second,) = torch.autograd.grad(first.sum(), x)
    return float(y[0]), float(first[0]), float(second[0])


for dtype, far in ((torch.float32, 89.0), (torch.float64, 710.0)):
    found = derivatives(functional.mish, far, dtype)
    print(dtype, found)
    assert found[:2] == (far, 1), found
    assert abs(derivatives(functional.mish, far - 2, dtype)[2]) < 1e-30
    for other in (functional.silu, functional.gelu):
        assert abs(derivatives(other, far, dtype)[2]) < 1e-30
    assert math.isnan(found[2]), f"changed: the second derivative at {far} is {found[2]}"
PYTHON
venv/bin/python ask.py
