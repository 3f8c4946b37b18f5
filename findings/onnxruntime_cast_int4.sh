#!/usr/bin/env bash
# onnxruntime 1.32.0 on a CPU: Cast of a float to an integer cuts off what lies behind the point, and to
# int4, uint4, int2 and uint2 it rounds, ties away from 0: 1.75 is 1 in int8 and 2 in int4, -0.5 is 0 and
# -1. What is rounded up past the end wraps round, so 7.5, which int4 holds as 7, is -8, and 1.5 in int2
# -2. The ONNX reference evaluator (onnx 1.23.2) cuts off in all of them. So a model that adds 0.5 and
# leaves the rest to Cast is a step off when its 8 bits become 4, and its largest activation negative.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import onnxruntime
from onnx import TensorProto, checker, parser
from onnx.reference import ReferenceEvaluator


def both(kind, x):
    """Numbers cast to an integer and back: by onnxruntime and by the reference evaluator."""
    model = parser.parse_model(
        f'<ir_version: 11, opset_import: ["": 25]> g (float[{len(x)}] x) => (float[{len(x)}] y) '
        f"{{ n = Cast<to={TensorProto.DataType.Value(kind)}>(x) y = Cast<to=1>(n) }}"
    )
    checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    numbers = np.array(x, np.float32)
    answers = session.run(None, {"x": numbers})[0].tolist()
    cut = ReferenceEvaluator(model).run(None, {"x": numbers})[0].tolist()
    print(kind, x, answers, cut)
    return answers, cut


signed, unsigned = [-2.5, -1.75, -0.5, 0.25, 0.5, 1.75, 2.5, 7.25, 7.5], [0.25, 0.5, 1.75, 2.5, 15.5]
for kind, x in (("INT8", signed), ("INT32", signed), ("UINT8", unsigned)):
    answers, cut = both(kind, x)
    assert answers == cut == [float(int(number)) for number in x], answers
for kind, x, rounded in (
    ("INT4", signed, [-3, -2, -1, 0, 1, 2, 3, 7, -8]),
    ("UINT4", unsigned, [0, 1, 2, 3, 0]),
    ("INT2", [-1.5, -0.5, 0.25, 0.5, 1.5], [-2, -1, 0, 1, -2]),
    ("UINT2", [0.25, 0.5, 1.75, 3.5], [0, 1, 2, 0]),
):
    answers, cut = both(kind, x)
    assert cut == [float(int(number)) for number in x], cut
    assert answers == rounded, f"changed: {kind} of {x} is {answers}"
PYTHON
venv/bin/python ask.py
