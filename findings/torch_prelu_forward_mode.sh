#!/usr/bin/env bash
# PyTorch 2.13.0: the slope of prelu at 0 hangs on the way it is asked for. Backwards (grad,
# backward) it is the weight, 0.25; forwards (jvp, jacfwd) it is 1. Units that are exactly 0 are
# common: a ReLU or a padding came before. For relu, leaky_relu, elu, hardtanh and abs both ways
# agree.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import torch
from torch.func import grad, jvp
from torch.nn import functional

weight = torch.tensor([0.25])


def both(function):
    x = torch.tensor([[-1.0, 0.0, 1.0]])
    backwards = grad(lambda t: function(t).sum())(x)
    return backwards[0].tolist(), jvp(function, (x,), (torch.ones_like(x),))[1][0].tolist()


backwards, forwards = both(lambda t: functional.prelu(t, weight))
print(backwards, forwards)
for other in (functional.relu, functional.leaky_relu, functional.elu, functional.hardtanh, torch.abs):
    found = both(other)
    assert found[0] == found[1], (other, found)
assert backwards[0] == forwards[0] == 0.25 and backwards[2] == forwards[2] == 1
assert (backwards[1], forwards[1]) == (0.25, 1), f"changed: {backwards[1]}, {forwards[1]}"
PYTHON
venv/bin/python ask.py
