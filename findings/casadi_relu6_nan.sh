#!/usr/bin/env bash
# CasADi 3.8.2: fmin(fmax(x, 0), 6) is 0 for NaN and fmax(fmin(x, 6), 0) is 6, two ReLU6 that agree
# everywhere else, since fmin and fmax are C's, which prefer a number to NaN. The slopes of both are
# NaN there, where the values are numbers. At the kink fmax(x, 0) has the slope 0.5.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet casadi==3.8.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import casadi

x = casadi.SX.sym("x")
found = {}
for name, relu6 in {
    "fmin(fmax)": casadi.fmin(casadi.fmax(x, 0), 6),
    "fmax(fmin)": casadi.fmax(casadi.fmin(x, 6), 0),
}.items():
    function = casadi.Function("f", [x], [relu6, casadi.jacobian(relu6, x)])
    found[name] = [tuple(map(float, function(at))) for at in (math.nan, 0.0, 1.0, -1.0, 7.0)]
    print(name, found[name])
first, second = found.values()
assert first[1:] == second[1:] == [(0.0, 0.5), (1.0, 1.0), (0.0, 0.0), (6.0, 0.0)], found
assert (first[0][0], second[0][0]) == (0.0, 6.0), f"changed: NaN gives {first[0]}, {second[0]}"
assert math.isnan(first[0][1]), f"changed: {first[0]}"
assert math.isnan(second[0][1]), f"changed: {second[0]}"
PYTHON
venv/bin/python ask.py
