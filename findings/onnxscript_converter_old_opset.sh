#!/usr/bin/env bash
# onnxscript 0.7.2: its version_converter takes models of any opset to 18 and later, but changes nothing
# that changed before 18: only the number is new. Softmax, LogSoftmax and Hardmax went over all axes
# together from the one given on, by default 1, and since opset 13 go along one, by default the last. So
# Softmax of a 2x3x4 tensor adds up to 1 over 12 numbers in opset 11, and over 4 in the same model in
# opset 18, and nothing is said. Clip keeps min and max of opset 10 as attributes, which onnx's checker
# refuses. With fallback=True, which is not the default, Softmax and Clip are right. An onnx.ModelProto
# keeps even its old number. Seen with onnx 1.23.2 and onnx-ir 1.1.0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnxscript==0.7.2 onnx-ir==1.1.0 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import onnx_ir
import onnxruntime
from onnx import checker, parser
from onnxscript import version_converter

x = np.linspace(-4, 8, 24, dtype=np.float32).reshape(2, 3, 4)


def run(model):
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"x": x})[0]


def model_of(operator, opset):
    return parser.parse_model(
        f'<ir_version: 7, opset_import: ["": {opset}]> g (float[2,3,4] x) => (float[2,3,4] y) '
        f"{{ y = {operator}(x) }}"
    )


def converted(model, **options):
    """A copy of the model in opset 18."""
    copy = onnx_ir.serde.deserialize_model(model)
    version_converter.convert_version(copy, 18, **options)
    copy = onnx_ir.serde.serialize_model(copy)
    assert copy.opset_import[0].version == 18
    return copy


def both(operator, opset, **options):
    """What a model answers, and what it answers in opset 18."""
    model = model_of(operator, opset)
    new = converted(model, **options)
    checker.check_model(new, full_check=True)
    print(operator, opset, options, run(model)[0, 0], run(new)[0, 0])
    return run(model), run(new)


before, after = both("Softmax", 11)
assert np.allclose(before.sum((1, 2)), 1, atol=1e-5)
assert np.allclose(after.sum(2), 1, atol=1e-5), f"changed: {after}"
before, after = both("Softmax<axis=1>", 12)
assert np.allclose(before.sum((1, 2)), 1, atol=1e-5)
assert np.allclose(after.sum(1), 1, atol=1e-5), f"changed: {after}"
for operator in ("LogSoftmax", "Hardmax"):
    assert not np.allclose(*both(operator, 11)), f"changed: {operator}"
for operator, opset in (("Softmax", 13), ("Softmax<axis=2>", 11), ("Elu<alpha=2.0>", 11)):
    assert np.array_equal(*both(operator, opset)), operator
for operator in ("Softmax", "LogSoftmax<axis=1>"):
    assert np.allclose(*both(operator, 11, fallback=True), atol=1e-5), operator
clip = model_of("Clip<min=0.0,max=6.0>", 10)
assert np.array_equal(run(converted(clip, fallback=True)), run(clip))
try:
    checker.check_model(converted(clip))
except checker.ValidationError as error:
    print(str(error).splitlines()[0])
    assert "min" in str(error)
else:
    raise SystemExit("changed: Clip is converted")
model = model_of("Softmax", 13)
version_converter.convert_version(model, 18)
assert model.opset_import[0].version == 13, f"changed: {model.opset_import}"
PYTHON
venv/bin/python ask.py
