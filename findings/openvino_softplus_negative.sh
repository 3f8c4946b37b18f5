#!/usr/bin/env bash
# OpenVINO 2026.4.1 on a CPU, float32: SoftPlus(-17.7) is -1.9e-6. Softplus is positive everywhere
# (2.1e-8 there), and models take its logarithm or divide by it. It falls below 0 in places from
# about -15 to the left, and SoftPlus(-54.4), 2.3e-24, is 3.8e-6.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet openvino==2026.4.1 numpy==2.4.6 packaging==26.4
cat > ask.py <<'PYTHON'
import numpy as np
import openvino
from openvino import opset13 as ops

x = np.linspace(-40, 20, 60_001, dtype=np.float32)
given = ops.parameter([x.size], np.float32)
model = openvino.Model([ops.softplus(given)], [given])
exact = {"INFERENCE_PRECISION_HINT": "f32"}
found = openvino.Core().compile_model(model, "CPU", exact)(x)[0]
negative = x[found < 0]
print(negative.size, negative.min(), negative.max(), found.min())
assert np.abs(found - np.logaddexp(0, x.astype(np.float64))).max() < 1e-5  # it is a softplus
assert negative.size > 0 and found.min() < -1e-6, f"changed: the smallest is {found.min()}"
PYTHON
venv/bin/python ask.py
