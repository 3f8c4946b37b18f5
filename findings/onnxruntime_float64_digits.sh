#!/usr/bin/env bash
# onnxruntime 1.32.0 on a CPU: float64 is not float64 in every activation. Shrink goes by way of float32:
# 11.1 comes back as 11.100000381, and 1e300 as infinity. Sigmoid has no left tail: sigmoid(-20) has 7
# right digits, and from -37.5 on it is 0, though float64 goes to -745; so is Swish of opset 24. Tanh,
# Exp, Relu and Softmax have all digits, as the ONNX reference evaluator (onnx 1.23.2) has in each.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import numpy as np
import onnxruntime
from onnx import parser
from onnx.reference import ReferenceEvaluator


def off(operator, x):
    """The relative errors of onnxruntime, with the reference evaluator as the measure."""
    model = parser.parse_model(
        f'<ir_version: 11, opset_import: ["": 24]> g (double[{len(x)}] x) => (double[{len(x)}] y) '
        f"{{ y = {operator}(x) }}"
    )
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    numbers = np.array(x)
    answers = session.run(None, {"x": numbers})[0]
    meant = ReferenceEvaluator(model).run(None, {"x": numbers})[0]
    print(operator, x, answers, meant)
    assert answers.dtype == meant.dtype == np.float64
    return answers, abs(answers / meant - 1)


assert math.isclose(1 / (1 + math.exp(20)), 2.0611536181902037e-09, rel_tol=1e-15)
answers, errors = off("Shrink", [11.1, -11.1, 1e300])
assert (errors[:2] > 1e-8).all() and (errors[:2] < 1e-7).all(), f"changed: Shrink is {answers}"
assert np.isinf(answers[2]), f"changed: Shrink of 1e300 is {answers[2]}"
for operator in ("Sigmoid", "Swish"):
    answers, errors = off(operator, [-37.5, -100.0, -20.0, 0.5, 20.0])
    assert (answers[:2] == 0).all(), f"changed: {operator} is {answers}"
    assert 1e-9 < errors[2] < 1e-6, f"changed: {operator}(-20) is {answers[2]}"
    assert (errors[3:] < 1e-15).all(), errors
for operator in ("Tanh", "Exp", "Relu", "Softmax"):
    answers, errors = off(operator, [0.3, 11.1, 20.7])
    assert (errors < 1e-14).all(), errors
PYTHON
venv/bin/python ask.py
