#!/usr/bin/env bash
# onnx 1.23.2: its ReferenceEvaluator, which says what an operator means, answers -inf to
# LogSoftmax([0, -100, -1000]) where -1000 is meant, and -99.983 for -100: it takes the logarithm of
# the softmax. The runtime that is measured by it, onnxruntime 1.32.0, answers -100 and -1000.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

x = np.array([[0, -100, -1000]], dtype=np.float32)
sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape) for name in "xy"]
node = helper.make_node("LogSoftmax", ["x"], ["y"], axis=1)
graph = helper.make_graph([node], "one", sides[:1], sides[1:])
opsets = [helper.make_opsetid("", 20)]
model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
reference = ReferenceEvaluator(model).run(None, {"x": x})[0][0]
session = onnxruntime.InferenceSession(
    model.SerializeToString(), providers=["CPUExecutionProvider"]
)
runtime = session.run(None, {"x": x})[0][0]
print(reference, runtime)
assert (runtime == [0, -100, -1000]).all(), runtime
assert reference[2] == -np.inf, f"changed: the reference answers {reference[2]}"
assert abs(reference[1] + 100) > 0.01, f"changed: the reference answers {reference[1]}"
PYTHON
venv/bin/python ask.py
