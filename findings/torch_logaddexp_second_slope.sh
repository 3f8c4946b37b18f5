#!/usr/bin/env bash
# PyTorch 2.13.0 on a CPU: softplus written as torch.logaddexp(x, 0) has second slope NaN far on the
# left, from x = -90 on in float32 and from -711 on in float64, where it is about exp(x); the value
# and the first slope are right. logsumexp of the same two numbers and torch's own softplus are
# right in all three. sinc has second slope NaN at 0, where it is -pi**2/3. So penalties on
# gradients and Hessians are NaN for one such input.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import torch


def slopes(f, numbers, kind):
    """The first and second slopes of f."""
    x = torch.tensor(numbers, dtype=kind, requires_grad=True)
    (first,) = torch.autograd.grad(f(x).sum(), x, create_graph=True)
    return first.detach(), torch.autograd.grad(first.sum(), x)[0]


def add(x):
    return torch.logaddexp(x, torch.zeros_like(x))


def total(x):
    return torch.logsumexp(torch.stack([x, torch.zeros_like(x)]), 0)


for kind, far in (torch.float32, -90), (torch.float64, -711):
    x = [far, far * 2.0, -2, 0, 2]
    for f in (add, total, torch.nn.functional.softplus):
        first, second = slopes(f, x, kind)
        print(kind, f.__name__, first, second)
        assert torch.allclose(first, torch.tensor(x, dtype=kind).sigmoid(), rtol=1e-5), first
        assert abs(second[3] - 0.25) < 1e-6 and abs(second[2] - second[4]) < 1e-6, second
        if f is add:
            assert second[:2].isnan().all(), f"changed: {second}"
        else:
            assert (second[:2].abs() < 1e-30).all(), second
    first, second = slopes(torch.sinc, [0, 0.5], kind)
    print(kind, "sinc", first, second)
    assert first[0] == 0 and abs(second[1] - (16 / math.pi - 2 * math.pi)) < 1e-3, second
    assert second[0].isnan(), f"changed: {second}"
PYTHON
venv/bin/python ask.py
