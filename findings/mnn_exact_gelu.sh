#!/usr/bin/env bash
# MNN 3.6.1: the exact GELU of an ONNX file (Div, Erf, Add, Mul, Mul, as PyTorch exports it) becomes
# MNN's GELU, which computes the tanh form: 3.4e-4 off at -2.3, for a model that asked for erf.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet MNN==3.6.1 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math
import subprocess
import sys

import MNN.expr as F
import MNN.nn as nn
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

nodes = [
    helper.make_node("Div", ["x", "root"], ["a"]),
    helper.make_node("Erf", ["a"], ["b"]),
    helper.make_node("Add", ["b", "one"], ["c"]),
    helper.make_node("Mul", ["x", "c"], ["d"]),
    helper.make_node("Mul", ["d", "half"], ["y"]),
]
sides = [[helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 4])] for name in "xy"]
numbers = {"root": math.sqrt(2), "one": 1, "half": 0.5}
stored = [numpy_helper.from_array(np.float32(value), name) for name, value in numbers.items()]
graph = helper.make_graph(nodes, "gelu", *sides, stored)
opsets = [helper.make_opsetid("", 17)]
onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), "m.onnx")
convert = "from MNN.tools import mnnconvert; mnnconvert.main()"
asked = ["-f", "ONNX", "--modelFile", "m.onnx", "--MNNModel", "m.mnn", "--bizCode", "MNN"]
subprocess.run([sys.executable, "-c", convert, *asked], check=True)

x = [-2.3, -1.0, 1.0, 2.3]
net = nn.load_module_from_file("m.mnn", ["x"], ["y"])
found = F.convert(net.forward(F.const(x, [1, 4], F.NCHW)), F.NCHW).read().ravel()
exact = np.array([0.5 * t * (1 + math.erf(t / math.sqrt(2))) for t in x])
tanh = np.array(
    [0.5 * t * (1 + math.tanh(math.sqrt(2 / math.pi) * (t + 0.044715 * t**3))) for t in x]
)
print(found, np.abs(found - exact).max())
assert np.allclose(found, tanh, atol=2e-5), f"changed: it computes {found}"
assert np.abs(found - exact).max() > 3e-4, "changed: it computes the exact form"
PYTHON
venv/bin/python ask.py
