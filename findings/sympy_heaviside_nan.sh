#!/usr/bin/env bash
# SymPy 1.14.0: the slope of ReLU, Heaviside(x), made a function of NumPy 2.4.6 by lambdify, is 1 at
# NaN; so is the slope of ReLU6. NumPy's own heaviside(nan, 0.5) is NaN. SymPy writes a choice whose
# last branch, "else 1", also takes what compares with nothing. With the module "math" sign(NaN) is
# 1, too: there it becomes copysign(1, x).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet sympy==1.14.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import numpy as np
import sympy

x = sympy.Symbol("x", real=True)
relu = sympy.Max(x, 0)
relu6 = sympy.Min(relu, 6)
slopes = [sympy.lambdify(x, sympy.diff(one, x), "numpy") for one in (relu, relu6)]
nan = np.array([np.nan])
found = [float(np.asarray(slope(nan)).ravel()[0]) for slope in slopes]
sign = sympy.lambdify(x, sympy.sign(x), "math")(math.nan)
print(found, sign, np.heaviside(nan, 0.5))
assert np.isnan(np.heaviside(nan, 0.5)).all()
assert found == [1, 1], f"changed: the slopes at NaN are {found}"
assert sign == 1, f"changed: sign(NaN) is {sign}"
PYTHON
venv/bin/python ask.py
