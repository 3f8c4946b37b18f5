#!/usr/bin/env bash
# e3nn 0.6.0 with PyTorch 2.13.0: e3nn.nn.Activation scales an activation so that the mean of its
# square is 1 for a normal x, by a factor that it draws from a million random numbers. ReLU(1) is
# 1.41634, where the square root of 2 is meant (1.41421); SiLU gets 1.67918 for 1.67653, and the
# identity becomes 1.00111*x, so that ten layers are 1 % off or more. The seed is fixed: the error
# is the same in every run, but a layer written anew with the true factor does not fit the weights.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet e3nn==0.6.0 torch==2.13.0 numpy==2.4.6 mpmath==1.3.0
cat > ask.py <<'PYTHON'
import mpmath
import torch
from e3nn.nn import Activation


def factor(function):
    """What the layer multiplies an activation by."""
    x = torch.tensor([1.0], dtype=torch.float64)
    return (Activation("1x0e", [function])(x) / function(x)).item()


def meant(function):
    """1 over the square root of the mean of the square, by integration."""
    mean = mpmath.quad(lambda x: function(x) ** 2 * mpmath.npdf(x), [-20, -5, 0, 5, 20])
    return float(1 / mpmath.sqrt(mean))


found = [factor(f) for f in (torch.relu, torch.nn.functional.silu, lambda x: x)]
exact = [
    meant(f) for f in (lambda x: max(x, 0), lambda x: x / (1 + mpmath.exp(-x)), lambda x: x)
]
print(found, exact)
assert abs(exact[0] - 2**0.5) < 1e-9 and abs(exact[2] - 1) < 1e-9, exact
errors = [a / b - 1 for a, b in zip(found, exact)]
assert all(abs(error) < 0.01 for error in errors), errors
assert all(error > 1e-3 for error in errors), f"changed: the factors are {found}"
PYTHON
venv/bin/python ask.py
