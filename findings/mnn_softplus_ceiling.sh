#!/usr/bin/env bash
# MNN 3.6.1 on a CPU, float32: Softplus of an ONNX file ends at 87. It is x on the right; from 87 on
# MNN answers 87 for every number, 1e4 and 1e30 among them. Exp ends there too, at 6.1e37, for infinity
# as well. A unit without bound on the right has one, and what is infinite looks like a number.
# Below 87, and on the left, Softplus is right.
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

x = np.array([[-80, -1, 0, 1, 86, 88, 1e4, 1e30, np.inf]], np.float32)


def answers(operator):
    """What MNN answers."""
    sides = [[helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape)] for name in "xy"]
    graph = helper.make_graph([helper.make_node(operator, ["x"], ["y"])], "one", *sides)
    opsets = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), "m.onnx")
    convert = "from MNN.tools import mnnconvert; mnnconvert.main()"
    asked = ["-f", "ONNX", "--modelFile", "m.onnx", "--MNNModel", "m.mnn", "--bizCode", "MNN"]
    subprocess.run([sys.executable, "-c", convert, *asked], check=True, stdout=subprocess.DEVNULL)
    net = nn.load_module_from_file("m.mnn", ["x"], ["y"])
    answer = net.forward([F.const(x, list(x.shape), F.NCHW)])
    answer = answer[0] if isinstance(answer, list) else answer
    return np.array(F.convert(answer, F.NCHW).read()).reshape(-1)


softplus, exp = answers("Softplus"), answers("Exp")
print(softplus, exp)
meant = np.logaddexp(x[0].astype(float), 0)
assert np.allclose(softplus[:5], meant[:5], rtol=1e-4, atol=1e-6), softplus
assert np.allclose(exp[:5], np.exp(x[0, :5].astype(float)), rtol=1e-4), exp
assert np.allclose(softplus[5:], 87, atol=0.5), f"changed: on the right {softplus[5:]}"
assert np.allclose(exp[5:], 6.076e37, rtol=1e-2), f"changed: exp on the right is {exp[5:]}"
PYTHON
venv/bin/python ask.py
