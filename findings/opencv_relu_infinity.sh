#!/usr/bin/env bash
# OpenCV 5.0.0.93 (opencv-python-headless), its dnn module on a CPU: Relu(-inf) of an ONNX file is
# NaN, where it is 0: the negative side is multiplied by 0, as the -0 shows that comes out for -1.
# LeakyRelu(-inf) is -inf. Masks of attention hold -inf.
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
    """What a network of one Relu answers."""
    x = np.array([numbers], dtype=np.float32)
    sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape) for name in "xy"]
    node = helper.make_node("Relu", ["x"], ["y"], **attributes)
    graph = helper.make_graph([node], "one", sides[:1], sides[1:])
    opsets = [helper.make_opsetid("", opset)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
    net = cv2.dnn.readNetFromONNX(np.frombuffer(model.SerializeToString(), np.uint8))
    net.setInput(x)
    return net.forward()[0]


found = answers([-np.inf, -1.0, 2.0, np.inf])
print(found)
assert (found[1:] == [0, 2, np.inf]).all(), found
assert np.isnan(found[0]), f"changed: relu(-inf) is {found[0]}"
PYTHON
venv/bin/python ask.py
