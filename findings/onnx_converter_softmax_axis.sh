#!/usr/bin/env bash
# onnx 1.23.2: its version_converter loses what axis means. Since opset 13 Softmax, LogSoftmax and
# Hardmax go along one axis; before, they took all axes from that one on together. From opset 13 to 11
# Softmax<axis=1> of a 2x3x4 tensor stays as it is, and so its shares add up to 1 over 12 numbers, no
# longer over 3; LogSoftmax is 1.4 or so off. From 11 to 13 Softmax and LogSoftmax get a Flatten around
# them and are right, and Hardmax gets none: one 1 of 12 numbers becomes four. Nothing is said.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import onnxruntime
from onnx import checker, parser, version_converter

x = np.linspace(-4, 4, 24, dtype=np.float32).reshape(2, 3, 4)


def run(model):
    checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"x": x})[0]


def both(operator, old, new):
    """What the model answers before and after it is converted from one opset to another."""
    model = parser.parse_model(
        f'<ir_version: 7, opset_import: ["": {old}]> scores (float[2,3,4] x) => (float[2,3,4] y) '
        f"{{ y = {operator}(x) }}"
    )
    converted = version_converter.convert_version(model, new)
    assert converted.opset_import[0].version == new
    print(operator, old, new, [node.op_type for node in converted.graph.node])
    return run(model), run(converted)


before, after = both("Softmax<axis=1>", 13, 11)
print(before.sum(1)[0], after.sum(1)[0], after.sum((1, 2)))
assert np.allclose(before.sum(1), 1, rtol=1e-5)
assert np.allclose(after.sum((1, 2)), 1, rtol=1e-5), f"changed: {after}"
assert after.sum(1).max() < 0.5, f"changed: {after}"
before, after = both("LogSoftmax<axis=1>", 13, 11)
print((before - after).mean())
assert 1 < (before - after).mean() < 2, f"changed: {before - after}"
before, after = both("Hardmax<axis=1>", 11, 13)
print(before.sum((1, 2)), after.sum((1, 2)))
assert (before.sum((1, 2)) == 1).all()
assert (after.sum((1, 2)) == 4).all(), f"changed: {after}"
for operator in ("Softmax", "LogSoftmax"):
    for options in (f"{operator}<axis=1>", operator):
        assert np.allclose(*both(options, 11, 13), rtol=1e-5), options
    assert np.allclose(*both(f"{operator}<axis=2>", 13, 11), rtol=1e-5), operator
PYTHON
venv/bin/python ask.py
