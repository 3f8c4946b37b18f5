#!/usr/bin/env bash
# Paddle2ONNX 2.1.0 with PaddlePaddle 3.3.1: parameters of activations are lost on the way to ONNX, in
# silence. Hardtanh(-2, 0.5) becomes Clip to -1..1, ThresholdedReLU(0.5, value=0.2) is 0 where it is
# 0.2, and GELU(approximate=True) is the exact form. Those of ELU, SELU and the shrinks arrive.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet paddlepaddle==3.3.1 paddle2onnx==2.1.0 packaging==26.4 numpy==2.2.6
cat > ask.py <<'PYTHON'
import numpy as np
import onnx
import paddle
from onnx.reference import ReferenceEvaluator
from paddle import nn

x = np.array([-5, -3, -1, 0.25, 0.75, 1, 3], np.float32)


def both(layer):
    """What Paddle answers, and what the file says by ONNX's reference evaluator."""
    layer.eval()
    sides = [paddle.static.InputSpec(x.shape, "float32", "x")]
    paddle.onnx.export(layer, "one", input_spec=sides, opset_version=16)
    model = onnx.load("one.onnx")
    found = ReferenceEvaluator(model).run(None, {model.graph.input[0].name: x})[0]
    print(layer, layer(paddle.to_tensor(x)).numpy(), found)
    return layer(paddle.to_tensor(x)).numpy(), found


for kept in (nn.ELU(2.0), nn.SELU(2.0, 3.0), nn.Softshrink(0.3), nn.Hardshrink(0.3)):
    meant, found = both(kept)
    assert np.allclose(meant, found, atol=1e-6), (kept, found)
meant, found = both(nn.Hardtanh(-2.0, 0.5))
assert np.allclose(meant, np.clip(x, -2, 0.5))
assert np.allclose(found, np.clip(x, -1, 1)), f"changed: Hardtanh(-2, 0.5) is {found}"
meant, found = both(nn.ThresholdedReLU(0.5, value=0.2))
assert np.allclose(meant, np.where(x > 0.5, x, 0.2))
assert np.allclose(found, np.where(x > 0.5, x, 0)), f"changed: ThresholdedReLU is {found}"
meant, found = both(nn.GELU(approximate=True))
exact = nn.GELU()(paddle.to_tensor(x)).numpy()
assert np.abs(meant - exact).max() > 1e-4
assert np.abs(found - exact).max() < 1e-6, f"changed: the tanh form of GELU is {found}"
PYTHON
venv/bin/python ask.py
