#!/usr/bin/env bash
# PaddlePaddle 3.3.1 on a CPU: the slope of celu, which is 1 on the right, is NaN from x = 88.8 on in
# float32 and from 710 on in float64, since what belongs to the left, exp(x/alpha), is computed on
# the right too and then multiplied by 0. With alpha = 0.1 that begins at 8.9. elu, which is the same
# function for alpha = 1, has slope 1 there, and the NaN in its second slope.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet paddlepaddle==3.3.1 numpy==2.4.6
cat > ask.py <<'PYTHON'
import numpy as np
import paddle
from paddle.nn import functional


def slopes(activation, x, dtype, again=False, **parameters):
    numbers = paddle.to_tensor(np.array(x, dtype), stop_gradient=False)
    answer = activation(numbers, **parameters)
    found = paddle.grad(answer.sum(), numbers, create_graph=again)[0]
    return (paddle.grad(found.sum(), numbers)[0] if again else found).numpy()


x = [-1.0, 2.0, 80.0, 100.0]
for dtype, far in (("float32", 100.0), ("float64", 1000.0)):
    x[-1] = far
    celu, elu = (slopes(each, x, dtype) for each in (functional.celu, functional.elu))
    print(dtype, celu, elu)
    assert np.allclose(elu, [np.exp(-1), 1, 1, 1]), elu
    assert np.allclose(celu[:3], elu[:3]), celu
    assert np.isnan(celu[3]), f"changed: celu's slope at {far} is {celu[3]}"
narrow = slopes(functional.celu, [8.0, 9.0], "float32", alpha=0.1)
assert narrow[0] == 1 and np.isnan(narrow[1]), f"changed: with alpha = 0.1, {narrow}"
second = slopes(functional.elu, [2.0, 100.0], "float32", again=True)
assert second[0] == 0 and np.isnan(second[1]), f"changed: elu's second slope is {second}"
PYTHON
venv/bin/python ask.py
