#!/usr/bin/env bash
# onnxruntime 1.32.0, its quantisation tool: quantize_static removes a Clip whose bounds do not include
# 0, and nothing takes its place. Clip(x, 0.5, 1) of -3 is 0.5; the quantised model, which has no Clip,
# answers 0, and 0.29 for 0.3. The tool counts on the range of the 8-bit tensor to cut what Clip would,
# but widens that range to hold 0. Clip(x, -1, -0.25) answers 0 as well. Both formats, QDQ and
# QOperator, do so; with symmetric activations Clip stays, and Clip(x, -1, 1) is right in each.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import logging

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, quantize_static

x = np.array([[-3, -1, -0.5, -0.25, 0, 0.3, 0.75, 1, 2]], np.float32)


class Once(CalibrationDataReader):
    def __init__(self):
        self.rest = iter([{"x": x}])

    def get_next(self):
        return next(self.rest, None)


def answers(low, high, **options):
    """What a quantised network of a matrix, the identity, and a Clip behind it answers."""
    sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape) for name in "xy"]
    constants = {"one": np.eye(x.size), "low": np.array(low), "high": np.array(high)}
    kept = [numpy_helper.from_array(c.astype(np.float32), name) for name, c in constants.items()]
    nodes = [
        helper.make_node("MatMul", ["x", "one"], ["h"], name="matrix"),
        helper.make_node("Clip", ["h", "low", "high"], ["y"], name="clip"),
    ]
    graph = helper.make_graph(nodes, "two", sides[:1], sides[1:], kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.save(model, "full.onnx")
    quantize_static("full.onnx", "quantised.onnx", Once(), **options)
    clips = [node for node in onnx.load("quantised.onnx").graph.node if node.op_type == "Clip"]
    session = onnxruntime.InferenceSession("quantised.onnx", providers=["CPUExecutionProvider"])
    return len(clips), session.run(None, {"x": x})[0][0]


logging.disable(logging.WARNING)
for format in (QuantFormat.QDQ, QuantFormat.QOperator):
    for low, high in ((0.5, 1), (-1, -0.25), (-1, 1)):
        clips, found = answers(low, high, quant_format=format)
        off = np.abs(found - np.clip(x[0], low, high)).max()
        print(format, low, high, clips, found, off)
        if low * high < 0:
            assert off < 0.05, found
        else:
            assert clips == 0 and off > 0.2, f"changed: Clip to {low}..{high} answers {found}"
clips, found = answers(0.5, 1, extra_options={"ActivationSymmetric": True})
assert clips == 1 and np.abs(found - np.clip(x[0], 0.5, 1)).max() < 0.05, found
PYTHON
venv/bin/python ask.py
