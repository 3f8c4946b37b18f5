#!/usr/bin/env bash
# PaddlePaddle 3.3.1 on a CPU: relu of NaN is 0, in float32 and float64, so that a network whose weights
# went wrong answers numbers all the same. relu6, leaky_relu, hardtanh and clip(x, 0, 6) of Paddle
# keep NaN, as does maximum(x, 0), which is relu written out: which layer follows decides what is
# seen.
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

for dtype in ("float32", "float64"):
    for count in (1, 5, 64):  # with and without vector code
        x = paddle.to_tensor(np.full(count, np.nan, dtype))
        found = functional.relu(x).numpy()
        print(dtype, count, np.unique(found))
        assert (found == 0).all(), f"changed: relu(NaN) is {found}"
        keepers = (functional.relu6, functional.leaky_relu, functional.hardtanh)
        kept = [keep(x) for keep in keepers]
        kept += [paddle.clip(x, 0, 6), paddle.maximum(x, paddle.zeros_like(x))]
        assert all(np.isnan(one.numpy()).all() for one in kept), kept
PYTHON
venv/bin/python ask.py
