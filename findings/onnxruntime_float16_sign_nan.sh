#!/usr/bin/env bash
# onnxruntime 1.32.0 on a CPU: Sign of NaN is 0 in float16, where it is NaN in float32 and float64,
# and in ONNX's reference evaluator (onnx 1.23.2) in all three. A model stored in half the bits
# answers a plain 0 where the full one shows that something went wrong.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import onnxruntime
from onnx import helper
from onnx.reference import ReferenceEvaluator


def answers(name):
    x = np.array([-2, 0, 3, np.nan], name)
    kind = helper.np_dtype_to_tensor_dtype(x.dtype)
    sides = [[helper.make_tensor_value_info(one, kind, [4])] for one in "xy"]
    graph = helper.make_graph([helper.make_node("Sign", ["x"], ["y"])], "sign", *sides)
    opsets = [helper.make_opsetid("", 13)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"x": x})[0], ReferenceEvaluator(model).run(None, {"x": x})[0]


for name in ("float16", "float32", "float64"):
    runtime, reference = answers(name)
    print(name, runtime, reference)
    assert np.isnan(reference[3]), "changed: the reference"
    assert np.array_equal(runtime[:3], [-1, 0, 1]), "changed"
    assert runtime[3] == 0 if name == "float16" else np.isnan(runtime[3]), "changed"
PYTHON
venv/bin/python ask.py
