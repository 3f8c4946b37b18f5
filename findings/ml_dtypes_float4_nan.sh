#!/usr/bin/env bash
# ml_dtypes 0.6.0: NaN becomes -0 in float4_e2m1fn, float6_e2m3fn and float6_e3m2fn, the elements of
# MX formats, which have no NaN; infinities become the largest number. int4 wraps round: -9 becomes
# 7. Nothing is raised. What went wrong in a layer is a zero after the cast.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet ml_dtypes==0.6.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import ml_dtypes
import numpy as np

x = np.array([np.nan, np.inf, -np.inf, 1e9, 1], dtype=np.float32)
for name, largest in (("float4_e2m1fn", 6), ("float6_e2m3fn", 7.5), ("float6_e3m2fn", 28)):
    found = x.astype(getattr(ml_dtypes, name)).astype(np.float32)
    print(name, found)
    assert (found[1:] == [largest, -largest, largest, 1]).all(), f"changed: {found}"
    assert found[0] == 0 and np.signbit(found[0]), f"changed: NaN is {found[0]}"
whole = np.array([7, 8, -8, -9], dtype=np.float32).astype(ml_dtypes.int4).astype(int)
print("int4", whole)
assert whole.tolist() == [7, -8, -8, 7], f"changed: int4 is {whole}"
PYTHON
venv/bin/python ask.py
