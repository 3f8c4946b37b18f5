#!/usr/bin/env bash
# pnnx 20261020, which converts to ncnn: Shrink of an ONNX file loses lambd and bias. The layer is
# written without them, and ncnn 1.0.20261020 then takes 0.5 and 0: with lambd = 2 and bias = 2,
# which is a soft threshold, Shrink(1) is 1, where 0 is meant, and Shrink(5) 5, where it is 3. What pnnx
# leaves out is in its output alone; it ends well. alpha of Elu and Celu arrives.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnx==1.23.2 numpy==2.4.6 setuptools==80.9.0
venv/bin/pip install --quiet --no-deps ncnn==1.0.20261020 pnnx==20261020
cat > ask.py <<'PYTHON'
import pathlib
import subprocess
import sysconfig

import ncnn
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

PNNX = pathlib.Path(sysconfig.get_path("purelib"), "pnnx", "pnnx")


def answers(numbers, operator, number=None, **attributes):
    """What ncnn and ONNX's reference evaluator answer for an operator of x and of a number."""
    x = np.array([numbers], np.float32)
    sides = [[helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape)] for name in "xy"]
    held = [] if number is None else [numpy_helper.from_array(np.float32(number), "n")]
    node = helper.make_node(operator, ["x", "n"][: 1 + len(held)], ["y"], **attributes)
    graph = helper.make_graph([node], "one", *sides, held)
    opsets = [helper.make_opsetid("", 17)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    onnx.save(model, "m.onnx")
    subprocess.run([PNNX, "m.onnx"], check=True, capture_output=True)
    net = ncnn.Net()
    net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
    assert net.load_param("m.ncnn.param") == 0 and net.load_model("m.ncnn.bin") == 0
    extractor = net.create_extractor()
    extractor.input("in0", ncnn.Mat(x).clone())
    found = np.array(extractor.extract("out0")[1]).reshape(-1)
    return found, ReferenceEvaluator(model).run(None, {"x": x})[0][0]


x = [-5.0, -1.0, -0.2, 0.2, 1.0, 5.0]
found, meant = answers(x, "Shrink", lambd=2.0, bias=2.0)
print(found, meant)
assert np.allclose(meant, [-3, 0, 0, 0, 0, 3]), meant
assert np.allclose(found, [-5, -1, 0, 0, 1, 5]), f"changed: {found}"
for operator in "Elu", "Celu":
    found, meant = answers(x, operator, alpha=2.0)
    assert np.allclose(found, meant, rtol=1e-4), (operator, found, meant)
PYTHON
venv/bin/python ask.py
