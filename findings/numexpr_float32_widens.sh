#!/usr/bin/env bash
# numexpr 2.14.2: of float32 arrays maximum, minimum, sign, round and trunc are float64, though NumPy
# keeps float32 for each. ReLU as maximum(x, 0) so takes twice the memory, and all that is computed
# from it does; where(x > 0, x, 0), floor, tanh and expm1 stay float32.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet numexpr==2.14.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numexpr
import numpy as np

x = np.array([-1.5, 0.5], np.float32)
zero = np.float32(0)
wide = "maximum(x, zero)", "minimum(x, zero)", "sign(x)", "round(x)", "trunc(x)"
narrow = "where(x > 0, x, 0)", "floor(x)", "tanh(x)", "expm1(x)", "x/(1 + abs(x))"
for text in *wide, *narrow:
    found = numexpr.evaluate(text)
    print(text, found.dtype, found)
    assert (found.dtype == np.float64) == (text in wide), f"changed: {text} is {found.dtype}"
assert np.maximum(x, zero).dtype == np.sign(x).dtype == np.round(x).dtype == np.float32
PYTHON
venv/bin/python ask.py
