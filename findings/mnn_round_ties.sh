#!/usr/bin/env bash
# MNN 3.6.1 on a CPU, float32: Round of an ONNX file rounds ties away from 0. ONNX rounds them to the
# even number: Round(2.5) is 2 and Round(-0.5) 0, where MNN answers 3 and -1. A quantiser spelled out
# as Round(x/s)*s meets ties wherever its input is quantised itself, and every second one is a step
# off. Other numbers, and the ties 1.5 and 3.5, are right.
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

x = np.array([[-2.5, -0.5, 0.5, 2.5, 4.5, 1.5, 3.5, -1.5, 0.4, -2.6]], np.float32)


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


found = answers("Round")
meant = np.round(x[0])
print(found, meant)
assert (found[5:] == meant[5:]).all(), found
assert (meant[:5] == [-2, 0, 0, 2, 4]).all(), meant
assert (found[:5] == [-3, -1, 1, 3, 5]).all(), f"changed: the ties become {found[:5]}"
PYTHON
venv/bin/python ask.py
