#!/usr/bin/env bash
# quantizeml 1.2.5, which prepares ONNX models for BrainChip's Akida, puts a MaxPool in front of a
# LeakyRelu, "a strictly equivalent model" by its docstring, whatever the slope on the left is. With
# a slope below 0, as a learnt PRelu may have, LeakyRelu does not rise, and the largest of its answers
# is not its answer to the largest: with -0.5 the model is 2 for [-4, -3, -2, -1] and becomes 0.5. A
# PRelu with one slope is taken for a LeakyRelu and goes the same way. approximate="tanh" of Gelu is
# ignored: at -3 the tanh form is -0.00364 and the exact one, which comes out, -0.00405. Seen with onnx
# 1.22.0, onnxruntime 1.23.2 and TensorFlow 2.19.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet quantizeml==1.2.5 onnx==1.22.0 onnxruntime==1.23.2 tensorflow==2.19.1 \
    tf_keras==2.19.0 onnxscript==0.4.0 numpy==2.1.3
cat > ask.py <<'PYTHON'
import math
import warnings

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from quantizeml.onnx_support.quantization.model import ONNXModel
from quantizeml.onnx_support.quantization.transforms import sanitize

row = np.array([-4, -3, -2, -1, 1, 2, 3, 4], np.float32)


def model(*nodes, size=8):
    """A convolution that leaves x as it is, and what comes after it."""
    one = numpy_helper.from_array(np.ones((1, 1, 1, 1), np.float32), "one")
    slope = numpy_helper.from_array(np.full((1, 1, 1), -0.5, np.float32), "slope")
    first = helper.make_node("Conv", ["x", "one"], ["c"], kernel_shape=[1, 1])
    pool = helper.make_node("MaxPool", ["a"], ["y"], kernel_shape=[1, 4], strides=[1, 4])
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 1, 8, wide])
        for name, wide in (("x", 8), ("y", size))
    ]
    nodes = [first, *nodes] + [pool] * (size == 2)
    graph = helper.make_graph(nodes, "g", ends[:1], ends[1:], [one, slope])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.checker.check_model(made, full_check=True)
    return made


def run(file):
    session = onnxruntime.InferenceSession(file.SerializeToString())
    name = session.get_inputs()[0].name
    return session.run(None, {name: np.tile(row, (1, 1, 8, 1))})[0][0, 0, 0]


def before_and_after(file):
    return run(file), run(sanitize(ONNXModel(file)).model)


warnings.simplefilter("ignore")
for slope in (0.5, -0.5):
    leaky = helper.make_node("LeakyRelu", ["c"], ["a"], alpha=slope)
    before, after = before_and_after(model(leaky, size=2))
    print("LeakyRelu", slope, before, after)
    assert (before == [max(slope * row[:4]), 4]).all(), before
    assert (after == [-0.5 if slope > 0 else 0.5, 4]).all(), f"changed: {after}"
file = model(helper.make_node("PRelu", ["c", "slope"], ["a"]), size=2)
before, after = before_and_after(file)
print("PRelu", before, after)
assert before[0] == 2 and after[0] == 0.5, f"changed: {after}"

file = model(helper.make_node("Gelu", ["c"], ["y"], approximate="tanh"))
before, after = before_and_after(file)
tanh_form = [t / 2 * (1 + math.tanh((2 / math.pi) ** 0.5 * (t + 0.044715 * t**3))) for t in row]
exact = [t / 2 * math.erfc(-t / 2**0.5) for t in row]
print("Gelu", before, after)
assert np.allclose(before, tanh_form, atol=2e-5), before
assert np.allclose(after, exact, atol=2e-5), f"changed: {after}"
PYTHON
TF_CPP_MIN_LOG_LEVEL=3 CUDA_VISIBLE_DEVICES=-1 venv/bin/python ask.py
