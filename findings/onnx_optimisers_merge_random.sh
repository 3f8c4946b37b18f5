#!/usr/bin/env bash
# onnxoptimizer 0.4.2 and onnxslim 0.1.98, which shorten ONNX models, take two draws of random numbers
# of one kind for one and the same value: RandomUniformLike(x) twice becomes one node. Two masks or
# two noises (of RReLU, or dropout kept for its spread of answers) that were independent are equal
# afterwards, so their difference is exactly 0 at every run, and nothing is said. In the model as
# it was, onnxruntime 1.32.0 draws twice. Both merge LeakyRelu nodes only where they are the same.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet onnxoptimizer==0.4.2 onnxslim==0.1.98 onnxruntime==1.32.0 \
  onnx==1.23.2 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import onnxoptimizer
import onnxruntime
import onnxslim
from onnx import ModelProto, TensorProto, helper


def difference(first, second):
    """A model of the difference of two nodes that are given x."""
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [4]) for name in "xy")
    nodes = [
        helper.make_node(first[0], ["x"], ["a"], **first[1]),
        helper.make_node(second[0], ["x"], ["b"], **second[1]),
        helper.make_node("Sub", ["a", "b"], ["y"]),
    ]
    graph = helper.make_graph(nodes, "one", [x], [y])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)


def run(model):
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"x": np.array([-2, -1, 1, 2], np.float32)})[0]


draws = difference(("RandomUniformLike", {}), ("RandomUniformLike", {}))
leaks = difference(("LeakyRelu", {"alpha": 0.1}), ("LeakyRelu", {"alpha": 0.2}))
assert (run(draws) != 0).all(), "onnxruntime draws once"
for shorten in (onnxoptimizer.optimize, onnxslim.slim):
    short = shorten(ModelProto.FromString(draws.SerializeToString()))
    kinds = [node.op_type for node in short.graph.node]
    print(shorten.__module__, run(draws), run(short), kinds)
    assert kinds == ["RandomUniformLike", "Sub"], f"changed: {kinds}"
    assert (run(short) == 0).all(), "changed: two numbers are drawn"
    kept = run(shorten(ModelProto.FromString(leaks.SerializeToString())))
    assert np.allclose(kept, [0.2, 0.1, 0, 0]), kept
PYTHON
venv/bin/python ask.py
