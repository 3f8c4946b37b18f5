#!/usr/bin/env bash
# PyTorch 2.13.0 on a CPU, float32 and bfloat16: the exact GELU of inf is NaN in tensors of 4
# numbers or more, and inf where the tensor holds one number, in float64 and in the tanh form.
# GELU(3e38), which is 3e38, is inf in the former: x is doubled before it is halved. So the answer
# for one row is not the answer for a batch. Seen with each of PyTorch's sets of kernels for x86-64
# (default, AVX2, AVX-512).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import torch
from torch.nn.functional import gelu


def answers(number, count=32, dtype=torch.float32, **form):
    """The first and the last of so many equal answers."""
    made = gelu(torch.full((count,), number, dtype=dtype), **form)
    return float(made[0]), float(made[-1])


one, many = answers(math.inf, 1), answers(math.inf)
large, brain = answers(3e38), answers(math.inf, dtype=torch.bfloat16)
print(torch.backends.cpu.get_cpu_capability(), one, many, large, brain)
assert abs(answers(1.0)[0] - 0.8413447) < 1e-6
assert one == answers(math.inf, dtype=torch.float64) == (math.inf, math.inf), one
assert answers(math.inf, approximate="tanh") == (math.inf, math.inf)
assert all(map(math.isnan, many)), f"changed: GELU(inf) is {many}"
assert large == (math.inf, math.inf), f"changed: GELU(3e38) is {large}"
assert all(map(math.isnan, brain)), f"changed: in bfloat16 it is {brain}"
PYTHON
venv/bin/python ask.py
