#!/usr/bin/env bash
# PyTorch 2.13.0 on a CPU: sigmoid of complex numbers is NaN far on the left, from a real part of
# -89 on in complex64, unless the imaginary part is 0. sigmoid(-1000 + 1j) is 0; it is 1/(1 +
# exp(-z)), and 1/(inf + inf*1j) is NaN. silu follows. Networks of complex numbers have such units;
# tanh is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import cmath

import torch
from torch.nn import functional


def answers(function, *numbers, dtype=torch.complex64):
    return function(torch.tensor(numbers * 16, dtype=dtype))[: len(numbers)].tolist()


z = (-1000 + 1j, -1000 + 0j, 1000 + 1j, 1 + 1j)
found, tanh, silu = (answers(f, *z) for f in (torch.sigmoid, torch.tanh, functional.silu))
print(found, tanh, silu)
assert abs(found[3] - 1 / (1 + cmath.exp(-1 - 1j))) < 1e-6, found
assert found[1] == 0 and found[2] == 1 and tanh[:3] == [-1, -1, 1], (found, tanh)
assert cmath.isnan(found[0]), f"changed: sigmoid(-1000 + 1j) is {found[0]}"
assert cmath.isnan(silu[0]), f"changed: silu(-1000 + 1j) is {silu[0]}"
double = answers(torch.sigmoid, -88 + 1j, -720 + 1j, dtype=torch.complex128)
assert abs(double[0]) < 1e-38 and cmath.isnan(double[1]), f"changed: {double}"
PYTHON
venv/bin/python ask.py
