#!/usr/bin/env bash
# keras.activations.sparsemax, Keras 3.15.1: the result is no distribution. Sparsemax projects onto
# the simplex, so that its components are at least 0 and add up to 1; sparsemax([0.5, 0.3]) is
# [0.6, 0.4]. Keras subtracts the sum of all cumulative sums where the last one is meant.
# Seen: [0.35, 0.15], which adds up to 0.5, on the jax backend; the code is the same on the others.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 jax==0.10.2
cat > ask.py <<'PYTHON'
import keras
import numpy as np

found = np.asarray(keras.activations.sparsemax(keras.ops.convert_to_tensor([[0.5, 0.3]])))[0]
print(found, found.sum())
assert not np.allclose(found, [0.6, 0.4]), "changed: sparsemax([0.5, 0.3]) is [0.6, 0.4]"
assert abs(found.sum() - 1) > 0.1, "changed: it adds up to 1"
PYTHON
KERAS_BACKEND=jax venv/bin/python ask.py
