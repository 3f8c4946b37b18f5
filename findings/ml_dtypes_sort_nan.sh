#!/usr/bin/env bash
# ml_dtypes 0.6.0 with NumPy 2.4.6: one NaN in a bfloat16 or float8 array, and np.sort sorts
# nothing: [3, NaN, 1, 2] comes back as it is. NumPy puts NaN last in its own types: [1, 2, 3, NaN].
# So argsort, a top-k or a sparsemax by sorted values goes wrong for the numbers beside it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet ml_dtypes==0.6.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import ml_dtypes
import numpy as np

x = [3, np.nan, 1, 2]
own = np.sort(np.array(x, dtype=np.float16))
assert np.array_equal(own, [1, 2, 3, np.nan], equal_nan=True), own
for dtype in (ml_dtypes.bfloat16, ml_dtypes.float8_e4m3fn, ml_dtypes.float8_e5m2):
    array = np.array(x, dtype=dtype)
    found, order = np.sort(array).astype(float), np.argsort(array)
    print(dtype.__name__, found, order)
    assert np.array_equal(np.sort(array[[0, 2, 3]]).astype(float), [1, 2, 3])
    assert np.array_equal(found, x, equal_nan=True), f"changed: sorted, it is {found}"
    assert np.array_equal(order, [0, 1, 2, 3]), f"changed: the order is {order}"
PYTHON
venv/bin/python ask.py
