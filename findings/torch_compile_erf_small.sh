#!/usr/bin/env bash
# torch.compile, PyTorch 2.13.0 on an x86-64 processor: erf of small float32 numbers loses its
# digits in tensors of 8 numbers and more. erf(1e-7) is 0, where it is 1.1e-7, erf(1e-6) is 6 % too
# large and erf(1e-4) 0.04 %. PyTorch itself, and the compiled code for one number, keep all digits;
# at 1 all agree.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import torch

compiled = torch.compile(lambda x: torch.erf(x))
numbers = (1e-7, -1e-7, 1e-6, 1e-4, 1.0)
ratio = {}
for size in (1, 64):
    for x in numbers:
        answers = compiled(torch.full((size,), x)).unique()
        assert len(answers) == 1
        ratio[size, x] = float(answers) / math.erf(x)
        assert abs(float(torch.erf(torch.tensor([x]))) / math.erf(x) - 1) < 1e-6
print(ratio)
assert all(abs(ratio[1, x] - 1) < 1e-6 for x in numbers), ratio
assert abs(ratio[64, 1.0] - 1) < 1e-6, ratio
assert ratio[64, 1e-7] == ratio[64, -1e-7] == 0, f"changed: {ratio[64, 1e-7]}"
assert 1.04 < ratio[64, 1e-6] < 1.08 and 1.0003 < ratio[64, 1e-4] < 1.0006, f"changed: {ratio}"
PYTHON
venv/bin/python ask.py
