#!/usr/bin/env bash
# OpenVINO 2026.4.1 on a CPU, float32: Gelu(inf) in its exact form is NaN, where it is inf; in its tanh
# form it is inf. An ONNX file's ThresholdedRelu(-inf) is NaN, too, where it is 0: it becomes
# x*(x > alpha), and so -inf*0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet openvino==2026.4.1 numpy==2.4.6 packaging==26.4 onnx==1.23.2
cat > ask.py <<'PYTHON'
import io

import numpy as np
import openvino
from onnx import TensorProto, helper
from openvino import opset13 as ops


def answers(model):
    x = np.array([np.inf, -np.inf, 2.0, 0.5] * 16, dtype=np.float32)
    exact = {"INFERENCE_PRECISION_HINT": "f32"}
    return openvino.Core().compile_model(model, "CPU", exact)(x)[0][:4]


def gelu(form):
    given = ops.parameter([64], np.float32)
    return openvino.Model([ops.gelu(given, form)], [given])


sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [64]) for name in "xy"]
node = helper.make_node("ThresholdedRelu", ["x"], ["y"], alpha=1.0)
graph = helper.make_graph([node], "one", sides[:1], sides[1:])
opsets = [helper.make_opsetid("", 20)]
stored = helper.make_model(graph, opset_imports=opsets, ir_version=10).SerializeToString()
threshold = answers(openvino.Core().read_model(io.BytesIO(stored)))
exact, tanh = answers(gelu("erf")), answers(gelu("tanh"))
print(exact, tanh, threshold)
assert tanh[0] == threshold[0] == np.inf and threshold[2] == 2 and threshold[3] == 0, threshold
assert abs(exact[2] - 1.9544997) < 1e-5, exact
assert np.isnan(exact[0]), f"changed: gelu(inf) is {exact[0]}"
assert np.isnan(threshold[1]), f"changed: ThresholdedRelu(-inf) is {threshold[1]}"
PYTHON
venv/bin/python ask.py
