#!/usr/bin/env bash
# ONNX 1.23.2's reference evaluator and onnxruntime 1.32.0 agree that Shrink and ThresholdedRelu of
# NaN are 0, so a NaN in a layer is hidden by the activation after it. Each is defined by what x is
# compared with, "otherwise 0", and NaN compares with nothing. Relu, Elu and Clip hand NaN on.
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

x = np.array([np.nan, 2, -2], np.float32)
lost = {"Shrink": True, "ThresholdedRelu": True, "Relu": False, "Elu": False, "Softplus": False}
for operator, wanted in lost.items():
    sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None]) for name in "xy"]
    node = helper.make_node(operator, ["x"], ["y"])
    graph = helper.make_graph([node], "one", sides[:1], sides[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    for who, side in ("onnxruntime", session), ("reference", ReferenceEvaluator(model)):
        (found,) = side.run(None, {"x": x})
        print(operator, who, found)
        assert (found[0] == 0) == wanted, f"changed: {operator}(nan) is {found[0]} by {who}"
        assert found[1] > 0, found
PYTHON
venv/bin/python ask.py
