#!/usr/bin/env bash
# MAX 26.7.0, Modular's runtime, on an x86-64 processor, float32: NaN goes into a graph and a number comes
# out, another one for each operation. sigmoid(NaN) is 0, tanh(NaN) 1, relu(NaN) 0, exp(NaN) infinity;
# max(x, 0) and max(0, x) are 0 and min(x, 6) is 6. Softmax of a row with one NaN is 0 in all the other
# places, where it is NaN by its formula. silu, gelu, erf and log keep NaN: which layer follows decides
# what is seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export MODULAR_HOME=$folder/home MODULAR_TELEMETRY_ENABLED=false
python3 -m venv venv
venv/bin/pip install --quiet max==26.7.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import math

import numpy as np
from max.driver import CPU
from max.dtype import DType
from max.engine import InferenceSession
from max.graph import DeviceRef, Graph, TensorType, ops

processor = DeviceRef.CPU()
x = np.array([math.nan, 0.5, -1.0, 8.0, 0.25], np.float32)


def constant(number):
    return ops.constant(number, DType.float32, device=processor)


operations = {
    "sigmoid": ops.sigmoid,
    "tanh": ops.tanh,
    "relu": ops.relu,
    "exp": ops.exp,
    "max(x, 0)": lambda t: ops.max(t, constant(0.0)),
    "max(0, x)": lambda t: ops.max(constant(0.0), t),
    "min(x, 6)": lambda t: ops.min(t, constant(6.0)),
    "softmax": ops.softmax,
    "silu": ops.silu,
    "gelu": ops.gelu,
    "erf": ops.erf,
    "log": lambda t: ops.log(ops.abs(t)),
}
with Graph("layers", input_types=[TensorType(DType.float32, x.shape, device=processor)]) as graph:
    graph.output(*[operation(graph.inputs[0].tensor) for operation in operations.values()])
model = InferenceSession(devices=[CPU()]).load(graph)
answers = {name: row.to_numpy() for name, row in zip(operations, model.execute(x), strict=True)}
for name, numbers in answers.items():
    print(name, numbers)
for name, number in {
    "sigmoid": 0,
    "tanh": 1,
    "relu": 0,
    "exp": math.inf,
    "max(x, 0)": 0,
    "max(0, x)": 0,
    "min(x, 6)": 6,
}.items():
    assert answers[name][0] == number, f"changed: {name} of NaN is {answers[name][0]}"
assert (answers["softmax"][1:] == 0).all(), f"changed: softmax is {answers['softmax']}"
for name in ("silu", "gelu", "erf", "log"):
    assert math.isnan(answers[name][0]), f"changed: {name} of NaN is {answers[name][0]}"
assert np.allclose(answers["sigmoid"][1:], 1 / (1 + np.exp(-x[1:]))), answers["sigmoid"]
assert np.allclose(answers["tanh"][1:], np.tanh(x[1:])), answers["tanh"]
assert np.allclose(answers["relu"][1:], np.maximum(x[1:], 0)), answers["relu"]
PYTHON
venv/bin/python ask.py
