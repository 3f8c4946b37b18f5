#!/usr/bin/env bash
# tract 0.23.9 on an x86-64 processor, float32: NaN goes into the operators of an ONNX file and a
# number comes out: Tanh(NaN) is -1, HardSigmoid(NaN) 1, Relu(NaN) and Clip(NaN, 0, 6) 0. Each is
# another end of its range. Exp and Softplus keep NaN.
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


x = [np.nan, 0.5, 100.0]
found = {name: answers(x, name) for name in ("Tanh", "HardSigmoid", "Relu", "Exp", "Softplus")}
clip = answers(x, "Clip", opset=6, min=0.0, max=6.0)
print(found, clip)
assert np.isnan(found["Exp"][0]) and np.isnan(found["Softplus"][0]), found
assert abs(found["Tanh"][1] - np.tanh(0.5)) < 1e-6 and abs(found["HardSigmoid"][1] - 0.6) < 1e-6
assert found["Relu"][1] == clip[1] == 0.5 and clip[2] == 6
assert abs(found["Tanh"][0] + 1) < 1e-6, f"changed: Tanh(NaN) is {found['Tanh'][0]}"
assert found["HardSigmoid"][0] == 1, f"changed: HardSigmoid(NaN) is {found['HardSigmoid'][0]}"
assert found["Relu"][0] == clip[0] == 0, f"changed: {found['Relu'][0]}, {clip[0]}"
PYTHON
venv/bin/python ask.py
