#!/usr/bin/env bash
# onnxruntime 1.32.0 on a CPU, float32: the Sigmoid of a GRU is negative on the left. As the
# activation of the candidate it is -2.4e-7 at -20 and for every number left of that, infinity too,
# where it is 2e-9 at -20 and goes to 0. What takes its logarithm, or its root, is NaN. In an LSTM
# it is 0 there, in an RNN right.
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

x = np.array([-np.inf, -1000, -20, -6, -1, 0, 3], np.float32)
count = len(x)


def layer(kind, activations, gates):
    """The first state of a recurrent layer whose other gates let its candidate through."""
    weights = {
        "w": np.concatenate(gates).astype(np.float32).reshape(1, -1, 1),
        "r": np.zeros((1, len(gates) * count, count), np.float32),
    }
    float32 = TensorProto.FLOAT
    tensors = [helper.make_tensor(n, float32, a.shape, a) for n, a in weights.items()]
    ends = ["", "", "y"] if kind == "LSTM" else ["y"]
    node = helper.make_node(
        kind, ["x", "w", "r"], ends, hidden_size=count, activations=activations
    )
    graph = helper.make_graph(
        [node],
        "one",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 1, 1])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        tensors,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"x": np.ones((1, 1, 1), np.float32)})[0].ravel()


low, zero, high = (np.full(count, t) for t in (-1e4, 0, 1e4))
gru = layer("GRU", ["Sigmoid", "Sigmoid"], [low, zero, x])
lstm = layer("LSTM", ["Sigmoid", "Sigmoid", "Tanh"], [high, zero, low, x])
rnn = layer("RNN", ["Sigmoid"], [x])
print(gru, lstm, rnn, sep="\n")
with np.errstate(over="ignore"):
    meant = 1 / (1 + np.exp(-x.astype(float)))
assert np.allclose(rnn, meant, rtol=1e-5, atol=1e-30), rnn
for answers in (gru, lstm):
    assert np.allclose(answers[3:], meant[3:], rtol=1e-3), answers
assert (lstm[:3] == 0).all(), f"changed: the LSTM answers {lstm}"
assert (-3e-7 < gru[:3]).all() and (gru[:3] < -2e-7).all(), f"changed: the GRU answers {gru}"
PYTHON
venv/bin/python ask.py
