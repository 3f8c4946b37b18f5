#!/usr/bin/env bash
# Keras 3.15.1 on its backend openvino (OpenVINO 2026.4.1), float32 on a CPU: keras.ops.expm1 and log1p
# of 1e-8 are 0, and so elu, celu and selu of -1e-8, which the other backends answer to the last digit.
# softplus(-17) is 0, where it is 4.1e-8, and mish(-17) too. erfinv(1) is NaN, where it is infinite.
# A model trained on jax, torch or tensorflow and run on openvino is another function there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet keras==3.15.1 openvino==2026.4.1 jax==0.10.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import json

import keras
import numpy as np
from keras import activations, ops

FUNCTIONS = {
    "expm1": (ops.expm1, 1e-8),
    "log1p": (ops.log1p, 1e-8),
    "elu": (activations.elu, -1e-8),
    "celu": (activations.celu, -1e-8),
    "selu": (activations.selu, -1e-8),
    "softplus": (activations.softplus, -17),
    "mish": (activations.mish, -17),
    "erfinv": (ops.erfinv, 1),
    "softplus inside": (activations.softplus, -1),
    "elu inside": (activations.elu, -1),
}
said = {}
for name, (function, x) in FUNCTIONS.items():
    y = function(ops.convert_to_tensor(np.full(16, x, dtype=np.float32)))
    said[name] = float(ops.convert_to_numpy(y)[0])
json.dump(said, open(keras.backend.backend() + ".json", "w"))
PYTHON
for backend in jax openvino; do KERAS_BACKEND=$backend JAX_PLATFORMS=cpu venv/bin/python ask.py; done
cat > compare.py <<'PYTHON'
import json
import math

jax, openvino = (json.load(open(name + ".json")) for name in ("jax", "openvino"))
print(jax, openvino, sep="\n")
for name in ("softplus inside", "elu inside"):
    assert abs(jax[name] - openvino[name]) < 1e-3, name
for name, meant in {"expm1": 1e-8, "elu": -1e-8, "softplus": 4.14e-8, "mish": -7.04e-7}.items():
    assert abs(jax[name] / meant - 1) < 1e-3, (name, jax[name])
for name in ("expm1", "log1p", "elu", "celu", "selu", "softplus", "mish"):
    assert openvino[name] == 0, f"changed: {name} is {openvino[name]}"
assert jax["erfinv"] == math.inf and math.isnan(openvino["erfinv"]), "changed: erfinv(1)"
PYTHON
venv/bin/python compare.py
