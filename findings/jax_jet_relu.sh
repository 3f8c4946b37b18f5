#!/usr/bin/env bash
# JAX 0.10.2: jax.experimental.jet, derivatives of higher order by Taylor series, does not take
# relu, softplus, mish or logaddexp: UnexpectedTracerError, though nothing of the user's has a side
# effect. It takes tanh, gelu and silu, and max(x, 0), which is relu written out; jax.grad takes all
# of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet jax==0.10.2 jaxlib==0.10.2
cat > ask.py <<'PYTHON'
import jax
from jax import numpy
from jax.experimental.jet import jet


def derivatives(function):
    """The value and three derivatives at 0.3, or the name of what was raised."""
    try:
        value, series = jet(function, (0.3,), ((1.0, 0.0, 0.0),))
    except Exception as error:
        return type(error).__name__
    return [float(value), *map(float, series)]


taken = (numpy.tanh, jax.nn.gelu, jax.nn.silu, lambda x: numpy.maximum(x, 0.0))
refused = (jax.nn.relu, jax.nn.softplus, jax.nn.mish, lambda x: numpy.logaddexp(x, 0.0))
found = [derivatives(one) for one in taken + refused]
print(found)
assert abs(found[0][1] - float(jax.grad(numpy.tanh)(0.3))) < 1e-6, found
assert abs(found[3][0] - 0.3) < 1e-6 and found[3][1:] == [1, 0, 0], found
assert all(abs(float(jax.grad(one)(0.3))) > 0.5 for one in refused)
assert found[4:] == ["UnexpectedTracerError"] * 4, f"changed: {found[4:]}"
PYTHON
JAX_PLATFORMS=cpu venv/bin/python ask.py
