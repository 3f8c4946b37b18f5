#!/usr/bin/env bash
# ncnn 1.0.20261020 on an x86-64 processor, float32: LogSoftmax of a score that lies 104 or more below
# the largest is NaN, where it is about -104 and less. pnnx 20261020 writes LogSoftmax of an ONNX
# file as Softmax and then a logarithm, and ncnn's logarithm of 0 is NaN, not -infinity. That of
# infinity is 88.7 and that of NaN -87.3: what went wrong in a layer turns into numbers of the
# usual size, and what went right into NaN.
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


found, meant = answers([0, -200, -1, -1000] * 8, "LogSoftmax", axis=1)
print(found[:4], meant[:4])
assert np.allclose(found[[0, 2]], meant[[0, 2]], rtol=1e-4), (found, meant)
assert np.isnan(found[[1, 3]]).all(), f"changed: of -200 and -1000 {found[[1, 3]]}"
found, meant = answers([0.0, np.inf, np.nan, 1e-30] * 8, "Log")
print(found[:4], meant[:4])
assert np.isclose(found[3], np.log(1e-30), rtol=1e-5), found
assert np.isnan(found[0]), f"changed: log(0) is {found[0]}"
assert 88 < found[1] < 89, f"changed: log(inf) is {found[1]}"
assert -88 < found[2] < -87, f"changed: log(nan) is {found[2]}"
PYTHON
venv/bin/python ask.py
