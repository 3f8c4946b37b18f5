#!/usr/bin/env bash
# onnxruntime 1.32.0 on a CPU, float32: Sigmoid(-17) is 8.9e-8, more than twice the 4.1e-8 it is, and
# from -18 on it is 0, though float32 goes to -103. The ONNX reference evaluator has the tail.
# Losses that take its logarithm are 0.77 off at -17.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import numpy as np
import onnxruntime
from onnx import TensorProto, helper

x = np.array([-17, -18, -30, -5, 1] * 16, dtype=np.float32)
sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape) for name in "xy"]
graph = helper.make_graph([helper.make_node("Sigmoid", ["x"], ["y"])], "one", sides[:1], sides[1:])
opsets = [helper.make_opsetid("", 20)]
model = helper.make_model(graph, opset_imports=opsets, ir_version=10).SerializeToString()
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
found = session.run(None, {"x": x})[0][:5]
meant = [1 / (1 + math.exp(-float(t))) for t in x[:5]]
print(found, meant)
assert np.allclose(found[3:], meant[3:], rtol=1e-4), found
assert found[0] > 2 * meant[0], f"changed: sigmoid(-17) is {found[0]}"
assert found[1] == found[2] == 0, f"changed: sigmoid(-18) is {found[1]}"
PYTHON
venv/bin/python ask.py
