#!/usr/bin/env bash
# symengine 0.15.0, the fast computer algebra with SymPy's interface: the slopes of ReLU, Max(x, 0),
# of abs(x) and of sign(x) are left as Derivative(...), and a number put in for x goes into its
# variable too. At 2 there is Derivative(2, 2), which is no number: float raises, Lambdify refuses
# it, and x*Max(x, 0) has slope 2 + 2*Derivative(2, 2), not 4. SymPy 1.14.0 answers Heaviside(x).
# A Piecewise has its slope. Max(NaN, 0) from Lambdify is 0, where tanh(NaN) is NaN.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet symengine==0.15.0 sympy==1.14.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import numpy as np
import sympy
from symengine import Lambdify, Max, Piecewise, Symbol, sign, tanh

x = Symbol("x")


def raises(call):
    try:
        call()
    except RuntimeError:
        return True
    return False


slopes = [f.diff(x).subs({x: 2}) for f in (Max(x, 0), abs(x), sign(x), x * Max(x, 0))]
written = Piecewise((x, x > 0), (0, True)).diff(x)
print(slopes, written)
assert float(written.subs({x: 2})) == 1 and float(tanh(x).diff(x).subs({x: 0})) == 1
real = sympy.Symbol("x", real=True)
assert sympy.Max(real, 0).diff(real).subs(real, 2) == 1
wanted = ["Derivative(2, 2)", "Derivative(2, 2)", "Derivative(1, 2)", "2 + 2*Derivative(2, 2)"]
assert [str(slope) for slope in slopes] == wanted, f"changed: the slopes at 2 are {slopes}"
assert raises(lambda: float(slopes[0])), f"changed: {float(slopes[0])}"
assert raises(lambda: Lambdify([x], [Max(x, 0).diff(x)])), "changed: Lambdify takes the slope"
hidden, kept = (float(Lambdify([x], [f])(np.array([math.nan]))[0]) for f in (Max(x, 0), tanh(x)))
assert math.isnan(kept) and hidden == 0, f"changed: Max(NaN, 0) is {hidden}"
PYTHON
venv/bin/python ask.py
