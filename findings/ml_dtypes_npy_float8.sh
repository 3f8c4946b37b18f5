#!/usr/bin/env bash
# ml_dtypes 0.6.0 with NumPy 2.4.6: np.save writes a float8_e5m2 array, and np.load refuses the
# file: ValueError, '<f1' is no dtype. float8_e4m3fn and bfloat16 come back as bytes without a type,
# V1 and V2, which .view(dtype) turns into what they were: their numbers are there, the format's
# name is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet ml_dtypes==0.6.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import warnings

import ml_dtypes
import numpy as np

warnings.simplefilter("ignore")
x = [1.0, -2.0, 0.5]
for dtype, kind in ((ml_dtypes.bfloat16, "V2"), (ml_dtypes.float8_e4m3fn, "V1")):
    np.save("a.npy", np.array(x, dtype=dtype))
    found = np.load("a.npy")
    print(np.dtype(dtype), "comes back as", found.dtype)
    assert found.dtype == kind, f"changed: it comes back as {found.dtype}"
    assert found.view(dtype).astype(float).tolist() == x, found
np.save("a.npy", np.array(x, dtype=ml_dtypes.float8_e5m2))
try:
    found = np.load("a.npy")
except ValueError as error:
    print("float8_e5m2:", error)
    assert "f1" in str(error), error
else:
    raise SystemExit(f"changed: float8_e5m2 comes back as {found.dtype}")
PYTHON
venv/bin/python ask.py
