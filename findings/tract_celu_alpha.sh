#!/usr/bin/env bash
# tract 0.23.9: Celu of an ONNX file with alpha = 2 is half of what it should be on the left. CELU
# is alpha*(exp(x/alpha) - 1) there and goes to -alpha; tract leaves out the first alpha: Celu(-9)
# is -0.989 and not -1.978. alpha of Swish (opset 24) is ignored in silence: Swish(-1) with alpha =
# 1.702 is -0.269, not -0.154. alpha of Elu is taken.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet tract==0.23.9 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import onnx
import tract
from onnx import TensorProto, helper


def answers(numbers, operator, opset=20, **attributes):
    """What a network of one operator answers."""
    x = np.array([numbers], dtype=np.float32)
    sides = [helper.make_tensor_value_info(name, TensorProto.FLOAT, x.shape) for name in "xy"]
    node = helper.make_node(operator, ["x"], ["y"], **attributes)
    graph = helper.make_graph([node], "one", sides[:1], sides[1:])
    opsets = [helper.make_opsetid("", opset)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=10), "m.onnx")
    run = tract.onnx().load("m.onnx").into_model().into_runnable()
    return run.run([x])[0].to_numpy()[0].astype(float)


x = [-9.0, -1.0, 1.0]
celu, plain, elu = answers(x, "Celu", alpha=2.0), answers(x, "Celu"), answers(x, "Elu", alpha=2.0)
swish = answers(x, "Swish", opset=24, alpha=1.702)
meant = 2 * np.expm1(np.array(x[:2]) / 2)
print(celu, meant, swish)
assert np.allclose(plain, [np.expm1(-9), np.expm1(-1), 1], atol=1e-5), plain
assert np.allclose(elu, [2 * np.expm1(-9), 2 * np.expm1(-1), 1], atol=1e-5), elu
assert celu[2] == 1 and np.allclose(celu[:2], meant / 2, atol=1e-5), f"changed: {celu}"
assert np.allclose(swish, [-9 / (1 + np.exp(9)), -1 / (1 + np.e), 1 / (1 + 1 / np.e)], atol=1e-5), (
    f"changed: with alpha it answers {swish}"
)
PYTHON
venv/bin/python ask.py
