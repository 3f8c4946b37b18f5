#!/usr/bin/env bash
# mlx.nn.celu, MLX 0.32.4 on its CPU: the gradient at 0 is 0, though CELU has slope 1 there from both
# sides. It is written maximum(x, 0) + alpha*(exp(minimum(x, 0)/alpha) - 1), and MLX gives neither
# term the tie: a unit whose input is exactly 0 learns nothing. mlx.nn.elu has slope 1 there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet 'mlx[cpu]==0.32.4'
cat > ask.py <<'PYTHON'
import mlx.core as mx
import mlx.nn as nn

x = mx.array([-1e-3, 0.0, 1e-3])
celu = mx.grad(lambda t: nn.celu(t).sum())(x).tolist()
elu = mx.grad(lambda t: nn.elu(t).sum())(x).tolist()
print(celu, elu)
assert abs(celu[0] - 1) < 0.01 and celu[2] == 1 and elu[1] == 1, (celu, elu)
assert celu[1] == 0, f"changed: the slope at 0 is {celu[1]}"
PYTHON
venv/bin/python ask.py
