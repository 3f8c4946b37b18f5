#!/usr/bin/env bash
# PyTorch 2.13.0: float8_e4m3fn saturates, and even inf becomes 448, where ml_dtypes 0.6.0 (JAX's,
# NumPy's) has NaN from 465 on. Its other float8 formats do not saturate: float8_e4m3fnuz of inf is
# NaN, float8_e5m2 of 1e9 is inf. An overflow is to be seen in one format and not in its neighbour.
# float8_e8m0fnu, the scales of MX formats, drops the sign: -1 becomes 1, where ml_dtypes has NaN.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 ml_dtypes==0.6.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import ml_dtypes
import numpy as np
import torch

x = [448.0, 500.0, 1e9, float("inf")]


def both(name, numbers):
    ours = torch.tensor(numbers).to(getattr(torch, name)).float().numpy()
    array = np.array(numbers, dtype=np.float32)
    with np.errstate(all="ignore"):
        return ours, array.astype(getattr(ml_dtypes, name)).astype(np.float32)


found, other = both("float8_e4m3fn", x)
print(found, other)
assert found[0] == other[0] == 448 and np.isnan(other[1:]).all(), other
assert (found[1:] == 448).all(), f"changed: 500, 1e9 and inf are {found[1:]}"
found, other = both("float8_e4m3fnuz", x)
print(found, other)
assert np.isnan(found).all() and np.isnan(other).all(), f"changed: {found}"
found, other = both("float8_e5m2", x)
print(found, other)
assert (found[2:] == np.inf).all() and (other[2:] == np.inf).all(), f"changed: {found}"
found, other = both("float8_e8m0fnu", [4.0, -1.0])
print(found, other)
assert found[0] == other[0] == 4 and np.isnan(other[1]), other
assert found[1] == 1, f"changed: -1 is {found[1]}"
PYTHON
venv/bin/python ask.py
