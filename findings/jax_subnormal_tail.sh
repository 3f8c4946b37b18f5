#!/usr/bin/env bash
# JAX 0.10.2 with jax_enable_x64 on a CPU: float64 results below 2.2e-308 come out as 0, and such
# inputs count as 0. exp(-740) is 4.2e-322, and so NumPy says; XLA's code runs with subnormal
# numbers switched off. The tails of sigmoid and exp end 36 units of x sooner than float64 does,
# and even relu(1e-310), which does no arithmetic, is 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet jax==0.10.2 jaxlib==0.10.2
cat > ask.py <<'PYTHON'
import jax
import numpy as np

jax.config.update("jax_enable_x64", True)
x = np.array([-740.0, -709.0])
ours = np.exp(x)
theirs = np.asarray(jax.jit(jax.numpy.exp)(x))
tail = np.asarray(jax.jit(jax.nn.sigmoid)(x))
twice = np.asarray(jax.jit(lambda x: 2 * x)(np.array([1e-310])))
relu = np.asarray(jax.jit(jax.nn.relu)(np.array([1e-310])))
print(ours, theirs, tail, twice, relu)
assert (ours > 0).all()
assert not np.concatenate([theirs, tail, twice, relu]).any(), "changed"
PYTHON
JAX_PLATFORMS=cpu venv/bin/python ask.py
