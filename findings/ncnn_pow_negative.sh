#!/usr/bin/env bash
# ncnn 1.0.20261020 on an x86-64 processor, float32: a negative number to the power of 3 is 2.4e38,
# for its vector code takes exp(3*log(x)): Pow(x, 3) of an ONNX file, converted by pnnx 20261020, is
# 2.4e38 at -2, where -8 is meant, and Pow(x, 4) too. A tensor of one number is right, and so is
# Pow(x, 2), which pnnx writes as a square. A GELU spelled out with x**3, cubic units and
# polynomials made of powers meet it.
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


x = [-2.0, 2.0] * 16
for exponent in 3, 4:
    found, meant = answers(x, "Pow", exponent)
    print(exponent, found[:2], meant[:2])
    assert np.allclose([found[1], *meant[:2]], [2**exponent, (-2) ** exponent, 2**exponent])
    assert found[0] > 1e38, f"changed: (-2)**{exponent} is {found[0]}"
    single, meant = answers([-2.0], "Pow", exponent)
    assert np.allclose(single, meant), (single, meant)
square, meant = answers(x, "Pow", 2)
assert np.allclose(square, meant), square
PYTHON
venv/bin/python ask.py
