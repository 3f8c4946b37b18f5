#!/usr/bin/env bash
# PyTorch 2.13.0 on a CPU: float64 to float16 or bfloat16 rounds twice, by way of float32. The number
# 1 + 2**-11 + 1e-12 lies just above the middle of two float16 numbers, and NumPy rounds it up, to
# 1.000977; PyTorch's half() is 1: float32 drops the 1e-12, and the tie goes down. bfloat16() of
# 1 + 2**-8 + 1e-12 is 1, where 1.0078125 is nearest. Tables of activations that are computed in
# float64 and stored in half precision are not the nearest ones.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import torch

half, brain = 1 + 2**-11 + 1e-12, 1 + 2**-8 + 1e-12
found = torch.full((64,), half, dtype=torch.float64).half()
short = torch.full((64,), brain, dtype=torch.float64).bfloat16()
print(found[0].double(), short[0].double(), np.float64(half).astype(np.float16))
assert np.float64(half).astype(np.float16) == 1 + 2**-10
assert (found == 1).all(), f"changed: half() is {float(found[0])}"
assert abs(brain - (1 + 2**-7)) < abs(brain - 1)
assert (short == 1).all(), f"changed: bfloat16() is {float(short[0])}"
PYTHON
venv/bin/python ask.py
