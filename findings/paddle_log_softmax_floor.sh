#!/usr/bin/env bash
# PaddlePaddle 3.3.1 on a CPU: log_softmax stops at -64. Of the scores [0, -1000] it is [0, -1000], and
# Paddle answers [0, -64], in float64 as in float32; so is what was masked with -inf. Softmax stops
# at exp(-64) in the same way, 1.6e-28, where float64 has 3.7e-44 for -100. cross_entropy is never
# above 64, therefore, however far off a class is, though its gradient goes on as if it were.
# logsumexp is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet paddlepaddle==3.3.1 numpy==2.4.6 mpmath==1.3.0
cat > ask.py <<'PYTHON'
import mpmath
import numpy as np
import paddle
from paddle.nn import functional

scores = [0.0, -3.0, -100.0, -1000.0, -np.inf]
total = mpmath.log(mpmath.fsum(mpmath.exp(score) for score in scores))
true = np.array([float(score - total) for score in scores])
for dtype in ("float32", "float64"):
    x = paddle.to_tensor(np.array([scores], dtype), stop_gradient=False)
    found = functional.log_softmax(x).numpy()[0]
    shares = functional.softmax(x).numpy()[0]
    loss = functional.cross_entropy(x, paddle.to_tensor([3]))
    slopes = paddle.grad(loss, x)[0].numpy()[0]
    print(dtype, found, shares, loss.item(), slopes, true)
    assert abs(paddle.logsumexp(x).item() - float(total)) < 1e-6
    assert np.allclose(found[:2], true[:2], atol=1e-6), found
    assert np.allclose(found[2:], -64, atol=0.1), f"changed: log_softmax is {found}"
    assert np.allclose(shares[2], np.exp(-64), rtol=0.1), f"changed: softmax is {shares}"
    assert abs(loss.item() - 64) < 0.1, f"changed: cross_entropy is {loss.item()}"
    assert abs(slopes[3] + 1) < 1e-6, slopes
PYTHON
venv/bin/python ask.py
