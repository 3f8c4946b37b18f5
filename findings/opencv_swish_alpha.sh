#!/usr/bin/env bash
# OpenCV 5.0.0.93 (opencv-python-headless), its dnn module: alpha of ONNX's Swish (opset 24), which is
# x*sigmoid(alpha*x), is ignored in silence. With alpha = 1.702, the quick GELU, Swish(-1) is -0.154;
# OpenCV answers -0.269, that of alpha = 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet opencv-python-headless==5.0.0.93 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import cv2
import numpy as np
from onnx import TensorProto, helper


def answers(numbers, opset=20, **attributes):
    """What a network of one Swish answers."""
    x = np.array([numbers], dtype=np.float32)
    sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape) for name in "xy"]
    node = helper.make_node("Swish", ["x"], ["y"], **attributes)
    graph = helper.make_graph([node], "one", sides[:1], sides[1:])
    opsets = [helper.make_opsetid("", opset)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
    net = cv2.dnn.readNetFromONNX(np.frombuffer(model.SerializeToString(), np.uint8))
    net.setInput(x)
    return net.forward()[0]


def swish(x, alpha):
    return x / (1 + math.exp(-alpha * x))


x = [-3.0, -1.0, 1.0, 3.0]
plain, quick = answers(x, opset=24), answers(x, opset=24, alpha=1.702)
print(plain, quick, [swish(t, 1.702) for t in x])
assert np.allclose(plain, [swish(t, 1) for t in x], atol=1e-5), plain
assert np.allclose(quick, plain), f"changed: with alpha it answers {quick}"
PYTHON
venv/bin/python ask.py
