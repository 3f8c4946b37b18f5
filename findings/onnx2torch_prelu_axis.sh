#!/usr/bin/env bash
# onnx2torch 1.5.15 with PyTorch 2.13.0: the slopes of an ONNX PRelu change their axis with the length of
# the input. ONNX lays slopes [3] along the last axis, that of the features of [batch, steps, features].
# The converted model does so for sequences of 2, 4 or 5 steps; with 3 steps, as many as there are
# slopes, it takes the first slope for all features of the first step, the second for the second, and so
# on, for that is where PyTorch's prelu has its channels. onnxruntime 1.32.0 has the last axis at every
# length. onnx2torch imports torchvision for its operators on boxes; here an empty module is in its place.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
venv/bin/pip install --quiet --no-deps onnx2torch==1.5.15
cat > ask.py <<'PYTHON'
import sys
import types

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

boxes = types.ModuleType("torchvision.ops")
boxes.roi_align = None
sys.modules["torchvision"] = types.ModuleType("torchvision")
sys.modules["torchvision.ops"] = boxes

from onnx2torch import convert  # noqa: E402

slopes = np.array([0.125, 0.25, 0.5], np.float32)
shape = ["batch", "steps", 3]
ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name in "xy"]
node = helper.make_node("PRelu", ["x", "slopes"], ["y"])
graph = helper.make_graph([node], "g", ends[:1], ends[1:], [numpy_helper.from_array(slopes, "slopes")])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 16)], ir_version=10)
onnx.checker.check_model(model, full_check=True)
session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
converted = convert(model)
for steps in range(2, 6):
    x = np.full((1, steps, 3), -1, np.float32)
    (meant,) = session.run(None, {"x": x})
    answer = converted(torch.tensor(x)).detach().numpy()
    print(steps, "steps", answer.tolist())
    assert (meant == -slopes).all(), meant
    expected = -slopes[:, None] if steps == 3 else -slopes
    assert (answer == np.broadcast_to(expected, x.shape)).all(), f"changed: {answer}"
PYTHON
venv/bin/python ask.py
