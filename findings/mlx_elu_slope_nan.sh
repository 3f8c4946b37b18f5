#!/usr/bin/env bash
# MLX 0.32.4 on its CPU: the slope of mlx.nn.elu and selu, 1 and 1.05 on the right, is NaN from x = 88.1
# on in float32 and from 11.1 on in float16: what belongs to the left, exp(x), is computed on the right
# too, and its infinite slope is multiplied by 0. In half precision an activation of 12 is no rare one,
# and one of them makes the gradient of every weight before it NaN. The values are right, and so are
# the slopes of celu, which is the same function for alpha = 1, and of where(x > 0, x, exp(min(x, 0))
# - 1).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet 'mlx[cpu]==0.32.4'
cat > ask.py <<'PYTHON'
import math

import mlx.core as mx
import mlx.nn as nn

mx.set_default_device(mx.cpu)


def written_out(x):
    return mx.where(x > 0, x, mx.exp(mx.minimum(x, 0)) - 1)


def ask(function, x, dtype):
    """The values at the numbers x and the slopes."""
    numbers = mx.array(x, dtype=dtype)
    slopes = mx.grad(lambda t: function(t).sum())(numbers).astype(mx.float32).tolist()
    values = function(numbers).astype(mx.float32).tolist()
    print(function.__name__, dtype, x, values, slopes)
    return values, slopes


for dtype, below, above in ((mx.float32, 88.0, 88.75), (mx.float16, 11.0, 12.0)):
    for function, right in ((nn.elu, 1.0), (nn.selu, 1.0507)):
        values, slopes = ask(function, [-1.0, below, above], dtype)
        assert math.isclose(values[2], right * above, rel_tol=1e-3), values
        left = {nn.elu: 1.0, nn.selu: 1.0507 * 1.67326}[function] * math.exp(-1)
        assert math.isclose(slopes[0], left, rel_tol=1e-2), slopes
        assert math.isclose(slopes[1], right, rel_tol=1e-3), slopes
        assert math.isnan(slopes[2]), f"changed: the slope at {above} is {slopes[2]}"
    for function in (nn.celu, written_out):
        slopes = ask(function, [-1.0, below, above], dtype)[1]
        assert slopes[1:] == [1, 1], slopes
weights = mx.array([[12.0, 0.5], [1.0, -0.5]], dtype=mx.float16)
gradient = mx.grad(lambda w: nn.elu(w @ mx.array([1.0, 1.0], dtype=mx.float16)).sum())(weights)
print(gradient)
assert mx.isnan(gradient[0]).all().item(), f"changed: {gradient}"
PYTHON
venv/bin/python ask.py
