#!/usr/bin/env bash
# mygrad 2.5.0: relu(-inf) is NaN, where it is 0, for the left side is multiplied by 0; masks of
# attention hold -inf. maximum(x, 0) is right. The slope of leaky_relu at 0 is 0, though it is 0.1 from
# the left and 1 from the right: a unit that is exactly 0 learns nothing. elu of -1e-9 is 0 in float32,
# as exp(x) - 1 is, with slope 1. Seen with NumPy 2.4.6.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet mygrad==2.5.0 numpy==2.4.6
cat > ask.py <<'PYTHON'
import warnings

import mygrad
import numpy as np
from mygrad.nnet import activations

warnings.simplefilter("ignore")


def answers(function, *numbers, dtype=np.float64):
    x = mygrad.tensor(np.array(numbers, dtype=dtype))
    y = function(x)
    y.sum().backward()
    return y.data.tolist(), x.grad.tolist()


def leaky(x):
    return activations.leaky_relu(x, slope=0.1)


def elu(x):
    return activations.elu(x, alpha=1.0)


relu = answers(activations.relu, -np.inf, -2, 2)
small = answers(elu, -1e-9, -1, dtype=np.float32)
print(relu, answers(leaky, -2, 0, 2), small)
assert relu[0][1:] == [0, 2] and relu[1] == [0, 0, 1], relu
assert answers(lambda x: mygrad.maximum(x, 0), -np.inf)[0] == [0]
assert np.allclose(answers(leaky, -2, 2), [[-0.2, 2], [0.1, 1]])
assert abs(small[0][1] + 0.63212056) < 1e-6 and small[1][0] == 1, small
assert np.isnan(relu[0][0]), f"changed: relu(-inf) is {relu[0][0]}"
assert answers(leaky, 0)[1] == [0], "changed: the slope of leaky_relu at 0"
assert small[0][0] == 0, f"changed: elu(-1e-9) is {small[0][0]}"
PYTHON
venv/bin/python ask.py
