#!/usr/bin/env bash
# onnxruntime 1.32.0 on a CPU, float32: the activations of recurrent layers (RNN, GRU, LSTM) are
# other functions than the operators of the same name. Softplus in a layer is infinite from 89 on,
# where it is x, as the operator says, and 0 at -20. ThresholdedRelu without activation_alpha takes
# 0, where ONNX gives it the operator's default, 1: of 0.5 it is 0.5, not 0. Tanh of 1e-8 is 0 in an
# RNN, and of 1e-3 it is 7e-5 off; in GRU and LSTM both are right.
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

x = np.array([-20, 1e-8, 1e-3, 0.5, 1, 20, 89, 1000], np.float32)
count = len(x)


def run(node, weights, shape):
    """What a model of one node answers to ones of the shape."""
    float32 = TensorProto.FLOAT
    tensors = [helper.make_tensor(n, float32, a.shape, a) for n, a in weights.items()]
    sides = [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)]
    ends = [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]
    graph = helper.make_graph([node], "one", sides, ends, tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"x": np.ones(shape, np.float32)})[0].ravel()


def layer(kind, activations, before, after):
    """The last activation of a recurrent layer, of each number of x, as its first state."""
    gates = [np.full(count, t) for t in before] + [x] + [np.full(count, t) for t in after]
    weights = {
        "w": np.concatenate(gates).astype(np.float32).reshape(1, -1, 1),
        "r": np.zeros((1, len(gates) * count, count), np.float32),
    }
    ends = ["", "", "y"] if kind == "LSTM" else ["y"]
    node = helper.make_node(
        kind, ["x", "w", "r"], ends, hidden_size=count, activations=activations
    )
    return run(node, weights, [1, 1, 1])


operator = run(helper.make_node("Mul", ["x", "c"], ["y"]), {"c": x}, [count])
assert (operator == x).all()
plain = helper.make_node("Softplus", ["c"], ["y"])
softplus = run(plain, {"c": x}, [count])
assert np.allclose(softplus, np.logaddexp(0, x), rtol=1e-5), softplus
for kind, before, after, others in (
    ("RNN", [], [], ([], [])),
    ("GRU", [-1e4, 0], [], (["Sigmoid"], [])),
    ("LSTM", [1e4, 0, -1e4], [], (["Sigmoid"], ["Tanh"])),
):
    answers = {
        name: layer(kind, others[0] + [name] + others[1], before, after)
        for name in ("Softplus", "ThresholdedRelu", "Tanh")
    }
    print(kind, answers)
    soft, step, tanh = answers.values()
    assert np.allclose(soft[2:6], np.logaddexp(0, x[2:6]), rtol=1e-4), soft
    assert (soft[6:] == np.inf).all() and soft[0] == 0, f"changed: Softplus in {kind} is {soft}"
    assert step[3] == 0.5 and step[4] == 1 and step[0] == 0, f"changed: {kind} answers {step}"
    assert np.allclose(tanh[3:], np.tanh(x[3:]), rtol=1e-5), tanh
    small = np.abs(tanh[1:3] / x[1:3] - 1)
    assert (small[0] == 1 and 5e-5 < small[1] < 1e-4) == (kind == "RNN"), f"changed: {kind}, {tanh}"
PYTHON
venv/bin/python ask.py
