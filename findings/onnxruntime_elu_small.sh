#!/usr/bin/env bash
# onnxruntime 1.32.0 on a CPU, float32: Elu, Celu and Selu lose what lies next to 0 on the left.
# Elu(-1e-7) is -1.19e-7, 19 % too far, and Elu(-1e-8) is 0, where it is x to the last digit. Above 0,
# and in the ONNX reference evaluator, the digits are there.
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
from onnx.reference import ReferenceEvaluator


def model(operator):
    sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None]) for name in "xy"]
    node = helper.make_node(operator, ["x"], ["y"])
    graph = helper.make_graph([node], "one", sides[:1], sides[1:])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)


def ask(operator, x):
    text = model(operator).SerializeToString()
    session = onnxruntime.InferenceSession(text, providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0]


x = np.array([-1e-7, -1e-8, 1e-8] * 16, np.float32)
for operator in ("Elu", "Celu", "Selu"):
    scale = 1.0507009873554805 * 1.6732632423543772 if operator == "Selu" else 1.0
    found = ask(operator, x)[:3]
    (meant,) = ReferenceEvaluator(model(operator)).run(None, {"x": x})
    print(operator, found, meant[:3])
    assert np.allclose(meant[:2], scale * x[:2], rtol=1e-6), meant[:2]
    assert 1.15 < found[0] / meant[0] < 1.25, f"changed: {operator}(-1e-7) is {found[0]}"
    assert found[1] == 0 < found[2], f"changed: {operator}(-1e-8) is {found[1]}"
PYTHON
venv/bin/python ask.py
