#!/usr/bin/env bash
# onnxruntime 1.32.0 on a CPU: Tanh goes above 1. In float32 it is 1.0000002 at 8.9862 and at several
# hundred of 200,001 numbers up to 20, so that atanh of it is NaN and 1 - tanh(x)**2 is negative.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper

sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N"]) for name in "xy"]
graph = helper.make_graph([helper.make_node("Tanh", ["x"], ["y"])], "tanh", sides[:1], sides[1:])
opsets = [helper.make_opsetid("", 20)]
model = helper.make_model(graph, opset_imports=opsets, ir_version=9).SerializeToString()
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
x = np.linspace(0, 20, 200_001, dtype=np.float32)
found = session.run(None, {"x": x})[0]
print(found.max(), x[found.argmax()], (found > 1).sum())
assert np.abs(found - np.tanh(x.astype(np.float64))).max() < 1e-6  # it is a tanh
assert found.max() > 1, f"changed: the largest is {found.max()}"
PYTHON
venv/bin/python ask.py
