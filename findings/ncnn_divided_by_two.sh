#!/usr/bin/env bash
# ncnn 1.0.20261020 on an x86-64 processor, float32: 1/2 is 0.49999997. In tensors of eight
# numbers a quotient goes by an approximate inverse, and what is computed from it is a step off:
# Mod(20, 2) of an ONNX file, converted by pnnx 20261020, is 2, where 0 is meant. So a periodic
# activation (a triangle wave, a sawtooth) and a quantiser floor(x/s) are wrong at the very
# numbers where they turn. A tensor of one number is right.
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


x = [1.0, 20.0, 21.0, 104.0] * 2
half, meant = answers(x, "Div", 2)
print(half[:4], meant[:4])
assert np.allclose(half, meant, rtol=1e-6) and meant[0] == 0.5
assert half[0] < 0.5, f"changed: 1/2 is {half[0]}"
rest, meant = answers(x, "Mod", 2, fmod=1)
print(rest[:4], meant[:4])
assert (meant[:4] == [1, 0, 1, 0]).all(), meant
assert rest[1] == 2 and rest[3] == 2, f"changed: Mod(20, 2) and Mod(104, 2) are {rest[1::2]}"
single, meant = answers([20.0], "Mod", 2, fmod=1)
assert single[0] == 0, single
PYTHON
venv/bin/python ask.py
