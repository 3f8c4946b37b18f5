#!/usr/bin/env bash
# MindSpore 2.10.0 on a CPU: mish(43) is infinite and mish(45) NaN, in float16, float32 and float64
# alike; mish(x) is x there. A square of exp(x) overflows a float32. logsigmoid(-100) is -infinity,
# where it is -100, and its slope NaN, where it is 1: the logarithm of 0, which it exists to avoid,
# is what it takes. silu and softplus of 100 are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet mindspore==2.10.0 numpy==1.26.4
cat > ask.py <<'PYTHON'
import mindspore
import numpy as np
from mindspore import ops


def answers(function, numbers, kind=np.float32):
    return function(mindspore.Tensor(np.array(numbers, dtype=kind))).asnumpy().astype(float)


for kind in (np.float16, np.float32, np.float64):
    mish = answers(ops.mish, [20, 40, 45, 100], kind)
    print(kind.__name__, mish, answers(ops.mish, [43], kind))
    assert list(mish[:2]) == [20, 40], mish
    assert np.isnan(mish[2:]).all(), f"changed: mish of 45 and 100 is {mish[2:]}"
assert answers(ops.mish, [43])[0] == np.inf, "changed: mish(43)"
log = answers(ops.logsigmoid, [-50, -100])
slope = answers(mindspore.grad(ops.logsigmoid), [-50, -100])
print(log, slope)
assert abs(log[0] + 50) < 1e-4 and abs(slope[0] - 1) < 1e-4, (log, slope)
assert log[1] == -np.inf, f"changed: logsigmoid(-100) is {log[1]}"
assert np.isnan(slope[1]), f"changed: its slope is {slope[1]}"
assert answers(ops.silu, [100])[0] == 100 and answers(ops.softplus, [100])[0] == 100
PYTHON
venv/bin/python ask.py
