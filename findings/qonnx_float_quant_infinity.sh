#!/usr/bin/env bash
# QONNX 1.0.0, quantised networks in ONNX's form: FloatQuant makes infinity NaN, saturating or not.
# To four bits of exponent and three of mantissa with a largest number of 448, saturating, 1e30 is
# 448 and infinity NaN; where it does not saturate and has_inf is 1, 1e30 is infinity and infinity
# NaN. has_subnormal is not looked at: with 0 there is nothing between 0 and 2**-6, yet 2**-9 stays
# 2**-9. A unit whose sum overflows in the layer before is NaN; one that is huge is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet qonnx==1.0.0 onnxruntime==1.23.2 onnx==1.19.1 numpy==2.3.5
cat > ask.py <<'PYTHON'
import numpy as np
from onnx import TensorProto, helper
from qonnx.core.modelwrapper import ModelWrapper
from qonnx.core.onnx_exec import execute_onnx
from qonnx.util.basic import qonnx_make_model

x = np.array([[1.0, 1e30, np.inf, -np.inf, 2**-9, 2**-6]], np.float32)


def answers(**modes):
    """What FloatQuant answers, to four bits of exponent and three of mantissa."""
    numbers = {"scale": 1, "exponent": 4, "mantissa": 3, "bias": 7, "largest": 448}
    held = [helper.make_tensor(name, TensorProto.FLOAT, [], [n]) for name, n in numbers.items()]
    node = helper.make_node(
        "FloatQuant", ["x", *numbers], ["y"], domain="qonnx.custom_op.general", signed=1, **modes
    )
    sides = [[helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape)] for name in "xy"]
    model = qonnx_make_model(helper.make_graph([node], "one", *sides, held))
    found = execute_onnx(ModelWrapper(model), {"x": x})["y"][0]
    print(modes, found)
    return found


cut = answers(saturation=1, has_inf=0, has_nan=1, has_subnormal=1)
ends = answers(saturation=0, has_inf=1, has_nan=1, has_subnormal=1)
plain = answers(saturation=1, has_inf=0, has_nan=1, has_subnormal=0)
assert cut[0] == 1 and cut[1] == 448 and ends[1] == np.inf and plain[5] == 2**-6
for found in cut, ends:
    assert np.isnan(found[2:4]).all(), f"changed: infinity becomes {found[2:4]}"
assert plain[4] == 2**-9, f"changed: without subnormal numbers 2**-9 is {plain[4]}"
PYTHON
venv/bin/python ask.py
