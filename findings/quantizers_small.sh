#!/usr/bin/env bash
# quantizers 1.2.2, which rounds weights and activations to small floats for nets in hardware: before
# it finds a number's exponent it adds 1e-7 to its size, so the exponent never goes below -24,
# however many bits are given to it. In the shape of bfloat16, 7 bits and 8 of exponent, sigmoid(-23),
# 1.03e-10, becomes 0, and so does all that is smaller, where the format goes down to 1e-38;
# sigmoid(-18) is off by 0.9%, where half a step of seven bits is 0.4%. Numbers above 1e-7 are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet quantizers==1.2.2 numpy==2.4.6 ml_dtypes==0.5.4
cat > ask.py <<'PYTHON'
import ml_dtypes
import numpy as np
from quantizers.minifloat.float_point_ops_np import float_quantize_np

x = 1 / (1 + np.exp(-np.array([2.0, -3.0, -10.0, -18.0, -23.0, -60.0])))
found, right = float_quantize_np(x, 7, 8), x.astype(ml_dtypes.bfloat16).astype(float)
print(x, found, right)
assert (found[:3] == right[:3]).all(), found
assert abs(right[3] / x[3] - 1) < 2**-8 < abs(found[3] / x[3] - 1), f"changed: {found[3]}"
assert (right[4:] > 0).all() and (found[4:] == 0).all(), f"changed: {found[4:]}"
PYTHON
venv/bin/python ask.py
