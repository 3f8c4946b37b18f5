#!/usr/bin/env bash
# MindSpore 2.10.0 on a CPU: the slope of SELU on the left is wrong. It is computed from the answer
# y as 1.0507*(y + 1), which goes to -0.797 far out; y + 1.7581 is right and goes to 0. At -1 it is
# -0.117, not 0.647: SELU rises there and training is told that it falls. ELU's slope is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet mindspore==2.10.0 numpy==1.26.4
cat > ask.py <<'PYTHON'
import mindspore
import numpy as np
from mindspore import nn, ops

x = np.array([-20, -3, -1, -0.1, 0.5, 2], dtype=np.float32)
scale, alpha = 1.0507009873554805, 1.6732632423543772


def slope(function):
    return mindspore.grad(function)(mindspore.Tensor(x)).asnumpy()


answer = ops.selu(mindspore.Tensor(x)).asnumpy()
meant = scale * np.where(x > 0, 1, alpha * np.exp(x))
found, layer, elu = slope(ops.selu), slope(nn.SeLU()), slope(ops.elu)
print(answer, found, meant)
assert np.allclose(answer, scale * np.where(x > 0, x, alpha * np.expm1(x)), atol=1e-5), answer
assert np.allclose(elu, np.where(x > 0, 1, np.exp(x)), atol=1e-5), elu
assert np.allclose(found[x > 0], scale)
for slopes in (found, layer):
    assert np.allclose(slopes[x < 0], scale * (answer[x < 0] + 1), atol=1e-5), f"changed: {slopes}"
    assert slopes[0] < -0.79 and slopes[2] < -0.11, f"changed: {slopes}"
PYTHON
venv/bin/python ask.py
