#!/usr/bin/env bash
# JAX 0.10.2, float32: the slope of jax.scipy.special.log_ndtr, the logarithm of the gate of GELU
# and of a probit, is taken from exp(log p(x) - log_ndtr(x)), two large numbers that cancel. It is
# about -x on the left; at -1e4 it is 2981, at -2e4 8.9e6 and at -1e5 1. The second slope, about -1,
# is 1.9 at -100, of the wrong sign, and 1500 at -1000: a step by Newton's rule goes the wrong way.
# norm.logcdf is the same function. The values are right; in float64 the slope is right to 1e6 and a
# third too small at -1e8.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6 scipy==1.17.1 mpmath==1.3.0
cat > ask.py <<'PYTHON'
import jax
import jax.numpy as jnp
import mpmath
from jax.scipy.special import log_ndtr
from jax.scipy.stats import norm

mpmath.mp.dps = 60


def exact(x):
    """log Phi(x) and its first and second slopes."""
    phi = mpmath.erfc(-mpmath.mpf(x) / mpmath.sqrt(2)) / 2
    first = mpmath.npdf(mpmath.mpf(x)) / phi
    return float(mpmath.log(phi)), float(first), float(-first * (x + first))


def answers(x, kind=jnp.float32, function=log_ndtr):
    """What JAX says they are."""
    slope = jax.grad(function)
    return [float(f(kind(x))) for f in (function, slope, jax.grad(slope))]


for x in (-5.0, -30.0, -100.0, -1000.0, -1e4, -2e4, -1e5):
    print(x, answers(x), exact(x))
    assert abs(answers(x)[0] / exact(x)[0] - 1) < 1e-5, answers(x)
    assert answers(x, function=norm.logcdf)[1] == answers(x)[1]
assert abs(answers(-5.0)[1] / exact(-5.0)[1] - 1) < 1e-4, answers(-5.0)
assert 2900 < answers(-1e4)[1] < 3100, f"changed: the slope at -1e4 is {answers(-1e4)[1]}"
assert answers(-2e4)[1] > 8e6 and answers(-1e5)[1] == 1, f"changed: {answers(-2e4)}"
assert answers(-100.0)[2] > 1.8, f"changed: the second slope at -100 is {answers(-100.0)[2]}"
assert answers(-1000.0)[2] > 1400, f"changed: it is {answers(-1000.0)[2]} at -1000"
jax.config.update("jax_enable_x64", True)
double = [answers(x, jnp.float64)[1] / -x for x in (-1e5, -1e8)]
print(double)
assert abs(double[0] - 1) < 1e-4 and 0.6 < double[1] < 0.7, f"changed: in float64 {double}"
PYTHON
venv/bin/python ask.py
