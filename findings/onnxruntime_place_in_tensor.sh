#!/usr/bin/env bash
# onnxruntime 1.32.0 on x86-64, float32: what Softplus, Mish and Atan give for a number hangs on its
# place in the tensor. Of five times 0.3 the last has another last digit than the four before it, for
# what is left over behind whole vectors is computed by another routine; of eight all are the same.
# Tests that compare a batch with its rows to the bit fail on it. Tanh, Erf and Sigmoid do not do so.
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


def ask(operator, count):
    sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None]) for name in "xy"]
    node = helper.make_node(operator, ["x"], ["y"])
    graph = helper.make_graph([node], "one", sides[:1], sides[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"x": np.full(count, 0.3, np.float32)})[0]


for operator in ("Softplus", "Atan", "Mish"):
    whole, rest = ask(operator, 8), ask(operator, 5)
    print(operator, np.unique(whole), rest)
    assert len(set(whole.tolist())) == 1, whole
    assert rest[0] != rest[4], f"changed: {operator} gives {rest}"
for operator in ("Tanh", "Erf", "Sigmoid"):
    assert len(set(ask(operator, 5).tolist())) == 1, operator
PYTHON
venv/bin/python ask.py
