#!/usr/bin/env bash
# MNN 3.6.1: Shrink of an ONNX file has its left side the wrong way round. With lambd = 0.5 it is
# x + bias below -0.5 and 0 from there on; MNN's converter writes one with 0 below -0.5, and x + bias
# between -0.5 and 0: Shrink(-3) is 0, where -3 is meant, and Shrink(-0.2) -0.2, where 0 is. The
# right side is right, and so are Elu and Celu with their alpha on both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet MNN==3.6.1 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import subprocess
import sys

import MNN.expr as F
import MNN.nn as nn
import numpy as np
import onnx
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

x = np.array([[-1000, -3, -0.6, -0.2, 0.2, 0.6, 3, 1000]], np.float32)


def answers(operator, **attributes):
    """What MNN and ONNX's reference evaluator answer."""
    sides = [[helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape)] for name in "xy"]
    node = helper.make_node(operator, ["x"], ["y"], **attributes)
    graph = helper.make_graph([node], "one", *sides)
    opsets = [helper.make_opsetid("", 17)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    onnx.save(model, "m.onnx")
    convert = "from MNN.tools import mnnconvert; mnnconvert.main()"
    asked = ["-f", "ONNX", "--modelFile", "m.onnx", "--MNNModel", "m.mnn", "--bizCode", "MNN"]
    subprocess.run([sys.executable, "-c", convert, *asked], check=True, stdout=subprocess.DEVNULL)
    net = nn.load_module_from_file("m.mnn", ["x"], ["y"])
    answer = net.forward([F.const(x, list(x.shape), F.NCHW)])
    answer = answer[0] if isinstance(answer, list) else answer
    found = np.array(F.convert(answer, F.NCHW).read()).reshape(-1)
    return found, ReferenceEvaluator(model).run(None, {"x": x})[0][0]


for bias in 0.0, 0.1:
    found, meant = answers("Shrink", lambd=0.5, bias=bias)
    print("Shrink", bias, found, meant)
    assert np.allclose(found[4:], meant[4:], atol=1e-5), (found, meant)
    assert np.allclose(meant[:4], [*(x[0, :3] + bias), 0]), meant
    assert np.allclose(found[:4], [0, 0, 0, x[0, 3] + bias]), f"changed: {found[:4]}"
for operator in "Elu", "Celu":
    found, meant = answers(operator, alpha=2.0)
    assert np.allclose(found, meant, rtol=1e-4), (operator, found, meant)
PYTHON
venv/bin/python ask.py
