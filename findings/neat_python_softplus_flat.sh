#!/usr/bin/env bash
# neat-python 2.0.0: softplus is 12 for every x from 12 on, where it is x. It is computed of 5*x
# (then divided by 5, so that 0.139 at 0 is meant), and 5*x is first clamped to 60: softplus(100) is
# 12, and its slope there is 0. exp is clamped at 60 too. A unit without bound on the right has one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet neat-python==2.0.0
cat > ask.py <<'PYTHON'
import math

from neat.activations import exp_activation, relu_activation, softplus_activation

x = [0.0, 1.0, 11.9, 13.0, 100.0]
found = [softplus_activation(t) for t in x]
meant = [math.log1p(math.exp(-5 * t)) / 5 + t for t in x]
print(found, meant, exp_activation(61))
assert all(abs(found[i] - meant[i]) < 1e-9 for i in range(3)), found
assert relu_activation(100.0) == 100
assert abs(found[3] - 12) < 1e-9 and found[4] == found[3], f"changed: softplus(13) is {found[3]}"
assert exp_activation(61) == exp_activation(60), f"changed: exp(61) is {exp_activation(61)}"
PYTHON
venv/bin/python ask.py
