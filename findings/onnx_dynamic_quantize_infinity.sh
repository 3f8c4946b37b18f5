#!/usr/bin/env bash
# onnxruntime 1.32.0 and the ONNX reference evaluator (onnx 1.23.2) agree that
# DynamicQuantizeLinear, which takes the range of a tensor from its numbers, makes every number of
# it 0 where one is infinite, with an infinite scale, so that all are NaN when they are turned back;
# 3e38 beside -3e38, both finite, do so too, since their distance overflows. NaN they take apart:
# onnxruntime passes over it and makes it the lowest number of the tensor, the reference gives scale
# NaN. The dynamic quantisation of transformers goes by this operator.
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
ends = {"y": TensorProto.UINT8, "scale": TensorProto.FLOAT, "zero": TensorProto.UINT8}
node = helper.make_node("DynamicQuantizeLinear", ["x"], list(ends))
graph = helper.make_graph(
    [node],
    "one",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [4])],
    [helper.make_tensor_value_info(name, kind, None) for name, kind in ends.items()],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
session = onnxruntime.InferenceSession(
    model.SerializeToString(), providers=["CPUExecutionProvider"]
)


def answers(side, numbers):
    """The integers, their scale, and the numbers that they stand for."""
    integers, scale, zero = side.run(None, {"x": np.array(numbers, np.float32)})
    return integers.tolist(), float(scale), (scale * (integers.astype(float) - zero)).tolist()


for name, side in ("onnxruntime", session), ("reference", ReferenceEvaluator(model)):
    assert np.allclose(answers(side, [1, 2, -1, 0.5])[2], [1, 2, -1, 0.5], atol=0.01)
    for numbers in ([1, 2, np.inf, 0.5], [3e38, -3e38, 0, 1]):
        integers, scale, back = answers(side, numbers)
        print(name, numbers, integers, scale, back)
        assert integers == [0, 0, 0, 0] and scale == np.inf, f"changed: {integers}, {scale}"
        assert np.isnan(back).all(), back
    integers, scale, back = answers(side, [1, np.nan, 3, -1])
    print(name, "NaN", integers, scale, back)
    if name == "reference":
        assert np.isnan(scale), f"changed: {scale}"
    else:
        assert np.allclose(back, [1, -1, 3, -1], atol=0.01), f"changed: NaN is {back[1]}"
PYTHON
venv/bin/python ask.py
