#!/usr/bin/env bash
# MLX 0.32.4 on its CPU: the slope of mlx.nn.prelu at 0 is that from the left plus that from the right.
# With the usual weight, 0.25, it is 1.25, where 0.25 comes from the left and 1 from the right. It is
# written maximum(0, x) + weight*minimum(0, x), and MLX gives a tie of either to the second argument.
# leaky_relu with 0.25, the same function, is maximum(0.25*x, x) and has 1 there. A unit that is
# exactly 0, as padding makes it, gets a gradient larger than any other's.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "mlx[cpu]==0.32.4" numpy==2.4.6
cat > ask.py <<'PYTHON'
import mlx.core as mx
from mlx import nn

mx.set_default_device(mx.cpu)
x = mx.array([-1.0, -1e-30, 0.0, 1e-30, 1.0])


def slopes(function):
    return mx.grad(lambda t: function(t).sum())(x).tolist()


module = nn.PReLU()
found = {
    "prelu": slopes(lambda t: nn.prelu(t, mx.array(0.25))),
    "PReLU": slopes(module),
    "leaky_relu": slopes(lambda t: nn.leaky_relu(t, 0.25)),
    "maximum(0, x)": slopes(lambda t: mx.maximum(0, t)),
    "minimum(0, x)": slopes(lambda t: mx.minimum(0, t)),
    "maximum(x, 0)": slopes(lambda t: mx.maximum(t, 0)),
}
print(found)
for name in ("prelu", "PReLU", "leaky_relu"):
    assert found[name][:2] + found[name][3:] == [0.25, 0.25, 1, 1], found[name]
assert found["leaky_relu"][2] == 1, f"changed: {found['leaky_relu']}"
assert found["prelu"][2] == found["PReLU"][2] == 1.25, f"changed: {found['prelu']}"
assert [found[name][2] for name in list(found)[3:]] == [1, 1, 0], f"changed: {found}"
PYTHON
venv/bin/python ask.py
