#!/usr/bin/env bash
# ml_dtypes 0.6.0 with NumPy 2.4.6: the mean of 1000 ones in bfloat16 is 0.256, and their variance
# 0.256 too. NumPy sums its own float16 pairwise, and means of it in float32; a bfloat16 sum adds
# one number after the other in bfloat16 and stays at 256, where a further 1 is half a step. The sum
# of a softmax's exponentials, a norm and batch statistics go the same way; a dot product is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet ml_dtypes==0.6.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import ml_dtypes
import numpy as np


def asked(dtype):
    ones = np.ones(1000, dtype=dtype)
    return [float(value) for value in (ones.sum(), ones.mean(), ones.var(), ones @ ones)]


half, brain = asked(np.float16), asked(ml_dtypes.bfloat16)
print(half, brain, asked(ml_dtypes.float8_e4m3fn))
assert half == [1000, 1, 0, 1000], half
assert brain[3] == 1000, brain
assert brain[0] == 256 and abs(brain[1] - 0.256) < 1e-3, f"changed: {brain}"
assert abs(brain[2] - 0.256) < 1e-3, f"changed: the variance is {brain[2]}"
PYTHON
venv/bin/python ask.py
