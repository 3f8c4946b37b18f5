#!/usr/bin/env bash
# onnxruntime 1.32.0 on a CPU: Cast to float8 with saturate=0 is not monotone at the end of the range.
# Beyond 464, float8e4m3fn has only NaN; 465 and 500 are NaN, but 480 to 495.5 come out as 448. For
# float8e5m2, 61440 to 65520 are NaN, between 57344 and inf, where inf is meant. The ONNX reference
# evaluator, onnx 1.23.2, has NaN and inf.
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

FLOAT = TensorProto.FLOAT


def answers(kind, numbers):
    """What the runtime and the reference answer to a number that went through float8."""
    sides = [helper.make_tensor_value_info(name, FLOAT, ["N"]) for name in "xy"]
    nodes = [
        helper.make_node("Cast", ["x"], ["a"], to=kind, saturate=0),
        helper.make_node("Cast", ["a"], ["y"], to=FLOAT),
    ]
    graph = helper.make_graph(nodes, "two", sides[:1], sides[1:])
    opsets = [helper.make_opsetid("", 19)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    given = {"x": np.array(numbers, dtype=np.float32)}
    return session.run(None, given)[0], ReferenceEvaluator(model).run(None, given)[0]


found, meant = answers(TensorProto.FLOAT8E4M3FN, [448, 464, 465, 480, 495.5, 496, 500])
print(found, meant)
assert (meant[:2] == 448).all() and np.isnan(meant[2:]).all(), meant
assert np.isnan(found[[2, 5, 6]]).all(), found
assert (found[3:5] == 448).all(), f"changed: 480 is {found[3]}"
found, meant = answers(TensorProto.FLOAT8E5M2, [57344, 61440, 65520, 65536])
print(found, meant)
assert found[0] == meant[0] == 57344 and np.isinf(meant[1:]).all() and np.isinf(found[3]), meant
assert np.isnan(found[1:3]).all(), f"changed: 61440 is {found[1]}"
PYTHON
venv/bin/python ask.py
