#!/usr/bin/env bash
# num-dual 0.15.1: where tanh is flat, its slope is not 0. tanh is sinh/cosh there, differentiated
# as a quotient: from 356 on first_derivative and second_derivative are NaN, and third_derivative
# answers 1, 1, 1 for the three derivatives at 400. From 711 on tanh itself is NaN, which is 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet num-dual==0.15.1
cat > ask.py <<'PYTHON'
import math

from num_dual import first_derivative, second_derivative, third_derivative


def tanh(x):
    return x.tanh()


print(first_derivative(tanh, 400.0), third_derivative(tanh, 400.0), first_derivative(tanh, 711.0))
near = third_derivative(tanh, 1.0)
meant = (0.7615941559557649, 0.41997434161402614, -0.6397000084492246, 0.621626680771297)
assert all(abs(a - b) < 1e-9 for a, b in zip(near, meant)), near
assert first_derivative(tanh, 300.0) == (1, 0)
for found in (first_derivative(tanh, 400.0), second_derivative(tanh, 400.0)):
    assert found[0] == 1 and all(map(math.isnan, found[1:])), f"changed: at 400, {found}"
assert third_derivative(tanh, 400.0) == (1, 1, 1, 1), "changed: the third at 400"
assert math.isnan(first_derivative(tanh, 711.0)[0]), "changed: tanh(711)"
PYTHON
venv/bin/python ask.py
