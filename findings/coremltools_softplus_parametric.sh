#!/usr/bin/env bash
# coremltools 9.0: softplus_parametric of a constant, which the converter computes, is infinite from
# beta*x = 89 on, where it is alpha*beta*x: with alpha = 2, beta = 3 and x = 30 180 is meant. softplus
# of a constant is right there. Both lose the left tail: softplus(-30) is 0, where it is 9.4e-14.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet coremltools==9.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
from coremltools.converters.mil import Builder

x = np.array([[[-30, -1, 1, 20, 30, 1000]]], dtype=np.float32)
folded = {}


@Builder.program(input_specs=[Builder.TensorSpec(shape=x.shape)])
def program(given):
    constant = Builder.const(val=x)
    alpha, beta = np.array([2], dtype=np.float32), np.array([3], dtype=np.float32)
    general = Builder.softplus_parametric(x=constant, alpha=alpha, beta=beta)
    plain = Builder.softplus(x=constant)
    folded["general"], folded["plain"] = general.val.ravel(), plain.val.ravel()
    return Builder.add(x=given, y=Builder.add(x=general, y=plain))


numbers = x.ravel().astype(float)
meant = 2 * np.logaddexp(0, 3 * numbers)
print(folded, meant)
assert np.allclose(folded["plain"][1:], np.logaddexp(0, numbers[1:]), rtol=1e-5)
assert np.allclose(folded["general"][1:4], meant[1:4], rtol=1e-3)
assert (folded["general"][4:] == np.inf).all(), f"changed: it is {folded['general']}"
assert folded["plain"][0] == 0, f"changed: softplus(-30) is {folded['plain'][0]}"
PYTHON
venv/bin/python ask.py
