#!/usr/bin/env bash
# jax.nn.squareplus, JAX 0.10.2: the left tail is gone. Squareplus is (x + sqrt(x*x + 4))/2 and falls
# like 1/|x|; in float32 it is 0 at -1e4, where it is 1e-4, and 0.7 % off at -1000; in bfloat16 it is
# a quarter off at -20. Its slope at -1e4, 1.0e-8, is answered as 1.3e-8. softplus, whose tail is far
# thinner, keeps it: softplus(-80) is 1.8e-35.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math
import os

os.environ["JAX_PLATFORMS"] = "cpu"
import jax
import jax.numpy as jnp


def answer(x, kind=jnp.float32):
    return float(jax.nn.squareplus(jnp.array(x, kind)))


def meant(x):
    return 2 / (math.sqrt(x * x + 4) - x) if x < 0 else (x + math.sqrt(x * x + 4)) / 2


off = {x: answer(x) / meant(x) - 1 for x in (-1e4, -1000.0, -100.0, -1.0, 3.0, 1e4)}
coarse = answer(-20.0, jnp.bfloat16) / meant(-20.0) - 1
slopes = [float(jax.grad(jax.nn.squareplus)(x)) for x in (-1e4, -1.0)]
print(off, coarse, slopes)
assert all(abs(off[x]) < 1e-6 for x in (-1.0, 3.0, 1e4)), off
assert abs(slopes[1] - (1 - 1 / math.sqrt(5)) / 2) < 1e-6, slopes
assert float(jax.nn.softplus(-80.0)) > 1.7e-35
assert answer(-1e4) == 0, f"changed: squareplus(-1e4) is {answer(-1e4)}"
assert 0.001 < abs(off[-1000.0]) < 0.03, f"changed: squareplus(-1000) is {off[-1000.0]} off"
assert 0.2 < abs(coarse) < 0.3, f"changed: in bfloat16 it is {coarse} off at -20"
assert slopes[0] > 1.2e-8, f"changed: its slope at -1e4 is {slopes[0]}"
PYTHON
venv/bin/python ask.py
