#!/usr/bin/env bash
# JAX 0.10.2 on a CPU, float32: the slope of jax.nn.elu, celu and selu is exactly 0 from about -17.4
# to the left, where it is exp(x) and float32 goes to -103; at -17 it is 44 % off. The slope of
# expm1 is taken from its answer y as y + 1, and y is -1 there to the last digit. ELU has no dead
# side, which is why it is chosen; here it has one. The values are right, and so is the slope of
# where(x > 0, x, exp(min(x, 0)) - 1).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6 scipy==1.17.1
cat > ask.py <<'PYTHON'
import math

import jax
import jax.numpy as jnp


def written(x):
    return jnp.where(x > 0, x, jnp.exp(jnp.minimum(x, 0)) - 1)


def slope(function, x):
    return float(jax.grad(function)(jnp.float32(x)))


tail = 1.0507009873554805 * 1.6732632423543772
for function, scale in (jax.nn.elu, 1), (jax.nn.celu, 1), (jax.nn.selu, tail), (jnp.expm1, 1):
    slopes = [slope(function, x) / scale for x in (-3, -17, -20, -80)]
    print(function.__name__, slopes)
    assert abs(slopes[0] / math.exp(-3) - 1) < 1e-5, slopes
    assert 1.4 < slopes[1] / math.exp(-17) < 1.5, f"changed: {slopes[1]} at -17"
    assert slopes[2:] == [0, 0], f"changed: {slopes[2:]} at -20 and -80"
for x in (-20, -80):
    assert abs(slope(written, x) / math.exp(x) - 1) < 1e-5, slope(written, x)
PYTHON
venv/bin/python ask.py
