#!/usr/bin/env bash
# onnx2pytorch 0.6.0 with PyTorch 2.13.0: a Selu of an ONNX file comes back with the right values and
# other slopes. From 89 on the slope is NaN in float32, where it is 1.0507, since exp(x) of the left side
# is infinite and its slope is taken all the same; so one such unit ends a training that goes on from
# the file. At 0 it is 2.809, the slopes of both sides added up, and that of PRelu with 0.25 is 1.25 there.
# HardSigmoid with alpha = 0.17 is another function: every alpha within 0.01 of 1/6 is taken for 1/6, so
# that 0.16 at 3 gives 1, where 0.98 is meant. torchvision, which the package imports for operators on
# images, is not needed here; a stand-in takes its place.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet torch==2.13.0 onnx==1.23.2 numpy==2.4.6
venv/bin/pip install --quiet --no-deps onnx2pytorch==0.6.0
cat > ask.py <<'PYTHON'
import sys
import warnings
from unittest import mock

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

for name in ("torchvision", "torchvision.ops", "torchvision.io"):
    sys.modules[name] = mock.MagicMock()

from onnx2pytorch import ConvertModel  # noqa: E402

warnings.simplefilter("ignore")
x = np.array([-2, -0.5, 0, 0.5, 3, 88, 89, 1000], np.float32)


def asked(operator, more=(), **attributes):
    """Values and slopes of what an ONNX file with one operator is turned into."""
    names = [f"more{i}" for i in range(len(more))]
    node = helper.make_node(operator, ["x", *names], ["y"], **attributes)
    ends = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, len(x)]) for name in "xy"]
    tensors = [numpy_helper.from_array(np.float32([t]), name) for t, name in zip(more, names)]
    graph = helper.make_graph([node], "g", ends[:1], ends[1:], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 16)], ir_version=10)
    onnx.checker.check_model(model, full_check=True)
    given = torch.tensor(x[None], requires_grad=True)
    answer = ConvertModel(model)(given)
    (slope,) = torch.autograd.grad(answer.sum(), given)
    print(operator, attributes, answer[0].tolist(), slope[0].tolist())
    return answer[0].detach().numpy(), slope[0].numpy()


def same(a, b):
    return np.allclose(a, b, rtol=1e-5)


alpha, gamma = 1.6732632423543772, 1.0507009873554805
left = x < 0
value, slope = asked("Selu")
assert same(value, gamma * np.where(left, alpha * np.expm1(np.minimum(x, 0)), x)), value
meant = gamma * np.where(left, alpha * np.exp(np.minimum(x, 0)), 1)
assert same(slope[[0, 1, 3, 4, 5]], meant[[0, 1, 3, 4, 5]]), slope
assert same(slope[2], gamma * alpha + gamma), f"changed: the slope at 0 is {slope[2]}"
assert np.isnan(slope[6:]).all(), f"changed: the slope on the right is {slope[6:]}"
value, slope = asked("PRelu", [0.25])
assert same(value, np.where(left, 0.25 * x, x)) and slope[2] == 1.25, f"changed: {slope}"
assert same(np.delete(slope, 2), np.delete(np.where(left, 0.25, 1), 2)), slope
for alpha, taken in ((0.2, 0.2), (0.15, 0.15), (0.16, 1 / 6), (0.17, 1 / 6)):
    value, _ = asked("HardSigmoid", alpha=alpha, beta=0.5)
    assert same(value, np.clip(taken * x + 0.5, 0, 1)), f"changed: HardSigmoid {alpha} is {value}"
PYTHON
venv/bin/python ask.py
