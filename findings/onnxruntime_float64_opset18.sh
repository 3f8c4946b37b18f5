#!/usr/bin/env bash
# onnxruntime 1.32.0 on a CPU: Softplus, Elu, Selu and Mish in float64, which ONNX allows in every
# opset, run in models of opset 18 and of no other from 17 to 23: elsewhere the session is refused as
# "not implemented". Opset 18 gave them bodies, which are taken only where the opset is that very
# number. Softplus' body has no care for large x: from 710 on it is infinite, in float32 it is x.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper


def ask(operator, opset, kind, x):
    sides = [helper.make_tensor_value_info(name, kind, [None]) for name in "xy"]
    node = helper.make_node(operator, ["x"], ["y"])
    graph = helper.make_graph([node], "one", sides[:1], sides[1:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10)
    try:
        session = onnxruntime.InferenceSession(
            model.SerializeToString(), providers=["CPUExecutionProvider"]
        )
    except onnxruntime.capi.onnxruntime_pybind11_state.NotImplemented:
        return None
    return session.run(None, {"x": x})[0].tolist()


x = [709.0, 710.0]
for operator in ("Softplus", "Elu", "Selu", "Mish"):
    first = 18 if operator == "Mish" else 17
    runs = [
        opset
        for opset in range(first, 24)
        if ask(operator, opset, TensorProto.DOUBLE, np.array(x)) is not None
    ]
    print(operator, "in float64 runs with opset", runs)
    assert runs == [18], f"changed: {operator} runs with {runs}"
    for opset in range(first, 24):
        assert ask(operator, opset, TensorProto.FLOAT, np.array(x, np.float32)) is not None
wide = ask("Softplus", 18, TensorProto.DOUBLE, np.array(x))
narrow = ask("Softplus", 18, TensorProto.FLOAT, np.array(x, np.float32))
print("float64", wide, "float32", narrow)
assert narrow == x, narrow
assert wide == [709.0, float("inf")], f"changed: {wide}"
PYTHON
venv/bin/python ask.py
