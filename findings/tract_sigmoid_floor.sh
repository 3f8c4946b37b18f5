#!/usr/bin/env bash
# tract 0.23.9 on an x86-64 processor, float32: Sigmoid of an ONNX file stops at 4.5e-7 on the left:
# Sigmoid(-1000) is that, and Sigmoid(-inf). Swish, x*Sigmoid(x), does not go to 0, therefore, and
# the tanh form of Gelu neither: Gelu(-1e4) is -0.003, and the farther out the more. Softplus keeps
# going to 0. On the right both are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet tract==0.23.9 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import onnx
import tract
from onnx import TensorProto, helper


def answers(numbers, operator, opset=20, **attributes):
    """What a network of one operator answers."""
    x = np.array([numbers], dtype=np.float32)
    sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape) for name in "xy"]
    node = helper.make_node(operator, ["x"], ["y"], **attributes)
    graph = helper.make_graph([node], "one", sides[:1], sides[1:])
    opsets = [helper.make_opsetid("", opset)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=10), "m.onnx")
    run = tract.onnx().load("m.onnx").into_model().into_runnable()
    return run.run([x])[0].to_numpy()[0].astype(float)


x = [-np.inf, -1e4, -1000.0, -5.0, 1.0, 1000.0]
sigmoid = answers(x, "Sigmoid")
gelu = answers(x[1:], "Gelu", approximate="tanh")
print(sigmoid, gelu)
assert np.allclose(sigmoid[3:], 1 / (1 + np.exp(-np.array(x[3:]))), rtol=1e-4), sigmoid
assert abs(gelu[3] - 0.841192) < 1e-5 and abs(gelu[4] - 1000) < 1e-3, gelu
assert (sigmoid[:3] > 4e-7).all() and (sigmoid[:3] < 5e-7).all(), f"changed: {sigmoid[:3]}"
assert gelu[0] < -0.002, f"changed: Gelu(-1e4) is {gelu[0]}"
assert answers(x, "Softplus")[2] == 0
PYTHON
venv/bin/python ask.py
