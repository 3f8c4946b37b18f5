#!/usr/bin/env bash
# flexfloat 1.1.3, "a high-precision Python library for arbitrary precision floating-point
# arithmetic": its erf has six right digits, 0.5205000163 at 0.5, where it is 0.5204998778, so a
# GELU of it is poorer than one in float32. tanh, asinh, expm1 and log1p of 1e-9 have seven right
# digits, and expm1 and log1p of 1e-300, a number it holds, are 0. Away from 0, exp, log and tanh
# agree with double precision.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet flexfloat==1.1.3
cat > ask.py <<'PYTHON'
import math

import flexfloat.math as flexible
from flexfloat import FlexFloat


def off(name, x):
    """By how much, as a part of it, the answer differs from that of Python's own math."""
    found = getattr(flexible, name)(FlexFloat.from_float(x)).to_float()
    print(name, x, found, getattr(math, name)(x))
    return abs(found / getattr(math, name)(x) - 1)


for name in ("exp", "log", "tanh"):
    assert off(name, 0.5) < 1e-13, name
assert off("erf", 6.0) < 1e-13
assert off("erf", 0.5) > 1e-7, "changed: erf(0.5)"
for name in ("tanh", "asinh", "expm1", "log1p"):
    assert off(name, 1e-9) > 1e-8, f"changed: {name}(1e-9)"
assert float(FlexFloat.from_float(1e-300).to_float()) == 1e-300
for name in ("expm1", "log1p"):
    assert off(name, 1e-300) == 1, f"changed: {name}(1e-300) is no longer 0"
PYTHON
venv/bin/python ask.py
