#!/usr/bin/env bash
# onnxscript 0.7.2, whose optimiser also shortens what torch.onnx.export writes: Relu after a Clip that
# ends below 0 becomes a ReLU with negative answers. Relu(Clip(x, -3, -1)) is 0 everywhere; the
# optimiser writes Clip(x, 0, -1), which ONNX defines as min(max(x, 0), -1), and so -1. Clip after Clip
# goes the same way: Clip(Clip(x, -3, -1), 0, 1) is 0 and becomes -1. The other order, Clip(Relu(x),
# -3, -1), is -1 and stays so, and Max(Min(x, -1), 1), the same pair by other operators, is left alone.
# Seen with onnx 1.23.2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnxscript==0.7.2 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import onnxruntime
from onnx import parser
from onnx.reference import ReferenceEvaluator
from onnxscript import optimizer

x = np.array([-5, -2, -0.5, 0.5, 5], np.float32)


def answers(body, **numbers):
    """What the model answers, and what it answers after the optimiser."""
    constants = ", ".join(f"float {name} = {{{number}}}" for name, number in numbers.items())
    model = parser.parse_model(
        '<ir_version: 10, opset_import: ["": 20]> shortened (float[5] x) => (float[5] y) '
        f"<{constants}> {{ {body} }}"
    )
    plain = ReferenceEvaluator(model).run(None, {"x": x})[0]
    short = optimizer.optimize(model)
    both = [ReferenceEvaluator(short).run(None, {"x": x})[0]]
    session = onnxruntime.InferenceSession(
        short.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    both.append(session.run(None, {"x": x})[0])
    print(body, plain, [node.op_type for node in short.graph.node], both[0])
    assert np.array_equal(*both), both
    return plain, both[0]


plain, short = answers("c = Clip(x, low, high) y = Relu(c)", low=-3, high=-1)
assert (plain == 0).all() and (short == -1).all(), f"changed: Relu of Clip is {short}"
plain, short = answers("c = Clip(x, a, b) y = Clip(c, low, high)", a=-3, b=-1, low=0, high=1)
assert (plain == 0).all() and (short == -1).all(), f"changed: Clip of Clip is {short}"
for body, numbers in {
    "c = Clip(x, low, high) y = Relu(c)": {"low": -1, "high": 3},
    "c = Relu(x) y = Clip(c, low, high)": {"low": -3, "high": -1},
    "c = Min(x, a) y = Max(c, b)": {"a": -1, "b": 1},
}.items():
    assert np.array_equal(*answers(body, **numbers)), body
PYTHON
venv/bin/python ask.py
