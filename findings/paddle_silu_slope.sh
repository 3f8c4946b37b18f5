#!/usr/bin/env bash
# PaddlePaddle 3.3.1 on a CPU: the slope of silu, which is 0 far on the left, is NaN from x = -88.8 on
# in float32 and from -710 on in float64, and -inf from -84.3: one input of that kind makes the whole
# gradient NaN. swish, the same function by another name, is right there and goes wrong on the right:
# from 2**24 on (2**53 in float64) its slope is 0 or 2, as the rounding has it, and 0 at 1e10, where
# it is 1. The values of both are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet paddlepaddle==3.3.1 numpy==2.4.6 mpmath==1.3.0
cat > ask.py <<'PYTHON'
import math

import mpmath
import numpy as np
import paddle

x = [-1000.0, -86.0, -2.0, 3.0, 1e10, 1e20]


def slopes(activation, dtype):
    numbers = paddle.to_tensor(np.array(x, dtype), stop_gradient=False)
    answer = activation(numbers)
    meant = [number / (1 + mpmath.exp(-number)) for number in x]
    assert np.allclose(answer.numpy(), np.array(meant, float), rtol=1e-5), answer
    answer.sum().backward()
    return numbers.grad.numpy()


def slope(x):
    share = 1 / (1 + mpmath.exp(-x))
    return share * (1 + x * (1 - share))


true = [float(slope(mpmath.mpf(number))) for number in x]
for dtype in ("float32", "float64"):
    silu = slopes(paddle.nn.functional.silu, dtype)
    swish = slopes(paddle.nn.functional.swish, dtype)
    print(dtype, silu, swish, true)
    assert np.allclose(silu[2:], true[2:], rtol=1e-5), silu
    assert np.allclose(swish[:4], true[:4], rtol=1e-5, atol=1e-30), swish
    assert math.isnan(silu[0]), f"changed: silu's slope at -1000 is {silu[0]}"
    assert swish[5] == 0, f"changed: swish's slope at 1e20 is {swish[5]}"
    if dtype == "float32":
        assert not math.isfinite(silu[1]), f"changed: silu's slope at -86 is {silu[1]}"
        assert swish[4] == 0, f"changed: swish's slope at 1e10 is {swish[4]}"
PYTHON
venv/bin/python ask.py
