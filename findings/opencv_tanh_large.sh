#!/usr/bin/env bash
# OpenCV 5.0.0.93 (opencv-python-headless), its dnn module on a CPU: Tanh of an ONNX file is NaN from
# x = 44.4 on, where it is 1; on the left it is -1, as it should be. Only the vector code does it: the
# last few numbers of a tensor, and tensors of fewer numbers than a vector holds, are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet opencv-python-headless==5.0.0.93 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import cv2
import numpy as np
from onnx import TensorProto, helper


def answers(numbers, opset=20, **attributes):
    """What a network of one Tanh answers."""
    x = np.array([numbers], dtype=np.float32)
    sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape) for name in "xy"]
    node = helper.make_node("Tanh", ["x"], ["y"], **attributes)
    graph = helper.make_graph([node], "one", sides[:1], sides[1:])
    opsets = [helper.make_opsetid("", opset)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
    net = cv2.dnn.readNetFromONNX(np.frombuffer(model.SerializeToString(), np.uint8))
    net.setInput(x)
    return net.forward()[0]


found = answers([1.0, -100.0, 44.0, 44.4, 100.0, np.inf] * 16)
few = answers([44.4, 100.0])
print(found[:6], few)
assert np.allclose(found[:3], [np.tanh(1), -1, 1], atol=1e-6), found
assert (few == 1).all(), few
assert np.isnan(found[3:6]).all(), f"changed: tanh(44.4), tanh(100) are {found[3:5]}"
PYTHON
venv/bin/python ask.py
