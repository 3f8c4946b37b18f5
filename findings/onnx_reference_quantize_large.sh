#!/usr/bin/env bash
# onnx 1.23.2 on an x86-64 processor: its ReferenceEvaluator, which says what an operator means,
# sends large numbers to the wrong end. QuantizeLinear is to saturate; with a scale of 0.25 in eight
# bits 100 becomes 127, and so does 5e8, but 6e8, 1e30 and infinity become -128, the lowest, as they
# do in uint8, int16, uint16 and int4: above 2**31 steps the cast to integers overflows before the
# ends are cut. onnxruntime 1.32.0, which is measured by it, has 127 for all of them. A model that
# is checked against the reference fails at the one unit that ran away.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import warnings

import numpy as np
import onnxruntime
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

warnings.simplefilter("ignore")
x = np.array([-np.inf, -1e30, 0, 5, 100, 5e8, 6e8, 1e30, np.inf], np.float32)
for kind, low in ("INT8", -32), ("UINT8", -32), ("INT16", -8192), ("UINT16", -8192), ("INT4", -2):
    number = TensorProto.DataType.Value(kind)
    zero = {"UINT8": 128, "UINT16": 32768}.get(kind, 0)
    tensors = [
        helper.make_tensor("scale", TensorProto.FLOAT, [], [0.25]),
        helper.make_tensor("zero", number, [], [zero]),
    ]
    sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape) for name in "xy"]
    nodes = [
        helper.make_node("QuantizeLinear", ["x", "scale", "zero"], ["q"]),
        helper.make_node("DequantizeLinear", ["q", "scale", "zero"], ["y"]),
    ]
    graph = helper.make_graph(nodes, "one", sides[:1], sides[1:], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    runtime, reference = (
        side.run(None, {"x": x})[0] for side in (session, ReferenceEvaluator(model))
    )
    print(kind, runtime, reference)
    meant = np.clip(x, low, -low - 0.25)
    assert (runtime == meant).all(), runtime
    assert (reference[:6] == meant[:6]).all(), reference
    assert (reference[6:] == low).all(), f"changed: the reference has {reference[6:]}"
PYTHON
venv/bin/python ask.py
