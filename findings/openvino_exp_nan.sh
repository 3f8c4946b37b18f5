#!/usr/bin/env bash
# OpenVINO 2026.4.1 on a CPU, float32: Exp(NaN) is inf, and ReLU, HSigmoid and Clamp of NaN are 0.
# Sigmoid, Tanh and Elu keep it. A network whose weights went wrong answers numbers all the same, and
# 1/(1 + exp(-x)), written out, answers 0 to NaN.
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


def answers(operator):
    x = np.array([np.nan, 1.0] * 16, dtype=np.float32)
    given = ops.parameter([x.size], np.float32)
    model = openvino.Model([operator(given)], [given])
    exact = {"INFERENCE_PRECISION_HINT": "f32"}
    return openvino.Core().compile_model(model, "CPU", exact)(x)[0][:2]


def clamp(x):
    return ops.clamp(x, 0, 6)


one = np.float32(1)
written = answers(lambda x: ops.divide(one, ops.add(one, ops.exp(ops.negative(x)))))
exp, rest = answers(ops.exp), [answers(f) for f in (ops.relu, ops.hsigmoid, clamp)]
kept = [answers(ops.sigmoid), answers(ops.tanh), answers(lambda x: ops.elu(x, 1.0))]
print(exp, rest, kept, written)
assert abs(exp[1] - np.e) < 1e-5 and np.isnan([one[0] for one in kept]).all(), (exp, kept)
assert exp[0] == np.inf, f"changed: exp(NaN) is {exp[0]}"
assert written[0] == 0, f"changed: 1/(1 + exp(-NaN)) is {written[0]}"
assert all(one[0] == 0 for one in rest), f"changed: {rest}"
PYTHON
venv/bin/python ask.py
