#!/usr/bin/env bash
# JAX 0.10.2, float16: the slope of jax.nn.gelu in its default tanh form is NaN from x = 148 on and left
# of -148, where it is 1 and 0; the value is right. 3*x*x overflows there (65504 is the end) and
# meets a tanh that is flat, infinity times 0. Under jit a single number is right up to 255. With
# approximate=False the slope is right, and so is that of silu, and the tanh form in bfloat16.
# squareplus is infinite from 256 on, where it is x.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import jax
import jax.numpy as jnp


def answer(function, x, dtype=jnp.float16):
    x = jnp.asarray(x, dtype)
    slope = jax.grad(function)
    return float(function(x)), float(slope(x)), float(jax.jit(slope)(x))


def exact(x):
    return jax.nn.gelu(x, approximate=False)


print(answer(jax.nn.gelu, 300.0), answer(jax.nn.gelu, -300.0), answer(jax.nn.squareplus, 300.0))
assert answer(jax.nn.gelu, 100.0) == (100, 1, 1)
for function, dtype in (
    (exact, jnp.float16),
    (jax.nn.silu, jnp.float16),
    (jax.nn.gelu, jnp.bfloat16),
    (jax.nn.gelu, jnp.float32),
):
    assert answer(function, 300.0, dtype) == (300, 1, 1), function
assert math.isnan(answer(jax.nn.gelu, 150.0)[1]), "changed: the slope at 150"
for x in (300.0, -300.0, 6e4):
    value, *slopes = answer(jax.nn.gelu, x)
    assert value == max(float(jnp.float16(x)), 0), value
    assert all(map(math.isnan, slopes)), f"changed: the slope at {x} is {slopes}"
assert answer(jax.nn.squareplus, 300.0)[0] == math.inf, "changed: squareplus(300)"
PYTHON
JAX_PLATFORMS=cpu venv/bin/python ask.py
